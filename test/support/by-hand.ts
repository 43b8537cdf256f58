/** The engine without workers and dispatcher: a test wakes one target again and again, and time passes only between wake-ups. */
import type { JournalEdge } from '../../src/context.ts';
import { createEngine } from '../../src/domain/engine/run/engine-run.ts';
import { advance } from '../../src/domain/engine/run/publishing.ts';
import { startLeaseKeeper } from '../../src/domain/engine/schedule/lease.ts';
import { isFinal } from '../../src/domain/targets/post-target.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import type { PlatformId } from '../../src/platforms/platform.ts';
import { testDatabase } from './database.ts';
import { jumpClock } from './jump-clock.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';
import { createWorld, type World } from './world.ts';

const MAX_WAKE_UPS = 300;

/** Hears of every edge of the journal that is reached; what it answers is waited for. */
type OnEdge = (edge: JournalEdge) => Promise<unknown> | unknown;

export interface ByHand extends World {
  sandbox: TestSandbox;
  /** Lets time pass here and at the platforms. */
  pass(ms: number): Promise<void>;
  target(targetId: string): Promise<PostTarget>;
  /** Wakes the target until it is final and has nothing left to do, or `until` says so. */
  finish(targetId: string, onEdge?: OnEdge, until?: (target: PostTarget) => boolean): Promise<PostTarget>;
  /** Wakes the target until its worker reaches `edge`, where that one stays for ever, as if its process were gone. */
  dieAt(targetId: string, edge: JournalEdge): Promise<void>;
}

export async function startByHand(platform: PlatformId): Promise<ByHand> {
  await using stack = new AsyncDisposableStack();
  const { url: databaseUrl } = stack.use(await testDatabase());
  const sandbox = stack.use(await startTestSandbox());
  const clock = jumpClock();
  let onEdge: OnEdge = () => undefined;
  /** What a test found wrong at an edge, which the engine takes for a failure of the post. */
  const complaints: unknown[] = [];
  const world = stack.use(
    await createWorld({
      ...{ databaseUrl, sandbox, clock, platforms: [platform] },
      failpoint: async (edge) => {
        try {
          await onEdge(edge);
        } catch (error) {
          complaints.push(error);
        }
      },
    }),
  );
  const { ctx } = world;
  const never = new AbortController().signal;

  const target: ByHand['target'] = async (targetId) => {
    const [row] = await ctx.db.query<PostTarget>('SELECT * FROM post_target WHERE id = $1', [targetId]);
    if (row === undefined) throw new Error(`no target ${targetId}`);
    return row;
  };
  const pass = async (ms: number) => {
    await sandbox.control.advance(ms);
    clock.jump(ms);
  };
  const sleepUntil = async ({ wakeAt }: PostTarget) => {
    const aheadMs = (wakeAt?.getTime() ?? 0) - clock.now().getTime();
    if (aheadMs > 0) await pass(aheadMs);
  };
  /** A worker of its own, whose leases nobody renews once it is let go. */
  const wakeOnce = async (targetId: string, gone: Promise<unknown>) => {
    await using leases = startLeaseKeeper(ctx);
    const engine = createEngine(ctx, leases, { signal: never, leaving: never });
    await Promise.race([advance(engine, targetId), gone]);
  };
  const wake = async (targetId: string, until: (target: PostTarget) => boolean, gone: Promise<unknown>) => {
    for (let wakeUps = 0; wakeUps < MAX_WAKE_UPS; wakeUps++) {
      const row = await target(targetId);
      if (until(row)) return row;
      await sleepUntil(row);
      await wakeOnce(targetId, gone);
    }
    const { status, blockedBy, errorCode } = await target(targetId);
    throw new Error(`${status}, blocked by ${blockedBy}, error ${errorCode} after ${MAX_WAKE_UPS} wake-ups`);
  };
  const isAtRest = ({ status, wakeAt }: PostTarget) => isFinal(status) && wakeAt === null;
  const owned = stack.move();
  return {
    ...world,
    sandbox,
    pass,
    target,
    finish: async (targetId, hear = () => undefined, until = isAtRest) => {
      onEdge = hear;
      try {
        const row = await wake(targetId, until, new Promise(() => undefined));
        const [complaint] = complaints.splice(0);
        if (complaint !== undefined) throw complaint;
        return row;
      } finally {
        onEdge = () => undefined;
      }
    },
    dieAt: async (targetId, deadly) => {
      const dead = Promise.withResolvers<void>();
      let isDead = false;
      onEdge = async (edge) => {
        if (edge !== deadly || isDead) return;
        isDead = true;
        dead.resolve();
        await new Promise(() => undefined);
      };
      await wake(targetId, (row) => isDead || isAtRest(row), dead.promise);
      onEdge = () => undefined;
      if (!isDead) throw new Error(`finished without reaching ${deadly}`);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
