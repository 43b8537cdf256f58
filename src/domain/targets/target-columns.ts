/** The columns of `post_target`: which may be changed, which are inserted and which are shown derive from this table. */
import type { PostTarget } from '../../lib/prisma/client.ts';
import { keysOf } from '../../lib/record.ts';

interface TargetColumn {
  /** Its Postgres type, for reading it from JSON. */
  type: string;
  /** Who writes it. CHANGE: changes; CREATE: the insert alone; BOTH; absent: the database. */
  written?: 'CHANGE' | 'CREATE' | 'BOTH';
  /** Which lists show it: all, or only those with details. Absent: none. */
  shown?: 'ALWAYS' | 'DETAIL';
}

/** To add a column: a line here, one in `prisma/schema.prisma`, and a migration. */
export const TARGET_COLUMNS = {
  id: { type: 'uuid', written: 'CREATE', shown: 'ALWAYS' },
  createdAt: { type: 'timestamptz', shown: 'DETAIL' },
  updatedAt: { type: 'timestamptz', shown: 'DETAIL' },
  workspaceId: { type: 'uuid', written: 'CREATE' },
  brandId: { type: 'uuid', written: 'CREATE', shown: 'ALWAYS' },
  postId: { type: 'uuid', written: 'CREATE', shown: 'ALWAYS' },
  socialAccountId: { type: 'uuid', written: 'CREATE', shown: 'ALWAYS' },
  platform: { type: '"Platform"', written: 'CREATE', shown: 'ALWAYS' },
  format: { type: '"Format"', written: 'BOTH', shown: 'ALWAYS' },
  overrides: { type: 'jsonb', written: 'BOTH', shown: 'DETAIL' },
  options: { type: 'jsonb', written: 'BOTH', shown: 'DETAIL' },
  status: { type: '"TargetStatus"', written: 'BOTH', shown: 'ALWAYS' },
  phase: { type: '"TargetPhase"', written: 'CHANGE', shown: 'ALWAYS' },
  blockedBy: { type: '"BlockedBy"', written: 'CHANGE', shown: 'ALWAYS' },
  dueAt: { type: 'timestamptz', written: 'BOTH', shown: 'ALWAYS' },
  ownTimeZone: { type: 'text', written: 'CHANGE' },
  ownLocalTime: { type: 'text', written: 'CHANGE' },
  wakeAt: { type: 'timestamptz', written: 'BOTH', shown: 'DETAIL' },
  priority: { type: 'int', written: 'BOTH', shown: 'ALWAYS' },
  leaseId: { type: 'uuid', written: 'CHANGE' },
  leaseUntil: { type: 'timestamptz', written: 'CHANGE' },
  leaseHolder: { type: 'text', written: 'CHANGE' },
  attempt: { type: 'int', written: 'CHANGE', shown: 'ALWAYS' },
  failures: { type: 'int', written: 'CHANGE' },
  seq: { type: 'int', written: 'CREATE', shown: 'ALWAYS' },
  platformState: { type: 'text', written: 'CHANGE', shown: 'ALWAYS' },
  percent: { type: 'int', written: 'CHANGE', shown: 'ALWAYS' },
  intentAt: { type: 'timestamptz', written: 'CHANGE', shown: 'ALWAYS' },
  publishedAt: { type: 'timestamptz', written: 'CHANGE', shown: 'ALWAYS' },
  externalId: { type: 'text', written: 'CHANGE', shown: 'ALWAYS' },
  permalink: { type: 'text', written: 'CHANGE', shown: 'ALWAYS' },
  errorCode: { type: 'text', written: 'CHANGE' },
  error: { type: 'jsonb', written: 'CHANGE', shown: 'DETAIL' },
  warnings: { type: 'jsonb', written: 'CHANGE', shown: 'DETAIL' },
  traceparent: { type: 'text', written: 'BOTH' },
  presence: { type: '"PostPresence"', written: 'CHANGE', shown: 'ALWAYS' },
  presenceAt: { type: 'timestamptz', written: 'CHANGE', shown: 'ALWAYS' },
  reservesQuota: { type: 'boolean', written: 'BOTH', shown: 'DETAIL' },
} as const satisfies Record<keyof PostTarget, TargetColumn>;

type Columns = typeof TARGET_COLUMNS;
/** Columns with one of the given values of a property. */
type Those<Property extends keyof TargetColumn, Value> = {
  [Key in keyof Columns]: Columns[Key] extends Record<Property, Value> ? Key : never;
}[keyof Columns];

/** JSON goes in as any value and comes back as JSON. */
type Written<Key extends keyof Columns> = {
  [K in Key]: Columns[K]['type'] extends 'jsonb' ? unknown : PostTarget[K];
};

/** The columns that a change writes; the status follows from its transition. Absent = unchanged. */
export type TargetPatch = Partial<Omit<Written<Those<'written', 'CHANGE' | 'BOTH'>>, 'status'>> & { status?: never };
/** The columns that the insert of a target writes. */
export type NewTarget = Omit<Written<Those<'written', 'CREATE' | 'BOTH'>>, 'seq'>;
export type ShownColumn = Those<'shown', 'ALWAYS'>;
export type DetailColumn = Those<'shown', 'DETAIL'>;

const columns: Readonly<Record<keyof PostTarget, TargetColumn>> = TARGET_COLUMNS;

// Made once: every target that is written asks for each of its columns.
const NAMES: ReadonlyMap<keyof PostTarget, string> = new Map(
  keysOf(columns).map((key) => [key, key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
);

export const columnName = (key: keyof PostTarget): string => NAMES.get(key) ?? key;

export const CHANGED_COLUMNS = keysOf(columns).filter((key) => /CHANGE|BOTH/.test(columns[key].written ?? ''));
export const CREATED_COLUMNS = keysOf(columns).filter((key) => /CREATE|BOTH/.test(columns[key].written ?? ''));
export const SHOWN_COLUMNS = keysOf(columns).filter((key) => columns[key].shown === 'ALWAYS');
export const DETAIL_COLUMNS = keysOf(columns).filter((key) => columns[key].shown === 'DETAIL');

export const isJson = (key: keyof PostTarget): boolean => columns[key].type === 'jsonb';
export const isInstant = (key: keyof PostTarget): boolean => columns[key].type === 'timestamptz';

/** `name type, …`: how `jsonb_to_recordset` reads these columns. */
export const recordset = (keys: readonly (keyof PostTarget)[]): string =>
  keys.map((key) => `${columnName(key)} ${columns[key].type}`).join(', ');

/** The JSON that `recordset` reads. Undefined values are left out. */
export const recordOf = (
  keys: readonly (keyof PostTarget)[],
  values: Readonly<Partial<Record<keyof PostTarget, unknown>>>,
): Record<string, unknown> => {
  const record: Record<string, unknown> = {};
  for (const key of keys) record[columnName(key)] = values[key];
  return record;
};
