/** The inside of a keeper: does the tasks that it is sent, and ends when its parent is gone and everything is done. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FromKeeper, ToKeeper } from './protocol.ts';

export interface KeptWork<Task, Answer> extends AsyncDisposable {
  run(task: Task): Promise<Answer>;
}

/** After this time without a parent it ends, whatever it waits for. */
const LONGEST_ALONE_MS = 5 * 60_000;
const CLOSE_MS = 2_000;

export function serveKeeper<Setup, Task, Answer, News>(
  begin: (setup: Setup, tell: (news: News) => void) => KeptWork<Task, Answer>,
): void {
  // They may be sent to all processes of a service or a terminal; only its parent, by leaving, ends this one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const current = new AsyncLocalStorage<number>();
  let work: KeptWork<Task, Answer> | null = null;
  let running = 0;
  let isLeaving = false;
  const isAlone = () => !process.connected;
  /** Resolves to whether the parent will read it, also if it dies at this moment. */
  const say = (message: FromKeeper): Promise<boolean> =>
    new Promise((resolve) => {
      if (isAlone() || process.send === undefined) resolve(false);
      else process.send(message, undefined, undefined, (error: Error | null) => resolve(error === null));
    });
  const leave = async () => {
    setTimeout(() => process.exit(1), CLOSE_MS);
    await work?.[Symbol.asyncDispose]();
    process.exit(0);
  };
  const leaveIfDone = () => {
    if (!isAlone() || running > 0 || isLeaving) return;
    isLeaving = true;
    void leave();
  };
  const run = async (id: number, task: Task): Promise<void> => {
    running += 1;
    try {
      if (work === null) throw new Error('a task came before the setup');
      // What the parent was not told of, it would have done a second time by itself.
      if (!(await say({ type: 'begun', id }))) return;
      const { run: perform } = work;
      void say({ type: 'answer', id, answer: await current.run(id, () => perform(task)) });
    } catch (error) {
      const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      const code = error instanceof Error && 'code' in error ? String(error.code) : null;
      void say({ type: 'failure', id, message, stack, code });
    } finally {
      running -= 1;
      leaveIfDone();
    }
  };
  process.on('message', (said: ToKeeper) => {
    if (said.type === 'run') return void run(said.id, said.task as Task);
    work = begin(said.setup as Setup, (news) => void say({ type: 'news', id: current.getStore() ?? null, news }));
  });
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), LONGEST_ALONE_MS).unref();
    leaveIfDone();
  });
}
