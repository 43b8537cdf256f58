/** Leases: which process works on a target now. They save duplicate work; the journal is what prevents publishing twice. */
import { hostname } from 'node:os';
import type { AppContext } from '../../../context.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { type HeldLease, leaseTimes, readLeased, renewLeases, takeBackLeases } from '../../targets/target-lease.ts';

const RENEW_EVERY_MS = 2_000;
/** A lease is renewed when less than this is left of it. */
const RENEW_BELOW_MS = 7_000;
/** In one statement. Larger ones make the commits of everybody else wait for the disk. */
const MOST_AT_ONCE = 100;

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

interface Hold extends HeldLease {
  since: Date;
  until: Date;
  dueAt: Date | null;
  moved: AbortController;
}

/** Renews all leases of this process. */
export function startLeaseKeeper(ctx: Pick<AppContext, 'db' | 'clock' | 'log'>): LeaseKeeper {
  /** By target. One lease may cover many. */
  const held = new Map<string, Hold>();
  /** Lease → when it expires by itself. */
  const disowned = new Map<string, Date>();
  let renewing: Promise<void> = Promise.resolve();
  const renew = async () => {
    const now = ctx.clock.now();
    const times = ({ since }: Hold) => leaseTimes(now, now.getTime() - since.getTime());
    const isShort = ({ until }: Hold) => until.getTime() - now.getTime() < RENEW_BELOW_MS;
    const byLength = Map.groupBy([...held.values()].filter(isShort), (hold) => times(hold).leaseUntil.getTime());
    for (const alike of byLength.values()) {
      for (let rest = alike; rest.length > 0; rest = rest.slice(MOST_AT_ONCE)) {
        const some = rest.slice(0, MOST_AT_ONCE);
        const [first] = some;
        if (first === undefined) break;
        const renewed = await renewLeases(ctx.db, some, times(first));
        for (const { id } of renewed) {
          const hold = held.get(id);
          if (hold !== undefined) hold.until = times(first).leaseUntil;
        }
        notice(renewed);
      }
    }
    const others = [...held.values()].filter((hold) => !isShort(hold));
    if (others.length > 0) notice(await readLeased(ctx.db, others));
  };
  /** Tells runs whose target was moved. */
  const notice = (targets: readonly Pick<PostTarget, 'id' | 'dueAt'>[]) => {
    for (const { id, dueAt } of targets) {
      const hold = held.get(id);
      if (hold !== undefined && dueAt?.getTime() !== hold.dueAt?.getTime()) hold.moved.abort();
    }
  };
  // Not one after the other: a statement on a connection that died without notice would keep all leases from being renewed.
  const timer = setInterval(() => {
    renewing = renew().catch((error: Error) => ctx.log.warn({ err: error }, 'leases could not be renewed'));
  }, RENEW_EVERY_MS);
  timer.unref();
  return {
    holder: `${hostname()}/${process.pid}/${START}`,
    hold: (targetId, leaseId, dueAt) => {
      const moved = new AbortController();
      const since = ctx.clock.now();
      held.set(targetId, { targetId, leaseId, since, until: leaseTimes(since).leaseUntil, dueAt, moved });
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
