/** Concludes the state of a host from the calls to it: a pure function, and the only place with thresholds (docs/decisions/0016 has the reasons). */
import { z } from 'zod';
import { addHistograms, type Histogram, histogramOf, quantile } from '../../lib/histogram.ts';
import type { PlatformState } from '../../lib/prisma/enums.ts';

export const THRESHOLDS = {
  /** The state is concluded from calls of this long. */
  windowMs: 5 * 60_000,
  /** The figures that are shown cover this long, so that a platform without traffic shows its last probes. */
  shownMs: 15 * 60_000,
  slotMs: 15_000,
  down: {
    /** Failures in a row, by more than one account, because a single account may have trouble of its own. */
    failures: 5,
    sources: 2,
    /** A failed probe is repeated soon, so a platform without traffic is DOWN half a minute after the first. */
    probes: 3,
  },
  degraded: { calls: 10, errorRate: 0.1, failures: 3, sources: 2, probes: 2, p95Ms: 15_000 },
  /** Lower than the threshold of DEGRADED, so that the state does not go back and forth. */
  operational: { errorRate: 0.05, p95Ms: 10_000, afterMs: 60_000 },
  /** After a few failures the platform is probed without an account: an installation with one account could not tell an outage otherwise. */
  suspicion: { failures: 2, everyMs: 30_000 },
  probe: { everyMs: 5 * 60_000, degradedMs: 60_000, againMs: 10_000, confirmMs: 15_000 },
  /** While DOWN: 10 s, 20 s, 40 s … 2 min. An outage that comes back within half an hour begins where the last one ended. */
  backoff: { firstMs: 10_000, mostMs: 2 * 60_000, forgetMs: 30 * 60_000 },
} as const;

/** The source of calls that belong to no account. */
export const PROBE = 'probe';

export interface HeardCall {
  /** When it began and ended, in milliseconds since 1970. */
  beganAt: number;
  endedAt: number;
  isFailure: boolean;
  /** The account it was for, or `PROBE`. */
  source: string;
  /** Its duration depends on our connection more than on the platform (uploads). */
  isUpload: boolean;
  /** How it ended, for people. */
  outcome: string;
}

const slot = z.object({
  at: z.number(),
  calls: z.number(),
  failures: z.number(),
  durations: z.record(z.string(), z.number()),
});
type Slot = z.output<typeof slot>;

const evidence = z.object({
  slots: z.array(slot).catch([]),
  /** Failures since the last success of an account, and the accounts that had them. */
  failures: z.number().catch(0),
  failing: z.array(z.string()).catch([]),
  lastFailureAt: z.number().catch(0),
  /** The accounts whose calls failed in the window, and when each last did. */
  sources: z.record(z.string(), z.number()).catch({}),
  /** Failed probes in a row; and, while DOWN, answered ones. */
  deadProbes: z.number().catch(0),
  aliveProbes: z.number().catch(0),
  lastProbeAt: z.number().catch(0),
  /** While DOWN: the host may be back, and one call at a time may find out. */
  trial: z.boolean().catch(false),
  /** How often this outage was probed in vain. */
  tries: z.number().catch(0),
  lastOutageAt: z.number().catch(0),
});
export type Evidence = z.output<typeof evidence>;
export const readEvidence = (stored: unknown): Evidence => evidence.parse(stored ?? {});

export interface HostState {
  state: PlatformState;
  since: Date;
  lastCheckedAt: Date | null;
  probeAt: Date;
  evidence: Evidence;
  /** Why it is not OPERATIONAL, if that has just changed. */
  reason: string | null;
}

export interface Window {
  calls: number;
  failures: number;
  durations: Histogram;
}

/** What happened in the last `ms`. */
export function windowOf({ slots }: Pick<Evidence, 'slots'>, now: Date, ms: number): Window {
  const inside = slots.filter(({ at }) => at + THRESHOLDS.slotMs > now.getTime() - ms);
  return {
    calls: inside.reduce((sum, { calls }) => sum + calls, 0),
    failures: inside.reduce((sum, { failures }) => sum + failures, 0),
    durations: addHistograms(inside.map(({ durations }) => durations)),
  };
}

export const errorRateOf = ({ calls, failures }: Pick<Window, 'calls' | 'failures'>): number =>
  calls === 0 ? 0 : failures / calls;

/** The new state, after these calls. `jitter` is in [0, 1). */
export function assess(before: HostState, heard: readonly HeardCall[], now: Date, jitter: number): HostState {
  const calls = heard.toSorted((a, b) => a.endedAt - b.endedAt);
  const last = calls.at(-1);
  const checked = last === undefined ? before.lastCheckedAt : new Date(last.endedAt);
  // A call that began under another state says nothing about this one: calls that hang end long after the platform is back.
  const present = calls.filter(({ beganAt }) => beganAt >= before.since.getTime());
  const known = withTraffic(before.evidence, present, now);
  const after = { ...before, lastCheckedAt: checked, reason: null };
  return before.state === 'DOWN'
    ? whileDown({ ...after, evidence: known }, present, now, jitter)
    : whileUp({ ...after, evidence: noted(known, present) }, present, now, jitter);
}

/** This host cannot be probed without an account, so the next call finds out whether it is back. */
export const allowTrial = (before: HostState, now: Date): HostState => ({
  ...before,
  reason: null,
  probeAt: new Date(now.getTime() + THRESHOLDS.backoff.mostMs),
  evidence: { ...before.evidence, trial: true },
});

function withTraffic(before: Evidence, calls: readonly HeardCall[], now: Date): Evidence {
  const { slotMs, shownMs, windowMs } = THRESHOLDS;
  const bySlot = Map.groupBy(calls, ({ endedAt }) => Math.floor(endedAt / slotMs) * slotMs);
  const fresh = [...bySlot].map(
    ([at, group]): Slot => ({
      at,
      calls: group.length,
      failures: group.filter(({ isFailure }) => isFailure).length,
      durations: histogramOf(
        group.filter(({ isUpload }) => !isUpload).map(({ beganAt, endedAt }) => endedAt - beganAt),
      ),
    }),
  );
  const kept = Map.groupBy([...before.slots, ...fresh], ({ at }) => at);
  const slots = [...kept]
    .filter(([at]) => at > now.getTime() - shownMs - slotMs)
    .map(([at, parts]) => ({
      at,
      calls: parts.reduce((sum, part) => sum + part.calls, 0),
      failures: parts.reduce((sum, part) => sum + part.failures, 0),
      durations: addHistograms(parts.map(({ durations }) => durations)),
    }))
    .toSorted((a, b) => a.at - b.at);
  const recent = Object.entries(before.sources).filter(([, at]) => at > now.getTime() - windowMs);
  return { ...before, slots, sources: Object.fromEntries(recent) };
}

/** Accounts beyond this many are not told apart. */
const MOST_SOURCES = 8;

function noted(before: Evidence, calls: readonly HeardCall[]): Evidence {
  const sources = { ...before.sources };
  const now = { ...before, sources, failing: [...before.failing] };
  for (const { endedAt, isFailure, source } of calls) {
    if (source === PROBE) {
      now.lastProbeAt = endedAt;
      now.deadProbes = isFailure ? now.deadProbes + 1 : 0;
    }
    if (isFailure) {
      // Failures with so much time between them are not "in a row".
      if (endedAt - now.lastFailureAt > THRESHOLDS.windowMs) Object.assign(now, { failures: 0, failing: [] });
      now.failures++;
      now.lastFailureAt = endedAt;
      if (!now.failing.includes(source)) now.failing = [...now.failing, source].slice(0, MOST_SOURCES);
      if (source in sources || Object.keys(sources).length < MOST_SOURCES) sources[source] = endedAt;
    } else if (source === PROBE) now.failing = now.failing.filter((one) => one !== PROBE);
    // A successful call for an account is better proof than an answered probe.
    else Object.assign(now, { failures: 0, failing: [], deadProbes: 0 });
  }
  return now;
}

function whileUp(state: HostState, present: readonly HeardCall[], now: Date, jitter: number): HostState {
  const { down, probe, suspicion } = THRESHOLDS;
  const { evidence: known } = state;
  const isRow = known.failures >= down.failures && known.failing.length >= down.sources;
  if (isRow || known.deadProbes >= down.probes) return begun(state, present, now, jitter);
  const troubles = troubleOf(known, now, state.state);
  const next = troubles === null ? 'OPERATIONAL' : 'DEGRADED';
  const stays =
    next === state.state ||
    (next === 'OPERATIONAL' && now.getTime() - state.since.getTime() < THRESHOLDS.operational.afterMs);
  const settled: HostState = stays ? state : { ...state, state: next, since: now, reason: troubles };
  const isProbed = present.some(({ source }) => source === PROBE);
  const probeInMs =
    known.deadProbes > 0 ? probe.againMs : settled.state === 'DEGRADED' ? probe.degradedMs : probe.everyMs;
  const wasProbedLately = now.getTime() - known.lastProbeAt < suspicion.everyMs;
  if (isProbed) return { ...settled, probeAt: new Date(now.getTime() + probeInMs) };
  const isSuspicious = known.failures >= suspicion.failures && !wasProbedLately;
  return isSuspicious && state.probeAt > now ? { ...settled, probeAt: now } : settled;
}

/** Why it is DEGRADED, in words; null if it is not. Once DEGRADED, it has to be better than the threshold to recover. */
function troubleOf(known: Evidence, now: Date, state: PlatformState): string | null {
  const { degraded, operational, windowMs } = THRESHOLDS;
  const limits = state === 'DEGRADED' ? { ...degraded, ...operational, failures: 1, probes: 1 } : degraded;
  const window = windowOf(known, now, windowMs);
  const rate = errorRateOf(window);
  const isMany = Object.keys(known.sources).length >= degraded.sources;
  if (isMany && window.calls >= degraded.calls && rate >= limits.errorRate)
    return `${Math.round(rate * 100)} % of the calls of the last five minutes failed.`;
  if (known.failures >= limits.failures && known.failing.length >= degraded.sources)
    return `${known.failures} calls in a row failed.`;
  if (known.deadProbes >= limits.probes) return 'It did not answer a probe.';
  const p95 = window.calls >= degraded.calls ? quantile(window.durations, 0.95) : null;
  if (p95 !== null && p95 >= limits.p95Ms) return `One call in twenty took longer than ${limits.p95Ms / 1_000} s.`;
  return null;
}

/** An outage begins. */
function begun(state: HostState, present: readonly HeardCall[], now: Date, jitter: number): HostState {
  const { evidence: known } = state;
  const isAgain = now.getTime() - known.lastOutageAt < THRESHOLDS.backoff.forgetMs;
  const tries = isAgain ? known.tries : 0;
  const last = present.filter(({ isFailure }) => isFailure).at(-1);
  const how = last === undefined ? '' : `, the last one with: ${last.outcome}`;
  return {
    ...state,
    state: 'DOWN',
    since: now,
    reason: `${known.failures} calls in a row failed${how}.`,
    probeAt: new Date(now.getTime() + backoffMs(tries, jitter)),
    evidence: { ...known, trial: false, aliveProbes: 0, tries, lastOutageAt: now.getTime() },
  };
}

function whileDown(state: HostState, present: readonly HeardCall[], now: Date, jitter: number): HostState {
  let { aliveProbes, trial, tries } = state.evidence;
  let { probeAt } = state;
  let isBack = false;
  for (const { isFailure, source } of present) {
    if (isFailure) {
      // Calls that fail together were let through by one trial, which counts once.
      if (trial || source === PROBE) tries++;
      [aliveProbes, trial, isBack] = [0, false, false];
      probeAt = new Date(now.getTime() + backoffMs(tries, jitter));
    } else if (source === PROBE) {
      aliveProbes++;
      trial = true;
      probeAt = new Date(now.getTime() + THRESHOLDS.probe.confirmMs);
    } else isBack = true;
  }
  const evidence = { ...state.evidence, aliveProbes, trial, tries, lastOutageAt: now.getTime() };
  // Without traffic, a second answered probe has to be enough.
  if (!isBack && aliveProbes < 2) return { ...state, probeAt, evidence };
  const forgotten = { failures: 0, failing: [], sources: {}, deadProbes: 0, aliveProbes: 0, trial: false };
  return {
    ...state,
    state: 'OPERATIONAL',
    since: now,
    probeAt: new Date(now.getTime() + THRESHOLDS.probe.degradedMs),
    evidence: { ...evidence, ...forgotten, slots: evidence.slots.filter(({ failures }) => failures === 0) },
  };
}

function backoffMs(tries: number, jitter: number): number {
  const { firstMs, mostMs } = THRESHOLDS.backoff;
  return Math.min(mostMs, firstMs * 2 ** Math.min(tries, 10)) * (0.9 + jitter * 0.2);
}
