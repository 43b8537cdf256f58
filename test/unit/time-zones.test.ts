/** What clocks in a zone show, by the newest edition of the IANA database that is at hand. */
import { describe, expect, test } from 'vitest';
import {
  clocksAt,
  clockText,
  endOfGap,
  instantsAt,
  NODE_ZONE_VERSION,
  newerOf,
  startOfDay,
  ZONE_RULES,
  zoneNamed,
} from '../../src/lib/time-zones.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const instants = (timeZone: string, local: string) =>
  instantsAt(timeZone, at(local)).map((ms) => new Date(ms).toISOString());

describe('laws of 2026', () => {
  test.each([
    ['America/Inuvik', '2027-01-15T09:00', '2027-01-15T15:00:00.000Z'],
    ['America/Edmonton', '2027-01-15T09:00', '2027-01-15T15:00:00.000Z'],
    ['America/Vancouver', '2027-01-15T09:00', '2027-01-15T16:00:00.000Z'],
    ['America/Winnipeg', '2027-01-15T09:00', '2027-01-15T14:00:00.000Z'],
    ['Africa/Casablanca', '2027-01-15T09:00', '2027-01-15T09:00:00.000Z'],
    ['Europe/Berlin', '2027-01-15T09:00', '2027-01-15T08:00:00.000Z'],
  ])('in %s, %s is %s', (timeZone, local, instant) => {
    expect(instants(timeZone, local)).toEqual([instant]);
  });
  test('still hold after the last year that the package lists, as do rules that go on for ever', () => {
    expect(instants('America/Inuvik', '2041-01-15T09:00')).toEqual(['2041-01-15T15:00:00.000Z']);
    expect(instants('Europe/Berlin', '2041-01-15T09:00')).toEqual(['2041-01-15T08:00:00.000Z']);
    expect(instants('Europe/Berlin', '2041-07-15T09:00')).toEqual(['2041-07-15T07:00:00.000Z']);
  });
});

describe('editions', () => {
  test('the newer one is in force, whichever has it', () => {
    const of = (version: string) => ({ version });
    expect(newerOf(of('2026f'), of('2026c'))).toEqual(of('2026f'));
    expect(newerOf(of('2026f'), of('2027a'))).toEqual(of('2027a'));
    expect(newerOf(of('2026f'), of(''))).toEqual(of('2026f'));
    expect(ZONE_RULES.version >= NODE_ZONE_VERSION).toBe(true);
    expect(ZONE_RULES.version).toMatch(/^20[0-9]{2}[a-z]$/);
  });
  test('every zone that Node can show is one', () => {
    expect(Intl.supportedValuesOf('timeZone').filter((name) => zoneNamed(name) === null)).toEqual([]);
  });
  test.each(['+02:00', 'Mars/Olympus', '', 'Europe_Berlin', 'US/Pacific-New', 'UTC+2'])('%j is no zone', (name) => {
    expect(zoneNamed(name)).toBeNull();
  });
});

describe('clocks that are set', () => {
  test('forward never show the hour, and show the end of it at the instant of the change', () => {
    expect(instants('Europe/Berlin', '2026-03-29T02:30')).toEqual([]);
    expect(new Date(endOfGap('Europe/Berlin', at('2026-03-29T02:30'))).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });
  test('back show the hour twice', () => {
    expect(instants('Australia/Lord_Howe', '2026-04-05T01:45')).toEqual([
      '2026-04-04T14:45:00.000Z',
      '2026-04-04T15:15:00.000Z',
    ]);
  });
  test('at midnight begin their day where it exists', () => {
    const noon = at('2026-09-06T16:00');
    const start = startOfDay('America/Santiago', noon);
    expect(clockText(clocksAt('America/Santiago', start))).toBe('2026-09-06T01:00:00');
    expect(new Date(startOfDay('America/Los_Angeles', at('2026-11-01T20:00'), 1)).toISOString()).toBe(
      '2026-11-02T08:00:00.000Z',
    );
  });
});
