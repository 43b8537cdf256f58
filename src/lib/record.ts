/** Records with known keys, whose names TypeScript forgets in `Object.keys` and `Object.fromEntries`. */

export const keysOf = <Key extends string>(record: Readonly<Partial<Record<Key, unknown>>>): Key[] =>
  Object.keys(record) as Key[];

export const mapRecord = <Key extends string, From, To>(
  record: Readonly<Record<Key, From>>,
  to: (value: From) => To,
): Record<Key, To> => Object.fromEntries(keysOf(record).map((key) => [key, to(record[key])])) as Record<Key, To>;
