/** Accounts: how one is connected and kept connected, what is known of it, and what it may choose. */
import type { z } from 'zod';
import type { Said } from '../../lib/texts.ts';
import type { Http } from '../request.ts';
import type { Json } from './vocabulary.ts';

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The secrets of one account. Stored sealed; given to adapters only for the length of one call. */
export interface Credentials {
  accessToken: string;
  refreshToken: string | null;
  /** When the access token expires; null: unknown. */
  accessTokenExpiresAt: Date | null;
  refreshTokenExpiresAt: Date | null;
  scopes: readonly string[];
}

/** What every call to a platform needs, with or without an account; the OAuth functions of adapters take it as it is. */
export interface OAuthContext {
  http: Http;
  /** Base URLs by the names of `PlatformSetup.origins`, without a trailing slash. Real hosts in production, a stand-in in tests. */
  origins: Readonly<Record<string, string>>;
  client: ClientCredentials;
  /** Vendor API version where it is a setting (Instagram), else ''. */
  apiVersion: string;
  /** The scopes to request: `neededScopes`, and those `optionalScopes` that the app of this installation may request. */
  scopes: readonly string[];
  now(): Date;
}

/** An end of a grant that only a renewal, or the account holder, can put off. */
export interface GrantEnd {
  /** What it is counted from: what the platform said about the life of a token, or our last renewal. */
  from: 'ACCESS_TOKEN_EXPIRY' | 'REFRESH_TOKEN_EXPIRY' | 'LAST_RENEWAL';
  afterMs: number;
  /** Why it ends then. */
  description: Said;
}

export interface OAuth {
  /** Scopes without which publishing cannot work; a grant without one of them is refused with `SCOPE_MISSING`. */
  neededScopes: readonly string[];
  /** Also requested; without them only a feature is missing. */
  optionalScopes: readonly string[];
  /** Scopes of which one is enough to publish with, where that is so. */
  neededOneOf?: readonly string[];
  /** Access tokens are renewed from when they expire sooner than this … */
  refreshMarginMs: number;
  /** … on, each account at a moment of its own within this time. A token that expires even sooner is renewed before it is used. */
  refreshSpreadMs: number;
  /**
   * The host (a name of `PlatformSetup.origins`) that renews tokens, if each renewal makes the refresh token before it void: an
   * answer that gets lost there costs the account.
   */
  rotatesAt?: string;
  /** When a grant ends by itself; the earliest end counts. */
  grantEnds: readonly GrantEnd[];
  /** `codeVerifier` is 64 characters of the PKCE alphabet; adapters whose platform has no PKCE ignore it. */
  authorizationUrl(ctx: OAuthContext, input: { redirectUri: string; state: string; codeVerifier: string }): string;
  /** Exchanges the code as it arrived in the callback (already URL-decoded once). */
  exchangeCode(
    ctx: OAuthContext,
    input: { code: string; redirectUri: string; codeVerifier: string },
  ): Promise<Credentials>;
  /** Throws `unauthorized` only if the platform says that the grant is dead; an outage is `unavailable`. */
  refresh(ctx: OAuthContext, credentials: Credentials): Promise<Credentials>;
  /** Withdraws the grant at the platform; `null` where the platform has no such call. */
  revoke: ((ctx: OAuthContext, credentials: Credentials) => Promise<void>) | null;
  /** The account that this token belongs to. */
  identify(ctx: OAuthContext, credentials: Credentials): Promise<Identity>;
}

export interface AccountFacts {
  /** The platform's immutable id of the account. */
  externalId: string;
  username: string | null;
  displayName: string | null;
  /**
   * Facts that belong to the adapter, read at connect time and by `identify` (subscription type, uploads playlist, …);
   * `choices` holds the last answer of `Platform.choices`, with `checkedAt`.
   */
  facts: { readonly [key: string]: Json | undefined };
}

/** What an adapter needs to call the platform for one account. */
export interface AccountApi extends OAuthContext {
  accessToken: string;
  account: AccountFacts;
}

export interface Identity extends AccountFacts {
  avatarUrl: string | null;
  profileUrl: string | null;
  /** Another id under which the platform speaks of the account in webhooks. */
  aliasId?: string;
}

/** The choices of one account at this moment, for platforms whose rules oblige clients to show them. */
export interface AccountChoices {
  /** The field of an account that shows them, the type of the field, and the descriptions of both. */
  field: { name: string; description: string };
  type: { name: string; description: string };
  /** The answer of `read` as the API shows it: each field with its description. */
  shown: z.ZodObject;
  /**
   * Asks the platform. The answer is kept for a while in `AccountFacts.facts.choices`, where it may be out of date, so
   * `validate` only warns about it.
   */
  read(
    ctx: OAuthContext,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<{ readonly [key: string]: Json | undefined }>;
}
