/** pg-boss, reduced to what Slipway needs: enqueue in the transaction of the caller, fetch and complete in batches. */
import { PgBoss } from 'pg-boss';
import { type Db, isUnavailable, type Sql } from '../lib/db.ts';
import type { Logger } from '../lib/log.ts';
import { type JobData, QUEUE_NAMES, QUEUES, type QueueFacts, type QueueName } from './catalog.ts';

export type PublishJob = JobData<'publish'> & { priority: number };
export type FetchedJob = JobData<'publish'> & { id: string };

export interface Queue extends AsyncDisposable {
  /** Creates schema and queues. */
  start(): Promise<void>;
  /** Adds wake-up calls; they exist when, and only when, the caller's transaction commits. */
  enqueuePublish(tx: Sql, jobs: readonly PublishJob[]): Promise<void>;
  /** Takes up to `limit` publish jobs, none of `skipPlatforms`. */
  fetchPublish(limit: number, skipPlatforms: readonly string[]): Promise<FetchedJob[]>;
  completePublish(jobIds: readonly string[]): Promise<void>;
  /** Adds jobs that exist when, and only when, the caller's transaction commits. `key`: of those with the same one, one at a time. */
  enqueue<Q extends Exclude<QueueName, 'publish'>>(
    tx: Sql,
    queue: Q,
    jobs: readonly { data: JobData<Q>; key: string }[],
  ): Promise<void>;
  /** Looks for jobs of a queue that this process works on now, instead of at the next turn. */
  poke(queue: Exclude<QueueName, 'publish'>): void;
  /** Runs `handler` for the jobs of a queue until disposed. */
  work<Q extends Exclude<QueueName, 'publish'>>(queue: Q, handler: (data: JobData<Q>) => Promise<void>): Promise<void>;
}

/**
 * How often pg-boss looks for periodic work, none of which is due more often than once a minute. Each look costs a
 * millisecond of planning in Postgres; at pg-boss's own intervals an idle process did hardly anything else.
 */
const PERIODIC = { lookSeconds: 30, cronSeconds: 45, unusedSeconds: 3_600 } as const;

/** The channel that announces new publish jobs to idle workers of all processes. */
export const JOBS_CHANNEL = 'slipway_jobs';

/** `supervise`: this process also runs the maintenance and cron of pg-boss (in roles that work). */
export function createQueue(db: Db, log: Logger, options: { supervise: boolean }): Queue {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => db.raw(text, values) },
    supervise: options.supervise,
    schedule: options.supervise,
    cronMonitorIntervalSeconds: PERIODIC.cronSeconds,
    cronWorkerIntervalSeconds: PERIODIC.lookSeconds,
    // No job depends on another.
    flowIntervalSeconds: PERIODIC.unusedSeconds,
  });
  boss.on('error', (error) => {
    if (isUnavailable(error))
      log.warn({ reason: error.message }, 'the job queue cannot reach the database, trying again');
    else log.error({ err: error }, 'the job queue failed');
  });
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue has a warning'));
  let started = false;
  const workers = new Map<QueueName, string>();
  return {
    start: async () => {
      await boss.start();
      started = true;
      for (const name of QUEUE_NAMES) {
        const { data, policy, retryLimit, expireInSeconds, cron }: QueueFacts = QUEUES[name];
        // A finished wake-up call is of no use; it is kept for an hour for investigations.
        await boss.createQueue(name, { policy, retryLimit, expireInSeconds, deleteAfterSeconds: 3_600 });
        if (options.supervise && cron !== undefined)
          await boss.schedule(name, cron, data.parse({}), { tz: 'UTC', singletonKey: name });
      }
    },
    enqueuePublish: async (tx, jobs) => {
      if (jobs.length === 0) return;
      await boss.insert(
        'publish',
        jobs.map(({ targetId, platform, priority }) => ({
          data: QUEUES.publish.data.parse({ targetId, platform }),
          priority,
          group: { id: platform },
          singletonKey: targetId,
        })),
        { db: { executeSql: (text, values) => tx.raw(text, values) } },
      );
    },
    fetchPublish: async (limit, skipPlatforms) => {
      const jobs = await boss.fetch<unknown>('publish', {
        batchSize: limit,
        ignoreGroups: skipPlatforms.length > 0 ? [...skipPlatforms] : null,
      });
      const read = jobs.map(({ id, data }) => ({ id, data, parsed: QUEUES.publish.data.safeParse(data) }));
      const unreadable = read.filter(({ parsed }) => !parsed.success);
      if (unreadable.length > 0) {
        log.error({ jobs: unreadable.map(({ id, data }) => ({ id, data })) }, 'unreadable jobs were dropped');
        await boss.complete(
          'publish',
          unreadable.map(({ id }) => id),
        );
      }
      return read.flatMap(({ id, parsed }) => (parsed.success ? [{ id, ...parsed.data }] : []));
    },
    completePublish: async (jobIds) => {
      if (jobIds.length > 0) await boss.complete('publish', [...jobIds]);
    },
    enqueue: async (tx, queue, jobs) => {
      if (jobs.length === 0) return;
      await boss.insert(
        queue,
        jobs.map(({ data, key }) => ({ data: QUEUES[queue].data.parse(data), singletonKey: key })),
        { db: { executeSql: (text, values) => tx.raw(text, values) } },
      );
    },
    work: async (queue, handler) => {
      const { batchSize = 1, workers: count = 1 }: QueueFacts = QUEUES[queue];
      const options = { batchSize, localConcurrency: count, pollingIntervalSeconds: PERIODIC.lookSeconds };
      const worker = await boss.work<unknown>(queue, options, async (jobs) => {
        await Promise.all(
          jobs.map((job) => handler(QUEUES[queue].data.parse(job.data ?? {}) as JobData<typeof queue>)),
        );
      });
      workers.set(queue, worker);
    },
    poke: (queue) => {
      const worker = workers.get(queue);
      if (worker !== undefined) boss.notifyWorker(worker);
    },
    [Symbol.asyncDispose]: async () => {
      if (started) await boss.stop({ graceful: true, timeout: 5_000, close: false });
    },
  };
}
