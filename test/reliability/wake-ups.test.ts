/** The jobs that wake targets: one at a time, and none in the way of the next. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { promoteDue, SAFETY_WAKE_MS } from '../../src/domain/engine/schedule/dispatcher.ts';
import { testDatabase } from '../support/database.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { createWorld, type World } from '../support/world.ts';

let stack: AsyncDisposableStack;
let clock: JumpClock;
let world: World;
/** A due target, and nobody who works. */
let targetId: string;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  clock = jumpClock();
  const { url } = stack.use(await testDatabase());
  const sandbox = stack.use(await startTestSandbox());
  world = stack.use(await createWorld({ databaseUrl: url, sandbox, clock, platforms: ['X'] }));
  await world.queue.start();
  targetId = await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
});
afterEach(() => stack.disposeAsync());

const promoteAgain = async () => {
  clock.jump(SAFETY_WAKE_MS + 1);
  expect(await promoteDue(world.ctx)).toBe(1);
};
const targetsOfWaitingJobs = async () => (await world.queue.fetchPublish(10, [])).map((job) => job.targetId);

it('a job whose worker died does not keep the next wake-up of its target out', async () => {
  await promoteAgain();
  // Nobody ever says that it is done.
  expect(await targetsOfWaitingJobs()).toEqual([targetId]);
  await promoteAgain();
  expect(await targetsOfWaitingJobs()).toEqual([targetId]);
  await promoteAgain();
  expect(await targetsOfWaitingJobs()).toEqual([targetId]);
});

it('a target that is promoted again and again while nobody comes has one waiting job', async () => {
  for (let times = 0; times < 5; times++) await promoteAgain();
  expect(await targetsOfWaitingJobs()).toEqual([targetId]);
  expect(await targetsOfWaitingJobs()).toEqual([]);
});
