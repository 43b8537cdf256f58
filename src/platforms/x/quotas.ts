/** The allowances of X: what each publish costs, and what the limit headers of an answer report. */
import type { Api, Format, QuotaRule } from '../platform.ts';
import type { HttpAnswer } from '../request.ts';
import { options } from './options.ts';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

// Each part of a thread is a commit of its own.
const onePerCommit = (): number => 1;

export const quotas = [
  {
    name: 'posts_15m',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 15 * MINUTE_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    cost: onePerCommit,
  },
  {
    name: 'posts_24h',
    scope: 'APP',
    window: 'ROLLING',
    windowMs: DAY_MS,
    limit: 10_000,
    basis: 'DOCUMENTED',
    cost: onePerCommit,
  },
] as const satisfies readonly QuotaRule[];

/** One for each part of a thread. */
export const commits = ({ format, options: given }: { format: Format; options: unknown }): number =>
  format === 'THREAD' ? 1 + (options.safeParse(given).data?.thread.length ?? 0) : 1;

/** Header families. The 24 h ones are not documented but sent. */
export const LIMIT_HEADERS = {
  window: 'x-rate-limit',
  user24h: 'x-user-limit-24hour',
  app24h: 'x-app-limit-24hour',
} as const;

interface LimitReading {
  limit?: number;
  remaining?: number;
  resetsAt?: Date;
}

export function readLimit(
  answer: HttpAnswer,
  family: (typeof LIMIT_HEADERS)[keyof typeof LIMIT_HEADERS],
): LimitReading {
  const limit = wholeNumber(answer.headers[`${family}-limit`]);
  const remaining = wholeNumber(answer.headers[`${family}-remaining`]);
  const reset = wholeNumber(answer.headers[`${family}-reset`]);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { resetsAt: new Date(reset * 1_000) }),
  };
}

/** Reports what an answer to `POST /2/tweets` says about the allowances in `quotas`. */
export function reportQuota(api: Api, answer: HttpAnswer): void {
  const readings = [
    { name: 'posts_15m', ...readLimit(answer, LIMIT_HEADERS.window) },
    { name: 'posts_24h', ...readLimit(answer, LIMIT_HEADERS.app24h) },
  ];
  for (const reading of readings) {
    if (reading.remaining !== undefined) api.http.onQuota(reading);
  }
}

// Ten digits hold every plausible count and instant in seconds, and no value that is not a date.
function wholeNumber(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,10}$/.test(header.trim()) ? Number(header) : undefined;
}
