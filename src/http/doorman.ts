/** Identifies callers by API key for every route, and keeps wrong keys cheap, however many come. */
import type { IncomingMessage } from 'node:http';
import type { AppContext, Viewer } from '../context.ts';
import { authenticate, findKeyRow, findKeysTogether } from '../domain/keys/authentication.ts';
import { createKeyNetworks } from '../domain/keys/key-networks.ts';
import { createBriefCache } from '../lib/brief-cache.ts';
import { createRateLimit } from '../lib/rate-limit.ts';
import { callOriginOf } from './call-origin.ts';
import { createClientAddress, networkOf } from './client-address.ts';
import { readerOf } from './language.ts';

const LIMITS = {
  /**
   * How many unknown keys of one address are looked up at once: a program with an old key gets a proper answer for a
   * while.
   */
  perAddress: { burst: 60, perSecond: 1, maxKeys: 20_000 },
  /** Of all addresses together. */
  altogether: { burst: 600, perSecond: 100, maxKeys: 1 },
  /**
   * Keys above that are looked up in groups, not refused unseen: behind a proxy that is missing in the configuration
   * all callers share one address, and a valid key must work while somebody else is guessing.
   */
  beyond: { everyMs: 100, most: 1_000 },
  /** How long a refused key is refused without asking again. */
  refusedForMs: 10_000,
  maxKeys: 10_000,
  logEveryMs: 60_000,
} as const;
const ALL = '*';

/** `null`: the key does not work. `retryAfterMs`: too many other keys from this address did not work either. */
export type Recognised = { viewer: Viewer } | { retryAfterMs: number } | null;

export interface Doorman extends Disposable {
  recognise(req: IncomingMessage, bearer: string): Promise<Recognised>;
}

/** The key of an `Authorization` header, or null when it is of another kind. */
export const bearerIn = (header: string): string | null => /^Bearer +(\S+) *$/i.exec(header)?.[1] ?? null;

export function createDoorman(ctx: AppContext): Doorman {
  const addressOf = createClientAddress(ctx.config.trustedProxies);
  const perAddress = createRateLimit(LIMITS.perAddress);
  const altogether = createRateLimit(LIMITS.altogether);
  const refused = createBriefCache<string>({ maxAgeMs: LIMITS.refusedForMs, maxEntries: LIMITS.maxKeys });
  const findTogether = findKeysTogether(ctx, LIMITS.beyond);
  const networks = createKeyNetworks(ctx);
  const report = createReport(ctx);

  return {
    recognise: async (req, bearer) => {
      const address = addressOf(req);
      const network = networkOf(address);
      const now = ctx.clock.now();
      let retryAfterMs: number | null = null;
      const take = (): number => {
        retryAfterMs ??= perAddress.take(network, now.getTime()) || altogether.take(ALL, now.getTime());
        return retryAfterMs;
      };
      const viewer = await authenticate(ctx, bearer, {
        find: (key) => {
          if (refused.get(key.prefix, now) === hex(key.secretHash)) return null;
          return take() === 0 ? findKeyRow(ctx, key.prefix) : findTogether(key.prefix);
        },
        found: (key, isGood) => {
          if (!isGood) return refused.expect(now)(key.prefix, hex(key.secretHash));
          if (retryAfterMs !== 0) return;
          perAddress.giveBack(network);
          altogether.giveBack(ALL);
        },
      });
      if (viewer !== null) {
        networks.note(viewer, network);
        const reader = readerOf(viewer, req.headers['accept-language']);
        return { viewer: { ...viewer, from: callOriginOf(req, () => address), reader } };
      }
      report.wrongKey(address);
      return take() > 0 ? { retryAfterMs: take() } : null;
    },
    [Symbol.dispose]: () => report[Symbol.dispose](),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

interface Report extends Disposable {
  wrongKey(address: string): void;
}

const MAX_ADDRESSES_NAMED = 5;

/** Logs one line a minute, however many wrong keys come. */
function createReport({ log }: Pick<AppContext, 'log'>): Report {
  let count = 0;
  let byAddress = new Map<string, number>();
  let quiet: NodeJS.Timeout | null = null;
  const write = () => {
    const addresses = [...byAddress]
      .sort(([, a], [, b]) => b - a)
      .slice(0, MAX_ADDRESSES_NAMED)
      .map(([address]) => address);
    log.warn({ count, addresses }, 'requests came with API keys that do not work');
    count = 0;
    byAddress = new Map();
  };
  const afterQuiet = () => {
    quiet = null;
    if (count === 0) return;
    write();
    beQuiet();
  };
  const beQuiet = () => {
    quiet = setTimeout(afterQuiet, LIMITS.logEveryMs).unref();
  };
  return {
    wrongKey: (address) => {
      count++;
      if (byAddress.has(address) || byAddress.size < 1_000) byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      if (quiet !== null) return;
      write();
      beQuiet();
    },
    [Symbol.dispose]: () => {
      if (quiet !== null) clearTimeout(quiet);
      if (count > 0) write();
    },
  };
}
