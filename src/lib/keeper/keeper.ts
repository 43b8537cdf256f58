/**
 * Has tasks done by a process that outlives this one: whatever ends this process, a task that began is brought to its end.
 * The process is started for a task, in a session of its own, and ends by itself when nobody needs it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FromKeeper, ToKeeper } from './protocol.ts';

export interface KeeperOptions<Setup, News> {
  /** The file that calls `serveKeeper`. Its first argument is the folder of the compile cache, or empty. */
  entry: URL;
  /** Its environment. What is secret belongs into `setup`, which goes through a pipe. */
  env: Readonly<Record<string, string>>;
  setup: () => Setup;
  /** Called in the asynchronous context of whoever asked for the task. */
  hear: (news: News) => void;
  /** An unused process ends after this. */
  idleMs: number;
  /** A process that has begun nothing by then is given up. */
  startMs?: number;
}

export interface Keeper<Task, Answer> extends AsyncDisposable {
  /** Throws `KeeperAway` if the task was not begun, and `KeeperLost` if nobody knows how it ended. */
  run(task: Task): Promise<Answer>;
}

/** No process took the task; it may be done in another way. */
export class KeeperAway extends Error {
  override readonly name = 'KeeperAway';
}

/** The process ended in the middle of the task. */
export class KeeperLost extends Error {
  override readonly name = 'KeeperLost';
}

type Within = ReturnType<typeof AsyncLocalStorage.snapshot>;

interface Waiting {
  /** Runs a function in the context of whoever waits. */
  within: Within;
  settle: (said: Settling | { type: 'end'; why: string }) => void;
}

type Settling = Exclude<FromKeeper, { type: 'news' }>;

interface Hand {
  process: ChildProcess;
  waiting: Map<number, Waiting>;
  /** It has begun a task at some time. */
  isUp: boolean;
  idle: NodeJS.Timeout | null;
  ended: Promise<void>;
}

const START_MS = 20_000;
/** An idle process ends in milliseconds; one that does not, ends without being waited for. */
const GOODBYE_MS = 3_000;

export function createKeeper<Setup, Task, Answer, News>(options: KeeperOptions<Setup, News>): Keeper<Task, Answer> {
  let hand: Hand | null = null;
  let lastId = 0;
  let isClosing = false;
  const hands = new Set<Hand>();

  // The process serves many; that it was started by one of them must not show in what it tells of the others.
  const outside = AsyncLocalStorage.snapshot();
  const open = (): Hand => {
    if (hand !== null) return hand;
    const started = start(options, outside, () => {
      hands.delete(started);
      if (hand === started) hand = null;
    });
    hands.add(started);
    hand = started;
    return started;
  };
  /** Nobody asks it anything more: it ends when it has done what it has begun. */
  const dismiss = (dismissed: Hand) => {
    if (hand === dismissed) hand = null;
    if (dismissed.process.connected) dismissed.process.disconnect();
  };

  return {
    run: async (task) => {
      if (isClosing) throw new KeeperAway('this process is stopping');
      const taker = openOr(open);
      if (taker.idle !== null) clearTimeout(taker.idle);
      hold(taker, true);
      lastId += 1;
      try {
        return (await ask(taker, { id: lastId, task, startMs: options.startMs ?? START_MS })) as Answer;
      } finally {
        if (taker.waiting.size === 0) {
          hold(taker, false);
          taker.idle = setTimeout(() => dismiss(taker), options.idleMs).unref();
        }
      }
    },
    [Symbol.asyncDispose]: async () => {
      isClosing = true;
      const leaving = [...hands].map(async (known) => {
        while (known.waiting.size > 0) await Promise.race([known.ended, delay(20)]);
        hold(known, true);
        dismiss(known);
        await Promise.race([known.ended, delay(GOODBYE_MS)]);
        hold(known, false);
      });
      await Promise.all(leaving);
    },
  };
}

function start<Setup, News>(
  { entry, env, setup, hear }: KeeperOptions<Setup, News>,
  outside: Within,
  onEnd: () => void,
): Hand {
  // Node adds a folder for its version by itself.
  const compiled = getCompileCacheDir();
  const child = fork(entry, [compiled === undefined ? '' : dirname(compiled)], {
    // A session of its own: neither a Ctrl-C nor the death of the group reaches it.
    detached: true,
    execArgv: ['--max-semi-space-size=2'],
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting: Hand['waiting'] = new Map();
  const ended = Promise.withResolvers<void>();
  const hand: Hand = { process: child, waiting, isUp: false, idle: null, ended: ended.promise };
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-4_096);
  });
  child.on('message', (said: FromKeeper) => {
    if (said.type === 'news') {
      const within = (said.id === null ? undefined : waiting.get(said.id)?.within) ?? outside;
      return within(() => hear(said.news as News));
    }
    if (said.type === 'begun') hand.isUp = true;
    waiting.get(said.id)?.settle(said);
  });
  const end = (why: string) => {
    if (hand.idle !== null) clearTimeout(hand.idle);
    onEnd();
    for (const { settle } of [...waiting.values()]) settle({ type: 'end', why });
    ended.resolve();
  };
  // Its last messages may come after its exit, but not after the end of the channel. (`close` never comes where this
  // process has closed the channel.)
  let exit: string | null = null;
  let isCut = false;
  const endIfOver = () => {
    if (exit !== null && isCut) end(`its process ended (${exit})${lastWords && `: ${lastWords}`}`);
  };
  child.once('exit', (code, signal) => {
    exit = signal ?? String(code);
    endIfOver();
  });
  child.once('disconnect', () => {
    isCut = true;
    endIfOver();
  });
  // After an `error` of the start nothing else comes.
  child.on('error', (error) => {
    if (child.pid === undefined) end(`its process could not be started: ${error.message}`);
  });
  tell(child, { type: 'begin', setup: setup() });
  return hand;
}

/** Some errors of a start are thrown, others are told later. */
function openOr(open: () => Hand): Hand {
  try {
    return open();
  } catch (cause) {
    throw new KeeperAway('its process could not be started', { cause });
  }
}

/** What cannot be delivered shows in the end of the process. */
function tell(child: ChildProcess, message: ToKeeper): void {
  if (child.connected) child.send(message as never, () => undefined);
}

function ask(hand: Hand, { id, task, startMs }: { id: number; task: unknown; startMs: number }): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  let hasBegun = false;
  const late = setTimeout(() => {
    if (!hand.isUp) hand.process.kill('SIGKILL');
  }, startMs);
  hand.waiting.set(id, {
    within: AsyncLocalStorage.snapshot(),
    settle: (said) => {
      if (said.type === 'begun') {
        hasBegun = true;
        return;
      }
      hand.waiting.delete(id);
      if (said.type === 'answer') resolve(said.answer);
      else if (said.type === 'end') reject(hasBegun ? new KeeperLost(said.why) : new KeeperAway(said.why));
      else reject(failure(said));
    },
  });
  tell(hand.process, { type: 'run', id, task });
  return promise.finally(() => clearTimeout(late));
}

/** As it was thrown there, as far as a copy goes: the code tells whether the database was away, for example. */
const failure = ({ message, stack, code }: Extract<FromKeeper, { type: 'failure' }>): Error =>
  Object.assign(new Error(message, { cause: stack }), code === null ? {} : { code });

/** An idle process does not keep this one alive. */
function hold({ process: child }: Hand, isHeld: boolean): void {
  const stderr = child.stderr as { ref?(): void; unref?(): void } | null;
  for (const handle of [child, child.channel, stderr]) isHeld ? handle?.ref?.() : handle?.unref?.();
}
