/** What is known of an account's other posts when one of them is looked for. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { othersOf } from '../../src/domain/engine/journal/others.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { PostTarget, PublishStep } from '../../src/lib/prisma/client.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld(['X', 'INSTAGRAM']);
});
afterEach(() => world[Symbol.asyncDispose]());

const sql = <Row = Record<string, unknown>>(text: string, params: readonly unknown[] = []) =>
  world.ctx.db.query<Row>(text, params);
const schedule = (platform: 'X' | 'INSTAGRAM' = 'X', caption = 'again') =>
  world.scheduleOne(
    platform === 'X' ? { platform, format: 'TEXT', media: [] } : { platform, format: 'IMAGE', media: ['image'] },
    { caption },
  );
const target = async (targetId: string): Promise<PostTarget> => {
  const [row] = await sql<PostTarget>('SELECT * FROM post_target WHERE id = $1', [targetId]);
  if (row === undefined) throw new Error('no target');
  return row;
};
const journal = (targetId: string) => sql<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1', [targetId]);
const look = async (targetId: string) => othersOf(world.ctx.db, await target(targetId), await journal(targetId));

const INTENT = new Date();
const arm = (targetId: string, live: { id?: string; url?: string } = {}) =>
  sql('UPDATE post_target SET intent_at = $2, external_id = $3, permalink = $4 WHERE id = $1', [
    ...[targetId, INTENT, live.id ?? null, live.url ?? null],
  ]);
const commit = (targetId: string, step: string, result: unknown = null) =>
  sql(
    `INSERT INTO publish_step (target_id, step, kind, state, result, intent_at) VALUES ($1, $2, 'COMMIT', $3, $4, $5)`,
    [targetId, step, result === null ? 'OPEN' : 'DONE', result === null ? null : JSON.stringify(result), INTENT],
  );

describe('what is taken', () => {
  it('is what other posts of the account go by: their ids, and whatever stands for them in their addresses', async () => {
    const [ours, other] = [await schedule(), await schedule()];
    await arm(other, { id: '11', url: 'https://x.com/harbourroasters/status/12?v=13' });
    const { isTaken, unplaced } = await look(ours);
    expect(['11', '12', '13'].map(isTaken)).toEqual([true, true, true]);
    expect(isTaken('14')).toBe(false);
    expect(unplaced).toEqual([]);
  });

  it('is every part of their threads, and the earlier parts of our own', async () => {
    const [ours, other] = [await schedule(), await schedule()];
    await arm(other, { id: '11', url: 'https://x.com/a/status/11' });
    await commit(other, 'part-0', { id: '11' });
    await commit(other, 'part-1', { id: '15' });
    await arm(ours);
    await commit(ours, 'part-0', { id: '21', url: 'https://x.com/a/status/21' });
    await commit(ours, 'part-1');
    const { isTaken } = await look(ours);
    expect(['15', '21'].map(isTaken)).toEqual([true, true]);
  });

  it('counts through whichever brand and workspace the account is connected, and nothing of other accounts', async () => {
    const [ours, elsewhere, stranger] = [await schedule(), await schedule(), await schedule('INSTAGRAM')];
    const [workspaceId, brandId, accountId] = [uuidv7(), uuidv7(), uuidv7()];
    await sql('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Elsewhere']);
    await sql('INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, $3, $4)', [
      ...[brandId, workspaceId, 'Elsewhere', 'UTC'],
    ]);
    await sql(
      `INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id)
       SELECT $1, $2, $3, platform, external_id FROM social_account WHERE id = $4`,
      [accountId, workspaceId, brandId, world.accounts.X],
    );
    await sql('UPDATE post_target SET workspace_id = $2, brand_id = $3, social_account_id = $4 WHERE id = $1', [
      ...[elsewhere, workspaceId, brandId, accountId],
    ]);
    await arm(elsewhere, { id: '31', url: 'https://x.com/a/status/31' });
    await arm(stranger, { id: '32', url: 'https://instagram.com/p/32' });
    const { isTaken } = await look(ours);
    expect(['31', '32'].map(isTaken)).toEqual([true, false]);
  });
});

describe('what is nowhere yet', () => {
  it('is a call whose answer was lost, with what it says and when it was armed', async () => {
    const [ours, other, waiting] = [await schedule(), await schedule('X', 'me too'), await schedule()];
    await arm(other);
    await commit(other, 'post');
    expect(waiting).not.toBe(other);
    expect((await look(ours)).unplaced).toEqual([
      { since: INTENT, names: [], post: { format: 'TEXT', caption: 'me too', title: null } },
    ]);
  });

  it('is a post that is live and has no address yet, and no comment of one that has', async () => {
    const [ours, other, placed] = [
      await schedule('INSTAGRAM'),
      await schedule('INSTAGRAM'),
      await schedule('INSTAGRAM'),
    ];
    await arm(other, { id: 'container-1' });
    await commit(other, 'publish', { id: 'container-1', identified: false });
    await arm(placed, { id: '1803', url: 'https://www.instagram.com/p/Dabc/' });
    await commit(placed, 'publish', { id: '1803' });
    await commit(placed, 'first-comment:first-comment');
    const { unplaced, isTaken } = await look(ours);
    expect(unplaced.map(({ names }) => names)).toEqual([['container-1', 'container-1']]);
    expect(isTaken('Dabc')).toBe(true);
  });
});
