/** What was read a moment ago: bounded by age and number, and never what somebody has said is outdated. */

export interface BriefCache<Value> {
  /** What was kept under `key` within the last `maxAgeMs` before `now`. */
  get(key: string, now: Date): Value | undefined;
  /**
   * Called before reading; the answer keeps what was read, as of `readAt`. It keeps nothing when anything was forgotten
   * in between: what was read may be from before the change that was announced.
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
      // A clock that was set back must not make it last longer.
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
