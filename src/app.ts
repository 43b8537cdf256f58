/** The composition root: builds everything from a Config, passes it down, and closes it in reverse order. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { platformOnSandbox } from './config/platforms.ts';
import { type Config, foreignEnvironment, secretValues } from './config.ts';
import type { AppContext, ConfiguredPlatform, JournalEdge, StoredQueries } from './context.ts';
import { prepareDatabase } from './database.ts';
import { checksAfterFailures } from './domain/accounts/check-schedule.ts';
import { createTokenKeeper } from './domain/accounts/token-keeper.ts';
import { auditSystemActions } from './domain/audit/system-actions.ts';
import { type Dispatcher, startDispatcher } from './domain/engine/schedule/dispatcher.ts';
import { releaseDeadLeases } from './domain/engine/schedule/lease.ts';
import { EVENTS_CHANNEL } from './domain/events/announcement.ts';
import { startConsumer } from './domain/events/consumer.ts';
import { HINTS_CHANNEL } from './domain/hints/take-in.ts';
import { readingsOfNewPosts } from './domain/insights/readings.ts';
import { createKnownKeys, forgetKey, KEYS_CHANNEL } from './domain/keys/authentication.ts';
import { bootstrap, makeFirstKey } from './domain/keys/first-key.ts';
import { type EventCarrier, startEventStream } from './domain/live/live.ts';
import { keepServing } from './domain/media/link-servers.ts';
import { IMPORT_LIMITS } from './domain/media/media-intake.ts';
import { notificationsOfEvents } from './domain/notifications/consumer.ts';
import { PLATFORMS_CHANNEL } from './domain/platform-state/host-states.ts';
import { startPlatformWatch } from './domain/platform-state/watch.ts';
import { WAKE_CHANNEL } from './domain/targets/target-wake.ts';
import { insistOnMark, keepMark } from './domain/upkeep/installation-mark.ts';
import { missKeys } from './domain/upkeep/key-rotation.ts';
import { keepLogPartitions } from './domain/upkeep/log-retention.ts';
import { reportProcess } from './domain/upkeep/processes.ts';
import { risksAfterChanges } from './domain/upkeep/risk-checks.ts';
import { tellZoneRules } from './domain/upkeep/zone-rules.ts';
import { startCourier } from './domain/webhooks/courier.ts';
import { deliveriesOfEvents } from './domain/webhooks/deliveries.ts';
import { WEBHOOKS_CHANNEL } from './domain/webhooks/endpoint-rows.ts';
import { startHttpServer } from './http.ts';
import { createQueue, JOBS_CHANNEL } from './jobs/queue.ts';
import { createBreaker } from './lib/breaker.ts';
import type { Clock } from './lib/clock.ts';
import { createVault } from './lib/crypto.ts';
import { createDb } from './lib/db.ts';
import { createGate } from './lib/gate.ts';
import { createGuardedFetch } from './lib/guarded-fetch.ts';
import { createGuardedPost } from './lib/guarded-post.ts';
import { loadOrCreateKeys } from './lib/keyfile.ts';
import { createListener } from './lib/listener.ts';
import { watchLocks } from './lib/lock-watch.ts';
import { createLogger, type Logger } from './lib/log.ts';
import { createExaminer } from './lib/media/examiner.ts';
import { startSharedClock } from './lib/shared-clock.ts';
import { localStorage } from './lib/storage.ts';
import { PLATFORMS } from './platforms/index.ts';
import { PLATFORM_IDS, type PlatformId } from './platforms/platform.ts';
import { createDispatcher } from './platforms/wire.ts';
import { createReadiness } from './readiness.ts';
import { startWorkers, type Workers } from './workers.ts';

export interface App extends AsyncDisposable {
  readonly ctx: AppContext;
  /** Where this process listens; null in the worker role without HTTP … which still serves health. */
  readonly origin: string;
  /** Set if this start created it, because there was no API key at all. */
  readonly firstKey: string | null;
}

export interface AppOptions {
  databaseUrl: string;
  /** Origin of a running sandbox, for the platforms that have no credentials. */
  sandboxOrigin: string | null;
  clock?: Clock;
  log?: Logger;
  failpoint?: (edge: JournalEdge) => Promise<void>;
  /** Runs when everything but the server is up: once the process reports ready, this is done. Nobody but the database is asked. */
  beforeListening?: (ctx: AppContext) => Promise<void>;
}

export async function createApp(config: Config, options: AppOptions): Promise<App> {
  await using stack = new AsyncDisposableStack();
  const log = options.log ?? createLogger({ level: config.logLevel, secrets: secretValues(config) });
  const keys = config.secrets.encryptionKeys ?? (await loadOrCreateKeys(join(config.dataDir, 'encryption-keys'))).keys;
  const { databaseUrl } = options;
  const directUrl = config.secrets.databaseDirectUrl;
  await using _waits = watchLocks(directUrl ?? databaseUrl, log);
  await prepareDatabase({ url: databaseUrl, directUrl }, log);

  const { redisUrl } = config.secrets;
  const redis =
    redisUrl === null ? null : stack.use((await import('./lib/redis-bus.ts')).createRedisBus(redisUrl, log));
  const db = stack.use(
    createDb(databaseUrl, {
      directUrl,
      max: 30,
      onError: (error) => log.warn({ err: error }, 'a database connection was lost'),
      ...(redis === null
        ? {}
        : {
            carry: ({ channel, payload }) => {
              if (channel === EVENTS_CHANNEL) redis.announce(channel, payload);
              return channel === EVENTS_CHANNEL;
            },
          }),
    }),
  );
  await insistOnMark(db, config.dataDir);
  const clock = options.clock ?? stack.use(await startSharedClock(db, log));
  const works = config.role !== 'api';
  const queue = stack.use(createQueue(db, log, { supervise: works }));
  await queue.start();
  const guarded = stack.use(createGuardedFetch({ allowPrivateHosts: config.allowPrivateMediaHosts, log }));
  const webhookPost = stack.use(createGuardedPost({ allowPrivateHosts: config.allowPrivateWebhookHosts, log }));
  const examiner = stack.use(createExaminer());
  const imports = createGate(IMPORT_LIMITS);
  const dispatcher = createDispatcher();
  stack.defer(() => dispatcher.destroy());
  if (config.traces !== null)
    stack.use(await (await import('./traces/traces.ts')).startTraces({ log, dispatcher, config }, config.traces));

  const platforms = configurePlatforms(config, options.sandboxOrigin);
  const keeper = config.keepsTokens
    ? stack.use(
        createTokenKeeper(
          { clock, log, db, dispatcher },
          {
            entry: new URL('./token-keeper.ts', import.meta.url),
            env: foreignEnvironment(),
            setup: () => ({
              database: { url: databaseUrl, directUrl },
              keys,
              platforms: [...platforms].map(([id, { platform: _, ...configured }]) => ({ id, ...configured })),
              log: { level: config.logLevel, secrets: secretValues(config) },
            }),
          },
        ),
      )
    : null;

  const ctx: AppContext = {
    config,
    db,
    clock,
    log,
    vault: createVault(keys),
    storage: localStorage(join(config.dataDir, 'media')),
    fetchGuarded: guarded.fetchGuarded,
    checkUrl: guarded.checkUrl,
    webhookPost,
    storedQueries: {
      check: async (query) => (await queries()).check(query),
      run: async (...call) => (await queries()).run(...call),
    },
    imports,
    examine: examiner.examine,
    queue,
    dispatcher,
    platforms,
    keeper,
    breaker: createBreaker(),
    knownKeys: createKnownKeys(),
    failpoint: options.failpoint ?? (async () => undefined),
  };
  // A worker loads the schema only when an endpoint has a query.
  let loading: Promise<StoredQueries> | undefined;
  const queries = () => {
    loading ??= import('./http/stored-queries.ts').then(({ createStoredQueries }) => createStoredQueries(ctx, events));
    return loading;
  };
  stack.use(await keepMark(ctx));
  stack.use(await reportProcess(ctx));
  await missKeys(ctx);
  tellZoneRules(ctx);
  await keepLogPartitions(ctx);
  if (config.secrets.bootstrapApiKey !== null) await bootstrap(ctx, config.secrets.bootstrapApiKey);

  const listener = stack.use(
    createListener(db, log, {
      channels: [
        EVENTS_CHANNEL,
        WAKE_CHANNEL,
        JOBS_CHANNEL,
        KEYS_CHANNEL,
        PLATFORMS_CHANNEL,
        WEBHOOKS_CHANNEL,
        HINTS_CHANNEL,
      ],
    }),
  );
  listener.on(KEYS_CHANNEL, (apiKeyId) => forgetKey(ctx, apiKeyId));
  // Announcements made while there was no connection are lost.
  listener.onConnect(() => ctx.knownKeys.clear());
  const carrier: EventCarrier =
    redis === null
      ? listener
      : {
          on: (channel, handler) => {
            db.onAnnounced(channel, handler);
            redis.on(channel, handler);
          },
          onConnect: redis.onConnect,
        };
  const events = stack.use(startEventStream(ctx, carrier));
  // Before any work starts, so that everything is counted.
  const metrics =
    config.secrets.metricsSecret === null
      ? null
      : stack.use(
          (await import('./metrics/metrics.ts')).startMetrics(ctx, {
            subscribers: () => events.subscribers,
            inFlight: () => working?.workers.inFlight ?? 0,
            isReady: async () => (await readiness.check()).isReady,
          }),
        );
  const watch = stack.use(startPlatformWatch(ctx, listener, { probes: works }));
  let working: { workers: Workers; promoting: Dispatcher } | null = null;
  if (works) {
    await releaseDeadLeases(ctx);
    const checks = stack.use(startConsumer(ctx, carrier, checksAfterFailures(ctx)));
    const risks = stack.use(startConsumer(ctx, carrier, risksAfterChanges(ctx)));
    const readings = stack.use(startConsumer(ctx, carrier, readingsOfNewPosts));
    const webhooks = stack.use(startConsumer(ctx, carrier, deliveriesOfEvents(ctx)));
    const courier = stack.use(startCourier(ctx, listener));
    const audits = stack.use(startConsumer(ctx, carrier, auditSystemActions));
    const notifications = stack.use(startConsumer(ctx, carrier, notificationsOfEvents));
    const workers = stack.use(startWorkers(ctx, listener));
    working = { workers, promoting: stack.use(startDispatcher(ctx, listener, () => workers.poke())) };
    await Promise.all([
      checks.ready,
      risks.ready,
      readings.ready,
      webhooks.ready,
      courier.ready,
      audits.ready,
      notifications.ready,
      working.workers.ready,
      working.promoting.ready,
    ]);
  }
  await Promise.all([events.ready, watch.ready]);
  await options.beforeListening?.(ctx);
  const firstKey = config.role === 'worker' ? null : await makeFirstKey(ctx);
  const readiness = createReadiness(ctx, {
    events,
    ...(working === null ? {} : { dispatcher: working.promoting, workers: working.workers }),
  });
  const http = stack.use(await startHttpServer(ctx, events, listener, { readiness: readiness.check, metrics }));
  // A worker answers too, but not at the public address.
  if (config.role !== 'worker') stack.use(await keepServing(ctx));
  // Closed before the server: running imports end, so that their callers get an answer before their connections close.
  stack.use(imports);
  stack.defer(async () => {
    readiness.leave();
    await delay(config.shutdownGraceMs);
  });
  const owned = stack.move();
  return {
    ctx,
    origin: `http://${config.host.includes(':') ? `[${config.host}]` : config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${http.port}`,
    firstKey,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A platform with credentials is the real one; without, it runs on the sandbox; without either it is absent. */
function configurePlatforms(config: Config, sandboxOrigin: string | null): ReadonlyMap<PlatformId, ConfiguredPlatform> {
  const entries = PLATFORM_IDS.flatMap((id): [PlatformId, ConfiguredPlatform][] => {
    const own = config.platforms[id];
    const sandbox = sandboxOrigin !== null && (own.credentials === null || config.sandbox.mode === 'on');
    const { credentials, origins, apiVersion, accountChecks, prices, webhookSecrets } = sandbox
      ? platformOnSandbox(id, sandboxOrigin, own)
      : own;
    const { neededScopes, optionalScopes } = PLATFORMS[id].oauth;
    const scopes = own.scopes ?? [...neededScopes, ...optionalScopes];
    return credentials === null
      ? []
      : [
          [
            id,
            {
              platform: PLATFORMS[id],
              origins,
              client: credentials,
              apiVersion,
              scopes,
              accountChecks,
              prices,
              webhookSecrets,
              sandbox,
            },
          ],
        ];
  });
  return new Map(entries);
}
