/** Where the cells of one chain happen, one after the other: a database, a sandbox and accounts of their own, and a crew of workers. */
import { setTimeout as delay } from 'node:timers/promises';
import { isFinal } from '../../src/domain/targets/post-target.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { createWorld, type Sample, type World } from '../support/world.ts';
import type { Lab } from './lab.ts';
import { patient, startWorker, type Worker } from './worker.ts';

export interface Stage extends AsyncDisposable {
  world: World;
  sandbox: TestSandbox;
  /** The processes that live. */
  readonly crew: ReadonlySet<Worker>;
  /** Starts workers until so many live, few at a time. */
  muster(size: number): Promise<readonly Worker[]>;
}

export async function openStage(lab: Lab, { platform }: Sample): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await lab.createDatabase());
  const sandbox = stack.use(await startTestSandbox());
  const generous = { listPhotos: true, postsPerDay: 1_000, statusPerMinute: 1_000, initPerMinute: 1_000 };
  await sandbox.control.settings('TIKTOK', generous);
  // A duplicate that is refused would hide that it was sent.
  await sandbox.control.settings('X', { duplicateGuard: 'words' });
  const world = stack.use(await createWorld({ databaseUrl: database.url, sandbox, platforms: [platform] }));
  const crew = new Set<Worker>();
  stack.defer(async () => {
    for (const worker of crew) worker.signal('SIGKILL');
    await Promise.all([...crew].map(({ exited }) => exited));
  });
  const enlist = () =>
    lab.inTurn(async () => {
      const { origin: sandboxOrigin } = sandbox;
      const worker = startWorker({ world, databaseUrl: database.url, sandboxOrigin, cacheDir: lab.cacheDir });
      crew.add(worker);
      void worker.exited.then(() => crew.delete(worker));
      await worker.ready;
    });
  const owned = stack.move();
  return {
    world,
    sandbox,
    crew,
    muster: async (size) => {
      await Promise.all(Array.from({ length: Math.max(0, size - crew.size) }, enlist));
      return [...crew];
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Longer than the slowest deadline of a commit (ten minutes for TikTok's last chunk), its settling and some processing. */
const CELL_MS = 14 * 60_000;
const LOOK_EVERY_MS = 250;

export async function readTarget({ world }: Stage, targetId: string): Promise<PostTarget> {
  const [target] = await world.ctx.db.query<PostTarget>(
    'SELECT * FROM post_target WHERE id = $1',
    [targetId],
    'read_target',
  );
  if (target === undefined) throw new Error(`no target ${targetId}`);
  return target;
}

const isAtRest = ({ status, wakeAt }: PostTarget): boolean => isFinal(status) && wakeAt === null;

/** Waits until the target is final and has nothing left to do. */
export async function atRest(stage: Stage, targetId: string): Promise<PostTarget> {
  const until = performance.now() + CELL_MS;
  for (;;) {
    const target = await readTarget(stage, targetId);
    if (isAtRest(target)) return target;
    if (performance.now() > until)
      throw new Error(
        `stuck: ${target.status} ${target.phase} blocked by ${target.blockedBy}, wakes at ${target.wakeAt?.toISOString()}, error ${target.errorCode}`,
      );
    await delay(LOOK_EVERY_MS);
  }
}

/** Waits until another process than `worker` has, or had, the target. */
export async function takenOver(stage: Stage, targetId: string, { pid }: Worker): Promise<void> {
  for (;;) {
    const target = await readTarget(stage, targetId);
    const { leaseHolder } = target;
    if ((leaseHolder !== null && !leaseHolder.includes(`/${pid}/`)) || isAtRest(target)) return;
    await delay(20);
  }
}

/** Frozen in a transaction, it comes back with a broken connection and cannot mark its job. */
const WORST_MS = 10_000;

/** Waits until a thawed process has done its worst: its job of the target is open for as long as it works on it. */
export async function workedOff({ world }: Stage, targetId: string): Promise<void> {
  const until = performance.now() + WORST_MS;
  while (performance.now() < until) {
    const active = await world.ctx.db.query(
      "SELECT id FROM pgboss.job WHERE name = 'publish' AND state = 'active' AND data->>'targetId' = $1",
      [targetId],
    );
    if (active.length === 0) return;
    await delay(LOOK_EVERY_MS);
  }
}

/** A worker ends itself after 9.5 s at the latest. The rest is for a machine that is busy with all the others. */
const ORDERLY_MS = 20_000;

/** SIGTERM to a process that may be in the middle of something: what is wrong with how it ends. */
export async function endOrderly(worker: Worker): Promise<string[]> {
  const sentAt = performance.now();
  worker.signal('SIGTERM');
  worker.signal('SIGCONT');
  const exit = await patient('SIGTERM does not end the worker', worker.exited);
  const tookMs = Math.round(performance.now() - sentAt);
  return exit.code === 0 && tookMs < ORDERLY_MS ? [] : [`${worker.obituary(exit)} ${tookMs} ms after SIGTERM`];
}
