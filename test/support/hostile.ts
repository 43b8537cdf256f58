/** What nobody in their right mind would send, for every place of the schema that takes a value. */
import { Buffer } from 'node:buffer';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** JSON text that is put into the body as it is: deeper than `JSON.stringify` can go. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const DEEP = 10_000;
const deepList = new RawJson(`${'['.repeat(DEEP)}${']'.repeat(DEEP)}`);
const deepObject = (levels: number) => new RawJson(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

const cursor = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const event = (position: string) => Buffer.from(`event:${position}`).toString('base64url');
const NOBODY = '0198f3c2-0000-7000-8000-000000000000';

const CURSORS = [
  ...['createdAt', 'scheduledAt', 'dueAt'].flatMap((order) =>
    [null, '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', 'infinity', '2026-01-01T00:00:00.123456789Z'].map(
      (key) => cursor(order, key, NOBODY),
    ),
  ),
  cursor('scheduledAt', '2026-01-01T00:00:00Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff'),
  ...['9223372036854775807', '9223372036854775808', '9999999999999999999', '0000000000000000001'].map(event),
];

const TEXTS = [
  '',
  ' ',
  'a\u0000b',
  'a\ud800b',
  '\udc00',
  '%_\\\'";--',
  '\u202e\u2066\ufeff\u{10ffff}',
  'x'.repeat(10_000),
];

/** What means something in one place only. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  after: CURSORS,
  before: CURSORS,
  localTime: [
    '0001-01-01T00:00',
    '0000-01-01T00:00',
    '9999-12-31T23:59:59',
    '2027-01-01T00:00+99:99',
    '-000001-01-01T00:00',
  ],
  timeZone: [
    'US/Pacific-New',
    'Etc/Unknown',
    'EST5EDT',
    'posixrules',
    'Factory',
    '+25:00',
    'Europe/Berlin[u-ca=hebrew]',
  ],
  url: ['https://[', 'http://127.0.0.1:1/\u0000', `http://${'a'.repeat(300)}.example/`, 'file:///etc/passwd', 'data:,'],
};

/** By scalar. Enums get what is not of them. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  ID: [...TEXTS, `brand_${NOBODY}`, `post_${NOBODY.toUpperCase()}`, NOBODY, 0, 2 ** 53, deepList],
  String: [...TEXTS, 7, deepList],
  Int: [0, -1, 1, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1.5, 1e308, '1', deepList],
  Float: [0, -0, 1e308, -1e308, 5e-324, 2 ** 53, '1', deepList],
  Boolean: [true, false, 'true', deepList],
  DateTime: [
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59.999999999Z',
    '9999-12-31T23:59:59-23:59',
    '1970-01-01T00:00:00Z',
    '2027-01-01T00:00:00+99:99',
    '2016-12-31T23:59:60Z',
    'a\ud800',
    'x'.repeat(10_000),
    '',
    0,
    deepList,
  ],
  JSONObject: [
    {},
    { 'a\u0000b': 1 },
    { a: ['\ud800'] },
    { '\udc00': true },
    new RawJson('{"__proto__":{"a":1},"constructor":null,"toString":1e400}'),
    { a: 'x'.repeat(10_000) },
    deepObject(33),
    deepObject(DEEP),
    new RawJson(`{"a":${deepList.text}}`),
    [],
    deepList,
    1,
  ],
};
const OF_ENUM = ['', 'NOTHING', 'a\u0000', 1, deepList];

export const hostileValues = (name: string, type: GraphQLInputType): readonly unknown[] => {
  const named = getNamedType(type);
  return isEnumType(named)
    ? [...OF_ENUM, ...named.getValues().map(({ name }) => name)]
    : [...(BY_NAME[name] ?? []), ...(VALUES[named.name] ?? [deepList, 1])];
};

/* ---- places ---- */

/** A way to a value, as names of arguments and fields. */
export interface Place {
  path: readonly string[];
  type: GraphQLInputType;
  /** One for each value that an enum beside it may have: a time means another thing with another mode. */
  settings: readonly number[];
}

type Named = GraphQLArgument | GraphQLInputField;

/** Every place of a field's arguments; types that hold themselves are entered once. */
export const placesOf = (
  args: readonly Named[],
  path: readonly string[] = [],
  within: readonly string[] = [],
): Place[] =>
  args.flatMap(({ name, type }) => {
    const here = [...path, name];
    const named = getNamedType(type);
    const settings = Array.from({ length: settingsOf(args) }, (_, index) => index);
    const means = named.name === 'String' || named.name === 'DateTime';
    if (!isInputObjectType(named)) return [{ path: here, type, settings: means ? settings : [0] }];
    if (within.includes(named.name)) return [];
    return [
      { path: here, type, settings: [0] },
      ...placesOf(Object.values(named.getFields()), here, [...within, named.name]),
    ];
  });

const settingsOf = (args: readonly Named[]): number =>
  Math.max(
    1,
    ...args.map(({ type }) => {
      const named = getNamedType(type);
      return isEnumType(named) && isNonNullType(type) ? named.getValues().length : 1;
    }),
  );

type Sane = (name: string, type: GraphQLInputType) => unknown;

/** Arguments that are as right as can be, but for one value. `sane` knows what is right for a name. */
export function argsWith(
  args: readonly Named[],
  sane: Sane,
  [wanted, ...rest]: readonly string[],
  hostile: { value: unknown; setting: number },
): Record<string, unknown> {
  const given = args.flatMap(({ name, type }): [string, unknown][] => {
    const named = getNamedType(type);
    if (name === wanted) {
      if (rest.length === 0) return [[name, inList(type, hostile.value)]];
      const fields = isInputObjectType(named) ? Object.values(named.getFields()) : [];
      return [[name, inList(type, argsWith(fields, sane, rest, hostile))]];
    }
    return isNonNullType(type) ? [[name, saneValue(name, type, sane, hostile.setting)]] : [];
  });
  return Object.fromEntries(given);
}

function saneValue(name: string, type: GraphQLInputType, sane: Sane, setting: number): unknown {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return inList(type, argsWith(Object.values(named.getFields()), sane, [], { value: null, setting }));
  const values = isEnumType(named) ? named.getValues() : [];
  return inList(type, values.length > 0 ? values[setting % values.length]?.name : sane(name, type));
}

/** Arguments by chance, as `dice` fall: each place is left out, sane or hostile. */
export function randomArgs(
  args: readonly Named[],
  sane: Sane,
  dice: readonly number[],
  within: readonly string[] = [],
): Record<string, unknown> {
  let thrown = within.length;
  const next = () => (dice[thrown++ % dice.length] ?? 0) + 31 * thrown;
  const given = args.flatMap(({ name, type }): [string, unknown][] => {
    const named = getNamedType(type);
    const fate = next() % 5;
    if (fate < 2 && !isNonNullType(type)) return [];
    if (isInputObjectType(named)) {
      if (within.includes(named.name)) return [];
      const turned = [...dice.slice(1), (dice[0] ?? 0) + next()];
      return [
        [name, inList(type, randomArgs(Object.values(named.getFields()), sane, turned, [...within, named.name]))],
      ];
    }
    const hostile = hostileValues(name, type);
    return [[name, fate === 4 ? inList(type, hostile[next() % hostile.length]) : saneValue(name, type, sane, next())]];
  });
  return Object.fromEntries(given);
}

/** One item where a list is asked for, except where the value is a list of its own. */
const inList = (type: GraphQLInputType, value: unknown): unknown => {
  const nullable = isNonNullType(type) ? type.ofType : type;
  return isListType(nullable) && !(value instanceof RawJson) ? [value] : value;
};

/* ---- documents ---- */

/** Everything that can be read of a type without arguments, down to `depth`. */
export function everythingOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    return depth > 0 && field.args.length === 0 ? [`${field.name} ${everythingOf(field.type, depth - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

export function documentOf(kind: string, field: GraphQLField<unknown, unknown>, depth: number): string {
  const variables = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const [open, close] = field.args.length === 0 ? ['', ''] : [`(${variables})`, `(${passed})`];
  return `${kind} ${open} { ${field.name}${close} ${everythingOf(field.type, depth)} }`;
}

/** The body of a request, with raw JSON in its place. */
export function bodyOf(query: string, variables: Record<string, unknown>): string {
  const raw: string[] = [];
  const text = JSON.stringify({ query, variables }, (_key, value: unknown) => {
    if (!(value instanceof RawJson)) return value;
    return `raw-json-${raw.push(value.text) - 1}`;
  });
  return text.replace(/"raw-json-(\d+)"/g, (_match, index: string) => raw[Number(index)] ?? 'null');
}
