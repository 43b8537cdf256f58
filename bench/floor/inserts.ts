/** Child process, reference: bare HTTP in front of one hand-written transaction that stores a post, its targets and events. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { serveCommands } from '../child.ts';

interface Input {
  workspaceId: string;
  brandId: string;
  caption: string;
  accountIds: string[];
  at: string;
}

let pool: pg.Pool;

async function store({ workspaceId, brandId, caption, accountIds, at }: Input): Promise<string> {
  const postId = uuidv7();
  const targetIds = accountIds.map(() => uuidv7());
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({
      name: 'post',
      text: `INSERT INTO scheduled_post (id, workspace_id, brand_id, caption, time_zone, content_hash, scheduled_at) VALUES ($1, $2, $3, $4, 'UTC', 'bench', $5)`,
      values: [postId, workspaceId, brandId, caption, at],
    });
    await client.query({
      name: 'targets',
      text: `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at, seq)
             SELECT u.id, $1, $2, $3, u.account_id, 'X', 'TEXT', 'SCHEDULED', $4, $4, 1 FROM unnest($5::uuid[], $6::uuid[]) AS u (id, account_id)`,
      values: [workspaceId, brandId, postId, at, targetIds, accountIds],
    });
    await client.query({
      name: 'events',
      text: `WITH written AS (
               INSERT INTO event (id, created_at, position, workspace_id, brand_id, subject, subject_id, post_id, social_account_id, type, payload)
               SELECT u.id, clock_timestamp(), nextval('event_position'), $1, $2, 'TARGET', u.target_id, $3, u.account_id, 'target.scheduled',
                 '{"platform":"X","seq":1,"attempt":0,"status":"SCHEDULED","targetStatus":"SCHEDULED"}'
               FROM unnest($4::uuid[], $5::uuid[], $6::uuid[]) AS u (id, target_id, account_id) RETURNING position)
             SELECT pg_notify('bench', max(position)::text) FROM written`,
      values: [workspaceId, brandId, postId, targetIds.map(() => uuidv7()), targetIds, accountIds],
    });
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  return postId;
}

const server = createServer(async (req, res) => {
  const id = await store((await json(req)) as Input);
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
});

const commands = {
  start: async (databaseUrl: string) => {
    pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  stop: async () => {
    server.closeAllConnections();
    await pool.end();
  },
};
export type BareInserts = typeof commands;

serveCommands(commands);
