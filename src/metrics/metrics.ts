/** Metrics of this process and of the database, through the client of the Prometheus project. */
import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import type { AppContext } from '../context.ts';
import { readOperations } from '../domain/queries/operations.ts';
import type { MetricsPage } from '../http/metrics.ts';
import { ZONE_RULES } from '../lib/time-zones.ts';
import { VERSION } from '../lib/version.ts';
import { showOperations } from './from-database.ts';
import { beginAtZero, listen } from './from-feeds.ts';
import { createInstruments } from './instruments.ts';

/** Values of the database are at most a few seconds old; while the database is away they are missing. */
export interface Metrics extends MetricsPage, Disposable {}

/** What is asked at each scrape. */
export interface Gauges {
  subscribers(): number;
  inFlight(): number;
  isReady(): Promise<boolean>;
}

/** Scrapes at about the same time share one reading of the database. */
const FRESH_MS = 5_000;

export function startMetrics(ctx: AppContext, gauges: Gauges): Metrics {
  const registries = { process: new Registry(), database: new Registry() };
  const instruments = createInstruments(registries);
  collectDefaultMetrics({ register: registries.process });
  beginAtZero(instruments, ctx.platforms.keys());
  const stop = listen(instruments);
  instruments.set('slipway_info', { version: VERSION, role: ctx.config.role, zone_rules: ZONE_RULES.version }, 1);

  let reading: Promise<void> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let isUp = false;
  const readDatabase = (): Promise<void> => {
    if (performance.now() - readAt < FRESH_MS) return Promise.resolve();
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };
  const read = async () => {
    try {
      const operations = await readOperations(ctx);
      registries.database.resetMetrics();
      showOperations(instruments, operations, [...ctx.platforms.keys()]);
      isUp = true;
      readAt = performance.now();
    } catch (error) {
      ctx.log.warn({ err: error }, 'metrics of the database cannot be read');
      isUp = false;
    }
  };
  const readProcess = async () => {
    const { totalCount, idleCount, waitingCount } = ctx.db.pool;
    instruments.set('slipway_pool_connections', { state: 'busy' }, totalCount - idleCount);
    instruments.set('slipway_pool_connections', { state: 'idle' }, idleCount);
    instruments.set('slipway_pool_waiting', {}, waitingCount);
    instruments.set('slipway_subscribers', {}, gauges.subscribers());
    instruments.set('slipway_workers_in_flight', {}, gauges.inFlight());
    instruments.set('slipway_ready', {}, (await gauges.isReady()) ? 1 : 0);
  };
  return {
    scrape: async (part) => {
      const parts = part === 'all' ? (['process', 'database'] as const) : ([part] as const);
      // Whether the database answers is a value of the process, and only asking the database tells.
      // The pool is read before this reading takes connections from it.
      await Promise.all([readProcess(), readDatabase()]);
      instruments.set('slipway_database_up', {}, isUp ? 1 : 0);
      // Otherwise the last values would look like present ones.
      const known = parts.filter((one) => one === 'process' || isUp);
      const pages = await Promise.all(known.map((one) => registries[one].metrics()));
      return { contentType: registries.process.contentType, text: pages.join('') };
    },
    [Symbol.dispose]: stop,
  };
}
