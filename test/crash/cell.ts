/** One cell of the crash matrix: a post, a worker that is stopped at one edge of its journal, another that takes over, and the truth. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { PublishStep } from '../../src/lib/prisma/client.ts';
import type { StepKind } from '../../src/lib/prisma/enums.ts';
import { nameOf, type Sample } from '../support/world.ts';
import type { Lab } from './lab.ts';
import { atRest, endOrderly, openStage, readTarget, type Stage, takenOver, workedOff } from './stage.ts';
import { judge } from './truth.ts';
import { patient, type Worker } from './worker.ts';

/**
 * - `restart`: SIGKILL at the edge; a process that is started afresh finds what the dead one left.
 * - `kill`: SIGKILL at the edge; another process, which was there all the time, takes over when the lease is over.
 * - `freeze`: SIGSTOP at the edge, SIGCONT once another worker has brought the post to its end.
 * - `nap`: SIGSTOP at the edge, SIGCONT as soon as another worker has taken over: both are at it.
 * - `terminate`: SIGTERM at the edge.
 * - `forget`: SIGKILL at the edge, and the intent row is deleted. The control: this one must go wrong.
 */
export const MODES = ['restart', 'kill', 'freeze', 'nap', 'terminate', 'forget'] as const;
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

/** How many workers there are when the post is written. */
export const crewOf = (mode: Mode): number => (mode === 'restart' ? 1 : 2);
const isKilled = (mode: Mode): boolean => mode === 'restart' || mode === 'kill' || mode === 'forget';
const isThawed = (mode: Mode): boolean => mode === 'freeze' || mode === 'nap';

/** What a step of each kind passes. Its name in the journal stands between kind and edge. */
const EDGES_OF = {
  RUN: ['before', 'after', 'journaled'],
  WAIT: ['before', 'after', 'journaled'],
  COMMIT: ['before', 'armed', 'after', 'journaled'],
} as const satisfies Record<StepKind, readonly string[]>;

/** Rows that are written along with something else and have no edges of their own. */
const isMark = (step: string): boolean => step === 'receipt' || step.startsWith('extra:');

/** Publishes undisturbed and tells which edges are passed, each once, in order. Throws when the journal knows of more. */
export async function traceEdges(lab: Lab, sample: Sample): Promise<string[]> {
  await using stage = await openStage(lab, sample);
  const [worker] = await stage.muster(1);
  if (worker === undefined) throw new Error('nobody works');
  await worker.set('*=trace');
  const targetId = await stage.world.scheduleOne(sample, wordsFor(sample));
  const target = await atRest(stage, targetId);
  const problems = await judge(stage.world, sample, target, await stage.sandbox.control.live());
  // Only a process that ends in order keeps what it compiled: with it, those that start later need a third less of a processor.
  problems.push(...(await endOrderly(worker)));
  if (problems.length > 0)
    throw new Error(`${nameOf(sample)} does not even go out undisturbed: ${problems.join('; ')}`);
  const reached = new Set(worker.reached);
  const journal = await stage.world.ctx.db.query<Pick<PublishStep, 'step' | 'kind'>>(
    'SELECT step, kind FROM publish_step WHERE target_id = $1',
    [targetId],
  );
  const missing = journal
    .filter(({ step }) => !isMark(step))
    .flatMap(({ step, kind }) => EDGES_OF[kind].map((edge) => `${kind.toLowerCase()}:${step}:${edge}`))
    .filter((edge) => !reached.has(edge));
  if (missing.length > 0) throw new Error(`${nameOf(sample)} never stops at ${missing.join(' ')}`);
  return [...reached];
}

export async function runCell(lab: Lab, plan: CellPlan): Promise<CellResult> {
  const results: CellResult[] = [];
  await runChain(lab, [plan], (result) => results.push(result));
  const [result] = results;
  if (result === undefined) throw new Error(`${titleOf(plan)} has no result`);
  return result;
}

/**
 * Cells of one sample, one after the other on one stage: whoever saved one post, or was thawed after it, is there for the
 * next, so that most cells cost no start of a process. After a cell that went wrong everything is new.
 */
export async function runChain(
  lab: Lab,
  plans: readonly CellPlan[],
  onResult: (result: CellResult) => void,
): Promise<void> {
  let left = plans.map((plan): Act => ({ plan, problems: [], ids: new Set(), ms: 0 }));
  while (left.length > 0) {
    const acts = await perform(lab, left);
    for (const { plan, problems, ms } of acts) onResult({ ...plan, problems, ms });
    left = left.slice(acts.length);
  }
}

/** A cell and what came of it. */
interface Act {
  plan: CellPlan;
  problems: string[];
  targetId?: string;
  /** What came out. */
  ids: ReadonlySet<string>;
  ms: number;
}

/** Performs until something goes wrong; answers what was performed, the last of which is what went wrong. */
async function perform(lab: Lab, acts: readonly Act[]): Promise<readonly Act[]> {
  let [current] = acts;
  if (current === undefined) return [];
  try {
    await using stage = await openStage(lab, current.plan.sample);
    for (current of acts) {
      const startedAt = performance.now();
      await play(stage, current);
      current.ms = Math.round(performance.now() - startedAt);
      if (current.problems.length > 0) break;
    }
    if (current.problems.length === 0) await curtain(stage, acts);
  } catch (error) {
    current.problems.push(error instanceof Error ? error.message : String(error));
  }
  return acts.slice(0, acts.indexOf(current) + 1);
}

async function play(stage: Stage, act: Act): Promise<void> {
  const { sample, edge, mode } = act.plan;
  const { db } = stage.world.ctx;
  // The allowances of a day would not last for a chain.
  await db.query('DELETE FROM quota_usage');
  await db.query('DELETE FROM quota_reading');
  const before = new Set((await stage.sandbox.control.live()).map(({ id }) => id));
  const crew = await stage.muster(crewOf(mode));
  await Promise.all(crew.map((worker) => worker.set(`${edge}=${isKilled(mode) ? 'kill' : 'freeze'}`)));
  const targetId = await stage.world.scheduleOne(sample, wordsFor(sample));
  act.targetId = targetId;
  const rest = atRest(stage, targetId);
  const victim = await firstStopped(crew, edge, rest);
  const others = crew.filter((worker) => worker !== victim);
  await Promise.all(others.map((worker) => worker.set('none')));
  if (isKilled(mode)) await victim.exited;
  else await frozen(victim);
  if (mode === 'restart') await stage.muster(1);
  if (mode === 'forget')
    await db.query("DELETE FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'", [targetId]);
  if (mode === 'terminate') act.problems.push(...(await endOrderly(victim)));
  await (mode === 'nap' ? Promise.race([takenOver(stage, targetId, victim), rest]) : rest);
  if (isThawed(mode)) victim.signal('SIGCONT');
  await rest;
  if (isThawed(mode)) await workedOff(stage, targetId);
  const everything = (await stage.sandbox.control.live()).filter(({ id }) => !before.has(id));
  act.ids = new Set(everything.map(({ id }) => id));
  act.problems.push(...(await judge(stage.world, sample, await readTarget(stage, targetId), everything)));
  for (const worker of isThawed(mode) ? crew : others)
    if (!stage.crew.has(worker)) act.problems.push(`by itself ${worker.obituary(await worker.exited)}`);
}

/** Whoever of the crew gets there first. */
async function firstStopped(crew: readonly Worker[], edge: string, rest: Promise<unknown>): Promise<Worker> {
  const unharmed = rest.then(() => Promise.reject(new Error(`finished without reaching ${edge}`)));
  // It settles after the race as well, when the edge was reached.
  unharmed.catch(() => undefined);
  const stops = crew.map((worker) => worker.stopped().then(() => worker));
  return patient(`the edge ${edge} is not reached`, Promise.race([...stops, unharmed]));
}

async function frozen({ pid }: Worker): Promise<void> {
  // State `T` of /proc/<pid>/stat, after the name in brackets.
  while (!/\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8'))) await delay(20);
}

/** Everybody goes home, and what was true after each cell is still true: nobody posted, or spoilt, anything later on. */
async function curtain(stage: Stage, acts: readonly Act[]): Promise<void> {
  const last = acts.at(-1);
  if (last === undefined) return;
  last.problems.push(...(await Promise.all([...stage.crew].map(endOrderly))).flat());
  const live = await stage.sandbox.control.live();
  const known = new Set(acts.flatMap(({ ids }) => [...ids]));
  for (const { id, text } of live) if (!known.has(id)) last.problems.push(`posted after all was done: ${id} ${text}`);
  for (const { plan, problems, targetId, ids } of acts) {
    if (targetId === undefined) continue;
    const target = await readTarget(stage, targetId);
    const own = live.filter(({ id }) => ids.has(id));
    for (const problem of await judge(stage.world, plan.sample, target, own)) problems.push(`later on ${problem}`);
  }
}

/** What must not be the same in two posts of one account. */
export function wordsFor({ platform, format, options }: Sample) {
  const caption = `Crash ${platform} ${format} ${randomUUID()}`;
  const thread = options !== undefined && Array.isArray(options.thread) ? options.thread : null;
  const parts = thread?.map((_, index) => ({ text: `Part ${index + 2} of ${caption}` }));
  return {
    caption,
    title: caption,
    options: {
      ...(parts === undefined ? {} : { thread: parts }),
      ...(options?.firstComment === undefined ? {} : { firstComment: `First on ${caption}` }),
    },
  };
}
