/** Connecting accounts: finishing an attempt, reconnecting without losing posts, disconnecting. */

import type { AppContext, CallOrigin, CallRecord, ConfiguredPlatform, Viewer } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import { isUnavailable, type Tx } from '../../lib/db.ts';
import type { ConnectionAttempt, SocialAccount } from '../../lib/prisma/client.ts';
import { type Said, toldBy, verbatim } from '../../lib/texts.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials, Identity, PlatformId } from '../../platforms/platform.ts';
import type { BilledCall } from '../../platforms/request.ts';
import { say } from '../../texts/workspace/texts.ts';
import { requireScope } from '../access.ts';
import { audited } from '../audit/calls.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import { accountCausedSql } from '../targets/account-caused.ts';
import { write } from '../write.ts';
import { appendAccountEvent } from './account-event.ts';
import { wakeBlockedTargets } from './account-status.ts';
import { chargeCalls } from './charges.ts';
import {
  type Claimed,
  type ConnectionCallback,
  claimAttempt,
  codeVerifierOf,
  keyEnded,
  mayKeyConnect,
  outcomeOf,
  recordEnd,
  redirectUri,
  visibleAccount,
} from './connection-attempts.ts';
import { noteSteps, type StepNotes } from './connection-steps.ts';
import { isLost, openCredentials, sealCredentials, secretsOf } from './credentials.ts';
import { DAY_MS, writeHealth } from './health.ts';
import { callRecord, oauthContext } from './platform-api.ts';

/** Finishes a connection for a client that received the callback itself, with the key that began it. */
export async function completeAccountConnection(
  ctx: AppContext,
  viewer: Viewer,
  callback: ConnectionCallback,
): Promise<Outcome<SocialAccount>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const claimed = await claimAttempt(ctx, callback, { viewer });
  if (claimed.kind === 'RUNNING')
    return refuse(userError('CONNECTION_STATE_INVALID', say('stateInUse'), ['input', 'state']));
  return (
    await conclude(ctx, claimed, (attempt, notes) => finish(ctx, { attempt, callback, call: viewer.call, notes }))
  ).outcome;
}

/** What the browser that returns from the platform is shown. */
export type BrowserEnd =
  /** Another call of the same address is finishing it: look again in a moment. */
  | { kind: 'RUNNING' }
  | {
      kind: 'ENDED';
      outcome: Outcome<SocialAccount>;
      /** The address was opened before; this repeats the answer of that time. */
      isRepeated: boolean;
      returnUrl: string | null;
    };

/**
 * Finishes a connection on the callback route. There the state stands for the key that began: nobody else knows it, and
 * the key must still work. Opening the address again shows how it ended.
 */
export async function completeInBrowser(
  ctx: AppContext,
  callback: ConnectionCallback,
  by: { platform: PlatformId; browser: string | null },
  { from, requestId }: { from: CallOrigin; requestId: string },
): Promise<BrowserEnd> {
  const claimed = await claimAttempt(ctx, callback, by);
  if (claimed.kind === 'RUNNING') return { kind: 'RUNNING' };
  const finishAudited = (attempt: ConnectionAttempt, notes: StepNotes) =>
    audited(
      ctx,
      { ...attempt, from },
      {
        action: 'completeAccountConnection',
        input: { platform: attempt.platform },
        requestId,
        named: [{ subject: 'BRAND', id: attempt.brandId }],
      },
      (call) => finish(ctx, { attempt, callback, call, notes }),
      {
        codesOf: (outcome) => (outcome.ok ? [] : outcome.errors.map(({ code }) => code)),
        failureOf: (error) => (isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL'),
      },
    );
  return { kind: 'ENDED', ...(await conclude(ctx, claimed, finishAudited)) };
}

async function conclude(
  ctx: AppContext,
  claimed: Exclude<Claimed, { kind: 'RUNNING' }>,
  finishing: (attempt: ConnectionAttempt, notes: StepNotes) => Promise<Outcome<SocialAccount>>,
): Promise<{ outcome: Outcome<SocialAccount>; isRepeated: boolean; returnUrl: string | null }> {
  if (claimed.kind === 'REFUSED')
    return { outcome: claimed.refused, isRepeated: false, returnUrl: claimed.attempt?.returnUrl ?? null };
  const { attempt } = claimed;
  const { returnUrl } = attempt;
  if (claimed.kind === 'FINISHED') return { outcome: await outcomeOf(ctx, attempt), isRepeated: true, returnUrl };
  const notes = noteSteps(() => ctx.clock.now());
  const outcome = await finishing(attempt, notes);
  if (outcome.ok) notes.reached('CONNECTED');
  else notes.failed(outcome.errors[0].code);
  await recordEnd(ctx, attempt, outcome, notes.all);
  return { outcome, isRepeated: false, returnUrl };
}

/** Anybody can put any text into the address of a callback. */
const saidBy = ({ error, errorDescription }: ConnectionCallback): string =>
  (errorDescription || error || 'no reason given').slice(0, 300).toWellFormed().replaceAll('\0', '\ufffd');

interface Finishing {
  attempt: ConnectionAttempt;
  callback: ConnectionCallback;
  call: CallRecord | undefined;
  notes: StepNotes;
}

async function finish(ctx: AppContext, { attempt, callback, call, notes }: Finishing): Promise<Outcome<SocialAccount>> {
  const configured = ctx.platforms.get(attempt.platform);
  if (configured === undefined)
    return refuse(userError('PLATFORM_UNCONFIGURED', say('noApp', { platform: attempt.platform }), []));
  const { code = '' } = callback;
  if (callback.error !== undefined || code === '')
    return refuse(userError('CONNECTION_DENIED', say('denied', { said: verbatim(saidBy(callback)) }), []));
  notes.reached('GRANTED');
  const codeVerifier = codeVerifierOf(ctx, attempt);
  if (!codeVerifier.ok) return codeVerifier;
  const { oauth } = configured.platform;
  const context = oauthContext(ctx, configured);
  let credentials: Credentials;
  let identity: Identity;
  const billed: BilledCall[] = [];
  try {
    credentials = await oauth.exchangeCode(context, {
      code,
      redirectUri: redirectUri(ctx, attempt.platform),
      codeVerifier: codeVerifier.value,
    });
    const missing = oauth.neededScopes.filter((scope) => !credentials.scopes.includes(scope));
    if (missing.length > 0)
      return refuse(userError('CONNECTION_SCOPE_MISSING', say('scopesDenied', { scopes: missing.join(', ') }), []));
    notes.reached('EXCHANGED');
    const hooks = { secrets: secretsOf(credentials), onBilled: (call: BilledCall) => billed.push(call) };
    identity = await oauth.identify(oauthContext(ctx, configured, hooks), credentials);
    notes.reached('IDENTIFIED');
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    ctx.log.info({ err: error, platform: attempt.platform }, 'a connection failed');
    return refuse(
      userError(
        error.code === 'SCOPE_MISSING' ? 'CONNECTION_SCOPE_MISSING' : 'CONNECTION_FAILED',
        say('words', { said: toldBy(error) }),
        [],
      ),
    );
  }
  const stored = await storeAccount(ctx, attempt, identity, credentials, call);
  const account = {
    workspaceId: attempt.workspaceId,
    platform: attempt.platform,
    id: stored.ok ? stored.value.id : null,
  };
  await chargeCalls(
    ctx,
    billed.map((call) => ({ configured, account, call })),
    ctx.clock.now(),
  );
  return stored;
}

/** The same external account in the same brand is a reconnect: it keeps its id and its posts. */
async function storeAccount(
  ctx: AppContext,
  attempt: ConnectionAttempt,
  identity: Identity,
  credentials: Credentials,
  call: CallRecord | undefined,
): Promise<Outcome<SocialAccount>> {
  const now = ctx.clock.now();
  const actor = { apiKeyId: attempt.apiKeyId, ...(call === undefined ? {} : { call }) };
  return write(ctx.db, actor, async (tx) => {
    if (!(await mayKeyConnect(tx, attempt, now))) return refuse(keyEnded());
    const [existing] = await tx.query<SocialAccount>(
      'SELECT * FROM social_account WHERE brand_id = $1 AND platform = $2 AND external_id = $3 FOR UPDATE',
      [attempt.brandId, attempt.platform, identity.externalId],
    );
    if (attempt.socialAccountId !== null && attempt.socialAccountId !== existing?.id) {
      return refuse(
        userError('ACCOUNT_MISMATCH', say('otherAccount', { name: identity.username ?? identity.externalId }), []),
      );
    }
    const id = existing?.id ?? uuidv7();
    const kept = withRefreshToken(ctx, existing, credentials);
    const sealed = sealCredentials(ctx, { workspaceId: attempt.workspaceId, id }, kept);
    const [account] = await tx.query<SocialAccount>(
      `INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id, username, display_name, avatar_url, profile_url, facts, scopes, credentials, credentials_key_id, token_expires_at,
         refresh_expires_at, refreshed_at, status_changed_at, checked_at, check_at, alias_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $16, $17, $18)
       ON CONFLICT (brand_id, platform, external_id) DO UPDATE SET username = excluded.username, display_name = excluded.display_name, avatar_url = excluded.avatar_url,
         profile_url = excluded.profile_url, alias_id = excluded.alias_id, facts = excluded.facts, scopes = excluded.scopes, credentials = excluded.credentials, credentials_key_id = excluded.credentials_key_id,
         token_expires_at = excluded.token_expires_at, refresh_expires_at = excluded.refresh_expires_at, refreshed_at = greatest(excluded.refreshed_at, social_account.refreshed_at + interval '1 millisecond'), status = 'ACTIVE', status_reason = NULL,
         status_changed_at = CASE WHEN social_account.status = 'ACTIVE' THEN social_account.status_changed_at ELSE excluded.status_changed_at END, refresh_lease_until = NULL, renewal_unanswered_at = NULL,
         checked_at = excluded.checked_at, check_at = excluded.check_at, check_failures = 0, noticed_days = NULL
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
        // Somewhen in the next day, so that accounts that were connected together are not checked together.
        new Date(now.getTime() + (1 + Math.random()) * (DAY_MS / 2)),
        identity.aliasId ?? null,
      ],
    );
    // Two callbacks for one new account: the second finds the row of the first, whose credentials are sealed for
    // another id.
    if (account === undefined || account.id !== id)
      return refuse(userError('CONNECTION_FAILED', say('connectedTwice'), []));
    noteChange(tx, 'ACCOUNT', () => ({ id, brandId: account.brandId, before: existing ?? null, after: account }));
    await wakeBlockedTargets(tx, id, 'RECONNECT', now);
    const type = existing === undefined ? 'account.connected' : 'account.reconnected';
    appendAccountEvent(
      tx,
      type,
      account,
      existing === undefined ? {} : { recoverable: await countRecoverable(tx, id) },
    );
    await writeHealth(ctx, tx, account);
    return accept(account);
  });
}

/** How many targets can go out again with the account (`recoverAccountPosts`). */
async function countRecoverable(tx: Tx, accountId: string): Promise<number> {
  const params: unknown[] = [accountId];
  const caused = accountCausedSql((value) => `$${params.push(value)}`);
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM post_target t WHERE t.social_account_id = $1 AND ${caused}`,
    params,
    'count_recoverable',
  );
  return row?.count ?? 0;
}

/** Google sends the refresh token at the first consent and may leave it out later: the stored one stays in use. */
function withRefreshToken(ctx: AppContext, existing: SocialAccount | undefined, credentials: Credentials): Credentials {
  if (credentials.refreshToken !== null || existing === undefined || existing.credentials === null) return credentials;
  try {
    const { refreshToken, refreshTokenExpiresAt } = openCredentials(ctx, existing);
    return { ...credentials, refreshToken, refreshTokenExpiresAt };
  } catch (error) {
    // The new connection repairs exactly this.
    if (isLost(error)) return credentials;
    throw error;
  }
}

/**
 * Deletes the credentials here and withdraws the grant at the platform where possible. Posts of the account stay and
 * wait.
 */
export async function disconnectSocialAccount(
  ctx: AppContext,
  viewer: Viewer,
  input: { socialAccountId: string },
): Promise<Outcome<SocialAccount>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const before = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (before === null) return refuse(notFound('account', ['input', 'socialAccountId']));
  const outcome = await write(ctx.db, viewer, async (tx): Promise<Outcome<SocialAccount>> => {
    const [disconnected] = await tx.query<SocialAccount>(
      `UPDATE social_account SET status = 'DISCONNECTED', status_reason = NULL, status_changed_at = $2, credentials = NULL, credentials_key_id = NULL, token_expires_at = NULL, refresh_expires_at = NULL
       WHERE id = $1 RETURNING *`,
      [before.id, ctx.clock.now()],
    );
    if (disconnected === undefined) return refuse(notFound('account', ['input', 'socialAccountId']));
    noteChange(tx, 'ACCOUNT', () => ({ id: before.id, brandId: before.brandId, before, after: disconnected }));
    if (before.status !== 'DISCONNECTED') {
      appendAccountEvent(tx, 'account.disconnected', disconnected);
      await writeHealth(ctx, tx, disconnected);
    }
    return accept(disconnected);
  });
  if (!outcome.ok) return outcome;
  const configured = ctx.platforms.get(before.platform);
  const warning =
    configured === undefined || before.credentials === null ? null : await revokeAtPlatform(ctx, configured, before);
  return accept(outcome.value, warning === null ? [] : [userError('CONNECTION_FAILED', warning, [])]);
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
  if (visible === null) return refuse(notFound('account', path));
  return write(ctx.db, viewer, async (tx) => {
    // Locked more strongly than a key share lock, so that no target can be added until it is gone.
    const [account] = await tx.query<SocialAccount>('SELECT id FROM social_account WHERE id = $1 FOR UPDATE', [
      visible.id,
    ]);
    if (account === undefined) return refuse(notFound('account', path));
    const busy = await tx.query(
      `SELECT id FROM post_target WHERE social_account_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING', 'OUTCOME_UNKNOWN') ORDER BY id FOR UPDATE`,
      [account.id],
    );
    if (busy.length > 0) {
      return refuse(
        userError('ACCOUNT_IN_USE', say('accountBusy', { count: busy.length }), path, { actual: busy.length }),
      );
    }
    // Those of its targets go with them.
    await tx.query('DELETE FROM platform_call WHERE social_account_id = $1 AND target_id IS NULL', [account.id]);
    await tx.query('DELETE FROM social_account WHERE id = $1', [account.id]);
    appendAccountEvent(tx, 'account.deleted', visible);
    noteChange(tx, 'ACCOUNT', () => ({ id: visible.id, brandId: visible.brandId, before: visible, after: null }));
    return accept({ socialAccountId: account.id });
  });
}

async function revokeAtPlatform(
  ctx: AppContext,
  configured: ConfiguredPlatform,
  account: SocialAccount,
): Promise<Said | null> {
  const { oauth, displayName } = configured.platform;
  if (oauth.revoke === null) return say('notWithdrawable', { platform: displayName });
  const record = callRecord(ctx, account);
  try {
    const credentials = openCredentials(ctx, account);
    const options = { ...record, accountId: account.id, secrets: secretsOf(credentials) };
    await oauth.revoke(oauthContext(ctx, configured, options), credentials);
    return null;
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    return say('notWithdrawn', { platform: displayName, said: toldBy(error) });
  } finally {
    await record.flush();
  }
}
