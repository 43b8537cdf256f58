/**
 * The failure taxonomy: one vocabulary for everything that can go wrong at a platform, and the error that adapters
 * throw.
 */
import type { Text, Told } from '../lib/texts.ts';

export const FAILURE_KINDS = ['rejected', 'rate_limited', 'unauthorized', 'unavailable', 'outcome_unknown'] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export type FailureSource = 'USER' | 'PLATFORM' | 'SYSTEM';
export const USER_ACTIONS = [
  'RECONNECT',
  'EDIT',
  'WAIT',
  'CHECK_PLATFORM',
  'RETRY',
  'RESCHEDULE',
  'RESUME',
  'RAISE_BUDGET',
  'NONE',
] as const;
export type UserAction = (typeof USER_ACTIONS)[number];

interface FailureCodeFacts {
  kind: FailureKind;
  source: FailureSource;
  userAction: UserAction;
  description: string;
}

/** Every stable code with what it means for the engine and for the person. Clients may rely on these names for ever. */
export const FAILURE_CODES = {
  AUTH_EXPIRED: {
    kind: 'unauthorized',
    source: 'USER',
    userAction: 'RECONNECT',
    description: 'The access token expired and could not be renewed.',
  },
  AUTH_REVOKED: {
    kind: 'unauthorized',
    source: 'USER',
    userAction: 'RECONNECT',
    description: 'The account holder or the platform withdrew the access.',
  },
  ACCOUNT_CHANGED: {
    kind: 'unauthorized',
    source: 'USER',
    userAction: 'RECONNECT',
    description: 'The access speaks for another account of the platform than the one that was connected.',
  },
  CREDENTIALS_LOST: {
    kind: 'unauthorized',
    source: 'SYSTEM',
    userAction: 'RECONNECT',
    description: 'The stored access cannot be opened: the encryption key that it was sealed under is not configured.',
  },
  RENEWAL_LOST: {
    kind: 'unauthorized',
    source: 'SYSTEM',
    userAction: 'RECONNECT',
    description:
      'The platform replaced the access in a renewal whose answer never arrived, so that nobody has the new one.',
  },
  SCOPE_MISSING: {
    kind: 'unauthorized',
    source: 'USER',
    userAction: 'RECONNECT',
    description: 'A permission that this action needs was not granted.',
  },
  ACCOUNT_RESTRICTED: {
    kind: 'rejected',
    source: 'PLATFORM',
    userAction: 'CHECK_PLATFORM',
    description: 'The platform restricts this account; its owner must act there.',
  },
  APP_MISCONFIGURED: {
    kind: 'rejected',
    source: 'SYSTEM',
    userAction: 'NONE',
    description: "The operator's app at the platform lacks a product, a verified domain, an audit or credit.",
  },
  CONTENT_INVALID: {
    kind: 'rejected',
    source: 'USER',
    userAction: 'EDIT',
    description: 'The platform does not accept this text, option or combination.',
  },
  CONTENT_DUPLICATE: {
    kind: 'rejected',
    source: 'USER',
    userAction: 'EDIT',
    description: 'The platform already holds a post with this content.',
  },
  CONTENT_POLICY: {
    kind: 'rejected',
    source: 'PLATFORM',
    userAction: 'EDIT',
    description: 'The platform refused the content by its policies.',
  },
  MEDIA_INVALID: {
    kind: 'rejected',
    source: 'USER',
    userAction: 'EDIT',
    description: 'The platform cannot use this file: format, size, length or dimensions.',
  },
  MEDIA_UNREACHABLE: {
    kind: 'unavailable',
    source: 'SYSTEM',
    userAction: 'RETRY',
    description: 'The platform could not fetch the media from this server.',
  },
  MEDIA_NOT_SERVED: {
    kind: 'unavailable',
    source: 'SYSTEM',
    userAction: 'NONE',
    description:
      'No process of this installation serves media at its public address at the moment; publishing goes on when one does.',
  },
  PROCESSING_FAILED: {
    kind: 'unavailable',
    source: 'PLATFORM',
    userAction: 'RETRY',
    description: 'The platform failed to process the media.',
  },
  PROCESSING_TIMEOUT: {
    kind: 'unavailable',
    source: 'PLATFORM',
    userAction: 'RETRY',
    description: 'The platform did not finish processing in the time allowed.',
  },
  CONTAINER_EXPIRED: {
    kind: 'unavailable',
    source: 'PLATFORM',
    userAction: 'RETRY',
    description: 'The prepared upload expired before it was published.',
  },
  RATE_LIMITED: {
    kind: 'rate_limited',
    source: 'PLATFORM',
    userAction: 'WAIT',
    description: 'Too many requests; the platform asks to come back later.',
  },
  QUOTA_EXCEEDED: {
    kind: 'rate_limited',
    source: 'PLATFORM',
    userAction: 'WAIT',
    description: 'The daily allowance of the account or of the app is used up.',
  },
  BUDGET_USED_UP: {
    kind: 'rate_limited',
    source: 'USER',
    userAction: 'RAISE_BUDGET',
    description:
      'The monthly budget of the workspace does not reach for what the platform bills; it waits for the next month or a higher budget.',
  },
  PLATFORM_UNAVAILABLE: {
    kind: 'unavailable',
    source: 'PLATFORM',
    userAction: 'NONE',
    description: 'The platform answered with an error of its own.',
  },
  PLATFORM_DOWN: {
    kind: 'unavailable',
    source: 'PLATFORM',
    userAction: 'NONE',
    description: 'The platform does not answer anybody at the moment; publishing goes on by itself when it does.',
  },
  NETWORK: {
    kind: 'unavailable',
    source: 'SYSTEM',
    userAction: 'NONE',
    description: 'No answer came back: refused, reset, timed out or not understandable.',
  },
  MISSED_WINDOW: {
    kind: 'rejected',
    source: 'SYSTEM',
    userAction: 'RESCHEDULE',
    description: 'The time to publish passed by more than the late window allows.',
  },
  OUTCOME_UNKNOWN: {
    kind: 'outcome_unknown',
    source: 'PLATFORM',
    userAction: 'CHECK_PLATFORM',
    description: 'The post may be live: the answer was lost and the platform cannot tell.',
  },
  INTERNAL: {
    kind: 'unavailable',
    source: 'SYSTEM',
    userAction: 'NONE',
    description: 'A defect in Slipway; see the server log.',
  },
} as const satisfies Record<string, FailureCodeFacts>;
export type FailureCode = keyof typeof FAILURE_CODES;

export const isFailureCode = (code: unknown): code is FailureCode =>
  typeof code === 'string' && Object.hasOwn(FAILURE_CODES, code);

/** What the vendor said. Never holds a token, a body or a signed URL. */
export interface VendorAnswer {
  httpStatus?: number;
  code?: string;
  subcode?: string;
  /** The vendor's own message, cut to 500 characters. */
  message?: string;
  /** fbtrace_id, log_id, x-request-id …: what the vendor's support asks for. */
  traceId?: string;
}

export interface FailureDetails {
  vendor?: VendorAnswer;
  /** The platform's own "come back at". */
  retryAt?: Date;
  /**
   * Overrides the kind of the code, where the same code means something else: for example `PROCESSING_FAILED` is
   * `rejected` when the platform says that the file is broken.
   */
  kind?: FailureKind;
  /**
   * Names of journaled steps whose results are void (an expired container, a session that is gone). The engine deletes
   * them, so the next run makes new ones. A committed step may be named only when the platform itself has said that
   * nothing went live (a `FAILED` verdict), never on a guess.
   */
  discard?: readonly string[];
  /** The request provably never left this process, so nothing can have happened at the platform. */
  neverSent?: boolean;
  /** For RATE_LIMITED and QUOTA_EXCEEDED: which other calls would get the same answer. Default: all of the account. */
  allowance?: Allowance;
  cause?: unknown;
}

/** The allowance that is used up when a platform says "later". */
export interface Allowance {
  /** The owner: the account, or the app, shared by all its accounts. */
  scope: 'APP' | 'ACCOUNT';
  /** The `QuotaRule`, if posts that take nothing from it may still go out. */
  quota?: string;
}

/** No allowance of a platform lasts longer than a month. */
const LONGEST_WAIT_MS = 35 * 24 * 60 * 60_000;

/**
 * When the platform wants to be asked again; `undefined` for an implausible value, which would end the post or is no
 * date.
 */
export function hintedAt(atMs: number, now: Date): Date | undefined {
  const waitMs = atMs - now.getTime();
  return waitMs > 0 && waitMs <= LONGEST_WAIT_MS ? new Date(atMs) : undefined;
}

/** The error that an adapter throws on purpose. Any other error from an adapter is a defect or a lost answer. */
export class PlatformFailure extends Error implements Told {
  override readonly name = 'PlatformFailure';
  readonly text: Text | undefined;
  readonly code: FailureCode;
  readonly kind: FailureKind;
  readonly vendor: VendorAnswer;
  readonly retryAt: Date | undefined;
  readonly discard: readonly string[];
  readonly neverSent: boolean;
  readonly allowance: Allowance;

  constructor(code: FailureCode, told: string | Told, details: FailureDetails = {}) {
    super(
      typeof told === 'string' ? told : told.message,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.text = typeof told === 'string' ? undefined : told.text;
    this.code = code;
    this.kind = details.kind ?? FAILURE_CODES[code].kind;
    this.vendor = details.vendor ?? {};
    this.retryAt = details.retryAt;
    this.discard = details.discard ?? [];
    this.neverSent = details.neverSent ?? false;
    this.allowance = details.allowance ?? { scope: 'ACCOUNT' };
  }
}
