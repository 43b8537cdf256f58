/** The contexts, as types only. Built once by app.ts and passed down as the first argument. */
import type { Dispatcher } from 'undici';
import type { Config } from './config.ts';
import type { Queue } from './jobs/queue.ts';
import type { Breaker } from './lib/breaker.ts';
import type { BriefCache } from './lib/brief-cache.ts';
import type { Clock } from './lib/clock.ts';
import type { Vault } from './lib/crypto.ts';
import type { Db, Tx } from './lib/db.ts';
import type { Gate } from './lib/gate.ts';
import type { CheckUrl, FetchGuarded } from './lib/guarded-fetch.ts';
import type { GuardedPost } from './lib/guarded-post.ts';
import type { Logger } from './lib/log.ts';
import type { Examiner } from './lib/media/examiner.ts';
import type { SocialAccount } from './lib/prisma/client.ts';
import type { ApiScope } from './lib/prisma/enums.ts';
import type { Storage } from './lib/storage.ts';
import type { Reader } from './lib/texts.ts';
import type { ClientCredentials, Platform, PlatformId } from './platforms/platform.ts';

/** A platform as this installation runs it. */
export interface ConfiguredPlatform {
  platform: Platform;
  origins: Readonly<Record<string, string>>;
  client: ClientCredentials;
  apiVersion: string;
  /** What account holders are asked to grant. */
  scopes: readonly string[];
  /** Whether accounts are checked though the platform bills it. */
  accountChecks: boolean;
  /** Prices that replace those of the adapter, in millionths of its currency. */
  prices: Readonly<Record<string, number>>;
  /** What webhooks are verified with, besides the secret of the client. */
  webhookSecrets: Readonly<Record<string, string | undefined>>;
  /** Runs against the built-in stand-in instead of the real platform. */
  sandbox: boolean;
}

export interface AppContext {
  config: Config;
  db: Db;
  clock: Clock;
  log: Logger;
  vault: Vault;
  storage: Storage;
  fetchGuarded: FetchGuarded;
  checkUrl: CheckUrl;
  /** The way to the endpoints of webhooks. */
  webhookPost: Pick<GuardedPost, 'post' | 'checkUrl'>;
  /** The gate that limits concurrent imports by URL. */
  imports: Gate;
  storedQueries: StoredQueries;
  /** Measures a file from outside. */
  examine: Examiner['examine'];
  queue: Queue;
  /** Connections to the platforms. */
  dispatcher: Dispatcher;
  /** All platforms this installation can reach; a platform without credentials and without sandbox is absent. */
  platforms: ReadonlyMap<PlatformId, ConfiguredPlatform>;
  /** Renews tokens in a process that outlives this one; null = the operator does not want one. */
  keeper: TokenKeeper | null;
  /** Which hosts of platforms nothing is sent to now. */
  breaker: Breaker;
  /** The API keys that this process has recognised recently, by prefix. */
  knownKeys: BriefCache<KnownKey>;
  /** Stops the process at a point in the crash tests; otherwise does nothing. */
  failpoint(edge: JournalEdge): Promise<void>;
}

export interface TokenKeeper {
  /** Throws what a renewal throws. False: there is no such process, and nothing happened. */
  renew(account: SocialAccount): Promise<boolean>;
}

/** The points at which crash tests may stop the process: before and after every effect, and after every journal write. */
export type JournalEdge = `${'run' | 'wait' | 'commit'}:${string}:${'before' | 'armed' | 'after' | 'journaled'}`;

/** GraphQL queries that somebody stored, to be run later: those of webhook endpoints. */
export interface StoredQueries {
  /** What is wrong with it, in words; empty when it may be stored. */
  check(query: string): Promise<string[]>;
  /** Its answer to this viewer, as JSON. */
  run(query: string, viewer: Viewer, variables: Readonly<Record<string, string | null>>): Promise<StoredAnswer>;
}

export interface StoredAnswer {
  data: unknown;
  errors?: unknown[];
}

/** Where a call came from, for the audit log. */
export interface CallOrigin {
  address: string;
  /** What the client calls itself. */
  client: string | null;
}

/** What happened to one thing; see `domain/changes.ts`. */
export interface Change {
  subject: ChangeSubject;
  id: string;
  /** Null for what belongs to the whole workspace. */
  brandId: string | null;
  kind: 'MADE' | 'CHANGED' | 'REMOVED';
  fields: Record<string, { from: unknown; to: unknown }>;
}
export type ChangeSubject = 'WORKSPACE' | 'API_KEY' | 'BRAND' | 'ACCOUNT' | 'POST' | 'TARGET' | 'MEDIA' | 'WEBHOOK';

/** Writes the audit entry of a call. */
export interface CallRecord {
  /** In a transaction that does what the call asks for; `changes` is read when it commits. */
  commit(tx: Tx, changes: readonly Change[]): void;
  /** The call was made before, and is answered as it was then. */
  repeats(): void;
}

/** The caller. Limits every read, and every write checks it. */
export interface Viewer {
  from?: CallOrigin;
  /** In which language and zone this caller is told texts. Absent: nobody reads them. */
  reader?: Reader;
  /** The settings of the key; without a language, each request says which. */
  language?: string | null;
  timeZone?: string | null;
  /** Of the mutation that is carried out; absent for reads. */
  call?: CallRecord;
  /** Aborted when the caller has hung up; work that only the caller waits for may stop. */
  left?: AbortSignal;
  apiKeyId: string;
  workspaceId: string;
  scopes: ReadonlySet<ApiScope>;
  /** null = every brand of the workspace. */
  brandIds: ReadonlySet<string> | null;
  /** When the key stops working. */
  expiresAt: Date | null;
  /** Encrypts positions into cursors of the workspace. */
  cursorKey: Uint8Array;
  /** The last position of its workspace that an old, unencrypted cursor may name; 0 if none was ever given out. */
  plainCursorsTo: bigint;
}

export interface KnownKey {
  viewer: Viewer;
  secretHash: Uint8Array;
  lastUsedAt: Date | null;
}

export interface RequestContext {
  app: AppContext;
  viewer: Viewer;
  requestId: string;
}
