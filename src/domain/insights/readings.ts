/** Which readings of a post are due when: rows that are made when a post goes live, and closed when they are read or too late. */
import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { keysOf } from '../../lib/record.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { ConsumerDefinition } from '../events/consumer.ts';
import type { Event } from '../events/event.ts';
import { AGES, FOLLOWED_MS } from './ages.ts';

type Published = Pick<
  PostTarget,
  'id' | 'workspaceId' | 'brandId' | 'postId' | 'socialAccountId' | 'platform' | 'format' | 'publishedAt'
>;
const COLUMNS = 'id, workspace_id, brand_id, post_id, social_account_id, platform, format, published_at';

/** What a platform tells for a limited time is read so long before that ends. */
const BEFORE_THE_END_MS = 30 * 60_000;

/** Plans the readings of posts that went live. */
export const readingsOfNewPosts: ConsumerDefinition = {
  name: 'plan-readings',
  begins: 'NOW',
  handle: async (tx, events) => {
    await lookAgain(tx, events);
    const live = events.filter(({ type }) => type === 'target.success' || type === 'target.resolved');
    if (live.length === 0) return;
    const targets = await tx.query<Published>(
      `SELECT ${COLUMNS} FROM post_target WHERE id = ANY($1::uuid[]) AND status = 'PUBLISHED' AND published_at IS NOT NULL`,
      [[...new Set(live.map(({ subjectId }) => subjectId))]],
      'posts_to_read',
    );
    await planReadings(tx, targets);
  },
};

/** An account that works again is read again, whatever kept it from being read before. */
async function lookAgain(tx: Sql, events: readonly Event[]): Promise<void> {
  const back = events.filter(({ type }) => type === 'account.reconnected' || type === 'account.recovered');
  if (back.length === 0) return;
  await tx.query(
    `UPDATE account_sync s SET retry_at = NULL, due_at = least(s.due_at, b.at) FROM unnest($1::uuid[], $2::timestamptz[]) AS b (id, at) WHERE s.social_account_id = b.id`,
    [back.map(({ subjectId }) => subjectId), back.map(({ createdAt }) => createdAt.toISOString())],
    'sync_recovered_accounts',
  );
}

/** The same for what an account published before there were readings, or while nobody planned any. */
export async function planMissed(tx: Sql, socialAccountId: string, now: Date): Promise<void> {
  const targets = await tx.query<Published>(
    `SELECT ${COLUMNS} FROM post_target t WHERE social_account_id = $1 AND status = 'PUBLISHED' AND published_at > $2
       AND NOT EXISTS (SELECT FROM post_figures f WHERE f.target_id = t.id) ORDER BY published_at DESC LIMIT 500`,
    [socialAccountId, new Date(now.getTime() - FOLLOWED_MS)],
    'posts_without_readings',
  );
  await planReadings(tx, targets);
}

async function planReadings(tx: Sql, targets: readonly Published[]): Promise<void> {
  const rows = targets.flatMap((target) => {
    const { id, workspaceId, brandId, postId, socialAccountId, platform, publishedAt } = target;
    if (publishedAt === null) return [];
    const row = {
      target_id: id,
      workspace_id: workspaceId,
      brand_id: brandId,
      post_id: postId,
      social_account_id: socialAccountId,
      platform,
      published_at: publishedAt,
    };
    const planned = dueReadings(target, publishedAt).map(({ age, dueAt }) => ({ ...row, age, due_at: dueAt }));
    // What is known at present has a row from the start, which waits for nothing.
    return [...planned, { ...row, age: 'LATEST', due_at: publishedAt, closed_at: publishedAt }];
  });
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO post_figures (target_id, age, workspace_id, brand_id, post_id, social_account_id, platform, published_at, due_at, closed_at)
     SELECT target_id, age, workspace_id, brand_id, post_id, social_account_id, platform, published_at, due_at, closed_at
     FROM jsonb_to_recordset($1::jsonb) AS r (target_id uuid, age "FigureAge", workspace_id uuid, brand_id uuid, post_id uuid, social_account_id uuid,
       platform "Platform", published_at timestamptz, due_at timestamptz, closed_at timestamptz)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
    'plan_readings',
  );
}

/** When each age is read; an age at which the platform tells nothing any more is left out. */
export function dueReadings({ platform, format }: Pick<PostTarget, 'platform' | 'format'>, publishedAt: Date) {
  const toldForMs = PLATFORMS[platform].metrics.posts.toldForMs?.[format] ?? Number.POSITIVE_INFINITY;
  return keysOf(AGES).flatMap((age) => {
    const { afterMs } = AGES[age];
    if (afterMs > toldForMs) return [];
    return [{ age, dueAt: new Date(publishedAt.getTime() + Math.min(afterMs, toldForMs - BEFORE_THE_END_MS)) }];
  });
}

/** Closes readings for which it is too late: a figure of the second day is none of the first hour. */
export async function closeMissed({ db, clock }: Pick<AppContext, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  const late = keysOf(AGES).map((age) => ({ age, before: new Date(now.getTime() - AGES[age].lateMs) }));
  await db.query(
    `UPDATE post_figures f SET closed_at = $2, gap = coalesce(gap, 'NOT_READ') FROM jsonb_to_recordset($1::jsonb) AS late (age "FigureAge", before timestamptz)
     WHERE f.closed_at IS NULL AND f.age = late.age AND f.due_at < late.before`,
    [JSON.stringify(late), now],
    'close_missed_readings',
  );
}
