/** A process that is killed while ten thousand events wait: each notification, achievement and credit is there once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rewind } from '../../src/domain/events/consumer.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { testDatabase } from '../support/database.ts';
import { startServer } from '../support/server-process.ts';
import { TEST_KEY } from '../support/world.ts';

const WORKSPACES = 20;
/** Of each workspace. */
const EVENTS = 500;
const FAILED = 50;
const CONNECTED = 2;
const PUBLISHED = EVENTS - FAILED - CONNECTED;
const TOTAL = WORKSPACES * EVENTS;

it('makes each notification and credit once, whatever process is killed and however often events are handled', async () => {
  await using stack = new AsyncDisposableStack();
  const { db, url } = stack.use(await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-notifications-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const startWorker = () => {
    const worker = startServer({
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      SLIPWAY_ROLE: 'worker',
      SLIPWAY_SANDBOX: 'off',
      SLIPWAY_PLATFORM_PROBES: 'off',
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_ENCRYPTION_KEYS: `${TEST_KEY.id}:${TEST_KEY.key.toString('base64')}`,
      DATABASE_URL: url,
    });
    stack.defer(async () => {
      worker.kill('SIGKILL');
      await worker.ended;
    });
    return worker;
  };
  await db.query("INSERT INTO event_consumer (name, position) VALUES ('notifications', 0)");
  const workspaces = Array.from({ length: WORKSPACES }, () => uuidv7());
  for (const workspaceId of workspaces) await happen(db, workspaceId);

  // The consumer comes as far as the middle, where it waits for this row, with what it has written of a page.
  const [middle] = await db.query<{ id: string; workspaceId: string }>(
    "SELECT id, workspace_id FROM event WHERE type = 'target.success' ORDER BY position OFFSET $1 LIMIT 1",
    [(WORKSPACES * PUBLISHED) / 2],
  );
  const blocker = await db.connect();
  stack.defer(() => blocker.end());
  await blocker.query('BEGIN');
  await blocker.query(
    `INSERT INTO notification (id, created_at, workspace_id, type, severity, code, params, user_action, subject, subject_id, event_id, last_position)
     VALUES ($1, now(), $2, 'POST_PUBLISHED', 'INFO', 'POST_PUBLISHED', '{}', 'NONE', 'TARGET', $1, $3, 0)`,
    [uuidv7(), middle?.workspaceId, middle?.id],
  );
  const first = startWorker();
  await expect
    .poll(() =>
      db.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO notification %'",
      ),
    )
    .toHaveLength(1);
  first.kill('SIGKILL');
  await first.ended;
  const half = await count(db, 'SELECT count(*)::int AS n FROM notification');
  expect(half).toBeGreaterThan(TOTAL / 4);
  expect(half).toBeLessThan(TOTAL / 2);
  await blocker.query('ROLLBACK');

  startWorker();
  startWorker();
  await caughtUp(db);
  await expectOnce(db);
  // All of them once more.
  await rewind({ db }, 'notifications', 0n);
  await caughtUp(db);
  await expectOnce(db);
});

/** What happens in a workspace: two connections, then posts that go live, and some that fail for one reason. */
async function happen(db: Db, workspaceId: string): Promise<void> {
  const brandId = uuidv7();
  const accountId = uuidv7();
  await db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Test']);
  const ofTarget = (type: string) => ({
    subject: 'TARGET',
    subject_id: uuidv7(),
    post_id: uuidv7(),
    type,
    payload: { platform: 'X', error: { code: 'MEDIA_INVALID', userAction: 'EDIT' } },
  });
  const events = [
    ...Array.from({ length: CONNECTED }, () => ({
      subject: 'ACCOUNT',
      subject_id: accountId,
      type: 'account.connected',
      payload: {},
    })),
    ...Array.from({ length: PUBLISHED }, () => ofTarget('target.success')),
    ...Array.from({ length: FAILED }, () => ofTarget('target.error')),
  ];
  await db.query('SELECT append_events($1::jsonb)', [
    JSON.stringify(
      events.map((event) => ({
        id: uuidv7(),
        workspace_id: workspaceId,
        brand_id: brandId,
        social_account_id: accountId,
        ...event,
      })),
    ),
  ]);
}

async function count(db: Db, text: string): Promise<number> {
  const [row] = await db.query<{ n: number }>(text);
  return row?.n ?? 0;
}

const caughtUp = (db: Db) =>
  expect
    .poll(
      () =>
        db.query(
          `SELECT 1 FROM event_consumer WHERE name = 'notifications' AND position >= (SELECT max(position) FROM event WHERE subject <> 'NOTIFICATION')`,
        ),
      { interval: 200 },
    )
    .toHaveLength(1);

async function expectOnce(db: Db): Promise<void> {
  const made = await db.query(
    'SELECT type, code, count(*)::int AS n, sum(targets)::int AS targets FROM notification GROUP BY type, code ORDER BY type',
  );
  expect(made).toEqual([
    { type: 'ACHIEVEMENT', code: 'HUNDRED_POSTS', n: WORKSPACES, targets: 0 },
    { type: 'FIRST_CONNECTION', code: 'FIRST_CONNECTION', n: WORKSPACES, targets: 0 },
    { type: 'POST_FAILED', code: 'MEDIA_INVALID', n: WORKSPACES, targets: WORKSPACES * FAILED },
    { type: 'POST_PUBLISHED', code: 'POST_PUBLISHED', n: WORKSPACES * PUBLISHED, targets: WORKSPACES * PUBLISHED },
  ]);
  // Each was told once, and ids are in the order of the events.
  expect(await count(db, "SELECT count(*)::int AS n FROM event WHERE subject = 'NOTIFICATION'")).toBe(
    WORKSPACES * (PUBLISHED + 3),
  );
  expect(
    await db.query(
      'SELECT 1 FROM (SELECT e.position, lag(e.position) OVER (ORDER BY n.id) AS before FROM notification n JOIN event e ON e.id = n.event_id) x WHERE before > position',
    ),
  ).toEqual([]);
  expect(await db.query('SELECT reason, amount, count(*)::int AS n FROM credit_entry GROUP BY reason, amount')).toEqual(
    [{ reason: 'FIRST_CONNECTION', amount: 50, n: WORKSPACES }],
  );
  expect(await count(db, 'SELECT count(*)::int AS n FROM achievement')).toBe(2 * WORKSPACES);
  expect(await count(db, 'SELECT count(*)::int AS n FROM achievement_step')).toBe(0);
}
