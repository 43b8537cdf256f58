/** Unpublishing: what an app may remove is removed once and in whole, and called removed only when the platform has said so. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { continueRemovals, removeParts } from '../../src/domain/posts/actions/removal.ts';
import { unpublishTarget } from '../../src/domain/posts/actions/unpublish.ts';
import type { PlatformId } from '../../src/platforms/platform.ts';
import { type ByHand, startByHand } from '../support/by-hand.ts';
import type { Sample } from '../support/world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const THREAD: Sample = {
  platform: 'X',
  format: 'THREAD',
  media: [],
  options: { thread: [{ text: 'second part' }, { text: 'third part' }] },
};
const VIDEO: Sample = { platform: 'YOUTUBE', format: 'VIDEO', media: ['video'] };

let world: ByHand;
const open = (platform: PlatformId) => {
  beforeAll(async () => {
    world = await startByHand(platform);
    await world.sandbox.control.settings('X', { duplicateGuard: 'words' });
  });
  afterAll(() => world[Symbol.asyncDispose]());
  beforeEach(() => world.sandbox.control.clearFaults());
};

let words = 0;
const publish = async (sample: Sample) => {
  words += 1;
  const caption = `To be removed ${words}`;
  return (await world.finish(await world.scheduleOne(sample, { caption, title: caption }))).id;
};
const unpublish = (targetId: string) => unpublishTarget(world.ctx, world.viewer, { targetId });
const live = async (platform: PlatformId) => (await world.sandbox.control.live({ platform })).map(({ text }) => text);
const presence = async (targetId: string) => (await world.target(targetId)).presence;
const told = async (targetId: string) =>
  (
    await world.ctx.db.query<{ type: string; payload: Record<string, unknown> }>(
      "SELECT type, payload FROM event WHERE payload->>'targetId' = $1 AND type LIKE 'post.unpublish%' ORDER BY position",
      [`target_${targetId}`],
    )
  ).map(({ type, payload: { code, removedParts } }) => ({ type, code, removedParts }));
const count = (operation: string) => world.sandbox.control.requestCount(operation);

describe('on X', () => {
  open('X');

  it('removes all parts of a thread, the last one first, and tells of it once', async () => {
    const id = await publish(THREAD);
    expect(await live('X')).toHaveLength(3);
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { targetId: id, isRemoved: true } });
    expect(await live('X')).toEqual([]);
    expect(await world.target(id)).toMatchObject({ status: 'PUBLISHED', presence: 'UNPUBLISHED' });
    const removed = (await world.sandbox.control.requests({ operation: 'x.tweets_delete' })).map(({ path }) => path);
    const [last, , first] = removed.map((path) => BigInt(path.split('/').at(-1) ?? '0'));
    expect(removed).toHaveLength(3);
    expect((last ?? 0n) > (first ?? 0n)).toBe(true);
    // Another call has nothing to do.
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: true } });
    expect(await count('x.tweets_delete')).toBe(3);
    expect(await told(id)).toEqual([{ type: 'post.unpublished', code: undefined, removedParts: undefined }]);
  });

  it('looks a lost answer up, and calls removed what is gone', async () => {
    const id = await publish({ platform: 'X', format: 'TEXT', media: [] });
    await world.sandbox.control.fault({ operation: 'x.tweets_delete', mode: 'drop_after' });
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: true } });
    expect(await presence(id)).toBe('UNPUBLISHED');
    expect(await live('X')).toEqual([]);
  });

  it('calls nothing removed that is still there, and goes on by itself', async () => {
    const id = await publish(THREAD);
    // The first part to go goes; the answer about the second is lost before it got there, and so is the look.
    await world.sandbox.control.fault({ operation: 'x.tweets_delete', mode: 'drop_before', skip: 1, times: 1 });
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: false } });
    expect(await live('X')).toHaveLength(2);
    expect(await presence(id)).toBeNull();
    expect(await told(id)).toEqual([]);
    // Not before its time.
    await continueRemovals(world.ctx);
    expect(await live('X')).toHaveLength(2);
    await world.pass(2 * MINUTE_MS);
    await continueRemovals(world.ctx);
    expect(await live('X')).toEqual([]);
    expect(await presence(id)).toBe('UNPUBLISHED');
  });

  it('is taken at its word when it refuses, and says how much is left', async () => {
    const id = await publish(THREAD);
    const refusal = {
      title: 'Forbidden',
      detail: 'You are not permitted to do that.',
      type: 'about:blank',
      status: 403,
    };
    await world.sandbox.control.fault({
      operation: 'x.tweets_delete',
      mode: 'answer',
      skip: 1,
      status: 403,
      json: refusal,
    });
    expect(await unpublish(id)).toMatchObject({
      ok: false,
      errors: [{ code: 'UNPUBLISH_FAILED', actual: 'CONTENT_POLICY' }],
    });
    expect(await live('X')).toHaveLength(2);
    expect(await presence(id)).toBeNull();
    expect(await told(id)).toEqual([{ type: 'post.unpublish_failed', code: 'CONTENT_POLICY', removedParts: 1 }]);
    // Whoever comes later does not find that nothing is left to do.
    expect(await removeParts(world.ctx, id)).toEqual({ kind: 'PENDING' });
    expect(await presence(id)).toBeNull();
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: true } });
    expect(await live('X')).toEqual([]);
  });

  it('waits when it is told to, and gives up after a day without a word', async () => {
    const id = await publish({ platform: 'X', format: 'TEXT', media: [] });
    await world.sandbox.control.fault({
      operation: 'x.tweets_delete',
      mode: 'answer',
      status: 503,
      json: {},
      times: -1,
    });
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: false } });
    for (let looks = 0; looks < 30 && (await told(id)).length === 0; looks += 1) {
      await world.pass(61 * MINUTE_MS);
      await continueRemovals(world.ctx);
    }
    expect(await told(id)).toEqual([{ type: 'post.unpublish_failed', code: 'PLATFORM_UNAVAILABLE', removedParts: 0 }]);
    expect(await live('X')).toHaveLength(1);
    expect(await presence(id)).toBeNull();
    await world.sandbox.control.clearFaults();
    expect(await unpublish(id)).toMatchObject({ value: { isRemoved: true } });
  });

  it('is done once by two processes at the same time', async () => {
    const id = await publish(THREAD);
    const before = await count('x.tweets_delete');
    const results = await Promise.all([unpublish(id), unpublish(id)]);
    expect(results.every(({ ok }) => ok)).toBe(true);
    await world.pass(DAY_MS / 24);
    await continueRemovals(world.ctx);
    expect(await presence(id)).toBe('UNPUBLISHED');
    expect(await count('x.tweets_delete')).toBe(before + 3);
    expect(await told(id)).toHaveLength(1);
  });
});

describe('on YouTube', () => {
  open('YOUTUBE');

  it('removes the video, and takes one that is gone already for removed', async () => {
    const [id, gone] = [await publish(VIDEO), await publish(VIDEO)];
    await world.sandbox.control.vanish('YOUTUBE', (await world.target(gone)).externalId ?? '');
    expect(await unpublish(id)).toMatchObject({ ok: true, value: { isRemoved: true } });
    expect(await unpublish(gone)).toMatchObject({ ok: true, value: { isRemoved: true } });
    expect(await live('YOUTUBE')).toEqual([]);
  });

  it('is not begun without the grant, nor for what is not published', async () => {
    const id = await publish(VIDEO);
    await world.ctx.db.query(
      "UPDATE social_account SET scopes = array_remove(scopes, 'https://www.googleapis.com/auth/youtube.force-ssl')",
    );
    expect(await unpublish(id)).toMatchObject({ ok: false, errors: [{ code: 'CONNECTION_SCOPE_MISSING' }] });
    const waiting = await world.scheduleOne(VIDEO, { at: new Date(world.ctx.clock.now().getTime() + DAY_MS) });
    expect(await unpublish(waiting)).toMatchObject({ ok: false, errors: [{ code: 'WRONG_STATUS' }] });
    expect(await unpublish('01900000-0000-7000-8000-000000000000')).toMatchObject({
      ok: false,
      errors: [{ code: 'NOT_FOUND' }],
    });
    expect(await live('YOUTUBE')).toHaveLength(1);
  });
});

describe('on Instagram', () => {
  open('INSTAGRAM');

  it('is refused with the address where a person can do it', async () => {
    const id = await publish({ platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] });
    const { permalink } = await world.target(id);
    expect(await unpublish(id)).toMatchObject({
      ok: false,
      errors: [{ code: 'UNPUBLISH_UNSUPPORTED', actual: permalink }],
    });
    expect(await live('INSTAGRAM')).toHaveLength(1);
  });
});
