/**
 * Pauses and resumes publishing for a workspace, a brand or an account. A pause holds targets back; nothing is lost or
 * cancelled.
 */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { Thing } from '../../../texts/common/things.ts';
import { say } from '../../../texts/posts/texts.ts';
import { isId, requireScope, requireWholeWorkspace, visibleSql } from '../../access.ts';
import { appendAccountEvent, type ToldAccount } from '../../accounts/account-event.ts';
import { noteChange } from '../../changes.ts';
import { accept, notFound, type Outcome, type Refused, refuse, refuseIfAny, userError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { leaseTimes } from '../../targets/target-lease.ts';
import { wakeTargets } from '../../targets/target-wake.ts';
import { write } from '../../write.ts';

export type PauseScope =
  | { kind: 'WORKSPACE' }
  | { kind: 'BRAND'; brandId: string }
  | { kind: 'ACCOUNT'; socialAccountId: string };

interface NamedScope {
  scope: PauseScope['kind'];
  brandId: string | null;
  socialAccountId: string | null;
}

const NEEDED = { pause: 'POSTS_WRITE', resume: 'POSTS_PUBLISH' } as const;

/**
 * The input must name exactly what its scope needs: WORKSPACE written instead of BRAND would stop far more than was
 * meant. A missing permission is reported first.
 */
export function pauseScope(
  viewer: Viewer,
  act: keyof typeof NEEDED,
  { scope, ...ids }: NamedScope,
): Outcome<PauseScope> {
  const forbidden = mayPause(viewer, scope, act);
  if (forbidden) return forbidden;
  const needed = scope === 'BRAND' ? 'brandId' : scope === 'ACCOUNT' ? 'socialAccountId' : null;
  const errors = (['brandId', 'socialAccountId'] as const).flatMap((name) => {
    if ((ids[name] !== null) === (name === needed)) return [];
    const said = say('scopeId', { scope, name, isNeeded: name === needed });
    return [userError('VALIDATION', said, ['input', name])];
  });
  const refused = refuseIfAny(errors);
  if (refused) return refused;
  if (scope === 'BRAND') return accept({ kind: scope, brandId: ids.brandId ?? '' });
  if (scope === 'ACCOUNT') return accept({ kind: scope, socialAccountId: ids.socialAccountId ?? '' });
  return accept({ kind: scope });
}

const RENEWALS_MS = 60_000;

export interface Paused {
  pausedAt: Date | null;
  /** How many waiting targets were woken by resuming. */
  woken: number;
}

/**
 * Holds back everything in scope: after the answer nothing more of it is armed. What was armed before still goes out, and is
 * followed to its end.
 */
export async function pausePublishing(ctx: AppContext, viewer: Viewer, scope: PauseScope): Promise<Outcome<Paused>> {
  const forbidden = mayPause(viewer, scope.kind, 'pause');
  if (forbidden) return forbidden;
  const outcome = await write(ctx.db, viewer, (tx) =>
    pipeline(setPaused(tx, viewer, scope, ctx.clock.now()))
      .step((row) => accept({ ...row, woken: 0 }))
      .outcome(),
  );
  if (outcome.ok) await awaitArming(ctx, scope, outcome.value.id);
  return outcome;
}

/**
 * Waits for transactions that store intents. Such a transaction locks its target, and may have read that nothing was
 * paused; later ones see the pause. A leased target has a wake-up within seconds, which is indexed; a lease renewed in
 * the meantime moves it a little.
 */
async function awaitArming(ctx: AppContext, scope: PauseScope, pausedId: string): Promise<void> {
  const { wakeAt } = leaseTimes(new Date(ctx.clock.now().getTime() + RENEWALS_MS));
  await ctx.db.query(
    `SELECT id FROM post_target WHERE wake_at <= $2 AND lease_id IS NOT NULL AND ${TABLES[scope.kind].covers} = $1 ORDER BY id FOR SHARE`,
    [pausedId, wakeAt],
  );
}

/** Wakes what was held back. Targets that another pause still covers go back to waiting by themselves. */
export async function resumePublishing(ctx: AppContext, viewer: Viewer, scope: PauseScope): Promise<Outcome<Paused>> {
  const forbidden = mayPause(viewer, scope.kind, 'resume');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, (tx) =>
    pipeline(setPaused(tx, viewer, scope, null))
      .step(async (row) => accept({ pausedAt: null, woken: await wakeHeldBack(tx, row, scope, ctx.clock.now()) }))
      .outcome(),
  );
}

const NAMES: Record<PauseScope['kind'], [what: Thing, path: readonly string[]]> = {
  WORKSPACE: ['workspace', ['input']],
  BRAND: ['brand', ['input', 'brandId']],
  ACCOUNT: ['account', ['input', 'socialAccountId']],
};

const mayPause = (viewer: Viewer, kind: PauseScope['kind'], act: keyof typeof NEEDED): Refused | null =>
  kind === 'WORKSPACE'
    ? (requireScope(viewer, 'ADMIN') ?? requireWholeWorkspace(viewer))
    : requireScope(viewer, NEEDED[act]);

const TABLES = {
  WORKSPACE: { table: 'workspace', workspace: 'id', brand: 'id', covers: 'workspace_id', told: '' },
  BRAND: { table: 'brand', workspace: 'workspace_id', brand: 'id', covers: 'brand_id', told: '' },
  ACCOUNT: {
    table: 'social_account',
    workspace: 'workspace_id',
    brand: 'brand_id',
    covers: 'social_account_id',
    told: ', t.workspace_id, t.platform, t.username, t.status, t.status_reason',
  },
} as const;

/** Looks the named row up and writes it in one statement; null resumes. */
async function setPaused(
  tx: Tx,
  viewer: Viewer,
  scope: PauseScope,
  at: Date | null,
): Promise<Outcome<{ id: string; pausedAt: Date | null }>> {
  const missing = refuse(notFound(...NAMES[scope.kind]));
  const { table, workspace, brand, told } = TABLES[scope.kind];
  const id =
    scope.kind === 'WORKSPACE' ? viewer.workspaceId : scope.kind === 'BRAND' ? scope.brandId : scope.socialAccountId;
  if (!isId(id)) return missing;
  const params: unknown[] = [id, at];
  const visible = visibleSql(viewer, params, { workspace, brand });
  // A second pause keeps the time of the first.
  const [row] = await tx.query<ToldAccount & { pausedAt: Date | null; before: Date | null }>(
    `UPDATE ${table} t SET paused_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE coalesce(t.paused_at, $2) END
     FROM (SELECT id, paused_at FROM ${table} WHERE id = $1 AND ${visible} FOR NO KEY UPDATE) was
     WHERE t.id = was.id RETURNING t.id, t.${brand} AS brand_id, t.paused_at, was.paused_at AS before${told}`,
    params,
  );
  if (row === undefined) return missing;
  const { pausedAt } = row;
  noteChange(tx, scope.kind, () => ({
    id: row.id,
    brandId: scope.kind === 'WORKSPACE' ? null : row.brandId,
    before: { pausedAt: row.before },
    after: { pausedAt },
  }));
  if (scope.kind === 'ACCOUNT' && (pausedAt === null) !== (row.before === null))
    appendAccountEvent(tx, pausedAt === null ? 'account.resumed' : 'account.paused', row);
  return accept({ id: row.id, pausedAt });
}

const wakeHeldBack = (tx: Tx, { id }: { id: string }, scope: PauseScope, now: Date): Promise<number> =>
  wakeTargets(
    tx,
    {
      select: `SELECT id, $2::timestamptz FROM post_target WHERE blocked_by = 'PAUSED' AND ${TABLES[scope.kind].covers} = $1 AND status IN ('SCHEDULED', 'PUBLISHING') ORDER BY id FOR NO KEY UPDATE`,
      params: [id, now],
      name: `wake_paused_${scope.kind.toLowerCase()}`,
    },
    now,
  );
