/** Ids as partners see them: the kind and the uuid of a thing in one opaque string, such as `post_0198f3c2-…`. */

/** GraphQL type → prefix. Prefixes are stored by partners, so they never change. */
export const ID_PREFIXES = {
  Workspace: 'workspace',
  ApiKey: 'key',
  Brand: 'brand',
  SocialAccount: 'account',
  ScheduledPost: 'post',
  PostTarget: 'target',
  PublishingLog: 'log',
  MediaAsset: 'media',
  PlatformIncident: 'incident',
} as const;
export type NodeName = keyof typeof ID_PREFIXES;

export function isNodeName(name: string): name is NodeName {
  return Object.hasOwn(ID_PREFIXES, name);
}

const NODE_OF_PREFIX: ReadonlyMap<string, NodeName> = new Map(
  Object.keys(ID_PREFIXES)
    .filter(isNodeName)
    .map((name) => [ID_PREFIXES[name], name]),
);
const GLOBAL_ID = /^([a-z]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** An id of nothing. Stands for a malformed id, so that it is answered like any other id that does not exist. */
export const NO_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export const toGlobalId = (name: NodeName, id: string): string => `${ID_PREFIXES[name]}_${id}`;

export function parseGlobalId(globalId: string): { name: NodeName; id: string } | null {
  const [, prefix = '', id = ''] = GLOBAL_ID.exec(globalId) ?? [];
  const name = NODE_OF_PREFIX.get(prefix);
  return name === undefined ? null : { name, id };
}

/** The uuid in an id of this kind; `NO_ID` for anything else. */
export function localId(name: NodeName, globalId: string): string {
  const parsed = parseGlobalId(globalId);
  return parsed?.name === name ? parsed.id : NO_ID;
}

export const localIds = (name: NodeName, globalIds: readonly string[]): string[] =>
  globalIds.map((globalId) => localId(name, globalId));

/** For optional input: absent and null stay as they are. */
export function optionalLocalId<Absent extends null | undefined>(
  name: NodeName,
  globalId: string | Absent,
): string | Absent {
  return typeof globalId === 'string' ? localId(name, globalId) : globalId;
}

export function optionalLocalIds<Absent extends null | undefined>(
  name: NodeName,
  globalIds: string[] | Absent,
): string[] | Absent {
  return Array.isArray(globalIds) ? localIds(name, globalIds) : globalIds;
}
