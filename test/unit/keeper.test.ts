/** The process that finishes what it began: started when it is needed, asked, killed, left alone. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, it } from 'vitest';
import { createKeeper, KeeperAway, KeeperLost } from '../../src/lib/keeper/keeper.ts';
import type { KeptTask } from '../support/kept.ts';

const SECRET = 'not for the list of processes';

function open(options: { idleMs?: number; entry?: string; hear?: (news: string) => void } = {}) {
  const heard: string[] = [];
  const keeper = createKeeper<{ secret: string }, KeptTask, string, string>({
    entry: new URL(options.entry ?? '../support/kept.ts', import.meta.url),
    env: { KEPT: 'yes' },
    setup: () => ({ secret: SECRET }),
    hear: options.hear ?? ((news) => heard.push(news)),
    idleMs: options.idleMs ?? 60_000,
  });
  return { run: keeper.run, heard, [Symbol.asyncDispose]: () => keeper[Symbol.asyncDispose]() };
}

const isAlive = (pid: string): boolean => {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
};

it('does all tasks in one process, which is another one', async () => {
  await using keeper = open();
  const [one, other] = await Promise.all([keeper.run('pid'), keeper.run('pid')]);
  expect(one).toBe(other);
  expect(await keeper.run('pid')).toBe(one);
  expect(one).not.toBe(`${process.pid}`);
});

it('shows its setup neither in the arguments nor in the environment', async () => {
  await using keeper = open();
  const surroundings = await keeper.run('surroundings');
  expect(surroundings).toContain('"KEPT":"yes"');
  expect(surroundings).toContain(`,${SECRET.length}]`);
  expect(surroundings).not.toContain(SECRET);
});

it('throws what a task throws, with its code', async () => {
  await using keeper = open();
  await expect(keeper.run('fail')).rejects.toMatchObject({ message: 'no such thing', code: 'ENOTHING' });
});

it('tells what happens in a task to whoever asked for it', async () => {
  const storage = new AsyncLocalStorage<string>();
  const heard: string[] = [];
  await using keeper = open({ hear: (news) => heard.push(`${storage.getStore()}: ${news.replace(/\d+/, 'it')}`) });
  const pid = await storage.run('the first', () => keeper.run('pid'));
  const tasks = ['one', 'another'].map((name) => storage.run(name, () => keeper.run('wait for SIGUSR2')));
  await expect.poll(() => heard.length).toBe(2);
  process.kill(Number(pid), 'SIGUSR2');
  await Promise.all(tasks);
  expect(heard.toSorted()).toEqual(['another: it waits', 'one: it waits']);
});

it('ends when nobody needs it, and starts anew', async () => {
  await using keeper = open({ idleMs: 1 });
  const pid = await keeper.run('pid');
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(await keeper.run('pid')).not.toBe(pid);
});

it('says that a task was begun by nobody, and that a task ended with its process', async () => {
  await using absent = open({ entry: '../support/there-is-no-such-file.ts' });
  await expect(absent.run('pid')).rejects.toBeInstanceOf(KeeperAway);
  await using keeper = open();
  await expect(keeper.run('crash')).rejects.toBeInstanceOf(KeeperLost);
  expect(await keeper.run('pid')).toMatch(/^\d+$/);
});

it('is waited for when its parent stops, and is gone then', async () => {
  const keeper = open();
  const answer = keeper.run('wait for SIGUSR2');
  await expect.poll(() => keeper.heard).toEqual([expect.stringMatching(/^\d+ waits$/)]);
  const [pid = ''] = keeper.heard[0]?.split(' ') ?? [];
  // A terminal or a service manager sends them to everybody.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(Number(pid), signal);
  let isClosed = false;
  const closed = keeper[Symbol.asyncDispose]().then(() => {
    isClosed = true;
  });
  await expect(keeper.run('pid')).rejects.toBeInstanceOf(KeeperAway);
  expect(isClosed).toBe(false);
  process.kill(Number(pid), 'SIGUSR2');
  expect(await answer).toBe(pid);
  await closed;
  expect(isAlive(pid)).toBe(false);
});
