/** The stream of events: no gap, no duplicate, no disorder. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEvents, settledPosition } from '../../src/domain/events/read.ts';
import { startEventStream } from '../../src/domain/live/live.ts';
import type { PublishEvent } from '../../src/domain/targets/publish-event.ts';
import { changeTarget } from '../../src/domain/targets/target-change.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { Sql } from '../../src/lib/db.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { followTargets } from '../support/target-events.ts';
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

/**
 * Many writers, each with a target of its own, whose transactions take their time in no particular order; some are slow
 * after they have drawn their positions, some are rolled back then.
 */
async function storm(events: number): Promise<string[]> {
  const { db } = engine.ctx;
  await db.query(`CREATE OR REPLACE FUNCTION stumble(how jsonb) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF how = '"slow"' THEN PERFORM pg_sleep(0.004); END IF;
    IF how = '"broken"' THEN RAISE EXCEPTION 'broken for the test'; END IF;
  END $$`);
  const ids = await Promise.all(Array.from({ length: WRITERS }, () => engine.scheduleOne(TEXT, { at: later() })));
  await Promise.all(
    ids.map(async (id, writer) => {
      for (let count = 0; count < events / WRITERS; count++) {
        const change = (how: 'quick' | 'slow' | 'broken') =>
          db.tx(async (tx) => {
            await changeTarget(tx, id, null, { percent: count % 100 }, { status: 'UPLOADING' });
            // Goes out behind the drawing of positions.
            if (how !== 'quick') tx.atCommit('stumble', () => how);
          });
        const luck = (count * 31 + writer * 17) % 10;
        if (luck === 0) await expect(change('broken')).rejects.toThrow('broken for the test');
        await change(luck < 4 ? 'slow' : 'quick');
      }
    }),
  );
  return ids;
}

describe('the stream of events', () => {
  it('numbers the events of each target without a gap, and all of them in the order in which they were committed', async () => {
    const seen: PublishEvent[] = [];
    const reading = (async () => {
      for await (const event of followTargets(engine.events, engine.viewer, {}, 0n)) {
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
    expect(seen.map(({ position }) => position)).toEqual(
      seen.map(({ position }) => position).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it('needs its bound: who reads past what is settled loses what commits late', async () => {
    const { db } = engine.ctx;
    const append = (sql: Sql, note: string) =>
      sql.query('SELECT append_events($1::jsonb)', [
        JSON.stringify([
          {
            id: uuidv7(),
            workspace_id: engine.viewer.workspaceId,
            subject: 'ACCOUNT',
            subject_id: uuidv7(),
            type: 'account.noted',
            payload: { note },
          },
        ]),
      ]);
    const start = await settledPosition(db);
    const readers = {
      bounded: { position: start, heard: [] as unknown[], upTo: () => settledPosition(db) },
      greedy: { position: start, heard: [] as unknown[], upTo: async () => 2n ** 62n },
    };
    const read = async () => {
      for (const reader of Object.values(readers))
        for (const { position, payload } of await readEvents(db, reader.position, await reader.upTo(), 100)) {
          reader.position = position;
          reader.heard.push(payload.note);
        }
    };
    await db.tx(async (tx) => {
      await append(tx, 'draws its position first and commits last');
      await append(db, 'commits at once');
      await read();
      expect(readers.bounded.heard).toEqual([]);
    });
    await read();
    expect(readers.greedy.heard).toEqual(['commits at once']);
    expect(readers.bounded.heard).toEqual(['draws its position first and commits last', 'commits at once']);
  });

  it('waits for no transaction that appends nothing, however long it stays open', async () => {
    const { db } = engine.ctx;
    const targetId = await engine.scheduleOne(TEXT, { at: later() });
    await db.query('CREATE TABLE elsewhere (id int)');
    await db.tx(async (open) => {
      await open.query('INSERT INTO elsewhere VALUES (1)');
      const live = followTargets(engine.events, engine.viewer, { targetId }, null);
      await db.tx((tx) => changeTarget(tx, targetId, null, { percent: 7 }, { status: 'UPLOADING' }));
      for await (const { percent } of live) if (percent === 7) break;
      const replayed = followTargets(engine.events, engine.viewer, { targetId }, 0n);
      for await (const { percent } of replayed) if (percent === 7) break;
    });
  });

  it('gives a subscriber that reconnects a hundred times during a storm every event once and in order', async () => {
    const seen: PublishEvent[] = [];
    let connections = 0;
    const total = 16 + 10_000;
    const reading = (async () => {
      let after = 0n;
      while (seen.length < total) {
        connections += 1;
        // Some drop at once, some in the middle of the replay, some while live.
        let left = connections > 100 ? Number.POSITIVE_INFINITY : 1 + ((connections * 7) % 97);
        for await (const event of followTargets(engine.events, engine.viewer, {}, after)) {
          seen.push(event);
          after = event.position;
          left -= 1;
          if (left === 0 || seen.length === total) break;
        }
      }
    })();
    await storm(10_000);
    await reading;
    expect(connections).toBeGreaterThan(100);
    expect(seen).toHaveLength(total);
    expect(new Set(seen.map(({ position }) => position)).size).toBe(total);
    expect(seen.every(({ position }, index) => index === 0 || position > (seen[index - 1]?.position ?? 0n))).toBe(true);
  });

  it('tells also what no notification can carry, and goes on behind a cursor that was drawn for nothing', async () => {
    const { db } = engine.ctx;
    const ids = await Promise.all(Array.from({ length: 12 }, () => engine.scheduleOne(TEXT, { at: later() })));
    const change = (targetIds: readonly string[], message: string) =>
      db.tx(async (tx) => {
        for (const id of targetIds) await changeTarget(tx, id, null, {}, { status: 'UPLOADING', message });
      });
    const stream = followTargets(engine.events, engine.viewer, {}, null);
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
      await db.query("SELECT nextval('event_position')");
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
        if (name === 'read_events') reads++;
        return db.query(text, params, name);
      },
    };
    // Reads for the first time when it starts, and then for nothing but what it hears.
    const listener: typeof engine.listener = { ...engine.listener, onConnect: () => undefined };
    await using stream = startEventStream({ db: counting, log }, listener, { pollMs: 3_600_000 });
    await stream.ready;
    // The stream of the harness hears the same notifications, so what it has told the other one knows, too.
    const told = followTargets(engine.events, engine.viewer, {}, null);
    const targetId = await engine.scheduleOne(TEXT, { at: later() });
    const change = (message: string) =>
      db.tx(async (tx) => {
        await changeTarget(tx, targetId, null, {}, { status: 'UPLOADING', message });
      });
    const tooLong = 'x'.repeat(9_000);
    const atFirst = reads;
    for (let count = 0; count < 5; count++) await change(tooLong);
    for (let count = 0; count < 1 + 5; count++) await told.next();
    expect(reads).toBe(atFirst);

    const coming = stream.subscribe(engine.viewer, {}, null);
    await change('the first that it hears');
    for await (const { payload } of coming) if (payload.message === 'the first that it hears') break;
  });

  it('catches up after its connection to the database was cut', async () => {
    const seen: PublishEvent[] = [];
    const total = 16 + 320;
    const reading = (async () => {
      for await (const event of followTargets(engine.events, engine.viewer, {}, 0n)) {
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
    expect(new Set(seen.map(({ position }) => position)).size).toBe(total);
  });

  it('shows nobody the events of another workspace', async () => {
    const stranger = { ...engine.viewer, workspaceId: '00000000-0000-7000-8000-000000000000' };
    const heard: PublishEvent[] = [];
    const stream = followTargets(engine.events, stranger, {}, 0n);
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
      await changeTarget(tx, targetId, null, { percent: 5 }, { status: 'UPLOADING' });
      throw new Error('changed my mind');
    })
    .catch((error: Error) => expect(error.message).toBe('changed my mind'));
  expect(await engine.eventsOf(targetId)).toHaveLength(1);
  expect(await engine.target(targetId)).toMatchObject({ seq: 1, percent: null });
});
