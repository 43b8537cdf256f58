/** A change of a target is asked of the table of transitions, in TypeScript and in SQL. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statusAfter, statusAfterSql, TRANSITION_NAMES, transition } from '../../src/domain/targets/post-target.ts';
import { changeTargets } from '../../src/domain/targets/target-batch.ts';
import { changeTarget } from '../../src/domain/targets/target-change.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { TargetStatus } from '../../src/lib/prisma/enums.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld(['X']);
});
afterEach(() => world[Symbol.asyncDispose]());

async function scheduled(): Promise<PostTarget> {
  const id = await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
  return rowOf(id);
}
async function rowOf(id: string): Promise<PostTarget> {
  const [row] = await world.ctx.db.query<PostTarget>('SELECT * FROM post_target WHERE id = $1', [id]);
  if (row === undefined) throw new Error('no target');
  return row;
}

describe('the table of transitions', () => {
  it('says the same in SQL, for every status and transition, with and without an intent', async () => {
    for (const event of TRANSITION_NAMES) {
      const rows = await world.ctx.db.query<{ status: TargetStatus; intentAt: Date | null; next: TargetStatus | null }>(
        `SELECT status, intent_at, ${statusAfterSql(event)} AS next
         FROM unnest($1::"TargetStatus"[]) AS status CROSS JOIN unnest(ARRAY[NULL, now()]) AS intent_at`,
        [Object.values(TargetStatus)],
      );
      expect(rows).toHaveLength(Object.values(TargetStatus).length * 2);
      for (const { status, intentAt, next } of rows) {
        const said = transition({ status, intentAt }, event);
        expect(next, `${status} on ${event}`).toBe(said.ok ? said.status : null);
      }
    }
  });
});

describe('a change', () => {
  it('takes the status from the table, one by one and in a batch', async () => {
    const [one, other] = [await scheduled(), await scheduled()];
    const { db } = world.ctx;
    await db.tx((tx) => changeTarget(tx, one.id, 'start', { phase: 'PREPARING' }, { status: 'STARTED' }));
    await db.tx((tx) =>
      changeTargets(tx, [
        { target: other, transition: 'cancel', patch: { wakeAt: null }, entry: { status: 'CANCELLED' } },
      ]),
    );
    expect(await rowOf(one.id)).toMatchObject({ status: statusAfter(one, 'start'), phase: 'PREPARING' });
    expect(await rowOf(other.id)).toMatchObject({ status: statusAfter(other, 'cancel') });
  });

  it('that the table does not know throws and writes nothing', async () => {
    const target = await scheduled();
    const { db } = world.ctx;
    const message = /resolvePublished cannot happen/;
    const change = {
      target,
      transition: 'resolvePublished',
      patch: { percent: 5 },
      entry: { status: 'RESOLVED' },
    } as const;
    await expect(
      db.tx((tx) => changeTarget(tx, target.id, change.transition, change.patch, change.entry)),
    ).rejects.toThrow(message);
    await expect(db.tx((tx) => changeTargets(tx, [change]))).rejects.toThrow(message);
    expect(await rowOf(target.id)).toEqual(target);
  });

  it('without a transition keeps the status, whatever it is', async () => {
    const target = await scheduled();
    await world.ctx.db.tx((tx) => changeTarget(tx, target.id, null, { percent: 5 }, null));
    expect(await rowOf(target.id)).toMatchObject({ status: 'SCHEDULED', percent: 5, seq: target.seq });
  });
});
