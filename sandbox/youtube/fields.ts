/** Google's partial responses: `fields=items(id,snippet/title),kind` cuts an answer down to what it names. */
import { no } from './answers.ts';

/** A name, or `*`, with what is wanted below it; undefined below = everything. A name that nothing has selects nothing. */
type Selection = Map<string, Selection | undefined>;

export function partial(json: unknown, mask: string): unknown {
  const reader = { text: mask, at: 0 };
  const selection = readList(reader);
  if (reader.at < mask.length || selection.size === 0) throw invalid(mask);
  return cut(json, selection);
}

interface Reader {
  text: string;
  at: number;
}

function readList(reader: Reader): Selection {
  const selection: Selection = new Map();
  do {
    const name = /^[A-Za-z0-9_*]+/.exec(reader.text.slice(reader.at))?.[0];
    if (name === undefined) throw invalid(reader.text);
    reader.at += name.length;
    selection.set(name, readBelow(reader));
  } while (taken(reader, ','));
  return selection;
}

function readBelow(reader: Reader): Selection | undefined {
  if (taken(reader, '/')) {
    const name = /^[A-Za-z0-9_*]+/.exec(reader.text.slice(reader.at))?.[0];
    if (name === undefined) throw invalid(reader.text);
    reader.at += name.length;
    return new Map([[name, readBelow(reader)]]);
  }
  if (!taken(reader, '(')) return undefined;
  const inner = readList(reader);
  if (!taken(reader, ')')) throw invalid(reader.text);
  return inner;
}

function taken(reader: Reader, sign: string): boolean {
  const here = reader.text[reader.at] === sign;
  if (here) reader.at += 1;
  return here;
}

function cut(value: unknown, selection: Selection | undefined): unknown {
  if (selection === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => cut(one, selection));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => selection.has(name) || selection.has('*'));
  return Object.fromEntries(
    kept.map(([name, inner]) => [name, cut(inner, selection.has(name) ? selection.get(name) : selection.get('*'))]),
  );
}

const invalid = (mask: string) =>
  no(400, 'invalidParameter', `Invalid field selection ${mask}`, { location: 'fields', locationType: 'parameter' });
