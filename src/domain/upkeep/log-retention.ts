/** Keeps the partitions of events and calls: makes them ahead of time, and drops expired ones whole. */
import type { AppContext } from '../../context.ts';
import { dropPartitions, keptSince, makePartitions } from '../../lib/time-partitions.ts';

const PARTITIONED = ['event', 'platform_call'] as const;

export async function keepLogPartitions(ctx: Pick<AppContext, 'db' | 'clock' | 'config' | 'log'>): Promise<void> {
  for (const table of PARTITIONED) {
    await makePartitions(ctx.db, table, ctx.clock.now());
    const dropped = await dropPartitions(ctx.db, table, oldestKept(ctx));
    if (dropped.length > 0)
      ctx.log.info({ partitions: dropped }, 'dropped log partitions older than LOG_RETENTION_DAYS');
  }
}

/** The log may be incomplete before this instant. */
export const logBegins = (ctx: Pick<AppContext, 'clock' | 'config'>): Date => keptSince(oldestKept(ctx));

const oldestKept = ({ clock, config }: Pick<AppContext, 'clock' | 'config'>): Date =>
  new Date(clock.now().getTime() - config.logRetentionDays * 86_400_000);
