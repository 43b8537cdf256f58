/** Reads the allowances of many accounts of one platform in one statement. */
import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { promisedUnits } from './quota-promises.ts';
import { APP_SCOPE, type CountedUnits, countedAfter, type QuotaState, stateOf } from './quota-state.ts';

interface QuotaRow extends CountedUnits {
  name: string;
  scopeId: string;
  toldLimit: number | null;
  toldUsed: number | null;
  remaining: number | null;
  resetsAt: Date | null;
  readAt: Date | null;
}

/** An allowance as it is shown, and whose it is. */
export interface ShownQuota extends QuotaState {
  platform: PlatformId;
  /** Null where all accounts of the app share it. */
  accountId: string | null;
}

/** Those that all accounts of an app share. */
export async function sharedQuotas(
  ctx: Pick<AppContext, 'clock'> & { db: Sql },
  platformId: PlatformId,
): Promise<ShownQuota[]> {
  const states = await shownQuotas(ctx, platformId, [APP_SCOPE]);
  return (states.get(APP_SCOPE) ?? []).filter(({ scope }) => scope === 'APP');
}

export async function shownQuotas(
  ctx: Pick<AppContext, 'clock'> & { db: Sql },
  platform: PlatformId,
  accountIds: readonly string[],
): Promise<Map<string, ShownQuota[]>> {
  const states = await quotasOfAccounts(ctx, platform, accountIds);
  return new Map(
    [...states].map(([id, quotas]) => [
      id,
      quotas.map((quota) => ({ ...quota, platform, accountId: quota.scope === 'APP' ? null : id })),
    ]),
  );
}

/** Names an allowance of a platform. */
export const quotaKey = ({ name, accountId }: Pick<ShownQuota, 'name' | 'accountId'>): string =>
  `${name} ${accountId ?? APP_SCOPE}`;

/** Units that scheduled posts have reserved of allowances of one platform, by `quotaKey`. */
export function reservedForScheduled(
  { db, clock }: Pick<AppContext, 'clock'> & { db: Sql },
  platformId: PlatformId,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const platform = PLATFORMS[platformId];
  const asked = keys.flatMap((key) => {
    const [name, scopeId = APP_SCOPE] = key.split(' ');
    const rule = platform.quotas.find((quota) => quota.name === name);
    return rule === undefined ? [] : [{ key, platform, rule, accountId: scopeId === APP_SCOPE ? null : scopeId }];
  });
  return promisedUnits(db, asked, clock.now());
}

export async function quotasOfAccounts(
  ctx: Pick<AppContext, 'clock'> & { db: Sql },
  platformId: PlatformId,
  accountIds: readonly string[],
): Promise<Map<string, QuotaState[]>> {
  const { quotas } = PLATFORMS[platformId];
  const now = ctx.clock.now();
  const wanted = quotas.flatMap((rule) =>
    (rule.scope === 'APP' ? [APP_SCOPE] : accountIds).map((scopeId) => ({
      rule,
      scopeId,
      since: countedAfter(rule, now),
    })),
  );
  const rows = await ctx.db.query<QuotaRow>(
    `SELECT want.name, want.scope_id, coalesce(sum(q.units) FILTER (WHERE q.used), 0)::int AS used, coalesce(sum(q.units) FILTER (WHERE NOT q.used), 0)::int AS reserved,
            min(q.at) AS oldest, coalesce(sum(q.units) FILTER (WHERE q.used AND q.at > r.read_at), 0)::int AS fresh,
            r."limit" AS told_limit, r.used AS told_used, r.remaining, r.resets_at, r.read_at
     FROM unnest($2::text[], $3::uuid[], $4::timestamptz[]) AS want (name, scope_id, since)
     LEFT JOIN quota_reading r ON r.platform = $1 AND r.name = want.name AND r.scope_id = want.scope_id
     LEFT JOIN quota_usage q ON q.platform = $1 AND q.name = want.name AND q.social_account_id IS NOT DISTINCT FROM nullif(want.scope_id, '${APP_SCOPE}') AND q.at > want.since
     GROUP BY want.name, want.scope_id, r.platform, r.name, r.scope_id`,
    [
      platformId,
      wanted.map(({ rule }) => rule.name),
      wanted.map(({ scopeId }) => scopeId),
      wanted.map(({ since }) => since),
    ],
    'quotas_of_accounts',
  );
  const byScope = new Map(rows.map((row) => [`${row.name} ${row.scopeId}`, row]));
  return new Map(
    accountIds.map((id) => [
      id,
      quotas.flatMap((rule) => {
        const row = byScope.get(`${rule.name} ${rule.scope === 'APP' ? APP_SCOPE : id}`);
        if (row === undefined) return [];
        const { readAt, resetsAt, remaining } = row;
        const reading =
          readAt === null ? undefined : { limit: row.toldLimit, used: row.toldUsed, remaining, resetsAt, readAt };
        return [stateOf(rule, row, reading, now)];
      }),
    ]),
  );
}
