/** Changes many targets at once: one statement for the rows, one for their events, as `changeTarget` does for one. */
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { announceWake, type TargetPatch } from './target-change.ts';
import { appendTargetEvents, type TargetEventEntry } from './target-event.ts';

export interface TargetChange {
  /** As read under the lock that the caller holds. */
  target: PostTarget;
  patch: TargetPatch;
  entry: TargetEventEntry | null;
}

/**
 * Progress and failure of earlier runs, forgotten. The lease goes too: a worker that holds it notices at its next journal
 * write and stops without a trace.
 */
export const FRESH = {
  phase: null,
  blockedBy: null,
  leaseId: null,
  leaseUntil: null,
  leaseHolder: null,
  failures: 0,
  platformState: null,
  percent: null,
  errorCode: null,
  error: null,
} as const satisfies TargetPatch;

/** Withdrawn from publishing: nobody wakes it any more. What went wrong stays readable. */
export const AT_REST = {
  phase: null,
  blockedBy: null,
  leaseId: null,
  leaseUntil: null,
  leaseHolder: null,
  platformState: null,
  percent: null,
  wakeAt: null,
} as const satisfies TargetPatch;

/** Due with its post, at a time that the post keeps on the clocks of its author. */
export const AS_ITS_POST = { ownTimeZone: null, ownLocalTime: null } as const satisfies TargetPatch;

// Every column a patch can set, with the type that jsonb is read as.
const COLUMNS = {
  status: '"TargetStatus"',
  phase: '"TargetPhase"',
  blocked_by: '"BlockedBy"',
  due_at: 'timestamptz',
  own_time_zone: 'text',
  own_local_time: 'text',
  wake_at: 'timestamptz',
  priority: 'int',
  lease_id: 'uuid',
  lease_until: 'timestamptz',
  lease_holder: 'text',
  attempt: 'int',
  failures: 'int',
  platform_state: 'text',
  percent: 'int',
  intent_at: 'timestamptz',
  published_at: 'timestamptz',
  external_id: 'text',
  permalink: 'text',
  error_code: 'text',
  format: '"Format"',
  error: 'jsonb',
  warnings: 'jsonb',
  options: 'jsonb',
  overrides: 'jsonb',
  seq: 'int',
} as const;

const UPDATE = `
  UPDATE post_target t SET ${Object.keys(COLUMNS)
    .map((column) => `${column} = r.${column}`)
    .join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, ${Object.entries(COLUMNS)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ')})
  WHERE t.id = r.id RETURNING t.*`;

/**
 * The caller has locked and read the rows in this transaction and changed nothing of them since: every column is written
 * back. `inserted` are new targets of the same transaction, whose first events are told along with the others. Call it
 * last, for the same reason as `changeTarget`.
 */
export async function changeTargets(
  tx: Tx,
  changes: readonly TargetChange[],
  inserted: readonly { target: PostTarget; entry: TargetEventEntry }[] = [],
): Promise<void> {
  const rows = changes.map(({ target, patch, entry }) =>
    rowOf({ ...target, ...patch, seq: target.seq + (entry === null ? 0 : 1) }),
  );
  const changed = rows.length === 0 ? [] : await tx.query<PostTarget>(UPDATE, [JSON.stringify(rows)], 'change_targets');
  const wakes = [...changes.map(({ patch }) => patch.wakeAt), ...inserted.map(({ target }) => target.wakeAt)].filter(
    (at) => at instanceof Date,
  );
  const earliest = wakes.sort((a, b) => a.getTime() - b.getTime())[0];
  if (earliest !== undefined) announceWake(tx, earliest);
  const entries = new Map(changes.map(({ target, entry }) => [target.id, entry]));
  const told = changed.flatMap((target) => {
    const entry = entries.get(target.id);
    return entry ? [{ target, entry }] : [];
  });
  if (told.length + inserted.length > 0) appendTargetEvents(tx, [...told, ...inserted]);
}

type Row = Omit<PostTarget, keyof TargetPatch> & TargetPatch;

const rowOf = (row: Row) =>
  ({
    id: row.id,
    status: row.status,
    phase: row.phase,
    blocked_by: row.blockedBy,
    due_at: row.dueAt,
    own_time_zone: row.ownTimeZone,
    own_local_time: row.ownLocalTime,
    wake_at: row.wakeAt,
    priority: row.priority,
    lease_id: row.leaseId,
    lease_until: row.leaseUntil,
    lease_holder: row.leaseHolder,
    attempt: row.attempt,
    failures: row.failures,
    platform_state: row.platformState,
    percent: row.percent,
    intent_at: row.intentAt,
    published_at: row.publishedAt,
    external_id: row.externalId,
    permalink: row.permalink,
    error_code: row.errorCode,
    format: row.format,
    error: row.error,
    warnings: row.warnings,
    options: row.options,
    overrides: row.overrides,
    seq: row.seq,
  }) satisfies Record<'id' | keyof typeof COLUMNS, unknown>;
