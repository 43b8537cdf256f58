/** After a restore: what may have gone out since the backup was taken is never sent again by itself; the rest waits until a person resumes. */
import type { Db, Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { appendAuditEntries } from '../audit/entry.ts';
import { noteChange, watchChanges } from '../changes.ts';
import { accept } from '../errors.ts';
import { AT_REST } from '../targets/target-batch.ts';
import { changeEach } from '../targets/target-change.ts';
import { targetError } from '../targets/target-error.ts';
import { write } from '../write.ts';

const BATCH = 200;

const UNKNOWN = targetError(
  new PlatformFailure(
    'OUTCOME_UNKNOWN',
    'The database was restored from a backup; this post may have gone out after the backup was taken. Look at the platform, and say what you found.',
  ),
  null,
);
const UNFINISHED = {
  extra: '*',
  code: 'OUTCOME_UNKNOWN',
  message:
    'The database was restored from a backup; what follows the post (first comment, thumbnail …) may be done or not, and is not done again.',
} as const;

export interface Restored {
  /** Workspaces that are paused now and were not before. */
  paused: number;
  /** Targets whose outcome only a person can tell. */
  unknown: number;
  /** Published targets of which nothing more is done. */
  ended: number;
}

/**
 * Pauses every workspace; what was due by now, or had begun, becomes OUTCOME_UNKNOWN; nothing more is done about posts that
 * are out. No server may run on the database. It may break off anywhere and be run again: it does nothing twice.
 */
export async function settleRestored(db: Db, now: Date): Promise<Restored> {
  // First: a server that is started too early sends nothing that is due later.
  const paused = await db.tx((tx) => pauseAll(tx, now));
  const unknown = await repeat(db, async (tx) => {
    const begun = await tx.query<PostTarget>(
      `SELECT * FROM post_target WHERE status = 'PUBLISHING' OR (status = 'SCHEDULED' AND (due_at <= $1 OR intent_at IS NOT NULL))
       ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE`,
      [now],
    );
    const patch = { ...AT_REST, errorCode: UNKNOWN.code, error: UNKNOWN };
    const entry = { status: 'OUTCOME_UNKNOWN', message: UNKNOWN.message, error: UNKNOWN } as const;
    return changeEach(
      tx,
      begun.map(({ id }) => ({ targetId: id, transition: 'lose' as const, patch, entry })),
    );
  });
  const ended = await repeat(db, async (tx) => {
    const open = await tx.query<PostTarget>(
      `SELECT * FROM post_target WHERE status = 'PUBLISHED' AND wake_at IS NOT NULL ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE`,
    );
    const entry = { status: 'FINISHING', message: UNFINISHED.message, error: UNFINISHED } as const;
    return changeEach(
      tx,
      open.map(({ id, warnings }) => {
        const patch = { ...AT_REST, warnings: [...(Array.isArray(warnings) ? warnings : []), UNFINISHED] };
        return { targetId: id, transition: 'finish' as const, patch, entry };
      }),
    );
  });
  return { paused, unknown, ended };
}

/** Each workspace has its entry in the audit log, also where it was paused already: its targets are changed all the same. */
async function pauseAll(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.query<{ id: string; wasRunning: boolean }>(
    `UPDATE workspace w SET paused_at = coalesce(w.paused_at, $1) FROM (SELECT id, paused_at FROM workspace FOR UPDATE) before
     WHERE before.id = w.id RETURNING w.id, before.paused_at IS NULL AS was_running`,
    [now],
  );
  const changes = watchChanges(tx);
  for (const { id, wasRunning } of rows)
    if (wasRunning)
      noteChange(tx, 'WORKSPACE', () => ({ id, brandId: null, before: { pausedAt: null }, after: { pausedAt: now } }));
  appendAuditEntries(tx, () =>
    rows.map(({ id }) => ({
      ...{ workspaceId: id, actor: 'OPERATOR', action: 'settleRestored', result: 'DONE' },
      ...{ subject: 'WORKSPACE', subjectId: id, changes: changes.filter((change) => change.id === id) },
    })),
  );
  return rows.filter(({ wasRunning }) => wasRunning).length;
}

/** A batch is a transaction; the next one finds what is left. */
async function repeat(db: Db, batch: (tx: Tx) => Promise<readonly unknown[]>): Promise<number> {
  for (let total = 0; ; ) {
    const outcome = await write(db, null, async (tx) => accept((await batch(tx)).length));
    if (!outcome.ok || outcome.value === 0) return total;
    total += outcome.value;
  }
}
