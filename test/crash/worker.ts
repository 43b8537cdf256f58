/** One real worker process: told where to stop, killed, frozen, thawed, asked to end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TEST_KEY, type World } from '../support/world.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const alive = new Set<ChildProcess>();
// However the matrix ends, it leaves nobody behind.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
/** What a stuck process may cost: far more than a start, or the way to an edge, on a machine that is busy with all the others. */
const PATIENCE_MS = 240_000;

export interface WorkerPlan {
  world: World;
  databaseUrl: string;
  sandboxOrigin: string;
  /** Compiled sources are kept here, so that the hundredth start costs less than the first. */
  cacheDir: string;
  /** Variables besides those that all have. */
  env?: Readonly<Record<string, string>>;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Worker {
  readonly pid: number;
  /** Points that a failpoint reported, in order. */
  readonly reached: readonly string[];
  /** Resolves once it works; rejects when it ends first. */
  ready: Promise<void>;
  /** Where it answers. */
  origin: Promise<string>;
  exited: Promise<Exit>;
  /** How it ended and what it wrote to its standard error at last. */
  obituary(exit: Exit): string;
  /** Sets where it stops, as in SLIPWAY_FAILPOINT; resolves when that holds. */
  set(failpoint: string): Promise<void>;
  /** Resolves when the failpoint that was set last is reached; rejects when the process ends without. */
  stopped(): Promise<void>;
  signal(name: NodeJS.Signals): void;
}

export function startWorker(plan: WorkerPlan): Worker {
  const { world, databaseUrl, sandboxOrigin, cacheDir } = plan;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      SLIPWAY_PLATFORM_PROBES: 'off',
      NODE_COMPILE_CACHE: cacheDir,
      LOG_LEVEL: 'warn',
      PORT: '0',
      SLIPWAY_ROLE: 'worker',
      DATABASE_URL: databaseUrl,
      SLIPWAY_SANDBOX_URL: sandboxOrigin,
      SLIPWAY_DATA_DIR: world.dataDir,
      PUBLIC_URL: world.ctx.config.publicUrl,
      SLIPWAY_ENCRYPTION_KEYS: `${TEST_KEY.id}:${TEST_KEY.key.toString('base64')}`,
      SLIPWAY_FAILPOINT: 'none',
      // Nothing lags here, so that a few looks tell as much as ten minutes of them.
      SLIPWAY_UNPROVABLE_LOOK_SECONDS: '15',
      ...plan.env,
    },
  });
  alive.add(child);
  // Told through a pipe that a killed process no longer reads.
  child.stdin.on('error', () => undefined);
  const reached: string[] = [];
  const complaints: string[] = [];
  const obituary = ({ code, signal }: Exit) =>
    [`worker ${child.pid} ended with ${signal ?? code}`, ...complaints.slice(-5)].join(' | ');
  const ready = Promise.withResolvers<void>();
  const origin = Promise.withResolvers<string>();
  /** One for each failpoint that was sent and not set yet, in order: two who send at once are both answered. */
  const unset: PromiseWithResolvers<void>[] = [];
  let stopped = Promise.withResolvers<void>();
  // `close` comes after the last line it wrote, `exit` may come before.
  const exited = new Promise<Exit>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const gone = exited.then((exit): never => {
    alive.delete(child);
    throw new Error(obituary(exit));
  });
  // Heard by whoever waits for the worker; one that ends while nobody does is judged by `exited`.
  gone.catch(() => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('Slipway is running')) ready.resolve();
    const health = /^ +Health +(\S+)\/health\/ready$/.exec(line)?.[1];
    if (health !== undefined) origin.resolve(health);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    const { what, point } = /^failpoint (?<what>set|reached) (?<point>.+)$/.exec(line)?.groups ?? {};
    if (what === undefined || point === undefined) complaints.push(line);
    else if (what === 'set') unset.shift()?.resolve();
    else {
      reached.push(point);
      stopped.resolve();
    }
  });
  return {
    pid: pidOf(child),
    reached,
    ready: patient('the worker does not start', Promise.race([ready.promise, gone])),
    origin: patient('the worker does not tell its address', Promise.race([origin.promise, gone])),
    exited,
    obituary,
    set: (failpoint) => {
      const acknowledged = Promise.withResolvers<void>();
      unset.push(acknowledged);
      stopped = Promise.withResolvers();
      child.stdin.write(`${failpoint}\n`);
      return patient('the failpoint is not set', Promise.race([acknowledged.promise, gone]));
    },
    stopped: () => Promise.race([stopped.promise, gone]),
    signal: (name) => void child.kill(name),
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the worker could not be started');
  return child.pid;
}

/** Rejects when `promise` takes so long that it is stuck. */
export function patient<T>(complaint: string, promise: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${complaint} (${ms / 1_000} s)`)), ms);
  const race = Promise.race([promise, late]).finally(() => clearTimeout(timer));
  // It may be awaited only later, after something that takes its time.
  race.catch(() => undefined);
  return race;
}
