/** Counts what a piece of work asks of the database. */
import type { TestApp } from './app.ts';

const TIMES = 12;

/**
 * Statements that the application's pool runs during `work`, whoever sends them: SQL of our own or Prisma. The least of
 * many times, since a key is looked up every other second and the event stream looks for events by itself, which on a slow
 * machine is more often than not.
 */
export async function countStatements(app: TestApp, work: () => Promise<unknown>): Promise<number> {
  const { pool } = app.ctx.db;
  let count = 0;
  const onAcquire = () => {
    count++;
  };
  pool.on('acquire', onAcquire);
  const counts: number[] = [];
  try {
    for (let time = 0; time < TIMES; time++) {
      count = 0;
      await work();
      counts.push(count);
    }
  } finally {
    pool.off('acquire', onAcquire);
  }
  return Math.min(...counts);
}
