/** The feed of calls: each one that leaves for a platform is told to whoever listens in this process. */
import { createFeed } from '../lib/feed.ts';
import { FAILURE_CODES, type FailureCode, type FailureKind } from './failure.ts';

export const CALL_OUTCOMES = [
  'ok',
  'rejected',
  'rate_limited',
  'unauthorized',
  /** The platform failed by itself: a 5xx, an error that it calls transient, a page instead of an answer. */
  'unavailable',
  /** No whole answer came back: refused, reset, cut off. */
  'network',
  /** No answer came back before the deadline. */
  'timeout',
  /** Ended from here, because this process stops or was frozen. Says nothing of the platform. */
  'cancelled',
] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** One call, without anything that is secret or of high cardinality but `accountId`. */
export interface ObservedCall {
  platform: string;
  /** A name of `PlatformSetup.origins`, or `upload` for an address that the platform handed out. */
  host: string;
  /** The stable name of the endpoint: `media_publish`, `tweets.create`, `oauth2.refresh` … */
  operation: string;
  at: Date;
  durationMs: number;
  outcome: CallOutcome;
  /** Of HTTP; null when there was no whole answer. */
  status: number | null;
  /** It carried a file, so its duration tells of the line rather than of the platform. */
  isUpload: boolean;
  /** For whom; null where there is no account yet. Not for metrics. */
  accountId: string | null;
  /** The connections that it went through: each app of a process has its own. */
  pool: object;
}

/** What a caller says of its calls, so that they can be told apart. */
export interface CallSource {
  platform: string;
  origins: Readonly<Record<string, string>>;
  accountId?: string | undefined;
}

/** Also to be heard by others in this process, under this name of `node:diagnostics_channel`. */
export const calls = createFeed<ObservedCall>('slipway:platform-call');

/** The name under which the host of a call is counted. */
export function hostOf(url: string, origins: CallSource['origins']): string {
  const known = Object.entries(origins).filter(([, base]) => url === base || url.startsWith(`${base}/`));
  const [longest] = known.toSorted(([, a], [, b]) => b.length - a.length);
  return longest?.[0] ?? 'upload';
}

/** What an answer says by its status alone; adapters know better where their platform uses one status for several things. */
export function outcomeOfStatus(status: number): CallOutcome {
  if (status < 400) return 'ok';
  if (status === 401) return 'unauthorized';
  if (status === 429) return 'rate_limited';
  return status === 408 || status >= 500 ? 'unavailable' : 'rejected';
}

/** The same for a row of an adapter's table of failures. That a file could not be fetched or processed is about the file. */
export function outcomeOfFailure({ code, kind = FAILURE_CODES[code].kind }: FailureFacts): CallOutcome {
  if (kind === 'rate_limited') return code === 'PLATFORM_UNAVAILABLE' ? 'rejected' : kind;
  if (kind === 'unauthorized') return kind;
  return code === 'PLATFORM_UNAVAILABLE' || code === 'NETWORK' ? 'unavailable' : 'rejected';
}

interface FailureFacts {
  code: FailureCode;
  kind?: FailureKind;
}
