/** One real worker process: started with a failpoint, killed, frozen, thawed, asked to end. */
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
/** What a stuck process may cost. */
const PATIENCE_MS = 60_000;

export interface WorkerPlan {
  world: World;
  databaseUrl: string;
  sandboxOrigin: string;
  /** As in SLIPWAY_FAILPOINT. */
  failpoint?: string;
  /** Compiled sources are kept here, so that the hundredth start costs less than the first. */
  cacheDir: string;
}

export interface Worker {
  readonly pid: number;
  /** Points reached, in order (only those a failpoint reports). */
  readonly reached: readonly string[];
  /** What it wrote to its standard error, but for failpoints. */
  readonly complaints: readonly string[];
  /** Resolves once it answers; rejects when it ends first. */
  ready: Promise<void>;
  /** Resolves once the failpoint that waited for SIGUSR2 is set. */
  armed: Promise<void>;
  /** Resolves when a failpoint was reported. */
  stopped: Promise<void>;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  signal(name: NodeJS.Signals): void;
}

export function startWorker(plan: WorkerPlan): Worker {
  const { world, databaseUrl, sandboxOrigin, failpoint, cacheDir } = plan;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      NODE_COMPILE_CACHE: cacheDir,
      LOG_LEVEL: 'warn',
      PORT: '0',
      SLIPWAY_ROLE: 'worker',
      DATABASE_URL: databaseUrl,
      SLIPWAY_SANDBOX_URL: sandboxOrigin,
      SLIPWAY_DATA_DIR: world.dataDir,
      PUBLIC_URL: world.ctx.config.publicUrl,
      SLIPWAY_ENCRYPTION_KEYS: `${TEST_KEY.id}:${TEST_KEY.key.toString('base64')}`,
      ...(failpoint === undefined ? {} : { SLIPWAY_FAILPOINT: failpoint }),
    },
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  const reached: string[] = [];
  const complaints: string[] = [];
  const ready = Promise.withResolvers<void>();
  const armed = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('Slipway is running')) ready.resolve();
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    const point = /^failpoint (.+)$/.exec(line)?.[1];
    if (point === undefined) complaints.push(line);
    else if (point === 'armed') armed.resolve();
    else {
      reached.push(point);
      stopped.resolve();
    }
  });
  void exited.then(({ code, signal }) => {
    const error = new Error(`the worker ended with ${signal ?? code}: ${complaints.slice(-5).join(' | ')}`);
    ready.reject(error);
    stopped.reject(error);
  });
  // Whoever does not wait for these is not interested in them.
  ready.promise.catch(() => undefined);
  stopped.promise.catch(() => undefined);
  return {
    pid: pidOf(child),
    reached,
    complaints,
    ready: patient('the worker does not start', ready.promise),
    armed: armed.promise,
    stopped: stopped.promise,
    exited,
    signal: (name) => void child.kill(name),
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the worker could not be started');
  return child.pid;
}

/** Rejects when `promise` takes longer than a minute. */
export function patient<T>(complaint: string, promise: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${complaint} (${ms / 1_000} s)`)), ms);
  const race = Promise.race([promise, late]).finally(() => clearTimeout(timer));
  race.catch(() => undefined);
  return race;
}
