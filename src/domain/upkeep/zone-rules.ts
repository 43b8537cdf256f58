/** Follows new laws about clocks: future posts keep the local time that their author chose, and move in UTC. */
import type { AppContext } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../lib/prisma/client.ts';
import {
  clocksAt,
  clockText,
  endOfGap,
  instantsAt,
  NODE_ZONE_VERSION,
  offsetAt,
  ZONE_RULES,
  zoneNamed,
} from '../../lib/time-zones.ts';
import { accept } from '../errors.ts';
import { appendPostEvents, timeChanged } from '../posts/post-event.ts';
import { localTimeOf } from '../schedule-time.ts';
import { EVENT_OF_STATUS } from '../targets/publish-event.ts';
import { changeTargets, type TargetChange } from '../targets/target-batch.ts';
import { RELEASED } from '../targets/target-lease.ts';
import { write } from '../write.ts';

const BATCH = 200;

/** The offset from UTC that was assumed when the instant `at` was computed from `local`. */
const OFFSET = (at: string, local: string) =>
  `round(extract(epoch FROM (${local}::timestamp - date_trunc('second', ${at} AT TIME ZONE 'UTC'))) * 1000)::int`;

// Targets that have begun, or lie in the past, stay unchanged.
const PLANS = `
  SELECT id AS post_id, time_zone AS zone, scheduled_at AS at, ${OFFSET('scheduled_at', 'local_time')} AS offset_ms
  FROM scheduled_post WHERE scheduled_at > $1 AND local_time IS NOT NULL
  UNION ALL
  SELECT post_id, own_time_zone, due_at, ${OFFSET('due_at', 'own_local_time')}
  FROM post_target WHERE due_at > $1 AND own_local_time IS NOT NULL AND status IN ('DRAFT', 'SCHEDULED')`;

interface Plans {
  zone: string;
  offsetMs: number;
  first: Date;
  last: Date;
}

/**
 * Runs at the start of each working process, and daily for what processes with an older edition have written since. May
 * be interrupted anywhere: a post that was moved agrees with the rules.
 */
export async function followZoneRules(ctx: AppContext, signal?: AbortSignal): Promise<void> {
  const newest = await newestEdition(ctx.db);
  if (newest > ZONE_RULES.version) {
    const facts = { here: ZONE_RULES.version, newest };
    ctx.log.warn(facts, 'this process uses older time zone rules than others on this database; update it');
    return;
  }
  const now = ctx.clock.now();
  // No zone changes its clocks twice within a week, so rules that agree at both ends of a week agree throughout.
  const weeks = await ctx.db.query<Plans>(
    `SELECT zone, offset_ms, min(at) AS first, max(at) AS last FROM (${PLANS}) AS plan GROUP BY zone, offset_ms, date_trunc('week', at, 'UTC')`,
    [now],
  );
  let moved = 0;
  for (const plans of weeks) {
    if (signal?.aborted) break;
    if (zoneNamed(plans.zone) === null)
      ctx.log.warn({ timeZone: plans.zone }, 'posts are in a time zone that is no longer known');
    else if (!agrees(plans)) moved += await movePosts(ctx, plans, now, signal);
  }
  if (moved > 0)
    ctx.log.warn(
      { posts: moved, rules: ZONE_RULES.version },
      'posts were moved in UTC, to keep their local time under newer time zone rules',
    );
}

/** Logged at each start: the edition in use, and the one of Node. */
export function tellZoneRules({ log }: Pick<AppContext, 'log'>): void {
  const { version, source } = ZONE_RULES;
  log.info({ version, source, ofNode: NODE_ZONE_VERSION }, 'time zone rules');
}

const agrees = ({ zone, offsetMs, first, last }: Plans): boolean =>
  offsetAt(zone, first.getTime()) === offsetMs && offsetAt(zone, last.getTime()) === offsetMs;

/** The newest edition that any process on this database has used, including this one. */
async function newestEdition(sql: Sql): Promise<string> {
  await sql.query('INSERT INTO zone_rules (version) VALUES ($1) ON CONFLICT DO NOTHING', [ZONE_RULES.version]);
  const [row] = await sql.query<{ version: string }>('SELECT max(version) AS version FROM zone_rules');
  return row?.version ?? ZONE_RULES.version;
}

async function movePosts(
  ctx: AppContext,
  { zone, offsetMs, first, last }: Plans,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  let moved = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const found = await ctx.db.query<{ postId: string }>(
      `SELECT DISTINCT post_id FROM (${PLANS}) AS plan
       WHERE zone = $2 AND offset_ms = $3 AND at >= $4 AND at <= $5 AND post_id > $6 ORDER BY post_id LIMIT ${BATCH}`,
      [now, zone, offsetMs, first, last, after],
    );
    const ids = found.map(({ postId }) => postId);
    after = ids.at(-1) ?? after;
    if (ids.length > 0) {
      const outcome = await write(ctx.db, null, async (tx) => accept(await moveBatch(tx, ids, now)));
      if (outcome.ok) moved += outcome.value;
    }
    if (ids.length < BATCH || signal?.aborted) return moved;
  }
}

async function moveBatch(tx: Tx, postIds: readonly string[], now: Date): Promise<number> {
  // Posts before targets, each in the order of their ids, as everywhere.
  const posts = await tx.query<ScheduledPost>(
    'SELECT * FROM scheduled_post WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [postIds],
  );
  const targets = await tx.query<PostTarget>(
    'SELECT * FROM post_target WHERE post_id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [postIds],
  );
  // A process with newer rules may have started meanwhile; do not undo what it moved.
  if ((await newestEdition(tx)) !== ZONE_RULES.version) return 0;
  const changes: TargetChange[] = [];
  const times: { id: string; at: Date; local: string }[] = [];
  for (const post of posts) {
    const ofPost = targets.filter(({ postId }) => postId === post.id);
    const open = ofPost.filter(({ status }) => status === 'DRAFT' || status === 'SCHEDULED');
    if (open.length === 0 && ofPost.length > 0) continue;
    const time = movedTime(post.timeZone, post.localTime, post.scheduledAt, now);
    if (time !== null) times.push({ id: post.id, ...time });
    changes.push(...open.flatMap((target) => changeOf(target, post, time, now)));
  }
  const moved = await tx.query<Pick<ScheduledPost, 'id' | 'workspaceId' | 'brandId' | 'version'>>(
    `UPDATE scheduled_post p SET scheduled_at = r.at, local_time = r.local, version = p.version + 1
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, at timestamptz, local text) WHERE p.id = r.id
     RETURNING p.id, p.workspace_id, p.brand_id, p.version`,
    [JSON.stringify(times)],
  );
  appendPostEvents(tx, 'post.updated', moved.map(timeChanged));
  await changeTargets(tx, changes);
  return new Set([...times.map(({ id }) => id), ...changes.map(({ target }) => target.postId)]).size;
}

interface MovedTime {
  at: Date;
  local: string;
}

/** Null where nothing changes. */
function movedTime(zone: string | null, local: string | null, at: Date | null, now: Date): MovedTime | null {
  if (zone === null || local === null || at === null || at <= now || zoneNamed(zone) === null) return null;
  if (localTimeOf(at, zone) === local) return null;
  const clocksMs = Date.parse(`${local}Z`);
  const fraction = at.getTime() % 1_000;
  // In an hour that exists twice, the one nearer to the old instant; in an hour that does not exist, its end.
  const distance = (instant: number) => Math.abs(instant - at.getTime());
  const [instant = endOfGap(zone, clocksMs)] = instantsAt(zone, clocksMs).sort((a, b) => distance(a) - distance(b));
  return { at: new Date(instant + fraction), local: clockText(clocksAt(zone, instant)) };
}

function changeOf(target: PostTarget, post: ScheduledPost, ofPost: MovedTime | null, now: Date): TargetChange[] {
  const { dueAt, ownTimeZone, ownLocalTime, status } = target;
  if (dueAt === null) return [];
  const isOwn = ownLocalTime !== null;
  const goesAlong = dueAt.getTime() === post.scheduledAt?.getTime();
  const time = isOwn ? movedTime(ownTimeZone, ownLocalTime, dueAt, now) : goesAlong ? ofPost : null;
  if (time === null) return [];
  const zone = ownTimeZone ?? post.timeZone;
  const shiftMs = time.at.getTime() - dueAt.getTime();
  const wakeAt = target.wakeAt === null ? null : new Date(target.wakeAt.getTime() + shiftMs);
  return [
    {
      target,
      transition: null,
      patch: { ...RELEASED, dueAt: time.at, ...(isOwn ? { ownLocalTime: time.local } : {}), wakeAt },
      entry: {
        status: EVENT_OF_STATUS[status],
        message: `Clocks in ${zone} follow new rules (${ZONE_RULES.version}): moved from ${dueAt.toISOString()} to ${time.at.toISOString()}, to go out at ${time.local} there.`,
      },
    },
  ];
}
