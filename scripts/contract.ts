/** What a change of the GraphQL schema takes from clients of an earlier release. */
import { pruneSchema } from '@graphql-tools/utils';
import {
  buildASTSchema,
  buildSchema,
  findBreakingChanges,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
  visit,
} from 'graphql';

/** The changes that break a client of `released` which uses nothing that `released` deprecates, as sentences. */
export const brokenPromises = (released: string, current: string): string[] =>
  findBreakingChanges(withoutDeprecated(released), buildSchema(current)).map(({ description }) => description);

/** Types go with the last field that leads to them. */
function withoutDeprecated(sdl: string): GraphQLSchema {
  const unlessDeprecated = ({ directives }: { directives?: readonly { name: { value: string } }[] }) =>
    directives?.some(({ name }) => name.value === 'deprecated') ? null : undefined;
  const kept = visit(parse(sdl), {
    [Kind.FIELD_DEFINITION]: unlessDeprecated,
    [Kind.INPUT_VALUE_DEFINITION]: unlessDeprecated,
    [Kind.ENUM_VALUE_DEFINITION]: unlessDeprecated,
  });
  return pruneSchema(buildASTSchema(kept, { assumeValid: true }));
}

/** Whether a program could tell one from the other: descriptions and the order of definitions do not count. */
export const haveSameShape = (a: string, b: string): boolean => shapeOf(a) === shapeOf(b);

const shapeOf = (sdl: string): string =>
  printSchema(lexicographicSortSchema(buildASTSchema(visit(parse(sdl), { StringValue: withoutDescription }))));

// Descriptions are the only strings that stand outside of a directive.
const withoutDescription = (_node: unknown, key: string | number | undefined) =>
  key === 'description' ? null : undefined;

/** What stands in the changelog above the last release. */
export const unreleasedChanges = (changelog: string): string[] => {
  const [, section = ''] = changelog.split(/^## /m);
  return section.startsWith('Unreleased\n') ? section.split('\n').filter((line) => line.startsWith('- ')) : [];
};
