/** Removes known secrets from text and JSON, in every encoding in which an echo may contain them. */
import { Buffer } from 'node:buffer';

export const REDACTED = '[redacted]';

export interface Scrubber {
  text(input: string): string;
  /** A copy without them, in strings and field names; the value itself if it has none. */
  json(input: unknown, keeps?: (field: string) => boolean): unknown;
}

/** A shorter value may be an ordinary word, and removing it would make messages unreadable. */
const SHORTEST = 6;

const NOTHING: Scrubber = { text: (input) => input, json: (input) => input };

export function createScrubber(secrets: Iterable<string>): Scrubber {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST);
  if (known.length === 0) return NOTHING;
  // Longest first: a secret that contains another one must be removed whole.
  const forms = known.toSorted((a, b) => b.length - a.length).flatMap(formsOf);
  const clues = [...new Set(forms.map(({ clue }) => clue))];
  let pattern: RegExp | undefined;
  const text = (input: string): string => {
    // Building the pattern takes a thousand times longer than seeing that it is not needed.
    if (!clues.some((clue) => input.includes(clue))) return input;
    pattern ??= new RegExp(forms.map(({ spelled }) => spelled()).join('|'), 'g');
    return input.replace(pattern, REDACTED);
  };
  const json = (input: unknown, keeps: (field: string) => boolean, field: string): unknown => {
    if (typeof input === 'string') return keeps(field) ? input : text(input);
    if (typeof input !== 'object' || input === null) return input;
    if (Array.isArray(input)) {
      const items = input.map((item) => json(item, keeps, field));
      return items.some((item, index) => item !== input[index]) ? items : input;
    }
    const before = Object.entries(input);
    const after = before.map(([name, item]): [string, unknown] => [text(name), json(item, keeps, name)]);
    const isSame = after.every(([name, item], index) => name === before[index]?.[0] && item === before[index]?.[1]);
    return isSame ? input : Object.fromEntries(after);
  };
  return { text, json: (input, keeps = () => false) => json(input, keeps, '') };
}

/* ---- spellings, as pieces of a pattern ---- */

interface Form {
  spelled(): string;
  /** Letters and digits that are in every encoding of this form. */
  clue: string;
}

const formsOf = (secret: string): Form[] => [
  { spelled: () => written(secret), clue: longestWord(secret) },
  ...packed(secret),
];

const longestWord = (text: string): string =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).reduce((longest, word) => (word.length > longest.length ? word : longest), '');

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Plain, or with some characters escaped for a URL (also twice), a form, JSON or HTML. */
const written = (secret: string): string => Array.from(secret, spellings).join('');

function spellings(char: string): string {
  if (/^[A-Za-z0-9]$/.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const percent = [...Buffer.from(char)].map((byte) => `%(?:25){0,3}${anyCase(hex(byte, 2))}`).join('');
  const units = char.split('').map((unit) => String.raw`\\{1,4}u${anyCase(hex(unit.charCodeAt(0), 4))}`);
  const entity = ENTITIES[char];
  return `(?:${[
    String.raw`\\{0,4}${/[\x20-\x7e]/.test(char) ? `\\${char}` : char}`,
    percent,
    units.join(''),
    `&#(?:0*${code}|[xX]0*${anyCase(code.toString(16))});`,
    ...(entity === undefined ? [] : [`&${entity};`]),
    ...(char === ' ' ? [String.raw`\+`] : []),
  ].join('|')})`;
}

const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
const anyCase = (digits: string): string => digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/** As base64 (either alphabet) or hexadecimal, also inside something longer, such as `id:secret`. */
function packed(secret: string): Form[] {
  const inBase64 = [0, 1, 2].map((offset): Form => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const digits = bytes.toString('base64').replace(/=+$/, '');
    // The digits at both ends also depend on the text before and after it.
    const core = digits.slice(offset === 0 ? 0 : offset + 1, bytes.length % 3 === 0 ? undefined : -1);
    const spelled = () => `${Array.from(core, base64Digit).join('')}(?:[A-Za-z0-9+/_-]?={0,2})`;
    return { spelled, clue: longestWord(core) };
  });
  const digits = Buffer.from(secret).toString('hex');
  return [...inBase64, ...[digits, digits.toUpperCase()].map((form) => ({ spelled: () => form, clue: form }))];
}

const base64Digit = (digit: string): string =>
  digit === '+' ? '(?:[+-]|%(?:25){0,3}2[bB])' : digit === '/' ? String.raw`(?:\\{0,4}[/_]|%(?:25){0,3}2[fF])` : digit;
