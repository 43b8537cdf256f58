/** CPU time that the sessions of a database use, where the operating system tells (Linux). */
import { readFile } from 'node:fs/promises';
import type { Db } from '../src/lib/db.ts';

const TICKS_PER_SECOND = 100;

/** Seconds of CPU by session. */
export type SessionCpu = ReadonlyMap<number, number>;

export async function postgresCpu(db: Db): Promise<SessionCpu> {
  if (process.platform !== 'linux') return new Map();
  const sessions = await db.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return new Map(
    await Promise.all(sessions.map(async ({ pid }): Promise<[number, number]> => [pid, await cpuOf(pid)])),
  );
}

/** What was used between two looks by the sessions that are there at the second one. */
export function cpuBetween(before: SessionCpu, after: SessionCpu): number {
  return [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0);
}

async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
