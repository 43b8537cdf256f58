/** Watches the platforms: collects the calls of this process, shares them with the others, probes, and keeps the breaker up to date. */
import type { AppContext } from '../../context.ts';
import type { Listener } from '../../lib/listener.ts';
import { calls, type ObservedCall } from '../../platforms/calls.ts';
import { PLATFORM_IDS, type PlatformId } from '../../platforms/platform.ts';
import { type HeardCall, PROBE } from './assess.ts';
import {
  addHosts,
  beginTrial,
  claimProbe,
  type HostCalls,
  type KnownHost,
  noteCalls,
  PLATFORMS_CHANNEL,
  readHosts,
} from './host-states.ts';
import { PROBE_OPERATION, probeHost } from './probe.ts';
import { wakeHeldBack } from './wake-held-back.ts';

export interface PlatformWatch extends AsyncDisposable {
  /** Shares at once what was collected. */
  share(): Promise<void>;
  /** Probes what is due, if this process may. */
  probe(): Promise<void>;
  ready: Promise<void>;
}

/** How late other processes learn of a failure. */
const SHARE_EVERY_MS = 1_000;
/** How late a process notices a lost announcement while some host is DOWN. */
const REREAD_MS = 5_000;
/** For how long after an outage this process looks for targets that its end did not wake. */
const WAKING_MS = 6_000;
/** More calls than a process makes between two shares; of even more, a sample is enough. */
const MOST_HEARD = 5_000;

/** How each outcome counts, and the words for it. Outcomes that are absent here say nothing about the platform. */
const FAILURES: Partial<Record<ObservedCall['outcome'], (status: number | null) => string>> = {
  unavailable: (status) => `HTTP ${status}`,
  network: () => 'no connection',
  timeout: () => 'no answer before the deadline',
};

export type WatchContext = Pick<AppContext, 'db' | 'clock' | 'log' | 'platforms' | 'dispatcher' | 'breaker' | 'config'>;

export function startPlatformWatch(
  ctx: WatchContext,
  listener: Pick<Listener, 'on' | 'onConnect'>,
  { probes }: { probes: boolean },
): PlatformWatch {
  let heard: { platform: PlatformId; host: string; call: HeardCall }[] = [];
  let working: Promise<void> = Promise.resolve();
  let hosts: readonly KnownHost[] = [];
  let readAt = 0;
  let closed = false;
  /** Platforms with an outage that has ended, and until when it is looked for who was held back. */
  const waking = new Map<PlatformId, number>();

  const deafen = calls.listen((call) => {
    if (call.pool !== ctx.dispatcher || call.outcome === 'cancelled' || heard.length >= MOST_HEARD) return;
    const platform = PLATFORM_IDS.find((id) => id === call.platform);
    if (platform === undefined) return;
    // By the time that all processes share, not by the clock of this host.
    const endedAt = ctx.clock.now().getTime();
    const told = FAILURES[call.outcome];
    heard.push({
      platform,
      host: call.host,
      call: {
        beganAt: endedAt - call.durationMs,
        endedAt,
        isFailure: told !== undefined,
        outcome: told?.(call.status) ?? call.outcome,
        source: call.operation === PROBE_OPERATION ? PROBE : (call.accountId ?? 'nobody'),
        isUpload: call.isUpload,
      },
    });
  });

  const read = async () => {
    const before = hosts.filter(({ state }) => state === 'DOWN');
    hosts = await readHosts(ctx.db);
    for (const { platform, host } of before)
      if (hosts.some((one) => one.platform === platform && one.host === host && one.state !== 'DOWN'))
        waking.set(platform, performance.now() + WAKING_MS);
    ctx.breaker.know(
      hosts.flatMap(({ platform, host, state, since, probeAt, evidence }) =>
        state === 'DOWN' ? [{ group: platform, name: host, since, nextTryAt: probeAt, isOnTrial: evidence.trial }] : [],
      ),
    );
    readAt = performance.now();
  };

  const share = async () => {
    const batch = Map.groupBy(heard, ({ platform, host }) => `${platform}/${host}`);
    heard = [];
    const groups = [...batch.values()].flatMap((group): HostCalls[] => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ platform: first.platform, host: first.host, calls: group.map(({ call }) => call) }];
    });
    try {
      await noteCalls(ctx, groups);
    } catch (error) {
      heard = [...[...batch.values()].flat(), ...heard].slice(0, MOST_HEARD);
      throw error;
    }
  };

  const probe = async () => {
    const now = ctx.clock.now();
    for (const host of hosts) {
      const configured = ctx.platforms.get(host.platform);
      if (host.probeAt > now || configured === undefined) continue;
      const isProbed = ctx.config.probesPlatforms && configured.platform.probe.host === host.host;
      if (isProbed) {
        if (await claimProbe(ctx, host)) await probeHost(ctx, configured);
      } else if (host.state === 'DOWN' && !host.evidence.trial) await beginTrial(ctx, host);
    }
    await share();
    // Somebody else may have probed meanwhile.
    await read();
  };

  /** One at a time, and what fails is tried again with the next beat. */
  const next = (work: () => Promise<void>): Promise<void> => {
    working = working.then(work).catch((error: unknown) => {
      if (!closed) ctx.log.warn({ err: error }, 'the state of the platforms could not be shared, will try again');
    });
    return working;
  };

  const beat = async () => {
    if (heard.length > 0) await share();
    for (const [platform, until] of waking) {
      if (performance.now() > until) waking.delete(platform);
      else await wakeHeldBack(ctx.db, platform, ctx.clock.now());
    }
    const isTroubled = hosts.some(({ state }) => state === 'DOWN');
    if (isTroubled && performance.now() - readAt > REREAD_MS) await read();
    const now = ctx.clock.now();
    if (
      probes &&
      hosts.some(({ probeAt, state }) => probeAt <= now && (state === 'DOWN' || ctx.config.probesPlatforms))
    )
      await probe();
  };
  const begin = async () => {
    const probed = [...ctx.platforms].map(([platform, configured]) => ({
      platform,
      host: configured.platform.probe.host,
    }));
    await addHosts(ctx.db, probed, ctx.clock.now());
    await read();
  };

  const reread = () => void next(read);
  listener.on(PLATFORMS_CHANNEL, reread);
  listener.onConnect(reread);
  const ready = next(begin);
  let beating = false;
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    void next(beat).finally(() => {
      beating = false;
    });
  }, SHARE_EVERY_MS);
  timer.unref();
  return {
    ready,
    share: () => next(share),
    probe: () =>
      next(async () => {
        await read();
        await probe();
      }),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      deafen();
      await next(share);
      closed = true;
    },
  };
}
