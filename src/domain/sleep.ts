/** How a run of the engine ends without an end: the target sleeps until an instant. Thrown by `Steps`, caught by the engine. */
import type { BlockedBy } from '../lib/prisma/enums.ts';
import type { FailureCode } from '../platforms/failure.ts';

/** What blocks (a pause, a lost grant) wakes its targets when it ends; this is what a lost wake-up costs. */
export const RECHECK_BLOCKED_MS = 60_000;

/** What subscribers are told of a target that waits for a person. */
export const BLOCKED_MESSAGES = {
  PAUSED: 'Publishing is paused.',
  RECONNECT: 'The account must be reconnected.',
} as const satisfies Partial<Record<BlockedBy, string>>;

interface BlockingError {
  code: FailureCode;
  message: string;
}

export class Sleep extends Error {
  override readonly name = 'Sleep';
  readonly until: Date;
  readonly blockedBy: BlockedBy | null;
  /** Told to subscribers when set. */
  readonly reason: string | undefined;
  /** What a platform, or our count of its allowance, says of it; shown on the target while it waits. */
  readonly error: BlockingError | null;

  constructor(until: Date, options: { blockedBy?: BlockedBy; reason?: string; error?: BlockingError } = {}) {
    super(`sleeps until ${until.toISOString()}`);
    this.until = until;
    this.blockedBy = options.blockedBy ?? null;
    this.reason = options.reason;
    this.error = options.error ?? null;
  }
}

/** Another worker holds the target now, or a person withdrew it: whatever this run does must leave no trace. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
