/** What a workspace can achieve, each once, and the credits for it. */
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { Achievement, CreditEntry } from '../../lib/prisma/client.ts';
import { keysOf } from '../../lib/record.ts';
import { PLATFORM_IDS } from '../../platforms/platform.ts';
import type { Event } from '../events/event.ts';

interface AchievementFacts {
  description: string;
  /** None are entered if it is 0. */
  credits: number;
  /** The events that may complete it. */
  event: 'account.connected' | 'target.success';
  /** How many posts have to be live; each counts once. */
  posts: number | null;
  /** On how many platforms one post has to be live. */
  platforms: number | null;
}

export const ACHIEVEMENTS = {
  FIRST_CONNECTION: {
    description: 'The first account was connected.',
    credits: 50,
    event: 'account.connected',
    posts: null,
    platforms: null,
  },
  ALL_PLATFORMS: {
    description: 'One post is live on every platform.',
    credits: 0,
    event: 'target.success',
    posts: null,
    platforms: PLATFORM_IDS.length,
  },
  HUNDRED_POSTS: {
    description: 'A hundred posts are live on at least one platform.',
    credits: 0,
    event: 'target.success',
    posts: 100,
    platforms: null,
  },
} as const satisfies Record<string, AchievementFacts>;

export type AchievementCode = keyof typeof ACHIEVEMENTS;
const CODES: readonly AchievementCode[] = keysOf(ACHIEVEMENTS);
export const isAchievement = (code: string): code is AchievementCode => Object.hasOwn(ACHIEVEMENTS, code);

const EVENTS: ReadonlySet<string> = new Set(CODES.map((code) => ACHIEVEMENTS[code].event));
export const mayAchieve = (type: string): boolean => EVENTS.has(type);

export interface Achieved {
  code: AchievementCode;
  credits: number;
  /** What completed it. */
  event: Event;
}

/** Enters what these events complete, with its credits, in the transaction that tells of it. Handled again, they complete nothing. */
export async function award(tx: Tx, events: readonly Event[]): Promise<Achieved[]> {
  const achieved: Achieved[] = [];
  for (const code of CODES) {
    const facts: AchievementFacts = ACHIEVEMENTS[code];
    const concerned = await withoutAchievement(
      tx,
      code,
      events.filter(({ type }) => type === facts.event),
    );
    const completing = await completed(tx, code, facts, concerned);
    achieved.push(...(await enter(tx, code, facts, completing)));
  }
  return achieved;
}

async function withoutAchievement(tx: Tx, code: AchievementCode, events: readonly Event[]): Promise<readonly Event[]> {
  if (events.length === 0) return events;
  const rows = await tx.query<Pick<Achievement, 'workspaceId'>>(
    'SELECT workspace_id FROM achievement WHERE code = $1 AND workspace_id = ANY($2::uuid[])',
    [code, [...new Set(events.map(({ workspaceId }) => workspaceId))]],
    'achieved_already',
  );
  const done = new Set(rows.map(({ workspaceId }) => workspaceId));
  return events.filter(({ workspaceId }) => !done.has(workspaceId));
}

/** The event of each workspace that completes it. */
async function completed(
  tx: Tx,
  code: AchievementCode,
  { posts, platforms }: AchievementFacts,
  events: readonly Event[],
): Promise<readonly Event[]> {
  if (events.length === 0) return events;
  const groups = [...Map.groupBy(events, ({ workspaceId }) => workspaceId)];
  if (posts !== null) {
    const complete: Event[] = [];
    for (const [workspaceId, group] of groups) {
      const last = await countPosts(tx, code, workspaceId, group, posts);
      if (last !== undefined) complete.push(last);
    }
    return complete;
  }
  const complete = platforms === null ? null : await livePosts(tx, events, platforms);
  return groups.flatMap(
    ([, group]) => group.find(({ postId }) => complete === null || (postId !== null && complete.has(postId))) ?? [],
  );
}

/** Counts the posts of these events; the event with which there are enough. */
async function countPosts(
  tx: Tx,
  code: AchievementCode,
  workspaceId: string,
  events: readonly Event[],
  needed: number,
): Promise<Event | undefined> {
  const [known] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM achievement_step WHERE workspace_id = $1 AND code = $2',
    [workspaceId, code],
    'achievement_steps',
  );
  const fresh = await tx.query<{ itemId: string }>(
    `INSERT INTO achievement_step (workspace_id, code, item_id) SELECT DISTINCT $1::uuid, $2, id FROM unnest($3::uuid[]) AS u (id)
     ON CONFLICT DO NOTHING RETURNING item_id`,
    [workspaceId, code, events.flatMap(({ postId }) => postId ?? [])],
    'add_achievement_steps',
  );
  const missing = needed - (known?.n ?? 0);
  if (fresh.length < missing) return undefined;
  const counted = new Set(fresh.map(({ itemId }) => itemId));
  const inOrder = events.filter(({ postId }) => postId !== null && counted.delete(postId));
  return inOrder[Math.max(0, missing - 1)];
}

/** Which of the posts are live on so many platforms. */
async function livePosts(tx: Tx, events: readonly Event[], platforms: number): Promise<Set<string>> {
  const rows = await tx.query<{ postId: string }>(
    `SELECT post_id FROM post_target WHERE post_id = ANY($1::uuid[]) AND status = 'PUBLISHED' GROUP BY post_id HAVING count(DISTINCT platform) >= $2`,
    [[...new Set(events.flatMap(({ postId }) => postId ?? []))], platforms],
    'posts_on_platforms',
  );
  return new Set(rows.map(({ postId }) => postId));
}

async function enter(
  tx: Tx,
  code: AchievementCode,
  { credits }: AchievementFacts,
  completing: readonly Event[],
): Promise<Achieved[]> {
  if (completing.length === 0) return [];
  const workspaceIds = completing.map(({ workspaceId }) => workspaceId);
  // Of those that somebody deletes meanwhile nobody is told.
  const entered = await tx.query<Pick<Achievement, 'workspaceId'>>(
    `INSERT INTO achievement (workspace_id, code, created_at)
     SELECT w.id, $1, u.at FROM unnest($2::uuid[], $3::timestamptz[]) AS u (id, at) JOIN workspace w ON w.id = u.id ON CONFLICT DO NOTHING RETURNING workspace_id`,
    [code, workspaceIds, completing.map(({ createdAt }) => createdAt)],
    'enter_achievements',
  );
  const done = new Set(entered.map(({ workspaceId }) => workspaceId));
  await tx.query(
    'DELETE FROM achievement_step WHERE code = $1 AND workspace_id = ANY($2::uuid[])',
    [code, [...done]],
    'forget_achievement_steps',
  );
  const achieved = completing.flatMap((event) => (done.has(event.workspaceId) ? [{ code, credits, event }] : []));
  if (credits > 0)
    await tx.query(
      `INSERT INTO credit_entry (id, created_at, workspace_id, amount, reason)
       SELECT id, at, workspace_id, $4, $5 FROM unnest($1::uuid[], $2::timestamptz[], $3::uuid[]) AS u (id, at, workspace_id) ON CONFLICT (workspace_id, reason) DO NOTHING`,
      [
        achieved.map(() => uuidv7()),
        achieved.map(({ event }) => event.createdAt),
        achieved.map(({ event }) => event.workspaceId),
        credits,
        code,
      ],
      'enter_credits',
    );
  return achieved;
}

/* ---- reading ---- */

export type Earned = Omit<Achievement, 'code'> & { code: AchievementCode };

export async function achievementsOf(db: Sql, workspaceId: string): Promise<Earned[]> {
  const rows = await db.query<Achievement>(
    'SELECT * FROM achievement WHERE workspace_id = $1 ORDER BY created_at, code',
    [workspaceId],
    'achievements_of',
  );
  // A release that is newer may have more.
  return rows.flatMap(({ code, ...row }) => (isAchievement(code) ? [{ ...row, code }] : []));
}

export const creditEntriesOf = (db: Sql, workspaceId: string): Promise<CreditEntry[]> =>
  db.query<CreditEntry>(
    'SELECT * FROM credit_entry WHERE workspace_id = $1 ORDER BY id DESC',
    [workspaceId],
    'credit_entries_of',
  );
