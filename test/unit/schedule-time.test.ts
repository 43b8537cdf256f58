/** From what an author says about time to an instant, with past, gaps and repeated hours. */
import { describe, expect, test } from 'vitest';
import {
  daysOf,
  localTimeOf,
  PAST_TOLERANCE_MS,
  resolveSchedule,
  type ScheduleInput,
} from '../../src/domain/schedule-time.ts';
import { zoneNamed } from '../../src/lib/time-zones.ts';

const NOW = new Date('2026-01-15T12:00:00.000Z');
const resolve = (input: Partial<ScheduleInput>, brandZone = 'Europe/Berlin') =>
  resolveSchedule({ mode: 'AT', ...input }, brandZone, NOW);
const codes = (outcome: ReturnType<typeof resolve>) => (outcome.ok ? [] : outcome.errors.map((error) => error.code));

describe('modes', () => {
  test('NOW is this instant and its local time in the zone of the brand', () => {
    expect(resolve({ mode: 'NOW' }, 'Asia/Kolkata')).toEqual({
      ok: true,
      value: { mode: 'NOW', at: NOW, timeZone: 'Asia/Kolkata', localTime: '2026-01-15T17:30:00' },
      warnings: [],
    });
  });
  test('NOW with a time is a contradiction', () => {
    expect(codes(resolve({ mode: 'NOW', at: NOW }))).toEqual(['TIME_CONFLICT']);
  });
  test('AT without a time is refused, a draft may have none', () => {
    expect(codes(resolve({}))).toEqual(['TIME_MISSING']);
    expect(resolve({ mode: 'DRAFT' })).toMatchObject({
      ok: true,
      value: { at: null, localTime: null, timeZone: 'Europe/Berlin' },
    });
  });
  test('an instant keeps its milliseconds and is told in local time', () => {
    const at = new Date('2026-07-01T07:30:00.250Z');
    expect(resolve({ at })).toMatchObject({ ok: true, value: { at, localTime: '2026-07-01T09:30:00' } });
  });
});

describe('the past', () => {
  test('up to a minute ago means now, for clocks differ', () => {
    expect(resolve({ at: new Date(NOW.getTime() - PAST_TOLERANCE_MS) })).toMatchObject({
      ok: true,
      value: { at: NOW },
    });
  });
  test('earlier is refused, naming both times', () => {
    const outcome = resolve({ at: new Date(NOW.getTime() - PAST_TOLERANCE_MS - 1) });
    expect(outcome).toMatchObject({
      ok: false,
      errors: [{ code: 'TIME_IN_PAST', actual: '2026-01-15T11:58:59.999Z', limit: '2026-01-15T12:00:00.000Z' }],
    });
  });
  test('a draft of the first millennia is a typing error, whichever way it is written', () => {
    const times = [
      { at: new Date('0001-01-01T00:00:00Z') },
      { localTime: '0001-01-01T00:00' },
      { localTime: '0000-01-01T00:00' },
    ];
    for (const time of times)
      expect(resolve({ mode: 'DRAFT', ...time })).toMatchObject({ ok: false, errors: [{ code: 'TIME_INVALID' }] });
  });
  test('a draft may be planned for the past and is warned', () => {
    expect(resolve({ mode: 'DRAFT', at: new Date(0) })).toMatchObject({
      ok: true,
      value: { at: new Date(0) },
      warnings: [{ code: 'TIME_IN_PAST' }],
    });
  });
  test('more than ten years ahead is a typing error', () => {
    const outcome = resolve({ at: new Date('2062-01-01') });
    expect(outcome).toMatchObject({ errors: [{ code: 'TIME_INVALID', actual: '2062-01-01T00:00:00.000Z' }] });
    expect(outcome).toMatchObject({ errors: [{ limit: expect.stringMatching(/^20[34]\d-/) }] });
  });
});

describe('clocks set forward', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:59:59', '2026-03-29T03:00:00'],
    ['America/New_York', '2026-03-08T02:00', '2026-03-08T01:59:59', '2026-03-08T03:00:00'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T01:59:59', '2026-10-04T02:30:00'],
    ['America/Santiago', '2026-09-06T00:30', '2026-09-05T23:59:59', '2026-09-06T01:00:00'],
  ])('in %s, %s does not exist: the answer names %s and %s', (timeZone, localTime, last, first) => {
    const outcome = resolve({ localTime, timeZone });
    expect(codes(outcome)).toEqual(['TIME_NONEXISTENT']);
    const message = outcome.ok ? '' : outcome.errors[0].message;
    expect(message).toContain(last);
    expect(message).toContain(first);
    expect(outcome.ok ? [] : outcome.errors[0].path).toEqual(['input', 'schedule', 'localTime']);
  });
  test.each([
    ['Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['America/New_York', '2026-03-08T03:00', '2026-03-08T07:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:30', '2026-10-03T15:30:00.000Z'],
  ])('in %s, %s at the edge does exist', (timeZone, localTime, at) => {
    expect(resolve({ localTime, timeZone })).toMatchObject({ ok: true, value: { at: new Date(at) }, warnings: [] });
  });
  test('an offset does not bring a time of the gap into existence', () => {
    expect(codes(resolve({ localTime: '2026-03-29T02:30+01:00' }))).toEqual(['TIME_NONEXISTENT']);
  });
});

describe('clocks set back', () => {
  test.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z', '+01:00', '2026-10-25T01:30:00.000Z'],
    ['America/New_York', '2026-11-01T01:15', '2026-11-01T05:15:00.000Z', '-05:00', '2026-11-01T06:15:00.000Z'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00.000Z', '+10:30', '2026-04-04T15:15:00.000Z'],
  ])(
    'in %s, %s is taken as the earlier one with a warning, and as the later one with its offset',
    (timeZone, localTime, earlier, offset, later) => {
      const ambiguous = resolve({ localTime, timeZone });
      expect(ambiguous).toMatchObject({
        ok: true,
        value: { at: new Date(earlier) },
        warnings: [{ code: 'TIME_AMBIGUOUS' }],
      });
      expect(ambiguous.ok && ambiguous.warnings[0]?.message).toContain(offset);
      expect(resolve({ localTime: localTime + offset, timeZone })).toMatchObject({
        ok: true,
        value: { at: new Date(later) },
        warnings: [],
      });
    },
  );
  test('at settles which of the two is meant', () => {
    const at = new Date('2026-10-25T01:30:00.000Z');
    expect(resolve({ localTime: '2026-10-25T02:30', at })).toMatchObject({
      ok: true,
      value: { at, localTime: '2026-10-25T02:30:00' },
      warnings: [],
    });
  });
});

describe('at and localTime together', () => {
  test('agree', () => {
    const at = new Date('2026-07-01T07:30:00.000Z');
    expect(resolve({ at, localTime: '2026-07-01T09:30' })).toMatchObject({ ok: true, value: { at } });
  });
  test('or are refused, with both in the message', () => {
    const outcome = resolve({ at: new Date('2026-07-01T09:30:00.000Z'), localTime: '2026-07-01T09:30' });
    expect(codes(outcome)).toEqual(['TIME_CONFLICT']);
    expect(outcome.ok ? '' : outcome.errors[0].message).toMatch(/09:30:00\.000Z.*07:30:00\.000Z/);
  });
});

describe('spelling', () => {
  test.each(['2026-02-30T10:00', '2026-07-01 09:30', '01.07.2026 09:30', '2026-07-01T25:00', '2026-07-01', ''])(
    '%j is no local time',
    (localTime) => {
      expect(codes(resolve({ localTime }))).toEqual(['TIME_INVALID']);
    },
  );
  test('a wrong offset is refused and the right one named', () => {
    const outcome = resolve({ localTime: '2026-07-01T09:30+01:00' });
    expect(codes(outcome)).toEqual(['TIME_CONFLICT']);
    expect(outcome.ok ? '' : outcome.errors[0].message).toContain('+02:00');
  });
  test('Z is an offset like any other', () => {
    expect(resolve({ localTime: '2026-07-01T09:30Z', timeZone: 'UTC' })).toMatchObject({
      ok: true,
      value: { at: new Date('2026-07-01T09:30:00Z') },
    });
    expect(codes(resolve({ localTime: '2026-07-01T09:30Z' }))).toEqual(['TIME_CONFLICT']);
  });
  test.each(['+02:00', 'Mars/Olympus', '', 'CEST7'])('%j is no time zone', (timeZone) => {
    expect(codes(resolve({ mode: 'NOW', timeZone }))).toEqual(['TIME_ZONE_INVALID']);
  });
  test('the case of a zone name is corrected', () => {
    expect(zoneNamed('europe/berlin')).toBe('Europe/Berlin');
    expect(localTimeOf(NOW, 'America/Argentina/Buenos_Aires')).toBe('2026-01-15T09:00:00');
  });
});

describe('the days of a span', () => {
  const days = (from: string, to: string, timeZone: string) =>
    daysOf({ from: new Date(from), to: new Date(to) }, timeZone).map(
      ({ date, startsAt }) => `${date} ${startsAt.toISOString()}`,
    );

  test('begin where clocks say so, the first with the span', () => {
    expect(days('2027-03-27T12:00:00Z', '2027-03-28T22:00:00Z', 'Europe/Berlin')).toEqual([
      '2027-03-27 2027-03-27T12:00:00.000Z',
      '2027-03-28 2027-03-27T23:00:00.000Z',
    ]);
    expect(days('2027-03-27T12:00:00Z', '2027-03-28T22:00:00.001Z', 'Europe/Berlin').at(-1)).toBe(
      '2027-03-29 2027-03-28T22:00:00.000Z',
    );
  });
  test('go on over a day that a place left out', () => {
    expect(days('2011-12-30T00:00:00Z', '2011-12-30T12:00:00Z', 'Pacific/Apia').at(-1)).toBe(
      '2011-12-31 2011-12-30T10:00:00.000Z',
    );
  });
});
