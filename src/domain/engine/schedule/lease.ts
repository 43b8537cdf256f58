/** Leases: which process works on a target now. They save duplicate work; the journal is what prevents publishing twice. */
import { hostname } from 'node:os';
import type { AppContext } from '../../../context.ts';
import { leaseTimes, renewLeases, takeBackLeases } from '../../targets/target-lease.ts';

const RENEW_EVERY_MS = 2_000;

export interface LeaseKeeper extends AsyncDisposable {
  /** The holder: `host/pid/start`. */
  readonly holder: string;
  /** Aborts when somebody has moved the target to another instant than `dueAt`. */
  hold(targetId: string, leaseId: string, dueAt: Date | null): AbortSignal;
  release(targetId: string, leaseId: string): void;
  /** Marks a lease whose COMMIT got no answer: stored or not, nobody works under it. */
  disown(leaseId: string): void;
  isDisowned(leaseId: string | null): boolean;
}

const START = Date.now().toString(36);

/** Renews all leases of this process with one statement every two seconds. */
export function startLeaseKeeper(ctx: Pick<AppContext, 'db' | 'clock' | 'log'>): LeaseKeeper {
  /** By target. One lease may cover many. */
  const held = new Map<string, { leaseId: string; dueAt: Date | null; moved: AbortController }>();
  /** Lease → when it expires by itself. */
  const disowned = new Map<string, Date>();
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    if (held.size === 0) return;
    const leases = [...held].map(([targetId, { leaseId }]) => ({ targetId, leaseId }));
    const renewed = await renewLeases(ctx.db, leases, ctx.clock.now());
    for (const { id, dueAt } of renewed) {
      const hold = held.get(id);
      if (hold !== undefined && dueAt?.getTime() !== hold.dueAt?.getTime()) hold.moved.abort();
    }
  };
  const timer = setInterval(() => {
    renewing = renew().catch((error: Error) => ctx.log.warn({ err: error }, 'leases could not be renewed'));
  }, RENEW_EVERY_MS);
  timer.unref();
  return {
    holder: `${hostname()}/${process.pid}/${START}`,
    hold: (targetId, leaseId, dueAt) => {
      const moved = new AbortController();
      held.set(targetId, { leaseId, dueAt, moved });
      return moved.signal;
    },
    // A run that lost its lease must not release the lease of a later run of this process.
    release: (targetId, leaseId) => {
      if (held.get(targetId)?.leaseId === leaseId) held.delete(targetId);
    },
    disown: (leaseId) => {
      const now = ctx.clock.now();
      for (const [earlier, until] of disowned) if (until <= now) disowned.delete(earlier);
      disowned.set(leaseId, leaseTimes(now).leaseUntil);
    },
    isDisowned: (leaseId) => leaseId !== null && disowned.has(leaseId),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await renewing;
    },
  };
}

/** At start: takes back the leases of processes of this host that no longer run. */
export async function releaseDeadLeases(ctx: Pick<AppContext, 'db' | 'clock' | 'log'>): Promise<number> {
  const rows = await ctx.db.query<{ leaseHolder: string }>(
    'SELECT DISTINCT lease_holder FROM post_target WHERE lease_until IS NOT NULL AND lease_holder IS NOT NULL',
  );
  const dead = rows.map((row) => row.leaseHolder).filter((holder) => isDead(holder));
  if (dead.length === 0) return 0;
  const targets = await takeBackLeases(ctx.db, dead, ctx.clock.now());
  ctx.log.info({ targets }, 'took over targets of a process that is gone');
  return targets;
}

function isDead(holder: string): boolean {
  const [host, pid, start] = holder.split('/');
  if (host !== hostname() || pid === undefined) return false;
  // In containers every process has the same pid; the start mark tells them apart.
  if (Number(pid) === process.pid) return start !== START;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
