/** Checks one account at its platform: whose token it is, what changed there, and whether the account may publish. */

import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import { monthOf } from '../../lib/money.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { AccountApi, AccountReport, Identity } from '../../platforms/platform.ts';
import { say } from '../../texts/workspace/texts.ts';
import { accountChecked } from '../feeds.ts';
import { Sleep } from '../sleep.ts';
import { callAccount } from './account-call.ts';
import { appendAccountEvent } from './account-event.ts';
import { errorOf, expireAccount, PASSING_REASONS, tellRecovery, tellsOfTheAccount } from './account-status.ts';
import { monthsOf, reaches } from './budgets.ts';
import { DAY_MS, writeHealth } from './health.ts';
import { configuredPlatform, type OpenAccount } from './platform-api.ts';
import { priceOf } from './prices.ts';
import { countedCall } from './quota-calls.ts';

/**
 * What a check found. `SKIPPED`: the platform bills it, and the operator has switched that off, or the budget does not
 * reach; only the token was tried.
 */
export type CheckResult =
  | { kind: 'ANSWERED'; report: AccountReport }
  | { kind: 'CHANGED'; told: Identity }
  | { kind: 'SKIPPED' }
  | { kind: 'FAILED'; failure: PlatformFailure };

const HOUR_MS = 3_600_000;
const FIRST_RETRY_MS = 15 * 60_000;
/** The account holder may put a restriction right within the day. */
const RESTRICTED_MS = 6 * HOUR_MS;

/** Whether this installation looks at accounts of the platform: some bill it. */
export const mayLook = (ctx: Pick<AppContext, 'platforms'>, { platform: id }: Pick<SocialAccount, 'platform'>) => {
  const { platform, accountChecks } = configuredPlatform(ctx, id);
  return accountChecks || platform.check.billed === null;
};

/** Whether the budget of its workspace does not reach for a look that the platform bills. */
async function isTooDear(ctx: AppContext, { workspaceId, platform: id }: SocialAccount): Promise<boolean> {
  const configured = configuredPlatform(ctx, id);
  const price = priceOf(configured, configured.platform.check.billed);
  if (price === null) return false;
  const months = await monthsOf(ctx.db, workspaceId, monthOf(ctx.clock.now()));
  return months.some((month) => month.currency === price.currency && !reaches(month, price.micros));
}

/** Asks the platform, and writes down what it says: health, profile, and when to ask again. */
export const checkAccount = (
  ctx: AppContext,
  socialAccountId: string,
  options: { timeoutMs?: number } = {},
): Promise<CheckResult> =>
  accountChecked.run(
    () => ({ socialAccountId }),
    () => check(ctx, socialAccountId, options),
  );

async function check(ctx: AppContext, socialAccountId: string, options: { timeoutMs?: number }): Promise<CheckResult> {
  try {
    const { result, open } = await ask(ctx, socialAccountId, options);
    await store(ctx, open, result);
    return result;
  } catch (error) {
    if (error instanceof Sleep) return postpone(ctx, socialAccountId, error);
    if (!(error instanceof PlatformFailure)) throw error;
    await storeFailure(ctx, socialAccountId, error);
    return { kind: 'FAILED', failure: error };
  }
}

async function ask(
  ctx: AppContext,
  socialAccountId: string,
  options: { timeoutMs?: number },
): Promise<{ result: CheckResult; open: OpenAccount }> {
  const look = async (api: AccountApi, open: OpenAccount): Promise<{ result: CheckResult; open: OpenAccount }> => {
    if (!mayLook(ctx, open.account) || (await isTooDear(ctx, open.account)))
      return { result: { kind: 'SKIPPED' }, open };
    const { check } = configuredPlatform(ctx, open.account.platform).platform;
    const report = await countedCall(ctx, open.account, check.units ?? {}, () => check.read(api, open.credentials));
    const { identity } = report;
    const isSame = identity.externalId === open.account.externalId;
    return { result: isSame ? { kind: 'ANSWERED', report } : { kind: 'CHANGED', told: identity }, open };
  };
  // That one question needs a permission says nothing of what posts need: health tells of it, and posts go on.
  return callAccount(ctx, socialAccountId, look, { ...options, optional: true });
}

/** The token is being renewed at this moment: asked again when that is over. */
async function postpone(ctx: AppContext, socialAccountId: string, { until }: Sleep): Promise<CheckResult> {
  await ctx.db.query('UPDATE social_account SET check_at = $2 WHERE id = $1', [socialAccountId, until]);
  const message = 'the access token is being renewed right now; ask again';
  return { kind: 'FAILED', failure: new PlatformFailure('PLATFORM_UNAVAILABLE', message, { retryAt: until }) };
}

async function store(ctx: AppContext, { account }: OpenAccount, result: CheckResult): Promise<void> {
  if (result.kind === 'CHANGED') {
    const name = result.told.username ?? result.told.externalId;
    const told = say('otherAccountTold', { name, id: result.told.externalId });
    await expireAccount(ctx, account, 'ACCOUNT_CHANGED', told);
  }
  const now = ctx.clock.now();
  const refusal = result.kind === 'ANSWERED' ? result.report.refusal : null;
  await ctx.db.tx(async (tx) => {
    const [before] = await tx.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1 FOR NO KEY UPDATE', [
      account.id,
    ]);
    // Reconnected or disconnected meanwhile: what was found out concerns an access that is gone.
    if (before === undefined || before.refreshedAt?.getTime() !== account.refreshedAt?.getTime()) return;
    if (result.kind === 'ANSWERED') await followProfile(ctx, tx, before, result.report);
    const recovers = before.status === 'EXPIRED' && isPassing(before) && result.kind !== 'CHANGED';
    const [row] = await tx.query<SocialAccount>(
      `UPDATE social_account SET checked_at = CASE WHEN $3 THEN $2 ELSE checked_at END, check_at = $4, check_failures = $5, last_error = coalesce($6, last_error),
         status = CASE WHEN $7 THEN 'ACTIVE' ELSE status END, status_reason = CASE WHEN $7 THEN NULL ELSE status_reason END,
         status_changed_at = CASE WHEN $7 THEN $2 ELSE status_changed_at END
       WHERE id = $1 RETURNING *`,
      [
        account.id,
        now,
        result.kind !== 'SKIPPED',
        new Date(now.getTime() + (refusal === null ? daily() : RESTRICTED_MS)),
        refusal === null ? 0 : before.checkFailures + 1,
        refusal === null ? null : storableJson(errorOf(refusal.code, refusal, now)),
        recovers,
      ],
      'store_check',
    );
    if (row !== undefined) await (recovers ? tellRecovery(ctx, tx, row) : writeHealth(ctx, tx, row));
  });
}

const isPassing = ({ statusReason }: SocialAccount): boolean =>
  statusReason === null || PASSING_REASONS.includes(statusReason);

/** About a day: accounts that are checked together today are spread tomorrow. */
const daily = (): number => DAY_MS * (0.9 + Math.random() * 0.2);

/** `withToken` has expired the account already where the failure says so. */
async function storeFailure(ctx: AppContext, socialAccountId: string, failure: PlatformFailure): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const [before] = await tx.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1 FOR NO KEY UPDATE', [
      socialAccountId,
    ]);
    if (before === undefined || before.status === 'DISCONNECTED') return;
    const hasAnswered = failure.kind === 'rejected' || failure.kind === 'unauthorized';
    const failures = before.checkFailures + (tellsOfTheAccount(failure) ? 1 : 0);
    const [row] = await tx.query<SocialAccount>(
      `UPDATE social_account SET checked_at = CASE WHEN $3 THEN $2 ELSE checked_at END, check_at = $4, check_failures = $5, last_error = $6 WHERE id = $1 RETURNING *`,
      [
        socialAccountId,
        now,
        hasAnswered,
        nextTry(failure, failures, now),
        failures,
        storableJson(errorOf(failure.code, failure, now)),
      ],
      'store_failed_check',
    );
    if (row !== undefined) await writeHealth(ctx, tx, row);
  });
}

function nextTry(failure: PlatformFailure, failures: number, now: Date): Date {
  if (failure.code === 'ACCOUNT_RESTRICTED') return new Date(now.getTime() + RESTRICTED_MS);
  const backoff = Math.min(DAY_MS, FIRST_RETRY_MS * 2 ** Math.min(Math.max(0, failures - 1), 10));
  return new Date(Math.max(failure.retryAt?.getTime() ?? 0, now.getTime() + backoff * (0.9 + Math.random() * 0.2)));
}

/* ---- the profile ---- */

/** Takes over what is shown of an account and what its platform lets it do, but never its id. */
async function followProfile(
  ctx: Pick<AppContext, 'clock'>,
  tx: Tx,
  before: SocialAccount,
  { identity, choices }: AccountReport,
): Promise<void> {
  const { username, displayName, avatarUrl, profileUrl } = identity;
  const known =
    typeof before.facts === 'object' && before.facts !== null && !Array.isArray(before.facts) ? before.facts : {};
  const facts = {
    ...(known.choices === undefined ? {} : { choices: known.choices }),
    ...identity.facts,
    ...(choices === undefined ? {} : { choices: { ...choices, checkedAt: ctx.clock.now().toISOString() } }),
  };
  await tx.query(
    'UPDATE social_account SET username = $2, display_name = $3, avatar_url = $4, profile_url = $5, facts = $6, alias_id = $7 WHERE id = $1',
    [before.id, username, displayName, avatarUrl, profileUrl, storableJson(facts), identity.aliasId ?? null],
    'follow_profile',
  );
  const changes = [
    ...changed({ username: before.username, displayName: before.displayName }, { username, displayName }),
    ...changed({ avatarUrl: addressOf(before.avatarUrl) }, { avatarUrl: addressOf(avatarUrl) }),
    ...changed(tellable(known), tellable(facts)),
    // A fact that is learned for the first time is no change.
    ...(known.choices === undefined ? [] : changed(tellable(known.choices), tellable(choices ?? known.choices))),
  ];
  if (changes.length > 0)
    appendAccountEvent(tx, 'account.changed', { ...before, username }, { changes: Object.fromEntries(changes) });
}

/** Signatures in the address of a picture change with every answer. */
const addressOf = (url: string | null): string | null => url?.split('?', 1)[0] ?? null;

/** Shown with the account itself, or with its health. */
const TOLD_ELSEWHERE = ['scopes', 'choices', 'checkedAt', 'nickname', 'username', 'avatarUrl'];

/** Leaves out numbers of followers and posts, which change all the time. */
function tellable(facts: unknown): Record<string, unknown> {
  const entries = Object.entries(typeof facts === 'object' && facts !== null ? facts : {});
  return Object.fromEntries(
    entries.filter(([name, value]) => !/Count$/.test(name) && !TOLD_ELSEWHERE.includes(name) && value !== undefined),
  );
}

function changed(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): [string, { from: unknown; to: unknown }][] {
  return Object.entries(after).flatMap(([name, to]): [string, { from: unknown; to: unknown }][] => {
    const from = before[name] ?? null;
    return JSON.stringify(from) === JSON.stringify(to ?? null) ? [] : [[name, { from, to: to ?? null }]];
  });
}
