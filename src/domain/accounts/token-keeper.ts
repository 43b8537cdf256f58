/** Renewals in a process that outlives the server: what the two say to each other, and both ends of it. */
import { z } from 'zod';
import type { AppContext, ConfiguredPlatform, TokenKeeper } from '../../context.ts';
import type { Announcement } from '../../lib/announcer.ts';
import type { VaultKey } from '../../lib/crypto.ts';
import type { KeptWork } from '../../lib/keeper/inside.ts';
import { createKeeper, KeeperAway, KeeperLost } from '../../lib/keeper/keeper.ts';
import type { LogLevel } from '../../lib/log.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { calls, type ObservedCall } from '../../platforms/calls.ts';
import { type FailureCode, type FailureDetails, PlatformFailure } from '../../platforms/failure.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { tokenRenewed } from '../feeds.ts';
import { Sleep } from '../sleep.ts';
import { type RenewalContext, renewAccess, rereadAt } from './renewal.ts';

/** Given to the process through a pipe, because its arguments and its environment can be read from outside. */
export interface KeeperSetup {
  database: { url: string; directUrl: string | null };
  keys: readonly VaultKey[];
  platforms: readonly (Omit<ConfiguredPlatform, 'platform'> & { id: PlatformId })[];
  log: { level: LogLevel; secrets: readonly string[] };
}

export interface KeeperTask {
  account: SocialAccount;
  /** By how much the clock of the server, which all processes share, is ahead of that of the machine. */
  clockAheadMs: number;
}

export type KeeperAnswer =
  | { kind: 'DONE' }
  | { kind: 'SLEEP'; until: Date }
  | { kind: 'FAILED'; code: FailureCode; message: string; details: FailureDetails };

/** What the server hears of in its own feeds, its log and its announcements, as if it had happened there. */
export type KeeperNews =
  | { kind: 'CALL'; call: Omit<ObservedCall, 'pool'> }
  | { kind: 'RENEWAL'; renewal: { platform: PlatformId; code: FailureCode | null } }
  | { kind: 'ANNOUNCEMENT'; announcement: Announcement }
  | { kind: 'LOG'; line: string };

/** Starting one takes half a second of a processor, and it has 130 MB, while an account needs it for a moment every two hours. */
const IDLE_MS = 30_000;

interface KeeperOptions {
  entry: URL;
  env: Readonly<Record<string, string>>;
  setup: () => KeeperSetup;
}

/** The end of the server. */
export function createTokenKeeper(
  ctx: Pick<AppContext, 'clock' | 'log' | 'db' | 'dispatcher'>,
  options: KeeperOptions,
): TokenKeeper & AsyncDisposable {
  const keeper = createKeeper<KeeperSetup, KeeperTask, KeeperAnswer, KeeperNews>({
    ...options,
    idleMs: IDLE_MS,
    hear: (news) => hear(ctx, news),
  });
  return {
    renew: async (account) => {
      try {
        const clockAheadMs = ctx.clock.now().getTime() - Date.now();
        requireDone(await keeper.run({ account, clockAheadMs }));
        return true;
      } catch (error) {
        if (error instanceof KeeperAway) {
          ctx.log.warn(
            { err: error, socialAccountId: account.id },
            'no process to renew a token in: it is renewed in this one, and would be lost if this one were killed meanwhile',
          );
          return false;
        }
        if (!(error instanceof KeeperLost)) throw error;
        ctx.log.warn(
          { err: error, socialAccountId: account.id },
          'the process that was renewing a token has ended; the old one is tried again',
        );
        throw new Sleep(rereadAt(ctx));
      }
    },
    [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose](),
  };
}

function requireDone(answer: KeeperAnswer): void {
  if (answer.kind === 'SLEEP') throw new Sleep(answer.until);
  if (answer.kind === 'FAILED') throw new PlatformFailure(answer.code, answer.message, answer.details);
}

const logLine = z.looseObject({
  level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']),
  msg: z.string().default(''),
  pid: z.unknown(),
  time: z.unknown(),
  hostname: z.unknown(),
});

function hear({ db, log, dispatcher }: Pick<AppContext, 'log' | 'db' | 'dispatcher'>, news: KeeperNews): void {
  if (news.kind === 'CALL') calls.publish(() => ({ ...news.call, pool: dispatcher }));
  else if (news.kind === 'RENEWAL') tokenRenewed.publish(() => news.renewal);
  else if (news.kind === 'ANNOUNCEMENT') db.announce(news.announcement.channel, news.announcement.payload);
  else {
    const { level, msg, pid: keeperPid, time: _, hostname: __, ...fields } = logLine.parse(JSON.parse(news.line));
    log[level]({ ...fields, keeperPid }, msg);
  }
}

/** The end of the process: tells what happens, and renews what it is asked to. */
export function keepTokens(
  contextFor: (clockAheadMs: number) => RenewalContext,
  tell: (news: KeeperNews) => void,
): Pick<KeptWork<KeeperTask, KeeperAnswer>, 'run'> {
  calls.listen(({ pool: _, ...call }) => tell({ kind: 'CALL', call }));
  tokenRenewed.listen((renewal) => tell({ kind: 'RENEWAL', renewal }));
  return {
    run: async ({ account, clockAheadMs }) => {
      try {
        await renewAccess(contextFor(clockAheadMs), account);
        return { kind: 'DONE' };
      } catch (error) {
        if (error instanceof Sleep) return { kind: 'SLEEP', until: error.until };
        if (!(error instanceof PlatformFailure)) throw error;
        const { code, message, kind, vendor, retryAt, neverSent, allowance } = error;
        const details = { kind, vendor, neverSent, allowance, ...(retryAt !== undefined && { retryAt }) };
        return { kind: 'FAILED', code, message, details };
      }
    },
  };
}
