/** Every queue as data: what a job carries and how pg-boss treats it. Producers and workers both start here. */
import { z } from 'zod';
import { keysOf } from '../lib/record.ts';

export interface QueueFacts {
  /** Ids only; the row is the truth. */
  data: z.ZodType<object>;
  /** pg-boss policy: `exclusive` = one live job per singleton key, `short` = one that waits (any number may run). */
  policy: 'short' | 'exclusive';
  /** pg-boss's own retries, for jobs whose handler may simply run again. */
  retryLimit: number;
  expireInSeconds: number;
  /** Cron expression for periodic work, in UTC. */
  cron?: string;
}

export const QUEUES = {
  /**
   * Go on with one post target. Never retried by pg-boss: the target's own `wakeAt` brings it back. A target that waits
   * behind a crowd is promoted again and again, so one waiting job per target is enough; a job whose worker died counts
   * as running and must not keep the next one out.
   */
  publish: {
    data: z.object({ targetId: z.uuid(), platform: z.string() }),
    policy: 'short',
    retryLimit: 0,
    expireInSeconds: 900,
  },
  /** Renew the tokens of accounts that come close to expiry. */
  'refresh-tokens': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 120, cron: '* * * * *' },
  /** Delete what is past its time: idempotency records, media links, connection attempts, quota rows, the history of platforms. */
  'clean-up': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '17 * * * *' },
  /** Bring credentials under the newest encryption key. */
  reseal: { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '47 * * * *' },
  /** Move posts that processes with older rules of time zones wrote. */
  'zone-rules': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 900, cron: '7 2 * * *' },
} as const satisfies Record<string, QueueFacts>;

export type QueueName = keyof typeof QUEUES;
export type JobData<Q extends QueueName> = z.output<(typeof QUEUES)[Q]['data']>;
export const QUEUE_NAMES = keysOf(QUEUES);
