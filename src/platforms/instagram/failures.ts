/** Maps the error codes of Instagram to failures: one table by code and subcode, through which every answer goes. */
import { redact } from '../../lib/redact.ts';
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import { FAILURE_CODES, type FailureCode, type FailureKind, PlatformFailure, type VendorAnswer } from '../failure.ts';

/** What a failure makes void. `publish.ts` knows which journaled steps that means for each call. */
type Void = 'CONTAINER' | 'PROCESSING' | 'LIMIT';

interface FailureRow {
  code: FailureCode;
  kind?: FailureKind;
  discard?: Void;
  retryAfterMs?: number;
  /** The answer is about call rates: the usage headers may tell when to come back. */
  throttled?: true;
  /** The app's allowance is used up, not the account's. */
  ofApp?: true;
  /** How many new tries a failure gets before it is final. */
  tries?: number;
  /** Not final then: once, a new container is built instead. */
  rebuild?: true;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Failures of publishing, by subcode. Subcodes are unique, so the `status` text of a container, which has no code, uses
 * this table too.
 */
const BY_SUBCODE = {
  2207001: { code: 'PLATFORM_UNAVAILABLE' },
  2207003: { code: 'MEDIA_UNREACHABLE', discard: 'CONTAINER' },
  2207004: { code: 'MEDIA_INVALID' },
  2207005: { code: 'MEDIA_INVALID' },
  2207006: { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER', tries: 1 },
  2207008: {
    code: 'PLATFORM_UNAVAILABLE',
    kind: 'rate_limited',
    retryAfterMs: MINUTE_MS / 2,
    discard: 'PROCESSING',
    tries: 2,
    rebuild: true,
  },
  2207009: { code: 'MEDIA_INVALID' },
  2207010: { code: 'CONTENT_INVALID' },
  2207018: { code: 'CONTENT_INVALID' },
  2207020: { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER' },
  2207023: { code: 'INTERNAL', kind: 'rejected' },
  2207026: { code: 'MEDIA_INVALID' },
  // Not ready yet; no allowance is involved. It is certainly not published, so the intent must be cleared, and the
  // container is polled again.
  2207027: { code: 'PLATFORM_UNAVAILABLE', kind: 'rate_limited', retryAfterMs: 10_000, discard: 'PROCESSING' },
  2207028: { code: 'CONTENT_INVALID' },
  2207032: { code: 'PROCESSING_FAILED', discard: 'CONTAINER' },
  2207035: { code: 'CONTENT_INVALID' },
  2207036: { code: 'CONTENT_INVALID' },
  2207037: { code: 'CONTENT_INVALID' },
  2207040: { code: 'CONTENT_INVALID' },
  2207042: { code: 'QUOTA_EXCEEDED', retryAfterMs: HOUR_MS, discard: 'LIMIT' },
  2207050: { code: 'ACCOUNT_RESTRICTED' },
  2207051: { code: 'ACCOUNT_RESTRICTED' },
  2207052: { code: 'MEDIA_UNREACHABLE', discard: 'CONTAINER', tries: 2 },
  2207053: { code: 'PROCESSING_FAILED', discard: 'CONTAINER' },
  2207057: { code: 'CONTENT_INVALID' },
  2207076: { code: 'PROCESSING_FAILED', discard: 'CONTAINER', tries: 1 },
  2207077: { code: 'MEDIA_UNREACHABLE', discard: 'CONTAINER' },
  2207081: { code: 'CONTENT_INVALID' },
  2207082: { code: 'PROCESSING_FAILED', discard: 'CONTAINER', tries: 1 },
  2207085: { code: 'PROCESSING_FAILED', discard: 'CONTAINER', tries: 1 },
} as const satisfies Record<number, FailureRow>;

/**
 * All other failures of the Graph API, and failures of publishing without a subcode. `code/subcode` is tried before
 * `code`.
 */
const BY_CODE = {
  '-1': { code: 'PLATFORM_UNAVAILABLE' },
  '-2': { code: 'MEDIA_UNREACHABLE', discard: 'CONTAINER' },
  '9': BY_SUBCODE[2207042],
  '24': BY_SUBCODE[2207006],
  '25': BY_SUBCODE[2207050],
  '352': BY_SUBCODE[2207026],
  '9004': BY_SUBCODE[2207052],
  '9007': BY_SUBCODE[2207027],
  '36000': BY_SUBCODE[2207004],
  '36001': BY_SUBCODE[2207005],
  '36003': BY_SUBCODE[2207009],
  '36004': BY_SUBCODE[2207010],
  '190/458': { code: 'AUTH_REVOKED' },
  '190/459': { code: 'AUTH_REVOKED' },
  '190/460': { code: 'AUTH_REVOKED' },
  '190/463': { code: 'AUTH_EXPIRED' },
  '190/464': { code: 'AUTH_REVOKED' },
  '190/467': { code: 'AUTH_REVOKED' },
  '190': { code: 'AUTH_EXPIRED' },
  '102': { code: 'AUTH_EXPIRED' },
  '10': { code: 'SCOPE_MISSING' },
  '3': { code: 'APP_MISCONFIGURED' },
  '1': { code: 'PLATFORM_UNAVAILABLE' },
  '2': { code: 'PLATFORM_UNAVAILABLE' },
  '4': { code: 'RATE_LIMITED', throttled: true, ofApp: true, retryAfterMs: 15 * MINUTE_MS },
  '17': { code: 'RATE_LIMITED', throttled: true, retryAfterMs: 15 * MINUTE_MS },
  '32': { code: 'RATE_LIMITED', throttled: true, retryAfterMs: 15 * MINUTE_MS },
  '613': { code: 'RATE_LIMITED', throttled: true, retryAfterMs: 5 * MINUTE_MS },
  '80002': { code: 'RATE_LIMITED', throttled: true, retryAfterMs: 30 * MINUTE_MS },
  '341': { code: 'RATE_LIMITED', throttled: true, retryAfterMs: HOUR_MS },
  '368': { code: 'CONTENT_POLICY' },
  // `error_type` of the token endpoint: a code that is used up, older than an hour, or for another redirect URI.
  OAuthException: { code: 'AUTH_EXPIRED' },
  '506': { code: 'CONTENT_DUPLICATE' },
} as const satisfies Record<string, FailureRow>;

const SCOPE_MISSING: FailureRow = { code: 'SCOPE_MISSING' };
const UNAUTHORIZED: FailureRow = { code: 'AUTH_EXPIRED' };
// The hourly and the daily budget have codes of their own; a bare 429 is about neither, so it is tried again soon.
const TOO_MANY_REQUESTS: FailureRow = { code: 'RATE_LIMITED', throttled: true, retryAfterMs: MINUTE_MS };
const UNAVAILABLE: FailureRow = { code: 'PLATFORM_UNAVAILABLE' };
const REFUSED: FailureRow = { code: 'CONTENT_INVALID' };
const GONE: FailureRow = { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER', tries: 1 };
const EXPIRED: FailureRow = { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER' };
const PROCESSING_FAILED: FailureRow = {
  code: 'PROCESSING_FAILED',
  discard: 'CONTAINER',
  tries: 1,
};

/** What Instagram said, in any of its formats. */
export interface VendorError extends VendorAnswer {
  transient?: boolean;
}

/** The circumstances of a call that change what an answer means. */
export interface CallContext {
  /** READ: an unknown refusal is not caused by the content. COMMIT: only a definite refusal may clear the intent. */
  role: 'READ' | 'WRITE' | 'COMMIT';
  /** The path names a container of ours: "no such object" means that it is gone. */
  container?: boolean;
  /** Journaled steps that each kind of void names. */
  voids?: Partial<Record<Void, readonly string[]>>;
  now: Date;
  /** From the headers of the answer: when calls are accepted again. */
  regainAt?: Date | undefined;
}

const row = (table: Readonly<Record<string, FailureRow>>, key: string): FailureRow | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function failureRow(error: VendorError, context: Pick<CallContext, 'role' | 'container'>): FailureRow {
  const { code = '', subcode = '', httpStatus = 0 } = error;
  if (context.container && code === '100' && subcode === '33') return GONE;
  const known = row(BY_SUBCODE, subcode) ?? row(BY_CODE, `${code}/${subcode}`) ?? row(BY_CODE, code);
  if (known) return known;
  if (/^2\d\d$/.test(code)) return SCOPE_MISSING;
  if (httpStatus === 429) return TOO_MANY_REQUESTS;
  if (httpStatus === 401 && !error.transient) return UNAUTHORIZED;
  if (error.transient || httpStatus >= 500 || context.role === 'READ') return UNAVAILABLE;
  return REFUSED;
}

/**
 * What an error answer says about the platform itself: as in every context, except that an unknown refusal counts as
 * one of the content.
 */
export const outcomeOfError = (error: VendorError): CallOutcome =>
  outcomeOfFailure(failureRow(error, { role: 'WRITE' }));

/** Turns an error answer into the failure that it means in this context. */
export function toFailure(what: string, error: VendorError, context: CallContext): PlatformFailure {
  return build(what, error, failureRow(error, context), context);
}

/** The failure of a container that can no longer be published, or `undefined`. */
export function containerFailure(
  { statusCode, status }: { statusCode: string; status: string },
  context: CallContext,
): PlatformFailure | undefined {
  if (statusCode === 'EXPIRED') {
    return build('The container was not published within 24 hours and expired', {}, EXPIRED, context);
  }
  if (statusCode !== 'ERROR') return undefined;
  // Only the subcode in the free text tells why.
  const subcode = /\b(2207\d{3})\b/.exec(status)?.[1];
  const known = subcode === undefined ? undefined : row(BY_SUBCODE, subcode);
  const vendor = { message: status, ...(subcode === undefined ? {} : { subcode }) };
  // Whatever the reason, this container is dead: the next try, automatic or by a person, needs a new one. The number of
  // new containers is limited, so that an outage does not cost one a minute.
  const isOutage = known === undefined || known.code === 'PLATFORM_UNAVAILABLE';
  const facts: FailureRow = { ...(isOutage ? PROCESSING_FAILED : known), discard: 'CONTAINER' };
  return build('Instagram could not process the media', vendor, facts, context);
}

// Kept outside the failure, whose fields are the same for all platforms.
const rows = new WeakMap<PlatformFailure, FailureRow>();

function build(what: string, error: VendorError, facts: FailureRow, context: CallContext): PlatformFailure {
  const { transient: _transient, message: said, ...rest } = error;
  const message = said === undefined ? undefined : cleaned(said);
  const number = [error.code, error.subcode].filter((part) => part !== undefined).join('/');
  const kind = kindOf(facts, error, context);
  const retryAt = kind === 'rate_limited' ? comeBackAt(facts, context) : undefined;
  // While it is unknown whether a container went live, `find` needs it: nothing may be deleted.
  const undecided = context.role === 'COMMIT' && kind === 'unavailable';
  const failure = new PlatformFailure(
    facts.code,
    `${what}${number === '' ? '' : ` (${number})`}${message === undefined ? '' : `: ${message}`}`,
    {
      vendor: { ...rest, ...(message === undefined ? {} : { message }) },
      kind,
      ...(retryAt === undefined ? {} : { retryAt }),
      ...(facts.ofApp ? { allowance: { scope: 'APP' } } : {}),
      discard: facts.discard && !undecided ? (context.voids?.[facts.discard] ?? []) : [],
    },
  );
  rows.set(failure, facts);
  return failure;
}

function comeBackAt(facts: FailureRow, context: CallContext): Date {
  const told = facts.throttled ? context.regainAt : undefined;
  return told ?? new Date(context.now.getTime() + (facts.retryAfterMs ?? 1_000));
}

function kindOf(facts: FailureRow, error: VendorError, context: CallContext): FailureKind {
  const kind = facts.kind ?? FAILURE_CODES[facts.code].kind;
  if (context.role !== 'COMMIT') return kind;
  if ((error.httpStatus ?? 0) >= 500) return 'unavailable';
  // "There is no such container" is a definite refusal; `unavailable` would leave the outcome open.
  return facts.code === 'CONTAINER_EXPIRED' ? 'rate_limited' : kind;
}

/** How often a failure may be tried again, and what follows. `undefined`: as the engine decides. */
export function allowance(failure: PlatformFailure): { tries: number; rebuild: boolean } | undefined {
  const facts = rows.get(failure);
  return facts?.tries === undefined ? undefined : { tries: facts.tries, rebuild: facts.rebuild ?? false };
}

// Meta repeats the media link in some messages; a link is a capability.
function cleaned(message: string): string {
  return String(redact(message)).slice(0, 500);
}
