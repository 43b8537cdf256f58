/** Long-lived uses of API keys: ends sockets and streams within seconds when their key stops working or changes. */
import type { AppContext, Viewer } from '../context.ts';
import { isKeyValid, KEYS_CHANNEL } from '../domain/keys/authentication.ts';
import type { Listener } from '../lib/listener.ts';

/** Subscriptions of one key in this process. */
export const MAX_SUBSCRIPTIONS_PER_KEY = 10_000;

/** `KEY_CHANGED`: whoever comes again with it is served by what it is now. */
export type EndOfUse = 'KEY_OVER' | 'KEY_CHANGED';

export interface Sessions extends AsyncDisposable {
  /** Calls `end` once when the key stops working or changes. The returned function cancels that. */
  watch(viewer: Viewer, end: (why: EndOfUse) => void): () => void;
  /** Takes one of the subscriptions of the key; null if all are taken. The returned function gives it back. */
  subscription(viewer: Viewer): (() => void) | null;
}

interface KeyInUse {
  ends: Set<(why: EndOfUse) => void>;
  /** Stops waiting for the key to expire. */
  forget: AbortController;
}

export function createSessions(ctx: AppContext, listener: Listener): Sessions {
  const keys = new Map<string, KeyInUse>();
  const subscriptions = new Map<string, number>();

  const taken = (apiKeyId: string): KeyInUse['ends'] => {
    const key = keys.get(apiKeyId);
    keys.delete(apiKeyId);
    key?.forget.abort();
    return key?.ends ?? new Set();
  };

  const endAll = (apiKeyId: string, why: EndOfUse) => {
    for (const end of taken(apiKeyId)) end(why);
  };

  /** Announced is that it changed; whether it still works, the database tells. */
  const endChanged = async (apiKeyId: string) => {
    const ends = taken(apiKeyId);
    if (ends.size === 0) return;
    const why = await isKeyValid(ctx, apiKeyId).then(
      (isValid): EndOfUse => (isValid ? 'KEY_CHANGED' : 'KEY_OVER'),
      (error: unknown): EndOfUse => {
        // Whoever comes again is told.
        ctx.log.warn({ err: error }, 'a changed API key in use could not be checked');
        return 'KEY_CHANGED';
      },
    );
    for (const end of ends) end(why);
  };

  const use = ({ apiKeyId, expiresAt }: Viewer): KeyInUse => {
    const known = keys.get(apiKeyId);
    if (known !== undefined) return known;
    const key: KeyInUse = { ends: new Set(), forget: new AbortController() };
    keys.set(apiKeyId, key);
    if (expiresAt !== null) {
      const { signal } = key.forget;
      void ctx.clock.sleepUntil(expiresAt, signal).then(() => {
        if (!signal.aborted) endAll(apiKeyId, 'KEY_OVER');
      });
    }
    return key;
  };

  const recheck = async () => {
    for (const apiKeyId of [...keys.keys()]) if (!(await isKeyValid(ctx, apiKeyId))) endAll(apiKeyId, 'KEY_OVER');
  };

  listener.on(KEYS_CHANNEL, (apiKeyId) => void endChanged(apiKeyId));
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
