/** Looks ahead: what the fields of an operation need, so that one statement reads it, and no statement reads more. */
import {
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PostExtent } from '../domain/queries/posts.ts';
import type { SchemaContext } from './context.ts';

/** What statements read only when a selected field needs it. */
type Need = 'targets' | 'media' | 'targetDetails' | 'accounts' | 'accountDetails';

/** As `extensions` of a field: it needs this. */
export const needing = (need: Need) => ({ extensions: { needs: need } });

/**
 * The fields that show the columns `Names` of a row, which only some statements read. What each field made with this shows
 * and what it needs is said once, here, so that they cannot disagree.
 */
export const showing =
  <Row extends { id: string }, Names extends keyof Row>(need: Need) =>
  <Name extends Names, Shown>(
    name: Name,
    show: (
      value: (Row & Required<Pick<Row, Names>>)[Name],
      row: Row & Required<Pick<Row, Names>>,
      context: SchemaContext,
    ) => Shown,
  ) => ({
    ...needing(need),
    resolve: (row: Row, _args: object, context: SchemaContext): Shown => {
      if (!hasRead<Row, Names>(row, name)) throw new Error(`${String(name)} of ${row.id} was not read`);
      return show(row[name], row, context);
    },
  });

/** All columns of a need are read together. A missing one would look like null: a lie that nobody notices. */
const hasRead = <Row, Names extends keyof Row>(row: Row, name: Names): row is Row & Required<Pick<Row, Names>> =>
  row[name] !== undefined;

// Parsed documents are cached, so each is walked once.
const needsOf = new WeakMap<OperationDefinitionNode, ReadonlySet<unknown>>();

/** What the fields of an operation need, wherever they are selected. Too much costs a little; too little is never found. */
function needs({ operation, fragments, schema }: GraphQLResolveInfo): ReadonlySet<unknown> {
  const known = needsOf.get(operation);
  if (known !== undefined) return known;
  const found = new Set<unknown>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, { Field: () => void found.add(types.getFieldDef()?.extensions.needs) });
  for (const node of [operation, ...Object.values(fragments)]) visit(node, visitor);
  needsOf.set(operation, found);
  return found;
}

/** Whether a field is asked for nothing but the id, by clients that only want to know where it is. */
export const selectsIdOnly = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
  fieldNodes.every(({ selectionSet }) =>
    selectionSet?.selections.every(
      (selection) => selection.kind === Kind.FIELD && ['id', '__typename'].includes(selection.name.value),
    ),
  );

/** How much of posts an operation needs. An account that is shown in full is read by itself. */
export function postExtent(info: GraphQLResolveInfo): PostExtent {
  const needed = needs(info);
  return {
    withTargets: needed.has('targets'),
    withMedia: needed.has('media'),
    withDetails: needed.has('targetDetails'),
    withAccounts: needed.has('accounts') && !needed.has('accountDetails'),
  };
}
