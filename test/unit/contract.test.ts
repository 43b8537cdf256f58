/** The contract with partners: what may change in a release, and what only after a notice. */
import { expect, test } from 'vitest';
import { brokenPromises, haveSameShape, unreleasedChanges } from '../../scripts/contract.ts';

const RELEASED = `
  type Query { post(id: ID!, "Old." slug: String @deprecated(reason: "Use id.")): Post!, legacy: Legacy @deprecated(reason: "Use post.") }
  "A post."
  type Post { id: ID!, title: String, caption: String @deprecated(reason: "Use title."), status: Status! }
  enum Status { WAITING @deprecated(reason: "Use SCHEDULED."), SCHEDULED, PUBLISHED }
  type Legacy { id: ID!, kind: LegacyKind }
  enum LegacyKind { A }
`;
const change = (from: string, to: string): string => {
  expect(RELEASED).toContain(from);
  return RELEASED.replace(from, to);
};

test.each([
  ['a field is removed', ' title: String,', ''],
  ['a value of an enum is removed', ', PUBLISHED', ''],
  ['a field may become null', 'status: Status!', 'status: Status'],
  ['an argument becomes required', 'post(id: ID!,', 'post(id: ID!, locale: String!,'],
])('breaks a promise when %s without notice', (_name, from, to) => {
  expect(brokenPromises(RELEASED, change(from, to))).toHaveLength(1);
});

test.each([
  ['a field', ' caption: String @deprecated(reason: "Use title."),', ''],
  ['a value of an enum', 'WAITING @deprecated(reason: "Use SCHEDULED."), ', ''],
  ['an argument', ', "Old." slug: String @deprecated(reason: "Use id.")', ''],
])('keeps its promise when %s goes that the released contract deprecates', (_name, from, to) => {
  expect(brokenPromises(RELEASED, change(from, to))).toEqual([]);
});

test('lets types go with the last field that led to them, and not before', () => {
  const withoutTypes = change('type Legacy { id: ID!, kind: LegacyKind }', '').replace('enum LegacyKind { A }', '');
  const withoutField = withoutTypes.replace(', legacy: Legacy @deprecated(reason: "Use post.")', '');
  expect(brokenPromises(RELEASED, withoutField)).toEqual([]);
  const stillLed = RELEASED.replace('legacy: Legacy @deprecated(reason: "Use post.")', 'legacy: Legacy');
  expect(brokenPromises(stillLed, withoutField)).not.toEqual([]);
});

test('additions break nothing and are a difference; words and order are none', () => {
  const longer = change('title: String,', 'title: String, permalink: String,');
  expect(brokenPromises(RELEASED, longer)).toEqual([]);
  expect(haveSameShape(RELEASED, longer)).toBe(false);
  expect(haveSameShape(RELEASED, change('"A post."', '"Something that is published."'))).toBe(true);
  expect(haveSameShape(RELEASED, change('SCHEDULED, PUBLISHED', 'PUBLISHED, SCHEDULED'))).toBe(true);
  expect(haveSameShape(RELEASED, change('"Use title."', '"Use the title."'))).toBe(false);
});

test('reads what the changelog says of the next release', () => {
  expect(unreleasedChanges('# Changelog\n\n## Unreleased\n\n### Added\n\n- a field\n\n## 0.1.0\n\n- all\n')).toEqual([
    '- a field',
  ]);
  expect(unreleasedChanges('# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- all\n')).toEqual([]);
  expect(unreleasedChanges('# Changelog\n\n## 0.1.0\n\n- all\n')).toEqual([]);
});
