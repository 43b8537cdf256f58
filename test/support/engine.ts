/** The whole engine in this process, against a database, a sandbox and sockets of its own: workers, dispatcher, event stream. */
import { Agent, type Dispatcher as HttpDispatcher } from 'undici';
import type { JournalEdge } from '../../src/context.ts';
import { type Dispatcher, startDispatcher } from '../../src/domain/engine/schedule/dispatcher.ts';
import { EVENTS_CHANNEL } from '../../src/domain/events/announcement.ts';
import { HINTS_CHANNEL } from '../../src/domain/hints/take-in.ts';
import { type EventStream, startEventStream } from '../../src/domain/live/live.ts';
import type { LogEntry } from '../../src/domain/queries/logs.ts';
import { isFinal } from '../../src/domain/targets/post-target.ts';
import type { PublishEvent } from '../../src/domain/targets/publish-event.ts';
import { WAKE_CHANNEL } from '../../src/domain/targets/target-wake.ts';
import { JOBS_CHANNEL } from '../../src/jobs/queue.ts';
import { createListener, type Listener } from '../../src/lib/listener.ts';
import type { Logger } from '../../src/lib/log.ts';
import type { PostTarget, PublishStep } from '../../src/lib/prisma/client.ts';
import { startWorkers, type WorkerLimits, type Workers } from '../../src/workers.ts';
import { testDatabase } from './database.ts';
import { type JumpClock, jumpClock } from './jump-clock.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';
import { followTargets } from './target-events.ts';
import { createWorld, type World } from './world.ts';

export interface EngineOptions {
  /** Default: a clone of the template. */
  databaseUrl?: string;
  log?: Logger;
  limits?: Partial<WorkerLimits>;
  /**
   * How long an answer may take, for those who meet a platform that hangs. Default: as the product has it. A machine that
   * stalls for that long makes a lost answer of any call, so whoever sets it must not mind one more.
   */
  silenceMs?: number;
  /** The same for the database. */
  databaseSilenceMs?: number;
}

export interface Engine extends World {
  sandbox: TestSandbox;
  clock: JumpClock;
  /**
   * Waiting is skipped: whenever nobody works, time moves on to the next wake-up. `stop` makes it run like any clock;
   * after `freeze` only `jump` moves it, so that a moment lasts for as long as a test needs.
   */
  time: { stop(): void; freeze(): void; skip(): void };
  /** What happens when the engine reaches an edge of the journal. */
  hooks: Map<JournalEdge, () => Promise<unknown> | unknown>;
  events: EventStream;
  listener: Listener;
  workers: Workers;
  /** Another set of workers on the same database, as a second process would run. */
  addWorkers(): Workers;
  /** Moves the clocks of engine and sandbox. */
  jump(ms: number): Promise<void>;
  target(targetId: string): Promise<PostTarget>;
  steps(targetId: string): Promise<PublishStep[]>;
  /** Events by seq. */
  eventsOf(targetId: string): Promise<LogEntry[]>;
  /** Resolves with the first event (from the beginning) that fits. */
  until(targetId: string, fits: (event: PublishEvent) => boolean): Promise<PublishEvent>;
  /** Resolves once the target is final and has nothing left to do. */
  finished(targetId: string): Promise<PostTarget>;
}

export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  await using stack = new AsyncDisposableStack();
  const databaseUrl = options.databaseUrl ?? stack.use(await testDatabase()).url;
  const sandbox = stack.use(await startTestSandbox());
  const clock = jumpClock();
  const hooks: Engine['hooks'] = new Map();
  let skipping = true;
  const world = stack.use(
    await createWorld({
      databaseUrl,
      sandbox,
      clock,
      ...(options.silenceMs === undefined ? {} : { dispatcher: shortTempered(options.silenceMs) }),
      ...(options.log === undefined ? {} : { log: options.log }),
      ...(options.databaseSilenceMs === undefined ? {} : { databaseSilenceMs: options.databaseSilenceMs }),
      failpoint: async (edge) => {
        await hooks.get(edge)?.();
      },
    }),
  );
  const { ctx, queue } = world;
  await queue.start();
  const listener = stack.use(
    createListener(ctx.db, ctx.log, { channels: [EVENTS_CHANNEL, WAKE_CHANNEL, JOBS_CHANNEL, HINTS_CHANNEL] }),
  );
  const events = stack.use(startEventStream(ctx, listener));
  const crews: Workers[] = [];
  const addWorkers = () => {
    // Time moves on only when jobs are completed, so none is kept for others to be completed with.
    const crew = startWorkers(ctx, listener, { completeAfterMs: 0, ...options.limits });
    crews.push(crew);
    return crew;
  };
  stack.defer(async () => {
    await Promise.all(crews.map((crew) => crew[Symbol.asyncDispose]()));
  });
  const workers = addWorkers();
  const dispatcher: Dispatcher = stack.use(startDispatcher(ctx, listener, () => workers.poke()));
  await Promise.all([workers.ready, dispatcher.ready, events.ready]);

  const jump = async (ms: number) => {
    await sandbox.control.advance(ms);
    clock.jump(ms);
  };
  const isIdle = () => skipping && crews.every((crew) => crew.inFlight === crew.held.count);
  const held = () => crews.map((crew) => crew.held);
  stack.use(impatience(isIdle, held, ctx, jump));

  const until: Engine['until'] = async (targetId, fits) => {
    for await (const event of followTargets(events, world.viewer, { targetId }, 0n)) if (fits(event)) return event;
    throw new Error(`the events of ${targetId} ended`);
  };
  const target = async (targetId: string) => {
    const [row] = await ctx.db.query<PostTarget>('SELECT * FROM post_target WHERE id = $1', [targetId]);
    if (row === undefined) throw new Error(`no target ${targetId}`);
    return row;
  };
  const owned = stack.move();
  return {
    ...world,
    sandbox,
    clock,
    hooks,
    time: {
      stop: () => {
        skipping = false;
        clock.run();
      },
      freeze: () => {
        skipping = false;
        clock.freeze();
      },
      skip: () => {
        skipping = true;
        clock.run();
      },
    },
    events,
    listener,
    workers,
    addWorkers,
    jump,
    target,
    steps: (targetId) => ctx.db.query<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1', [targetId]),
    eventsOf: (targetId) =>
      ctx.db.query<LogEntry>('SELECT * FROM publishing_log WHERE target_id = $1 AND cursor IS NOT NULL ORDER BY seq', [
        targetId,
      ]),
    until,
    finished: async (targetId) => {
      await until(targetId, (event) => isFinal(event.targetStatus) && event.wakeAt === null && event.phase === null);
      return target(targetId);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function shortTempered(silenceMs: number): HttpDispatcher {
  return new Agent({ pipelining: 1, connections: 256, headersTimeout: silenceMs, bodyTimeout: silenceMs });
}

interface Idleness {
  wakeAt: Date | null;
  jobs: number;
}

/** Moves time to the next wake-up as soon as nobody has anything to do. */
function impatience(
  isIdle: () => boolean,
  held: () => Workers['held'][],
  ctx: World['ctx'],
  jump: (ms: number) => Promise<void>,
): AsyncDisposable {
  let looking: Promise<void> = Promise.resolve();
  let busy = false;
  const look = async () => {
    if (!isIdle()) return;
    const [idle] = await ctx.db.query<Idleness>(
      `SELECT (SELECT min(wake_at) FROM post_target WHERE wake_at IS NOT NULL) AS wake_at,
         (SELECT count(*)::int FROM pgboss.job WHERE name = 'publish' AND state IN ('created', 'active')) AS jobs`,
    );
    const next = [idle?.wakeAt ?? null, ...held().map(({ earliest }) => earliest)]
      .filter((at) => at !== null)
      .map((at) => at.getTime());
    const aheadMs = Math.min(...next) - ctx.clock.now().getTime();
    if (
      idle !== undefined &&
      idle.jobs === held().reduce((sum, { count }) => sum + count, 0) &&
      isIdle() &&
      aheadMs > 0 &&
      aheadMs < Number.POSITIVE_INFINITY
    )
      await jump(aheadMs);
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    looking = look()
      .catch((error: unknown) => ctx.log.debug({ err: error }, 'nobody knows what time it is'))
      .finally(() => {
        busy = false;
      });
  }, 20);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}
