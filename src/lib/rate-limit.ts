/** A rate limit: a burst, then so many a second, for each of many keys; bounded in memory. */

export interface RateLimit {
  /** Takes one and returns 0, or returns in how many milliseconds the next is available. */
  take(key: string, now: number): number;
  /** Gives back one that turned out not to count. */
  giveBack(key: string): void;
}

interface Bucket {
  left: number;
  at: number;
}

export function createRateLimit(limits: { burst: number; perSecond: number; maxKeys: number }): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key, now) => {
      const bucket = buckets.get(key) ?? { left: limits.burst, at: now };
      const gained = (Math.max(0, now - bucket.at) / 1_000) * limits.perSecond;
      bucket.left = Math.min(limits.burst, bucket.left + gained);
      bucket.at = now;
      // Moved to the end, so that the oldest is dropped first.
      buckets.delete(key);
      buckets.set(key, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > limits.maxKeys && oldest !== undefined) buckets.delete(oldest);
      if (bucket.left < 1) return Math.ceil(((1 - bucket.left) / limits.perSecond) * 1_000);
      bucket.left -= 1;
      return 0;
    },
    giveBack: (key) => {
      const bucket = buckets.get(key);
      if (bucket !== undefined) bucket.left = Math.min(limits.burst, bucket.left + 1);
    },
  };
}
