/** A process with a cage in which a task spins: it says which process that is, and is killed by the test. */
import { createCage } from '../../src/lib/cage/cage.ts';
import type { TestTasks } from './caged.ts';

const cage = createCage<TestTasks>({
  entry: new URL('./caged.ts', import.meta.url),
  size: 1,
  limits: { heapMb: 64, memoryMb: 512, cpuMs: 600_000 },
  deadlineMs: 600_000,
  idleMs: 600_000,
});
const reply = async () => Promise.reject<never>(new Error('no questions'));
process.stdout.write(`${await cage.run('pid', null, { reply })}\n`);
await cage.run('harm', 'spin', { reply });
