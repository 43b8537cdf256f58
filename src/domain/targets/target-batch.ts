/** Changes many targets at once: one statement for the rows, one for their events, as `changeTarget` does for one. */
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { noteChange } from '../changes.ts';
import { currentTraceparent } from '../feeds.ts';
import { statusAfter, type TransitionName } from './post-target.ts';
import { appendPublishEvents, type PublishEventEntry } from './publish-event.ts';
import { CHANGED_COLUMNS, columnName, recordOf, recordset, type TargetPatch } from './target-columns.ts';
import { announceWake } from './target-wake.ts';

export interface TargetChange {
  /** As read under the lock that the caller holds. */
  target: PostTarget;
  transition: TransitionName | null;
  patch: TargetPatch;
  entry: PublishEventEntry | null;
}

/**
 * Clears progress and failures of earlier runs, and units that were reserved for its time. Clears the lease too: its holder
 * notices at its next journal write and stops without writing anything.
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
  reservesQuota: false,
} as const satisfies TargetPatch;

/** Withdrawn from publishing: nothing wakes it again. */
export const AT_REST = {
  phase: null,
  blockedBy: null,
  leaseId: null,
  leaseUntil: null,
  leaseHolder: null,
  platformState: null,
  percent: null,
  wakeAt: null,
  reservesQuota: false,
} as const satisfies TargetPatch;

/** Due together with its post, whose local time it follows. */
export const AS_ITS_POST = { ownTimeZone: null, ownLocalTime: null } as const satisfies TargetPatch;

const COLUMNS = [...CHANGED_COLUMNS, 'seq'] as const;
const RECORD = ['id', ...COLUMNS] as const;

const UPDATE = `
  UPDATE post_target t SET ${COLUMNS.map(columnName)
    .map((name) => `${name} = r.${name}`)
    .join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (${recordset(RECORD)})
  WHERE t.id = r.id RETURNING t.*`;

/** Whoever lets a target go out begins, or goes on with, the trace that its runs belong to. */
function asked(transition: TransitionName | null): TargetPatch {
  const traceparent = transition === 'schedule' || transition === 'retry' ? currentTraceparent() : null;
  return traceparent === null ? {} : { traceparent };
}

/**
 * Writes all columns back, so the caller must have locked and read the rows in this transaction and changed nothing
 * since. `inserted` are new targets of the same transaction, whose first events are written along with the others. Call
 * it last, for the same reason as `changeTarget`.
 */
export async function changeTargets(
  tx: Tx,
  changes: readonly TargetChange[],
  inserted: readonly { target: PostTarget; entry: PublishEventEntry }[] = [],
): Promise<void> {
  const rows = changes.map(({ target, transition, patch, entry }) =>
    recordOf(RECORD, {
      ...target,
      ...patch,
      ...asked(transition),
      status: statusAfter(target, transition),
      seq: target.seq + (entry === null ? 0 : 1),
    }),
  );
  for (const { target, transition, patch } of changes)
    noteChange(tx, 'TARGET', () => ({
      id: target.id,
      brandId: target.brandId,
      before: target,
      after: { ...patch, status: statusAfter(target, transition) },
    }));
  const changed = rows.length === 0 ? [] : await tx.query<PostTarget>(UPDATE, [storableJson(rows)], 'change_targets');
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
  if (told.length + inserted.length > 0) appendPublishEvents(tx, [...told, ...inserted]);
}
