/** Child process, reference: the least a scheduler can do. A timer for the next due row, one claim statement, one POST. */
import pg from 'pg';
import { Agent, request } from 'undici';
import { serveCommands } from '../child.ts';

const BATCH = 250;
const LONGEST_SLEEP_MS = 1_000;

let pool: pg.Pool;
let platform: string;
let timer: NodeJS.Timeout | undefined;
const agent = new Agent({ connections: 256, pipelining: 1 });

async function work(): Promise<void> {
  clearTimeout(timer);
  for (;;) {
    const { rows } = await pool.query<{ body: string }>({
      name: 'claim',
      text: `UPDATE job SET is_done = true
             WHERE id IN (SELECT id FROM job WHERE NOT is_done AND due_at <= $1 ORDER BY due_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) RETURNING body`,
      values: [new Date()],
    });
    for (const { body } of rows) post(body);
    if (rows.length < BATCH) break;
  }
  const { rows } = await pool.query<{ next: Date | null }>({
    name: 'next',
    text: 'SELECT min(due_at) AS next FROM job WHERE NOT is_done',
  });
  const next = rows[0]?.next?.getTime() ?? Number.POSITIVE_INFINITY;
  timer = setTimeout(workOrEnd, Math.max(0, Math.min(next - Date.now(), LONGEST_SLEEP_MS)));
}

const workOrEnd = () => {
  work().catch((error: unknown) => {
    throw error;
  });
};

function post(body: string): void {
  request(`${platform}/2/tweets`, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: body }),
  })
    .then((answer) => answer.body.dump())
    .catch((error: unknown) => {
      throw error;
    });
}

const commands = {
  start: async (options: { databaseUrl: string; platform: string }) => {
    platform = options.platform;
    pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4 });
    await pool.query(
      'CREATE TABLE job (id bigserial PRIMARY KEY, due_at timestamptz NOT NULL, is_done boolean NOT NULL DEFAULT false, body text NOT NULL)',
    );
    await pool.query('CREATE INDEX job_due ON job (due_at) WHERE NOT is_done');
    await work();
  },
  schedule: async (jobs: { dueAt: Date; body: string }[]) => {
    await pool.query('INSERT INTO job (due_at, body) SELECT * FROM unnest($1::timestamptz[], $2::text[])', [
      jobs.map(({ dueAt }) => dueAt),
      jobs.map(({ body }) => body),
    ]);
    await work();
  },
  stop: async () => {
    clearTimeout(timer);
    await pool.end();
  },
};
export type ClaimLoop = typeof commands;

serveCommands(commands);
