/**
 * The choices that a platform offers one account right now: asked live, kept for a minute, and used by the checks of a
 * post.
 */
import type { AppContext } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { callSignal } from '../../platforms/deadline.ts';
import { isFailureCode, PlatformFailure } from '../../platforms/failure.ts';
import type { AccountFacts } from '../../platforms/platform.ts';
import { Sleep } from '../sleep.ts';
import { callAccount } from './account-call.ts';
import { accountFacts, configuredPlatform } from './platform-api.ts';

/** How long an answer is reused, when a composer is opened again: platforms count these calls. */
const FRESH_MS = 60_000;
/** A query waits no longer than this for one platform. */
const TIMEOUT_MS = 5_000;

type ChoosingAccount = Pick<
  SocialAccount,
  'id' | 'platform' | 'externalId' | 'username' | 'displayName' | 'facts' | 'scopes' | 'status' | 'statusReason'
>;

export type ChoicesAnswer = { ok: true; facts: AccountFacts } | { ok: false; failure: PlatformFailure };

/** Null for a platform whose accounts all have the same choices. On success `facts.choices` holds the answer. */
export async function accountChoices(ctx: AppContext, account: ChoosingAccount): Promise<ChoicesAnswer | null> {
  if (ctx.platforms.get(account.platform)?.platform.choices === undefined) return null;
  const known = accountFacts(account, account.scopes);
  if (account.status !== 'ACTIVE') {
    const code = isFailureCode(account.statusReason) ? account.statusReason : 'AUTH_REVOKED';
    return { ok: false, failure: new PlatformFailure(code, 'the account has to be reconnected first') };
  }
  if (isFresh(known.facts.choices, ctx.clock.now())) return { ok: true, facts: known };
  return shared(ctx, account.id, () => ask(ctx, account.id));
}

const isFresh = (choices: unknown, now: Date): boolean =>
  typeof choices === 'object' &&
  choices !== null &&
  'checkedAt' in choices &&
  now.getTime() - new Date(String(choices.checkedAt)).getTime() < FRESH_MS;

async function ask(ctx: AppContext, accountId: string): Promise<ChoicesAnswer> {
  try {
    const facts = await callAccount(
      ctx,
      accountId,
      async (api, { account, credentials, facts: before }) => {
        // The row of the caller may be older than an answer that was just stored.
        if (isFresh(before.facts.choices, ctx.clock.now())) return before;
        const { choices: asked } = configuredPlatform(ctx, account.platform).platform;
        const told = await asked?.read(api, credentials, callSignal(TIMEOUT_MS));
        const choices = { ...told, checkedAt: ctx.clock.now().toISOString() };
        await ctx.db.query(
          `UPDATE social_account SET facts = facts || jsonb_build_object('choices', $2::jsonb) WHERE id = $1`,
          [account.id, JSON.stringify(choices)],
          'store_choices',
        );
        return { ...before, facts: { ...before.facts, choices } };
      },
      { optional: true },
    );
    return { ok: true, facts };
  } catch (error) {
    if (error instanceof PlatformFailure) return { ok: false, failure: error };
    if (!(error instanceof Sleep)) throw error;
    const message = 'the access token is being renewed right now; ask again';
    return { ok: false, failure: new PlatformFailure('PLATFORM_UNAVAILABLE', message, { retryAt: error.until }) };
  }
}

const asking = new WeakMap<AppContext, Map<string, Promise<ChoicesAnswer>>>();

/** Calls for an account that is being asked about share that answer: platforms count these calls. */
function shared(ctx: AppContext, accountId: string, start: () => Promise<ChoicesAnswer>): Promise<ChoicesAnswer> {
  const open = asking.get(ctx) ?? new Map<string, Promise<ChoicesAnswer>>();
  asking.set(ctx, open);
  const running = open.get(accountId) ?? start().finally(() => open.delete(accountId));
  open.set(accountId, running);
  return running;
}
