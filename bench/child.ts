/** Parts of a benchmark as processes of their own: typed calls over IPC, stderr passed on, ended with their parent. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** What a child module offers: plain data in, plain data out. */
export type Commands = Record<string, (argument: never) => Promise<unknown>>;

interface Request {
  id: number;
  name: string;
  argument: unknown;
}

interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

export interface Child<C extends Commands> extends AsyncDisposable {
  readonly pid: number;
  call<N extends keyof C & string>(name: N, ...argument: Parameters<C[N]>): Promise<Awaited<ReturnType<C[N]>>>;
}

/** Flags of V8 that the app is started with; both sides of a comparison get them. */
const FLAGS = manifest.scripts.start.match(/--[a-z-]+=\S+/g) ?? [];

/** Starts `bench/<module>`, which must call `serveCommands`. `stop`, where offered, is called at disposal. */
export function startChild<C extends Commands>(module: string): Child<C> {
  const child = fork(join(import.meta.dirname, module), {
    execArgv: ['--expose-gc', ...FLAGS],
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
    // GraphQL checks more in development than in production, on both sides of a comparison.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let ended: Error | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = new Error(`${module} ended (${signal ?? code})`);
      for (const { reject } of waiting.values()) reject(ended);
      waiting.clear();
      resolve();
    });
  });
  child.on('message', (message) => {
    const { id, value, error } = message as Answer;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`${module}: ${error}`));
  });
  const send = (name: string, argument: unknown): Promise<unknown> => {
    if (ended !== undefined) return Promise.reject(ended);
    const call = Promise.withResolvers<unknown>();
    const request: Request = { id: ++calls, name, argument };
    waiting.set(request.id, call);
    child.send(request);
    return call.promise;
  };
  return {
    pid: child.pid ?? 0,
    call: async (name, ...[argument]) => (await send(name, argument)) as never,
    [Symbol.asyncDispose]: async () => {
      if (ended !== undefined) return;
      const stopped = send('stop', undefined).catch((error: unknown) => {
        // A child that is gone has stopped; what else goes wrong is worth a line, and no reason to lose what was measured.
        if (error !== ended) process.stderr.write(`${module} did not stop cleanly: ${String(error)}\n`);
      });
      await Promise.race([stopped, exited]);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The child's side. */
export function serveCommands(commands: Commands): void {
  process.on('disconnect', () => process.exit(1));
  process.on('message', async (message) => {
    const { id, name, argument } = message as Request;
    const answer: Answer = { id };
    try {
      answer.value = await commands[name]?.(argument as never);
    } catch (error) {
      answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    process.send?.(answer);
  });
}
