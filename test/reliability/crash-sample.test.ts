/** Processes that die at an edge of the journal, with every suite: the crash matrix in short. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CellPlan, runCell, titleOf } from '../crash/cell.ts';
import { type Lab, openLab } from '../crash/lab.ts';
import { SAMPLES } from '../support/world.ts';

const sampleOf = (platform: string, format: string): CellPlan['sample'] => {
  const sample = SAMPLES.find((one) => one.platform === platform && one.format === format);
  if (sample === undefined) throw new Error(`no sample ${platform} ${format}`);
  return sample;
};

/** A handful of the cells that `npm run test:crash` runs in full: those that do not have to wait for a deadline. */
const CELLS: readonly CellPlan[] = [
  { sample: sampleOf('X', 'TEXT'), edge: 'commit:post:after', mode: 'kill' },
  { sample: sampleOf('X', 'THREAD'), edge: 'commit:part-1:journaled', mode: 'restart' },
  { sample: sampleOf('YOUTUBE', 'SHORT'), edge: 'commit:publish:after', mode: 'freeze' },
  { sample: sampleOf('INSTAGRAM', 'IMAGE'), edge: 'run:container:after', mode: 'restart' },
  { sample: sampleOf('TIKTOK', 'VIDEO'), edge: 'commit:publish:armed', mode: 'nap' },
  { sample: sampleOf('X', 'TEXT'), edge: 'commit:post:armed', mode: 'terminate' },
];
const CONTROL: CellPlan = { sample: sampleOf('TIKTOK', 'IMAGE'), edge: 'commit:publish:after', mode: 'forget' };

/** All of them at the same time, and more than any of them waits for what is stuck. */
const LIMIT_MS = 600_000;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ startsAtOnce: 2, clusters: 1 });
});
afterAll(() => lab[Symbol.asyncDispose]());

it.concurrent.each(CELLS.map((cell) => ({ title: titleOf(cell), cell })))(
  '$title: out once, nothing lost, nothing false',
  { timeout: LIMIT_MS },
  async ({ cell }) => {
    expect((await runCell(lab, cell)).problems).toEqual([]);
  },
);

it.concurrent('without its intent row a post does go out twice, and the matrix sees it', {
  timeout: LIMIT_MS,
}, async () => {
  expect((await runCell(lab, CONTROL)).problems).toEqual(expect.arrayContaining(['2 public objects instead of 1']));
});
