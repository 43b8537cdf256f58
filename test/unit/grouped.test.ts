/** Calls that share a transaction, and what one of them may do to the others. */
import { expect, it } from 'vitest';
import { BY_ITSELF, grouped, IN_COMPANY, type Turn } from '../../src/lib/grouped.ts';

/** Runs that end when told to. */
function heldRuns() {
  const runs: { group: readonly number[]; turn: Turn; end: () => void }[] = [];
  const call = grouped<number, string>(
    async (group, turn) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      runs.push({ group, turn, end: resolve });
      await promise;
      return group.map((input) => `did ${input}`);
    },
    { lanes: 1, most: 3 },
  );
  return { runs, call };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('runs what is called in one turn together, in the order of the calls', async () => {
  const groups: (readonly number[])[] = [];
  const double = grouped<number, number>(async (group) => {
    groups.push(group);
    return group.map((input) => input * 2);
  });
  expect(await Promise.all([1, 2, 3].map(double))).toEqual([2, 4, 6]);
  expect(groups).toEqual([[1, 2, 3]]);
});

it('lets calls that come while the lanes are taken form the next groups', async () => {
  const { runs, call } = heldRuns();
  const all = [1, 2, 3, 4].map(call);
  await turn();
  all.push(...[5, 6].map(call));
  expect(runs.map(({ group }) => group)).toEqual([[1, 2, 3]]);
  runs[0]?.end();
  await all[0];
  await turn();
  expect(runs.map(({ group }) => group)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  runs[1]?.end();
  expect((await Promise.all(all)).at(-1)).toBe('did 6');
});

it('runs a member again by itself when the group cannot have it', async () => {
  const seen: [readonly number[], Turn][] = [];
  const call = grouped<number, number>(async (group, turn) => {
    seen.push([group, turn]);
    return group.map((input) => (input === 2 && turn !== BY_ITSELF ? undefined : input));
  });
  expect(await Promise.all([1, 2, 3].map(call))).toEqual([1, 2, 3]);
  expect(seen).toEqual([
    [[1, 2, 3], IN_COMPANY],
    [[2], BY_ITSELF],
  ]);
});

it('throws to whom an error belongs and to nobody else in its group', async () => {
  const broken: number[] = [];
  const call = grouped<number, number>(
    async (group) => {
      if (group.includes(2)) throw new Error('two');
      return group;
    },
    { onBroken: (_error, members) => broken.push(members) },
  );
  const settled = await Promise.allSettled([1, 2, 3].map(call));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(broken).toEqual([3]);
});

it('does not let one that waits by itself hold up a lane', async () => {
  const endless = Promise.withResolvers<number[]>();
  const call = grouped<number, number>(
    async (group, turn) => {
      if (turn === BY_ITSELF) return endless.promise;
      return group.map((input) => (input === 1 ? undefined : input));
    },
    { lanes: 1 },
  );
  const stuck = call(1);
  expect(await call(2)).toBe(2);
  expect(await call(3)).toBe(3);
  endless.resolve([1]);
  expect(await stuck).toBe(1);
});

it('does not let a group whose connection is dead without having said so hold up a lane for ever', async () => {
  const never = new Promise<number[]>(() => undefined);
  const call = grouped<number, number>(async (group) => (group.includes(1) ? never : group), {
    lanes: 1,
    patienceMs: 10,
  });
  void call(1);
  await turn();
  expect(await call(2)).toBe(2);
  expect(await call(3)).toBe(3);
});
