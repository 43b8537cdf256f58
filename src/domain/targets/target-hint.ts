/** Finds targets whose post the platform has told something of, and has them looked at before their next turn. */
import type { Sql, Tx } from '../../lib/db.ts';
import { wakeTargets } from './target-wake.ts';

/** What a platform tells of later than this after the due instant belongs to no run any more. */
const FOLLOWED_MS = 7 * 24 * 3_600_000;

/**
 * Targets of these accounts whose journal names the post, and those with a call whose answer was lost: it may be their post. Not
 * those that something holds back.
 */
export const sleepingWithPost = (
  sql: Sql,
  { socialAccountIds, post }: { socialAccountIds: readonly string[]; post: string },
  now: Date,
): Promise<{ id: string; isAtWork: boolean }[]> =>
  sql.query(
    `SELECT t.id, coalesce(t.lease_until > $4, false) AS is_at_work FROM post_target t
     WHERE t.social_account_id = ANY($1::uuid[]) AND t.status IN ('PUBLISHING', 'PUBLISHED') AND t.due_at > $3 AND t.wake_at IS NOT NULL AND t.blocked_by IS NULL
       AND EXISTS (SELECT FROM publish_step s WHERE s.target_id = t.id AND (position($2 in s.result::text) > 0 OR (s.kind = 'COMMIT' AND s.state = 'OPEN')))
     ORDER BY t.id`,
    [socialAccountIds, post, new Date(now.getTime() - FOLLOWED_MS), now],
    'targets_of_hint',
  );

/** Those that a worker has taken meanwhile are left alone. */
export const wakeSleeping = (tx: Tx, ids: readonly string[], now: Date): Promise<number> =>
  wakeTargets(
    tx,
    {
      select:
        'SELECT id, $2::timestamptz FROM post_target WHERE id = ANY($1::uuid[]) AND (lease_until IS NULL OR lease_until <= $2) ORDER BY id FOR NO KEY UPDATE',
      params: [ids, now],
      name: 'wake_hinted',
    },
    now,
  );
