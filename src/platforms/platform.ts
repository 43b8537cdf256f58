/** The contract between Slipway and a platform. Each adapter implements it; code outside the adapters knows no vendor. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { CallOutcome } from './calls.ts';
import type { HttpCall } from './http-call.ts';
import type { AudioCodec, VideoCodec } from './kit/codecs.ts';
import type { Http, HttpAnswer } from './request.ts';

export const PLATFORM_IDS = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const;
export type PlatformId = (typeof PLATFORM_IDS)[number];

export const FORMATS = ['IMAGE', 'CAROUSEL', 'REEL', 'STORY', 'VIDEO', 'SHORT', 'TEXT', 'THREAD'] as const;
export type Format = (typeof FORMATS)[number];

/** Where a publishing target is between SCHEDULED and PUBLISHED. Adapters name the phase of each of their steps. */
export const PHASES = ['PREPARING', 'UPLOADING', 'CONTAINER_CREATED', 'PROCESSING', 'COMMITTING', 'FINISHING'] as const;
export type Phase = (typeof PHASES)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/* ---------------------------------------------------------------- publishing ---- */

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

/** A file to publish. Its bytes are streamed from storage; platforms that pull get a signed link instead. */
export interface PublishMedia {
  id: string;
  kind: 'IMAGE' | 'VIDEO';
  /** As measured from the bytes, e.g. `video/mp4`, `image/jpeg`. */
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  frameRate: number | null;
  /** Pictures of a video or an animation, images in a file of several, 1 for a still; null = not counted. */
  frameCount: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  altText: string | null;
}

/** Access to the media of the post being published. */
export interface MediaAccess {
  /** Streams `[start, end)` of the file; the whole file without a range. */
  open(mediaId: string, range?: { start: number; end: number }): Readable;
  /** The same in borrowed memory: a chunk is valid until the next one is asked for. */
  lend(mediaId: string, range: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** Size and type of an asset that the options name instead of `media` (a thumbnail). */
  describe(mediaId: string): Promise<{ bytes: number; mimeType: string }>;
  /**
   * A signed, expiring https link to the file for this `label` (one link per target, media and label; stable across
   * restarts). Serves Range and HEAD without authentication. Throws `MEDIA_NOT_SERVED` while no process of this
   * installation serves links, which the platform would otherwise find out by a failed fetch.
   */
  link(mediaId: string, label: string): Promise<string>;
  /**
   * Whether links were served without interruption since then. If not, a failed fetch of the platform says nothing
   * about the file.
   */
  isServedSince(since: Date): Promise<boolean>;
  /**
   * Revokes all links of `label` (they answer 410 from now on) and returns whether any was ever fetched. If none was,
   * what needed it can no longer happen: a proof of absence for platforms that pull.
   */
  revoke(label: string): Promise<'NEVER_FETCHED' | 'FETCHED'>;
}

/** One target, as the adapter gets it: post and overrides are already merged. */
export interface PublishPost<Options = unknown> {
  targetId: string;
  format: Format;
  /** Empty string when there is none. */
  caption: string;
  title: string | null;
  media: readonly PublishMedia[];
  options: Options;
}

/** What an adapter needs to call the platform for one account. */
export interface AccountApi extends OAuthContext {
  accessToken: string;
  account: AccountFacts;
}

/** The same while a post is published. */
export interface Api extends AccountApi {
  media: MediaAccess;
}

export interface AccountFacts {
  /** The platform's immutable id of the account. */
  externalId: string;
  username: string | null;
  displayName: string | null;
  /**
   * Facts that belong to the adapter, read at connect time and by `identify` (subscription type, uploads playlist, …);
   * `choices` holds the last answer of `Platform.choices`, with `checkedAt`.
   */
  facts: { readonly [key: string]: Json | undefined };
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

/* ---------------------------------------------------------------- validation ---- */

export interface Issue {
  severity: 'ERROR' | 'WARNING';
  /** Stable, from `ISSUE_CODES`. */
  code: IssueCode;
  /** Names the limit and the actual value. */
  message: string;
  /** Where in the post: `['caption']`, `['media', '0']`, `['options', 'privacy']`, `['format']` … */
  path: readonly string[];
  limit?: number | string;
  actual?: number | string;
}

export const ISSUE_CODES = [
  'FORMAT_UNSUPPORTED',
  'TEXT_MISSING',
  'TEXT_TOO_LONG',
  'TEXT_INVALID',
  'TITLE_MISSING',
  'TITLE_TOO_LONG',
  'TITLE_INVALID',
  'TOO_MANY_HASHTAGS',
  'TOO_MANY_MENTIONS',
  'TOO_MANY_TAGS',
  'MEDIA_MISSING',
  'MEDIA_TOO_MANY',
  'MEDIA_TOO_FEW',
  'MEDIA_KIND',
  'MEDIA_TYPE',
  'MEDIA_TOO_LARGE',
  'MEDIA_TOO_LONG',
  'MEDIA_TOO_SHORT',
  'MEDIA_DIMENSIONS',
  'MEDIA_ASPECT_RATIO',
  'MEDIA_FRAME_RATE',
  'MEDIA_CODEC',
  'MEDIA_UNPROBED',
  'MEDIA_SEVERAL_PICTURES',
  'ALT_TEXT_TOO_LONG',
  'OPTION_INVALID',
  'OPTION_REQUIRED',
  'OPTION_CONFLICT',
  'ACCOUNT_LIMIT',
  'COST',
] as const;
export type IssueCode = (typeof ISSUE_CODES)[number];

/* ---------------------------------------------------------------- accounts ---- */

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The secrets of one account. Stored sealed; given to adapters only for the length of one call. */
export interface Credentials {
  accessToken: string;
  refreshToken: string | null;
  /** When the access token expires; null: unknown. */
  accessTokenExpiresAt: Date | null;
  refreshTokenExpiresAt: Date | null;
  scopes: readonly string[];
}

/** What every call to a platform needs, with or without an account; the OAuth functions of adapters take it as it is. */
export interface OAuthContext {
  http: Http;
  /** Base URLs by the names of `PlatformSetup.origins`, without a trailing slash. Real hosts in production, a stand-in in tests. */
  origins: Readonly<Record<string, string>>;
  client: ClientCredentials;
  /** Vendor API version where it is a setting (Instagram), else ''. */
  apiVersion: string;
  /** The scopes to request: `neededScopes`, and those `optionalScopes` that the app of this installation may request. */
  scopes: readonly string[];
  now(): Date;
}

export interface OAuth {
  /** Scopes without which publishing cannot work; a grant without one of them is refused with `SCOPE_MISSING`. */
  neededScopes: readonly string[];
  /** Also requested; without them only a feature is missing. */
  optionalScopes: readonly string[];
  /** Refresh when the access token expires sooner than this. */
  refreshMarginMs: number;
  /** `codeVerifier` is 64 characters of the PKCE alphabet; adapters whose platform has no PKCE ignore it. */
  authorizationUrl(ctx: OAuthContext, input: { redirectUri: string; state: string; codeVerifier: string }): string;
  /** Exchanges the code as it arrived in the callback (already URL-decoded once). */
  exchangeCode(
    ctx: OAuthContext,
    input: { code: string; redirectUri: string; codeVerifier: string },
  ): Promise<Credentials>;
  /** Throws `unauthorized` only if the platform says that the grant is dead; an outage is `unavailable`. */
  refresh(ctx: OAuthContext, credentials: Credentials): Promise<Credentials>;
  /** Withdraws the grant at the platform; `null` where the platform has no such call. */
  revoke: ((ctx: OAuthContext, credentials: Credentials) => Promise<void>) | null;
  /** The account that this token belongs to. Also checks the health of an account. */
  identify(ctx: OAuthContext, credentials: Credentials): Promise<Identity>;
}

export interface Identity extends AccountFacts {
  avatarUrl: string | null;
  profileUrl: string | null;
}

/* ---------------------------------------------------------------- the platform ---- */

/** An allowance of the platform. The ledger counts; answers of the platform correct it. */
export interface QuotaRule {
  /** Stable name: `posts_24h`, `videos_insert_day`, `posts_15m` … */
  name: string;
  scope: 'APP' | 'ACCOUNT';
  /** ROLLING: any `windowMs`; FIXED: aligned windows from the epoch; PACIFIC_DAY: resets at midnight America/Los_Angeles. */
  window: 'ROLLING' | 'FIXED' | 'PACIFIC_DAY';
  windowMs: number;
  /** Assumed until the platform itself reports it (see `QuotaReading`). */
  limit: number;
  /**
   * DOCUMENTED: the platform states the limit for everybody, and everything that counts is visible here; a post waits
   * for it. GUESSED: the limit differs by account or app, is not documented, or units become free unseen. A guess only
   * warns and never holds a post back, until the platform itself reports the limit.
   */
  basis: 'DOCUMENTED' | 'GUESSED';
  /** Counted and shown, but no post waits for it: publishing itself does not use it. */
  advisory?: true;
  /** The units that one commit of such a post takes (0 = none); a thread commits once per part. */
  cost(post: { format: Format; options: unknown; mediaCount: number }): number;
}

/** Limits as data: shown to partners by the `platforms` query and used by `validate`. `null` = does not apply. */
export interface FormatRule {
  description: string;
  caption: { max: number; unit: 'CODE_POINTS' | 'UTF16' | 'UTF8_BYTES' | 'WEIGHTED'; required: boolean } | null;
  title: { max: number; unit: 'UTF16'; required: boolean } | null;
  media: { min: number; max: number; kinds: readonly ('IMAGE' | 'VIDEO')[] } | null;
  image: MediaRule | null;
  video: MediaRule | null;
}

export interface MediaRule {
  mimeTypes: readonly string[];
  maxBytes: number;
  minDurationMs?: number;
  maxDurationMs?: number;
  /** width / height */
  minAspectRatio?: number;
  maxAspectRatio?: number;
  minWidth?: number;
  maxWidth?: number;
  minHeight?: number;
  maxHeight?: number;
  minFrameRate?: number;
  maxFrameRate?: number;
  /** Pictures of an animation. */
  maxFrames?: number;
  /** Width × height × pictures of an animation. */
  maxFramePixels?: number;
  videoCodecs?: readonly VideoCodec[];
  audioCodecs?: readonly AudioCodec[];
}

export type OptionMediaRule = Pick<MediaRule, 'mimeTypes' | 'maxBytes'>;

/** What an operator configures for a platform. The names of its environment variables are defined here. */
export interface PlatformSetup {
  /** What to register at the platform; follows its name: `an app with OAuth 2.0`. */
  app: string;
  clientId: { variable: string; note?: string };
  /** `isOptional`: the platform also registers clients without a secret. */
  clientSecret: { variable: string; note?: string; isOptional?: true };
  /** The base URLs of the adapter: each real host, and the variable that replaces it. */
  origins: Readonly<Record<string, { variable: string; host: string }>>;
  /** If the version of the API is a setting. */
  apiVersion?: { variable: string; note: string; pattern: RegExp; standard: string };
  /** If an app may be approved for some scopes only. `problem` reports what is wrong with a selection of known scopes. */
  scopes?: {
    variable: string;
    note: string;
    /** When an operator sets it, in half a sentence. */
    when: string;
    known: readonly string[];
    problem(scopes: readonly string[]): string | null;
  };
}

/** The names of a platform in the public API. */
export interface PlatformNames {
  /** The prefix of its GraphQL types. */
  type: string;
  /** The name of its options in the input. */
  input: string;
  /** The owner of the options, with an article: `an Instagram account`. */
  account: string;
  /** The description of its enum value. */
  description: string;
}

/** What the API says about options beyond the descriptions in their schema. */
export interface OptionTexts {
  /** Descriptions of enum values, by the name of the option and the value in the spelling of the API. */
  values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The singular of the name of a list, where cutting off the `s` is wrong. */
  items?: Readonly<Record<string, string>>;
}

/** The choices of one account at this moment, for platforms whose rules oblige clients to show them. */
export interface AccountChoices {
  /** The field of an account that shows them, the type of the field, and the descriptions of both. */
  field: { name: string; description: string };
  type: { name: string; description: string };
  /** The answer of `read` as the API shows it: each field with its description. */
  shown: z.ZodObject;
  /**
   * Asks the platform. The answer is kept for a while in `AccountFacts.facts.choices`, where it may be out of date, so
   * `validate` only warns about it.
   */
  read(
    ctx: OAuthContext,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<{ readonly [key: string]: Json | undefined }>;
}

/** A request without an account that costs nothing and shows nobody's data. */
export interface PlatformProbe {
  /** Of `PlatformSetup.origins`: the host that every post needs. */
  host: string;
  callOf(
    ctx: Pick<OAuthContext, 'origins' | 'apiVersion'>,
  ): Pick<HttpCall, 'method' | 'url' | 'query' | 'headers' | 'body'>;
  /** Whether this is the answer of a platform that works: mostly its refusal of a caller without a token. */
  isAlive(answer: HttpAnswer): boolean;
}

export interface Platform<Options = unknown> {
  id: PlatformId;
  displayName: string;
  names: PlatformNames;
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
  /** Parses `PostTarget.options` and fills in defaults; its output is the TypeScript type of `options`. */
  options: z.ZodType<Options>;
  optionTexts: OptionTexts;
  /** The rules for files that options name (a cover, a thumbnail), by the name of the option. */
  optionMedia?: Readonly<Record<string, OptionMediaRule>>;
  oauth: OAuth;
  choices?: AccountChoices;
  /** What an answer says about the health of the platform, where the HTTP status alone does not tell. */
  outcomeOf?(answer: HttpAnswer): CallOutcome | undefined;
  /** How to see whether the platform answers at all. */
  probe: PlatformProbe;
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
