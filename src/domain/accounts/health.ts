/** The health of an account, one status with its reasons: worked out from its row by one rule, and written by one function. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { AccountHealthStatus } from '../../lib/prisma/enums.ts';
import { storedText, type Told } from '../../lib/texts.ts';
import { isFailureCode, type UserAction } from '../../platforms/failure.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { GrantEnd, OAuth } from '../../platforms/platform.ts';
import { health } from '../../texts/reasons/en.ts';
import { sayHealth } from '../../texts/reasons/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { appendAccountEvent } from './account-event.ts';

export const DAY_MS = 24 * 3_600_000;
/** The account holder is told this many days before a grant ends. */
export const NOTICE_DAYS = [7, 3, 1] as const;
const FIRST_NOTICE_DAYS = Math.max(...NOTICE_DAYS);
/** A single failed call says nothing about an account. */
const FAILURES_UNTIL_UNREACHABLE = 2;

interface ReasonFacts {
  status: AccountHealthStatus;
  userAction: UserAction;
  description: string;
}

/** Why an account is not simply fine, the most serious first. Stable. */
export const HEALTH_REASONS = {
  DISCONNECTED: {
    status: 'DISCONNECTED',
    userAction: 'RECONNECT',
    description: health.DISCONNECTED,
  },
  ACCOUNT_CHANGED: {
    status: 'REVOKED',
    userAction: 'RECONNECT',
    description: health.ACCOUNT_CHANGED,
  },
  AUTH_REVOKED: { status: 'REVOKED', userAction: 'RECONNECT', description: health.AUTH_REVOKED },
  CREDENTIALS_LOST: {
    status: 'EXPIRED',
    userAction: 'RECONNECT',
    description: health.CREDENTIALS_LOST,
  },
  RENEWAL_LOST: { status: 'EXPIRED', userAction: 'RECONNECT', description: health.RENEWAL_LOST },
  AUTH_EXPIRED: { status: 'EXPIRED', userAction: 'RECONNECT', description: health.AUTH_EXPIRED },
  SCOPE_MISSING: {
    status: 'SCOPES_MISSING',
    userAction: 'RECONNECT',
    description: health.SCOPE_MISSING,
  },
  ACCOUNT_RESTRICTED: {
    status: 'RESTRICTED',
    userAction: 'CHECK_PLATFORM',
    description: health.ACCOUNT_RESTRICTED,
  },
  APP_MISCONFIGURED: {
    status: 'UNREACHABLE',
    userAction: 'NONE',
    description: health.APP_MISCONFIGURED,
  },
  PLATFORM_UNAVAILABLE: {
    status: 'UNREACHABLE',
    userAction: 'NONE',
    description: health.PLATFORM_UNAVAILABLE,
  },
  EXPIRES_SOON: {
    status: 'EXPIRING',
    userAction: 'RECONNECT',
    description: health.EXPIRES_SOON,
  },
} as const satisfies Record<string, ReasonFacts>;
export type HealthReasonCode = keyof typeof HEALTH_REASONS;
const REASON_CODES = Object.keys(HEALTH_REASONS);

export interface HealthReason extends Told {
  code: HealthReasonCode;
}

export interface Health {
  status: AccountHealthStatus;
  reasons: readonly HealthReason[];
  userAction: UserAction;
  /** When the grant ends by the terms of the platform unless it is renewed. */
  expiresAt: Date | null;
}

/** As stored in `SocialAccount.lastError`. */
export interface StoredError extends Told {
  code: string;
  at: string;
}

/** The columns that health is worked out from. */
export type Judged = Pick<
  SocialAccount,
  | 'platform'
  | 'status'
  | 'statusReason'
  | 'scopes'
  | 'tokenExpiresAt'
  | 'refreshExpiresAt'
  | 'refreshedAt'
  | 'checkFailures'
  | 'lastError'
>;

/** Pure. */
export function healthOf(account: Judged, now: Date): Health {
  const { oauth } = PLATFORMS[account.platform];
  const end = account.status === 'ACTIVE' ? earliestEnd(oauth.grantEnds, account) : null;
  const reasons = [...found(account, oauth, end, now)].sort(
    (a, b) => REASON_CODES.indexOf(a.code) - REASON_CODES.indexOf(b.code),
  );
  const [first] = reasons;
  return {
    status: first === undefined ? 'ACTIVE' : HEALTH_REASONS[first.code].status,
    reasons,
    userAction: first === undefined ? 'NONE' : HEALTH_REASONS[first.code].userAction,
    expiresAt: end?.at ?? null,
  };
}

function* found(account: Judged, oauth: OAuth, end: End | null, now: Date): Generator<HealthReason> {
  const reason = (code: HealthReasonCode, { message, text }: Told = sayHealth(code)) => ({
    code,
    message,
    ...(text === undefined ? {} : { text }),
  });
  if (account.status === 'DISCONNECTED') return yield reason('DISCONNECTED');
  const error = storedError(account.lastError);
  if (account.status === 'EXPIRED') {
    const code = isReason(account.statusReason) ? account.statusReason : 'AUTH_EXPIRED';
    yield reason(code, error?.code === code ? error : undefined);
  } else {
    const missing = missingScopes(oauth, account.scopes);
    if (missing.length > 0) yield reason('SCOPE_MISSING', say('scopesDenied', { scopes: missing.join(', ') }));
    if (error !== null && account.checkFailures > 0) {
      if (error.code === 'ACCOUNT_RESTRICTED' || error.code === 'APP_MISCONFIGURED') yield reason(error.code, error);
      else if (error.code === 'SCOPE_MISSING') {
        if (missing.length === 0) yield reason('SCOPE_MISSING', error);
      } else if (account.checkFailures >= FAILURES_UNTIL_UNREACHABLE) yield reason('PLATFORM_UNAVAILABLE', error);
    }
  }
  if (end !== null && end.at.getTime() - now.getTime() <= FIRST_NOTICE_DAYS * DAY_MS)
    yield reason('EXPIRES_SOON', say('grantEnds', { why: end.description, at: end.at.toISOString() }));
}

/** The missing scopes without which nothing can be published. */
export function missingScopes({ neededScopes, neededOneOf = [] }: OAuth, granted: readonly string[]): string[] {
  // An empty list means that the platform never told the scopes, not that they are missing.
  if (granted.length === 0) return [];
  const missing = neededScopes.filter((scope) => !granted.includes(scope));
  const hasOne = neededOneOf.length === 0 || neededOneOf.some((scope) => granted.includes(scope));
  return hasOne ? missing : [...missing, neededOneOf.join(' or ')];
}

interface End {
  at: Date;
  description: Told;
}

function earliestEnd(ends: readonly GrantEnd[], account: Judged): End | null {
  const starts = {
    ACCESS_TOKEN_EXPIRY: account.tokenExpiresAt,
    REFRESH_TOKEN_EXPIRY: account.refreshExpiresAt,
    LAST_RENEWAL: account.refreshedAt,
  };
  const known = ends.flatMap(({ from, afterMs, description }) => {
    const start = starts[from];
    return start === null ? [] : [{ at: new Date(start.getTime() + afterMs), description }];
  });
  return known.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

const isReason = (code: unknown): code is HealthReasonCode =>
  typeof code === 'string' && Object.hasOwn(HEALTH_REASONS, code);

export function storedError(value: unknown): StoredError | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || !isFailureCode(value.code)) return null;
  return {
    code: value.code,
    message: 'message' in value ? String(value.message) : '',
    at: 'at' in value ? String(value.at) : '',
    text: 'text' in value ? storedText(value.text) : undefined,
  };
}

/** As stored in `SocialAccount.healthReasons`. */
export const storedReasons = (value: unknown): HealthReason[] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown): HealthReason[] => {
    if (typeof item !== 'object' || item === null || !('code' in item)) return [];
    const { code } = item;
    if (!isReason(code)) return [];
    const text = 'text' in item ? storedText(item.text) : undefined;
    return [{ code, message: 'message' in item ? String(item.message) : '', ...(text === undefined ? {} : { text }) }];
  });

/**
 * Writes how the account is and, when that differs from what was known, an event. To be called by whatever changed a row
 * that health is worked out from, in its transaction, with the row as it is now.
 */
export async function writeHealth(ctx: Pick<AppContext, 'clock'>, tx: Tx, account: SocialAccount): Promise<void> {
  const now = ctx.clock.now();
  const { status, reasons, userAction, expiresAt } = healthOf(account, now);
  const before = storedReasons(account.healthReasons);
  const isFar = expiresAt === null || expiresAt.getTime() - now.getTime() > FIRST_NOTICE_DAYS * DAY_MS;
  await tx.query(
    `UPDATE social_account SET health_status = $2::"AccountHealthStatus", health_reasons = $3, needs_person_at = $4,
       health_since = CASE WHEN health_status = $2::"AccountHealthStatus" THEN health_since ELSE $5 END, noticed_days = CASE WHEN $6 THEN NULL ELSE noticed_days END
     WHERE id = $1`,
    [account.id, status, JSON.stringify(reasons), expiresAt, now, isFar],
    'write_health',
  );
  const codes = (list: readonly HealthReason[]) => list.map(({ code }) => code).join();
  if (status === account.healthStatus && codes(reasons) === codes(before)) return;
  appendAccountEvent(tx, 'account.health_changed', account, {
    health: status,
    healthBefore: account.healthStatus,
    reasons: reasons.map(({ code, message }) => ({ code, message })),
    userAction,
    expiresAt: expiresAt?.toISOString() ?? null,
  });
}
