/** Ids in the audit log as partners see them. */
import type { ChangeSubject } from '../context.ts';
import { keysOf } from '../lib/record.ts';
import { type NodeName, parseGlobalId, toGlobalId } from './ids.ts';

export const SUBJECT_NODES = {
  WORKSPACE: 'Workspace',
  API_KEY: 'ApiKey',
  BRAND: 'Brand',
  ACCOUNT: 'SocialAccount',
  POST: 'ScheduledPost',
  TARGET: 'PostTarget',
  MEDIA: 'MediaAsset',
  WEBHOOK: 'WebhookEndpoint',
} as const satisfies Record<ChangeSubject, NodeName>;

const SUBJECTS: ReadonlyMap<NodeName, ChangeSubject> = new Map(
  keysOf(SUBJECT_NODES).map((subject) => [SUBJECT_NODES[subject], subject]),
);

/** The things that the top level of an input names. */
export function namedIn(input: unknown): { subject: ChangeSubject; id: string }[] {
  const values: unknown[] = typeof input === 'object' && input !== null ? Object.values(input) : [];
  return values.flatMap((value) => {
    const named = typeof value === 'string' ? parseGlobalId(value) : null;
    const subject = named === null ? undefined : SUBJECTS.get(named.name);
    return named === null || subject === undefined ? [] : [{ subject, id: named.id }];
  });
}

/** Columns that hold ids. */
const ID_FIELDS: Readonly<Record<string, NodeName>> = {
  brandId: 'Brand',
  brandIds: 'Brand',
  socialAccountId: 'SocialAccount',
  mediaAssetId: 'MediaAsset',
  mediaAssetIds: 'MediaAsset',
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A copy in which stored ids are those of the API. */
export function globalIdsIn(value: unknown, node?: NodeName): unknown {
  if (typeof value === 'string') return node !== undefined && UUID.test(value) ? toGlobalId(node, value) : value;
  if (Array.isArray(value)) return value.map((item) => globalIdsIn(item, node));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, globalIdsIn(item, ID_FIELDS[name] ?? node)]),
  );
}
