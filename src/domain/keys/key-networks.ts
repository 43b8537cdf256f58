/** From how many networks each API key is used. Networks are kept as hashes, and only for as long as it takes to count them. */
import { createHmac } from 'node:crypto';
import type { AppContext, Viewer } from '../../context.ts';

/** How often the same network of a key is written. */
const NOTE_EVERY_MS = 30 * 60_000;
/** More of one key are not worth more rows: what they say is said. */
const MOST_OF_KEY = 100;
const MOST_KEYS = 10_000;

export interface KeyNetworks {
  /** The key was used from there; costs nothing for a network that is known. */
  note(viewer: Pick<Viewer, 'apiKeyId' | 'cursorKey'>, network: string): void;
}

export function createKeyNetworks({ db, clock, log }: Pick<AppContext, 'db' | 'clock' | 'log'>): KeyNetworks {
  const known = new Map<string, Map<string, number>>();
  return {
    note: ({ apiKeyId, cursorKey }, network) => {
      const now = clock.now();
      const ofKey = known.get(apiKeyId) ?? new Map<string, number>();
      const notedAt = ofKey.get(network);
      if (notedAt !== undefined && now.getTime() - notedAt < NOTE_EVERY_MS) return;
      if (notedAt === undefined && ofKey.size >= MOST_OF_KEY) {
        for (const [old, at] of ofKey) if (now.getTime() - at >= NOTE_EVERY_MS) ofKey.delete(old);
        if (ofKey.size >= MOST_OF_KEY) return;
      }
      if (!known.has(apiKeyId) && known.size >= MOST_KEYS) known.clear();
      known.set(apiKeyId, ofKey.set(network, now.getTime()));
      const hash = createHmac('sha256', cursorKey).update(network).digest();
      db.query(
        `INSERT INTO api_key_network (api_key_id, network_hash, seen_at) SELECT id, $2, $3 FROM api_key WHERE id = $1
         ON CONFLICT (api_key_id, network_hash) DO UPDATE SET seen_at = greatest(api_key_network.seen_at, excluded.seen_at)`,
        [apiKeyId, hash, now],
        'note_key_network',
      ).catch((error: unknown) => log.debug({ err: error }, 'it could not be noted from where a key was used'));
    },
  };
}
