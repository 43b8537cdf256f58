/** Reads ids as partners send them; `domain/global-id.ts` writes them. */
import { ID_PREFIXES, type NodeName, toGlobalId } from '../domain/global-id.ts';

export { ID_PREFIXES, type NodeName, toGlobalId };

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
