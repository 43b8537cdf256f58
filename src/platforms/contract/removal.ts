/** Taking back what was published: how an adapter removes a post, or why no app may. */
import type { AccountApi } from './account.ts';

export interface Removal {
  /** The scope without which it cannot. */
  scope: string;
  /** What one removal takes of the allowances of the platform, by their names. */
  units?: Readonly<Record<string, number>>;
  /**
   * The irreversible call: exactly one request. Answers `ABSENT` only if the platform says that there is no such post (any
   * more); throws whatever else it said.
   */
  act(api: AccountApi, postId: string, signal: AbortSignal): Promise<'REMOVED' | 'ABSENT'>;
  /** Looks, without changing anything, whether the post is (still) there. */
  find(api: AccountApi, postId: string, signal: AbortSignal): Promise<'PRESENT' | 'ABSENT' | 'UNTOLD'>;
}

/** The platform lets no app remove a post. */
export interface NoRemoval {
  /** What a person does instead, in a sentence. */
  instead: string;
  /** Where that is explained. */
  url: string;
}
