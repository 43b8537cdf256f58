/** Tasks on bytes from outside: what they do wrong stays in their process, and the cage goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CageRefusal, createCage } from '../../src/lib/cage/cage.ts';
import type { TestTasks } from '../support/caged.ts';

const open = (changes: { size?: number; deadlineMs?: number } = {}) =>
  createCage<TestTasks>({
    entry: new URL('../support/caged.ts', import.meta.url),
    size: changes.size ?? 2,
    limits: { heapMb: 64, memoryMb: 256, cpuMs: 2_000 },
    deadlineMs: changes.deadlineMs ?? 150_000,
    idleMs: 60_000,
  });
const cage = open();
afterAll(() => cage[Symbol.asyncDispose]());

const silent = { reply: () => Promise.reject<never>(new Error('nobody asked')) };
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a task', () => {
  test('answers, and may ask its host meanwhile', async () => {
    expect(await cage.run('double', 21, silent)).toBe(42);
    const reply = async (question: string) => `${question} yourself`;
    expect(await cage.run('ask', 'help', { reply })).toBe('help yourself');
  });

  test('sees nothing of the environment of its host, where the secrets are', async () => {
    vi.stubEnv('SLIPWAY_ENCRYPTION_KEYS', 'k1:secret');
    await using other = open();
    // Node names the channel between the two there.
    expect((await other.run('environment', null, silent)).filter((name) => !name.startsWith('NODE_CHANNEL_'))).toEqual(
      [],
    );
  });

  test('that refuses says why, and one that fails is our fault', async () => {
    const refused = cage.run('refuse', 'not like this', silent);
    await expect(refused).rejects.toMatchObject({ name: 'CageRefusal', reason: 'REFUSED', message: 'not like this' });
    await expect(cage.run('fail', 'oh', silent)).rejects.toThrow('fail failed: oh');
    await expect(cage.run('fail', 'oh', silent)).rejects.not.toBeInstanceOf(CageRefusal);
  });

  test('fails with what its host could not answer', async () => {
    const reply = () => Promise.reject<never>(new Error('disk'));
    await expect(cage.run('ask', 'bytes', { reply })).rejects.toThrow('disk');
    expect(await cage.run('double', 1, silent)).toBe(2);
  });

  test.each([
    ['spin', 'TIME'],
    ['a growing array', 'MEMORY'],
    ['a growing map', 'MEMORY'],
    ['memory outside the heap', 'MEMORY'],
    ['crash', 'CRASH'],
  ] as const)('that does harm (%s) ends alone, while others are answered', async (harm, reason) => {
    const order: string[] = [];
    const harmful = cage.run('harm', harm, silent).finally(() => order.push('harm'));
    const outcome = harmful.catch((error: unknown) => error);
    const others = [1, 2, 3].map((value) => cage.run('double', value, silent));
    expect(await Promise.all(others)).toEqual([2, 4, 6]);
    order.push('others');
    expect(await outcome).toMatchObject({ name: 'CageRefusal', reason });
    if (harm === 'spin') expect(order).toEqual(['others', 'harm']);
    expect(await cage.run('double', 5, silent)).toBe(10);
  });

  test('may get less time of the processor than the cage allows', async () => {
    await expect(cage.run('harm', 'spin', { ...silent, cpuMs: 100 })).rejects.toMatchObject({
      reason: 'TIME',
      message: 'it took more than 100 ms of processor time',
    });
  });

  test('that takes too long by the clock is given up too', async () => {
    await using hasty = open({ deadlineMs: 500 });
    const reply = () => new Promise<never>(() => undefined);
    await expect(hasty.run('ask', 'anybody?', { reply })).rejects.toMatchObject({ reason: 'TIME' });
  });

  test('ends when its caller leaves, also while it waits for its turn', async () => {
    await using narrow = open({ size: 1 });
    const pid = await narrow.run('pid', null, silent);
    const [leaving, waiting] = [new AbortController(), new AbortController()];
    const spinning = narrow.run('harm', 'spin', { ...silent, signal: leaving.signal });
    const queued = narrow.run('double', 1, { ...silent, signal: waiting.signal });
    const next = narrow.run('double', 2, silent);
    waiting.abort(new Error('changed my mind'));
    await expect(queued).rejects.toThrow('changed my mind');
    leaving.abort(new Error('gone'));
    await expect(spinning).rejects.toThrow('gone');
    expect(await next).toBe(4);
    expect(isAlive(pid)).toBe(false);
  });
});

test('a cage that closes ends its processes, and takes no more tasks', async () => {
  const closing = open();
  const pid = await closing.run('pid', null, silent);
  const spinning = closing.run('harm', 'spin', silent).catch((error: unknown) => error);
  await closing[Symbol.asyncDispose]();
  expect(await spinning).toMatchObject({ message: 'the cage is closed' });
  expect(isAlive(pid)).toBe(false);
  await expect(closing.run('double', 1, silent)).rejects.toThrow('the cage is closed');
});

test('a process that spins does not outlive a host that was killed', async () => {
  const host = spawn(process.execPath, [fileURLToPath(new URL('../support/cage-host.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: host.stdout }), 'line');
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  host.kill('SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
});
