/** The shared row of each host of a platform: calls are added under its lock, and the state that follows is written in the same transaction. */
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import { addHistograms, histogramOf } from '../../lib/histogram.ts';
import { storableJson } from '../../lib/json.ts';
import type { PlatformHost } from '../../lib/prisma/client.ts';
import type { PlatformState } from '../../lib/prisma/enums.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { appendEvents } from '../events/append.ts';
import { allowTrial, assess, type HeardCall, type HostState, readEvidence } from './assess.ts';
import { wakeAfterOutage, wakeHeldBack } from './wake-held-back.ts';

/** Announces that the state of a host, or what may be sent to it, has changed. */
export const PLATFORMS_CHANNEL = 'slipway_platforms';

export interface HostCalls {
  platform: PlatformId;
  host: string;
  calls: readonly HeardCall[];
}

export interface KnownHost extends HostState {
  platform: PlatformId;
  host: string;
}

/** How long incidents and traffic are kept. */
export const HISTORY_DAYS = 90;

/** How many are woken to find out whether a host is back: the account of one of them may be paused or gone. */
const ASKED_ON_TRIAL = 3;

type StateContext = Pick<AppContext, 'db' | 'clock' | 'log' | 'platforms'>;

export async function readHosts(db: Sql): Promise<KnownHost[]> {
  return (await db.query<PlatformHost>('SELECT * FROM platform_host', [], 'read_hosts')).map(known);
}

const known = (row: PlatformHost): KnownHost => ({ ...row, reason: null, evidence: readEvidence(row.evidence) });

/** Adds calls of this process to what all processes know. */
export async function noteCalls(ctx: StateContext, heard: readonly HostCalls[]): Promise<void> {
  if (heard.length === 0) return;
  await ctx.db.tx(async (tx) => {
    const now = ctx.clock.now();
    await addHosts(tx, heard, now);
    await countTraffic(tx, heard);
    await changeHosts(
      ctx,
      tx,
      heard.map(({ platform }) => platform),
      now,
      (host) => {
        const calls = heard.find((one) => one.platform === host.platform && one.host === host.host)?.calls;
        return calls === undefined ? host : { ...host, ...assess(host, calls, now, Math.random()) };
      },
    );
  });
}

/** For hosts that cannot be probed: lets the next call find out whether the host is back. */
export async function beginTrial(ctx: StateContext, { platform, host }: KnownHost): Promise<void> {
  await ctx.db.tx(async (tx) => {
    const now = ctx.clock.now();
    await changeHosts(ctx, tx, [platform], now, (one) =>
      one.host === host && one.state === 'DOWN' && one.probeAt <= now ? { ...one, ...allowTrial(one, now) } : one,
    );
  });
}

/** Whether this process may probe now; if so, no other process does for a while. */
export async function claimProbe({ db, clock }: StateContext, { platform, host }: KnownHost): Promise<boolean> {
  const now = clock.now();
  const claimed = await db.query(
    'UPDATE platform_host SET probe_at = $4 WHERE platform = $1 AND host = $2 AND probe_at <= $3 RETURNING 1',
    [platform, host, now, new Date(now.getTime() + PROBING_MS)],
    'claim_probe',
  );
  return claimed.length > 0;
}

/** Longer than a probe takes. */
const PROBING_MS = 30_000;

/** Hosts that nobody has heard of yet. They are to be probed at once. */
export async function addHosts(
  sql: Sql,
  hosts: readonly { platform: PlatformId; host: string; calls?: readonly HeardCall[] }[],
  now: Date,
): Promise<void> {
  const firstCall = ({ calls }: (typeof hosts)[number]) =>
    Math.min(now.getTime(), ...(calls ?? []).map(({ beganAt }) => beganAt));
  await sql.query(
    `INSERT INTO platform_host (platform, host, since, probe_at)
     SELECT platform, host, since, $4 FROM unnest($1::"Platform"[], $2::text[], $3::timestamptz[]) AS heard (platform, host, since)
     ORDER BY platform, host ON CONFLICT DO NOTHING`,
    [
      hosts.map(({ platform }) => platform),
      hosts.map(({ host }) => host),
      hosts.map((host) => new Date(firstCall(host))),
      now,
    ],
    'add_hosts',
  );
}

async function changeHosts(
  ctx: StateContext,
  tx: Tx,
  platforms: readonly PlatformId[],
  now: Date,
  change: (host: KnownHost) => KnownHost,
): Promise<void> {
  const rows = await tx.query<PlatformHost>(
    'SELECT * FROM platform_host WHERE platform = ANY($1::"Platform"[]) ORDER BY platform, host FOR NO KEY UPDATE',
    [platforms],
    'lock_hosts',
  );
  const before = rows.map(known);
  const pairs = before.map((host) => ({ was: host, is: change(host) }));
  const changed = pairs.filter(({ was, is }) => was !== is);
  await storeHosts(
    tx,
    changed.map(({ is }) => is),
  );
  const turned = changed.filter(({ was, is }) => was.state !== is.state);
  const incidents = await storeIncidents(tx, turned, now);
  for (const platform of new Set(turned.map(({ is }) => is.platform))) {
    const ofPlatform = (side: 'was' | 'is') =>
      overallState(
        ctx,
        platform,
        pairs.flatMap((pair) => (pair.is.platform === platform ? [pair[side]] : [])),
      );
    const state = ofPlatform('is');
    const incident = incidents.get(platform);
    if (state !== ofPlatform('was') && incident !== undefined) await tellWorkspaces(tx, platform, state, incident);
  }
  for (const { was, is } of turned) {
    ctx.log[is.state === 'OPERATIONAL' ? 'info' : 'warn'](
      { platform: is.platform, host: is.host, reason: is.reason },
      `a host of a platform is ${is.state}`,
    );
    if (was.state === 'DOWN') await wakeAfterOutage(tx, is.platform, now);
  }
  // Who is to find out whether the host is back; the others go on waiting.
  for (const { was, is } of changed)
    if (is.state === 'DOWN' && is.evidence.trial && !was.evidence.trial)
      await wakeHeldBack(tx, is.platform, now, ASKED_ON_TRIAL);
  const isNews = changed.some(
    ({ was, is }) =>
      was.state !== is.state ||
      (is.state === 'DOWN' &&
        (was.evidence.trial !== is.evidence.trial || was.probeAt.getTime() !== is.probeAt.getTime())),
  );
  if (isNews) tx.announce(PLATFORMS_CHANNEL, '');
}

/** A platform is DOWN if its first host is; while another host is DOWN, part of its posts still goes out. */
export function overallState(
  { platforms }: Pick<AppContext, 'platforms'>,
  platform: PlatformId,
  hosts: readonly Pick<KnownHost, 'host' | 'state'>[],
): PlatformState {
  const main = platforms.get(platform)?.platform.probe.host;
  if (hosts.some(({ host, state }) => host === main && state === 'DOWN')) return 'DOWN';
  return hosts.some(({ state }) => state !== 'OPERATIONAL') ? 'DEGRADED' : 'OPERATIONAL';
}

async function storeHosts(tx: Tx, hosts: readonly KnownHost[]): Promise<void> {
  if (hosts.length === 0) return;
  const rows = hosts.map(({ platform, host, state, since, lastCheckedAt, probeAt, evidence }) => ({
    platform,
    host,
    state,
    since,
    last_checked_at: lastCheckedAt,
    probe_at: probeAt,
    evidence,
  }));
  await tx.query(
    `UPDATE platform_host h SET state = r.state, since = r.since, last_checked_at = r.last_checked_at, probe_at = r.probe_at, evidence = r.evidence
     FROM jsonb_to_recordset($1::jsonb) AS r (platform "Platform", host text, state "PlatformState", since timestamptz, last_checked_at timestamptz, probe_at timestamptz, evidence jsonb)
     WHERE h.platform = r.platform AND h.host = r.host`,
    [storableJson(rows)],
    'store_hosts',
  );
}

/** The incident of each platform that began, changed or ended. */
async function storeIncidents(
  tx: Tx,
  turned: readonly { is: KnownHost }[],
  now: Date,
): Promise<Map<PlatformId, { id: string; host: string; reason: string | null }>> {
  const touched = new Map<PlatformId, { id: string; host: string; reason: string | null }>();
  for (const { is } of turned) {
    const { platform, host, state, reason } = is;
    const ended = await tx.query<{ id: string }>(
      'UPDATE platform_incident SET ended_at = $3 WHERE platform = $1 AND host = $2 AND ended_at IS NULL RETURNING id',
      [platform, host, now],
      'end_incident',
    );
    const id = state === 'OPERATIONAL' ? (ended[0]?.id ?? uuidv7()) : uuidv7();
    if (state !== 'OPERATIONAL')
      await tx.query(
        'INSERT INTO platform_incident (id, platform, host, state, reason, started_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [id, platform, host, state, reason ?? '', now],
        'begin_incident',
      );
    touched.set(platform, { id, host, reason });
  }
  return touched;
}

/** One event in each workspace that has an account there. */
async function tellWorkspaces(
  tx: Tx,
  platform: PlatformId,
  state: PlatformState,
  { id, host, reason }: { id: string; host: string; reason: string | null },
): Promise<void> {
  const workspaces = await tx.query<{ workspaceId: string }>(
    `SELECT DISTINCT workspace_id FROM social_account WHERE platform = $1 AND status <> 'DISCONNECTED' ORDER BY workspace_id`,
    [platform],
    'workspaces_on_platform',
  );
  appendEvents(
    tx,
    workspaces.map(({ workspaceId }) => ({
      workspaceId,
      brandId: null,
      subject: 'PLATFORM',
      subjectId: id,
      postId: null,
      socialAccountId: null,
      type: EVENT_TYPES[state],
      payload: { platform, state, host, reason },
    })),
  );
}

const EVENT_TYPES = {
  OPERATIONAL: 'platform.operational',
  DEGRADED: 'platform.degraded',
  DOWN: 'platform.down',
} as const satisfies Record<PlatformState, string>;

const HOUR_MS = 3_600_000;

async function countTraffic(tx: Tx, heard: readonly HostCalls[]): Promise<void> {
  const rows = heard.flatMap(({ platform, host, calls }) =>
    [...Map.groupBy(calls, ({ endedAt }) => Math.floor(endedAt / HOUR_MS) * HOUR_MS)].map(([at, group]) => ({
      platform,
      host,
      at: new Date(at),
      calls: group.length,
      failures: group.filter(({ isFailure }) => isFailure).length,
      durations: addHistograms([
        histogramOf(group.filter(({ isUpload }) => !isUpload).map(({ beganAt, endedAt }) => endedAt - beganAt)),
      ]),
    })),
  );
  await tx.query(
    `INSERT INTO platform_traffic AS t (platform, host, at, calls, failures, durations)
     SELECT platform, host, at, calls, failures, durations
     FROM jsonb_to_recordset($1::jsonb) AS r (platform "Platform", host text, at timestamptz, calls int, failures int, durations jsonb)
     ORDER BY platform, host, at
     ON CONFLICT (platform, host, at) DO UPDATE SET calls = t.calls + excluded.calls, failures = t.failures + excluded.failures,
       durations = (SELECT coalesce(jsonb_object_agg(key, count), '{}') FROM (
         SELECT key, sum(value::int) AS count FROM (SELECT * FROM jsonb_each_text(t.durations) UNION ALL SELECT * FROM jsonb_each_text(excluded.durations)) AS part GROUP BY key
       ) AS summed)`,
    [storableJson(rows)],
    'count_traffic',
  );
}

/** For how long some host of a platform was DOWN between two instants; that time is not counted where we wait for the platform. */
export async function downMsBetween(sql: Sql, platform: PlatformId, from: Date, to: Date): Promise<number> {
  const [row] = await sql.query<{ ms: number }>(
    `SELECT coalesce(sum(extract(epoch FROM upper(part) - lower(part))), 0)::float8 * 1000 AS ms
     FROM unnest((SELECT range_agg(tstzrange(greatest(started_at, $2), least(coalesce(ended_at, $3), $3)))
       FROM platform_incident WHERE platform = $1 AND state = 'DOWN' AND started_at < $3 AND coalesce(ended_at, $3) > $2)) AS part`,
    [platform, from, to],
    'down_between',
  );
  return Math.round(row?.ms ?? 0);
}
