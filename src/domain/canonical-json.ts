/** One spelling per JSON value, so that equal inputs have equal hashes. */
import { sha256 } from '../lib/crypto.ts';

/** Keys sorted, `undefined` left out, instants as ISO strings, big integers as their digits. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, entry: unknown) => {
      if (typeof entry === 'bigint') return entry.toString();
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
      return Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'null'
  );
}

export const canonicalHash = (value: unknown): string => sha256(canonicalJson(value)).toString('hex');
