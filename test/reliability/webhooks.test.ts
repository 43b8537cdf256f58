/** A worker that is killed while many events wait: each of them is delivered, in the order of its subject, with the same id. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createVault } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { startServer } from '../support/server-process.ts';
import { startWebhooks } from '../support/webhooks.ts';
import { TEST_KEY } from '../support/world.ts';

const SUBJECTS = 20;
const ROUNDS = 12;

it('loses nothing to kill -9, and repeats no more than what was under way', async () => {
  await using stack = new AsyncDisposableStack();
  const hooks = stack.use(await startWebhooks({ couriers: 0 }));
  const { receiver, ctx } = hooks;
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-webhooks-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  ctx.vault = createVault([TEST_KEY]);
  const startWorker = async () => {
    const worker = startServer({
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      SLIPWAY_ROLE: 'worker',
      SLIPWAY_SANDBOX: 'off',
      SLIPWAY_PLATFORM_PROBES: 'off',
      SLIPWAY_DATA_DIR: dataDir,
      SLIPWAY_ENCRYPTION_KEYS: `${TEST_KEY.id}:${TEST_KEY.key.toString('base64')}`,
      SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS: '127.0.0.1',
      DATABASE_URL: hooks.databaseUrl,
    });
    stack.defer(() => worker.kill('SIGKILL'));
    await worker.said(/running as a worker/);
    return worker;
  };
  await hooks.endpoint();
  const subjects = Array.from({ length: SUBJECTS }, () => randomUUID());
  for (let round = 0; round < ROUNDS; round++)
    await Promise.all(subjects.map((subject) => hooks.happen(subject, `${subject} ${round}`)));

  const first = await startWorker();
  await expect.poll(() => receiver.received.length).toBeGreaterThan(50);
  first.kill('SIGKILL');
  await first.ended;
  expect(receiver.received.length).toBeLessThan(SUBJECTS * ROUNDS);
  await startWorker();
  const total = SUBJECTS * ROUNDS;
  await expect.poll(() => countDelivered(hooks.db), { interval: 200 }).toBe(total);

  const notes = receiver.received.map(({ told }) => String(told.data.message));
  // A repetition follows what it repeats: without repetitions the order is that of the events.
  for (const subject of subjects)
    expect([...new Set(notes.filter((note) => note.startsWith(subject)))]).toEqual(
      Array.from({ length: ROUNDS }, (_, round) => `${subject} ${round}`),
    );
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(total);
  // Eight requests were under way, and what they and their group were told was not written down yet.
  expect(receiver.received.length - total).toBeLessThanOrEqual(50);
});

async function countDelivered(db: Db): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM webhook_delivery WHERE status = 'DELIVERED'",
  );
  return row?.count ?? 0;
}
