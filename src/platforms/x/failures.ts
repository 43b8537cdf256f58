/** Turns an unsuccessful answer of X into a failure, by `failure-table.ts`. */
import { z } from 'zod';
import { type FailureCode, type FailureDetails, hintedAt, PlatformFailure, type VendorAnswer } from '../failure.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';
import { type Call, FAILURES, type FailureRow, OTHER_REFUSAL } from './failure-table.ts';
import { LIMIT_HEADERS, readLimit } from './quotas.ts';

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
  const row = FAILURES.find((candidate) => matches(candidate, call, answer.status, problems, context)) ?? OTHER_REFUSAL;
  const meaning = row.meaning === undefined ? '' : ` (${row.meaning})`;
  const at = retryAt(answer, row, now);
  const isOfApp = row.ofApp === true || (isThrottle(row) && exhausted(answer, [LIMIT_HEADERS.app24h]).length > 0);
  return new PlatformFailure(codeOf(row, answer), `${call}: X answered ${answer.status}${said}${meaning}`, {
    vendor,
    ...(row.kind === undefined ? {} : { kind: row.kind }),
    ...(at === undefined ? {} : { retryAt: at }),
    ...(isOfApp ? { allowance: { scope: 'APP' } } : {}),
  });
}

/** A success status with an undocumented body: the outcome is unknown. */
export function unreadable(call: Call, answer: HttpAnswer, cause: unknown): PlatformFailure {
  const message = `${call}: X answered ${answer.status} with a body that cannot be understood`;
  return new PlatformFailure('NETWORK', message, { cause, vendor: describe(answer, []) });
}

/** The same failure with a clearer message, or with steps to delete. */
export function amend(
  failure: PlatformFailure,
  changes: { prefix?: string; discard?: readonly string[] },
): PlatformFailure {
  const details: FailureDetails = {
    vendor: failure.vendor,
    kind: failure.kind,
    discard: [...failure.discard, ...(changes.discard ?? [])],
    neverSent: failure.neverSent,
    allowance: failure.allowance,
    cause: failure,
    ...(failure.retryAt === undefined ? {} : { retryAt: failure.retryAt }),
  };
  return new PlatformFailure(failure.code, `${changes.prefix ?? ''}${failure.message}`, details);
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

function matches(
  row: FailureRow,
  call: Call,
  status: number,
  problems: readonly Problem[],
  context: RefusalContext,
): boolean {
  if (row.status !== undefined && row.status !== status) return false;
  if (row.calls !== undefined && !row.calls.includes(call)) return false;
  if (row.afterLostAnswer && !context.afterLostAnswer) return false;
  if (row.withMedia && !context.withMedia) return false;
  if (row.lacking !== undefined && context.granted?.includes(row.lacking) !== false) return false;
  if (row.problem !== undefined && !problems.some(({ type }) => problemName(type) === row.problem)) return false;
  if (row.title !== undefined && !problems.some(({ title }) => title === row.title)) return false;
  if (row.vendorCode !== undefined && !problems.some(({ code }) => code === row.vendorCode)) return false;
  if (row.sentence === undefined) return true;
  return problems.some((said) =>
    [said.detail, said.message].some((text) => text !== undefined && canonicalSentence(text) === row.sentence),
  );
}

const problemName = (type: string | undefined): string | undefined => type?.split('/problems/')[1];

const isThrottle = (row: FailureRow): boolean => row.code === 'RATE_LIMITED';

// A used-up allowance of a day is a quota; an ordinary window is only a pause.
const codeOf = (row: FailureRow, answer: HttpAnswer): FailureCode =>
  isThrottle(row) && exhausted(answer, [LIMIT_HEADERS.user24h, LIMIT_HEADERS.app24h]).length > 0
    ? 'QUOTA_EXCEEDED'
    : row.code;

/** The latest reset of the empty windows; else another time that X names; else the pause of the row. */
function retryAt(answer: HttpAnswer, row: FailureRow, now: Date): Date | undefined {
  const fallback = row.retryAfterMs === undefined ? undefined : new Date(now.getTime() + row.retryAfterMs);
  if (!isThrottle(row) && answer.status !== 429) return fallback;
  const { window, user24h, app24h } = LIMIT_HEADERS;
  // A usage cap lasts for a day or a month: the window of fifteen minutes says nothing about it.
  const empty = exhausted(answer, isThrottle(row) ? [window, user24h, app24h] : [user24h, app24h]);
  const { remaining, resetsAt } = readLimit(answer, window);
  // A window with units left did not cause the refusal.
  const untold = isThrottle(row) && remaining === undefined ? resetsAt : undefined;
  const latest = Math.max(...empty.map((limit) => limit.resetsAt?.getTime() ?? 0), untold?.getTime() ?? 0);
  return hintedAt(latest, now) ?? retryAfter(answer, now) ?? fallback;
}

const exhausted = (answer: HttpAnswer, families: readonly (typeof LIMIT_HEADERS)[keyof typeof LIMIT_HEADERS][]) =>
  families.map((family) => readLimit(answer, family)).filter(({ remaining }) => remaining === 0);

function describe(answer: HttpAnswer, problems: readonly Problem[]): VendorAnswer {
  const [first] = problems;
  const sentences = problems.flatMap(({ detail, message }) => [detail, message]).filter((text) => text !== undefined);
  const message = [...new Set(sentences)].join(' · ') || first?.title;
  const code = problems.map(({ type }) => problemName(type)).find((name) => name !== undefined);
  const subcode = problems.map(({ code }) => code).find((number) => number !== undefined);
  const traceId = answer.headers['x-transaction-id'];
  return {
    httpStatus: answer.status,
    ...(code === undefined ? {} : { code }),
    ...(subcode === undefined ? {} : { subcode: String(subcode) }),
    ...(message === undefined ? {} : { message: message.slice(0, 500) }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}
