/**
 * Keeps the partitions of events, calls, attempts of webhooks and the audit log: makes them ahead of time, and drops
 * expired ones whole.
 */
import type { AppContext } from '../../context.ts';
import { dropPartitions, keptSince, makePartitions } from '../../lib/time-partitions.ts';

const PARTITIONED = ['event', 'platform_call'] as const;
const AUDIT_TABLES = ['audit_entry', 'audit_link'] as const;
/** Attempts of webhooks hold all that was sent, once per endpoint: months that are over are dropped sooner. */
const ATTEMPT_DAYS = 31;

export async function keepLogPartitions(ctx: Pick<AppContext, 'db' | 'clock' | 'config' | 'log'>): Promise<void> {
  const attempts = new Date(ctx.clock.now().getTime() - ATTEMPT_DAYS * 86_400_000);
  const audit = new Date(ctx.clock.now().getTime() - ctx.config.auditRetentionDays * 86_400_000);
  const kept = [
    ...PARTITIONED.map((table) => [table, oldestKept(ctx)] as const),
    ['webhook_attempt', attempts] as const,
    ...AUDIT_TABLES.map((table) => [table, audit] as const),
  ];
  for (const [table, before] of kept) {
    await makePartitions(ctx.db, table, ctx.clock.now());
    const dropped = await dropPartitions(ctx.db, table, before);
    if (dropped.length > 0)
      ctx.log.info({ partitions: dropped }, 'dropped partitions of logs that are past their time');
  }
}

/** The log may be incomplete before this instant. */
export const logBegins = (ctx: Pick<AppContext, 'clock' | 'config'>): Date => keptSince(oldestKept(ctx));

const oldestKept = ({ clock, config }: Pick<AppContext, 'clock' | 'config'>): Date =>
  new Date(clock.now().getTime() - config.logRetentionDays * 86_400_000);
