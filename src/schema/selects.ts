/** Looks ahead: collects the needs of the selected fields, so that one statement reads them, and no more. */
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

/** Parts of a row that are read only if a selected field needs them. */
type Need = 'targets' | 'media' | 'targetDetails' | 'accounts' | 'accountDetails';

/** The `extensions` of a field that needs this. */
export const needing = (need: Need) => ({ extensions: { needs: need } });

/**
 * Fields over the columns `Names` of a row, which only some statements read. Each field made with this declares its
 * column and its need in one place, so that they cannot disagree.
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

/** All columns of a need are read together. A missing one would look like null without anybody noticing. */
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

/** Whether only the id is selected, by clients that only need the reference. */
export const selectsIdOnly = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
  fieldNodes.every(({ selectionSet }) =>
    selectionSet?.selections.every(
      (selection) => selection.kind === Kind.FIELD && ['id', '__typename'].includes(selection.name.value),
    ),
  );

/** How much of posts an operation needs. Accounts that are shown in full are read separately. */
export function postExtent(info: GraphQLResolveInfo): PostExtent {
  const needed = needs(info);
  return {
    withTargets: needed.has('targets'),
    withMedia: needed.has('media'),
    withDetails: needed.has('targetDetails'),
    withAccounts: needed.has('accounts') && !needed.has('accountDetails'),
  };
}
