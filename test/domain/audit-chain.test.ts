/** The chain of the audit log: nothing is left out, whoever links and whatever is killed, and what is tampered with shows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkAuditEntries } from '../../src/domain/audit/chain.ts';
import { appendAuditEntries } from '../../src/domain/audit/entry.ts';
import { verifyAuditLog } from '../../src/domain/audit/verify.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import { createLogger } from '../../src/lib/log.ts';
import { dropPartitions, makePartitions } from '../../src/lib/time-partitions.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const log = createLogger({ level: 'silent' });
let database: TestDatabase;
let db: Db;
let other: Db;
beforeEach(async () => {
  database = await testDatabase();
  db = createDb(database.url, { max: 10 });
  other = createDb(database.url, { max: 10 });
});
afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const workspaceId = uuidv7();
const append = (count = 1, workspace = workspaceId) =>
  db.tx(async (tx) =>
    appendAuditEntries(tx, () =>
      Array.from({ length: count }, (_, index) => ({
        workspaceId: workspace,
        actor: 'OPERATOR' as const,
        action: `act-${index}`,
        result: 'DONE' as const,
        details: { index, big: 2 ** 53 },
      })),
    ),
  );
const link = () => linkAuditEntries({ db, log });
const verify = () => verifyAuditLog({ db });
const linkCount = async () => {
  const [row] = await db.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_link');
  return row?.count ?? 0;
};

/** What an owner of the database can do, and the application cannot. */
async function tamper(table: 'audit_entry' | 'audit_link', statement: string): Promise<void> {
  await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  await db.query(statement);
  await db.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
}
const NTH = (n: number) => `(SELECT id FROM audit_entry ORDER BY position OFFSET ${n - 1} LIMIT 1)`;

describe('the database', () => {
  it.each([
    ['UPDATE', `UPDATE audit_entry SET action = 'x'`],
    ['DELETE', 'DELETE FROM audit_entry'],
    ['DELETE of a link', 'DELETE FROM audit_link'],
    ['UPDATE of a link', 'UPDATE audit_link SET number = 7'],
    ['TRUNCATE', 'TRUNCATE audit_entry'],
    ['UPDATE of a partition', `UPDATE audit_entry_default SET action = 'x'`],
  ])('refuses %s', async (_what, statement) => {
    await append(2);
    await link();
    await expect(db.query(statement)).rejects.toThrow('takes new entries and no changes');
    expect((await verify()).logs).toMatchObject([{ links: 2, broken: null }]);
  });

  it('refuses them in the partition of a month too, into which entries move, and drops months whole', async () => {
    await append(2);
    await link();
    const now = new Date();
    for (const table of ['audit_entry', 'audit_link']) await makePartitions(db, table, now);
    const [stray] = await db.query<{ count: number }>('SELECT count(*)::int AS count FROM audit_entry_default');
    expect(stray).toEqual({ count: 0 });
    await append(1);
    await link();
    expect(await verify()).toMatchObject({ logs: [{ links: 3, broken: null }], strays: [], unlinked: 0 });
    const [month] = await db.query<{ name: string }>(
      'SELECT tableoid::regclass::text AS name FROM audit_entry LIMIT 1',
    );
    expect(month?.name).toMatch(/^audit_entry_\d{4}_\d\d$/);
    await expect(db.query(`DELETE FROM ${month?.name}`)).rejects.toThrow('no changes');
    const later = new Date(now.getTime() + 70 * 86_400_000);
    for (const table of ['audit_entry', 'audit_link']) expect(await dropPartitions(db, table, later)).not.toEqual([]);
    expect(await verify()).toEqual({ logs: [], strays: [], unlinked: 0 });
  });
});

describe('linking', () => {
  it('links every entry once, in each workspace apart, also in two processes at once', async () => {
    const second = uuidv7();
    const links = async (by: Db) => linkAuditEntries({ db: by, log });
    await Promise.all([
      ...Array.from({ length: 30 }, (_, n) => append(1 + (n % 3), n % 2 === 0 ? workspaceId : second)),
      ...Array.from({ length: 20 }, (_, n) => links(n % 2 === 0 ? db : other)),
    ]);
    await link();
    const { logs, strays, unlinked } = await verify();
    expect(logs.map(({ links: count, broken }) => [count, broken])).toEqual([
      [30, null],
      [30, null],
    ]);
    expect([strays, unlinked]).toEqual([[], 0]);
  });

  it('waits for an entry whose transaction is still open, and for nothing else', async () => {
    await append();
    const open = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = { id: uuidv7(), workspace_id: workspaceId, actor: 'SYSTEM', action: 'slow', result: 'DONE' };
    const written = db.tx(async (tx) => {
      await tx.query('SELECT * FROM append_audit_entries($1::jsonb)', [JSON.stringify([slow])]);
      open.resolve();
      await commit.promise;
    });
    await open.promise;
    await append(2);
    await link();
    // The one before it; what follows would get its place.
    expect(await linkCount()).toBe(1);
    commit.resolve();
    await written;
    await link();
    expect(await verify()).toMatchObject({ logs: [{ links: 4, broken: null }], unlinked: 0 });
  });

  it('begins each day with the head of the day before, which stays as it is', async () => {
    await append(2);
    await link();
    const [{ logs: before }] = [await verify()];
    await db.query(
      `INSERT INTO audit_entry (id, created_at, position, workspace_id, actor, action, result, codes, changes)
       SELECT gen_random_uuid(), now() + (n || ' days')::interval, nextval('audit_position'), $1, 'SYSTEM', 'later', 'DONE', '{}', '[]' FROM unnest(ARRAY[1, 1, 0, 3]) AS n`,
      [workspaceId],
    );
    await link();
    const links = await db.query<{ day: Date; number: number; previous: Buffer; hash: Buffer }>(
      'SELECT day, number, previous, hash FROM audit_link ORDER BY day, number',
    );
    expect(links.map(({ number }) => number)).toEqual([1, 2, 1, 2, 3, 1]);
    expect(links[2]?.previous.toString('hex')).toBe(before[0]?.head.hash);
    expect(links[5]?.previous).toEqual(links[4]?.hash);
    expect(await verify()).toMatchObject({ logs: [{ links: 6, broken: null }] });
  });
});

describe('verifying', () => {
  beforeEach(async () => {
    await append(5);
    await link();
  });

  it.each([
    [
      'an entry that was changed',
      'audit_entry',
      `UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE id = ${NTH(3)}`,
      3,
      'was changed',
    ],
    [
      'a number that was changed where JSON of a program rounds',
      'audit_entry',
      `UPDATE audit_entry SET details = jsonb_set(details, '{big}', '9007199254740993') WHERE id = ${NTH(2)}`,
      2,
      'was changed',
    ],
    [
      'a time that was changed',
      'audit_entry',
      `UPDATE audit_entry SET created_at = created_at + interval '1 millisecond' WHERE id = ${NTH(4)}`,
      4,
      'was changed',
    ],
    ['an entry that was removed', 'audit_entry', `DELETE FROM audit_entry WHERE id = ${NTH(2)}`, 2, 'is missing'],
    [
      'a link that was removed with its entry',
      'audit_link',
      `DELETE FROM audit_link WHERE id = ${NTH(3)}`,
      4,
      'link 3 of the day is missing',
    ],
    [
      'the first link removed',
      'audit_link',
      `DELETE FROM audit_link WHERE number = 1`,
      2,
      'link 1 of the day is missing',
    ],
    [
      'two links that were exchanged',
      'audit_link',
      `UPDATE audit_link SET number = 7 - number WHERE number IN (3, 4)`,
      3,
      'does not follow',
    ],
  ] as const)('finds %s', async (_what, table, statement, number, why) => {
    await tamper(table, statement);
    const today = new Date().getUTCDate();
    // On the first day of a month, links may have gone with the month before.
    if (table === 'audit_link' && today === 1) return;
    expect((await verify()).logs).toMatchObject([
      { broken: { workspaceId, number, why: expect.stringContaining(why) } },
    ]);
  });

  it('finds an entry that was slipped in', async () => {
    await db.query(
      `INSERT INTO audit_entry (id, created_at, position, workspace_id, actor, action, result, codes, changes)
       VALUES (gen_random_uuid(), now(), 2, $1, 'SYSTEM', 'slipped in', 'DONE', '{}', '[]')`,
      [workspaceId],
    );
    await link();
    expect((await verify()).strays).toHaveLength(1);
  });

  it('shows by its head that the end was cut off, to whoever has kept a head', async () => {
    const [head] = (await verify()).logs;
    await tamper('audit_link', 'DELETE FROM audit_link WHERE number > 3');
    await tamper('audit_entry', 'DELETE FROM audit_entry WHERE id NOT IN (SELECT id FROM audit_link)');
    const [now] = (await verify()).logs;
    // The end can be cut off unseen; whoever keeps heads sees that theirs is gone.
    expect(now?.broken).toBeNull();
    expect(now?.head.number).toBeLessThan(head?.head.number ?? 0);
  });
});
