/** Finds what may keep scheduled targets from going out, and tells of each cause once when it comes and once when it goes. */

import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { PostRisk, PostTarget } from '../../lib/prisma/client.ts';
import { type Told, verbatim } from '../../lib/texts.ts';
import { allOf } from '../../texts/common/texts.ts';
import { say } from '../../texts/posts/texts.ts';
import { storedReasons } from '../accounts/health.ts';
import { quotasOfAccounts } from '../accounts/quota-reads.ts';
import type { QuotaState } from '../accounts/quota-state.ts';
import type { UserErrorCode } from '../errors.ts';
import { appendEvents } from '../events/append.ts';
import { changedFiles, type FileChange } from '../media/stored-files.ts';
import { knownOutage } from '../platform-state/outage.ts';
import { localTimeOf } from '../schedule-time.ts';
import { beyondBudget } from './budget-risks.ts';
import type { Findings } from './preflight.ts';
import { isRiskCause, RISK_CAUSES, type RiskCause } from './risk-causes.ts';
import { checkTargets } from './target-check.ts';

export type RiskContext = Pick<AppContext, 'clock' | 'platforms' | 'storage' | 'breaker'>;

const HOUR_MS = 3_600_000;

interface Circumstances {
  healthReasons: unknown;
  needsPersonAt: Date | null;
  postZone: string;
  postLocalTime: string | null;
  postAt: Date | null;
}
type Watched = PostTarget & Circumstances;
/** Of a cause there may be several. */
type Causes = ReadonlyMap<RiskCause, readonly Told[]>;

/** Checks targets again, in one transaction with what is told of them. Those that have ended are forgotten in silence. */
export async function assessRisks(ctx: RiskContext, tx: Tx, targetIds: readonly string[]): Promise<void> {
  if (targetIds.length === 0) return;
  // One at a time: an older look must not be written over a newer one.
  await tx.query(`SELECT pg_advisory_xact_lock(hashtext('slipway: post risks'))`, [], 'lock_risks');
  const now = ctx.clock.now();
  const watched = await tx.query<Watched>(
    `SELECT t.*, a.health_reasons, a.needs_person_at, p.time_zone AS post_zone, p.local_time AS post_local_time, p.scheduled_at AS post_at
     FROM post_target t JOIN social_account a ON a.id = t.social_account_id JOIN scheduled_post p ON p.id = t.post_id
     WHERE t.id = ANY($1::uuid[]) AND t.status IN ('SCHEDULED', 'PUBLISHING')`,
    [targetIds],
    'targets_to_assess',
  );
  const causes = await causesOf(ctx, tx, watched, now);
  await writeRisks(tx, { targetIds, watched, causes, now });
}

async function causesOf(
  ctx: RiskContext,
  tx: Tx,
  watched: readonly Watched[],
  now: Date,
): Promise<Map<string, Causes>> {
  const causes = new Map<string, Causes>();
  for (const [workspaceId, ofWorkspace] of Map.groupBy(watched, (target) => target.workspaceId)) {
    const checked = await checkTargets(ctx, tx, { workspaceId, brandIds: null }, ofWorkspace);
    const changed = await changedFiles({ ...ctx, db: tx }, [...new Set([...checked.filesOf.values()].flat())]);
    const quotas = await quotasOf({ ...ctx, db: tx }, ofWorkspace);
    const beyond = await beyondBudget(ctx, tx, workspaceId, ofWorkspace, now);
    for (const target of ofWorkspace) {
      const found = new Map<RiskCause, Told[]>();
      const add = (cause: RiskCause, told: Told) => found.set(cause, [...(found.get(cause) ?? []), told]);
      ofAccount(target, add);
      ofContent(checked.findingsOf.get(target.id), add);
      for (const file of checked.filesOf.get(target.id) ?? []) {
        const state = changed.get(file);
        if (state !== undefined) add(`MEDIA_${state}`, say(FILES[state]));
      }
      ofQuotas(target, quotas.get(target.socialAccountId) ?? [], add);
      ofClocks(target, add);
      const unpaid = beyond.get(target.id);
      if (unpaid !== undefined) add('BUDGET', verbatim(unpaid));
      const isSoon = (target.dueAt?.getTime() ?? 0) - now.getTime() <= HOUR_MS;
      const outage = isSoon ? knownOutage(ctx, target.platform) : null;
      if (outage !== null) add('PLATFORM_DOWN', outage);
      causes.set(target.id, found);
    }
  }
  return causes;
}

const FILES = {
  MISSING: 'fileMissing',
  CHANGED: 'fileChanged',
} as const satisfies Record<FileChange, string>;

type Add = (cause: RiskCause, told: Told) => void;

function ofAccount({ healthReasons, needsPersonAt, dueAt }: Watched, add: Add): void {
  for (const { code, ...told } of storedReasons(healthReasons)) {
    if (code === 'ACCOUNT_RESTRICTED') add('ACCOUNT_RESTRICTED', told);
    else if (code === 'APP_MISCONFIGURED' || code === 'PLATFORM_UNAVAILABLE') add('ACCOUNT_UNREACHABLE', told);
    else if (code !== 'EXPIRES_SOON') add('ACCOUNT_ACCESS', told);
  }
  if (needsPersonAt !== null && dueAt !== null && needsPersonAt <= dueAt)
    add('ACCESS_ENDS', say('accessEnds', { at: needsPersonAt.toISOString() }));
}

/** What the health of the account tells better. */
const OF_THE_ACCOUNT: readonly UserErrorCode[] = ['ACCOUNT_DISCONNECTED', 'ACCOUNT_EXPIRED'];

function ofContent(findings: Findings | undefined, add: Add): void {
  for (const finding of findings?.errors ?? []) {
    if (finding.code === 'PLATFORM_UNCONFIGURED') add('PLATFORM_UNCONFIGURED', finding);
    else if (!OF_THE_ACCOUNT.includes(finding.code)) add('CONTENT_REFUSED', finding);
  }
  for (const finding of findings?.warnings ?? [])
    if (finding.code === 'PUBLISHING_PAUSED') add('PUBLISHING_PAUSED', finding);
}

async function quotasOf(
  ctx: Parameters<typeof quotasOfAccounts>[0],
  targets: readonly Watched[],
): Promise<Map<string, readonly QuotaState[]>> {
  const states = new Map<string, readonly QuotaState[]>();
  for (const [platform, onIt] of Map.groupBy(targets, (target) => target.platform)) {
    const ids = [...new Set(onIt.map(({ socialAccountId }) => socialAccountId))];
    for (const [id, quotas] of await quotasOfAccounts(ctx, platform, ids)) states.set(id, quotas);
  }
  return states;
}

/** A limit that is only guessed holds nobody back. */
function ofQuotas({ dueAt }: Watched, quotas: readonly QuotaState[], add: Add): void {
  for (const { name, basis, used, limit, resetsAt } of quotas)
    if (basis === 'DOCUMENTED' && used >= limit && resetsAt !== null && dueAt !== null && resetsAt > dueAt)
      add('QUOTA_USED_UP', say('allowanceUsed', { name, used, limit, until: resetsAt.toISOString() }));
}

function ofClocks({ dueAt, ownTimeZone, ownLocalTime, postZone, postLocalTime, postAt }: Watched, add: Add): void {
  const zone = ownTimeZone ?? postZone;
  const meant = ownLocalTime ?? (dueAt?.getTime() === postAt?.getTime() ? postLocalTime : null);
  if (dueAt === null || meant === null) return;
  const shown = localTimeOf(dueAt, zone);
  if (shown !== meant) add('CLOCKS_CHANGED', say('clocksChanged', { zone, shown, meant }));
}

/* ---- what is stored and told ---- */

interface Assessed {
  targetIds: readonly string[];
  watched: readonly Watched[];
  causes: ReadonlyMap<string, Causes>;
  now: Date;
}

async function writeRisks(tx: Tx, { targetIds, watched, causes, now }: Assessed): Promise<void> {
  const targets = new Map(watched.map((target) => [target.id, target]));
  const rows = watched.flatMap((target) =>
    [...(causes.get(target.id) ?? [])].map(([cause, tolds]) => ({
      target_id: target.id,
      cause,
      post_id: target.postId,
      message: allOf(tolds).message.slice(0, 1_000),
      // Without its words only if nothing of it is words alone.
      text: tolds.every(({ text }) => text !== undefined) ? allOf(tolds).text : null,
    })),
  );
  const found = JSON.stringify(rows);
  const columns = 'AS found (target_id uuid, cause text, post_id uuid, message text, text jsonb)';
  const come = await tx.query<PostRisk>(
    `INSERT INTO post_risk (target_id, cause, post_id, message, text, since, checked_at)
     SELECT target_id, cause, post_id, message, text, $2, $2 FROM jsonb_to_recordset($1::jsonb) ${columns}
     ON CONFLICT DO NOTHING RETURNING *`,
    [found, now],
    'insert_risks',
  );
  await tx.query(
    `UPDATE post_risk risk SET message = found.message, text = found.text, checked_at = $2 FROM jsonb_to_recordset($1::jsonb) ${columns}
     WHERE risk.target_id = found.target_id AND risk.cause = found.cause`,
    [found, now],
    'update_risks',
  );
  const gone = await tx.query<PostRisk>(
    `DELETE FROM post_risk risk WHERE risk.target_id = ANY($2::uuid[])
       AND NOT EXISTS (SELECT FROM jsonb_to_recordset($1::jsonb) ${columns} WHERE found.target_id = risk.target_id AND found.cause = risk.cause)
     RETURNING *`,
    [found, targetIds],
    'delete_risks',
  );
  // The earliest first: whoever tells of several posts names that one.
  const tell = (type: 'post.at_risk' | 'post.safe_again', risks: readonly PostRisk[]) =>
    appendEvents(
      tx,
      risks
        .flatMap((risk) => {
          const target = targets.get(risk.targetId);
          return target === undefined ? [] : [{ target, risk }];
        })
        .toSorted((one, other) => timeOf(one.target) - timeOf(other.target))
        .map(({ target, risk }) => eventOf(type, target, risk)),
    );
  tell('post.at_risk', come);
  tell('post.safe_again', gone);
}

const timeOf = ({ dueAt }: Watched): number => dueAt?.getTime() ?? 0;

const eventOf = (
  type: 'post.at_risk' | 'post.safe_again',
  { id, workspaceId, brandId, postId, socialAccountId, platform, dueAt }: Watched,
  { cause, message }: PostRisk,
) => ({
  workspaceId,
  brandId,
  subject: 'POST' as const,
  subjectId: postId,
  postId,
  socialAccountId,
  type,
  payload: {
    targetId: `target_${id}`,
    platform,
    cause,
    message,
    userAction: isRiskCause(cause) ? RISK_CAUSES[cause].userAction : 'NONE',
    dueAt: dueAt?.toISOString() ?? null,
  },
});
