/**
 * The errors that end a run early: `Sleep`, until which the target sleeps, and `LeaseLost`. Thrown by `Steps`, caught
 * by the engine.
 */
import type { BlockedBy } from '../lib/prisma/enums.ts';
import type { FailureCode } from '../platforms/failure.ts';
import { say } from '../texts/posts/texts.ts';

/**
 * How soon a blocked target is looked at again: what a lost wake-up costs. The end of a pause, or reconnecting, wakes
 * it at once.
 */
export const RECHECK_BLOCKED_MS = 60_000;

/** What subscribers are told about a target that waits for a person. */
export const BLOCKED_MESSAGES = {
  PAUSED: say('paused').message,
  RECONNECT: say('reconnect').message,
} as const satisfies Partial<Record<BlockedBy, string>>;

export const blockedMessage = (blockedBy: BlockedBy | null): string | null =>
  blockedBy === 'PAUSED' || blockedBy === 'RECONNECT' ? BLOCKED_MESSAGES[blockedBy] : null;

interface BlockingError {
  code: FailureCode;
  message: string;
  /** What must be left of the budget. */
  needs?: { currency: string; micros: number };
  /** Units, by allowance, of which only such are left that scheduled posts have reserved. */
  promised?: Readonly<Record<string, number>>;
}

export class Sleep extends Error {
  override readonly name = 'Sleep';
  readonly until: Date;
  readonly blockedBy: BlockedBy | null;
  /** Told to subscribers when set. */
  readonly reason: string | undefined;
  /** The error of the platform, or of our count of its allowance; shown on the target while it waits. */
  readonly error: BlockingError | null;

  constructor(until: Date, options: { blockedBy?: BlockedBy; reason?: string; error?: BlockingError } = {}) {
    super(`sleeps until ${until.toISOString()}`);
    this.until = until;
    this.blockedBy = options.blockedBy ?? null;
    this.reason = options.reason;
    this.error = options.error ?? null;
  }
}

/** Another worker holds the target now, or a person withdrew it: this run must write nothing more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
