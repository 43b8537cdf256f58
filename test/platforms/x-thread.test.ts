/** Threads on X, and the allowances that each part of one costs. */
import { describe, expect, it } from 'vitest';
import { x } from '../../src/platforms/x/index.ts';
import { newRun, useJournal } from '../support/journal.ts';
import { count, fault, jpeg, live, startXBench, type XBench } from '../support/x.ts';

useJournal();

describe('a thread', () => {
  const thread = (bench: XBench) =>
    bench.post([jpeg(61), jpeg(62), jpeg(63)], {
      format: 'THREAD',
      caption: 'one',
      options: {
        thread: [{ text: 'two', mediaIndexes: [2] }, { text: 'three' }],
        replySettings: 'following',
        madeWithAi: true,
      },
    });

  it('goes out part by part, each replying to the one before', async () => {
    await using bench = await startXBench();
    const { receipt } = await bench.publish(thread(bench));
    const posts = await live(bench);
    expect(posts.map(({ text, mediaCount }) => [text, mediaCount])).toEqual([
      ['one', 2],
      ['two', 1],
      ['three', 0],
    ]);
    expect(posts.map(({ details }) => details?.replyTo)).toEqual([null, posts[0]?.id, posts[1]?.id]);
    expect(posts.map(({ details }) => details?.replySettings)).toEqual(['following', 'everyone', 'everyone']);
    expect(posts.every(({ details }) => details?.madeWithAi === true)).toBe(true);
    expect(receipt.id).toBe(posts[0]?.id);
  });

  it('keeps what is out when a part fails, names the part, and goes on from there', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = thread(bench);
    await fault(bench, {
      operation: 'x.tweets_create',
      mode: 'answer',
      status: 402,
      json: { title: 'CreditsDepleted' },
      skip: 1,
    });
    const failure = await bench.fail(post, run);
    expect(failure).toMatchObject({ code: 'QUOTA_EXCEEDED', kind: 'rate_limited' });
    expect(failure.message).toContain('part 2 of 3');
    expect(await live(bench)).toHaveLength(1);
    await bench.publish(post, run);
    expect((await live(bench)).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(await count(bench, 'x.media_initialize')).toBe(3);
  });

  it('finds a lost part among the replies to the right post', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], {
      format: 'THREAD',
      caption: 'same',
      options: { thread: [{ text: 'same' }, { text: 'same' }] },
    });
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_after', skip: 1, times: 2 });
    await bench.fail(post, run);
    await bench.fail(post, run);
    await bench.publish(post, run);
    const posts = await live(bench);
    expect(posts.map(({ details }) => details?.replyTo)).toEqual([null, posts[0]?.id, posts[1]?.id]);
    expect(await count(bench, 'x.tweets_create')).toBe(3);
  });

  it('stops at a part whose parent was deleted', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = thread(bench);
    await fault(bench, {
      operation: 'x.tweets_create',
      mode: 'answer',
      status: 404,
      json: { title: 'Not Found Error', detail: 'no', type: 'https://api.twitter.com/2/problems/resource-not-found' },
      skip: 2,
    });
    const failure = await bench.fail(post, run);
    expect(failure).toMatchObject({
      code: 'CONTENT_INVALID',
      kind: 'rejected',
      vendor: { code: 'resource-not-found' },
    });
    expect(failure.message).toContain('part 3 of 3');
  });
});

describe('allowances', () => {
  it('are read from the answers to a post', async () => {
    await using bench = await startXBench();
    await bench.publish(bench.post([]));
    expect(bench.readings).toEqual([
      { name: 'posts_15m', limit: 100, remaining: 99, resetsAt: expect.any(Date) },
      { name: 'posts_24h', limit: 10_000, remaining: 9_999, resetsAt: expect.any(Date) },
    ]);
  });

  it('make a post wait until the reset that X names', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { rateLimits: { tweets_create: 0 } });
    const failure = await bench.fail(bench.post([]), newRun());
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    expect(failure.retryAt).toEqual(bench.readings[0]?.resetsAt);
  });

  it('wait a day when the app has no credits', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { creditsDepleted: true });
    const failure = await bench.fail(bench.post([]), newRun());
    expect(failure).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      kind: 'rate_limited',
      vendor: { httpStatus: 402, code: 'credits' },
    });
    expect((failure.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(23 * 60 * 60_000);
  });

  it('cost one unit for each commit, and a thread commits once per part', () => {
    expect(x.quotas.map(({ name, cost }) => [name, cost({ format: 'THREAD', options: {}, mediaCount: 3 })])).toEqual([
      ['posts_15m', 1],
      ['posts_24h', 1],
    ]);
  });
});
