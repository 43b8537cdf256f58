/** X after a lost answer: what is looked for, what counts as found, and when nobody can tell. */
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { newRun, useJournal } from '../support/journal.ts';
import { count, fault, forbidden, jpeg, live, sha256, startXBench, type XBench } from '../support/x.ts';

useJournal();

const bodyOf = (caption: string) => (bench: XBench) => bench.post([], { caption });

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

  const PLAIN = bodyOf('hello');
  const LINK = bodyOf('see https://example.com/beans');
  const PICTURE = (bench: XBench) => bench.post([jpeg(63)], { caption: '', format: 'IMAGE' });

  it.each([
    ...[0, 1, 2, 3, 4, 5, 6].map((times) => ({ what: 'words', body: PLAIN, times })),
    ...[0, 1, 2, 3].map((times) => ({ what: 'a link', body: LINK, times })),
    ...[0, 1, 2, 3].map((times) => ({ what: 'nothing but an image', body: PICTURE, times })),
  ])('of $what is found although X refuses $times ways to ask', async ({ body, times }) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = body(bench);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    if (times > 0) await fault(bench, { ...NOT_TAKEN, times });
    const { receipt } = await bench.publish(post, run);
    expect((await live(bench)).map(({ id }) => id)).toEqual([receipt.id]);
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it.each([
    ['tweet.fields', 'tweet'],
    ['post.fields', 'post'],
  ] as const)('is found where X knows %s alone, with and without expansions', async (_parameter, queries) => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { queries, words: queries });
    const earlier = new Set<string>();
    for (const body of [LINK, PICTURE]) {
      for (const isExpanded of [true, false]) {
        await bench.sandbox.control.settings('X', { duplicateWindowMs: 0 });
        const run = newRun();
        const post = body(bench);
        const before = (await live(bench)).length;
        await fault(bench, POST_LOST);
        await bench.fail(post, run);
        if (!isExpanded)
          for (const expansions of ['attachments.media_keys', 'attachments.media_keys,referenced_posts'])
            await fault(bench, { ...NOT_TAKEN, times: -1, match: { expansions } });
        for (const id of earlier) await run.addOther({ id });
        const { receipt } = await bench.publish(post, run);
        earlier.add(receipt.id);
        expect((await live(bench)).map(({ id }) => id)[before]).toBe(receipt.id);
        await bench.sandbox.control.clearFaults();
      }
    }
  });

  it.each([
    ['a link', LINK],
    ['nothing but an image', PICTURE],
  ])('is not called absent when only plain words are told, which cannot tell %s', async (_what, body) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = body(bench);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await fault(bench, { ...NOT_TAKEN, times: 4 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await count(bench, 'x.tweets_create')).toBe(1);
  });

  it.each([
    ['a link', LINK],
    ['nothing but an image', PICTURE],
  ])('is called absent by plain words where nothing at all was posted since: %s', async (_what, body) => {
    await using bench = await startXBench();
    const run = newRun();
    const post = body(bench);
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_before' });
    await bench.fail(post, run);
    await fault(bench, { ...NOT_TAKEN, times: 4 });
    await bench.publish(post, run);
    expect(await live(bench)).toHaveLength(1);
  });

  it('is not called absent when X takes no question at all', async () => {
    await using bench = await startXBench();
    const run = newRun();
    await fault(bench, POST_LOST);
    await bench.fail(bench.post([]), run);
    await fault(bench, { ...NOT_TAKEN, times: -1 });
    await fault(bench, { ...NOT_TAKEN, operation: 'x.tweets_search', times: 7 });
    expect(await bench.fail(bench.post([]), run)).toMatchObject({ kind: 'unavailable' });
    // The search may tell what the timeline does not.
    const { receipt } = await bench.publish(bench.post([]), run);
    expect((await live(bench)).map(({ id }) => id)).toEqual([receipt.id]);
  });

  it('belongs to no other post: not to one that is known, nor to one as near of which nobody knows what it became', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption: 'again' });
    await fault(bench, { operation: 'x.tweets_create', mode: 'drop_before' });
    await bench.fail(post, run);
    const told = { id: '1042', text: 'again', created_at: new Date().toISOString() };
    await pageOf(bench, [told]);
    await run.addOther({ caption: 'again' });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await pageOf(bench, [told]);
    await run.addOther({ id: '1042' });
    expect((await bench.publish(post, run)).receipt.id).not.toBe('1042');
  });

  it('of words, which X keeps unique, is found by clocks that differ by seconds', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption: 'again' });
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    await pageOf(bench, [{ id: '1042', text: 'again', created_at: new Date(Date.now() - 3_000).toISOString() }]);
    expect((await bench.publish(post, run)).receipt.id).toBe('1042');
  });

  it('is the nearest of two after the call, and an older one is not called absent', async () => {
    await using bench = await startXBench();
    const run = newRun();
    const post = bench.post([], { caption: 'again' });
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    const made = (id: string, inMs: number) => ({
      ...{ id, text: 'again', created_at: new Date(Date.now() + inMs).toISOString() },
    });
    await pageOf(bench, [made('1041', -30_000)]);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await pageOf(bench, [made('1042', -3_000), made('1041', -4_500)]);
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await pageOf(bench, [made('1044', 9_000), made('1043', 3_000), made('1041', -30_000)]);
    expect((await bench.publish(post, run)).receipt.id).toBe('1043');
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

  it('is taken for live when a second try is refused as a duplicate, and is found once it shows', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { hideFreshReads: 1 });
    const run = newRun();
    const post = bench.post([]);
    await fault(bench, POST_LOST);
    await bench.fail(post, run);
    const { receipt } = await bench.publish(post, run);
    expect(bench.exchanges.filter(({ endpoint }) => endpoint === 'tweets.create').map(({ status }) => status)).toEqual([
      null,
      403,
    ]);
    expect((await live(bench)).map(({ id }) => id)).toEqual([receipt.id]);
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
    // A refusal of the content would say so. A duplicate that no list shows is nobody's proof.
    expect(await bench.fail(post, run)).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringContaining('duplicate'),
    });
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
