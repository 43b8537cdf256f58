/** Delivers: takes lanes in which something is due, sends to each endpoint in a lane of its own, and writes down what happened. */
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import { grouped } from '../../lib/grouped.ts';
import type { Listener } from '../../lib/listener.ts';
import { webhookTried } from '../feeds.ts';
import { type Address, type Attempt, addressOf, makeAttempt } from './attempt.ts';
import { bodyOf } from './body.ts';
import { type Due, readDue } from './due.ts';
import { disableEndpoint } from './endpoint-events.ts';
import { WEBHOOKS_CHANNEL } from './endpoint-rows.ts';
import {
  type Ending,
  nextLaneAt,
  RENEW_EVERY_MS,
  readEndpoints,
  releaseLanes,
  renewLanes,
  takeLanes,
} from './lane-holding.ts';
import { type Result, type Stored, storeResults } from './outcomes.ts';
import { publicEventId } from './payload.ts';
import { DISABLE_AFTER_MS, nextAttemptAt, retryAfterOf, verdictOf } from './retry.ts';

/** At once to one endpoint; an endpoint that fails is tried with one at a time. */
const PER_ENDPOINT = 8;
const FAILURES_UNTIL_CAREFUL = 5;
/** How long an endpoint without work stays with its process. */
const LINGER_MS = 2_000;
/** The longest sleep: also the delay that a lost announcement causes at most. */
const MAX_SLEEP_MS = 5_000;
/** A busy endpoint that does not say for how long. */
const BUSY_MS = 5_000;
/** Another process may have the key that opens a secret. */
const LOCKED_OUT_MS = 60_000;
/** At shutdown: how long requests that are under way may take. */
const DRAIN_MS = 5_000;

export interface Courier extends AsyncDisposable {
  ready: Promise<void>;
  readonly lookedAt: number;
}

interface Lane {
  /** Null: to be read (again). */
  address: Address | null;
  /** Ids of what is being sent. */
  running: Set<string>;
  waiting: Due[];
  /** There may be more that is due. */
  isHungry: boolean;
  /** In a row. */
  failures: number;
  notBefore: Date | null;
  idleSince: number;
}

export function startCourier(ctx: AppContext, listener: Listener): Courier {
  const holder = uuidv7();
  const lanes = new Map<string, Lane>();
  const stop = new AbortController();
  const sending = new Set<Promise<void>>();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let alarm = new AbortController();
  let isPoked = false;
  let mayTake = true;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const store = grouped<Result, Stored>(async (group) => {
    const stored = await storeResults(ctx, group);
    return group.map(() => stored);
  });

  const poke = () => {
    isPoked = true;
    alarm.abort();
  };
  listener.on(WEBHOOKS_CHANNEL, (endpointId) => {
    if (endpointId === '') {
      mayTake = true;
      for (const lane of lanes.values()) lane.isHungry = true;
    } else {
      const lane = lanes.get(endpointId);
      mayTake = true;
      if (lane !== undefined) Object.assign(lane, { address: null, waiting: [], isHungry: true });
    }
    poke();
  });
  listener.onConnect(() => {
    mayTake = true;
    poke();
  });

  /* ---- holding lanes ---- */

  const take = async () => {
    mayTake = false;
    for (const endpointId of await takeLanes(ctx.db, holder, ctx.clock.now()))
      lanes.set(endpointId, {
        address: null,
        running: lanes.get(endpointId)?.running ?? new Set(),
        waiting: [],
        isHungry: true,
        failures: 0,
        notBefore: null,
        idleSince: performance.now(),
      });
  };

  const renew = async () => {
    if (lanes.size === 0) return;
    const held = new Map(
      (await renewLanes(ctx.db, holder, [...lanes.keys()], ctx.clock.now())).map((row) => [
        row.endpointId,
        row.updatedAt,
      ]),
    );
    for (const [endpointId, lane] of lanes) {
      const updatedAt = held.get(endpointId);
      if (updatedAt === undefined) {
        ctx.log.warn({ endpointId }, 'another process has taken over the deliveries to a webhook endpoint');
        lanes.delete(endpointId);
      } else if (updatedAt.getTime() !== lane.address?.endpoint.updatedAt.getTime()) lane.address = null;
      lane.isHungry = true;
    }
    poke();
  };

  /** Reads endpoints that are new here or were changed. */
  const address = async () => {
    const unread = [...lanes].filter(([, lane]) => lane.address === null).map(([endpointId]) => endpointId);
    if (unread.length === 0) return;
    for (const endpoint of await readEndpoints(ctx.db, unread)) {
      const lane = lanes.get(endpoint.id);
      if (lane === undefined) continue;
      try {
        lane.address = await addressOf(ctx, endpoint);
      } catch (error) {
        ctx.log.error({ err: error, endpointId: endpoint.id }, 'the secret of a webhook endpoint cannot be opened');
        lane.notBefore = new Date(ctx.clock.now().getTime() + LOCKED_OUT_MS);
        lane.isHungry = false;
      }
      if (endpoint.status !== 'ENABLED' || endpoint.deletedAt !== null) {
        lane.waiting = [];
        lane.isHungry = false;
      }
    }
  };

  const isOver = (lane: Lane, now: Date): boolean => {
    if (lane.running.size > 0 || lane.waiting.length > 0) return false;
    if (lane.notBefore !== null && lane.notBefore > now) return true;
    return !lane.isHungry && (performance.now() - lane.idleSince >= LINGER_MS || !isEnabled(lane));
  };
  const isEnabled = ({ address: known }: Lane) =>
    known !== null && known.endpoint.status === 'ENABLED' && known.endpoint.deletedAt === null;

  const release = async (isEnding: (lane: Lane) => boolean) => {
    const endings = [...lanes].flatMap(([endpointId, lane]): Ending[] =>
      isEnding(lane) ? [{ endpointId, notBefore: lane.notBefore }] : [],
    );
    // Before it is written: an announcement that comes meanwhile is for whoever takes the lane then.
    for (const { endpointId } of endings) lanes.delete(endpointId);
    await releaseLanes(ctx.db, holder, endings);
    if (endings.length > 0) mayTake = true;
  };

  /* ---- sending ---- */

  const roomOf = (lane: Lane): number =>
    (lane.failures >= FAILURES_UNTIL_CAREFUL ? 1 : PER_ENDPOINT) - lane.running.size;

  const feed = async () => {
    const now = ctx.clock.now();
    const isOpen = (lane: Lane) =>
      isEnabled(lane) && (lane.notBefore === null || lane.notBefore <= now) && roomOf(lane) > 0;
    const hungry = [...lanes].filter(([, lane]) => lane.isHungry && lane.waiting.length === 0 && isOpen(lane));
    if (hungry.length > 0) {
      for (const [, lane] of hungry) lane.isHungry = false;
      const known = hungry.flatMap(([, lane]) => [...lane.running]);
      const { due, most } = await readDue(ctx.db, {
        endpointIds: hungry.map(([endpointId]) => endpointId),
        known,
        now,
      });
      for (const [endpointId, lane] of hungry) {
        const own = due.filter(({ delivery }) => delivery.endpointId === endpointId);
        lane.waiting = own.filter(({ delivery }) => !lane.running.has(delivery.id));
        if (own.length === most) lane.isHungry = true;
      }
    }
    for (const lane of lanes.values()) if (isOpen(lane)) sendWaiting(lane);
  };

  const sendWaiting = (lane: Lane) => {
    const { address: to } = lane;
    if (to === null) return;
    for (const due of lane.waiting.splice(0, Math.max(0, roomOf(lane)))) {
      lane.running.add(due.delivery.id);
      const sent = send(lane, to, due)
        .catch((error: unknown) => {
          lane.isHungry = true;
          ctx.log.error(
            { err: error, deliveryId: due.delivery.id },
            'a webhook could not be handled and is tried again',
          );
        })
        .finally(() => {
          lane.running.delete(due.delivery.id);
          lane.idleSince = performance.now();
          sending.delete(sent);
          if (lane.waiting.length > 0 && !stop.signal.aborted && lanes.get(due.delivery.endpointId) === lane)
            sendWaiting(lane);
          if (lane.isHungry || lane.running.size === 0) poke();
        });
      sending.add(sent);
    }
  };

  const send = async (lane: Lane, to: Address, { delivery, event }: Due): Promise<void> => {
    const body = event === null ? null : await bodyOf(ctx, to, event);
    if (body === null) {
      const error = 'the event is not in the log any more';
      await store({ delivery, status: 'FAILED', nextAttemptAt: null, attempt: null, error });
      lane.isHungry = true;
      return;
    }
    const attempt = await makeAttempt(ctx, to, { id: publicEventId(delivery.eventId), body });
    const result = judge(lane, delivery, attempt);
    webhookTried.publish(() => ({
      result: result.status === 'DELIVERED' ? 'delivered' : result.status === 'FAILED' ? 'given_up' : 'failed',
      tookMs: attempt.durationMs,
      lagMs: delivery.attempts === 0 && event !== null ? attempt.at.getTime() - event.createdAt.getTime() : null,
    }));
    const { moved, failingSince } = await store(result);
    if (moved.some(({ endpointId }) => endpointId === delivery.endpointId)) lane.isHungry = true;
    const since = failingSince.get(delivery.endpointId);
    const isHopeless = since !== undefined && attempt.at.getTime() - since.getTime() >= DISABLE_AFTER_MS;
    if (verdictOf(attempt.status) === 'GONE') await disableEndpoint(ctx, delivery.endpointId, 'GONE');
    else if (isHopeless) await disableEndpoint(ctx, delivery.endpointId, 'FAILING');
  };

  const judge = (lane: Lane, delivery: Due['delivery'], attempt: Attempt): Result => {
    const verdict = verdictOf(attempt.status);
    if (verdict === 'DELIVERED') {
      lane.failures = 0;
      return { delivery, status: 'DELIVERED', nextAttemptAt: null, attempt, error: null };
    }
    lane.failures++;
    const now = ctx.clock.now();
    const retryAfter = retryAfterOf(attempt.answer, now);
    if (verdict === 'BUSY') {
      lane.notBefore = retryAfter ?? new Date(now.getTime() + BUSY_MS);
      lane.waiting = [];
      lane.isHungry = true;
    }
    const next = nextAttemptAt(delivery.failures + 1, retryAfter, now);
    const error = attempt.error ?? `answered ${attempt.status}`;
    return { delivery, status: next === null ? 'FAILED' : 'PENDING', nextAttemptAt: next, attempt, error };
  };

  /* ---- the loop ---- */

  /** Returns when to look again if nothing happens before. */
  const round = async (): Promise<Date> => {
    if (mayTake) await take();
    await address();
    await feed();
    lookedAt = performance.now();
    becomeReady();
    const now = ctx.clock.now();
    await release((lane) => isOver(lane, now));
    const next = await nextLaneAt(ctx.db, holder);
    if (next !== null && next <= now) mayTake = true;
    const lingerMs = lanes.size > 0 ? LINGER_MS : MAX_SLEEP_MS;
    return new Date(
      Math.min(now.getTime() + lingerMs, Math.max(now.getTime(), next?.getTime() ?? Number.POSITIVE_INFINITY)),
    );
  };

  const loop = async () => {
    while (!stop.signal.aborted) {
      isPoked = false;
      let next: Date;
      try {
        next = await round();
      } catch (error) {
        if (!stop.signal.aborted) ctx.log.warn({ err: error }, 'webhooks cannot be delivered now, trying again');
        mayTake = true;
        next = new Date(ctx.clock.now().getTime() + MAX_SLEEP_MS);
      }
      if (isPoked) continue;
      alarm = new AbortController();
      await ctx.clock.sleepUntil(next, AbortSignal.any([alarm.signal, stop.signal]));
      if (!isPoked) mayTake = true;
    }
  };
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew().catch((error: Error) => ctx.log.warn({ err: error }, 'lanes of webhooks could not be renewed'));
  }, RENEW_EVERY_MS);
  timer.unref();
  const running = loop();

  return {
    ready,
    get lookedAt() {
      return lookedAt;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      clearInterval(timer);
      await Promise.all([running, renewing]);
      const patience = Promise.withResolvers<void>();
      const limit = setTimeout(patience.resolve, DRAIN_MS);
      await Promise.race([Promise.all(sending), patience.promise]);
      clearTimeout(limit);
      // What is still under way is sent again by whoever takes its lane when nobody renews it.
      await release((lane) => lane.running.size === 0).catch((error: Error) =>
        ctx.log.warn({ err: error }, 'lanes of webhooks could not be released'),
      );
    },
  };
}
