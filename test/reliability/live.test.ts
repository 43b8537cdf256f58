/** The stream of events: no gap, no duplicate, no disorder. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEventStream } from '../../src/domain/live/live.ts';
import type { PublishEvent } from '../../src/domain/live/publish-event.ts';
import { changeTarget } from '../../src/domain/targets/target-change.ts';
import type { Sql } from '../../src/lib/db.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const WRITERS = 16;

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
  engine.time.stop();
});
afterEach(() => engine[Symbol.asyncDispose]());

const later = () => new Date(engine.clock.now().getTime() + 86_400_000);

/** Many writers, each with a target of its own, whose transactions take their time in no particular order. */
async function storm(events: number): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: WRITERS }, () => engine.scheduleOne(TEXT, { at: later() })));
  await Promise.all(
    ids.map(async (id) => {
      for (let count = 0; count < events / WRITERS; count++) {
        await engine.ctx.db.tx(async (tx) => {
          await changeTarget(tx, id, { percent: count % 100 }, { status: 'UPLOADING' });
          if (count % 3 === 0) await tx.query('SELECT pg_sleep(0.003)');
        });
      }
    }),
  );
  return ids;
}

describe('the stream of events', () => {
  it('numbers the events of each target without a gap, and all of them in the order in which they were committed', async () => {
    const seen: PublishEvent[] = [];
    const reading = (async () => {
      for await (const event of engine.events.subscribe(engine.viewer, {}, 0n)) {
        seen.push(event);
        if (seen.length === 16 + 800) return;
      }
    })();
    const ids = await storm(800);
    await reading;
    for (const id of ids)
      expect(seen.filter(({ targetId }) => targetId === id).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 51 }, (_, index) => index + 1),
      );
    expect(seen.map(({ cursor }) => cursor)).toEqual(
      seen.map(({ cursor }) => cursor).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('needs its lock: a plain serial cursor loses what commits late', async () => {
    const { db } = engine.ctx;
    await db.query('CREATE TABLE plain_event (cursor bigserial PRIMARY KEY, writer text)');
    let position = 0n;
    const read = async () => {
      const rows = await db.query<{ cursor: bigint; writer: string }>(
        'SELECT cursor, writer FROM plain_event WHERE cursor > $1 ORDER BY cursor',
        [position],
      );
      position = rows.at(-1)?.cursor ?? position;
      return rows.map(({ writer }) => writer);
    };
    const write = (sql: Sql, writer: string) => sql.query('INSERT INTO plain_event (writer) VALUES ($1)', [writer]);
    const seen: string[] = [];
    await db.tx(async (tx) => {
      await write(tx, 'draws its cursor first and commits last');
      await write(db, 'commits at once');
      seen.push(...(await read()));
    });
    seen.push(...(await read()));
    expect(seen).toEqual(['commits at once']);
    expect(await db.query('SELECT count(*)::int AS count FROM plain_event')).toEqual([{ count: 2 }]);
  });

  it('gives a subscriber that reconnects a hundred times during a storm every event once and in order', async () => {
    const seen: PublishEvent[] = [];
    let connections = 0;
    const total = 16 + 1_600;
    const reading = (async () => {
      let after = 0n;
      while (seen.length < total) {
        connections += 1;
        // Some drop at once, some in the middle of the replay, some while live.
        let left = connections > 100 ? Number.POSITIVE_INFINITY : 1 + ((connections * 7) % 23);
        for await (const event of engine.events.subscribe(engine.viewer, {}, after)) {
          seen.push(event);
          after = event.cursor;
          left -= 1;
          if (left === 0 || seen.length === total) break;
        }
      }
    })();
    await storm(1_600);
    await reading;
    expect(connections).toBeGreaterThan(100);
    expect(seen).toHaveLength(total);
    expect(new Set(seen.map(({ cursor }) => cursor)).size).toBe(total);
    expect(seen.every(({ cursor }, index) => index === 0 || cursor > (seen[index - 1]?.cursor ?? 0n))).toBe(true);
  });

  it('tells also what no notification can carry, and goes on behind a cursor that was drawn for nothing', async () => {
    const { db } = engine.ctx;
    const ids = await Promise.all(Array.from({ length: 12 }, () => engine.scheduleOne(TEXT, { at: later() })));
    const change = (targetIds: readonly string[], message: string) =>
      db.tx(async (tx) => {
        for (const id of targetIds) await changeTarget(tx, id, {}, { status: 'UPLOADING', message });
      });
    const stream = engine.events.subscribe(engine.viewer, {}, null);
    const [first = '', second = ''] = ids;
    const told: [string, string][] = [];
    for (let round = 0; round < 10; round++) {
      for (const [targetIds, message] of [
        [[first], 'one'],
        [[first, second], 'some in one transaction'],
        [ids, 'many in one transaction'],
        [[second], 'x'.repeat(9_000)],
        [[first], 'right after it'],
      ] as const) {
        await change(targetIds, message);
        for (const id of targetIds) told.push([id, message]);
      }
      await db.query("SELECT nextval('publishing_event_cursor')");
    }
    const heard: [string, string | null][] = [];
    for await (const { status, targetId, message } of stream) {
      if (status === 'UPLOADING') heard.push([targetId, message]);
      if (heard.length === told.length) break;
    }
    expect(heard).toEqual(told);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('reads nothing while nobody listens, and begins where it is when somebody comes', async () => {
    const { db, log } = engine.ctx;
    let reads = 0;
    const counting: typeof db = {
      ...db,
      query: (text, params, name) => {
        if (name === 'tail_events') reads++;
        return db.query(text, params, name);
      },
    };
    // Reads for the first time when it starts, and then for nothing but what it hears.
    const listener: typeof engine.listener = { ...engine.listener, onConnect: () => undefined };
    await using stream = startEventStream({ db: counting, log }, listener, { pollMs: 3_600_000 });
    await stream.ready;
    // The stream of the harness hears the same notifications, so what it has told the other one knows, too.
    const told = engine.events.subscribe(engine.viewer, {}, null);
    const targetId = await engine.scheduleOne(TEXT, { at: later() });
    const change = (message: string) =>
      db.tx(async (tx) => {
        await changeTarget(tx, targetId, {}, { status: 'UPLOADING', message });
      });
    const tooLong = 'x'.repeat(9_000);
    const atFirst = reads;
    for (let count = 0; count < 5; count++) await change(tooLong);
    for (let count = 0; count < 1 + 5; count++) await told.next();

    const coming = stream.subscribe(engine.viewer, {}, null);
    await change('the first that it hears');
    expect((await coming.next()).value).toMatchObject({ message: 'the first that it hears' });
    expect(reads).toBe(atFirst);
  });

  it('catches up after its connection to the database was cut', async () => {
    const seen: PublishEvent[] = [];
    const total = 16 + 320;
    const reading = (async () => {
      for await (const event of engine.events.subscribe(engine.viewer, {}, 0n)) {
        seen.push(event);
        if (seen.length === total) return;
      }
    })();
    const cutting = (async () => {
      for (let times = 0; times < 5; times++) {
        await engine.ctx.db.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
        );
        await delay(20);
      }
    })();
    await storm(320);
    await Promise.all([reading, cutting]);
    expect(new Set(seen.map(({ cursor }) => cursor)).size).toBe(total);
  });

  it('shows nobody the events of another workspace', async () => {
    const stranger = { ...engine.viewer, workspaceId: '00000000-0000-7000-8000-000000000000' };
    const heard: PublishEvent[] = [];
    const stream = engine.events.subscribe(stranger, {}, 0n);
    const listening = (async () => {
      for await (const event of stream) heard.push(event);
    })();
    const targetId = await engine.scheduleOne(TEXT);
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    await stream.return();
    await listening;
    expect(heard).toEqual([]);
  });
});

it('a change and its event are one: what is rolled back was never told', async () => {
  const targetId = await engine.scheduleOne(TEXT, { at: later() });
  await engine.ctx.db
    .tx(async (tx) => {
      await changeTarget(tx, targetId, { percent: 5 }, { status: 'UPLOADING' });
      throw new Error('changed my mind');
    })
    .catch((error: Error) => expect(error.message).toBe('changed my mind'));
  expect(await engine.eventsOf(targetId)).toHaveLength(1);
  expect(await engine.target(targetId)).toMatchObject({ seq: 1, percent: null });
});
