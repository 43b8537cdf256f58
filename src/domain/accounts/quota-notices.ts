/** Tells that an allowance is nearly used, or used up: once in a window, to its account or to all who share it. */
import { uuidv7 } from '../../lib/crypto.ts';
import type { Db, Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { PlatformId, QuotaRule } from '../../platforms/platform.ts';
import { appendEvents } from '../events/append.ts';
import { appendAccountEvent } from './account-event.ts';
import { NEARLY_USED } from './budgets.ts';
import { type Nearly, pauseBefore } from './early-waits.ts';
import { APP_SCOPE, nextWindowStart, storeReadings, type ToldReading } from './quota-state.ts';

/** How much of an allowance is taken. */
export interface Fill {
  platform: PlatformId;
  rule: QuotaRule;
  /** Null: the app's. */
  accountId: string | null;
  taken: number;
  limit: number;
  basis: QuotaRule['basis'];
}

const LEVELS = { NEARLY_USED: 'quota_nearly_used', USED_UP: 'quota_used_up' } as const;
type Level = keyof typeof LEVELS;

const levelOf = ({ taken, limit }: Fill): Level | null =>
  limit <= 0 || taken < limit * NEARLY_USED ? null : taken < limit ? 'NEARLY_USED' : 'USED_UP';

const untilOf = ({ rule }: Fill, now: Date): Date =>
  rule.window === 'ROLLING' ? new Date(now.getTime() + rule.windowMs) : nextWindowStart(rule, now);

/** Costs nothing while no allowance is nearly used. */
export async function tellOfQuotas(tx: Tx, fills: readonly Fill[], now: Date): Promise<void> {
  const notices = fills.flatMap((fill) => {
    const level = levelOf(fill);
    return level === null ? [] : [{ fill, level, scopeId: fill.accountId ?? APP_SCOPE, until: untilOf(fill, now) }];
  });
  if (notices.length === 0) return;
  // The row of a notice that stands is only read: many who publish at the same time must not wait for each other.
  const told = await tx.query<{ platform: PlatformId; name: string; scopeId: string; level: Level }>(
    `INSERT INTO quota_notice AS n (platform, name, scope_id, level, id, until)
     SELECT platform, name, scope_id, level, id, until FROM jsonb_to_recordset($1::jsonb) AS new (platform "Platform", name text, scope_id uuid, level text, id uuid, until timestamptz)
     WHERE NOT EXISTS (SELECT FROM quota_notice t WHERE (t.platform, t.name, t.scope_id) = (new.platform, new.name, new.scope_id) AND t.level IN (new.level, 'USED_UP') AND t.until > $2)
     ORDER BY platform, name, scope_id, level
     ON CONFLICT (platform, name, scope_id, level) DO UPDATE SET id = excluded.id, until = excluded.until WHERE n.until <= $2
     RETURNING platform, name, scope_id, level`,
    [
      JSON.stringify(
        notices.map(({ fill: { platform, rule }, level, scopeId, until }) => ({
          platform,
          name: rule.name,
          scope_id: scopeId,
          level,
          id: uuidv7(),
          until,
        })),
      ),
      now,
    ],
    'tell_quotas',
  );
  for (const { platform, name, scopeId, level } of told) {
    const notice = notices.find(
      (one) => one.fill.platform === platform && one.fill.rule.name === name && one.scopeId === scopeId,
    );
    if (notice === undefined) continue;
    const { rule, taken, limit, basis } = notice.fill;
    const details = { quota: name, scope: rule.scope, taken, limit, basis, windowMs: rule.windowMs };
    if (scopeId === APP_SCOPE) await tellApp(tx, platform, level, details);
    else await tellAccount(tx, scopeId, level, details);
  }
}

async function tellAccount(tx: Tx, accountId: string, level: Level, details: Record<string, unknown>): Promise<void> {
  const [account] = await tx.query<SocialAccount>(
    'SELECT * FROM social_account WHERE id = $1',
    [accountId],
    'account_of_quota',
  );
  if (account !== undefined) appendAccountEvent(tx, `account.${LEVELS[level]}`, account, details);
}

/** One event in each workspace that has an account there. */
async function tellApp(tx: Tx, platform: PlatformId, level: Level, details: Record<string, unknown>): Promise<void> {
  const workspaces = await tx.query<{ workspaceId: string }>(
    `SELECT DISTINCT workspace_id FROM social_account WHERE platform = $1 AND status <> 'DISCONNECTED' ORDER BY workspace_id`,
    [platform],
    'workspaces_of_quota',
  );
  appendEvents(
    tx,
    workspaces.map(({ workspaceId }) => ({
      workspaceId,
      brandId: null,
      subject: 'WORKSPACE' as const,
      subjectId: workspaceId,
      postId: null,
      socialAccountId: null,
      type: `workspace.${LEVELS[level]}`,
      payload: { platform, ...details },
    })),
  );
}

/** Stores what platforms said about their allowances, tells of those that they call nearly used, and has calls wait before one is used up. */
export async function hearReadings(db: Db, told: readonly ToldReading[], now: Date): Promise<void> {
  await storeReadings(db, told, now);
  const fills = told.flatMap(({ platform, socialAccountId, reading }): (Fill & Nearly)[] => {
    const rule = platform.quotas.find(({ name }) => name === reading.name);
    const limit = reading.limit ?? rule?.limit ?? 0;
    const taken = reading.used ?? (reading.remaining === undefined ? null : limit - reading.remaining);
    if (rule === undefined || taken === null) return [];
    const accountId = rule.scope === 'APP' ? null : socialAccountId;
    const resetsAt = reading.resetsAt ?? null;
    return [{ platform: platform.id, rule, accountId, taken, limit, basis: 'DOCUMENTED', resetsAt }];
  });
  // Of several that speak of the same one, the last.
  const last = [
    ...new Map(fills.map((fill) => [`${fill.platform}/${fill.rule.name}/${fill.accountId}`, fill])).values(),
  ];
  await pauseBefore(db, last, now);
  if (last.some((fill) => levelOf(fill) !== null)) await db.tx((tx) => tellOfQuotas(tx, last, now));
}
