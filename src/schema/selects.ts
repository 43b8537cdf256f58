/** Looks ahead: what an operation asks for anywhere, so that one statement can answer it. */
import { type GraphQLResolveInfo, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { PostExtent } from '../domain/queries/posts.ts';

// Parsed documents are cached, so each is walked once.
const namesOf = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Whether a field of this name is selected anywhere. Too often true costs a little; never wrongly false. */
function selects({ operation, fragments }: GraphQLResolveInfo, name: string): boolean {
  let names = namesOf.get(operation);
  if (names === undefined) {
    const found = new Set<string>();
    for (const node of [operation, ...Object.values(fragments)])
      visit(node, { Field: (field) => void found.add(field.name.value) });
    names = found;
    namesOf.set(operation, names);
  }
  return names.has(name);
}

/** Whether a field is asked for nothing but the id, by clients that only want to know where it is. */
export const selectsIdOnly = ({ fieldNodes }: GraphQLResolveInfo): boolean =>
  fieldNodes.every(({ selectionSet }) =>
    selectionSet?.selections.every(
      (selection) => selection.kind === Kind.FIELD && ['id', '__typename'].includes(selection.name.value),
    ),
  );

/** Fields of a post that are its targets or follow from them. */
const FROM_TARGETS = ['targets', 'status', 'allowedActions'];

/** Fields that show what a statement reads only when asked (`detail`). */
const TARGET_DETAILS = ['overrides', 'options', 'error', 'warnings', 'wakeAt', 'createdAt', 'updatedAt'];
const ACCOUNT_DETAILS = [
  'statusReason',
  'statusChangedAt',
  'scopes',
  'missingScopes',
  'tiktokCreator',
  'tokenExpiresAt',
  'refreshExpiresAt',
  'lastPublishedAt',
  'createdAt',
  'updatedAt',
];

/** How much of posts an operation needs. An account that is shown in full is read by itself. */
export const postExtent = (info: GraphQLResolveInfo): PostExtent => ({
  withTargets: FROM_TARGETS.some((name) => selects(info, name)),
  withMedia: selects(info, 'media'),
  withDetails: TARGET_DETAILS.some((name) => selects(info, name)),
  withAccounts: selects(info, 'socialAccount') && !ACCOUNT_DETAILS.some((name) => selects(info, name)),
});

/** A column that is read only when asked for. Missing, it would look like null: a lie that nobody notices. */
export function detail<Row extends { id: string }, Name extends keyof Row>(
  row: Row,
  name: Name,
): Exclude<Row[Name], undefined> {
  const value = row[name];
  if (value === undefined) throw new Error(`${String(name)} of ${row.id} was not read`);
  return value as Exclude<Row[Name], undefined>;
}
