/** One cell of the crash matrix: a post, a worker that is stopped at one edge of its journal, another that takes over, and the truth. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isFinal } from '../../src/domain/post-target.ts';
import type { PostTarget, PublishingLog, PublishStep } from '../../src/lib/prisma/client.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { createWorld, nameOf, type Sample, type World } from '../support/world.ts';
import type { Lab } from './lab.ts';
import { patient, startWorker, type Worker } from './worker.ts';

/**
 * - `kill`: SIGKILL at the edge.
 * - `freeze`: SIGSTOP at the edge, SIGCONT once another worker has brought the post to its end.
 * - `nap`: SIGSTOP at the edge, SIGCONT as soon as another worker has taken over: both are at it.
 * - `terminate`: SIGTERM at the edge.
 * - `forget`: SIGKILL at the edge, and the intent row is deleted. The control: this one must go wrong.
 */
export const MODES = ['kill', 'freeze', 'nap', 'terminate', 'forget'] as const;
export type Mode = (typeof MODES)[number];

export interface CellPlan {
  sample: Sample;
  edge: string;
  mode: Mode;
}

export interface CellResult extends CellPlan {
  problems: string[];
  ms: number;
}

export const titleOf = ({ sample, edge, mode }: CellPlan): string => `${nameOf(sample)} ${edge} ${mode}`;

/** Longer than the slowest deadline of a commit (ten minutes for TikTok's last chunk), its settling and some processing. */
const CELL_MS = 14 * 60_000;
const LOOK_EVERY_MS = 200;
/** A frozen process that wakes up needs a moment to do its worst. */
const AWAKE_MS = 1_500;

/** Where the cells of one chain happen, one after the other. Nobody else uses its database, its sandbox and its accounts. */
interface Stage extends AsyncDisposable {
  world: World;
  sandbox: TestSandbox;
  /** Starts a worker and waits until it works, few at a time. */
  start(failpoint?: string): Promise<Worker>;
}

async function openStage(lab: Lab, { platform }: Sample): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await lab.createDatabase());
  const sandbox = stack.use(await startTestSandbox());
  const generous = { listPhotos: true, postsPerDay: 1_000, statusPerMinute: 1_000, initPerMinute: 1_000 };
  await sandbox.control.settings('TIKTOK', generous);
  const world = stack.use(await createWorld({ databaseUrl: database.url, sandbox, platforms: [platform] }));
  const workers: Worker[] = [];
  stack.defer(async () => {
    for (const worker of workers) worker.signal('SIGKILL');
    await Promise.all(workers.map(({ exited }) => exited));
  });
  const owned = stack.move();
  return {
    world,
    sandbox,
    start: (failpoint) =>
      lab.inTurn(async () => {
        const given = failpoint === undefined ? {} : { failpoint };
        const { origin: sandboxOrigin } = sandbox;
        const worker = startWorker({
          world,
          databaseUrl: database.url,
          sandboxOrigin,
          cacheDir: lab.cacheDir,
          ...given,
        });
        workers.push(worker);
        await worker.ready;
        return worker;
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Publishes undisturbed and tells which edges are passed, each once, in order. */
export async function traceEdges(lab: Lab, sample: Sample): Promise<string[]> {
  await using stage = await openStage(lab, sample);
  const targetId = await stage.world.scheduleOne(sample, words(sample));
  const worker = await stage.start('*=trace');
  const target = await atRest(stage, targetId);
  const problems = await judge(stage, sample, target, new Set());
  if (problems.length > 0)
    throw new Error(`${nameOf(sample)} does not even go out undisturbed: ${problems.join('; ')}`);
  return [...new Set(worker.reached)];
}

export async function runCell(lab: Lab, plan: CellPlan): Promise<CellResult> {
  const results: CellResult[] = [];
  await runChain(lab, [plan], (result) => results.push(result));
  const [result] = results;
  if (result === undefined) throw new Error(`${titleOf(plan)} has no result`);
  return result;
}

/**
 * Cells of one sample, one after the other: the worker that saved one post is the one that is stopped in the next, so that
 * each cell costs one start of a process. After a cell that went wrong everything is new.
 */
export async function runChain(
  lab: Lab,
  plans: readonly CellPlan[],
  onResult: (result: CellResult) => void,
): Promise<void> {
  let left = plans;
  while (left.length > 0) {
    const done = await runUntilTrouble(lab, left, onResult);
    left = left.slice(done);
  }
}

/** Answers how many cells were run. */
async function runUntilTrouble(
  lab: Lab,
  plans: readonly CellPlan[],
  onResult: (result: CellResult) => void,
): Promise<number> {
  let startedAt = performance.now();
  let done = 0;
  const tell = (plan: CellPlan, problems: string[]) => {
    onResult({ ...plan, problems, ms: Math.round(performance.now() - startedAt) });
    startedAt = performance.now();
    done += 1;
  };
  try {
    const [first] = plans;
    if (first === undefined) return 0;
    await using stage = await openStage(lab, first.sample);
    let victim = await stage.start(failpointOf(first));
    for (const [index, plan] of plans.entries()) {
      const next = plans[index + 1];
      let saviour: Worker | undefined;
      const problems = await disturb(stage, plan, victim, async () => {
        saviour = await stage.start(next === undefined ? undefined : failpointOf(next));
      });
      tell(plan, problems);
      if (problems.length > 0 || saviour === undefined) break;
      victim = saviour;
    }
  } catch (error) {
    const plan = plans[done];
    if (plan === undefined) throw error;
    tell(plan, [error instanceof Error ? error.message : String(error)]);
  }
  return done;
}

const isKilled = (mode: Mode): boolean => mode === 'kill' || mode === 'forget';
const failpointOf = ({ edge, mode }: CellPlan): string => `${edge}=${isKilled(mode) ? 'kill' : 'freeze'},armed`;

async function disturb(
  stage: Stage,
  plan: CellPlan,
  victim: Worker,
  startSaviour: () => Promise<void>,
): Promise<string[]> {
  const { sample, edge, mode } = plan;
  const { db } = stage.world.ctx;
  // The allowances of a day would not last for a chain.
  await db.query('DELETE FROM quota_usage');
  await db.query('DELETE FROM quota_reading');
  const before = new Set((await stage.sandbox.control.live()).map(({ id }) => id));
  victim.signal('SIGUSR2');
  await patient('the failpoint is not armed', victim.armed);
  const targetId = await stage.world.scheduleOne(sample, words(sample));
  const unharmed = atRest(stage, targetId).then(() => Promise.reject(new Error(`finished without reaching ${edge}`)));
  unharmed.catch(() => undefined);
  await patient(`the edge ${edge} is not reached`, Promise.race([victim.stopped, unharmed]));
  const problems: string[] = [];
  if (isKilled(mode)) await victim.exited;
  else await frozen(victim);
  if (mode === 'forget')
    await db.query("DELETE FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'", [targetId]);
  if (mode === 'terminate') problems.push(...(await endOrderly(victim)));
  await startSaviour();
  if (mode === 'nap') {
    await takenOver(stage, targetId, victim.pid);
    victim.signal('SIGCONT');
  }
  const target = await atRest(stage, targetId);
  if (mode === 'freeze' || mode === 'nap') await wakeAndEnd(victim);
  problems.push(...(await judge(stage, sample, await atRest(stage, target.id), before)));
  return problems;
}

/** What must not be the same in two posts of one account. */
function words({ platform, format, options }: Sample) {
  const caption = `Crash ${platform} ${format} ${randomUUID()}`;
  const thread = options !== undefined && Array.isArray(options.thread) ? options.thread : null;
  const parts = thread?.map((_, index) => ({ text: `Part ${index + 2} of ${caption}` }));
  return { caption, title: caption, ...(parts === undefined ? {} : { options: { thread: parts } }) };
}

/** SIGTERM to a process in the middle of something. */
async function endOrderly(worker: Worker): Promise<string[]> {
  const sentAt = performance.now();
  worker.signal('SIGTERM');
  worker.signal('SIGCONT');
  const { code, signal } = await patient('SIGTERM does not end the worker', worker.exited);
  const tookMs = performance.now() - sentAt;
  return code === 0 && tookMs < 10_500
    ? []
    : [`SIGTERM ended it with ${signal ?? code} after ${Math.round(tookMs)} ms`];
}

async function readTarget({ world }: Stage, targetId: string): Promise<PostTarget> {
  const [target] = await world.ctx.db.query<PostTarget>(
    'SELECT * FROM post_target WHERE id = $1',
    [targetId],
    'read_target',
  );
  if (target === undefined) throw new Error(`no target ${targetId}`);
  return target;
}

/** Waits until the target is final and has nothing left to do. */
async function atRest(stage: Stage, targetId: string): Promise<PostTarget> {
  const until = performance.now() + CELL_MS;
  for (;;) {
    const target = await readTarget(stage, targetId);
    if (isFinal(target.status) && target.wakeAt === null) return target;
    if (performance.now() > until)
      throw new Error(
        `stuck: ${target.status} ${target.phase} blocked by ${target.blockedBy}, wakes at ${target.wakeAt?.toISOString()}, error ${target.errorCode}`,
      );
    await delay(LOOK_EVERY_MS);
  }
}

async function takenOver(stage: Stage, targetId: string, pid: number): Promise<void> {
  for (;;) {
    const { leaseHolder, status, wakeAt } = await readTarget(stage, targetId);
    if ((leaseHolder !== null && !leaseHolder.includes(`/${pid}/`)) || (isFinal(status) && wakeAt === null)) return;
    await delay(20);
  }
}

async function frozen({ pid }: Worker): Promise<void> {
  // State `T` of /proc/<pid>/stat, after the name in brackets.
  while (!/\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8'))) await delay(20);
}

/** The frozen worker comes back, does what it still can, and ends. */
async function wakeAndEnd(worker: Worker): Promise<void> {
  worker.signal('SIGCONT');
  await delay(AWAKE_MS);
  worker.signal('SIGTERM');
  await patient('the thawed worker does not end', worker.exited);
}

/* ---------------------------------------------------------------- the truth ---- */

/** Compares what is stored with what the audience sees. */
async function judge(
  { world, sandbox }: Stage,
  sample: Sample,
  target: PostTarget,
  before: ReadonlySet<string>,
): Promise<string[]> {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const everything = (await sandbox.control.live()).filter(({ id }) => !before.has(id));
  const live = everything.filter(({ kind }) => kind !== 'COMMENT');
  const [first] = live;
  const parts = sample.parts ?? 1;
  check(live.length === parts, `${live.length} public objects instead of ${parts}`);
  check(target.status === 'PUBLISHED', `status ${target.status} (${target.errorCode})`);
  check(
    target.permalink !== null && target.permalink === first?.permalink,
    `permalink ${target.permalink} instead of ${first?.permalink}`,
  );
  check(
    sample.platform === 'TIKTOK' || target.externalId === first?.id,
    `id ${target.externalId} instead of ${first?.id}`,
  );
  check(
    target.leaseId === null && target.phase === null && target.blockedBy === null,
    `left in ${target.phase}, blocked by ${target.blockedBy}, lease ${target.leaseId}`,
  );
  check(new Set(live.map(({ text }) => text)).size === live.length, 'a part is out twice');
  check(Array.isArray(target.warnings) && target.warnings.length === 0, `warnings ${JSON.stringify(target.warnings)}`);
  if (sample.options?.firstComment !== undefined) {
    const own = first?.details?.comments;
    const comments = everything.length - live.length + (Array.isArray(own) ? own.length : 0);
    check(comments === 1, `${comments} comments instead of 1`);
  }
  const events = await world.ctx.db.query<PublishingLog>(
    'SELECT * FROM publishing_log WHERE target_id = $1 AND cursor IS NOT NULL ORDER BY cursor',
    [target.id],
  );
  check(
    events.length === target.seq && events.every(({ seq }, index) => seq === index + 1),
    `events ${events.map(({ seq }) => seq).join(' ')} of ${target.seq}`,
  );
  check(events.filter(({ status }) => status === 'SUCCESS').length === 1, 'not exactly one SUCCESS event');
  const open = await world.ctx.db.query<PublishStep>(
    "SELECT * FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'",
    [target.id],
  );
  check(open.length === 0, `open intents: ${open.map(({ step }) => step).join(' ')}`);
  return problems;
}
