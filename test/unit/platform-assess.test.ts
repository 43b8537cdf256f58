/** What calls say of the state of a host: when it is DOWN, when it is back, and what says nothing of it. */
import { expect, test } from 'vitest';
import {
  allowTrial,
  assess,
  type HeardCall,
  type HostState,
  PROBE,
  readEvidence,
  THRESHOLDS,
} from '../../src/domain/platform-state/assess.ts';

const START = Date.parse('2027-01-01T00:00:00Z');
const fresh = (): HostState => ({
  state: 'OPERATIONAL',
  since: new Date(START),
  lastCheckedAt: null,
  probeAt: new Date(START + THRESHOLDS.probe.everyMs),
  evidence: readEvidence({}),
  reason: null,
});
const call = (atS: number, source: string, isFailure: boolean, tookMs = 50): HeardCall => ({
  beganAt: START + atS * 1_000 - tookMs,
  endedAt: START + atS * 1_000,
  isFailure,
  source,
  isUpload: false,
  outcome: isFailure ? 'HTTP 503' : 'ok',
});
/** A second per step; what is heard at once is in one list. */
function play(calls: readonly HeardCall[], state = fresh()): HostState {
  let now = state;
  for (const one of calls) {
    // As it is stored in between.
    const evidence = readEvidence(JSON.parse(JSON.stringify(now.evidence)));
    now = assess({ ...now, evidence }, [one], new Date(one.endedAt), 0.5);
  }
  return now;
}
const failing = (from: number, count: number, sources: readonly string[]) =>
  Array.from({ length: count }, (_, index) => call(from + index, sources[index % sources.length] ?? '', true));
const down = () => play(failing(1, 5, ['a', 'b']));

test('five failures in a row by two accounts are an outage, and its reason tells how they ended', () => {
  expect(play(failing(1, 4, ['a', 'b'])).state).not.toBe('DOWN');
  expect(down()).toMatchObject({ state: 'DOWN', reason: '5 calls in a row failed, the last one with: HTTP 503.' });
});

test('what one account suffers alone is no outage, however often, but makes the platform be asked without it', () => {
  const alone = play(failing(1, 50, ['a']));
  expect(alone.state).toBe('OPERATIONAL');
  expect(alone.probeAt.getTime()).toBeLessThanOrEqual(START + 50_000);
});

test('with a probe that fails as well, one account is enough', () => {
  expect(play([...failing(1, 4, ['a']), call(6, PROBE, true)]).state).toBe('DOWN');
  expect(play([...failing(1, 4, ['a']), call(6, PROBE, false), ...failing(7, 20, ['a'])]).state).toBe('OPERATIONAL');
});

test('without traffic three probes in a row decide, each soon after the other', () => {
  const first = play([call(1, PROBE, true)]);
  expect(first.probeAt.getTime()).toBe(START + 1_000 + THRESHOLDS.probe.againMs);
  expect(play([call(1, PROBE, true), call(11, PROBE, true)]).state).toBe('DEGRADED');
  expect(play([call(1, PROBE, true), call(11, PROBE, true), call(21, PROBE, true)]).state).toBe('DOWN');
});

test('failures with a success between them, or with minutes, are not in a row', () => {
  expect(play([...failing(1, 4, ['a', 'b']), call(6, 'c', false), ...failing(7, 4, ['a', 'b'])]).state).not.toBe(
    'DOWN',
  );
  expect(play([...failing(1, 4, ['a', 'b']), ...failing(400, 4, ['a', 'b'])]).state).not.toBe('DOWN');
});

test('while it is down, probes are ever rarer, up to two minutes', () => {
  let state = down();
  const waits: number[] = [];
  for (let tries = 0; tries < 6; tries++) {
    waits.push(Math.round((state.probeAt.getTime() - (state.lastCheckedAt?.getTime() ?? 0)) / 1_000));
    const at = (state.probeAt.getTime() - START) / 1_000;
    state = play([call(at, PROBE, true)], state);
  }
  expect(waits).toEqual([10, 20, 40, 80, 120, 120]);
});

test('an answered probe lets one account try, whose success ends the outage and whose failure prolongs it', () => {
  const trial = play([call(20, PROBE, false)], down());
  expect(trial).toMatchObject({ state: 'DOWN', evidence: { trial: true } });
  expect(play([call(22, 'a', false)], trial).state).toBe('OPERATIONAL');
  const failed = play([call(22, 'a', true)], trial);
  expect(failed).toMatchObject({ state: 'DOWN', evidence: { trial: false, tries: 1 } });
  expect(play([call(20, PROBE, false), call(36, PROBE, false)], down()).state).toBe('OPERATIONAL');
});

test('a host that nobody can probe is tried by the next call', () => {
  const trial = allowTrial(down(), new Date(START + 20_000));
  expect(trial.evidence.trial).toBe(true);
  expect(play([call(22, 'a', false)], trial).state).toBe('OPERATIONAL');
});

test('calls that hang and end after the outage do not begin another one', () => {
  const back = play([call(20, PROBE, false), call(22, 'a', false)], down());
  const late = Array.from({ length: 20 }, (_, index) => call(60 + index, `late-${index}`, true, 59_000));
  expect(play(late, back)).toMatchObject({ state: 'OPERATIONAL', evidence: { failures: 0 } });
});

test('an outage that comes back soon is probed as rarely as before', () => {
  const tried = play(
    [call(11, PROBE, true), call(32, PROBE, true), call(75, PROBE, false), call(76, 'a', false)],
    down(),
  );
  const again = play(failing(100, 5, ['a', 'b']), tried);
  expect(again.state).toBe('DOWN');
  expect(again.probeAt.getTime() - (START + 104_000)).toBe(40_000);
});

test('a tenth of calls that fail for two accounts, or slow answers, degrade it, and it recovers only once it is clearly better', () => {
  const mixed = Array.from({ length: 40 }, (_, index) => call(index + 1, index % 2 ? 'a' : 'b', index % 8 < 2));
  const degraded = play(mixed);
  expect(degraded.state).toBe('DEGRADED');
  expect(degraded.reason).not.toBe('');
  const better = (count: number) => Array.from({ length: count }, (_, index) => call(42 + index, 'a', false));
  expect(play(better(60), degraded).state).toBe('DEGRADED');
  expect(play(better(400), degraded).state).toBe('OPERATIONAL');
  const slow = Array.from({ length: 10 }, (_, index) => call(20 + index, 'a', false, 20_000));
  expect(play(slow, { ...fresh(), since: new Date(START - 60_000) })).toMatchObject({
    state: 'DEGRADED',
    reason: 'One call in twenty took longer than 15 s.',
  });
});

test('what is kept of calls does not grow with their number', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => call(index, `account-${index}`, index % 3 === 0));
  expect(JSON.stringify(play(many).evidence).length).toBeLessThan(8_000);
});
