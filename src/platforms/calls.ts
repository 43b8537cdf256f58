/** The feed of calls: listeners in this process get every call that leaves for a platform. */
import { createFeed } from '../lib/feed.ts';
import { FAILURE_CODES, type FailureCode, type FailureKind } from './failure.ts';

export const CALL_OUTCOMES = [
  'ok',
  'rejected',
  'rate_limited',
  'unauthorized',
  /** The platform itself failed: a 5xx, an error that it calls transient, or a page instead of an answer. */
  'unavailable',
  /** No complete answer arrived: refused, reset, cut off. */
  'network',
  /** No answer came back before the deadline. */
  'timeout',
  /** Ended by us, because this process stops or was frozen. Says nothing about the platform. */
  'cancelled',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** One call, without secrets, and with no field of high cardinality except `accountId`. */
export interface ObservedCall {
  platform: string;
  /** A name of `PlatformSetup.origins`, or `upload` for an address that the platform handed out. */
  host: string;
  /** The stable name of the endpoint: `media_publish`, `tweets.create`, `oauth2.refresh` … */
  operation: string;
  method: string;
  /** Name and port of the server, without any path. */
  server: string;
  at: Date;
  durationMs: number;
  outcome: CallOutcome;
  /** The HTTP status; null without a complete answer. */
  status: number | null;
  /** It carried a file, so its duration measures the line rather than the platform. */
  isUpload: boolean;
  /** The account; null while there is none. Not for metrics. */
  accountId: string | null;
  /** The connection pool that it used: each app of a process has its own. */
  pool: object;
}

/** Labels that a caller gives its calls. */
export interface CallSource {
  platform: string;
  origins: Readonly<Record<string, string>>;
  accountId?: string | undefined;
}

/** Also published in this process under this name of `node:diagnostics_channel`. */
export const calls = createFeed<ObservedCall>('slipway:platform-call');

/** The name under which the host of a call is counted. */
export function hostOf(url: string, origins: CallSource['origins']): string {
  const known = Object.entries(origins).filter(([, base]) => url === base || url.startsWith(`${base}/`));
  const [longest] = known.toSorted(([, a], [, b]) => b.length - a.length);
  return longest?.[0] ?? 'upload';
}

/**
 * What an answer means by its status alone; adapters know better where their platform uses one status for several
 * things.
 */
export function outcomeOfStatus(status: number): CallOutcome {
  if (status < 400) return 'ok';
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate_limited';
  return status === 408 || status >= 500 ? 'unavailable' : 'rejected';
}

/**
 * The same for a row in the failure table of an adapter. A failure to fetch or process a file is about the file, not
 * about the platform.
 */
export function outcomeOfFailure({ code, kind = FAILURE_CODES[code].kind }: FailureFacts): CallOutcome {
  if (kind === 'rate_limited') return code === 'PLATFORM_UNAVAILABLE' ? 'rejected' : kind;
  if (kind === 'unauthorized') return kind;
  return code === 'PLATFORM_UNAVAILABLE' || code === 'NETWORK' ? 'unavailable' : 'rejected';
}

interface FailureFacts {
  code: FailureCode;
  kind?: FailureKind;
}
