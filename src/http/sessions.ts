/** Long-lived uses of API keys: ends sockets and streams within seconds when their key stops working. */
import type { AppContext, Viewer } from '../context.ts';
import { isKeyValid, KEYS_CHANNEL } from '../domain/keys/authentication.ts';
import type { Listener } from '../lib/listener.ts';

/** Subscriptions of one key in this process. */
export const MAX_SUBSCRIPTIONS_PER_KEY = 10_000;

export interface Sessions extends AsyncDisposable {
  /** Calls `end` once when the key stops working. The returned function cancels that. */
  watch(viewer: Viewer, end: () => void): () => void;
  /** Takes one of the subscriptions of the key; null if all are taken. The returned function gives it back. */
  subscription(viewer: Viewer): (() => void) | null;
}

interface KeyInUse {
  ends: Set<() => void>;
  /** Stops waiting for the key to expire. */
  forget: AbortController;
}

export function createSessions(ctx: AppContext, listener: Listener): Sessions {
  const keys = new Map<string, KeyInUse>();
  const subscriptions = new Map<string, number>();

  const endAll = (apiKeyId: string) => {
    const key = keys.get(apiKeyId);
    if (key === undefined) return;
    keys.delete(apiKeyId);
    key.forget.abort();
    for (const end of key.ends) end();
  };

  const use = ({ apiKeyId, expiresAt }: Viewer): KeyInUse => {
    const known = keys.get(apiKeyId);
    if (known !== undefined) return known;
    const key: KeyInUse = { ends: new Set(), forget: new AbortController() };
    keys.set(apiKeyId, key);
    if (expiresAt !== null) {
      const { signal } = key.forget;
      void ctx.clock.sleepUntil(expiresAt, signal).then(() => {
        if (!signal.aborted) endAll(apiKeyId);
      });
    }
    return key;
  };

  const recheck = async () => {
    for (const apiKeyId of [...keys.keys()]) if (!(await isKeyValid(ctx, apiKeyId))) endAll(apiKeyId);
  };

  listener.on(KEYS_CHANNEL, endAll);
  // Announcements made while there was no connection are lost.
  listener.onConnect(() => {
    recheck().catch((error: unknown) => ctx.log.warn({ err: error }, 'API keys in use could not be checked'));
  });

  return {
    watch: (viewer, end) => {
      const key = use(viewer);
      key.ends.add(end);
      return () => {
        key.ends.delete(end);
        if (key.ends.size > 0 || keys.get(viewer.apiKeyId) !== key) return;
        keys.delete(viewer.apiKeyId);
        key.forget.abort();
      };
    },
    subscription: ({ apiKeyId }) => {
      const taken = subscriptions.get(apiKeyId) ?? 0;
      if (taken >= MAX_SUBSCRIPTIONS_PER_KEY) return null;
      subscriptions.set(apiKeyId, taken + 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        const left = (subscriptions.get(apiKeyId) ?? 1) - 1;
        if (left === 0) subscriptions.delete(apiKeyId);
        else subscriptions.set(apiKeyId, left);
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const { forget } of keys.values()) forget.abort();
      keys.clear();
    },
  };
}
