/**
 * The contract between Slipway and a platform. Each adapter implements it; code outside the adapters knows no vendor. It is
 * imported from here, whichever file of `contract` a part of it stands in.
 */
import type { z } from 'zod';
import type { Catalogues } from '../lib/texts.ts';
import type { CallOutcome } from './calls.ts';
import type { AccountChoices, AccountFacts, OAuth } from './contract/account.ts';
import type { AccountCheck } from './contract/check.ts';
import type { Issue } from './contract/issue.ts';
import type { PlatformMetrics } from './contract/metrics.ts';
import type { Api, PublishPost } from './contract/post.ts';
import type { Pricing } from './contract/pricing.ts';
import type { PlatformProbe } from './contract/probe.ts';
import type { NoRemoval, Removal } from './contract/removal.ts';
import type { FormatRule, OptionMediaRule, QuotaRule } from './contract/rules.ts';
import type { OptionTexts, PlatformNames, PlatformSetup } from './contract/setup.ts';
import type { CommitResult, Receipt, Steps } from './contract/steps.ts';
import type { Format, Phase, PlatformId } from './contract/vocabulary.ts';
import type { Webhook } from './contract/webhook.ts';
import type { HttpAnswer } from './request.ts';

export type * from './contract/account.ts';
export type * from './contract/check.ts';
export * from './contract/issue.ts';
export * from './contract/metrics.ts';
export type * from './contract/post.ts';
export type * from './contract/pricing.ts';
export type * from './contract/probe.ts';
export type * from './contract/removal.ts';
export type * from './contract/rules.ts';
export type * from './contract/setup.ts';
export type * from './contract/steps.ts';
export * from './contract/vocabulary.ts';
export type * from './contract/webhook.ts';

export interface Platform<Options = unknown> {
  id: PlatformId;
  displayName: string;
  names: PlatformNames;
  /** Everything that its adapter says to people. */
  texts: Catalogues;
  setup: PlatformSetup;
  /** The version of the vendor API, as partners see it: `v27.0`, `v2`, `v3`. */
  apiVersion: string;
  referenceUrl: string;
  formats: Readonly<Partial<Record<Format, FormatRule>>>;
  /** What this adapter can do beyond publishing: `FIRST_COMMENT`, `THUMBNAIL`, `ALT_TEXT`, `POLL` … */
  features: readonly string[];
  /** Features that need an optional scope: an installation that does not request it lacks them. */
  featureScopes?: Readonly<Record<string, string>>;
  quotas: readonly QuotaRule[];
  /** What it bills for each use, if it does. */
  pricing?: Pricing<Options>;
  /** How many commits it takes to publish such a post, where that is not always one. */
  commits?(post: { format: Format; options: unknown }): number;
  /** Parses `PostTarget.options` and fills in defaults; its output is the TypeScript type of `options`. */
  options: z.ZodType<Options>;
  optionTexts: OptionTexts;
  /** The rules for files that options name (a cover, a thumbnail), by the name of the option. */
  optionMedia?: Readonly<Record<string, OptionMediaRule>>;
  oauth: OAuth;
  check: AccountCheck;
  choices?: AccountChoices;
  /** The figures that it tells of accounts and posts, and how they are read. */
  metrics: PlatformMetrics;
  /** How a post is taken back, where an app may. */
  removal: Removal | NoRemoval;
  /** What an answer says about the health of the platform, where the HTTP status alone does not tell. */
  outcomeOf?(answer: HttpAnswer): CallOutcome | undefined;
  /** By which its support finds a call, where answers tell it. */
  requestIdOf?(answer: HttpAnswer): string | undefined;
  /** How to see whether the platform answers at all. */
  probe: PlatformProbe;
  /** What it tells unasked. */
  webhook: Webhook;
  /** The phase shown while a step runs, by the longest matching prefix of its name; default PREPARING. */
  phases: Readonly<Record<string, Phase>>;
  /**
   * The same pure code, without network, when the post is written and when it is published. Messages name the limit and
   * the actual value. `account` is null when checking without one. Only its `facts` may be used: content for several
   * accounts with equal facts is checked once.
   */
  validate(post: PublishPost<Options>, account: AccountFacts | null): Issue[];
  /**
   * Runs from top to bottom, through `steps` only. Must return a receipt. Never retries, sleeps, or catches an error to
   * hide it.
   */
  publish(post: PublishPost<Options>, steps: Steps, api: Api): Promise<Receipt>;
  handOver?: HandOver<Options>;
  /**
   * The receipt of a post whose answer was lost and that a person then found, at `url` if they named it; `since`: when
   * it was sent. Null if that does not identify the post for the extras.
   */
  receiptOf?(post: PublishPost<Options>, found: { url: string | null; since: Date }): CommitResult | null;
  /** What runs after the post is live. */
  extras: readonly Extra<Options>[];
}

/** Work after the post is live. It can warn but never fail the target, and it has journal rows of its own. */
export interface Extra<Options = unknown> {
  /** `first-comment`, `thumbnail`, `playlist`, `permalink` … Stable across releases. */
  name: string;
  wanted(post: PublishPost<Options>): boolean;
  /** May `run`, `wait` and `commit`. Its return value is merged into the target. */
  apply(post: PublishPost<Options>, receipt: Receipt, steps: Steps, api: Api): Promise<ExtraResult | undefined>;
}

export interface ExtraResult {
  /** The id of the post, if the receipt could not name it. */
  id?: string;
  /** The permalink, if it became known after the post went live. */
  url?: string;
  /** The state of the post since then, in the words of the vendor. */
  platformState?: string;
}

/** Posts that the account holder publishes in the app of the platform; Slipway can only hand them over. */
export interface HandOver<Options = unknown> {
  /** The state in the words of the vendor, shown until an extra knows better. */
  platformState: string;
  /** What the account holder has to do. */
  message: string;
  applies(options: Options): boolean;
}
