/** The inside of a cage: called by the entry file of a caged process to serve its tasks. */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CageTasks, FromInside, InsideLimits, ToInside } from './protocol.ts';

/** The bytes are at fault, and the message says why. Any other error counts as a defect of ours. */
export class UnreadableBytes extends Error {
  override readonly name = 'UnreadableBytes';
}

export type Ask<Task extends CageTasks[string]> = (question: Task['question']) => Promise<Task['reply']>;

type Served<Tasks extends CageTasks> = {
  [Name in keyof Tasks]: (input: Tasks[Name]['input'], ask: Ask<Tasks[Name]>) => Promise<Tasks[Name]['answer']>;
};

/** A low priority, so that publishing goes first. */
const NICENESS = 5;

export function serveCage<Tasks extends CageTasks>(tasks: Served<Tasks>): void {
  const limits = JSON.parse(process.argv[2] ?? '') as InsideLimits;
  const running = new Float64Array(new SharedArrayBuffer(16)).fill(-1);
  new Worker(new URL('./guard.ts', import.meta.url), {
    workerData: { limits, running, hostPid: process.ppid },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  }).unref();
  // A terminal sends these signals to all processes of a group; only the host may end this one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit());
  setPriority(NICENESS);
  dieFirst();

  const waiting = new Map<number, (said: Extract<ToInside, { id: number }>) => void>();
  let questions = 0;
  const say = (message: FromInside) => process.send?.(message);
  const ask = (question: unknown): Promise<unknown> => {
    const id = ++questions;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, (said) =>
      said.type === 'reply' ? resolve(said.reply) : reject(new Error('the host cannot answer')),
    );
    say({ type: 'question', id, question });
    return promise;
  };
  const run = async (name: string, input: unknown, cpuMs: number): Promise<void> => {
    const task = tasks[name];
    const { user, system } = process.cpuUsage();
    running[1] = cpuMs;
    running[0] = user + system;
    try {
      if (task === undefined) throw new Error(`there is no task ${name}`);
      say({ type: 'answer', answer: await task(input, ask) });
    } catch (error) {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      say(error instanceof UnreadableBytes ? { type: 'refusal', message } : { type: 'failure', message, stack });
    } finally {
      running[0] = -1;
    }
  };
  process.on('message', (said: ToInside) => {
    if (said.type === 'run') return void run(said.task, said.input, said.cpuMs);
    waiting.get(said.id)?.(said);
    waiting.delete(said.id);
  });
}

/** When memory runs out, the kernel ends this process rather than the host. */
function dieFirst(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Exists only on Linux.
  }
}
