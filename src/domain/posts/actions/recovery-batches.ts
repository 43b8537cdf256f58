/** The targets that a call recovers: found by a filter, changed in transactions of limited size. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import { isId, visibleSql } from '../../access.ts';
import { accept, type Outcome, type UserError } from '../../errors.ts';
import { write } from '../../write.ts';

/** How many items one transaction changes, and how many targets one call changes at most. */
const BATCH = 100;
const MOST_PER_CALL = 1_000;

export interface RecoveryFilter {
  brandId?: string | null | undefined;
  socialAccountId?: string | null | undefined;
  /** Only for failed ones: the failure code. */
  errorCode?: string | null | undefined;
  /** Due at this time or later. */
  since?: Date | null | undefined;
}

export interface Recovered {
  targetIds: readonly string[];
  /** Targets left unchanged, each with the reason. */
  refused: readonly UserError[];
  /** Whether more targets match: call again. */
  hasMore: boolean;
}

/** What one transaction did. */
export type RecoveredBatch = Omit<Recovered, 'hasMore'>;

/** Runs `recover` for `items` in transactions of limited size; `from`: how many items went before. */
export async function inBatches<T>(
  ctx: AppContext,
  viewer: Viewer,
  items: readonly T[],
  recover: (tx: Tx, batch: readonly T[], from: number) => Promise<Outcome<RecoveredBatch>>,
): Promise<Outcome<RecoveredBatch>> {
  const targetIds: string[] = [];
  const refused: UserError[] = [];
  const warnings: UserError[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = await write(ctx.db, viewer, (tx) => recover(tx, items.slice(from, from + BATCH), from));
    if (!batch.ok) return batch;
    targetIds.push(...batch.value.targetIds);
    refused.push(...batch.value.refused);
    warnings.push(...batch.warnings);
  }
  return accept({ targetIds, refused }, warnings);
}

export interface FoundTarget {
  id: string;
  postId: string;
}

/** The targets that match, the earliest due first. */
export async function findTargets(
  ctx: AppContext,
  viewer: Viewer,
  status: 'FAILED' | 'MISSED',
  filter: RecoveryFilter,
): Promise<{ targets: FoundTarget[]; hasMore: boolean }> {
  const { brandId, socialAccountId, errorCode, since } = filter;
  // A value that cannot be an id or a code matches nothing, like one that does not exist.
  if ((brandId && !isId(brandId)) || (socialAccountId && !isId(socialAccountId)) || errorCode?.includes('\0'))
    return { targets: [], hasMore: false };
  const params: unknown[] = [status, brandId ?? null, socialAccountId ?? null, errorCode ?? null, since ?? null];
  const visible = visibleSql(viewer, params, { workspace: 'workspace_id', brand: 'brand_id' });
  const rows = await ctx.db.query<FoundTarget>(
    `SELECT id, post_id FROM post_target
     WHERE ${visible} AND status = $1::"TargetStatus" AND ($2::uuid IS NULL OR brand_id = $2) AND ($3::uuid IS NULL OR social_account_id = $3)
       AND ($4::text IS NULL OR error_code = $4) AND ($5::timestamptz IS NULL OR due_at >= $5)
     ORDER BY due_at, id LIMIT ${MOST_PER_CALL + 1}`,
    params,
  );
  return { targets: rows.slice(0, MOST_PER_CALL), hasMore: rows.length > MOST_PER_CALL };
}
