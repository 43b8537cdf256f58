/** The journal as adapters see it: steps that may be repeated, steps that may not, and how an interrupted run goes on. */
import type { PublishPost } from './post.ts';
import type { Json } from './vocabulary.ts';

/**
 * The journal. After a crash at any point, a finished step returns its journaled result and an unfinished one runs
 * again.
 */
export interface Steps {
  /**
   * Runs at least once: reads, and writes that nobody can see (uploads, containers). The result, small JSON of vendor
   * ids, is journaled; it must not hold a token or a body. A capability URL (an upload session) goes through `seal`.
   */
  run<T extends Json>(name: string, effect: (signal: AbortSignal) => Promise<T>, options?: StepOptions): Promise<T>;
  /**
   * Calls `probe` once per wake-up; resolves when it is ready, otherwise the target sleeps. Has its own time budget
   * (`budgetMs`).
   */
  wait(name: string, probe: (signal: AbortSignal) => Promise<Probe>, options?: WaitOptions): Promise<void>;
  /**
   * Runs at most once: the call whose effect the audience sees. The intent is stored first; after a lost answer `find`
   * decides.
   */
  commit<T extends CommitResult>(name: string, effect: CommitEffect<T>): Promise<Receipt<T>>;
  /** The journaled result of a finished step of this target, or `undefined`. Never triggers work. */
  peek(name: string): Json | undefined;
  /** What else was published to this account; none of it may be taken for this post. */
  others(): Promise<Others>;
  /** Reports live progress to subscribers; may be called often, because the engine throttles it. Not journaled. */
  report(progress: Progress): void;
  /** Encrypts a capability (upload session URL …) so that it may be journaled. */
  seal(secret: string): string;
  open(sealed: string): string;
}

export interface StepOptions {
  /** The deadline of one call of `effect`; default 60 s. */
  timeoutMs?: number;
}

export interface WaitOptions extends StepOptions {
  /** The total time after the first probe; then `PROCESSING_TIMEOUT` is raised. */
  budgetMs?: number;
}

export type Probe = 'ready' | { againInMs: number; platformState?: string; percent?: number };

export interface Progress {
  /** The vendor's own word: `IN_PROGRESS`, `PROCESSING_UPLOAD` … */
  platformState?: string;
  /** 0–100 within the current phase. */
  percent?: number;
}

export type CommitResult = { readonly id: string; readonly url?: string | undefined } & {
  readonly [key: string]: Json | undefined;
};

export interface CommitEffect<T extends CommitResult> {
  /**
   * The irreversible call: exactly one request whose effect the audience can see. `since`: when the first intent was
   * stored.
   */
  act(signal: AbortSignal, since: Date): Promise<T>;
  /** Looks up, without changing anything, whether an earlier `act` landed. `since`: when the first intent was stored. */
  find(signal: AbortSignal, since: Date): Promise<T | NotFound>;
  /** What `act` is billed as, by its name in `Pricing.items`, on platforms that bill. */
  billed?: string;
  /** How long this platform may hide a fresh post from `find`. */
  settleMs: number;
  /** Deadline of one call of `act`; default 60 s. */
  timeoutMs?: number;
}

/**
 * What a look says that found nothing; the engine decides by it whether the call may be repeated.
 * - `absent`: once `settleMs` has passed, a repeat cannot make a second post. The platform tells of this very call (its
 *   container, its upload session), or refuses the same content again.
 * - `unseen`: no list shows it, and nothing else would tell. Lists lag, so a repeat may be a second post.
 * - `unknown`: the platform cannot tell, and will not be able to.
 */
export type NotFound = 'absent' | 'unseen' | 'unknown';

/** Other posts to the same account at the platform, through any brand. */
export interface Others {
  /** Whether this name (an id, or what stands for it in an address) belongs to another post. */
  isTaken(name: string): boolean;
  /** Posts that went out, or may have, and whose place at the platform is not known yet. */
  unplaced: readonly Unplaced[];
}

export interface Unplaced {
  /** The earliest time at which it was sent. */
  since: Date;
  post: Pick<PublishPost, 'format' | 'caption' | 'title'>;
  /** The ids that it has until then. */
  names: readonly string[];
}

declare const receipt: unique symbol;
/**
 * Proof that a commit step finished. `Steps.commit` makes it, so an adapter that posts without a commit step does not
 * compile.
 */
export type Receipt<T extends CommitResult = CommitResult> = T & { readonly [receipt]: true };
