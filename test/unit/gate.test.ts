/** The gate: so many at once, of each holder and in all; the others wait, and are turned away when that makes no sense. */
import { describe, expect, test } from 'vitest';
import { createGate, type Pass } from '../../src/lib/gate.ts';

const open = (changes = {}) => createGate({ perHolder: 2, total: 3, waiting: 2, waitMs: 600_000, ...changes });
const isPass = (pass: Pass | null): Pass => {
  if (pass === null) throw new Error('turned away');
  return pass;
};
/** What is settled once everything that can go on has gone on. */
async function settled<T>(promise: Promise<T>): Promise<T | 'waits'> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([promise, Promise.resolve('waits' as const)]);
}

describe('a gate', () => {
  test('lets so many of one holder in, and others past them', async () => {
    const gate = open();
    const first = isPass(await gate.enter('a'));
    isPass(await gate.enter('a'));
    const third = gate.enter('a');
    expect(await settled(third)).toBe('waits');
    isPass(await gate.enter('b'));
    // Full now, also for those who have none inside.
    const other = gate.enter('c');
    expect(await settled(other)).toBe('waits');
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(await settled(third)).not.toBe('waits');
    expect(await settled(other)).toBe('waits');
  });

  test('holds nobody up behind a holder who has enough', async () => {
    const gate = open();
    isPass(await gate.enter('a'));
    isPass(await gate.enter('a'));
    const passing = isPass(await gate.enter('b'));
    const patient = gate.enter('a');
    const next = gate.enter('c');
    passing[Symbol.dispose]();
    expect(await settled(patient)).toBe('waits');
    expect(await settled(next)).not.toBe('waits');
  });

  test('turns away whoever finds too many waiting, waits too long, or leaves', async () => {
    const gate = open({ perHolder: 1 });
    const inside = isPass(await gate.enter('a'));
    const left = new AbortController();
    const leaving = gate.enter('a', left.signal);
    const patient = gate.enter('a');
    expect(await gate.enter('a')).toBeNull();
    left.abort();
    expect(await leaving).toBeNull();
    inside[Symbol.dispose]();
    isPass(await patient);
    const hasty = open({ perHolder: 1, waitMs: 1 });
    isPass(await hasty.enter('a'));
    expect(await hasty.enter('a')).toBeNull();
  });

  test('tells those inside when they may go, and when it closes waits for those who stay', async () => {
    const gate = open();
    const left = new AbortController();
    const pass = isPass(await gate.enter('a', left.signal));
    const other = isPass(await gate.enter('b'));
    left.abort();
    expect([pass.signal.aborted, other.signal.aborted]).toEqual([true, false]);
    const stay = gate.stay();
    const closed = Promise.resolve(gate[Symbol.asyncDispose]());
    expect(other.signal.aborted).toBe(true);
    expect(await gate.enter('c')).toBeNull();
    expect(await settled(closed)).toBe('waits');
    stay[Symbol.dispose]();
    await closed;
  });
});
