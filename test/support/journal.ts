/**
 * Runs one adapter on the journal of the engine: its steps, intents and receipts are rows of a real Postgres, which the
 * tests of one file share. There are no workers: a pause is an immediate next wake-up.
 */
import { afterAll, beforeAll } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { AppContext } from '../../src/context.ts';
import { forgetSteps } from '../../src/domain/engine/journal/forgetting.ts';
import { createSteps, type StepsRun } from '../../src/domain/engine/journal/steps.ts';
import { createEngine, createRun } from '../../src/domain/engine/run/engine-run.ts';
import { loadTargets } from '../../src/domain/engine/run/load-target.ts';
import { startLeaseKeeper } from '../../src/domain/engine/schedule/lease.ts';
import { Sleep } from '../../src/domain/sleep.ts';
import { clockAt } from '../../src/lib/clock.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { PostTarget, PublishStep } from '../../src/lib/prisma/client.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type {
  Api,
  ExtraResult,
  Json,
  Platform,
  Probe,
  Progress,
  PublishPost,
  Receipt,
  Steps,
} from '../../src/platforms/platform.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { createAccount, createTestBrand, type TestContext, testContext } from './tenant.ts';

const DAY_MS = 86_400_000;
const MAX_WAKE_UPS = 200;
/** What may still be on the wire after the deadline of a call, and a little. */
const WIRE_MS = 6_000;

/** One target, over as many runs as a test needs: whatever breaks off, the next run finds what this one has journaled. */
export interface JournalRun {
  /** Made with the first publish, which tells the platform. */
  target: PostTarget | null;
  /** The journal, as the newest wake-up has it. */
  rows: Map<string, PublishStep>;
  /** Results of finished steps, in the order in which they finished. Those of extras are called `extra:step`. */
  readonly journal: { has(step: string): boolean; get(step: string): Json | undefined; keys(): string[] };
  /** Commits without a result. */
  readonly intents: { has(step: string): boolean; readonly size: number };
  readonly probes: { step: string; probe: Probe }[];
  readonly progress: Progress[];
  /** Loses rows, as the engine does with what a failure declares void. */
  forget(...steps: string[]): Promise<void>;
  /** Says when the first intent of a commit was stored. */
  intendedAt(step: string, at: Date): Promise<void>;
  /** Another post of the account, of which the id is known, or, without one, not what became of it. */
  addOther(other: { id?: string; since?: Date; caption?: string }): Promise<void>;
}

let database: TestDatabase;
let context: TestContext;
const workspaceId = uuidv7();
let brandId: string;

/** Gives the tests of a file a journal. */
export function useJournal(): void {
  beforeAll(async () => {
    database = await testDatabase();
    context = await testContext(database.db);
    await database.db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Test']);
    brandId = await createTestBrand(database.db, workspaceId);
    // Tests travel for days. What becomes of a post that is late is not the adapter's concern.
    await database.db.query('UPDATE brand SET late_window_ms = $2 WHERE id = $1', [brandId, 24 * DAY_MS]);
  });
  afterAll(async () => {
    await context[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
}

export function newRun(): JournalRun {
  const targetOf = () => {
    if (run.target === null) throw new Error('this run has not begun');
    return run.target;
  };
  const finished = (step: string) => {
    const row = run.rows.get(step);
    return row?.state === 'DONE' ? row : undefined;
  };
  const open = () => [...run.rows.values()].filter(({ kind, state }) => kind === 'COMMIT' && state === 'OPEN');
  const run: JournalRun = {
    rows: new Map(),
    target: null,
    probes: [],
    progress: [],
    journal: {
      has: (step) => finished(step) !== undefined,
      get: (step) => finished(step)?.result as Json | undefined,
      keys: () => [...run.rows.keys()].filter((step) => finished(step) !== undefined),
    },
    intents: {
      has: (step) => open().some((row) => row.step === step),
      get size() {
        return open().length;
      },
    },
    forget: async (...steps) => {
      await database.db.tx((tx) => forgetSteps(tx, targetOf().id, steps, new Date()));
      for (const step of steps) run.rows.delete(step);
    },
    intendedAt: async (step, at) => {
      await database.db.query('UPDATE publish_step SET intent_at = $3 WHERE target_id = $1 AND step = $2', [
        targetOf().id,
        step,
        at,
      ]);
    },
    addOther: async ({ id, since = new Date(), caption = '' }) => {
      const { platform, format, socialAccountId } = targetOf();
      const other = await insertTarget({ platform, format, socialAccountId, caption, now: since });
      await database.db.query('UPDATE post_target SET intent_at = $2, external_id = $3, permalink = $4 WHERE id = $1', [
        other.id,
        since,
        id ?? null,
        id === undefined ? null : `https://example.com/${id}`,
      ]);
    },
  };
  return run;
}

async function insertTarget(
  of: Pick<PostTarget, 'platform' | 'format' | 'socialAccountId'> & { caption: string; now: Date },
): Promise<PostTarget> {
  const { db } = database;
  const [postId, id] = [uuidv7(), uuidv7()];
  await db.query(
    `INSERT INTO scheduled_post (id, workspace_id, brand_id, caption, time_zone, content_hash) VALUES ($1, $2, $3, $4, 'UTC', '')`,
    [postId, workspaceId, brandId, of.caption],
  );
  const [row] = await db.query<PostTarget>(
    `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at, lease_id, lease_until, lease_holder)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'PUBLISHING', $8, $8, $9, $10, 'test') RETURNING *`,
    [
      id,
      workspaceId,
      brandId,
      postId,
      of.socialAccountId,
      of.platform,
      of.format,
      of.now,
      uuidv7(),
      new Date(Date.now() + 365 * DAY_MS),
    ],
  );
  if (row === undefined) throw new Error('no row');
  return row;
}

/** Publishes `post` and runs the wanted extras. Throws what the adapter throws; `run` then tells what was reached. */
export async function publishOnJournal<O>(
  platform: Platform<O>,
  post: PublishPost<O>,
  api: Api,
  run: JournalRun = newRun(),
): Promise<{ receipt: Receipt; extras: Record<string, ExtraResult | undefined | Error> }> {
  run.target ??= await insertTarget({
    platform: platform.id,
    format: post.format,
    socialAccountId: await createAccount(database.db, workspaceId, brandId, platform.id),
    caption: post.caption,
    now: new Date(),
  });
  // Allowances of the app are shared by the tests of a file.
  await database.db.query('DELETE FROM quota_usage');
  const receipt = await untilAwake(run, post, '', (steps) => platform.publish(post, steps, api));
  const extras: Record<string, ExtraResult | undefined | Error> = {};
  for (const extra of platform.extras.filter((candidate) => candidate.wanted(post))) {
    try {
      extras[extra.name] = await untilAwake(run, post, `${extra.name}:`, (steps) =>
        extra.apply(post, receipt, steps, api),
      );
    } catch (error) {
      if (!(error instanceof PlatformFailure)) throw error;
      extras[extra.name] = error;
    }
  }
  return { receipt, extras };
}

async function untilAwake<T, O>(
  run: JournalRun,
  post: PublishPost<O>,
  prefix: string,
  body: (steps: Steps) => Promise<T>,
): Promise<T> {
  for (let wakeUps = 0; wakeUps < MAX_WAKE_UPS; wakeUps++) {
    const steps = await openSteps(run, post.media.length, prefix);
    try {
      return await body(steps);
    } catch (error) {
      if (!(error instanceof Sleep)) throw error;
    }
  }
  throw new Error(`still asleep after ${MAX_WAKE_UPS} wake-ups`);
}

/** The steps of one wake-up, as the engine makes them, with an ear at what is reported and probed. */
async function openSteps(run: JournalRun, mediaCount: number, prefix: string): Promise<Steps> {
  if (run.target === null) throw new Error('no target');
  let laterMs = 0;
  const ctx: AppContext = {
    ...context.ctx,
    // How long is looked for what no list shows is the engine's concern: here the first look counts.
    config: { ...loadConfig({ NODE_ENV: 'test' }), unprovableLookMs: 0 },
    clock: clockAt(() => Date.now() + laterMs),
    failpoint: async () => undefined,
  };
  const never = new AbortController().signal;
  await using leases = startLeaseKeeper(ctx);
  const engine = createEngine(ctx, leases, { signal: never, leaving: never });
  const taken = {
    target: run.target,
    leaseId: run.target.leaseId ?? '',
    lateWindowMs: 24 * DAY_MS,
    unprovable: 'REPEAT' as const,
    asks: [],
  };
  const [loaded] = await loadTargets(ctx, [taken]);
  if (loaded === undefined) throw new Error('no target');
  const before = run.rows;
  const made: StepsRun = { ...createRun(engine, { ...loaded, mediaCount }, never), prefix };
  // In the order in which they finished, which rows do not tell.
  const names = [...before.keys(), ...made.journal.keys()];
  run.rows = made.journal;
  const ordered = names.flatMap((name) => {
    const row = made.journal.get(name);
    return row === undefined ? [] : [[name, row] as const];
  });
  made.journal.clear();
  for (const [name, row] of ordered) made.journal.set(name, row);
  const steps = createSteps(made);
  return {
    ...steps,
    wait: (name, probe, options) =>
      steps.wait(
        name,
        async (signal) => {
          const answer = await probe(signal);
          run.probes.push({ step: name, probe: answer });
          return answer;
        },
        options,
      ),
    commit: async (name, effect) => {
      const open = made.journal.get(prefix + name);
      // The next look comes when a call can no longer be under way, nor be hidden.
      if (open?.state === 'OPEN')
        laterMs = Math.max(0, (open.deadlineAt ?? open.updatedAt).getTime() + effect.settleMs + WIRE_MS - Date.now());
      try {
        return await steps.commit(name, effect);
      } finally {
        laterMs = 0;
      }
    },
    report: (progress) => {
      run.progress.push(progress);
      steps.report(progress);
    },
  };
}
