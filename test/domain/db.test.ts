/** What the pool promises beyond the driver. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb } from '../../src/lib/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.db.query('CREATE TABLE thing AS SELECT 1 AS id');
});
afterAll(() => database[Symbol.asyncDispose]());

it('takes the locks of a transaction away from a process that does not go on with it', async () => {
  await using frozen = createDb(database.url, { max: 1 });
  const held = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  const stuck = frozen.tx(async (tx) => {
    await tx.query('SELECT id FROM thing FOR UPDATE');
    held.resolve();
    await thawed.promise;
    await tx.query('SELECT 1');
  });
  await held.promise;
  // Resolves only because Postgres ends the other session.
  await database.db.tx((tx) => tx.query('SELECT id FROM thing FOR UPDATE'));
  thawed.resolve();
  await expect(stuck).rejects.toThrow();
});

it('runs what belongs to the commit only with the commit', async () => {
  const told: string[] = [];
  await using db = createDb(database.url, { max: 1 });
  db.onAnnounced('thing', (payload) => told.push(payload));
  const refused = db.tx(async (tx) => {
    tx.afterCommit(() => told.push('after'));
    tx.announce('thing', 'announced');
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(told).toEqual([]);
  await db.tx(async (tx) => {
    tx.afterCommit(() => told.push('after'));
    tx.announce('thing', 'announced');
  });
  expect(told).toEqual(['after', 'announced']);
});

it('announces while all connections of the pool are taken, and leaves their commits durable', async () => {
  await using db = createDb(database.url, { max: 1 });
  const listener = await database.db.connect();
  await listener.query('LISTEN thing');
  const heard = once(listener, 'notification');
  await db.tx(async (tx) => {
    await tx.query('SELECT 1');
    db.announce('thing', 'announced');
    expect(await heard).toMatchObject([{ payload: 'announced' }]);
    expect(await tx.query('SHOW synchronous_commit')).toEqual([{ synchronousCommit: 'on' }]);
  });
  await listener.end();
});

it('hands to the commit any text as it is', async () => {
  await database.db.query('CREATE TABLE kept (what jsonb)');
  await database.db.query(
    'CREATE FUNCTION keep(what jsonb) RETURNS void LANGUAGE sql AS $$ INSERT INTO kept VALUES (what) $$',
  );
  const texts = ["it's", 'C:\\new', '"quoted"', "\\'", "E'\\n'", 'a\nb', '$$', '$1', '😀; COMMIT'];
  await database.db.tx(async (tx) => {
    for (const text of texts) tx.atCommit('keep', () => ({ text }));
  });
  const kept = await database.db.query<{ what: { text: string } }>('SELECT what FROM kept');
  expect(kept.map(({ what }) => what.text)).toEqual(texts);
});

it('undoes everything when what goes with the commit fails', async () => {
  const failing = database.db.tx(async (tx) => {
    tx.atCommit('keep', () => ({ text: 'lost' }));
    tx.atCommit('no_such_function', () => ({}));
  });
  await expect(failing).rejects.toThrow(/no_such_function/);
  const kept = await database.db.query(`SELECT FROM kept WHERE what ->> 'text' = 'lost'`);
  expect(kept).toEqual([]);
});
