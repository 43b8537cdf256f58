/** A short-lived cache, limited in age and size, from which outdated entries are removed when they are announced. */

export interface BriefCache<Value> {
  /** The value of `key`, if it was stored within the last `maxAgeMs`. */
  get(key: string, now: Date): Value | undefined;
  /**
   * Called before reading; the returned function stores the value, as of `readAt`. It stores nothing if any entry was
   * removed in between: the value may be older than the announced change.
   */
  expect(readAt: Date): (key: string, value: Value) => void;
  forget(isOutdated: (value: Value) => boolean): void;
  clear(): void;
}

interface Entry<Value> {
  value: Value;
  readAt: number;
}

export function createBriefCache<Value>(limits: { maxAgeMs: number; maxEntries: number }): BriefCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  let changes = 0;
  return {
    get: (key, now) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const ageMs = now.getTime() - entry.readAt;
      // A clock that is set back must not make an entry last longer.
      if (ageMs >= 0 && ageMs < limits.maxAgeMs) return entry.value;
      entries.delete(key);
      return undefined;
    },
    expect: (readAt) => {
      const before = changes;
      return (key, value) => {
        if (changes !== before) return;
        const [oldest] = entries.keys();
        if (entries.size >= limits.maxEntries && oldest !== undefined) entries.delete(oldest);
        entries.set(key, { value, readAt: readAt.getTime() });
      };
    },
    forget: (isOutdated) => {
      changes++;
      for (const [key, { value }] of entries) if (isOutdated(value)) entries.delete(key);
    },
    clear: () => {
      changes++;
      entries.clear();
    },
  };
}
