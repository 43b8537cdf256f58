/** Lists and counts of notifications go by an index, however many there are, and what is past its time is deleted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { Viewer } from '../../src/context.ts';
import { BY_CREATION, readPages } from '../../src/domain/queries/keyset.ts';
import { notificationList, unreadCount } from '../../src/domain/queries/notifications.ts';
import { cleanUp } from '../../src/domain/upkeep/clean-up.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { testDatabase } from '../support/database.ts';
import { createTenant, createTestBrand, type Tenant, testContext } from '../support/tenant.ts';

/** Of each workspace. */
const MANY = 12_000;
const PAGE = { limit: 20, towards: 'FORWARD', after: null, before: null } as const;

const stack = new AsyncDisposableStack();
let db: Db;
let tenant: Tenant;
let quietBrand: string;

beforeAll(async () => {
  ({ db } = stack.use(await testDatabase()));
  tenant = await createTenant(db);
  quietBrand = await createTestBrand(db, tenant.workspaceId);
  await add(tenant.workspaceId, tenant.brandId, MANY);
  await add(tenant.workspaceId, quietBrand, 30);
  for (let others = 0; others < 4; others++) {
    const other = await createTenant(db);
    await add(other.workspaceId, other.brandId, MANY);
  }
  await db.query('ANALYZE notification');
});
afterAll(() => stack.disposeAsync());

/** The newest of the last days; ids carry the time. */
const add = (workspaceId: string, brandId: string, many: number) =>
  db.query(
    `INSERT INTO notification (id, created_at, workspace_id, brand_id, type, severity, code, params, user_action, subject, subject_id, event_id, last_position)
     SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(n), 12, '0'))::uuid,
       at, $1, $2, CASE n % 3 WHEN 0 THEN 'POST_FAILED' ELSE 'POST_PUBLISHED' END, 'INFO', 'POST_PUBLISHED', '{"platform": "X", "username": null}', 'NONE', 'TARGET', gen_random_uuid(), gen_random_uuid(), n
     FROM generate_series(1, $3::int) AS n, LATERAL (SELECT now() - n * interval '1 second' AS at) t`,
    [workspaceId, brandId, many],
  );

/** A key that was made before all of them. */
const reader = (changes: Partial<Viewer> = {}): Viewer => ({
  ...tenant.viewer,
  apiKeyId: '01800000-0000-7000-8000-000000000000',
  ...changes,
});

/** The plans of what `run` asks about notifications. */
async function plansOf(run: (db: Db) => Promise<unknown>): Promise<string[]> {
  const plans: string[] = [];
  await run({
    ...db,
    query: async (text, params = [], name) => {
      if (text.includes('FROM notification t'))
        plans.push(JSON.stringify(await db.query(`EXPLAIN (FORMAT JSON) ${text}`, params)));
      return db.query(text, params, name);
    },
  });
  return plans;
}

const pageFor = (viewer: Viewer, filter: Parameters<typeof notificationList>[2]) => (asked: Db) =>
  notificationList({ db: asked }, viewer, filter, BY_CREATION.CREATED_AT_DESC).then((list) =>
    readPages(asked, list, PAGE),
  );

it('a page is read in the order of an index, and nothing is sorted', async () => {
  for (const filter of [{}, { isUnread: true }, { types: ['POST_FAILED' as const] }]) {
    const [plan, ...more] = await plansOf(pageFor(reader(), filter));
    expect(more).toEqual([]);
    expect(plan).toContain('notification_workspace_id_id_idx');
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  }
});

it('a page of a brand in which little happens does not read what happens elsewhere', async () => {
  const [plan] = await plansOf(pageFor(reader({ brandIds: new Set([quietBrand]) }), {}));
  expect(plan).toContain('notification_brand_id_id_idx');
  expect(plan).not.toContain('Seq Scan');
});

it('what is unread is counted by an index, up to ten thousand', async () => {
  const [plan] = await plansOf((asked) => unreadCount({ db: asked }, reader()));
  expect(plan).toContain('notification_workspace_id_id_idx');
  expect(plan).toContain('"Node Type":"Limit"');
  expect(await unreadCount({ db }, reader())).toBe(10_000);
  expect(await unreadCount({ db }, reader({ brandIds: new Set([quietBrand]) }))).toBe(30);
  // A key that was made just now has missed nothing.
  expect(await unreadCount({ db }, reader({ apiKeyId: uuidv7() }))).toBe(0);
});

it('what is older than the setting says is deleted', async () => {
  const context = stack.use(await testContext(db));
  const config = { ...loadConfig({ NODE_ENV: 'test' }), notificationRetentionDays: 100 };
  context.clock.advance(Date.now() - context.clock.now().getTime());
  const old = await createTestBrand(db, tenant.workspaceId);
  await add(tenant.workspaceId, old, 3);
  await db.query("UPDATE notification SET created_at = created_at - interval '101 days' WHERE brand_id = $1", [old]);
  const left = () => db.query<{ n: number }>('SELECT count(*)::int AS n FROM notification');
  expect(await left()).toEqual([{ n: 5 * MANY + 33 }]);
  await cleanUp({ ...context.ctx, config });
  expect(await left()).toEqual([{ n: 5 * MANY + 30 }]);
});
