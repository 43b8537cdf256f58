/** Reads answers of X that are no success: the signs that the table of failures knows, and when to come back. */
import { z } from 'zod';
import { type FailureCode, hintedAt, PlatformFailure, type VendorAnswer } from '../failure.ts';
import { cut, type FailureRow, failureOf, rowFor, type Signs } from '../kit/failure-table.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';
import { type Call, FAILURES } from './failures.ts';
import { LIMIT_HEADERS, readLimit } from './quotas.ts';

const OUTAGE: FailureRow = { code: 'PLATFORM_UNAVAILABLE' };
const MEDIA_SCOPE = 'media.write';

// Statuses that the edge of X sends without a body; they mean the same with one.
const CLEAR_WITHOUT_BODY: readonly number[] = [401, 402, 413, 429, 431];

const word = z.string().optional().catch(undefined);
const detail = z.object({
  type: word,
  title: word,
  detail: word,
  message: word,
  code: z.coerce.number().optional().catch(undefined),
});
const problem = detail.extend({ errors: z.array(detail).optional().catch(undefined) });
type Problem = z.output<typeof detail>;

export interface RefusalContext {
  afterLostAnswer?: boolean;
  withMedia?: boolean;
  /** As far as known. */
  granted?: readonly string[];
}

/** The failure that a refused call means. */
export function refusal(call: Call, answer: HttpAnswer, now: Date, context: RefusalContext = {}): PlatformFailure {
  const parsed = problem.safeParse(answer.json);
  const problems: Problem[] = parsed.success ? [parsed.data, ...(parsed.data.errors ?? [])] : [];
  const vendor = describe(answer, problems);
  const said = vendor.message === undefined ? '' : `: ${vendor.message}`;
  const readable = parsed.success || CLEAR_WITHOUT_BODY.includes(answer.status);
  if (!readable || answer.status >= 500 || answer.status === 408 || answer.status < 400) {
    return new PlatformFailure('PLATFORM_UNAVAILABLE', `${call}: X answered ${answer.status}${said}`, { vendor });
  }
  const row = rowFor(FAILURES, signsOf(call, answer.status, problems, context)) ?? OUTAGE;
  const meaning = row.meaning === undefined ? '' : ` (${row.meaning})`;
  const isOfApp = row.ofApp === true || (isThrottle(row) && exhausted(answer, [LIMIT_HEADERS.app24h]).length > 0);
  return failureOf(
    { ...row, code: codeOf(row, answer), ...(isOfApp && { ofApp: true }) },
    { message: `${call}: X answered ${answer.status}${said}${meaning}`, vendor, now, hint: hintOf(answer, row, now) },
  );
}

/** A success status with an undocumented body: the outcome is unknown. */
export function unreadable(call: Call, answer: HttpAnswer, cause: unknown): PlatformFailure {
  const message = `${call}: X answered ${answer.status} with a body that cannot be understood`;
  return new PlatformFailure('NETWORK', message, { cause, vendor: describe(answer, []) });
}

/**
 * One spelling per sentence: lower case, without punctuation and account ids, `#` for numbers, and "post" for every
 * name of a post.
 */
export function canonicalSentence(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\d+(\.\d+)?a?/g, '#')
    .replace(/[^a-z#\s]/g, ' ')
    .replace(/\btweet(s?)\b/g, 'post$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function signsOf(call: Call, status: number, problems: readonly Problem[], context: RefusalContext): Signs {
  const { afterLostAnswer = false, withMedia = false, granted } = context;
  const all = <T>(of: (said: Problem) => T | undefined): T[] => problems.map(of).filter((value) => value !== undefined);
  return {
    call,
    status,
    afterLostAnswer,
    withMedia,
    lacking: granted === undefined ? [] : [MEDIA_SCOPE].filter((scope) => !granted.includes(scope)),
    problem: all(({ type }) => problemName(type)),
    title: all(({ title }) => title),
    vendorCode: all(({ code }) => code),
    sentence: [...all(({ detail }) => detail), ...all(({ message }) => message)].map(canonicalSentence),
  };
}

const problemName = (type: string | undefined): string | undefined => type?.split('/problems/')[1];

const isThrottle = (row: FailureRow): boolean => row.code === 'RATE_LIMITED';

// A used-up allowance of a day is a quota; an ordinary window is only a pause.
const codeOf = (row: FailureRow, answer: HttpAnswer): FailureCode =>
  isThrottle(row) && exhausted(answer, [LIMIT_HEADERS.user24h, LIMIT_HEADERS.app24h]).length > 0
    ? 'QUOTA_EXCEEDED'
    : row.code;

/** The latest reset of the empty windows; else another time that X names. */
function hintOf(answer: HttpAnswer, row: FailureRow, now: Date): Date | undefined {
  if (!isThrottle(row) && answer.status !== 429) return undefined;
  const { window, user24h, app24h } = LIMIT_HEADERS;
  // A usage cap lasts for a day or a month: the window of fifteen minutes says nothing about it.
  const empty = exhausted(answer, isThrottle(row) ? [window, user24h, app24h] : [user24h, app24h]);
  const { remaining, resetsAt } = readLimit(answer, window);
  // A window with units left did not cause the refusal.
  const untold = isThrottle(row) && remaining === undefined ? resetsAt : undefined;
  const latest = Math.max(...empty.map((limit) => limit.resetsAt?.getTime() ?? 0), untold?.getTime() ?? 0);
  return hintedAt(latest, now) ?? retryAfter(answer, now);
}

const exhausted = (answer: HttpAnswer, families: readonly (typeof LIMIT_HEADERS)[keyof typeof LIMIT_HEADERS][]) =>
  families.map((family) => readLimit(answer, family)).filter(({ remaining }) => remaining === 0);

export const requestIdOf = (answer: HttpAnswer): string | undefined => answer.headers['x-transaction-id'];

function describe(answer: HttpAnswer, problems: readonly Problem[]): VendorAnswer {
  const [first] = problems;
  const sentences = problems.flatMap(({ detail, message }) => [detail, message]).filter((text) => text !== undefined);
  const message = [...new Set(sentences)].join(' · ') || first?.title;
  const code = problems.map(({ type }) => problemName(type)).find((name) => name !== undefined);
  const subcode = problems.map(({ code }) => code).find((number) => number !== undefined);
  const traceId = requestIdOf(answer);
  return {
    httpStatus: answer.status,
    ...(code === undefined ? {} : { code }),
    ...(subcode === undefined ? {} : { subcode: String(subcode) }),
    ...(message === undefined ? {} : { message: cut(message) }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}
