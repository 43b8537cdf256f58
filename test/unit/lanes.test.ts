/** Lanes: so many at a time for each holder, in order, also when work fails. */
import { expect, test } from 'vitest';
import { createLanes } from '../../src/lib/lanes.ts';

test('of one holder no more than its lanes run at a time, in the order of their coming, and others do not wait for it', async () => {
  const lanes = createLanes(2);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const all = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => lanes(name.charAt(0), work(name)));
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  ends[0]?.();
  await all[0];
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
  for (const end of ends) end();
  await Promise.all([all[1], all[2], all[4]]);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  ends.at(-1)?.();
  await all[3];
});

test('work that fails leaves its lane to the next', async () => {
  const lanes = createLanes(1);
  const failed = lanes('a', () => Promise.reject(new Error('no')));
  const next = lanes('a', async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});
