/** Reads the figures of an account's posts in batches, stores each batch, and notices posts that are no longer shown. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { PostTarget, SocialAccount } from '../../lib/prisma/client.ts';
import type { PostReading } from '../../platforms/platform.ts';
import { callAccount } from '../accounts/account-call.ts';
import { configuredPlatform } from '../accounts/platform-api.ts';
import { countedCall } from '../accounts/quota-calls.ts';
import { notePresence } from '../targets/presence.ts';
import { READ_TIMEOUT_MS } from './account-figures.ts';
import { FOLLOWED_MS, HOUR_MS } from './ages.ts';
import { affordable, isGranted } from './may-read.ts';

/** Of one account, in one sync; what is left comes with the next. */
const MOST_POSTS = 500;
/** A post that was read so recently is not read again just because the account is. */
const AGAIN_MS = 12 * HOUR_MS;

type Due = Pick<PostTarget, 'id' | 'externalId' | 'format' | 'options'> & { publishedAt: Date; isDue: boolean };

export type PostsRead = { kind: 'READ'; count: number } | { kind: 'NO_BUDGET' };

/** `isWhole`: besides what is due, all that was published of late, where that costs nothing. */
export async function readPostFigures(
  ctx: AppContext,
  account: SocialAccount,
  { isWhole }: { isWhole: boolean },
): Promise<PostsRead> {
  const { posts: rule } = configuredPlatform(ctx, account.platform).platform.metrics;
  const due = await postsToRead(ctx, account, isWhole && rule.billed === null);
  if (due.length === 0) return { kind: 'READ', count: 0 };
  if (!isGranted(ctx, account, 'TOTAL')) {
    await closeDue(ctx, due, 'SCOPE_MISSING');
    return { kind: 'READ', count: 0 };
  }
  const unnamed = due.filter(({ externalId }) => externalId === null);
  await closeDue(ctx, unnamed, 'ID_UNKNOWN');
  const named = due.filter(({ externalId }) => externalId !== null);
  const paid = named.slice(0, await affordable(ctx, account, rule.billed));
  for (let start = 0; start < paid.length; start += rule.perCall)
    await readBatch(ctx, account, paid.slice(start, start + rule.perCall));
  if (paid.length === named.length) return { kind: 'READ', count: paid.length };
  await noteNoBudget(ctx, named.slice(paid.length));
  return { kind: 'NO_BUDGET' };
}

/** Those whose time has come first, the longest waiting first. */
const postsToRead = (ctx: Pick<AppContext, 'db' | 'clock'>, { id }: SocialAccount, withRecent: boolean) => {
  const now = ctx.clock.now();
  return ctx.db.query<Due>(
    `WITH due AS (SELECT target_id, min(due_at) AS due_at FROM post_figures WHERE social_account_id = $1 AND closed_at IS NULL AND due_at <= $2 GROUP BY 1),
       recent AS (SELECT target_id FROM post_figures WHERE $4 AND social_account_id = $1 AND age = 'LATEST' AND published_at > $3 AND coalesce(read_at, published_at) <= $5)
     SELECT t.id, t.external_id, t.format, t.options, t.published_at, due.target_id IS NOT NULL AS is_due
     FROM (SELECT target_id FROM due UNION SELECT target_id FROM recent) wanted JOIN post_target t ON t.id = wanted.target_id LEFT JOIN due ON due.target_id = t.id
     WHERE t.status = 'PUBLISHED' AND t.published_at IS NOT NULL AND t.presence IS DISTINCT FROM 'UNPUBLISHED'
     ORDER BY due.due_at NULLS LAST, t.published_at DESC LIMIT ${MOST_POSTS}`,
    [id, now, new Date(now.getTime() - FOLLOWED_MS), withRecent, new Date(now.getTime() - AGAIN_MS)],
    'posts_to_measure',
  );
};

async function readBatch(ctx: AppContext, account: SocialAccount, batch: readonly Due[]): Promise<void> {
  const { posts: rule } = configuredPlatform(ctx, account.platform).platform.metrics;
  const posts = batch.map(({ externalId, format, options, publishedAt }) => ({
    id: externalId ?? '',
    format,
    options,
    publishedAt,
  }));
  const readings = await callAccount(
    ctx,
    account.id,
    (api, open) => countedCall(ctx, open.account, rule.units ?? {}, () => rule.read(api, posts)),
    { optional: true, timeoutMs: READ_TIMEOUT_MS },
  );
  const byId = new Map(readings.map((reading) => [reading.id, reading]));
  const read = batch.flatMap((target) => {
    const reading = byId.get(target.externalId ?? '');
    return reading === undefined ? [] : [{ target, reading }];
  });
  await ctx.db.tx((tx) => storeBatch(tx, read, ctx.clock.now()));
}

async function storeBatch(tx: Tx, read: readonly { target: Due; reading: PostReading }[], now: Date): Promise<void> {
  const rows = read.map(({ target, reading }) => ({
    target_id: target.id,
    values: Object.keys(reading.values).length === 0 ? null : reading.values,
    gap: gapOf(reading),
  }));
  const columns = 'AS r (target_id uuid, values jsonb, gap text)';
  await tx.query(
    `UPDATE post_figures f SET closed_at = $2, read_at = $2, values = coalesce(r.values, '{}'), gap = r.gap FROM jsonb_to_recordset($1::jsonb) ${columns}
     WHERE f.target_id = r.target_id AND f.closed_at IS NULL AND f.due_at <= $2`,
    [JSON.stringify(rows), now],
    'close_readings',
  );
  await tx.query(
    `UPDATE post_figures f SET read_at = $2, values = CASE WHEN r.values IS NULL THEN f.values ELSE f.values || r.values END, gap = r.gap
     FROM jsonb_to_recordset($1::jsonb) ${columns} WHERE f.target_id = r.target_id AND f.age = 'LATEST'`,
    [JSON.stringify(rows), now],
    'store_latest',
  );
  await notePresence(
    tx,
    read.map(({ target, reading }) => ({ targetId: target.id, state: reading.state })),
    now,
  );
}

/** Why a post has no figures at all; null if it has some. */
function gapOf({ values, state, failure }: PostReading): string | null {
  if (Object.keys(values).length > 0) return null;
  if (state === 'GONE') return 'GONE';
  return failure?.code === 'SCOPE_MISSING' ? 'TOO_FEW' : 'NOT_TOLD';
}

/** What cannot be read is not waited for. */
async function closeDue(ctx: Pick<AppContext, 'db' | 'clock'>, due: readonly Due[], gap: string): Promise<void> {
  if (due.length === 0) return;
  await ctx.db.query(
    'UPDATE post_figures SET closed_at = $2, gap = $3 WHERE target_id = ANY($1::uuid[]) AND closed_at IS NULL AND due_at <= $2',
    [due.map(({ id }) => id), ctx.clock.now(), gap],
    'close_unreadable',
  );
}

/** Stays open: there may be a budget before it is too late. */
const noteNoBudget = (ctx: Pick<AppContext, 'db' | 'clock'>, due: readonly Due[]) =>
  ctx.db.query(
    "UPDATE post_figures SET gap = 'NO_BUDGET' WHERE target_id = ANY($1::uuid[]) AND closed_at IS NULL AND due_at <= $2",
    [due.map(({ id }) => id), ctx.clock.now()],
    'note_no_budget',
  );
