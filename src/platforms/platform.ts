/** The contract between Slipway and a platform. One adapter per platform implements it; nothing else knows a vendor. */
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { CallOutcome } from './calls.ts';
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

/** The journal. Whatever is killed, whenever: a finished step answers from the journal, an unfinished one runs again. */
export interface Steps {
  /**
   * At least once: reads, and writes nobody can see (uploads, containers). The result, small JSON of vendor ids, is
   * journaled; it must hold no token and no body. A capability URL (an upload session) goes through `seal`.
   */
  run<T extends Json>(name: string, effect: (signal: AbortSignal) => Promise<T>, options?: StepOptions): Promise<T>;
  /** One probe per wake-up; resolves when ready, else puts the target to sleep. Has its own time budget (`budgetMs`). */
  wait(name: string, probe: (signal: AbortSignal) => Promise<Probe>, options?: WaitOptions): Promise<void>;
  /** At most once: what the audience sees. Intent is stored first; after a lost answer `find` decides. */
  commit<T extends CommitResult>(name: string, effect: CommitEffect<T>): Promise<Receipt<T>>;
  /** The journaled result of a finished step of this target, or `undefined`. Never triggers work. */
  peek(name: string): Json | undefined;
  /** What is known of everything else that went out to this account: nothing of it may be taken for this post. */
  others(): Promise<Others>;
  /** Shows live progress to subscribers; cheap to call often (the engine thins it out). Not journaled. */
  report(progress: Progress): void;
  /** Encrypts a capability (upload session URL …) so that it may be journaled. */
  seal(secret: string): string;
  open(sealed: string): string;
}

export interface StepOptions {
  /** Deadline of one call of the effect; default 60 s. */
  timeoutMs?: number;
}

export interface WaitOptions extends StepOptions {
  /** Total time from the first probe after which `PROCESSING_TIMEOUT` is raised. */
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
   * The irreversible call. Exactly one request may leave in here that the audience can see the effect of. `since` is when
   * the first intent was stored.
   */
  act(signal: AbortSignal, since: Date): Promise<T>;
  /** Looks, without changing anything, whether an earlier `act` landed. `since` is when the first intent was stored. */
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

/** Of what else went out to an account, through whichever brand. */
export interface Others {
  /** Whether this is the id of something that belongs to another post, or what stands for it in its address. */
  isTaken(name: string): boolean;
  /** Posts that went out, or may have, and of which it is not known yet what they became. */
  unplaced: readonly Unplaced[];
}

export interface Unplaced {
  /** When it was sent, at the earliest. */
  since: Date;
  post: Pick<PublishPost, 'format' | 'caption' | 'title'>;
  /** The ids it goes by meanwhile. */
  names: readonly string[];
}

declare const receipt: unique symbol;
/** Proof that a commit step finished. Only `Steps.commit` makes one, so an adapter that posts outside the fence does not compile. */
export type Receipt<T extends CommitResult = CommitResult> = T & { readonly [receipt]: true };

/** A file to publish. Bytes are streamed from storage; platforms that pull get a signed link instead. */
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
  /** The same in borrowed memory, to be sent as it comes: a chunk may be used until the next one is asked for. */
  lend(mediaId: string, range: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** Size and type of an asset of this workspace that is named in the options instead of in `media` (a thumbnail). */
  describe(mediaId: string): Promise<{ bytes: number; mimeType: string }>;
  /**
   * A signed, expiring https link to the file for this `label` (one link per target, media and label; stable across
   * restarts). Serves Range and HEAD without authentication. Throws `MEDIA_NOT_SERVED` while nobody of this installation
   * serves links: a platform would only find that out by itself.
   */
  link(mediaId: string, label: string): Promise<string>;
  /** Whether links were served all the time since then: else it says nothing that a platform could not fetch one. */
  isServedSince(since: Date): Promise<boolean>;
  /**
   * Withdraws all links of `label` (they answer 410 from now on) and tells whether any was ever fetched. When it was
   * not, whatever needed it can no longer happen: a proof of absence for platforms that pull.
   */
  revoke(label: string): Promise<'NEVER_FETCHED' | 'FETCHED'>;
}

/** One target, as the adapter sees it: post and overrides are already merged. */
export interface PublishPost<Options = unknown> {
  targetId: string;
  format: Format;
  /** Empty string when there is none. */
  caption: string;
  title: string | null;
  media: readonly PublishMedia[];
  options: Options;
}

/** What an adapter needs to talk to the platform for one account. */
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
   * Adapter-owned facts read at connect time and by `identify` (subscription type, uploads playlist, …); under `choices`
   * what `Platform.choices` told last, with `checkedAt`.
   */
  facts: { readonly [key: string]: Json | undefined };
}

/** Work after the post is live. It can warn but never fail the target; each has journal rows of its own. */
export interface Extra<Options = unknown> {
  /** `first-comment`, `thumbnail`, `playlist`, `permalink` … Stable across releases. */
  name: string;
  wanted(post: PublishPost<Options>): boolean;
  /** May `run`, `wait` and `commit`. What is returned is merged into the target. */
  apply(post: PublishPost<Options>, receipt: Receipt, steps: Steps, api: Api): Promise<ExtraResult | undefined>;
}

export interface ExtraResult {
  /** The id of the post, where the receipt could not name it. */
  id?: string;
  /** The permalink, resolved later than the post went live. */
  url?: string;
  /** The vendor's own word for what became of the post since. */
  platformState?: string;
}

/** Posts that are published by the account's holder in the platform's own app: all that Slipway can do is to hand them over. */
export interface HandOver<Options = unknown> {
  /** The vendor's own word, shown until an extra knows better. */
  platformState: string;
  /** What the holder has to do. */
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

/** Everything secret about one account. Stored sealed; handed to adapters only for the length of one call. */
export interface Credentials {
  accessToken: string;
  refreshToken: string | null;
  /** When the access token stops working; `null` = never told. */
  accessTokenExpiresAt: Date | null;
  refreshTokenExpiresAt: Date | null;
  scopes: readonly string[];
}

/** What every call to a platform needs, also without an account: the verbs of an adapter's OAuth take it as it is. */
export interface OAuthContext {
  http: Http;
  /** Base URLs by the names of `PlatformSetup.origins`, without a trailing slash. Real hosts in production, a stand-in in tests. */
  origins: Readonly<Record<string, string>>;
  client: ClientCredentials;
  /** Vendor API version where it is a setting (Instagram), else ''. */
  apiVersion: string;
  /** What to ask for: `neededScopes`, and of `optionalScopes` those that the app of this installation may ask for. */
  scopes: readonly string[];
  now(): Date;
}

export interface OAuth {
  /** Scopes without which publishing cannot work; a grant without one of them is refused with `SCOPE_MISSING`. */
  neededScopes: readonly string[];
  /** Asked for as well; their absence only switches a feature off. */
  optionalScopes: readonly string[];
  /** Refresh when the access token has less than this left. */
  refreshMarginMs: number;
  /** `codeVerifier` is 64 characters of the PKCE alphabet; adapters whose platform has no PKCE ignore it. */
  authorizationUrl(ctx: OAuthContext, input: { redirectUri: string; state: string; codeVerifier: string }): string;
  /** Exchanges the code as it arrived in the callback (already URL-decoded once). */
  exchangeCode(
    ctx: OAuthContext,
    input: { code: string; redirectUri: string; codeVerifier: string },
  ): Promise<Credentials>;
  /** Throws `unauthorized` only when the platform says that the grant is dead; an outage is `unavailable`. */
  refresh(ctx: OAuthContext, credentials: Credentials): Promise<Credentials>;
  /** Withdraws the grant at the platform; `null` where the platform has no such call. */
  revoke: ((ctx: OAuthContext, credentials: Credentials) => Promise<void>) | null;
  /** Who this token speaks for. Also how an account's health is checked. */
  identify(ctx: OAuthContext, credentials: Credentials): Promise<Identity>;
}

export interface Identity extends AccountFacts {
  avatarUrl: string | null;
  profileUrl: string | null;
}

/* ---------------------------------------------------------------- the platform ---- */

/** One allowance the platform grants. The ledger counts; answers of the platform correct it. */
export interface QuotaRule {
  /** Stable name: `posts_24h`, `videos_insert_day`, `posts_15m` … */
  name: string;
  scope: 'APP' | 'ACCOUNT';
  /** ROLLING: any `windowMs`; FIXED: aligned windows from the epoch; PACIFIC_DAY: resets at midnight America/Los_Angeles. */
  window: 'ROLLING' | 'FIXED' | 'PACIFIC_DAY';
  windowMs: number;
  /** Assumed until the platform itself tells (see `QuotaReading`). */
  limit: number;
  /**
   * DOCUMENTED: the platform states the limit for everybody, and what counts is seen from here; a post waits for it.
   * GUESSED: it differs by account or app, is stated nowhere, or is freed where nobody sees it. A guess warns and never
   * holds a post back, until the platform itself has told the limit.
   */
  basis: 'DOCUMENTED' | 'GUESSED';
  /** Counted and shown, but no post waits for it: publishing itself needs none of it. */
  advisory?: true;
  /** Units that one commit of such a post takes from this allowance (0 = none); a thread commits once per part. */
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

/** What an operator configures of a platform. The names of its environment variables stand here and nowhere else. */
export interface PlatformSetup {
  /** What has to be registered at the platform, to follow its name: `an app with OAuth 2.0`. */
  app: string;
  clientId: { variable: string; note?: string };
  /** `isOptional`: the platform also registers clients that have none. */
  clientSecret: { variable: string; note?: string; isOptional?: true };
  /** The base URLs that the adapter uses: the real host of each, and the variable that replaces it. */
  origins: Readonly<Record<string, { variable: string; host: string }>>;
  /** Where the version of the platform's API is a setting. */
  apiVersion?: { variable: string; note: string; pattern: RegExp; standard: string };
  /** Where an app may be approved for some scopes only. `problem` tells what is wrong with a choice of known ones. */
  scopes?: {
    variable: string;
    note: string;
    /** When an operator sets it, in half a sentence. */
    when: string;
    known: readonly string[];
    problem(scopes: readonly string[]): string | null;
  };
}

/** By which words the public API names a platform. */
export interface PlatformNames {
  /** Begins the names of its GraphQL types. */
  type: string;
  /** Under which name its options stand in the input. */
  input: string;
  /** Whose options they are, with an article: `an Instagram account`. */
  account: string;
  /** The description of its enum value. */
  description: string;
}

/** What the API tells of options beyond the descriptions in their schema. */
export interface OptionTexts {
  /** The values of an enum, by the name of its option and the value as the API spells it. */
  values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What one entry of a list is called, where cutting off the `s` of the option's name does not tell. */
  items?: Readonly<Record<string, string>>;
}

/** What a platform lets one account choose at this moment, where its rules oblige clients to show that. */
export interface AccountChoices {
  /** The field of an account that shows them, the type of that field, and what both are for. */
  field: { name: string; description: string };
  type: { name: string; description: string };
  /** What `read` tells, as the API shows it: each field with its description. */
  shown: z.ZodObject;
  /** Asked live; kept for a while in `AccountFacts.facts.choices`, where it may be out of date: `validate` only warns by it. */
  read(
    ctx: OAuthContext,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<{ readonly [key: string]: Json | undefined }>;
}

export interface Platform<Options = unknown> {
  id: PlatformId;
  displayName: string;
  names: PlatformNames;
  setup: PlatformSetup;
  /** Vendor API version in use, as shown to partners: `v27.0`, `v2`, `v3`. */
  apiVersion: string;
  referenceUrl: string;
  formats: Readonly<Partial<Record<Format, FormatRule>>>;
  /** What this adapter can do beyond publishing: `FIRST_COMMENT`, `THUMBNAIL`, `ALT_TEXT`, `POLL` … */
  features: readonly string[];
  /** Features that need an optional scope: an installation that does not ask for it does not have them. */
  featureScopes?: Readonly<Record<string, string>>;
  quotas: readonly QuotaRule[];
  /** Parses and defaults `PostTarget.options`; the TypeScript type of `options` is its output. */
  options: z.ZodType<Options>;
  optionTexts: OptionTexts;
  /** What a file must be that the options name instead of the post's media (a cover, a thumbnail), by the option's name. */
  optionMedia?: Readonly<Record<string, OptionMediaRule>>;
  oauth: OAuth;
  choices?: AccountChoices;
  /** What an answer means for the health of the platform, where its HTTP status alone does not tell. */
  outcomeOf?(answer: HttpAnswer): CallOutcome | undefined;
  /** Phase shown while a step runs; the longest matching prefix of the step's name wins, default PREPARING. */
  phases: Readonly<Record<string, Phase>>;
  /**
   * The same code when the post is written and when it is published: pure, no network. Names limit and actual value.
   * `account` is null when checking without one. Of the account it looks at `facts` alone: content that goes to several
   * accounts with equal facts is checked once.
   */
  validate(post: PublishPost<Options>, account: AccountFacts | null): Issue[];
  /** Top to bottom, through `steps` only. Must return a receipt. Never retries, never sleeps, never catches to hide. */
  publish(post: PublishPost<Options>, steps: Steps, api: Api): Promise<Receipt>;
  handOver?: HandOver<Options>;
  /**
   * The receipt of a post whose answer was lost and that a person then found, at `url` if they said where; `since` is
   * when it was sent. Null when that does not tell the extras which post it is.
   */
  receiptOf?(post: PublishPost<Options>, found: { url: string | null; since: Date }): CommitResult | null;
  /** After the post is live. */
  extras: readonly Extra<Options>[];
}
