/** X from consent to the live post, against the sandbox: what is sent, what is journaled, what a lost answer leads to. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import type { Credentials } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { newRun } from '../support/memory-journal.ts';
import { sampleGif, sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { CODE_VERIFIER, REDIRECT_URI, sha256, startXBench, type TestFile, type XBench } from '../support/x.ts';

const MIB = 1024 * 1024;
const jpeg = (width = 64): TestFile => ({ bytes: sampleJpeg({ width, height: 64 }), mimeType: 'image/jpeg' });
const gif = (): TestFile => ({ bytes: sampleGif({ width: 16, height: 16 }), mimeType: 'image/gif', altText: 'A loop' });
const mp4 = (bytes?: number): TestFile => ({
  bytes: sampleMp4({ width: 320, height: 320, durationMs: 2_000, ...(bytes === undefined ? {} : { bytes }) }),
  mimeType: 'video/mp4',
});

const live = (bench: XBench) => bench.sandbox.control.live({ platform: 'X' });
const operations = async (bench: XBench) =>
  (await bench.sandbox.control.requests())
    .map(({ operation }) => operation)
    .filter((name) => !/oauth|users_me/.test(name));
const count = (bench: XBench, operation: string) => bench.sandbox.control.requestCount(operation);
const fault = (bench: XBench, input: FaultInput) => bench.sandbox.control.fault(input);
const forbidden = (detail: string) => ({ title: 'Forbidden', detail, type: 'about:blank', status: 403 });

describe('connecting', () => {
  it('asks for consent with PKCE S256, the needed scopes and spaces as %20', async () => {
    await using bench = await startXBench();
    const given = x.oauth.authorizationUrl(bench.oauth, {
      redirectUri: REDIRECT_URI,
      state: 's',
      codeVerifier: CODE_VERIFIER,
    });
    const url = new URL(given);
    expect(url.pathname.endsWith('/i/oauth2/authorize')).toBe(true);
    expect(given).toContain('scope=tweet.read%20tweet.write%20users.read%20media.write%20offline.access');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'client-of-slipway',
      redirect_uri: REDIRECT_URI,
      state: 's',
      code_challenge: createHash('sha256').update(CODE_VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('gets tokens that last two hours, with a refresh token and the granted scopes', async () => {
    await using bench = await startXBench();
    const { credentials } = bench;
    expect(credentials.scopes).toEqual(expect.arrayContaining([...x.oauth.neededScopes]));
    expect(credentials.refreshToken).not.toBeNull();
    const lifeMs = (credentials.accessTokenExpiresAt?.getTime() ?? 0) - Date.now();
    expect(Math.round(lifeMs / 600_000)).toBe(12);
  });

  it('tells who the token speaks for, with the subscription that decides about limits', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect(await x.oauth.identify(bench.oauth, bench.credentials)).toMatchObject({
      externalId: '1750000000000000101',
      username: 'harbourroasters',
      profileUrl: 'https://x.com/harbourroasters',
      avatarUrl: 'https://pbs.twimg.com/profile_images/1750000000000000101/face.jpg',
      facts: { subscriptionType: 'Premium' },
    });
  });

  it('rotates the refresh token, and calls the old one dead', async () => {
    await using bench = await startXBench();
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed.refreshToken).not.toBe(bench.credentials.refreshToken);
    expect(renewed.accessToken).not.toBe(bench.credentials.accessToken);
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).rejects.toMatchObject({
      code: 'AUTH_REVOKED',
      kind: 'unauthorized',
      vendor: { code: 'invalid_request' },
    });
  });

  it.each<[string, Omit<FaultInput, 'operation'>, string]>([
    ['an outage', { mode: 'answer', status: 503, json: {} }, 'unavailable'],
    ['HTML', { mode: 'html' }, 'unavailable'],
    ['a forbidding gateway', { mode: 'answer', status: 403, text: '<html>' }, 'unavailable'],
    ['a lost connection', { mode: 'drop_before' }, 'unavailable'],
    ['a wrong client secret', { mode: 'answer', status: 401, json: { error: 'unauthorized_client' } }, 'unavailable'],
    ['a rate limit', { mode: 'answer', status: 429, json: {} }, 'rate_limited'],
  ])('does not end the grant because of %s', async (_name, input, kind) => {
    await using bench = await startXBench();
    await fault(bench, { operation: 'x.oauth_token', ...input });
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).rejects.toMatchObject({ kind });
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).resolves.toHaveProperty('accessToken');
  });

  it('takes an answer without scope and with its numbers in words', async () => {
    await using bench = await startXBench();
    const json = { token_type: 'bearer', access_token: 'a', refresh_token: 'r', expires_in: '7200' };
    await fault(bench, { operation: 'x.oauth_token', mode: 'answer', status: 200, json });
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed.scopes).toEqual(bench.credentials.scopes);
    expect(Math.round(((renewed.accessTokenExpiresAt?.getTime() ?? 0) - Date.now()) / 600_000)).toBe(12);
  });

  it.each([
    ['a lifetime', { expires_in: 'soon' }, { accessTokenExpiresAt: null }],
    ['scopes', { scope: ['tweet.read'] }, {}],
  ])('keeps the new pair, the old one being dead, when %s cannot be read', async (_what, odd, known) => {
    await using bench = await startXBench();
    const json = { access_token: 'a', refresh_token: 'r', expires_in: 7200, ...odd };
    await fault(bench, { operation: 'x.oauth_token', mode: 'answer', status: 200, json });
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed).toMatchObject({ accessToken: 'a', refreshToken: 'r', scopes: bench.credentials.scopes, ...known });
  });

  it('refuses a code that was used, or redeemed with another verifier', async () => {
    await using bench = await startXBench();
    const url = x.oauth.authorizationUrl(bench.oauth, {
      redirectUri: REDIRECT_URI,
      state: 's',
      codeVerifier: CODE_VERIFIER,
    });
    const code = (await bench.sandbox.control.authorize(url)).searchParams.get('code') ?? '';
    const input = { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER.replace('d', 'e') };
    await expect(x.oauth.exchangeCode(bench.oauth, input)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('connects as a public client when there is no secret', async () => {
    await using bench = await startXBench();
    const oauth = { ...bench.oauth, client: { clientId: 'public-app', clientSecret: '' } };
    const url = x.oauth.authorizationUrl(oauth, { redirectUri: REDIRECT_URI, state: 's', codeVerifier: CODE_VERIFIER });
    const code = (await bench.sandbox.control.authorize(url)).searchParams.get('code') ?? '';
    const first = await x.oauth.exchangeCode(oauth, { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER });
    await expect(x.oauth.refresh(oauth, first)).resolves.toHaveProperty('refreshToken');
  });

  it('withdraws the grant, also when it is gone already', async () => {
    await using bench = await startXBench();
    const revoke = (credentials: Credentials) => x.oauth.revoke?.(bench.oauth, credentials);
    await revoke(bench.credentials);
    await expect(x.oauth.identify(bench.oauth, bench.credentials)).rejects.toMatchObject({ kind: 'unauthorized' });
    await revoke(bench.credentials);
  });
});

describe('publishing', () => {
  it('posts a text and answers with its permalink', async () => {
    await using bench = await startXBench();
    const { receipt } = await bench.publish(bench.post([], { caption: 'Fresh roast & more' }));
    const [post, ...others] = await live(bench);
    expect(others).toEqual([]);
    expect(post).toMatchObject({ id: receipt.id, text: 'Fresh roast & more', permalink: receipt.url });
    expect(await operations(bench)).toEqual(['x.tweets_create']);
  });

  it('falls back to the permalink without a name', async () => {
    await using bench = await startXBench();
    bench.api.account = { ...bench.api.account, username: null };
    const { receipt } = await bench.publish(bench.post([]));
    expect(receipt.url).toBe(`https://x.com/i/status/${receipt.id}`);
  });

  it('sends poll, labels, reply setting and community as X names them', async () => {
    await using bench = await startXBench();
    const options = {
      replySettings: 'mentionedUsers',
      poll: { options: ['yes', 'no'], durationMinutes: 60 },
      madeWithAi: true,
      paidPartnership: true,
      communityId: '42',
      shareWithFollowers: true,
    };
    await bench.publish(bench.post([], { options }));
    expect(await live(bench)).toMatchObject([{ details: { communityId: '42', shareWithFollowers: true } }]);
    const sent = bench.exchanges.find(({ endpoint }) => endpoint === 'tweets.create')?.request;
    expect(sent).toMatchObject({
      body: {
        text: 'hello',
        poll: { options: ['yes', 'no'], duration_minutes: 60 },
        reply_settings: 'mentionedUsers',
        made_with_ai: true,
        paid_partnership: true,
        community_id: '42',
        share_with_followers: true,
      },
    });
    expect((await live(bench))[0]).toMatchObject({
      kind: 'POLL',
      details: { madeWithAi: true, paidPartnership: true },
    });
  });

  it('uploads four images with their alt texts, in order, and posts them without a text', async () => {
    await using bench = await startXBench();
    const files = [61, 62, 63, 64].map((width) => ({ ...jpeg(width), altText: `width ${width}` }));
    await bench.publish(bench.post(files, { format: 'CAROUSEL', caption: '', options: { taggedUserIds: ['7'] } }));
    const [post] = await live(bench);
    expect(post).toMatchObject({
      kind: 'IMAGE',
      mediaSha256: files.map(({ bytes }) => sha256(bytes)),
      details: { altTexts: files.map(({ altText }) => altText) },
    });
    expect(await count(bench, 'x.media_status')).toBe(0);
  });

  it('sends a video in segments of 1 MiB and waits for its processing before posting', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { processingPolls: 2 });
    const file = mp4(9.5 * MIB);
    const run = newRun();
    await bench.publish(bench.post([file], { format: 'VIDEO' }), run);
    expect((await live(bench))[0]).toMatchObject({ kind: 'VIDEO', mediaSha256: [sha256(file.bytes)] });
    expect(await count(bench, 'x.media_append')).toBe(10);
    expect([...run.journal.keys()]).toEqual([
      'media-0-init',
      'media-0-append-0',
      'media-0-append-1',
      'media-0-finalize-tried',
      'media-0-finalize',
      'media-0-first-check',
      'media-0-processing',
      'post',
    ]);
    expect(run.progress.at(-1)).toEqual({ percent: 100 });
  });

  it('asks for the status only after the pause that finalize has named', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { checkAfterSecs: 7, processingPolls: 1 });
    const run = newRun();
    await bench.publish(bench.post([gif()], { format: 'VIDEO' }), run);
    expect(run.probes.map(({ probe }) => probe)).toEqual([
      { againInMs: 7_000, platformState: 'pending' },
      { againInMs: 7_000, platformState: 'in_progress', percent: 20 },
      'ready',
    ]);
    expect(await count(bench, 'x.media_status')).toBe(2);
    expect((await live(bench))[0]).toMatchObject({ kind: 'GIF', details: { altTexts: ['A loop'] } });
  });

  it('takes ids as numbers, numbers as strings and nothing where a hint is missing', async () => {
    await using bench = await startXBench();
    const answers = [
      ['x.media_initialize', { id: 71, expires_after_secs: null }],
      ['x.media_append', {}],
      ['x.media_finalize', { id: 71, processing_info: { state: 'pending', check_after_secs: '3' } }],
      ['x.media_status', { id: 71, processing_info: { state: 'in_review' } }],
      ['x.media_status', { id: 71, media_key: null, processing_info: { state: 'succeeded', progress_percent: null } }],
      ['x.tweets_create', { id: 72 }],
    ] as const;
    for (const [operation, data] of answers)
      await fault(bench, { operation, mode: 'answer', status: 200, json: { data } });
    const run = newRun();
    const { receipt } = await bench.publish(bench.post([mp4()], { format: 'VIDEO' }), run);
    expect(receipt.id).toBe('72');
    expect(run.probes.map(({ probe }) => probe)).toEqual([
      { againInMs: 3_000, platformState: 'pending' },
      { againInMs: 5_000, platformState: 'in_review' },
      'ready',
    ]);
    const sent = bench.exchanges.find(({ endpoint }) => endpoint === 'tweets.create')?.request;
    expect(sent).toMatchObject({ body: { media: { media_ids: ['71'] } } });
  });

  it('fails for good when X cannot process the file, and forgets the upload', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { failProcessing: 'unsupported codec' });
    const run = newRun();
    const failure = await bench.fail(bench.post([mp4()], { format: 'VIDEO' }), run);
    expect(failure).toMatchObject({
      code: 'MEDIA_INVALID',
      kind: 'rejected',
      vendor: { code: 'InvalidMedia', message: 'unsupported codec' },
    });
    expect([...run.journal.keys()]).toEqual([]);
  });

  it('continues an upload that broke, without a second session', async () => {
    await using bench = await startXBench();
    const file = mp4(9.5 * MIB);
    const post = bench.post([file], { format: 'VIDEO' });
    const run = newRun();
    await fault(bench, { operation: 'x.media_append', mode: 'drop_after', skip: 8 });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await count(bench, 'x.media_initialize')).toBe(1);
    expect((await live(bench))[0]?.mediaSha256).toEqual([sha256(file.bytes)]);
  });

  it('takes the status for the answer when a finalize was lost and its repetition is refused', async () => {
    await using bench = await startXBench();
    const post = bench.post([mp4()], { format: 'VIDEO' });
    const run = newRun();
    await fault(bench, { operation: 'x.media_finalize', mode: 'drop_after' });
    await bench.fail(post, run);
    await fault(bench, {
      operation: 'x.media_finalize',
      mode: 'answer',
      status: 400,
      json: { title: 'Invalid Request' },
    });
    await bench.publish(post, run);
    expect(await live(bench)).toHaveLength(1);
  });

  it('believes the refusal of a finalize that nothing was lost before', async () => {
    await using bench = await startXBench();
    const json = { title: 'Invalid Request', detail: 'The file is broken.' };
    await fault(bench, { operation: 'x.media_finalize', mode: 'answer', status: 400, json });
    const failure = await bench.fail(bench.post([jpeg()], { format: 'IMAGE' }), newRun());
    expect(failure).toMatchObject({ code: 'MEDIA_INVALID', message: expect.stringContaining('The file is broken.') });
    expect(await count(bench, 'x.media_status')).toBe(0);
    expect(await count(bench, 'x.tweets_create')).toBe(0);
  });

  it.each([413, 431])('goes on with smaller segments after an empty %i', async (status) => {
    await using bench = await startXBench();
    const file = mp4(1.5 * MIB);
    const post = bench.post([file], { format: 'VIDEO' });
    const run = newRun();
    await fault(bench, { operation: 'x.media_append', mode: 'answer', status, text: '', times: 2 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'PLATFORM_UNAVAILABLE', kind: 'unavailable' });
    expect([...run.journal.keys()]).toEqual(['media-0-segment-size-1']);
    await bench.fail(post, run);
    await bench.publish(post, run);
    expect((await live(bench))[0]?.mediaSha256).toEqual([sha256(file.bytes)]);
    const sizes = (await bench.sandbox.control.requests({ operation: 'x.media_append' })).map(
      ({ requestBytes }) => requestBytes,
    );
    expect(Math.max(...sizes.slice(2))).toBeLessThan(300 * 1024);
  });

  it('gives up when no smaller segment can hold the file', async () => {
    await using bench = await startXBench();
    const post = bench.post([mp4(64 * 1024)], { format: 'VIDEO' });
    const run = newRun();
    await fault(bench, { operation: 'x.media_append', mode: 'answer', status: 413, text: '', times: -1 });
    const kinds: string[] = [];
    while (kinds.at(-1) !== 'rejected') kinds.push((await bench.fail(post, run)).kind);
    expect(kinds.length).toBeLessThan(10);
  });

  it('uploads anew what X has forgotten after a day', async () => {
    await using bench = await startXBench();
    const post = bench.post([jpeg()], { format: 'IMAGE' });
    const run = newRun();
    await fault(bench, { operation: 'x.tweets_create', mode: 'answer', status: 429, json: {} });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'RATE_LIMITED', discard: [] });
    bench.advance(24 * 60 * 60_000);
    await bench.sandbox.control.advance(24 * 60 * 60_000);
    const credentials = await x.oauth.refresh(bench.oauth, bench.credentials);
    bench.api.accessToken = credentials.accessToken;
    expect(await bench.fail(post, run)).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      kind: 'unavailable',
      neverSent: true,
    });
    expect(run.intents.size).toBe(0);
    await bench.publish(post, run);
    expect(await live(bench)).toHaveLength(1);
    expect(await count(bench, 'x.tweets_create')).toBe(2);
  });
});

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

describe('access', () => {
  it('that has expired is told from access that lacks a scope', async () => {
    await using bench = await startXBench();
    const granted = await bench.connect({ scopes: ['tweet.read', 'tweet.write', 'users.read'] });
    bench.api.accessToken = granted.accessToken;
    bench.api.account.facts = { ...bench.api.account.facts, scopes: granted.scopes };
    const image = bench.post([jpeg()], { format: 'IMAGE' });
    expect(await bench.fail(image, newRun())).toMatchObject({ code: 'SCOPE_MISSING', kind: 'unauthorized' });
    await bench.sandbox.control.expireTokens('X');
    expect(await bench.fail(image, newRun())).toMatchObject({ code: 'AUTH_EXPIRED', kind: 'unauthorized' });
  });

  it('token and file contents never reach the records', async () => {
    await using bench = await startXBench();
    await bench.publish(bench.post([jpeg()], { format: 'IMAGE' }));
    const { accessToken, refreshToken } = await x.oauth.refresh(bench.oauth, bench.credentials);
    const records = JSON.stringify(bench.exchanges);
    for (const secret of [bench.credentials.accessToken, bench.credentials.refreshToken, accessToken, refreshToken]) {
      expect(records).not.toContain(String(secret));
    }
  });
});
