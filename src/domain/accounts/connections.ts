/** Connecting accounts: OAuth with PKCE and a single-use state, reconnecting without losing posts, disconnecting. */
import type { AppContext, ConfiguredPlatform, Viewer } from '../../context.ts';
import { randomToken, sha256, uuidv7, VaultError } from '../../lib/crypto.ts';
import type { Brand, ConnectionAttempt, SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials, Identity, PlatformId } from '../../platforms/platform.ts';
import { canSee, isId, requireScope } from '../access.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import { write } from '../write.ts';
import { isLost, oauthContext, openCredentials, sealCredentials, secretsOf, wakeBlockedTargets } from './tokens.ts';

const STATE_LIFETIME_MS = 10 * 60_000;

export interface StartedConnection {
  authorizationUrl: string;
  state: string;
  expiresAt: Date;
}

/** Where the platform sends the browser back to. Must be registered with the app at the platform. */
const redirectUri = (ctx: Pick<AppContext, 'config'>, platform: PlatformId): string =>
  `${ctx.config.publicUrl}/oauth/${platform.toLowerCase()}/callback`;

export async function startAccountConnection(
  ctx: AppContext,
  viewer: Viewer,
  input: { brandId: string; platform: PlatformId; socialAccountId?: string | undefined },
): Promise<Outcome<StartedConnection>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const [brand] = isId(input.brandId)
    ? await ctx.db.query<Brand>('SELECT * FROM brand WHERE id = $1', [input.brandId])
    : [];
  if (brand === undefined || !canSee(viewer, { workspaceId: brand.workspaceId, brandId: brand.id }))
    return refuse(notFound('brand', ['input', 'brandId']));
  const configured = ctx.platforms.get(input.platform);
  if (configured === undefined)
    return refuse(
      userError('PLATFORM_UNCONFIGURED', `this installation has no app at ${input.platform}`, ['input', 'platform']),
    );
  if (input.socialAccountId !== undefined) {
    const account = await visibleAccount(ctx, viewer, input.socialAccountId);
    if (account === null || account.brandId !== brand.id || account.platform !== input.platform)
      return refuse(notFound('social account', ['input', 'socialAccountId']));
  }
  const state = randomToken(32);
  // 64 characters of the alphabet of RFC 7636, which is a subset of base64url plus what it lacks.
  const codeVerifier = randomToken(48);
  const id = uuidv7();
  const now = ctx.clock.now();
  const expiresAt = new Date(now.getTime() + STATE_LIFETIME_MS);
  await ctx.db.query(
    `INSERT INTO connection_attempt (id, created_at, workspace_id, brand_id, api_key_id, platform, state_hash, code_verifier, expires_at, social_account_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      id,
      now,
      brand.workspaceId,
      brand.id,
      viewer.apiKeyId,
      input.platform,
      sha256(state),
      ctx.vault.seal(codeVerifier, `connection:${id}`),
      expiresAt,
      input.socialAccountId ?? null,
    ],
  );
  const authorizationUrl = configured.platform.oauth.authorizationUrl(oauthContext(ctx, configured), {
    redirectUri: redirectUri(ctx, input.platform),
    state,
    codeVerifier,
  });
  return accept({ authorizationUrl, state, expiresAt });
}

/** What the platform's redirect carries. */
export interface ConnectionCallback {
  state: string;
  code?: string | undefined;
  /** `access_denied` and the like. */
  error?: string | undefined;
  errorDescription?: string | undefined;
}

/**
 * Finishes a connection. `viewer` is null on the callback route: the state itself, known only to who started, stands for
 * the key that started it.
 */
export async function completeAccountConnection(
  ctx: AppContext,
  viewer: Viewer | null,
  callback: ConnectionCallback,
): Promise<Outcome<SocialAccount>> {
  if (viewer !== null) {
    const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
    if (forbidden !== null) return forbidden;
  }
  const attempt = await useState(ctx, viewer, callback.state);
  if (attempt === null)
    return refuse(userError('CONNECTION_STATE_INVALID', 'unknown, used or expired state', ['input', 'state']));
  const outcome = await finish(ctx, attempt, callback);
  const failed = outcome.ok ? null : outcome.errors[0];
  await ctx.db.query(
    'UPDATE connection_attempt SET social_account_id = coalesce($2, social_account_id), error_code = $3, error_message = $4, duration_ms = $5 WHERE id = $1',
    [
      attempt.id,
      outcome.ok ? outcome.value.id : null,
      failed?.code ?? null,
      failed?.message ?? null,
      ctx.clock.now().getTime() - attempt.createdAt.getTime(),
    ],
  );
  return outcome;
}

/** Anybody can write into the address of a callback. */
const saidBy = ({ error, errorDescription }: ConnectionCallback): string =>
  (errorDescription || error || 'no reason given').slice(0, 300).toWellFormed().replaceAll('\0', '\ufffd');

/** A state opens once, and only for the workspace and key that made it. */
async function useState(ctx: AppContext, viewer: Viewer | null, state: string): Promise<ConnectionAttempt | null> {
  const now = ctx.clock.now();
  const [attempt] = await ctx.db.query<ConnectionAttempt>(
    `UPDATE connection_attempt SET used_at = $2
     WHERE state_hash = $1 AND used_at IS NULL AND expires_at > $2 AND ($3::uuid IS NULL OR (workspace_id = $3 AND api_key_id = $4)) RETURNING *`,
    [sha256(state), now, viewer?.workspaceId ?? null, viewer?.apiKeyId ?? null],
  );
  return attempt ?? null;
}

async function finish(
  ctx: AppContext,
  attempt: ConnectionAttempt,
  callback: ConnectionCallback,
): Promise<Outcome<SocialAccount>> {
  const configured = ctx.platforms.get(attempt.platform);
  if (configured === undefined)
    return refuse(userError('PLATFORM_UNCONFIGURED', `this installation has no app at ${attempt.platform}`, []));
  if (callback.error !== undefined)
    return refuse(userError('CONNECTION_DENIED', `not granted: ${saidBy(callback)}`, []));
  if (callback.code === undefined || callback.code === '')
    return refuse(userError('CONNECTION_FAILED', 'the platform sent no code', ['input', 'code']));
  const { oauth } = configured.platform;
  const context = oauthContext(ctx, configured);
  let credentials: Credentials;
  let identity: Identity;
  try {
    const codeVerifier = ctx.vault.open(attempt.codeVerifier, `connection:${attempt.id}`);
    credentials = await oauth.exchangeCode(context, {
      code: callback.code,
      redirectUri: redirectUri(ctx, attempt.platform),
      codeVerifier,
    });
    const missing = oauth.neededScopes.filter((scope) => !credentials.scopes.includes(scope));
    if (missing.length > 0)
      return refuse(userError('CONNECTION_SCOPE_MISSING', `not granted: ${missing.join(', ')}`, []));
    identity = await oauth.identify(oauthContext(ctx, configured, { secrets: secretsOf(credentials) }), credentials);
  } catch (error) {
    if (error instanceof VaultError) {
      ctx.log.warn({ err: error, platform: attempt.platform }, 'a connection was started under a key that is lost');
      const message = 'this connection was started under an encryption key that is not configured any more';
      return refuse(userError('CONNECTION_STATE_INVALID', message, ['input', 'state']));
    }
    if (!(error instanceof PlatformFailure)) throw error;
    ctx.log.info({ err: error, platform: attempt.platform }, 'a connection failed');
    return refuse(
      userError(error.code === 'SCOPE_MISSING' ? 'CONNECTION_SCOPE_MISSING' : 'CONNECTION_FAILED', error.message, []),
    );
  }
  return storeAccount(ctx, attempt, identity, credentials);
}

/** The same external account in the same brand is a reconnect: it keeps its id and its posts. */
async function storeAccount(
  ctx: AppContext,
  attempt: ConnectionAttempt,
  identity: Identity,
  credentials: Credentials,
): Promise<Outcome<SocialAccount>> {
  const now = ctx.clock.now();
  return write(ctx.db, async (tx) => {
    const [existing] = await tx.query<SocialAccount>(
      'SELECT * FROM social_account WHERE brand_id = $1 AND platform = $2 AND external_id = $3 FOR UPDATE',
      [attempt.brandId, attempt.platform, identity.externalId],
    );
    if (attempt.socialAccountId !== null && attempt.socialAccountId !== existing?.id) {
      return refuse(
        userError(
          'ACCOUNT_MISMATCH',
          `the platform was authorised as ${identity.username ?? identity.externalId}, which is another account`,
          [],
        ),
      );
    }
    const id = existing?.id ?? uuidv7();
    const kept = withRefreshToken(ctx, existing, credentials);
    const sealed = sealCredentials(ctx, { workspaceId: attempt.workspaceId, id }, kept);
    const [account] = await tx.query<SocialAccount>(
      `INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id, username, display_name, avatar_url, profile_url, facts, scopes, credentials, credentials_key_id, token_expires_at,
         refresh_expires_at, refreshed_at, status_changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
       ON CONFLICT (brand_id, platform, external_id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name, avatar_url = excluded.avatar_url,
         profile_url = excluded.profile_url, facts = excluded.facts, scopes = excluded.scopes, credentials = excluded.credentials, credentials_key_id = excluded.credentials_key_id,
         token_expires_at = excluded.token_expires_at, refresh_expires_at = excluded.refresh_expires_at, refreshed_at = excluded.refreshed_at, status = 'ACTIVE', status_reason = NULL,
         status_changed_at = CASE WHEN social_account.status = 'ACTIVE' THEN social_account.status_changed_at ELSE excluded.status_changed_at END, refresh_lease_until = NULL
       RETURNING *`,
      [
        id,
        attempt.workspaceId,
        attempt.brandId,
        attempt.platform,
        identity.externalId,
        identity.username,
        identity.displayName,
        identity.avatarUrl,
        identity.profileUrl,
        JSON.stringify(identity.facts),
        [...credentials.scopes],
        sealed,
        ctx.vault.newestKeyId,
        credentials.accessTokenExpiresAt,
        kept.refreshTokenExpiresAt,
        now,
      ],
    );
    // Two callbacks for one new account: the second finds the first one's row, sealed for another id.
    if (account === undefined || account.id !== id)
      return refuse(userError('CONNECTION_FAILED', 'the same account is being connected twice; try again', []));
    await wakeBlockedTargets(tx, id, 'RECONNECT', now);
    return accept(account);
  });
}

/** Google names the refresh token at the first consent and may leave it out of a later one: the one in hand goes on renewing. */
function withRefreshToken(ctx: AppContext, existing: SocialAccount | undefined, credentials: Credentials): Credentials {
  if (credentials.refreshToken !== null || existing === undefined || existing.credentials === null) return credentials;
  try {
    const { refreshToken, refreshTokenExpiresAt } = openCredentials(ctx, existing);
    return { ...credentials, refreshToken, refreshTokenExpiresAt };
  } catch (error) {
    // This very connection is the cure.
    if (isLost(error)) return credentials;
    throw error;
  }
}

/** Forgets the credentials here and withdraws the grant at the platform where it can. Posts of the account stay and wait. */
export async function disconnectSocialAccount(
  ctx: AppContext,
  viewer: Viewer,
  input: { socialAccountId: string },
): Promise<Outcome<SocialAccount>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const before = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (before === null) return refuse(notFound('social account', ['input', 'socialAccountId']));
  const [account] = await ctx.db.query<SocialAccount>(
    `UPDATE social_account SET status = 'DISCONNECTED', status_reason = NULL, status_changed_at = $2, credentials = NULL, credentials_key_id = NULL, token_expires_at = NULL, refresh_expires_at = NULL
     WHERE id = $1 RETURNING *`,
    [before.id, ctx.clock.now()],
  );
  if (account === undefined) return refuse(notFound('social account', ['input', 'socialAccountId']));
  const configured = ctx.platforms.get(before.platform);
  const warning =
    configured === undefined || before.credentials === null ? null : await revokeAtPlatform(ctx, configured, before);
  return accept(account, warning === null ? [] : [userError('CONNECTION_FAILED', warning, [])]);
}

/** Removes the account with its targets and their log. Withdraws nothing at the platform: that is `disconnectSocialAccount`. */
export async function deleteSocialAccount(
  ctx: AppContext,
  viewer: Viewer,
  input: { socialAccountId: string },
): Promise<Outcome<{ socialAccountId: string }>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const path = ['input', 'socialAccountId'];
  const visible = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (visible === null) return refuse(notFound('social account', path));
  return write(ctx.db, async (tx) => {
    // Locked stronger than by a key share, so that no target joins until it is gone.
    const [account] = await tx.query<SocialAccount>('SELECT id FROM social_account WHERE id = $1 FOR UPDATE', [
      visible.id,
    ]);
    if (account === undefined) return refuse(notFound('social account', path));
    const busy = await tx.query(
      `SELECT id FROM post_target WHERE social_account_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING', 'OUTCOME_UNKNOWN') ORDER BY id FOR UPDATE`,
      [account.id],
    );
    if (busy.length > 0) {
      const message = `${busy.length} targets of the account are scheduled, being published or unresolved; cancel or resolve them first`;
      return refuse(userError('ACCOUNT_IN_USE', message, path, { actual: busy.length }));
    }
    await tx.query('DELETE FROM social_account WHERE id = $1', [account.id]);
    return accept({ socialAccountId: account.id });
  });
}

async function revokeAtPlatform(
  ctx: AppContext,
  configured: ConfiguredPlatform,
  account: SocialAccount,
): Promise<string | null> {
  const { oauth, displayName } = configured.platform;
  if (oauth.revoke === null)
    return `${displayName} has no way to withdraw the grant from here; remove the app in the account's settings there.`;
  try {
    const credentials = openCredentials(ctx, account);
    await oauth.revoke(oauthContext(ctx, configured, { secrets: secretsOf(credentials) }), credentials);
    return null;
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    return `The credentials are forgotten here, but ${displayName} did not confirm the withdrawal: ${error.message}`;
  }
}

async function visibleAccount(ctx: Pick<AppContext, 'db'>, viewer: Viewer, id: string): Promise<SocialAccount | null> {
  if (!isId(id)) return null;
  const [account] = await ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [id]);
  return account !== undefined && canSee(viewer, account) ? account : null;
}
