/** The clocks: one that tests move, and that of the system. */
import { expect, test } from 'vitest';
import { clockAt, manualClock } from '../../src/lib/clock.ts';

const start = new Date('2027-01-01T00:00:00Z');
const after = (ms: number) => new Date(start.getTime() + ms);

test('a manual clock wakes exactly the sleepers that are due, earliest first', async () => {
  const clock = manualClock(start);
  const woken: string[] = [];
  const late = clock.sleepUntil(after(200)).then(() => woken.push('late'));
  const early = clock.sleepUntil(after(100)).then(() => woken.push('early'));
  const far = clock.sleepUntil(after(300)).then(() => woken.push('far'));

  clock.advance(200);
  await Promise.all([late, early]);
  expect(woken).toEqual(['early', 'late']);
  expect(clock.now()).toEqual(after(200));

  clock.set(after(300));
  await far;
  expect(woken).toEqual(['early', 'late', 'far']);
});

test.each([
  ['manual', manualClock(start), after(60_000)],
  ['system', clockAt(Date.now), new Date(Date.now() + 3_600_000)],
] as const)('a sleeper of the %s clock wakes early when its signal aborts', async (_name, clock, at) => {
  const abort = new AbortController();
  const asleep = clock.sleepUntil(at, abort.signal);
  abort.abort();
  await asleep;
  await clock.sleepUntil(at, abort.signal);
});

test('the system clock never wakes before the instant', async () => {
  const at = new Date(Date.now() + 15);
  await clockAt(Date.now).sleepUntil(at);
  expect(Date.now()).toBeGreaterThanOrEqual(at.getTime());
});

test('an instant in the past does not put anybody to sleep', async () => {
  await manualClock(start).sleepUntil(after(-1));
  await clockAt(Date.now).sleepUntil(new Date(0));
});
