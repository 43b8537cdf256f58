/** How platforms are and were: concluded from the rows that all processes share. */
import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import { addHistograms, type Histogram, quantile } from '../../lib/histogram.ts';
import type { PlatformIncident, PlatformTraffic } from '../../lib/prisma/client.ts';
import type { PlatformState } from '../../lib/prisma/enums.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { errorRateOf, THRESHOLDS, windowOf } from '../platform-state/assess.ts';
import { HISTORY_DAYS, overallState, readHosts } from '../platform-state/host-states.ts';

/** Incidents are nobody's: they tell of platforms, and not of who called them. */
export async function incidentsByIds(db: Sql, ids: readonly string[]): Promise<Map<string, PlatformIncident>> {
  const rows = await db.query<PlatformIncident>('SELECT * FROM platform_incident WHERE id = ANY($1::uuid[])', [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface ResponseTimes {
  p50: number | null;
  p95: number | null;
}

export interface PlatformStatus {
  state: PlatformState;
  errorRate: number;
  responseTimeMs: ResponseTimes;
  lastCheckedAt: Date | null;
  since: Date | null;
  openIncidents: readonly PlatformIncident[];
}

/** Of all platforms that this installation reaches. */
export async function platformStatuses(ctx: AppContext): Promise<ReadonlyMap<PlatformId, PlatformStatus>> {
  const [hosts, incidents] = await Promise.all([
    readHosts(ctx.db),
    ctx.db.query<PlatformIncident & { isLast: boolean }>(
      `SELECT * FROM platform_incident WHERE ended_at IS NULL
       UNION ALL (SELECT DISTINCT ON (platform) * FROM platform_incident WHERE ended_at IS NOT NULL ORDER BY platform, ended_at DESC)`,
      [],
      'newest_incidents',
    ),
  ]);
  const now = ctx.clock.now();
  return new Map(
    [...ctx.platforms.keys()].map((platform): [PlatformId, PlatformStatus] => {
      const own = hosts.filter((host) => host.platform === platform);
      const windows = own.map(({ evidence }) => windowOf(evidence, now, THRESHOLDS.shownMs));
      const calls = windows.reduce((sum, window) => sum + window.calls, 0);
      const failures = windows.reduce((sum, window) => sum + window.failures, 0);
      const open = incidents.filter((one) => one.platform === platform && one.endedAt === null);
      const last = incidents.find((one) => one.platform === platform && one.endedAt !== null);
      const checks = own.flatMap(({ lastCheckedAt }) => (lastCheckedAt === null ? [] : [lastCheckedAt.getTime()]));
      const state = overallState(ctx, platform, own);
      return [
        platform,
        {
          state,
          errorRate: errorRateOf({ calls, failures }),
          responseTimeMs: responseTimes(addHistograms(windows.map(({ durations }) => durations))),
          lastCheckedAt: checks.length === 0 ? null : new Date(Math.max(...checks)),
          since: sinceOf(state, open) ?? last?.endedAt ?? earliest(own.map(({ since }) => since)),
          openIncidents: open.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime()),
        },
      ];
    }),
  );
}

/** Of a platform that is not OPERATIONAL, the beginning of what makes it so. */
const sinceOf = (state: PlatformState, open: readonly PlatformIncident[]): Date | null =>
  earliest(open.filter((one) => state !== 'DOWN' || one.state === 'DOWN').map(({ startedAt }) => startedAt));

const earliest = (dates: readonly Date[]): Date | null =>
  dates.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;

const responseTimes = (durations: Histogram): ResponseTimes => ({
  p50: quantile(durations, 0.5),
  p95: quantile(durations, 0.95),
});

export interface PlatformHistory {
  incidents: readonly PlatformIncident[];
  buckets: readonly HistoryBucket[];
}

export interface HistoryBucket {
  at: Date;
  until: Date;
  state: PlatformState;
  calls: number;
  errorRate: number;
  responseTimeMs: ResponseTimes;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Up to here a bucket is an hour, beyond it a day. */
const HOURS_UP_TO_MS = 7 * DAY_MS;
const WORST: readonly PlatformState[] = ['DOWN', 'DEGRADED', 'OPERATIONAL'];

export async function platformHistory(
  ctx: Pick<AppContext, 'db' | 'clock'>,
  platform: PlatformId,
  { from, to }: { from: Date; to: Date },
): Promise<PlatformHistory> {
  const now = ctx.clock.now();
  const begin = Math.max(from.getTime(), now.getTime() - HISTORY_DAYS * DAY_MS);
  const end = Math.min(to.getTime(), now.getTime());
  const stepMs = end - begin <= HOURS_UP_TO_MS ? HOUR_MS : DAY_MS;
  const first = Math.floor(begin / stepMs) * stepMs;
  const range = [platform, new Date(first), new Date(end)];
  const [incidents, traffic] = await Promise.all([
    ctx.db.query<PlatformIncident>(
      'SELECT * FROM platform_incident WHERE platform = $1 AND started_at < $3 AND coalesce(ended_at, $3) >= $2 ORDER BY started_at, id',
      range,
      'incidents_between',
    ),
    ctx.db.query<PlatformTraffic>(
      'SELECT * FROM platform_traffic WHERE platform = $1 AND at >= $2 AND at < $3',
      range,
      'traffic_between',
    ),
  ]);
  const buckets: HistoryBucket[] = [];
  for (let at = first; at < end; at += stepMs) {
    const until = Math.min(at + stepMs, end);
    const rows = traffic.filter((row) => row.at.getTime() >= at && row.at.getTime() < until);
    const calls = rows.reduce((sum, row) => sum + row.calls, 0);
    const failures = rows.reduce((sum, row) => sum + row.failures, 0);
    const meanwhile = incidents.filter(
      ({ startedAt, endedAt }) => startedAt.getTime() < until && (endedAt?.getTime() ?? end) > at,
    );
    buckets.push({
      at: new Date(at),
      until: new Date(until),
      state:
        WORST.find((state) => meanwhile.some((incident) => stateOf(platform, incident) === state)) ?? 'OPERATIONAL',
      calls,
      errorRate: errorRateOf({ calls, failures }),
      responseTimeMs: responseTimes(addHistograms(rows.map(({ durations }) => durations as Histogram))),
    });
  }
  return { incidents: incidents.filter(({ endedAt }) => endedAt === null || endedAt.getTime() >= begin), buckets };
}

/** What an incident of one host means for the platform. */
const stateOf = (platform: PlatformId, { host, state }: PlatformIncident): PlatformState =>
  state === 'DOWN' && host !== PLATFORMS[platform].probe.host ? 'DEGRADED' : state;
