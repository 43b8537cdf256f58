/** Brands: the names under which a workspace publishes, with their time zone and what happens to late posts. */

import type { AppContext, Viewer } from '../context.ts';
import { uuidv7 } from '../lib/crypto.ts';
import type { Tx } from '../lib/db.ts';
import type { Brand } from '../lib/prisma/client.ts';
import type { Unprovable } from '../lib/prisma/enums.ts';
import { zoneNamed } from '../lib/time-zones.ts';
import { say as sayCommon } from '../texts/common/texts.ts';
import { say } from '../texts/workspace/texts.ts';
import { isId, requireScope, requireWholeWorkspace, visibleSql } from './access.ts';
import { noteChange } from './changes.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from './errors.ts';
import { withIdempotency } from './idempotency.ts';
import { checkText, quoted } from './text-input.ts';
import { write } from './write.ts';

export const BRAND_LIMITS = {
  nameLength: 200,
  /** With a shorter one, an ordinary restart would miss posts. */
  minLateWindowMs: 60_000,
  maxLateWindowMs: 7 * 86_400_000,
  defaultLateWindowMs: 6 * 3_600_000,
} as const;

/** How often people are told what happened in a brand. */
export const DIGEST_PERIODS = {
  DAILY: 'Every morning at eight, by the clocks of the brand.',
  WEEKLY: 'On Mondays at eight, by the clocks of the brand.',
} as const;
export type DigestPeriod = keyof typeof DIGEST_PERIODS;
export const isDigestPeriod = (name: string): name is DigestPeriod => Object.hasOwn(DIGEST_PERIODS, name);

export interface CreateBrandInput {
  name: string;
  /** IANA name: the clocks that its authors use. */
  timeZone: string;
  lateWindowMs?: number | null | undefined;
  unprovable?: Unprovable | null | undefined;
  /** Default: no. */
  reservesQuota?: boolean | null | undefined;
  digests?: readonly DigestPeriod[] | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export async function createBrand(
  ctx: AppContext,
  viewer: Viewer,
  input: CreateBrandInput,
): Promise<Outcome<{ readonly brandId: string }>> {
  const refused = requireScope(viewer, 'ADMIN') ?? requireWholeWorkspace(viewer) ?? refuseIfAny(checkBrand(input));
  if (refused) return refused;
  const { idempotencyKey, ...rest } = input;
  return withIdempotency(ctx, viewer, { key: idempotencyKey, mutation: 'createBrand', input: rest }, (commitOnce) => {
    const brandId = uuidv7();
    return commitOnce(accept({ brandId }), async (tx) => {
      await insertBrand(tx, { ...rest, id: brandId, workspaceId: viewer.workspaceId });
      return null;
    });
  });
}

/** Of what was checked. */
export async function insertBrand(
  tx: Tx,
  {
    id,
    workspaceId,
    name,
    timeZone,
    lateWindowMs,
    unprovable,
    reservesQuota,
    digests,
  }: CreateBrandInput & { id: string; workspaceId: string },
): Promise<void> {
  const [made] = await tx.query<Brand>(
    'INSERT INTO brand (id, workspace_id, name, time_zone, late_window_ms, unprovable, reserves_quota, digests) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *',
    [
      id,
      workspaceId,
      name.trim(),
      zoneNamed(timeZone),
      lateWindowMs ?? BRAND_LIMITS.defaultLateWindowMs,
      unprovable ?? 'REPEAT',
      reservesQuota ?? false,
      [...new Set(digests)],
    ],
  );
  noteChange(tx, 'BRAND', () => ({ id, brandId: id, before: null, after: made ?? null }));
}

export interface UpdateBrandInput {
  brandId: string;
  expectedVersion: number;
  name?: string | null | undefined;
  /** Existing posts keep the zone in which they were written. */
  timeZone?: string | null | undefined;
  lateWindowMs?: number | null | undefined;
  /** Also applies to calls that are being looked up already. */
  unprovable?: Unprovable | null | undefined;
  /** For what is given a time from then on. */
  reservesQuota?: boolean | null | undefined;
  digests?: readonly DigestPeriod[] | null | undefined;
}

export async function updateBrand(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateBrandInput,
): Promise<Outcome<{ brandId: string }>> {
  const refused = requireScope(viewer, 'ACCOUNTS_WRITE') ?? refuseIfAny(checkBrand(input));
  if (refused) return refused;
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockBrand(tx, viewer, input.brandId, input.expectedVersion, 'NO KEY UPDATE');
    if (!locked.ok) return locked;
    const brand = locked.value;
    const [after] = await tx.query<Brand>(
      'UPDATE brand SET name = $2, time_zone = $3, late_window_ms = $4, unprovable = $5, reserves_quota = $6, digests = $7, version = version + 1 WHERE id = $1 RETURNING *',
      [
        brand.id,
        input.name?.trim() ?? brand.name,
        (typeof input.timeZone === 'string' ? zoneNamed(input.timeZone) : null) ?? brand.timeZone,
        input.lateWindowMs ?? brand.lateWindowMs,
        input.unprovable ?? brand.unprovable,
        input.reservesQuota ?? brand.reservesQuota,
        input.digests ? [...new Set(input.digests)] : brand.digests,
      ],
    );
    noteChange(tx, 'BRAND', () => ({ id: brand.id, brandId: brand.id, before: brand, after: after ?? null }));
    return accept({ brandId: brand.id });
  });
}

export interface DeleteBrandInput {
  brandId: string;
  expectedVersion?: number | null | undefined;
  /** Also withdraws scheduled targets. A target that may be going live right now is never cut off. */
  force?: boolean | null | undefined;
}

/** Removes a brand with its accounts, posts and logs. */
export async function deleteBrand(
  ctx: AppContext,
  viewer: Viewer,
  input: DeleteBrandInput,
): Promise<Outcome<{ brandId: string }>> {
  const forbidden = requireScope(viewer, 'ADMIN');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    // A stronger lock than for an edit: nothing can be added to the brand until it is gone.
    const locked = await lockBrand(tx, viewer, input.brandId, input.expectedVersion, 'UPDATE');
    if (!locked.ok) return locked;
    // Accounts before targets, as everywhere; the deletion takes both.
    await tx.query('SELECT id FROM social_account WHERE brand_id = $1 ORDER BY id FOR UPDATE', [locked.value.id]);
    // Locked, so that none of them is armed while they are counted.
    const busy = await tx.query<{ isCommitted: boolean }>(
      `SELECT intent_at IS NOT NULL AS is_committed FROM post_target
       WHERE brand_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING', 'OUTCOME_UNKNOWN') ORDER BY id FOR UPDATE`,
      [locked.value.id],
    );
    const committed = busy.filter(({ isCommitted }) => isCommitted).length;
    if (committed > 0) {
      const said = say('brandCommitted', { count: committed });
      return refuse(userError('ALREADY_COMMITTED', said, ['input', 'brandId'], { actual: committed }));
    }
    if (busy.length > 0 && input.force !== true) {
      const said = say('brandBusy', { count: busy.length });
      return refuse(userError('BRAND_IN_USE', said, ['input', 'brandId'], { actual: busy.length }));
    }
    await tx.query('DELETE FROM brand WHERE id = $1', [locked.value.id]);
    const { id } = locked.value;
    noteChange(tx, 'BRAND', () => ({ id, brandId: id, before: locked.value, after: null }));
    return accept({ brandId: locked.value.id });
  });
}

async function lockBrand(
  tx: Tx,
  viewer: Viewer,
  brandId: string,
  expectedVersion: number | null | undefined,
  strength: 'UPDATE' | 'NO KEY UPDATE',
): Promise<Outcome<Brand>> {
  if (!isId(brandId)) return refuse(notFound('brand', ['input', 'brandId']));
  const params: unknown[] = [brandId];
  const visible = visibleSql(viewer, params, { workspace: 'workspace_id', brand: 'id' });
  const [brand] = await tx.query<Brand>(`SELECT * FROM brand WHERE id = $1 AND ${visible} FOR ${strength}`, params);
  if (brand === undefined) return refuse(notFound('brand', ['input', 'brandId']));
  if (typeof expectedVersion === 'number' && expectedVersion !== brand.version) {
    const said = sayCommon('versionConflict', { what: 'brand', version: brand.version, expected: expectedVersion });
    return refuse(
      userError('VERSION_CONFLICT', said, ['input', 'expectedVersion'], {
        limit: brand.version,
        actual: expectedVersion,
      }),
    );
  }
  return accept(brand);
}

function checkBrand(input: {
  name?: string | null | undefined;
  timeZone?: string | null | undefined;
  lateWindowMs?: number | null | undefined;
}): UserError[] {
  const { name, timeZone, lateWindowMs } = input;
  const { nameLength, minLateWindowMs, maxLateWindowMs } = BRAND_LIMITS;
  const errors = checkText('name', name, { max: nameLength, required: true }, ['input', 'name']);
  if (typeof timeZone === 'string' && zoneNamed(timeZone) === null) {
    errors.push(
      userError('TIME_ZONE_INVALID', sayCommon('zoneUnknown', { zone: quoted(timeZone) }), ['input', 'timeZone']),
    );
  }
  if (
    typeof lateWindowMs === 'number' &&
    (!Number.isInteger(lateWindowMs) || lateWindowMs < minLateWindowMs || lateWindowMs > maxLateWindowMs)
  ) {
    const said = sayCommon('notWhole', {
      name: 'lateWindowMs',
      min: minLateWindowMs,
      max: maxLateWindowMs,
      actual: lateWindowMs,
    });
    const limit = lateWindowMs < minLateWindowMs ? minLateWindowMs : maxLateWindowMs;
    errors.push(userError('VALIDATION', said, ['input', 'lateWindowMs'], { limit, actual: lateWindowMs }));
  }
  return errors;
}
