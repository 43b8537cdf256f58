/** What works of an account, found out now because a person asks. */

import type { AppContext, Viewer } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { type Told, toldBy } from '../../lib/texts.ts';
import { FAILURE_CODES, type FailureCode, type PlatformFailure, type UserAction } from '../../platforms/failure.ts';
import { sayFailure } from '../../texts/reasons/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { requireScope, seeing } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import { write } from '../write.ts';
import { type CheckResult, checkAccount } from './checks.ts';
import { visibleAccount } from './connection-attempts.ts';
import { missingScopes, storedError } from './health.ts';
import { configuredPlatform } from './platform-api.ts';
import { quotasOfAccounts } from './quota-reads.ts';

/** Platforms count these questions, and some bill them. */
const AGAIN_MS = 60_000;
/** Of one brand, at a time and in all. */
const AT_ONCE = 5;
const MOST = 50;
const NEARLY_FULL = 0.8;

export const TESTED = ['TOKEN', 'SCOPES', 'IDENTITY', 'PUBLISH_PERMISSION', 'QUOTA'] as const;
export type Tested = (typeof TESTED)[number];
export type TestVerdict = 'OK' | 'WARNING' | 'FAILED' | 'UNKNOWN';

export interface TestedPart extends Told {
  part: Tested;
  verdict: TestVerdict;
  code: FailureCode | null;
  userAction: UserAction;
}

export interface AccountTest {
  socialAccountId: string;
  testedAt: Date;
  parts: readonly TestedPart[];
}

export async function testSocialAccount(
  ctx: AppContext,
  viewer: Viewer,
  input: { socialAccountId: string },
): Promise<Outcome<AccountTest>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const path = ['input', 'socialAccountId'];
  const account = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (account === null) return refuse(notFound('account', path));
  const claimed = await claim(ctx, viewer, [account], path);
  if (!claimed.ok) return claimed;
  const [first = account] = claimed.value;
  return accept(await test(ctx, first));
}

/** All accounts of a brand, but those that were tested a moment ago. */
export async function testSocialAccounts(
  ctx: AppContext,
  viewer: Viewer,
  input: { brandId: string },
): Promise<Outcome<AccountTest[]>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const path = ['input', 'brandId'];
  const [brand] = await ctx.db.query<{ id: string; workspaceId: string }>(
    'SELECT id, workspace_id FROM brand WHERE id = $1',
    [input.brandId],
  );
  if (brand === undefined || !seeing(viewer)({ workspaceId: brand.workspaceId, brandId: brand.id }))
    return refuse(notFound('brand', path));
  const accounts = await ctx.db.query<SocialAccount>(
    'SELECT * FROM social_account WHERE brand_id = $1 ORDER BY tested_at NULLS FIRST, id',
    [brand.id],
  );
  const claimed = await claim(ctx, viewer, accounts.slice(0, MOST), path);
  if (!claimed.ok) return claimed;
  const waiting = claimed.value.values();
  const tests: AccountTest[] = [];
  const testInTurn = async () => {
    for (const account of waiting) tests.push(await test(ctx, account));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, testInTurn));
  const left = accounts.filter(({ id }) => claimed.value.every((account) => account.id !== id));
  return accept(
    tests.toSorted((a, b) => (a.socialAccountId < b.socialAccountId ? -1 : 1)),
    left.length === 0 ? [] : [tooSoon(ctx, left, path)],
  );
}

/** Those of them whose turn it may be, marked as being tested; refused when there are accounts but none of them is. */
const claim = (
  ctx: AppContext,
  viewer: Viewer,
  accounts: readonly SocialAccount[],
  path: readonly string[],
): Promise<Outcome<readonly SocialAccount[]>> =>
  write(ctx.db, viewer, async (tx) => {
    const now = ctx.clock.now();
    const claimed = await tx.query<SocialAccount>(
      'UPDATE social_account SET tested_at = $2 WHERE id = ANY($1::uuid[]) AND (tested_at IS NULL OR tested_at <= $3) RETURNING *',
      [accounts.map(({ id }) => id), now, new Date(now.getTime() - AGAIN_MS)],
      'claim_tests',
    );
    for (const account of claimed)
      noteChange(tx, 'ACCOUNT', () => ({
        id: account.id,
        brandId: account.brandId,
        before: { testedAt: accounts.find(({ id }) => id === account.id)?.testedAt ?? null },
        after: { testedAt: now },
      }));
    return claimed.length === 0 && accounts.length > 0 ? refuse(tooSoon(ctx, accounts, path)) : accept(claimed);
  });

function tooSoon(ctx: AppContext, accounts: readonly SocialAccount[], path: readonly string[]) {
  const first = Math.min(...accounts.map(({ testedAt }) => (testedAt ?? ctx.clock.now()).getTime()));
  const retryAt = new Date(first + AGAIN_MS);
  const said = say('accountsTestedJustNow', { count: accounts.length, retryAt: retryAt.toISOString() });
  return userError('TESTED_JUST_NOW', said, path, { retryAt });
}

async function test(ctx: AppContext, before: SocialAccount): Promise<AccountTest> {
  const result: CheckResult | null =
    before.status === 'DISCONNECTED' ? null : await checkAccount(ctx, before.id, { timeoutMs: 10_000 });
  const [after] = await ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [before.id]);
  const account = after ?? before;
  return {
    socialAccountId: account.id,
    testedAt: ctx.clock.now(),
    parts: [
      tokenOf(result),
      scopesOf(ctx, account, result),
      identityOf(account, result),
      permissionOf(account, result),
      await quotaOf(ctx, account),
    ],
  };
}

const part = (name: Tested, verdict: TestVerdict, told: Told, code: FailureCode | null = null): TestedPart => ({
  part: name,
  verdict,
  ...toldBy(told),
  code,
  userAction: code === null ? 'NONE' : FAILURE_CODES[code].userAction,
});

const said = (name: Tested, verdict: TestVerdict, failure: PlatformFailure) =>
  part(name, verdict, failure, failure.code);
const DISCONNECTED = say('testDisconnected');
const NOT_TOLD = say('testNotTold');
const SWITCHED_OFF = say('testSwitchedOff');

function tokenOf(result: CheckResult | null): TestedPart {
  if (result === null) return part('TOKEN', 'FAILED', DISCONNECTED, 'AUTH_REVOKED');
  if (result.kind === 'SKIPPED') return part('TOKEN', 'UNKNOWN', SWITCHED_OFF);
  if (result.kind !== 'FAILED') return part('TOKEN', 'OK', say('testTokenTaken'));
  const { failure } = result;
  if (failure.kind === 'unauthorized' && failure.code !== 'SCOPE_MISSING') return said('TOKEN', 'FAILED', failure);
  const hasAnswered = failure.kind === 'rejected' || failure.code === 'SCOPE_MISSING';
  return hasAnswered ? part('TOKEN', 'OK', say('testTokenTaken')) : said('TOKEN', 'UNKNOWN', failure);
}

function scopesOf(ctx: AppContext, account: SocialAccount, result: CheckResult | null): TestedPart {
  if (result === null) return part('SCOPES', 'UNKNOWN', DISCONNECTED);
  const refusal = refusalOf(result);
  if (refusal?.code === 'SCOPE_MISSING') return said('SCOPES', 'FAILED', refusal);
  const { platform, scopes } = configuredPlatform(ctx, account.platform);
  const needed = missingScopes(platform.oauth, account.scopes);
  if (needed.length > 0)
    return part('SCOPES', 'FAILED', say('testScopesMissing', { scopes: needed.join(', ') }), 'SCOPE_MISSING');
  const missing = scopes.filter((scope) => !account.scopes.includes(scope));
  return missing.length === 0
    ? part('SCOPES', 'OK', say('testScopesGranted'))
    : part('SCOPES', 'WARNING', say('testScopesPartly', { scopes: missing.join(', ') }));
}

function identityOf({ username, externalId, lastError }: SocialAccount, result: CheckResult | null): TestedPart {
  if (result?.kind === 'ANSWERED') return part('IDENTITY', 'OK', say('testIdentity', { name: username ?? externalId }));
  if (result?.kind !== 'CHANGED') return part('IDENTITY', 'UNKNOWN', result === null ? DISCONNECTED : NOT_TOLD);
  return part('IDENTITY', 'FAILED', storedError(lastError) ?? sayFailure('ACCOUNT_CHANGED'), 'ACCOUNT_CHANGED');
}

function permissionOf({ status }: SocialAccount, result: CheckResult | null): TestedPart {
  const name = 'PUBLISH_PERMISSION';
  if (result === null) return part(name, 'FAILED', DISCONNECTED, 'AUTH_REVOKED');
  const refusal = refusalOf(result);
  if (refusal !== null) return said(name, 'FAILED', refusal);
  if (result.kind === 'ANSWERED' && status === 'ACTIVE') return part(name, 'OK', say('testPermission'));
  return part(name, 'UNKNOWN', result.kind === 'SKIPPED' ? SWITCHED_OFF : NOT_TOLD);
}

/** What the platform clearly said against posts. */
function refusalOf(result: CheckResult): PlatformFailure | null {
  if (result.kind === 'ANSWERED') return result.report.refusal;
  if (result.kind !== 'FAILED') return null;
  const { failure } = result;
  return failure.code === 'ACCOUNT_RESTRICTED' || failure.code === 'SCOPE_MISSING' ? failure : null;
}

async function quotaOf(ctx: AppContext, { id, platform }: SocialAccount): Promise<TestedPart> {
  const quotas = (await quotasOfAccounts(ctx, platform, [id])).get(id) ?? [];
  const [fullest] = quotas
    .filter(({ limit }) => limit > 0)
    .map((quota) => ({ ...quota, taken: quota.used + quota.reserved }))
    .toSorted((a, b) => b.taken / b.limit - a.taken / a.limit);
  if (fullest === undefined) return part('QUOTA', 'OK', say('testQuotaFree'));
  const { name, limit, taken, resetsAt } = fullest;
  const left = { name, limit, left: Math.max(0, limit - taken) };
  if (taken >= limit)
    return part(
      'QUOTA',
      'FAILED',
      resetsAt === null ? say('testQuotaLeft', left) : say('testQuotaFull', { ...left, until: resetsAt.toISOString() }),
      'QUOTA_EXCEEDED',
    );
  return part('QUOTA', taken >= limit * NEARLY_FULL ? 'WARNING' : 'OK', say('testQuotaLeft', left));
}
