/** The contract between the sandbox server and one vendor's stand-in, and the state that all vendors share. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { type AccountChange, type AccountChanges, createAccountChanges } from './account-changes.ts';
import { createFigures, type Figures } from './figures.ts';
import { createNotifier, type Notice, type Notifier } from './notify.ts';
import { type Pulled, type PullLimits, pull } from './pull.ts';

export const SANDBOX_PLATFORMS = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const;
export type SandboxPlatform = (typeof SANDBOX_PLATFORMS)[number];

export interface Account {
  id: string;
  username: string;
  displayName: string;
}

export interface AccountFilter {
  accountId?: string | undefined;
}

/**
 * One vendor. `hosts` are its real host names, those of its public pages included; the first path segment (or the Host
 * header) selects among them. A permalink on one of the hosts opens as a page without a route of its own.
 */
export interface Vendor {
  id: SandboxPlatform;
  hosts: readonly string[];
  /** Paths that belong to this vendor alone, and the host they are on, for clients that are given nothing but an origin. */
  ownPaths: readonly (readonly [path: RegExp, host: string])[];
  /** The first match wins. */
  routes: readonly Route[];
  timeline(): LivePost[];
  reset(): void;
  expireTokens(filter: AccountFilter): number;
  revokeTokens(filter: AccountFilter): number;
  /** Takes scopes out of grants, as an account holder may in the vendor's settings. Answers how many grants lost one. */
  withdrawScopes(filter: AccountFilter, scopes: readonly string[]): number;
  accounts(): Account[];
  /** For `/__control/containers/expire`. */
  expireContainers?(filter: AccountFilter): number;
  /** What its holder does to a post in the vendor's own app; whether there was one. A vendor without `HIDDEN` has no such switch. */
  vanish(postId: string, how: Vanishing): boolean;
  counters?(): Record<string, number>;
  /** The vendor's own answer to an address it does not know; `allowed` lists methods when only the method is wrong. */
  notFound?(request: SandboxRequest, allowed: readonly string[]): SandboxResponse;
}

/** `SHOWN` takes `HIDDEN` back. */
export const VANISHINGS = ['DELETED', 'HIDDEN', 'SHOWN'] as const;
export type Vanishing = (typeof VANISHINGS)[number];

export type BodyKind = 'json' | 'form' | 'jsonOrForm' | 'multipart' | 'stream' | 'none';

export interface Route {
  /** `media_publish`: faults and the request log address it as `instagram.media_publish`. */
  operation: string;
  host: string;
  method: string;
  /** `/v27.0/:igId/media`; `:name` takes one segment, a final `*` takes the rest. A trailing slash counts. */
  path: string;
  /** Narrows the path where a vendor serves several operations at one address, as Graph does with `/{id}`. */
  accepts?(params: Record<string, string>): boolean;
  handler(request: SandboxRequest): Promise<SandboxResponse> | SandboxResponse;
  /** How the request body is read; default `none`. `jsonOrForm` also takes multipart fields as a form. */
  body?: BodyKind;
}

export interface MultipartFile {
  bytes: Buffer;
  filename?: string;
  contentType?: string;
}

export interface SandboxRequest {
  method: string;
  host: string;
  /** Path on the vendor's host, without the query. */
  path: string;
  url: URL;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  json?: unknown;
  form?: URLSearchParams;
  multipart?: { fields: Record<string, string>; files: Record<string, MultipartFile> };
  /** Set when the body is not of the kind the route reads; the vendor answers in its own words. */
  bodyProblem?: 'content_type' | 'malformed';
  /** The raw body; only meaningful for `body: 'stream'`. */
  stream: Readable;
  now(): number;
  /** Turns `https://vendor.host/path` into an address under which this client reaches it: upload sessions, `Location`. */
  local(url: string): string;
}

export interface SandboxResponse {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  /** JSON text as is, for numbers above 2^53. */
  rawJson?: string;
  text?: string;
  html?: string;
}

/** One object that the audience can see, or that only its owner can see (`visible: false`). */
export interface LivePost {
  id: string;
  platform: SandboxPlatform;
  accountId: string;
  username: string;
  kind: string;
  text: string;
  title?: string;
  mediaCount: number;
  mediaSha256: string[];
  permalink: string;
  createdAt: string;
  visible: boolean;
  details?: Record<string, unknown>;
}

/**
 * What a stand-in does with parameters that its vendor ignores, because they are unknown or do not apply. `tolerant` ignores
 * them too; `strict` refuses them, which finds a silent typo. Vendors that refuse them themselves do so either way.
 */
export const PARAMETER_MODES = ['tolerant', 'strict'] as const;
export type ParameterMode = (typeof PARAMETER_MODES)[number];

const baseSettings = z.strictObject({
  parameters: z.enum(PARAMETER_MODES).default('tolerant'),
  /** How many status reads answer "in progress" before "done". */
  processingPolls: z.int().min(0).default(1),
  /** Least time between acceptance and "done". */
  processingMs: z.number().min(0).default(0),
  /** The vendor's reason with which processing fails, or null. */
  failProcessing: z.string().nullable().default(null),
  /** Fresh posts stay out of listings for this long … */
  hideFreshMs: z.number().min(0).default(0),
  /** … and for this many listing reads. */
  hideFreshReads: z.int().min(0).default(0),
  /** Life of new access tokens; null means the vendor's own. */
  accessTokenTtlMs: z.number().positive().nullable().default(null),
  /** Real vendors pull https only; a sandbox on one machine has no certificate, so this is off unless asked for. */
  requireHttpsMedia: z.boolean().default(false),
  /** When set, only this OAuth client is known. */
  clientId: z.string().nullable().default(null),
  clientSecret: z.string().nullable().default(null),
  /** Where the vendor sends its webhooks; null = nowhere. */
  webhookUrl: z.url().nullable().default(null),
  /** Signs them; with the real vendors it is the secret of the app. */
  webhookSecret: z.string().min(1).default('sandbox-secret'),
  /** Delivery is at least once. */
  webhookCopies: z.int().min(1).max(5).default(1),
  /** Before each one, somebody else sends as many with another body under the same signature. */
  webhookForgeries: z.int().min(0).max(5).default(0),
  /** Each comes so much later. */
  webhookDelayMs: z.number().min(0).default(0),
  /** Each is held until the next one has gone, or for a second: they come out of order. */
  webhookSwapped: z.boolean().default(false),
});
type PlatformSettings = z.infer<typeof baseSettings>;

export interface SandboxState {
  settings(platform: SandboxPlatform): PlatformSettings;
  /** Adds a vendor's own settings (every field with a default) and returns their typed reader. */
  defineSettings<S extends z.ZodRawShape>(platform: SandboxPlatform, shape: S): () => z.infer<z.ZodObject<S>>;
  /** Milliseconds of the sandbox clock, which `/__control/clock/advance` moves. */
  now(): number;
  /** Pulls a media URL over HTTP as the platform would: no cookies, no redirects, status and type checked. Throws `PullError`. */
  pull(url: string, limits: PullLimits): Promise<Pulled>;
  /** To be called once for every object that goes live: writes the history file. */
  effect(post: LivePost): void;
  /** The figures of a post or an account as the vendor tells them. */
  told: Figures['told'];
  /** What has become of a demo account. */
  accountChange(platform: SandboxPlatform, accountId: string): AccountChange;
  /** Sends a webhook in the background. */
  notify(platform: SandboxPlatform, notice: Notice): void;
}

/** The state as the server and the control API see it. */
export interface SandboxCore extends SandboxState {
  notices: Notifier;
  accountChanges: AccountChanges;
  figures: Figures;
  advance(ms: number): void;
  /** Resolves once the sandbox clock has gone `ms` further, by itself or by being moved; early when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Throws a ZodError when a name or a value is not a setting of that platform. */
  patchSettings(platform: SandboxPlatform, patch: Record<string, unknown>): void;
  allSettings(platform: SandboxPlatform): Record<string, unknown>;
  resetState(): void;
}

export interface CoreOptions {
  /** What `parameters` is at the start and after a reset. */
  parameters?: ParameterMode | undefined;
  onEffect?: ((post: LivePost) => void) | undefined;
}

interface SettingsGroup {
  has(name: string): boolean;
  read(): Record<string, unknown>;
  patch(patch: Record<string, unknown>): void;
  reset(): void;
}

export function createCore(options: CoreOptions = {}): SandboxCore {
  let offsetMs = 0;
  const naps = createNaps();
  const notices = createNotifier();
  const accountChanges = createAccountChanges();
  const figures = createFigures();
  const { parameters = 'tolerant' } = options;
  const common = new Map(
    SANDBOX_PLATFORMS.map((platform) => [platform, settingsGroup(baseSettings.shape, { parameters })]),
  );
  const own = new Map<SandboxPlatform, SettingsGroup>();
  const commonOf = (platform: SandboxPlatform) => {
    const group = common.get(platform);
    if (group === undefined) throw new Error(`no settings for ${platform}`);
    return group;
  };
  return {
    settings: (platform) => commonOf(platform).value(),
    defineSettings: (platform, shape) => {
      const group = settingsGroup(shape);
      own.set(platform, group);
      return group.value;
    },
    now: () => Date.now() + offsetMs,
    pull,
    effect: (post) => options.onEffect?.(post),
    notify: (platform, notice) => {
      const { webhookCopies, webhookForgeries, webhookDelayMs, webhookSwapped } = commonOf(platform).value();
      const manner = { forgeries: webhookForgeries, delayMs: webhookDelayMs, isSwapped: webhookSwapped };
      notices.send(notice, { copies: webhookCopies, ...manner });
    },
    notices,
    accountChanges,
    figures,
    told: figures.told,
    accountChange: accountChanges.of,
    advance: (ms) => {
      offsetMs += ms;
      naps.shorten(ms);
    },
    sleep: naps.sleep,
    patchSettings: (platform, patch) => {
      const entries = Object.entries(patch);
      const isOwn = ([name]: [string, unknown]) => own.get(platform)?.has(name) ?? false;
      commonOf(platform).patch(Object.fromEntries(entries.filter((entry) => !isOwn(entry))));
      own.get(platform)?.patch(Object.fromEntries(entries.filter(isOwn)));
    },
    allSettings: (platform) => ({ ...commonOf(platform).read(), ...own.get(platform)?.read() }),
    resetState: () => {
      offsetMs = 0;
      notices.clear();
      accountChanges.reset();
      figures.reset();
      for (const group of [...common.values(), ...own.values()]) group.reset();
    },
  };
}

/** Waits that end sooner when the clock is moved. */
function createNaps() {
  const naps = new Set<(ms: number) => void>();
  return {
    shorten: (ms: number): void => {
      for (const shorten of [...naps]) shorten(ms);
    },
    sleep: async (ms: number, signal: AbortSignal): Promise<void> => {
      if (signal.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = () => resolve();
      let endsAt = Date.now() + ms;
      let timer = setTimeout(end, ms);
      const shorten = (byMs: number) => {
        endsAt -= byMs;
        clearTimeout(timer);
        timer = setTimeout(end, Math.max(0, endsAt - Date.now()));
      };
      naps.add(shorten);
      signal.addEventListener('abort', end, { once: true });
      await promise;
      clearTimeout(timer);
      naps.delete(shorten);
      signal.removeEventListener('abort', end);
    },
  };
}

function settingsGroup<S extends z.ZodRawShape>(shape: S, start: Record<string, unknown> = {}) {
  const schema = z.strictObject(shape);
  const initial = schema.parse(start);
  let current = initial;
  return {
    value: () => current,
    has: (name: string) => Object.hasOwn(shape, name),
    read: (): Record<string, unknown> => ({ ...current }),
    patch: (patch: Record<string, unknown>) => {
      current = schema.parse({ ...current, ...patch });
    },
    reset: () => {
      current = initial;
    },
  };
}
