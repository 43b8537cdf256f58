/** The queues as data: what a job carries and how pg-boss treats it. Both producers and workers use it. */
import { z } from 'zod';
import { keysOf } from '../lib/record.ts';

export interface QueueFacts {
  /** Ids only; the row is the truth. */
  data: z.ZodType<object>;
  /**
   * The policy of pg-boss: `exclusive` = one live job per singleton key; `short` = one waiting job (any number may
   * run).
   */
  policy: 'short' | 'exclusive';
  /** Retries by pg-boss, for jobs whose handler may simply run again. */
  retryLimit: number;
  expireInSeconds: number;
  /** How many jobs a process takes at a time and works on together; default 1. */
  batchSize?: number;
  /** How many times at once a process does so, where a job may take long; default 1. */
  workers?: number;
  /** Cron expression for periodic work, in UTC. */
  cron?: string;
}

export const QUEUES = {
  /**
   * Continues one post target. Never retried by pg-boss: the `wakeAt` of the target brings it back. A target in a long
   * queue is promoted repeatedly, so one waiting job per target is enough; a job whose worker died counts as running
   * and must not keep out the next one.
   */
  publish: {
    data: z.object({ targetId: z.uuid(), platform: z.string() }),
    policy: 'short',
    retryLimit: 0,
    expireInSeconds: 900,
  },
  /** Finds out how one account is. */
  'check-account': {
    data: z.object({ socialAccountId: z.uuid() }),
    policy: 'exclusive',
    retryLimit: 0,
    expireInSeconds: 120,
    batchSize: 25,
  },
  /** Acts upon what a platform told. */
  'handle-hint': {
    data: z.object({ hintId: z.uuid() }),
    policy: 'exclusive',
    retryLimit: 5,
    expireInSeconds: 120,
    batchSize: 25,
  },
  /** Asks platforms that tell of accounts for a time only to go on. */
  'keep-hint-leases': {
    data: z.object({}),
    policy: 'exclusive',
    retryLimit: 2,
    expireInSeconds: 300,
    cron: '*/10 * * * *',
  },
  /** Has the accounts checked whose turn it is, and gives notice of grants that end soon. */
  'check-accounts': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 120, cron: '* * * * *' },
  /** Reads the figures of one account and of its posts. */
  'sync-account': {
    data: z.object({ socialAccountId: z.uuid(), isDaily: z.boolean() }),
    policy: 'exclusive',
    retryLimit: 0,
    expireInSeconds: 540,
    batchSize: 25,
    workers: 2,
  },
  /** Has the figures read of accounts whose turn it is, and of posts that have reached an age. */
  'sync-accounts': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 120, cron: '* * * * *' },
  /** Goes on with removals of posts whose answer was lost, or that were put off. */
  'continue-removals': {
    data: z.object({}),
    policy: 'exclusive',
    retryLimit: 2,
    expireInSeconds: 300,
    cron: '* * * * *',
  },
  /** Renews tokens that will soon expire. */
  'refresh-tokens': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 120, cron: '* * * * *' },
  /** Checks posts again some time before they go out. */
  'check-risks': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '* * * * *' },
  /** Deletes what is past its time: idempotency records, media links, connection attempts, quota rows, charges, the history of platforms. */
  'clean-up': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '17 * * * *' },
  /** Moves credentials to the newest encryption key. */
  reseal: { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '47 * * * *' },
  /** Looks for what may be misuse. */
  'suspicious-activity': {
    data: z.object({}),
    policy: 'exclusive',
    retryLimit: 2,
    expireInSeconds: 120,
    cron: '*/5 * * * *',
  },
  /** Tells brands that want it what happened. Some zones are a quarter of an hour off the others. */
  digests: { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '*/15 * * * *' },
  /** Links new entries of the audit log. */
  'link-audit-log': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 300, cron: '* * * * *' },
  /** Moves posts that processes with older time zone rules have written. */
  'zone-rules': { data: z.object({}), policy: 'exclusive', retryLimit: 2, expireInSeconds: 900, cron: '7 2 * * *' },
} as const satisfies Record<string, QueueFacts>;

export type QueueName = keyof typeof QUEUES;
export type JobData<Q extends QueueName> = z.output<(typeof QUEUES)[Q]['data']>;
export const QUEUE_NAMES = keysOf(QUEUES);
