/** X after a lost answer: what is looked for, what counts as found, and when nobody can tell. */
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { newRun } from '../support/memory-journal.ts';
import { count, fault, forbidden, jpeg, live, sha256, startXBench, type XBench } from '../support/x.ts';

describe('a lost answer', () => {
  const POST_LOST: FaultInput = { operation: 'x.tweets_create', mode: 'drop_after' };
  const NOT_TAKEN: FaultInput = {
    ...{ operation: 'x.user_tweets', mode: 'answer', status: 400 },
    json: { title: 'Invalid Request', type: 'https://api.x.com/2/problems/invalid-request' },
  };

  it.each<[string, Omit<FaultInput, 'operation'>]>([
    ['the connection broke', { mode: 'drop_after' }],
    ['the answer was a 500', { mode: 'answer_after', status: 500, json: { title: 'Internal Server Error' } }],
    ['the answer was a 503 page', { mode: 'answer_after', status: 503, text: '<html>' }],
    ['the answer was cut', { mode: 'truncate' }],
    ['the answer was no JSON', { mode: 'answer_after', status: 201, text: 'ok' }],
    ['the answer had no id', { mode: 'answer_after', status: 201, json: { data: {} } }],
    ['a gateway answered 403 in HTML', { mode: 'answer_after', status: 403, text: '<html>' }],
  ])('is found, not repeated, when %s', async (_name, input) => {
    await using bench = await startXBench();
    const text = 'Café & <bar> see https://example.com/a?b=1&c=2 and example.org $ACME 👍🏽 ';
    const post = bench.post([], { caption: text });
    const run = newRun();
    await fault(bench, { operation: 'x.tweets_create', ...input });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    const { receipt } = await bench.publish(post, run);
    const posts = await live(bench);
    expect(posts.map(({ id, permalink }) => ({ id, url: permalink }))).toEqual([{ id: receipt.id, url: receipt.url }]);
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it('is repeated when nothing landed', async () => {
    await using bench = await startXBench();
    const run = newRun();
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_before' });
    const post = bench.post([]);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'NETWORK', neverSent: false });
    await bench.publish(post, run);
    expect(await live(bench)).toHaveLength(1);
  });

  it('finds media by their key, although another post has the same text', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([jpeg(61)], { format: 'IMAGE' });
    await bench.publish(bench.post([jpeg(62)], { format: 'IMAGE' }));
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    const { receipt } = await bench.publish(post, run);
    const posts = await live(bench);
    expect(posts).toHaveLength(2);
    expect(posts.find(({ id }) => id === receipt.id)?.mediaSha256).toEqual([sha256(jpeg(61).bytes)]);
  });

  it('finds a long post by its note, and a poll', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { subscriptionType: 'Premium' });
    const long = bench.post([], { caption: `${'長い文章 '.repeat(200)} https://example.com` });
    const poll = bench.post([], { caption: 'Which?', options: { poll: { options: ['a', 'b'], durationMinutes: 5 } } });
    for (const post of [long, poll]) {
      const run = newRun();
      await fault(bench, POST_LOST);
      await bench.fail(post, run);
      await bench.publish(post, run);
    }
    expect(await live(bench)).toHaveLength(2);
  });

  it('looks through every page since the first try, and no further back', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption: 'the one' });
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    const publishOther = (number: number) => bench.publish(bench.post([], { caption: `other ${number}` }));
    await bench.sandbox.control.settings('X', { rateLimits: { tweets_create: 1_000 } });
    for (let number = 0; number < 21; number++) await publishOther(number);
    const { receipt } = await bench.publish(post, run);
    expect((await live(bench))[0]?.id).toBe(receipt.id);
    expect(await count(bench, 'x.user_tweets')).toBe(2);
    const [query] = bench.exchanges.filter(({ endpoint }) => endpoint === 'users.tweets').map(({ request }) => request);
    expect(query).toMatchObject({ query: { max_results: 20, 'tweet.fields': expect.stringContaining('created_at') } });
  });

  const pageOf = (bench: XBench, posts: Record<string, string | number>[]) =>
    fault(bench, { operation: 'x.user_tweets', mode: 'answer', status: 200, json: { data: posts, meta: {} } });

  it('is found whatever its id looks like, and never in an older post with the same text', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption: 'again' });
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    const made = (ageMs: number) => new Date(Date.now() - ageMs).toISOString();
    await pageOf(bench, [
      { id: 1042, text: 'again', created_at: made(0) },
      { id: 1041, text: 'again', created_at: made(3_600_000) },
    ]);
    expect((await bench.publish(post, run)).receipt.id).toBe('1042');
  });

  it.each([
    ['a link', 'see https://example.com/beans', { id: 1042, text: 'see https://t.co/abc' }],
    ['the end of a long text', `${'word '.repeat(80)}`, { id: 1042, text: `${'word '.repeat(54)}… https://t.co/abc` }],
    ['an age that an old id does not prove', 'again &', { id: '1850000000000000001', text: 'again &amp;' }],
  ])('is not called absent when the timeline keeps back %s', async (_what, caption, told) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption });
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_after' });
    await bench.fail(post, run);
    await pageOf(bench, [told]);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it.each([1, 2])('is looked for in plainer words when X does not take the question %d times', async (times) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([]);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await fault(bench, { ...NOT_TAKEN, times });
    const { receipt } = await bench.publish(post, run);
    expect((await live(bench)).map(({ id }) => id)).toEqual([receipt.id]);
  });

  it.each([
    ['a link', { caption: 'see https://example.com/beans' }],
    ['nothing but an image', { caption: '', format: 'IMAGE' as const }],
  ])('is not called absent when plain words would not tell %s', async (_what, patch) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post(patch.caption === '' ? [jpeg(63)] : [], patch);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await fault(bench, NOT_TAKEN);
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    await bench.publish(post, run);
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it('is not called absent when X takes no question at all', async () => {
    await using bench = await startXBench();
    const run = newRun();
    await fault(bench, POST_LOST);
    await bench.fail(bench.post([]), run);
    await fault(bench, { ...NOT_TAKEN, times: 3 });
    expect(await bench.fail(bench.post([]), run)).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    ['errors in the place of posts', { errors: [{ title: 'Authorization Error', detail: 'Sorry.' }] }],
    ['errors and a count of none', { errors: [{ title: 'Authorization Error' }], meta: { result_count: 0 } }],
    ['nothing', {}],
    ['no count', { meta: {} }],
  ])('is not called absent because a look is answered with %s', async (_what, json) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([]);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await fault(bench, { operation: 'x.user_tweets', mode: 'answer', status: 200, json });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    await bench.publish(post, run);
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it('is reported as a duplicate, not as a refusal of the content, while the post is still hidden', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { hideFreshReads: 1 });
    const run = newRun();
    const post = bench.post([]);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    expect(await bench.fail(post, run)).toMatchObject({
      code: 'CONTENT_DUPLICATE',
      kind: 'rejected',
      vendor: { httpStatus: 403 },
    });
    expect(await live(bench)).toHaveLength(1);
  });

  it('calls an unknown 403 a duplicate after a lost answer only', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([]);
    const novelty = {
      operation: 'x.tweets_create',
      mode: 'answer',
      status: 403,
      json: forbidden('Said already.'),
    } as const;
    await fault(bench, novelty);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTENT_POLICY' });
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_before' });
    await bench.fail(post, run);
    await fault(bench, novelty);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTENT_DUPLICATE' });
  });

  it('is never settled by a refused look: the intent stays open', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([]);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await fault(bench, { operation: 'x.user_tweets', mode: 'answer', status: 403, json: forbidden('Forbidden') });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    await bench.publish(post, run);
    expect(await live(bench)).toHaveLength(1);
  });
});
