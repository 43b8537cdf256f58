/** The way to a platform: what its adapter is given for a call, with or without an account, and where the call is recorded. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { AccountApi, AccountFacts, Credentials, OAuthContext, PlatformId } from '../../platforms/platform.ts';
import {
  type BilledCall,
  createHttp,
  type Exchange,
  type HttpOptions,
  type HttpSource,
  type QuotaReading,
} from '../../platforms/request.ts';
import { chargeCalls } from './charges.ts';
import { secretsOf } from './credentials.ts';
import { type CalledAccount, storeCalls } from './platform-calls.ts';
import { hearReadings } from './quota-notices.ts';

/** An account whose credentials are open. */
export interface OpenAccount {
  account: SocialAccount;
  credentials: Credentials;
  facts: AccountFacts;
}

/** The platform of an account, as this installation runs it. */
export function configuredPlatform(ctx: Pick<AppContext, 'platforms'>, id: PlatformId): ConfiguredPlatform {
  const configured = ctx.platforms.get(id);
  if (configured === undefined)
    throw new PlatformFailure('APP_MISCONFIGURED', `${id} is not configured on this installation`, {
      kind: 'unavailable',
    });
  return configured;
}

/** How calls to a platform appear in the feed of calls. */
const callSource = ({ platform, origins }: ConfiguredPlatform, accountId?: string): HttpSource => ({
  platform: platform.id,
  origins,
  accountId,
  outcomeOf: platform.outcomeOf,
  requestIdOf: platform.requestIdOf,
});

interface ContextOptions
  extends Pick<HttpOptions, 'onExchange' | 'onQuota' | 'onBilled' | 'departure' | 'gate' | 'timeoutMs'> {
  /** Whom the call is for, where there is an account already. */
  accountId?: string;
  /** Of the account, besides that of the app. */
  secrets?: readonly string[];
}

/** For calls without an account, and for those that get an account its token. */
export function oauthContext(
  ctx: Pick<AppContext, 'dispatcher' | 'log' | 'clock'>,
  configured: ConfiguredPlatform,
  { accountId, secrets = [], ...hooks }: ContextOptions = {},
): OAuthContext {
  const { origins, client, apiVersion, scopes } = configured;
  return {
    http: createHttp({
      dispatcher: ctx.dispatcher,
      source: callSource(configured, accountId),
      secrets: [client.clientSecret, ...secrets],
      onExchange: (exchange) => ctx.log.debug({ exchange }, 'platform call'),
      ...hooks,
    }),
    origins,
    client,
    apiVersion,
    scopes,
    now: () => ctx.clock.now(),
  };
}

/** For calls in the name of an account. */
export const accountApi = (
  ctx: AppContext,
  { account, credentials, facts }: OpenAccount,
  hooks: Omit<ContextOptions, 'accountId' | 'secrets'>,
): AccountApi => ({
  ...oauthContext(ctx, configuredPlatform(ctx, account.platform), {
    ...hooks,
    accountId: account.id,
    secrets: secretsOf(credentials),
  }),
  accessToken: credentials.accessToken,
  account: facts,
});

/** The account as its adapter sees it. */
export function accountFacts(
  {
    externalId,
    username,
    displayName,
    facts,
  }: Pick<SocialAccount, 'externalId' | 'username' | 'displayName' | 'facts'>,
  scopes: readonly string[],
): AccountFacts {
  const own = typeof facts === 'object' && !Array.isArray(facts) ? facts : {};
  return { externalId, username, displayName, facts: { ...own, scopes } };
}

/** Collects what calls of an account exchange with its platform outside of publishing. */
export interface CallRecord extends Required<Pick<HttpOptions, 'onExchange' | 'onQuota' | 'onBilled'>> {
  /** Stores what was collected. A record that cannot be stored is no reason for the call to fail. */
  flush(): Promise<void>;
}

export function callRecord(
  ctx: Pick<AppContext, 'platforms' | 'db' | 'clock' | 'log'>,
  account: CalledAccount,
): CallRecord {
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const billed: BilledCall[] = [];
  return {
    onExchange: (exchange) => exchanges.push(exchange),
    onQuota: (reading) => readings.push(reading),
    onBilled: (call) => billed.push(call),
    flush: async () => {
      const configured = configuredPlatform(ctx, account.platform);
      const { platform } = configured;
      const charged = billed.splice(0).map((call) => ({ configured, account, call }));
      const told = readings.splice(0).map((reading) => ({ platform, socialAccountId: account.id, reading }));
      const calls = exchanges.splice(0).map((exchange) => ({ id: uuidv7(), account, target: null, exchange }));
      try {
        await hearReadings(ctx.db, told, ctx.clock.now());
        await storeCalls(ctx.db, calls);
        await chargeCalls(ctx, charged, ctx.clock.now());
      } catch (error) {
        ctx.log.warn({ err: error, socialAccountId: account.id }, 'calls for an account could not be logged');
      }
    },
  };
}
