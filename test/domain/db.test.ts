/** What the pool promises beyond the driver. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb, isUnavailable } from '../../src/lib/db.ts';
import { createListener } from '../../src/lib/listener.ts';
import { createLogger } from '../../src/lib/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lossyPostgres } from '../support/lossy-postgres.ts';

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

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it succeeded'),
    (error: unknown) => error,
  );

it('gives up on a connection that fell silent, and on those that fell silent with it', async () => {
  await using postgres = await lossyPostgres(database.url);
  const CONNECTIONS = 4;
  // Long enough that only silence takes longer: with one connection tried after the other, four times as long.
  await using db = createDb(postgres.url, { max: CONNECTIONS, answerMs: 5_000 });
  await Promise.all(Array.from({ length: CONNECTIONS }, () => db.query('SELECT pg_sleep(0.1)')));
  expect(db.pool.totalCount).toBe(CONNECTIONS);
  postgres.fallSilent();
  const [asked, written] = await Promise.all([
    failureOf(db.query('SELECT 1')),
    failureOf(db.tx((tx) => tx.query('INSERT INTO thing VALUES (7)'))),
  ]);
  expect([asked, written].map(isUnavailable)).toEqual([true, true]);
  expect(await db.query('SELECT id FROM thing')).toEqual([{ id: 1 }]);
});

it('gives up on a server that takes connections and says nothing', async () => {
  const open = new Set<Socket>();
  const mute = createServer((socket) => open.add(socket));
  await once(mute.listen(0, '127.0.0.1'), 'listening');
  const { port } = mute.address() as AddressInfo;
  const db = createDb(`postgresql://nobody@127.0.0.1:${port}/nothing`, { connectMs: 200 });
  expect(isUnavailable(await failureOf(db.query('SELECT 1')))).toBe(true);
  await db[Symbol.asyncDispose]();
  for (const socket of open) socket.destroy();
  mute.close();
});

it('listens again when the connection of a listener fell silent, even before it could say to what it listens', async () => {
  await using postgres = await lossyPostgres(database.url);
  await using db = createDb(postgres.url, { listenMs: 200 });
  postgres.fallSilentAfter('LISTEN');
  await using listener = createListener(db, createLogger({ level: 'silent' }), { channels: ['thing'], reconnectMs: 1 });
  const heard = new Promise((resolve) => listener.on('thing', resolve));
  await new Promise<void>((resolve) => listener.onConnect(resolve));
  database.db.announce('thing', 'announced');
  expect(await heard).toBe('announced');
});
