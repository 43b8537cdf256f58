/** Attempts to connect an account: the single-use state with PKCE, the key and the browser that began, and how it ended. */

import type { AppContext, Viewer } from '../../context.ts';
import { equalBytes, randomToken, sha256, uuidv7, VaultError } from '../../lib/crypto.ts';
import type { Db, Tx } from '../../lib/db.ts';
import type { Brand, ConnectionAttempt, SocialAccount } from '../../lib/prisma/client.ts';
import { storedText } from '../../lib/texts.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { say } from '../../texts/workspace/texts.ts';
import { isId, requireScope, SCOPES, seeing } from '../access.ts';
import {
  accept,
  notFound,
  type Outcome,
  type Refused,
  refuse,
  USER_ERROR_CODES,
  type UserError,
  type UserErrorCode,
  userError,
} from '../errors.ts';
import { checkText } from '../text-input.ts';
import { write } from '../write.ts';
import type { StepRecord } from './connection-steps.ts';
import { oauthContext } from './platform-api.ts';

const STATE_LIFETIME_MS = 10 * 60_000;
/**
 * Longer than all calls of any platform take together: after this time the process that was finishing the attempt is
 * gone.
 */
const RUNNING_MS = 2 * 60_000;
const MAX_RETURN_URL = 2_000;

export interface StartedConnection {
  authorizationUrl: string;
  /** Leads to the same consent through this server, which marks the browser. */
  startUrl: string;
  state: string;
  expiresAt: Date;
}

const routeOf = (ctx: Pick<AppContext, 'config'>, platform: PlatformId, verb: 'start' | 'callback'): string =>
  `${ctx.config.publicUrl}/oauth/${platform.toLowerCase()}/${verb}`;

/** Where the platform sends the browser back to. Must be registered with the app at the platform. */
export const redirectUri = (ctx: Pick<AppContext, 'config'>, platform: PlatformId): string =>
  routeOf(ctx, platform, 'callback');

export async function startAccountConnection(
  ctx: AppContext,
  viewer: Viewer,
  input: {
    brandId: string;
    platform: PlatformId;
    socialAccountId?: string | undefined;
    returnUrl?: string | undefined;
  },
): Promise<Outcome<StartedConnection>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const [brand] = isId(input.brandId)
    ? await ctx.db.query<Brand>('SELECT * FROM brand WHERE id = $1', [input.brandId])
    : [];
  if (brand === undefined || !seeing(viewer)({ workspaceId: brand.workspaceId, brandId: brand.id }))
    return refuse(notFound('brand', ['input', 'brandId']));
  if (ctx.platforms.get(input.platform) === undefined)
    return refuse(
      userError('PLATFORM_UNCONFIGURED', say('noApp', { platform: input.platform }), ['input', 'platform']),
    );
  if (input.socialAccountId !== undefined) {
    const account = await visibleAccount(ctx, viewer, input.socialAccountId);
    if (account === null || account.brandId !== brand.id || account.platform !== input.platform)
      return refuse(notFound('account', ['input', 'socialAccountId']));
  }
  const [wrongUrl] = checkReturnUrl(ctx, input.returnUrl);
  if (wrongUrl !== undefined) return refuse(wrongUrl);
  const state = randomToken(32);
  // 64 characters of the alphabet of RFC 7636, which is a subset of base64url plus what it lacks.
  const codeVerifier = randomToken(48);
  const id = uuidv7();
  const now = ctx.clock.now();
  return write(ctx.db, viewer, async (tx) => {
    const [attempt] = await tx.query<ConnectionAttempt>(
      `INSERT INTO connection_attempt (id, created_at, workspace_id, brand_id, api_key_id, platform, state_hash, code_verifier, expires_at, social_account_id, return_url)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *`,
      [
        id,
        now,
        brand.workspaceId,
        brand.id,
        viewer.apiKeyId,
        input.platform,
        sha256(state),
        ctx.vault.seal(codeVerifier, `connection:${id}`),
        new Date(now.getTime() + STATE_LIFETIME_MS),
        input.socialAccountId ?? null,
        input.returnUrl ?? null,
      ],
    );
    const authorizationUrl = attempt === undefined ? null : authorizationUrlOf(ctx, attempt, { state, codeVerifier });
    if (attempt === undefined || authorizationUrl === null) throw new Error('the attempt was not stored');
    const startUrl = `${routeOf(ctx, input.platform, 'start')}?state=${state}`;
    return accept({ authorizationUrl, startUrl, state, expiresAt: attempt.expiresAt });
  });
}

/** An open redirect would let others use our address to look like us. */
function checkReturnUrl({ config }: Pick<AppContext, 'config'>, returnUrl: string | undefined): UserError[] {
  if (returnUrl === undefined) return [];
  const path = ['input', 'returnUrl'];
  const origin = URL.parse(returnUrl)?.origin;
  if (origin !== undefined && config.returnOrigins.includes(origin))
    return checkText('returnUrl', returnUrl, { max: MAX_RETURN_URL }, path);
  const said =
    origin === undefined ? say('returnUrlNotWhole') : say('returnUrlForbidden', { origin: origin.slice(0, 200) });
  return [userError('VALIDATION', said, path)];
}

/** Null when the platform is no longer configured. */
function authorizationUrlOf(
  ctx: AppContext,
  attempt: ConnectionAttempt,
  secrets: { state: string; codeVerifier: string },
): string | null {
  const configured = ctx.platforms.get(attempt.platform);
  if (configured === undefined) return null;
  return configured.platform.oauth.authorizationUrl(oauthContext(ctx, configured), {
    redirectUri: redirectUri(ctx, attempt.platform),
    ...secrets,
  });
}

/**
 * The PKCE verifier, which proves to the platform that the code returned to whoever began. Refused if it is sealed
 * under a lost key.
 */
export function codeVerifierOf(ctx: Pick<AppContext, 'vault' | 'log'>, attempt: ConnectionAttempt): Outcome<string> {
  try {
    return accept(ctx.vault.open(attempt.codeVerifier, `connection:${attempt.id}`));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    ctx.log.warn(
      { err: error, platform: attempt.platform },
      'a connection was begun under an encryption key that is lost',
    );
    return refuse(userError('CONNECTION_STATE_INVALID', say('stateSealed'), ['input', 'state']));
  }
}

/**
 * 32 random bytes as base64url: the form of a state and of the cookie. Anything else is refused without asking the
 * database.
 */
const TOKEN = /^[\w-]{43}$/;

/**
 * Marks the browser that begins with a secret in its cookie, and returns where to send it. From then on only that
 * browser can finish, so an address that somebody else is tricked into opening leads nowhere. The last browser counts,
 * because programs that check links may open the address first.
 */
export async function beginInBrowser(
  ctx: AppContext,
  from: { platform: PlatformId; state: string; browser: string | null },
): Promise<Outcome<{ authorizationUrl: string; browser: string; lastsMs: number }>> {
  const now = ctx.clock.now();
  const browser = from.browser !== null && TOKEN.test(from.browser) ? from.browser : randomToken(32);
  if (!TOKEN.test(from.state)) return refuse(stateInvalid());
  const [attempt] = await ctx.db.query<ConnectionAttempt>(
    `UPDATE connection_attempt SET browser_hash = $3, opened_at = $4
     WHERE state_hash = $1 AND platform = $2 AND used_at IS NULL AND expires_at > $4 RETURNING *`,
    [sha256(from.state), from.platform, sha256(browser), now],
  );
  if (attempt === undefined) return refuse(stateInvalid());
  const codeVerifier = codeVerifierOf(ctx, attempt);
  if (!codeVerifier.ok) return codeVerifier;
  const authorizationUrl = authorizationUrlOf(ctx, attempt, { state: from.state, codeVerifier: codeVerifier.value });
  if (authorizationUrl === null)
    return refuse(userError('PLATFORM_UNCONFIGURED', say('noApp', { platform: attempt.platform })));
  return accept({ authorizationUrl, browser, lastsMs: STATE_LIFETIME_MS });
}

const stateInvalid = (): UserError => userError('CONNECTION_STATE_INVALID', say('stateUnknown'), ['input', 'state']);

export const keyEnded = (): UserError => userError('CONNECTION_KEY_ENDED', say('keyEnded'));

/** Who returns the state: the key that began, or a browser at the callback of a platform. */
type Bearer = { viewer: Viewer } | { platform: PlatformId; browser: string | null };

export type Claimed =
  /** The caller may finish it, and nobody else can. */
  | { kind: 'CLAIMED'; attempt: ConnectionAttempt }
  | { kind: 'FINISHED'; attempt: ConnectionAttempt }
  | { kind: 'RUNNING' }
  /** With the attempt, if its account holder may be sent back to the address that began it. */
  | { kind: 'REFUSED'; refused: Refused; attempt: ConnectionAttempt | null };

/** The parameters of the redirect of the platform. */
export interface ConnectionCallback {
  state: string;
  code?: string | undefined;
  /** `access_denied` and the like. */
  error?: string | undefined;
  errorDescription?: string | undefined;
}

/**
 * Claims a state: once, and only for whoever may finish it. Other callers, and an address that was cut off, leave it
 * unclaimed: a complete redirect carries a code or an error.
 */
export async function claimAttempt(
  ctx: Pick<AppContext, 'db' | 'clock'>,
  { state, code, error }: ConnectionCallback,
  by: Bearer,
): Promise<Claimed> {
  const now = ctx.clock.now();
  const [attempt] = TOKEN.test(state)
    ? await ctx.db.query<ConnectionAttempt>('SELECT * FROM connection_attempt WHERE state_hash = $1', [sha256(state)])
    : [];
  const refused = (reason: UserError, of: ConnectionAttempt | null): Claimed => ({
    kind: 'REFUSED',
    refused: refuse(reason),
    attempt: of,
  });
  if (attempt === undefined || !isOf(attempt, by)) return refused(stateInvalid(), null);
  if (!isOwnBrowser(attempt, by)) return refused(userError('CONNECTION_OTHER_BROWSER', say('otherBrowser')), null);
  if (attempt.usedAt !== null) {
    if (attempt.finishedAt !== null) return { kind: 'FINISHED', attempt };
    if (now.getTime() - attempt.usedAt.getTime() < RUNNING_MS) return { kind: 'RUNNING' };
    return refused(stateInvalid(), attempt);
  }
  if (attempt.expiresAt <= now) return refused(stateInvalid(), attempt);
  if (!(await mayKeyConnect(ctx.db, attempt, now))) return refused(keyEnded(), attempt);
  if ((code ?? '') === '' && (error ?? '') === '')
    return refused(userError('CONNECTION_FAILED', say('noCode'), ['input', 'code']), null);
  const [claimed] = await ctx.db.query<ConnectionAttempt>(
    'UPDATE connection_attempt SET used_at = $2 WHERE id = $1 AND used_at IS NULL RETURNING *',
    [attempt.id, now],
  );
  return claimed === undefined ? { kind: 'RUNNING' } : { kind: 'CLAIMED', attempt: claimed };
}

const isOf = (attempt: ConnectionAttempt, by: Bearer): boolean =>
  'viewer' in by
    ? attempt.workspaceId === by.viewer.workspaceId && attempt.apiKeyId === by.viewer.apiKeyId
    : attempt.platform === by.platform;

function isOwnBrowser({ browserHash }: ConnectionAttempt, by: Bearer): boolean {
  if ('viewer' in by || browserHash === null) return true;
  return by.browser !== null && equalBytes(browserHash, sha256(by.browser));
}

/**
 * Whether the key that began may still connect accounts of the brand. In a transaction the answer stays true until its
 * end.
 */
export async function mayKeyConnect(
  db: Pick<Db | Tx, 'query'>,
  attempt: ConnectionAttempt,
  now: Date,
): Promise<boolean> {
  const [key] = await db.query(
    `SELECT key.id FROM api_key key JOIN brand ON brand.id = $2 AND brand.workspace_id = key.workspace_id
     WHERE key.id = $1 AND key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > $3)
       AND key.scopes::text[] && $4 AND (key.brand_ids = '{}' OR brand.id = ANY(key.brand_ids))
     FOR SHARE OF key FOR KEY SHARE OF brand`,
    [attempt.apiKeyId, attempt.brandId, now, [SCOPES.ACCOUNTS_WRITE.name, SCOPES.ADMIN.name]],
  );
  return key !== undefined;
}

export async function recordEnd(
  ctx: Pick<AppContext, 'db' | 'clock'>,
  attempt: ConnectionAttempt,
  outcome: Outcome<SocialAccount>,
  steps: readonly StepRecord[],
): Promise<void> {
  const now = ctx.clock.now();
  const failed = outcome.ok ? null : outcome.errors[0];
  await ctx.db.query(
    `UPDATE connection_attempt SET finished_at = $2, social_account_id = coalesce($3, social_account_id), error_code = $4, error_message = $5, error_text = $7, duration_ms = $6, steps = $8 WHERE id = $1`,
    [
      attempt.id,
      now,
      outcome.ok ? outcome.value.id : null,
      failed?.code ?? null,
      failed?.message ?? null,
      now.getTime() - attempt.createdAt.getTime(),
      failed === null ? null : JSON.stringify(failed.text),
      JSON.stringify(steps),
    ],
  );
}

const FAILED = say('connectionFailed');

/** The outcome of a finished attempt, for callers who ask again. */
export async function outcomeOf(
  ctx: Pick<AppContext, 'db'>,
  attempt: ConnectionAttempt,
): Promise<Outcome<SocialAccount>> {
  if (attempt.errorCode !== null) {
    const code = isUserErrorCode(attempt.errorCode) ? attempt.errorCode : 'CONNECTION_FAILED';
    const text = storedText(attempt.errorText);
    const message = attempt.errorMessage ?? FAILED.message;
    return refuse(userError(code, text === undefined ? say('words', { said: { message } }) : { message, text }));
  }
  const [account] = await ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [
    attempt.socialAccountId,
  ]);
  return account === undefined ? refuse(stateInvalid()) : accept(account);
}

const isUserErrorCode = (code: string): code is UserErrorCode => Object.hasOwn(USER_ERROR_CODES, code);

export async function visibleAccount(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  id: string,
): Promise<SocialAccount | null> {
  if (!isId(id)) return null;
  const [account] = await ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [id]);
  return account !== undefined && seeing(viewer)(account) ? account : null;
}
