/** A consumer of the stream handles every event once and in order, whoever runs it and however often it breaks. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENTS_CHANNEL } from '../../src/domain/events/announcement.ts';
import { appendEvents } from '../../src/domain/events/append.ts';
import { type ConsumerDefinition, rewind, startConsumer } from '../../src/domain/events/consumer.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import { createListener, type Listener } from '../../src/lib/listener.ts';
import { createLogger } from '../../src/lib/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const log = createLogger({ level: 'silent' });
let database: TestDatabase;
let db: Db;
let listener: Listener;
const workspaceId = uuidv7();

beforeEach(async () => {
  database = await testDatabase();
  db = createDb(database.url, { max: 10 });
  listener = createListener(db, log, { channels: [EVENTS_CHANNEL] });
  await db.query('CREATE TABLE effect (number bigserial, note text, by text)');
});
afterEach(async () => {
  await listener[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const append = (...notes: string[]) =>
  db.tx(async (tx) => {
    for (const note of notes)
      appendEvents(tx, [
        {
          workspaceId,
          brandId: null,
          subject: 'ACCOUNT',
          subjectId: uuidv7(),
          postId: null,
          socialAccountId: null,
          type: 'account.noted',
          payload: { note },
        },
      ]);
  });

/** Writes down what it is given; `breaks` says when it fails, after it has written. */
const scribe = (by: string, breaks: () => boolean = () => false): ConsumerDefinition => ({
  name: 'scribe',
  begins: 'AT_THE_FIRST_EVENT',
  handle: async (tx, events) => {
    for (const { payload } of events)
      await tx.query('INSERT INTO effect (note, by) VALUES ($1, $2)', [payload.note, by]);
    if (breaks()) throw new Error('broken for the test');
  },
});
const effects = async () =>
  (await db.query<{ note: string }>('SELECT note FROM effect ORDER BY number')).map(({ note }) => note);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe('a consumer', () => {
  it('handles what there is and what comes, in order, and goes on where it stopped', async () => {
    await append('1', '2');
    {
      await using consumer = startConsumer({ db, log }, listener, scribe('first'));
      await consumer.ready;
      await append('3');
      await expect.poll(effects).toEqual(['1', '2', '3']);
    }
    await append('4');
    await using second = startConsumer({ db, log }, listener, scribe('second'));
    await second.ready;
    await append('5');
    await expect.poll(effects).toEqual(['1', '2', '3', '4', '5']);
  });

  it('that begins now leaves alone what was before', async () => {
    await append('1');
    await using consumer = startConsumer({ db, log }, listener, { ...scribe('it'), begins: 'NOW' });
    await consumer.ready;
    await append('2');
    await expect.poll(effects).toEqual(['2']);
  });

  it('that runs in several processes, which break at random, has each effect once and in order', async () => {
    const total = 500;
    let calls = 0;
    // Every third page of each is undone.
    const crew = ['a', 'b', 'c'].map((by) =>
      startConsumer(
        { db, log },
        listener,
        scribe(by, () => ++calls % 3 === 0),
        { retryMs: 1 },
      ),
    );
    for (const note of numbers(1, total)) {
      await append(note);
      await turn();
    }
    await expect.poll(async () => (await effects()).length).toBe(total);
    expect(await effects()).toEqual(numbers(1, total));
    expect(calls).toBeGreaterThan(3);
    for (const consumer of crew) await consumer[Symbol.asyncDispose]();
  });

  it('passes over events that do not concern it, and stores in the end how far it has come', async () => {
    const given: string[][] = [];
    const { handle, ...rest } = scribe('it');
    const picky: ConsumerDefinition = {
      ...rest,
      concerns: ({ payload }) => payload.note !== 'other',
      handle: (tx, events) => {
        given.push(events.map(({ payload }) => String(payload.note)));
        return handle(tx, events);
      },
    };
    await using consumer = startConsumer({ db, log }, listener, picky);
    await consumer.ready;
    await append('1', 'other', '2');
    await expect.poll(effects).toEqual(['1', '2']);
    expect(given.flat()).not.toContain('other');
    const position = async () =>
      (
        await db.query<{ isLast: boolean }>(
          'SELECT position = (SELECT max(position) FROM event) AS is_last FROM event_consumer',
        )
      )[0]?.isLast;
    await append('other', 'other');
    await expect.poll(position).toBe(true);
    // What it passed over without storing that is not read twice.
    await append('3');
    await expect.poll(effects).toEqual(['1', '2', '3']);
  });

  it('that is rewound goes on from there, also after it passed events over', async () => {
    let isPicky = true;
    const { handle, ...rest } = scribe('it');
    await using consumer = startConsumer({ db, log }, listener, {
      ...rest,
      concerns: () => !isPicky,
      handle,
    });
    await append('1');
    await expect.poll(async () => (await db.query('SELECT FROM event_consumer WHERE position > 0')).length).toBe(1);
    isPicky = false;
    await rewind({ db }, 'scribe', 0n);
    await append('2');
    await expect.poll(effects).toEqual(['1', '2']);
    await consumer.ready;
  });

  it('that is rewound handles again what came after', async () => {
    await using consumer = startConsumer({ db, log }, listener, scribe('it'));
    await append('1');
    await append('2');
    await expect.poll(effects).toEqual(['1', '2']);
    const [first] = await db.query<{ position: bigint }>('SELECT min(position) AS position FROM event');
    await rewind({ db }, 'scribe', first?.position ?? 0n);
    await append('3');
    await expect.poll(effects).toEqual(['1', '2', '2', '3']);
    await consumer.ready;
  });
});
