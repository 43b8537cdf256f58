/**
 * One run of the engine: journal, progress and calls of one leased target, and the interface through which the adapter
 * reaches the platform.
 */
import type { AppContext } from '../../../context.ts';
import { uuidv7 } from '../../../lib/crypto.ts';
import { type GroupOptions, grouped } from '../../../lib/grouped.ts';
import { createLanes, type Lanes } from '../../../lib/lanes.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { Api } from '../../../platforms/platform.ts';
import type { BilledCall, Exchange, QuotaReading } from '../../../platforms/request.ts';
import { type BilledAt, chargeCalls } from '../../accounts/charges.ts';
import { accountApi, configuredPlatform, type OpenAccount } from '../../accounts/platform-api.ts';
import { type LoggedCall, storeCalls } from '../../accounts/platform-calls.ts';
import { hearReadings } from '../../accounts/quota-notices.ts';
import type { ToldReading } from '../../accounts/quota-state.ts';
import { gateOf } from '../../platform-state/outage.ts';
import { armAll, type IntentAsk, type ReceiptEntry, recordAll } from '../journal/intents.ts';
import { createProgress } from '../journal/progress.ts';
import type { StepsRun } from '../journal/steps.ts';
import { type TakenTarget, takeLeases, wakeNextOfAccounts } from '../schedule/admission.ts';
import { createDueGate, type DueGate } from '../schedule/due-gate.ts';
import type { LeaseKeeper } from '../schedule/lease.ts';
import { type LeasedTarget, loadTargets } from './load-target.ts';
import { mediaAccess } from './media-access.ts';
import { endInFailure, type RunFailure } from './publish-failure.ts';
import { endInSuccess, type Success } from './publish-success.ts';

/** Shared by all runs of one set of workers. */
export interface EngineContext {
  ctx: AppContext;
  leases: LeaseKeeper;
  /** Aborts calls that may be repeated when the process shuts down. */
  signal: AbortSignal;
  /** Aborts as soon as the process is told to shut down. */
  leaving: AbortSignal;
  gate: DueGate;
  /** This function and those below work in groups. Null: the target may not be worked on now, or not by this process. */
  take(targetId: string): Promise<TakenTarget | null>;
  load(taken: TakenTarget): Promise<LeasedTarget>;
  arm(ask: IntentAsk): Promise<PublishStep>;
  record(entry: ReceiptEntry): Promise<true>;
  report(told: Told): Promise<true>;
  /** False: the lease was given away. */
  succeed(success: Success): Promise<boolean>;
  /** Of failures that concern one target. */
  fail(end: RunFailure): Promise<true>;
  wakeNext(released: PostTarget): Promise<true>;
  /** Statements that a run sends without a group take their connections here, by platform. Work that is inside never enters again: it could wait for itself. */
  alone: Lanes;
}

/** What a run heard from its platform. */
interface Told {
  calls: LoggedCall[];
  readings: ToldReading[];
  billed: BilledAt[];
}

/** Writes after a call share one lane: few large groups leave the processor to the requests that still have to go out. */
const AFTERWARDS = { lanes: 1 } as const;

/**
 * How many runs of one platform send statements of their own at a time. A thousand posts may become due together, and after a
 * platform has hung for the length of a deadline all of its runs end together: without a limit they would leave no
 * connection for the posts of other platforms.
 */
const ALONE_PER_PLATFORM = 6;

export function createEngine(
  ctx: AppContext,
  leases: LeaseKeeper,
  { onHeld, ...signals }: Pick<EngineContext, 'signal' | 'leaving'> & { onHeld?: (platform: string) => void },
): EngineContext {
  const together: GroupOptions = {
    onBroken: (error, members) =>
      ctx.log.warn({ err: error, members }, 'a grouped write failed; its members are written one by one'),
  };
  const afterwards: GroupOptions = { ...together, ...AFTERWARDS };
  return {
    ctx,
    leases,
    ...signals,
    gate: createDueGate(ctx.clock, onHeld),
    take: grouped((targetIds, turn) => takeLeases(ctx, leases, targetIds, turn), together),
    load: grouped((taken) => loadTargets(ctx, taken), together),
    arm: grouped((asks, turn) => armAll(ctx, asks, turn), together),
    record: grouped((entries, turn) => recordAll(ctx, entries, turn), afterwards),
    report: grouped((told) => storeTold(ctx, told), afterwards),
    succeed: grouped((successes, turn) => endInSuccess(ctx, successes, turn), afterwards),
    fail: grouped((ends, turn) => endInFailure(ctx, ends, turn), afterwards),
    alone: createLanes(ALONE_PER_PLATFORM),
    wakeNext: grouped((released) => wakeNextOfAccounts(ctx, released), afterwards),
  };
}

async function storeTold(ctx: AppContext, told: readonly Told[]): Promise<true[]> {
  const readings = told.flatMap((one) => one.readings);
  const calls = told.flatMap((one) => one.calls);
  // A failed group is repeated; repeating any of these does no harm.
  await hearReadings(ctx.db, readings, ctx.clock.now());
  await storeCalls(ctx.db, calls);
  await chargeCalls(
    ctx,
    told.flatMap((one) => one.billed),
    ctx.clock.now(),
  );
  return told.map(() => true);
}

export interface EngineRun extends StepsRun {
  exchanges: Exchange[];
  readings: QuotaReading[];
  billed: BilledCall[];
  /** The platform has answered a call of this run without refusing it. */
  hasAnswer: boolean;
}

export function createRun(engine: EngineContext, leased: LeasedTarget, moved: AbortSignal): EngineRun {
  const { ctx } = engine;
  const { leaseId } = leased;
  const configured = configuredPlatform(ctx, leased.target.platform);
  const { platform } = configured;
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const billed: BilledCall[] = [];
  const run: EngineRun = {
    ctx,
    platform,
    target: leased.target,
    leaseId,
    journal: new Map(leased.steps.map((row): [string, PublishStep] => [row.step, row])),
    progress: createProgress(ctx, platform, leased.target, leaseId, leased.target.status === 'PUBLISHED'),
    mediaCount: leased.mediaCount,
    lateWindowMs: leased.lateWindowMs,
    unprovable: leased.unprovable,
    signal: engine.signal,
    leaving: engine.leaving,
    moved,
    gate: engine.gate,
    departure: null,
    arm: engine.arm,
    record: engine.record,
    prefix: '',
    refusedCommit: null,
    exchanges,
    readings,
    billed,
    hasAnswer: false,
    flushCalls: async () => {
      if (exchanges.length === 0 && readings.length === 0 && billed.length === 0) return;
      const { target, account } = leased;
      await engine.report({
        calls: exchanges.splice(0).map((exchange) => ({ id: uuidv7(), account, target, exchange })),
        readings: readings.splice(0).map((reading) => ({ platform, socialAccountId: target.socialAccountId, reading })),
        billed: billed.splice(0).map((call) => ({ configured, account, call })),
      });
    },
  };
  return run;
}

export function createApi(engine: EngineContext, run: EngineRun, open: OpenAccount): Api {
  const { ctx } = engine;
  const api = accountApi(ctx, open, {
    onExchange: (exchange) => {
      run.exchanges.push(exchange);
      run.hasAnswer ||= exchange.status !== null && exchange.status < 400;
    },
    onQuota: (reading) => run.readings.push(reading),
    onBilled: (call) => run.billed.push(call),
    gate: gateOf(ctx, run.target.platform, open.account.id),
    departure: () => run.departure,
  });
  return { ...api, media: mediaAccess(ctx, run.target, (work) => engine.alone(run.target.platform, work)) };
}

/**
 * Whether the error comes from this process shutting down, which aborts calls that may be repeated. Such an error is no
 * failure.
 */
export const wasStopped = (signal: AbortSignal, error: unknown): boolean =>
  signal.aborted && error instanceof PlatformFailure && error.code === 'NETWORK';
