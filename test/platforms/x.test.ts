/** Single posts on X against the sandbox: what is uploaded, sent and journaled, and what a refusal leads to. */
import { describe, expect, it } from 'vitest';
import { x } from '../../src/platforms/x/index.ts';
import { newRun, useJournal } from '../support/journal.ts';
import { count, fault, gif, jpeg, live, MIB, mp4, operations, sha256, startXBench } from '../support/x.ts';

useJournal();

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
    expect(run.journal.keys()).toEqual([
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
    expect(run.journal.keys()).toEqual([]);
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
    expect(run.journal.keys()).toEqual(['media-0-segment-size-1']);
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
