/** The daily quota of a YouTube project, bucket by bucket. */
import type { SandboxState } from '../core.ts';
import { no } from './answers.ts';

const BUCKETS = {
  units: 'dailyUnits',
  inserts: 'dailyInserts',
  searches: 'dailySearches',
  batchStats: 'dailyBatchStats',
} as const;
type Bucket = keyof typeof BUCKETS;

/** Buckets per project and day; the day turns at midnight in California. */
export function createQuota(state: SandboxState, own: () => Record<(typeof BUCKETS)[Bucket], number>) {
  let day = '';
  let used: Record<Bucket, number> = { units: 0, inserts: 0, searches: 0, batchStats: 0 };
  const turn = () => {
    const today = pacificDay(state.now());
    if (today === day) return;
    day = today;
    used = { units: 0, inserts: 0, searches: 0, batchStats: 0 };
  };
  return {
    /** Takes from the pool that most calls share, or from one that a call has to itself. */
    spend: (cost: number, bucket: Bucket = 'units'): void => {
      turn();
      if (used[bucket] + cost > own()[BUCKETS[bucket]]) throw quotaExceeded();
      used[bucket] += cost;
    },
    counters: (): Record<string, number> => {
      turn();
      return {
        quotaUnits: used.units,
        quotaInserts: used.inserts,
        quotaSearches: used.searches,
        quotaBatchStats: used.batchStats,
      };
    },
    reset: (): void => {
      day = '';
    },
  };
}

const quotaExceeded = () =>
  no(403, 'quotaExceeded', 'The request cannot be completed because you have exceeded your quota.', {
    domain: 'youtube.quota',
  });

const pacific = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles', dateStyle: 'short' });

export function pacificDay(ms: number): string {
  return pacific.format(ms);
}
