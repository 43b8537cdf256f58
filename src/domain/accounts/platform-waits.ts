/**
 * What platforms told accounts, or the whole app, to wait for. One row holds for all targets and processes that it
 * concerns: none of them calls before its instant. Then one goes first; if it is not refused again, the others follow.
 */
import type { Sql, Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { PlatformWait, PostTarget, SocialAccount } from '../../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../../platforms/failure.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import { HOLD_LEAD_MS } from '../targets/post-target.ts';
import { wakeTargets } from '../targets/target-wake.ts';
import { turnSql } from '../targets/turn.ts';
import { APP_SCOPE } from './quota-state.ts';

/** Where a platform names no instant: 5 s, 10 s, 20 s … 15 min. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/**
 * How often the instant of a platform is believed. A platform that always says "in a second" would get a request every
 * second.
 */
const TRUSTED = 2;
/** Ask at the latest after this time: credits are bought, a cap is raised, or the day was only a guess. */
const RECHECK_MS = 30 * 60_000;
/** How long the others wait for the one that goes first. */
const ASKING_MS = 60_000;
/** How long the target that was refused last keeps the right to go first. */
const PRECEDENCE_MS = 2_000;
/** Refusals further apart than this are not counted as consecutive. */
const FORGET_MS = 3_600_000;

const LIMITS: ReadonlySet<FailureCode> = new Set(['RATE_LIMITED', 'QUOTA_EXCEEDED']);

/** Whether the refusal holds for more than this one call. */
export const isLimit = (failure: unknown): failure is PlatformFailure =>
  failure instanceof PlatformFailure && failure.kind === 'rate_limited' && LIMITS.has(failure.code);

/** As `to_jsonb` writes it: instants are text. */
export interface StoredWait {
  scope_id: string;
  quota: string;
  refused_at: string;
  of_commit: boolean;
  ask_at: string;
  asker_id: string;
  is_asking: boolean;
  error: ToldError;
}

/** The error stored with the target that was refused. */
export interface ToldError {
  code: FailureCode;
  message: string;
}

/** A column with the waits that may concern a target. `target`: the alias of its table. */
export const waitsColumn = (target: string): string =>
  `(SELECT jsonb_agg(to_jsonb(w)) FROM platform_wait w WHERE w.platform = ${target}.platform AND w.scope_id IN (${target}.social_account_id, '${APP_SCOPE}')) AS waits`;

/** What holds back a call for an account that is about no post: a limit that is meant for all calls, until it may be asked again. */
export async function standingWait(
  db: Sql,
  { id, platform }: Pick<SocialAccount, 'id' | 'platform'>,
  now: Date,
): Promise<{ askAt: Date; error: ToldError } | null> {
  const [wait] = await db.query<{ askAt: Date; error: ToldError }>(
    `SELECT ask_at, error FROM platform_wait
     WHERE platform = $1 AND scope_id IN ($2, '${APP_SCOPE}') AND quota = '' AND NOT of_commit AND ask_at > $3 ORDER BY ask_at DESC LIMIT 1`,
    [platform, id, now],
    'standing_wait',
  );
  return wait ?? null;
}

/** A target that asks to go on. */
export interface Waiter
  extends Pick<
    PostTarget,
    'id' | 'platform' | 'socialAccountId' | 'format' | 'options' | 'status' | 'dueAt' | 'intentAt'
  > {
  waits: StoredWait[] | null;
}

/** Identifies a wait, and its state when its target was let through. */
export type AskedWait = Pick<PlatformWait, 'platform' | 'scopeId' | 'quota' | 'refusedAt' | 'ofCommit'>;

export interface Passage<T> {
  /** Targets that may go on, each with the waits that it goes first for. */
  through: Map<T, AskedWait[]>;
  waiting: Map<T, { until: Date; told: ToldError }>;
}

/**
 * Decides who may go on now: of the targets that wait for the same limit, the first. `targets` are locked and in the
 * order of their turn.
 */
export async function letThrough<T extends Waiter>(tx: Tx, targets: readonly T[], now: Date): Promise<Passage<T>> {
  const passage: Passage<T> = { through: new Map(), waiting: new Map() };
  const taken = new Map<string, StoredWait>();
  for (const target of targets) {
    const known = (target.waits ?? []).map((wait) => taken.get(keyOf(target, wait)) ?? wait);
    const mine = known
      .filter((wait) => concerns(wait, target, now))
      .sort((a, b) => (keyOf(target, a) < keyOf(target, b) ? -1 : 1));
    // A target that may be live is followed to its end, whatever the others wait for.
    const isFollowed = target.status === 'PUBLISHED' || target.intentAt !== null;
    let obstacle = isFollowed ? undefined : mine.find((wait) => !mayAsk(wait, target, now));
    const asks = obstacle === undefined ? mine.filter((wait) => !isFollowed || wait.asker_id === target.id) : [];
    for (const wait of asks) {
      const asked = await ask(tx, wait, target, now);
      if (!isFollowed && asked.asker_id !== target.id) obstacle = asked;
      taken.set(keyOf(target, wait), asked);
    }
    if (obstacle === undefined) passage.through.set(target, askedBy(target, asks));
    else passage.waiting.set(target, { until: lookAgainAt(obstacle, now), told: obstacle.error });
  }
  return passage;
}

const keyOf = ({ platform }: Waiter, { scope_id, quota }: StoredWait): string => `${platform}/${scope_id}/${quota}`;

function concerns(wait: StoredWait, target: Waiter, now: Date): boolean {
  // Only the publishing call was refused: until its instant a target may be prepared.
  if (wait.of_commit && (target.dueAt?.getTime() ?? 0) > now.getTime() + HOLD_LEAD_MS) return false;
  if (wait.quota === '') return true;
  const rule = PLATFORMS[target.platform].quotas.find(({ name }) => name === wait.quota);
  return rule === undefined || rule.cost({ format: target.format, options: target.options, mediaCount: 1 }) > 0;
}

function mayAsk(wait: StoredWait, target: Waiter, now: Date): boolean {
  const isMine = wait.asker_id === target.id;
  if (isMine && wait.is_asking) return true;
  return now.getTime() >= Date.parse(wait.ask_at) + (isMine ? 0 : PRECEDENCE_MS);
}

/** The wait as stored afterwards; another target may have become the first. */
async function ask(tx: Tx, wait: StoredWait, target: Waiter, now: Date): Promise<StoredWait> {
  if (wait.asker_id === target.id && wait.is_asking && Date.parse(wait.ask_at) > now.getTime()) return wait;
  const askAt = new Date(now.getTime() + ASKING_MS);
  const won = await tx.query(
    `UPDATE platform_wait SET asker_id = $4, is_asking = true, ask_at = $5
     WHERE platform = $1 AND scope_id = $2 AND quota = $3 AND ask_at = $6 AND asker_id = $7 RETURNING 1`,
    [target.platform, wait.scope_id, wait.quota, target.id, askAt, new Date(wait.ask_at), wait.asker_id],
    'ask_again',
  );
  const asker = won.length > 0 ? target.id : wait.asker_id === target.id ? '' : wait.asker_id;
  return { ...wait, asker_id: asker, is_asking: true, ask_at: askAt.toISOString() };
}

const askedBy = (target: Waiter, waits: readonly StoredWait[]): AskedWait[] =>
  waits.map((wait) => ({
    platform: target.platform,
    scopeId: wait.scope_id,
    quota: wait.quota,
    refusedAt: new Date(wait.refused_at),
    ofCommit: wait.of_commit,
  }));

/** A random delay after the first, so that not all come at once. */
function lookAgainAt(wait: StoredWait, now: Date): Date {
  const at = Math.max(Date.parse(wait.ask_at), now.getTime()) + PRECEDENCE_MS;
  return new Date(at + Math.random() * Math.max(PRECEDENCE_MS, (at - now.getTime()) / 10));
}

interface LimitAnswer {
  target: PostTarget;
  failure: PlatformFailure;
  error: ToldError;
  ofCommit: boolean;
  /** In [0, 1). */
  jitter: number;
}

/**
 * Records that the platform refused `target` for a limit. Returns when that target asks again; until then everybody
 * whom the limit concerns waits.
 */
export async function refuseUntil(
  tx: Tx,
  { target, failure, error, ofCommit, jitter }: LimitAnswer,
  now: Date,
): Promise<Date> {
  const { scope, quota = '' } = failure.allowance;
  const key = [target.platform, scope === 'APP' ? APP_SCOPE : target.socialAccountId, quota];
  const [row] = await tx.query<Pick<PlatformWait, 'refusals' | 'askAt' | 'askerId' | 'until'>>(
    `INSERT INTO platform_wait AS w (platform, scope_id, quota, refusals, refused_at, of_commit, until, ask_at, asker_id, is_asking, error)
     VALUES ($1, $2, $3, 1, $4, $5, $4, $4, $6, false, '{}')
     ON CONFLICT (platform, scope_id, quota) DO UPDATE SET refusals = CASE
       WHEN w.until < $7 THEN 1
       WHEN w.ask_at <= $4 OR w.asker_id = $6 THEN w.refusals + 1
       ELSE w.refusals END
     RETURNING refusals, ask_at, asker_id, until`,
    [...key, now, ofCommit, target.id, new Date(now.getTime() - FORGET_MS)],
    'refuse_until',
  );
  const refusals = row?.refusals ?? 1;
  // This call was sent before the wait was known, so it tells nothing new; but the middle of a thread goes first.
  const isLate = row !== undefined && row.askerId !== target.id && row.askAt > now;
  if (isLate && target.intentAt === null) return row.askAt;
  const told = failure.retryAt?.getTime();
  const patienceMs =
    told === undefined ? waitMs(refusals, jitter) : refusals > TRUSTED ? waitMs(refusals - TRUSTED, jitter) : 1_000;
  const until = Math.max(told ?? 0, now.getTime() + patienceMs, isLate ? row.until.getTime() : 0);
  const askAt = new Date(Math.min(until, now.getTime() + RECHECK_MS));
  await tx.query(
    `UPDATE platform_wait SET refused_at = $4, of_commit = $5, until = $6, ask_at = $7, asker_id = $8, is_asking = false, error = $9
     WHERE platform = $1 AND scope_id = $2 AND quota = $3`,
    [...key, now, ofCommit, new Date(until), askAt, target.id, storableJson(error)],
    'set_wait',
  );
  return askAt;
}

const waitMs = (refusals: number, jitter: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(refusals - 1, 10)) * (0.8 + jitter * 0.4);

/**
 * Ends the waits of a target that the platform let through. For an account the next target in turn follows; for the app
 * one follows now, two a second later, then four: a new refusal stops the rest.
 */
export async function endWaits(tx: Tx, asked: readonly AskedWait[], now: Date): Promise<void> {
  for (const { platform, scopeId, quota, refusedAt } of asked) {
    const ended = await tx.query(
      'DELETE FROM platform_wait WHERE platform = $1 AND scope_id = $2 AND quota = $3 AND refused_at = $4 RETURNING 1',
      [platform, scopeId, quota, refusedAt],
      'end_wait',
    );
    if (ended.length === 0) continue;
    await wakeTargets(
      tx,
      {
        select: `WITH waiting AS (
           SELECT id, intent_at, ${turnSql('t')} AS turn_at FROM post_target t
           WHERE blocked_by = 'QUOTA' AND platform = $1 AND ($2::uuid IS NULL OR social_account_id = $2) AND status IN ('SCHEDULED', 'PUBLISHING')
           FOR NO KEY UPDATE SKIP LOCKED
         ), turns AS (SELECT id, row_number() OVER (ORDER BY intent_at IS NULL, turn_at) AS turn FROM waiting)
         SELECT id, $3::timestamptz + CASE WHEN $2::uuid IS NULL THEN floor(log(2, turn)) ELSE 0 END * interval '1 second' FROM turns`,
        params: [platform, scopeId === APP_SCOPE ? null : scopeId, now],
        name: 'wake_waiting',
      },
      now,
    );
  }
}
