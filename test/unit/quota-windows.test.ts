/** Windows of allowances: never above the limit, and no free time is overlooked. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Allotment, nextFit, takenAround, type UnitsAt } from '../../src/domain/accounts/quota-windows.ts';
import { startOfDay } from '../../src/lib/time-zones.ts';

const HOUR_MS = 3_600_000;
const rolling = (limit: number, windowMs: number, taken: UnitsAt[] = []): Allotment => ({
  window: 'ROLLING',
  windowMs,
  limit,
  taken,
  closedUntilMs: 0,
});
const pacific = (limit: number, taken: UnitsAt[] = []): Allotment => ({
  ...rolling(limit, 24 * HOUR_MS, taken),
  window: 'PACIFIC_DAY',
});

/** The most units in any span of `windowMs`, counted the slow way. */
const fullest = (taken: readonly UnitsAt[], windowMs: number): number =>
  Math.max(
    0,
    ...taken.map(({ atMs }) =>
      taken.reduce((sum, one) => sum + (one.atMs > atMs - windowMs && one.atMs <= atMs ? one.units : 0), 0),
    ),
  );

const wishes = fc.array(
  fc.record({ units: fc.integer({ min: 1, max: 3 }), afterMs: fc.integer({ min: 0, max: 300 }) }),
  { maxLength: 40 },
);

describe('a rolling window', () => {
  test('never holds more than its limit, whoever asks in whatever order', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 3, max: 8 }), fc.integer({ min: 1, max: 60 }), (asked, limit, windowMs) => {
        const taken: UnitsAt[] = [];
        for (const { units, afterMs } of asked) {
          const atMs = nextFit(rolling(limit, windowMs, taken), units, afterMs);
          expect(atMs).not.toBeNull();
          taken.push({ atMs: atMs ?? 0, units });
        }
        expect(fullest(taken, windowMs)).toBeLessThanOrEqual(limit);
      }),
    );
  });
  test('gives the earliest time that fits, so that nobody waits for nothing', () => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 3, max: 8 }), fc.integer({ min: 1, max: 60 }), (asked, limit, windowMs) => {
        const taken: UnitsAt[] = [];
        for (const { units, afterMs } of asked) {
          const atMs = nextFit(rolling(limit, windowMs, taken), units, afterMs) ?? 0;
          for (let earlier = afterMs; earlier < atMs; earlier++)
            expect(fullest([...taken, { atMs: earlier, units }], windowMs)).toBeGreaterThan(limit);
          taken.push({ atMs, units });
        }
      }),
      { numRuns: 40 },
    );
  });
  test('is as full as its fullest span, also of spans that end later', () => {
    fc.assert(
      fc.property(
        wishes,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 300 }),
        (asked, windowMs, atMs) => {
          const taken = asked.map(({ units, afterMs }) => ({ atMs: afterMs, units }));
          const around = takenAround(rolling(0, windowMs, taken), atMs);
          const ends = Array.from({ length: windowMs }, (_, index) => atMs + index);
          const inSpan = (end: number) =>
            taken.reduce((sum, one) => sum + (one.atMs > end - windowMs && one.atMs <= end ? one.units : 0), 0);
          expect(around).toBe(Math.max(...ends.map(inSpan)));
        },
      ),
    );
  });
});

describe('a day of Pacific time', () => {
  const dayOf = (ms: number) => startOfDay('America/Los_Angeles', ms, 0);
  // Clocks are set forward on 8 March 2026 and back on 1 November.
  const days = fc.constantFrom('2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z', '2026-06-10T12:00:00Z');

  test('never holds more than its limit, also when it has 23 or 25 hours', () => {
    fc.assert(
      fc.property(days, fc.array(fc.integer({ min: 0, max: 72 * HOUR_MS }), { maxLength: 40 }), (start, offsets) => {
        const taken: UnitsAt[] = [];
        for (const offset of offsets) {
          const afterMs = Date.parse(start) + offset;
          const atMs = nextFit(pacific(3, taken), 1, afterMs) ?? 0;
          // At once, or with the beginning of a day.
          expect(atMs === afterMs || dayOf(atMs) === atMs).toBe(true);
          taken.push({ atMs, units: 1 });
        }
        for (const day of Map.groupBy(taken, ({ atMs }) => dayOf(atMs)).values())
          expect(day.length).toBeLessThanOrEqual(3);
      }),
    );
  });
  test('ends at midnight there, 25 hours after it began when clocks are set back', () => {
    const began = Date.parse('2026-11-01T07:00:00Z');
    const full = pacific(1, [{ atMs: began, units: 1 }]);
    expect(nextFit(full, 1, began)).toBe(Date.parse('2026-11-02T08:00:00Z'));
    expect(takenAround(full, began + 24.5 * HOUR_MS)).toBe(1);
  });
});

test('more units than an allowance has never fit', () => {
  expect(nextFit(rolling(3, 10), 4, 0)).toBeNull();
});
test('nothing fits before the instant that the platform has named', () => {
  const closed = { ...rolling(3, 10), closedUntilMs: 500 };
  expect(nextFit(closed, 1, 0)).toBe(500);
  expect(takenAround(closed, 499)).toBe(3);
  expect(takenAround(closed, 500)).toBe(0);
});
