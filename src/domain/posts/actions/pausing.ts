/** Stops and resumes publishing for a workspace, a brand or an account. Pausing holds targets back; nothing is lost or cancelled. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import { isId, requireScope, requireWholeWorkspace, visibleSql } from '../../access.ts';
import { accept, notFound, type Outcome, type Refused, refuse, refuseIfAny, userError } from '../../errors.ts';
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
 * What a call names has to fit its scope: WORKSPACE written for BRAND would stop far more than was meant. Whoever may not
 * do it at all is told that first.
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
    const message = `scope ${scope} ${name === needed ? 'needs' : 'takes no'} ${name}`;
    return [userError('VALIDATION', message, ['input', name])];
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
  const outcome = await write(ctx.db, viewer, async (tx) => {
    const row = await setPaused(tx, viewer, scope, ctx.clock.now());
    return row === null ? refuse(notFound(...NAMES[scope.kind])) : accept({ ...row, woken: 0 });
  });
  if (outcome.ok) await awaitArming(ctx, scope, outcome.value.id);
  return outcome;
}

/**
 * Whoever stores an intent holds its target and may have read that nothing was paused; whoever comes later sees the pause.
 * What is leased has a wake-up within seconds, which has an index; one that is renewed meanwhile has it a little later.
 */
async function awaitArming(ctx: AppContext, scope: PauseScope, pausedId: string): Promise<void> {
  const { wakeAt } = leaseTimes(new Date(ctx.clock.now().getTime() + RENEWALS_MS));
  await ctx.db.query(
    `SELECT id FROM post_target WHERE wake_at <= $2 AND lease_id IS NOT NULL AND ${TABLES[scope.kind].covers} = $1 ORDER BY id FOR SHARE`,
    [pausedId, wakeAt],
  );
}

/** Wakes at once what was held back. What another pause still covers goes back to waiting by itself. */
export async function resumePublishing(ctx: AppContext, viewer: Viewer, scope: PauseScope): Promise<Outcome<Paused>> {
  const forbidden = mayPause(viewer, scope.kind, 'resume');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    const row = await setPaused(tx, viewer, scope, null);
    if (row === null) return refuse(notFound(...NAMES[scope.kind]));
    return accept({ pausedAt: null, woken: await wakeHeldBack(tx, row, scope, ctx.clock.now()) });
  });
}

const NAMES: Record<PauseScope['kind'], [what: string, path: readonly string[]]> = {
  WORKSPACE: ['workspace', ['input']],
  BRAND: ['brand', ['input', 'brandId']],
  ACCOUNT: ['account', ['input', 'socialAccountId']],
};

const mayPause = (viewer: Viewer, kind: PauseScope['kind'], act: keyof typeof NEEDED): Refused | null =>
  kind === 'WORKSPACE'
    ? (requireScope(viewer, 'ADMIN') ?? requireWholeWorkspace(viewer))
    : requireScope(viewer, NEEDED[act]);

const TABLES = {
  WORKSPACE: { table: 'workspace', workspace: 'id', brand: 'id', covers: 'workspace_id' },
  BRAND: { table: 'brand', workspace: 'workspace_id', brand: 'id', covers: 'brand_id' },
  ACCOUNT: { table: 'social_account', workspace: 'workspace_id', brand: 'brand_id', covers: 'social_account_id' },
} as const;

async function setPaused(
  tx: Tx,
  viewer: Viewer,
  scope: PauseScope,
  at: Date | null,
): Promise<{ id: string; pausedAt: Date | null } | null> {
  const { table, workspace, brand } = TABLES[scope.kind];
  const id =
    scope.kind === 'WORKSPACE' ? viewer.workspaceId : scope.kind === 'BRAND' ? scope.brandId : scope.socialAccountId;
  if (!isId(id)) return null;
  const params: unknown[] = [id, at];
  const visible = visibleSql(viewer, params, { workspace, brand });
  // A second pause keeps the time of the first.
  const [row] = await tx.query<{ id: string; pausedAt: Date | null }>(
    `UPDATE ${table} SET paused_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE coalesce(paused_at, $2) END WHERE id = $1 AND ${visible} RETURNING id, paused_at`,
    params,
  );
  return row ?? null;
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
