/** Counts what a piece of work asks of the database. */
import type { TestApp } from './app.ts';

/** Statements that the application's pool runs during `work`, whoever sends them: SQL of our own or Prisma. */
export async function countStatements(app: TestApp, work: () => Promise<unknown>): Promise<number> {
  // The key is touched at most once a minute; the first request of a minute would count one more.
  await work();
  const { pool } = app.ctx.db;
  let count = 0;
  const onAcquire = () => {
    count++;
  };
  pool.on('acquire', onAcquire);
  try {
    await work();
  } finally {
    pool.off('acquire', onAcquire);
  }
  return count;
}
