/** Maps the error codes of Instagram to failures: one table by code and subcode, through which every answer goes. */
import { z } from 'zod';
import { redact } from '../../lib/redact.ts';
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import { FAILURE_CODES, type FailureKind, type PlatformFailure, type VendorAnswer } from '../failure.ts';
import { cut, type FailureMeaning, type FailureRow, failureOf, rowFor, rowsBy } from '../kit/failure-table.ts';
import { type HttpAnswer, isSuccess } from '../request.ts';

/** What a failure makes void. `publish.ts` knows which journaled steps that means for each call. */
type Void = 'CONTAINER' | 'PROCESSING' | 'LIMIT';

interface InstagramMeaning extends FailureMeaning {
  discard?: Void;
  /** The answer is about call rates: the usage headers may tell when to come back. */
  throttled?: true;
  /** How many new tries a failure gets before it is final. */
  tries?: number;
  /** Not final then: once, a new container is built instead. */
  rebuild?: true;
}
type InstagramRow = InstagramMeaning & FailureRow;

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
} as const satisfies Record<number, InstagramMeaning>;

/** By `code/subcode`. */
const BY_PAIR = {
  '190/458': { code: 'AUTH_REVOKED' },
  '190/459': { code: 'AUTH_REVOKED' },
  '190/460': { code: 'AUTH_REVOKED' },
  '190/463': { code: 'AUTH_EXPIRED' },
  '190/464': { code: 'AUTH_REVOKED' },
  '190/467': { code: 'AUTH_REVOKED' },
} as const satisfies Record<string, InstagramMeaning>;

/** Everything else of the Graph API, and publishing failures that come without their subcode. */
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
} as const satisfies Record<string, InstagramMeaning>;

const UNAVAILABLE = { code: 'PLATFORM_UNAVAILABLE' } as const;
const GONE = { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER', tries: 1 } as const;
const EXPIRED = { code: 'CONTAINER_EXPIRED', discard: 'CONTAINER' } as const;
const PROCESSING_FAILED = { code: 'PROCESSING_FAILED', discard: 'CONTAINER', tries: 1 } as const;

const PUBLISHING: readonly InstagramRow[] = rowsBy<InstagramMeaning>('subcode', BY_SUBCODE);
const FAILURES: readonly InstagramRow[] = [
  { when: { isOfContainer: true, pair: '100/33' }, ...GONE },
  ...PUBLISHING,
  ...rowsBy<InstagramMeaning>('pair', BY_PAIR),
  ...rowsBy<InstagramMeaning>('code', BY_CODE),
  { when: { isPermission: true }, code: 'SCOPE_MISSING' },
  // The hourly and the daily budget have codes of their own; a bare 429 is about neither, so it is tried again soon.
  { when: { status: 429 }, code: 'RATE_LIMITED', throttled: true, retryAfterMs: MINUTE_MS },
  { when: { status: 401, isTransient: false }, code: 'AUTH_EXPIRED' },
  { when: { isTransient: true }, ...UNAVAILABLE },
  { when: { isOutage: true }, ...UNAVAILABLE },
  { when: { role: 'READ' }, ...UNAVAILABLE },
  { code: 'CONTENT_INVALID' },
];

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

function failureRow(
  error: VendorError,
  { role, container = false }: Pick<CallContext, 'role' | 'container'>,
): InstagramRow {
  const { code = '', subcode = '', httpStatus = 0, transient = false } = error;
  const signs = {
    role,
    isOfContainer: container,
    subcode,
    pair: `${code}/${subcode}`,
    code,
    isPermission: /^2\d\d$/.test(code),
    status: httpStatus,
    isTransient: transient,
    isOutage: httpStatus >= 500,
  };
  return rowFor(FAILURES, signs) ?? UNAVAILABLE;
}

/**
 * What an answer says about the platform itself: as in every context, except that an unknown refusal counts as one of the
 * content.
 */
export function outcomeOf(answer: HttpAnswer): CallOutcome | undefined {
  const error = vendorError(answer);
  return error && outcomeOfFailure(failureRow(error, { role: 'WRITE' }));
}

export const requestIdOf = (answer: HttpAnswer): string | undefined =>
  answer.headers['x-fb-trace-id'] ?? vendorError(answer)?.traceId;

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
  const known = rowFor(PUBLISHING, { subcode });
  const vendor = { message: status, ...(subcode === undefined ? {} : { subcode }) };
  // Whatever the reason, this container is dead: the next try, automatic or by a person, needs a new one. The number of
  // new containers is limited, so that an outage does not cost one a minute.
  const isOutage = known === undefined || known.code === 'PLATFORM_UNAVAILABLE';
  const facts: InstagramMeaning = { ...(isOutage ? PROCESSING_FAILED : known), discard: 'CONTAINER' };
  return build('Instagram could not process the media', vendor, facts, context);
}

// Kept outside the failure, whose fields are the same for all platforms.
const rows = new WeakMap<PlatformFailure, InstagramMeaning>();

function build(what: string, error: VendorError, facts: InstagramMeaning, context: CallContext): PlatformFailure {
  const { transient: _transient, message: said, ...vendor } = error;
  const message = said === undefined ? undefined : cleaned(said);
  const number = [error.code, error.subcode].filter((part) => part !== undefined).join('/');
  const kind = kindOf(facts, error, context);
  // While it is unknown whether a container went live, `find` needs it: nothing may be deleted.
  const isUndecided = context.role === 'COMMIT' && kind === 'unavailable';
  const { retryAfterMs = 1_000, ...rest } = facts;
  const failure = failureOf(
    { ...rest, kind, ...(kind === 'rate_limited' && { retryAfterMs }) },
    {
      message: `${what}${number === '' ? '' : ` (${number})`}${message === undefined ? '' : `: ${message}`}`,
      vendor: { ...vendor, ...(message === undefined ? {} : { message }) },
      now: context.now,
      hint: kind === 'rate_limited' && facts.throttled ? context.regainAt : undefined,
      discard: facts.discard && !isUndecided ? (context.voids?.[facts.discard] ?? []) : [],
    },
  );
  rows.set(failure, facts);
  return failure;
}

function kindOf(facts: InstagramMeaning, error: VendorError, context: CallContext): FailureKind {
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
  return cut(String(redact(message)));
}

/* ---- the formats of errors ---- */

const text = z.union([z.string(), z.number().transform(String)]);
// The code decides; other fields of an undocumented type are treated as absent.
const textOrNone = z.string().nullish().catch(null);
const graphError = z.object({
  error: z.object({
    message: textOrNone,
    code: text,
    error_subcode: text.nullish().catch(null),
    is_transient: z.boolean().nullish().catch(null),
    error_user_msg: textOrNone,
    fbtrace_id: textOrNone,
  }),
});
// An error that does not say which.
const failed = z.object({ error: z.unknown().refine((error) => error != null && error !== false) });
// api.instagram.com uses another error format than the Graph API.
const tokenError = z.object({ error_type: z.string(), code: text.nullish(), error_message: z.string().nullish() });

/** The error that an answer tells in any of the formats of Instagram; undefined if it tells none. */
export function vendorError(answer: HttpAnswer): VendorError | undefined {
  const asGraph = graphError.safeParse(answer.json);
  if (asGraph.success) {
    const { error } = asGraph.data;
    const message = [error.message, error.error_user_msg].filter(Boolean).join(' — ');
    return {
      httpStatus: answer.status,
      code: error.code,
      ...(error.error_subcode == null ? {} : { subcode: error.error_subcode }),
      ...(message === '' ? {} : { message }),
      ...(error.fbtrace_id == null ? {} : { traceId: error.fbtrace_id }),
      transient: error.is_transient ?? false,
    };
  }
  const asToken = tokenError.safeParse(answer.json);
  if (asToken.success && answer.status < 500) {
    return {
      httpStatus: answer.status,
      code: asToken.data.error_type,
      ...(asToken.data.error_message == null ? {} : { message: asToken.data.error_message }),
    };
  }
  // None of the formats of Instagram: the answer comes from a proxy or an outage, and refuses nothing.
  return isSuccess(answer) && !failed.safeParse(answer.json).success
    ? undefined
    : { httpStatus: answer.status, transient: true };
}
