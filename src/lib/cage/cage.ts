/**
 * Runs tasks on bytes from outside in processes of their own, a few at a time, with limits of memory and time. Threads
 * are not enough: most heap exhaustions of a worker thread with `resourceLimits` (a growing array, a large Map) end in
 * a fatal error of V8, which aborts the whole process, as does a crash of native code.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type CageTasks, END_MARK, type FromInside, type InsideLimits, type ToInside } from './protocol.ts';

export interface CageOptions {
  /** The file that calls `serveCage`. */
  entry: URL;
  /** Tasks at once; others wait for their turn. */
  size: number;
  limits: InsideLimits;
  /** Wall-clock time, including the wait for replies. */
  deadlineMs: number;
  /** An unused process ends after this. */
  idleMs: number;
}

export interface CageCall<Question, Reply> {
  /** Answers questions of the task while it runs. What it throws, `run` throws. */
  reply: (question: Question) => Promise<Reply>;
  signal?: AbortSignal;
  /** Processor time for this task, if less than the limit of the cage. */
  cpuMs?: number;
}

export interface Cage<Tasks extends CageTasks> extends AsyncDisposable {
  run<Name extends keyof Tasks & string>(
    name: Name,
    input: Tasks[Name]['input'],
    call: CageCall<Tasks[Name]['question'], Tasks[Name]['reply']>,
  ): Promise<Tasks[Name]['answer']>;
}

/** The bytes cannot be used: the task says so, or they made their process exceed a limit or crash. */
export class CageRefusal extends Error {
  override readonly name = 'CageRefusal';
  readonly reason: 'REFUSED' | 'MEMORY' | 'TIME' | 'CRASH';

  constructor(reason: CageRefusal['reason'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

interface Inmate {
  process: ChildProcess;
  /** The caller that waits for a message of the process, or for its end. */
  hear: ((said: FromInside | { type: 'end'; lastWords: string; signal: string | null }) => void) | null;
  idle: NodeJS.Timeout | null;
}

const CAGE_CLOSED = 'the cage is closed';

export function createCage<Tasks extends CageTasks>(options: CageOptions): Cage<Tasks> {
  const inmates = new Set<Inmate>();
  const free: Inmate[] = [];
  const queue: (() => void)[] = [];
  const closing = new AbortController();
  let running = 0;

  const open = (): Inmate => {
    const inmate = free.pop() ?? start(options, () => forget(inmate));
    if (inmate.idle !== null) clearTimeout(inmate.idle);
    inmates.add(inmate);
    hold(inmate, true);
    return inmate;
  };
  const forget = (inmate: Inmate) => {
    inmates.delete(inmate);
    const at = free.indexOf(inmate);
    if (at >= 0) free.splice(at, 1);
  };
  const giveBack = (inmate: Inmate) => {
    if (!inmates.has(inmate)) return;
    hold(inmate, false);
    inmate.idle = setTimeout(() => {
      // Removed at once, so that no task gets it while it ends.
      free.splice(free.indexOf(inmate), 1);
      inmate.process.kill('SIGKILL');
    }, options.idleMs).unref();
    free.push(inmate);
  };

  return {
    run: async (name, input, { reply, signal, cpuMs = options.limits.cpuMs }) => {
      const ended = AbortSignal.any([closing.signal, ...(signal === undefined ? [] : [signal])]);
      if (running >= options.size) await turn(queue, ended);
      else ended.throwIfAborted();
      running += 1;
      const once = async () => {
        const inmate = open();
        try {
          return await converse<Tasks[typeof name]['answer']>(inmate, options, { name, input, cpuMs, reply, ended });
        } finally {
          giveBack(inmate);
        }
      };
      try {
        return await once();
      } catch (error) {
        // Something else may have ended the process; bytes that crash it will do so again.
        if (error instanceof CageRefusal && error.reason === 'CRASH') return await once();
        throw error;
      } finally {
        running -= 1;
        queue.shift()?.();
      }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(new Error(CAGE_CLOSED));
      const gone = [...inmates].map(async (inmate) => {
        hold(inmate, true);
        const { promise, resolve } = Promise.withResolvers<void>();
        inmate.process.once('close', () => resolve());
        inmate.process.kill('SIGKILL');
        await promise;
      });
      await Promise.all(gone);
    },
  };
}

/** Waits in the queue; a caller that leaves gives up its place. */
function turn(queue: (() => void)[], ended: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => {
    const at = queue.indexOf(enter);
    if (at >= 0) queue.splice(at, 1);
    reject(ended.reason);
  };
  const enter = () => {
    ended.removeEventListener('abort', leave);
    resolve();
  };
  if (ended.aborted) leave();
  else {
    ended.addEventListener('abort', leave, { once: true });
    queue.push(enter);
  }
  return promise;
}

function start({ entry, limits }: CageOptions, onEnd: () => void): Inmate {
  const child = fork(entry, [JSON.stringify(limits)], {
    execArgv: [`--max-old-space-size=${limits.heapMb}`, '--max-semi-space-size=8'],
    // The environment of this process has secrets, which code taken over by hostile bytes must not find.
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const inmate: Inmate = { process: child, hear: null, idle: null };
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-4_096);
  });
  child.on('message', (said: FromInside) => inmate.hear?.(said));
  // `close` follows the last output; after an `error` (no such program, too many processes) no other event follows.
  const end = (signal: string | null) => {
    if (inmate.idle !== null) clearTimeout(inmate.idle);
    onEnd();
    inmate.hear?.({ type: 'end', lastWords, signal });
  };
  child.once('close', (_code, signal) => end(signal));
  child.once('error', (error) => {
    lastWords += error.message;
    if (child.pid === undefined) end(null);
  });
  return inmate;
}

/** An idle process does not keep this one alive. */
function hold({ process: child }: Inmate, isHeld: boolean): void {
  const handles = [child, child.channel, child.stderr as (Readable & { ref?(): void; unref?(): void }) | null];
  for (const handle of handles) isHeld ? handle?.ref?.() : handle?.unref?.();
}

interface Conversation {
  name: string;
  input: unknown;
  cpuMs: number;
  reply: (question: never) => Promise<unknown>;
  ended: AbortSignal;
}

function converse<Answer>(
  inmate: Inmate,
  { deadlineMs, limits }: CageOptions,
  { name, input, cpuMs, reply, ended }: Conversation,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const tell = (message: ToInside) => {
    if (inmate.process.connected) inmate.process.send(message);
  };
  // If the host failed to answer, that is why the task fails, whatever the task makes of it.
  let unanswered: { error: unknown } | null = null;
  let killedFor: Error | null = null;
  const kill = (reason: Error) => {
    killedFor ??= reason;
    inmate.process.kill('SIGKILL');
  };
  const leave = () => kill(ended.reason);
  const late = setTimeout(() => kill(new CageRefusal('TIME', `it took more than ${deadlineMs} ms`)), deadlineMs);
  const answerQuestion = async (id: number, question: unknown) => {
    try {
      tell({ type: 'reply', id, reply: await reply(question as never) });
    } catch (error) {
      unanswered ??= { error };
      tell({ type: 'unanswered', id });
    }
  };
  inmate.hear = (said) => {
    if (said.type === 'question') return void answerQuestion(said.id, said.question);
    if (unanswered !== null) reject(unanswered.error);
    else if (said.type === 'answer') resolve(said.answer as Answer);
    else if (said.type === 'refusal') reject(new CageRefusal('REFUSED', said.message));
    else if (said.type === 'failure') reject(new Error(`${name} failed: ${said.message}`, { cause: said.stack }));
    else reject(killedFor ?? refusalAfter(said, { ...limits, cpuMs }));
  };
  ended.addEventListener('abort', leave, { once: true });
  if (ended.aborted) leave();
  else tell({ type: 'run', task: name, input, cpuMs });
  return promise.finally(() => {
    clearTimeout(late);
    ended.removeEventListener('abort', leave);
    inmate.hear = null;
  });
}

function refusalAfter({ lastWords, signal }: { lastWords: string; signal: string | null }, limits: InsideLimits) {
  if (lastWords.includes(END_MARK.time))
    return new CageRefusal('TIME', `it took more than ${limits.cpuMs} ms of processor time`);
  if (lastWords.includes(END_MARK.memory) || /out of memory|heap limit/i.test(lastWords))
    return new CageRefusal('MEMORY', `it took more than ${limits.memoryMb} MB of memory`);
  return new CageRefusal('CRASH', `its process ended (${signal ?? 'by itself'})`, lastWords);
}
