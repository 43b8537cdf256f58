/** The crash matrix: every edge of the journal of every platform and format × every way to stop a process. `npm run test:crash [-- --only "X TEXT"]`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { nameOf, SAMPLES } from '../support/world.ts';
import { type CellPlan, type CellResult, crewOf, MODES, runChain, titleOf, traceEdges } from './cell.ts';
import { openLab, semaphore } from './lab.ts';

const { values: options } = parseArgs({
  options: {
    /** Cells whose title contains this. */
    only: { type: 'string', default: '' },
    /** Cells at the same time. Nearly all of their time is waiting for deadlines and leases. */
    lanes: { type: 'string', default: '24' },
  },
});

/** Cells per chain: enough to save starts, few enough that a chain does not outlast the rest. */
const CHAIN = 12;
const LONG_CHAIN = 2;
const COMMIT_EDGE = /^commit:.*:(before|armed|after)$/;

/** What to do at the edges that one sample passes. */
function cellsOf(sample: CellPlan['sample'], edges: readonly string[]): CellPlan[] {
  const firstEffect = edges.find((edge) => edge.endsWith(':after'));
  return edges.flatMap((edge): CellPlan[] => {
    const cells: CellPlan[] = [
      { sample, edge, mode: 'restart' },
      { sample, edge, mode: 'kill' },
      { sample, edge, mode: 'freeze' },
    ];
    if (COMMIT_EDGE.test(edge)) cells.push({ sample, edge, mode: 'nap' });
    if (edge.endsWith(':armed') || edge === firstEffect) cells.push({ sample, edge, mode: 'terminate' });
    if (isControl(sample, edge)) cells.push({ sample, edge, mode: 'forget' });
    return cells;
  });
}

// TikTok knows two calls for photos as two posts, and X two calls for an image. Elsewhere something else (a container that
// publishes once, an upload session, the refusal of the same words) would hide that the intent is missing.
const isControl = ({ platform, format }: CellPlan['sample'], edge: string): boolean =>
  format === 'IMAGE' &&
  ((platform === 'TIKTOK' && edge === 'commit:publish:after') || (platform === 'X' && edge === 'commit:post:after'));

/** Cells that start a process each keep a processor busy. They go on beside those that wait, not after them. */
const isBusy = (chain: readonly CellPlan[]): boolean => chain.every((cell) => expectedS(cell) <= RESTART_S);
const BUSY_LANES = 3;
const RESTART_S = 4;

/** An intent that is lost before its call is believed lost only after deadline and settling time. */
function expectedS({ sample, edge, mode }: CellPlan): number {
  if (!edge.endsWith(':armed') || mode === 'nap' || mode === 'terminate') return mode === 'restart' ? RESTART_S : 12;
  return sample.platform === 'INSTAGRAM' || sample.platform === 'YOUTUBE' ? 135 : 105;
}

const isLong = (cell: CellPlan): boolean => expectedS(cell) > 60;

/** Cells of one sample that need a crew of one size. What waits for a deadline goes first; the control goes by itself. */
function chainsOf(cells: readonly CellPlan[]): CellPlan[][] {
  const kindOf = (cell: CellPlan): string => {
    if (cell.mode === 'forget') return 'control';
    return `${isLong(cell) ? 'long ' : ''}crew of ${crewOf(cell.mode)}`;
  };
  const chains = [...Map.groupBy(cells, (cell) => `${nameOf(cell.sample)} ${kindOf(cell)}`).values()].flatMap((own) => {
    const length = own.some(isLong) ? LONG_CHAIN : CHAIN;
    return Array.from({ length: Math.ceil(own.length / length) }, (_, index) =>
      own.slice(index * length, (index + 1) * length),
    );
  });
  return chains.sort((a, b) => lengthS(b) - lengthS(a));
}

const lengthS = (chain: readonly CellPlan[]): number => chain.reduce((sum, cell) => sum + expectedS(cell), 0);

/** The control has to post twice: if it does not, the matrix is blind. */
function verdict(result: CellResult): string[] {
  if (result.mode !== 'forget') return result.problems;
  return result.problems.some((problem) => problem.startsWith('2 public objects'))
    ? []
    : [`the control did not post twice: ${result.problems.join('; ')}`];
}

/** Without the edges of one sample the others still have something to tell. */
async function trace(sample: CellPlan['sample']): Promise<{ sample: CellPlan['sample']; edges: string[] }> {
  try {
    return { sample, edges: await traceEdges(lab, sample) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    failures.push({ title: `${nameOf(sample)} undisturbed`, problems: [problem] });
    say(`FAILED ${nameOf(sample)} undisturbed: ${problem}`);
    return { sample, edges: [] };
  }
}

const startedAt = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);
const elapsedS = () => Math.round((performance.now() - startedAt) / 1_000);
const lanes = Number(options.lanes);
// A process keeps up to 33 sessions open for a minute, and most stages have two of them beside the test's own pool: two stages
// cannot want more than the 200 that a cluster has, even while a third process starts.
const clusters = Math.ceil((lanes + BUSY_LANES) / 2);
const lab = await openLab({ startsAtOnce: Math.max(2, availableParallelism()), clusters });
const lane = semaphore(lanes);
const busyLane = semaphore(BUSY_LANES);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    await lab[Symbol.asyncDispose]();
    process.exit(1);
  });
const failures: { title: string; problems: string[] }[] = [];
const results: CellResult[] = [];
try {
  const samples = SAMPLES.filter(
    (sample) => options.only === '' || options.only.startsWith(nameOf(sample)) || nameOf(sample).includes(options.only),
  );
  const traced = await Promise.all(samples.map((sample) => lane(() => trace(sample))));
  const cells = traced
    .flatMap(({ sample, edges }) => cellsOf(sample, edges))
    .filter((cell) => titleOf(cell).includes(options.only));
  say(
    `${traced.length} platforms and formats, ${traced.reduce((sum, { edges }) => sum + edges.length, 0)} edges, ${cells.length} cells`,
  );
  const tell = (result: CellResult) => {
    const problems = verdict(result);
    results.push({ ...result, problems });
    if (results.length % 100 === 0) say(`${results.length} of ${cells.length} after ${elapsedS()} s`);
    if (problems.length === 0) return;
    failures.push({ title: titleOf(result), problems });
    say(`FAILED ${titleOf(result)}: ${problems.join('; ')}`);
  };
  await Promise.all(
    chainsOf(cells).map((chain) => (isBusy(chain) ? busyLane : lane)(() => runChain(lab, chain, tell))),
  );
  // Without it nobody knows whether the others could have failed.
  if (options.only === '' && !cells.some(({ mode }) => mode === 'forget'))
    failures.push({ title: 'the control', problems: ['no intent was taken away'] });
} finally {
  await lab[Symbol.asyncDispose]();
}

say('');
say(['platform, format'.padEnd(22), ...MODES.map((mode) => mode.padStart(10)), 'slowest'.padStart(10)].join(''));
for (const [name, rows] of Map.groupBy(results, ({ sample }) => nameOf(sample))) {
  const counts = MODES.map((mode) => {
    const own = rows.filter((row) => row.mode === mode);
    return own.length === 0 ? '' : `${own.filter(({ problems }) => problems.length === 0).length}/${own.length}`;
  });
  const slowestS = Math.round(Math.max(...rows.map(({ ms }) => ms)) / 1_000);
  say([name.padEnd(22), ...counts.map((count) => count.padStart(10)), `${slowestS} s`.padStart(10)].join(''));
}
say('');
for (const { title, problems } of failures) say(`FAILED ${title}: ${problems.join('; ')}`);
say(`${elapsedS()} s`);
say(`${results.filter(({ problems }) => problems.length === 0).length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 && results.length > 0 ? 0 : 1;
