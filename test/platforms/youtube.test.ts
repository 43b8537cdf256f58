import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { nextPacificMidnight } from '../../src/platforms/youtube/failures.ts';
import { type MemoryRun, newRun } from '../support/memory-journal.ts';
import { mp4, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

let bench: YouTubeBench;
beforeEach(async () => {
  bench = await startYouTubeBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const LANDSCAPE = { width: 1920, height: 1080, durationMs: 300_000 };
const UPRIGHT = { width: 1080, height: 1920, durationMs: 20_000 };
const small = mp4(100_000, LANDSCAPE);
const large = mp4(20 * 1_048_576 + 12_345, LANDSCAPE);
const PUT = 'youtube.upload_put';

const probesOf = (run: MemoryRun, step: string) =>
  run.probes.filter((one) => one.step === step).map(({ probe }) => probe);
const live = () => bench.sandbox.control.live({ platform: 'YOUTUBE' });
const puts = async () =>
  (await bench.sandbox.control.requests({ operation: PUT })).map(({ requestBytes, status }) => ({
    requestBytes,
    status,
  }));

describe('a video', () => {
  test('goes up in chunks, and exists only with the last few bytes', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before', skip: 2 });
    const failure = await bench.fail(post, run);
    expect(failure.code).toBe('NETWORK');
    expect(run.journal.has('upload')).toBe(true);
    expect(await live()).toEqual([]);

    const { receipt } = await bench.publish(post, run);
    const [video, ...others] = await live();
    expect(others).toEqual([]);
    expect(video).toMatchObject({
      id: receipt.id,
      title: 'Roasting day',
      text: post.caption,
      visible: true,
      mediaSha256: [createHash('sha256').update(large).digest('hex')],
      details: { privacyStatus: 'public', selfDeclaredMadeForKids: false },
    });
    expect(receipt.url).toBe(`https://www.youtube.com/watch?v=${receipt.id}`);
    const sent = (await puts()).map(({ requestBytes }) => requestBytes).filter((bytes) => bytes > 0);
    expect(sent.toSorted((a, b) => b - a)).toEqual(expect.arrayContaining([16 * 1_048_576, 12_345]));
  });

  test('of less than one chunk unit is a single request', async () => {
    const { receipt } = await bench.publish(bench.post(small));
    expect(await live()).toMatchObject([{ id: receipt.id }]);
    expect(await puts()).toEqual([{ requestBytes: small.length, status: 201 }]);
  });

  test('carries every option, and names exactly the parts it sends', async () => {
    const options = {
      privacy: 'UNLISTED',
      tags: ['coffee', 'slow morning'],
      license: 'CREATIVE_COMMON',
      embeddable: false,
      containsSyntheticMedia: true,
      hasPaidProductPlacement: true,
      notifySubscribers: false,
    };
    await bench.publish(bench.post(small, { options }));
    expect(await live()).toMatchObject([
      {
        details: {
          privacyStatus: 'unlisted',
          license: 'creativeCommon',
          embeddable: false,
          containsSyntheticMedia: true,
        },
      },
    ]);
    expect(bench.exchanges.find(({ endpoint }) => endpoint === 'videos.insert')?.request).toMatchObject({
      query: { part: 'snippet,status,paidProductPlacementDetails', notifySubscribers: false, uploadType: 'resumable' },
    });
  });

  test('that YouTube turns into a Short is linked as one', async () => {
    const post = bench.post(mp4(50_000, UPRIGHT), { format: 'SHORT', media: UPRIGHT, title: null });
    const { receipt } = await bench.publish(post);
    expect(await live()).toMatchObject([{ kind: 'SHORT', title: 'How we roast', permalink: receipt.url }]);
    expect(receipt.url).toBe(`https://www.youtube.com/shorts/${receipt.id}`);
  });

  test('goes to wherever the session is said to be, also without a host', async () => {
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_insert',
      mode: 'answer',
      status: 200,
      text: '',
      headers: { location: '/elsewhere/session?id=1' },
    });
    const run = newRun();
    await bench.fail(bench.post(small), run);
    expect(bench.exchanges.at(-1)).toMatchObject({
      method: 'PUT',
      url: `${bench.sandbox.origin}/elsewhere/session`,
    });
  });

  test('takes its token to no other host, wherever the session is said to be', async () => {
    const seen: (string | undefined)[] = [];
    const stranger = createServer((request, response) => {
      seen.push(request.headers.authorization);
      request.resume().on('end', () => response.writeHead(503).end());
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_insert',
      mode: 'answer',
      status: 200,
      text: '',
      headers: { location: `http://127.0.0.1:${port}/session?id=1` },
    });
    const run = newRun();
    await bench.fail(bench.post(small), run);
    await bench.fail(bench.post(small), run);
    stranger.close();
    expect(seen).toEqual([undefined, undefined]);
  });

  test.each(['file:///etc/passwd', 'ftp://www.googleapis.com/session', 'http://['])(
    'goes to no session at %s',
    async (location) => {
      await bench.sandbox.control.fault({
        operation: 'youtube.videos_insert',
        mode: 'answer',
        status: 200,
        text: '',
        headers: { location },
      });
      const run = newRun();
      expect(await bench.fail(bench.post(small), run)).toMatchObject({ code: 'NETWORK', kind: 'unavailable' });
      expect(run.journal.has('session')).toBe(false);
    },
  );

  test('leaves no token and no session address in what is recorded', async () => {
    await bench.publish(bench.post(large));
    const recorded = JSON.stringify(bench.exchanges);
    expect(recorded).toContain('videos.insert.chunk');
    expect(recorded).not.toContain(bench.api.accessToken);
    expect(recorded).not.toContain('upload_id');
  });
});

describe('an interrupted upload', () => {
  test('continues where the server says it stopped', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    expect((await bench.fail(post, run)).code).toBe('NETWORK');
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
    const total = (await puts()).reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    expect(total).toBe(large.length);
  });

  test('asks instead of guessing when a 308 names no range', async () => {
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer_after', status: 308, text: '' });
    await bench.publish(bench.post(large));
    expect(await live()).toHaveLength(1);
    expect(await puts()).toContainEqual({ requestBytes: 0, status: 308 });
  });

  test('asks where to go on when the server cannot use the range', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 416, skip: 1 });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
  });

  test('waits out an outage of the upload server', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 503 });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test('goes on with the same session after the token was renewed', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.expireTokens('YOUTUBE');
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unauthorized', code: 'AUTH_EXPIRED' });
    await bench.refresh();
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
  });

  test('starts over when the session is gone or was cancelled, and when it is older than six days', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 410 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });

    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 499 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });

    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    const today = bench.api;
    bench.api = { ...today, now: () => new Date(Date.now() + 6 * 86_400_000 + 60_000) };
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });
    bench.api = today;
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(4);
  });
});

test('a session that was opened before an edit is not used', async () => {
  const run = newRun();
  await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 401 });
  await bench.fail(bench.post(small), run);
  const edited = bench.post(small, { title: 'Roasting night' });
  expect(await bench.fail(edited, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', neverSent: true });
  await bench.publish(edited, run);
  expect(await live()).toMatchObject([{ title: 'Roasting night' }]);
});

describe('a lost answer to the last chunk', () => {
  test('is found in the session when it had landed', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    const [video] = await live();
    expect((await bench.publish(post, run)).receipt.id).toBe(video?.id);
    expect(await live()).toHaveLength(1);
  });

  test.each(['html', 'truncate'] as const)('counts as lost when it comes back as %s', async (mode) => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    expect(run.intents.has('publish')).toBe(true);
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test('is asked for again when the session answers with a page', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 200, text: '<html>Welcome</html>' });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'NETWORK', kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test('is sent again when the session still misses it', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
    expect((await puts()).map(({ status }) => status)).toEqual(['dropped', 308, 201]);
  });

  test('is found among the uploads when the session is gone', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    const [video] = await live();
    expect((await bench.publish(post, run)).receipt.id).toBe(video?.id);
    expect(await live()).toHaveLength(1);
  });

  test('starts a new session only when the old one is gone and left no upload', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404, times: 2 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test.each([
    ['nothing', {}],
    ['an error', { error: { code: 403, message: 'no' } }],
  ])('is not called absent because the look at the uploads is answered with %s and a 200', async (_what, json) => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404, times: 2 });
    await bench.sandbox.control.fault({
      operation: 'youtube.playlist_items_list',
      mode: 'answer',
      status: 200,
      json,
    });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'NETWORK', kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test('is for a person to decide when two uploads could be it', async () => {
    const run = newRun();
    const post = bench.post(small);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    await bench.publish(bench.post(small));
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test('is for a person to decide when the clocks may differ by as much as an upload is too old', async () => {
    const run = newRun();
    const post = bench.post(small);
    // Our clock is half a minute ahead of YouTube's.
    bench.api = { ...bench.api, now: () => new Date(Date.now() + 30_000) };
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    run.intents.set('publish', new Date(Date.now() + 30_000));
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await live()).toHaveLength(1);
  });

  test('is for a person to decide when the session refuses to tell and nothing is listed', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    const json = { error: { code: 400, message: 'no', errors: [{ reason: 'badRequest' }] } };
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 400, json });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  test('is looked for once more before the session that followed is finished', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.settings('YOUTUBE', { hideFreshReads: 1 });
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404, times: 2 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });
    const { receipt } = await bench.publish(post, run);
    expect((await live()).map(({ id }) => id)).toEqual([receipt.id]);
  });
});

describe('processing', () => {
  test('is watched until YouTube is done', async () => {
    await bench.sandbox.control.settings('YOUTUBE', { processingPolls: 3 });
    const run = newRun();
    await bench.publish(bench.post(small), run);
    expect(probesOf(run, 'processing')).toEqual([
      expect.objectContaining({ againInMs: 5_000, platformState: 'processing' }),
      expect.objectContaining({ againInMs: 5_000 }),
      expect.objectContaining({ againInMs: 5_000 }),
      'ready',
    ]);
  });

  test.each([
    ['copyright', 'CONTENT_POLICY', 'rejected'],
    ['duplicate', 'CONTENT_DUPLICATE', 'rejected'],
    ['codec', 'MEDIA_INVALID', 'rejected'],
    ['conversion', 'PROCESSING_FAILED', 'rejected'],
    ['uploadAborted', 'PROCESSING_FAILED', 'unavailable'],
  ])('that ends with %s fails as %s, and a retry starts from the first byte', async (reason, code, kind) => {
    await bench.sandbox.control.settings('YOUTUBE', { failProcessing: reason });
    const post = bench.post(small);
    const run = newRun();
    expect(await bench.fail(post, run)).toMatchObject({ code, kind, vendor: { code: reason } });
    expect(run.journal.size).toBe(0);
    await bench.sandbox.control.settings('YOUTUBE', { failProcessing: null });
    await bench.publish(post, run);
    expect((await live()).filter(({ visible }) => visible)).toHaveLength(1);
  });

  /** From the receipt on, every look at the clock is later than the one before: 0, 5, 20, 45, 80 seconds … */
  const hurry = (run: MemoryRun) => {
    const start = Date.now();
    let looks = 0;
    bench.api = {
      ...bench.api,
      now: () => new Date(start + (run.journal.has('publish') ? (looks++) ** 2 * 5_000 : 0)),
    };
  };

  test('does not keep a live video from being published for more than a minute', async () => {
    await bench.sandbox.control.settings('YOUTUBE', { processingPolls: 1_000 });
    const run = newRun();
    hurry(run);
    const { receipt, extras } = await bench.publish(bench.post(small), run);
    expect(await live()).toMatchObject([{ id: receipt.id, visible: true }]);
    expect(probesOf(run, 'processing')).toHaveLength(5);
    expect(probesOf(run, 'verdict.read').length).toBeGreaterThan(5);
    expect(extras).toEqual({ verdict: undefined });
  });

  test('that ends badly after the video was published is a warning, and the post stays', async () => {
    await bench.sandbox.control.settings('YOUTUBE', { processingPolls: 7, failProcessing: 'copyright' });
    const run = newRun();
    hurry(run);
    const { receipt, extras } = await bench.publish(bench.post(small), run);
    expect(extras.verdict).toMatchObject({ code: 'CONTENT_POLICY', vendor: { code: 'copyright' } });
    expect(run.journal.get('publish')).toMatchObject({ id: receipt.id });
  });

  test.each([
    ['for lack of quota', 403, 'quotaExceeded'],
    ['at all', 404, undefined],
  ])('that may not be looked at %s keeps no video from being published', async (_name, status, reason) => {
    const errors = reason === undefined ? [] : [{ domain: 'youtube.quota', reason }];
    const json = { error: { code: status, message: 'no', errors } };
    await bench.sandbox.control.fault({ operation: 'youtube.videos_list', mode: 'answer', status, json, times: -1 });
    const run = newRun();
    const { receipt, extras } = await bench.publish(bench.post(small), run);
    expect(await live()).toMatchObject([{ id: receipt.id }]);
    expect(probesOf(run, 'processing')).toEqual(['ready']);
    expect(extras.verdict).toBeInstanceOf(PlatformFailure);
  });

  test('that cannot be looked at because of an outage is looked at again', async () => {
    await bench.sandbox.control.fault({ operation: 'youtube.videos_list', mode: 'answer', status: 503 });
    const run = newRun();
    await bench.publish(bench.post(small), run);
    expect(probesOf(run, 'processing')).toEqual([
      { againInMs: 5_000, platformState: 'PLATFORM_UNAVAILABLE' },
      expect.objectContaining({ platformState: 'processing' }),
      'ready',
    ]);
  });

  test('whose token died is left to the engine, which renews it', async () => {
    await bench.sandbox.control.fault({ operation: 'youtube.videos_list', mode: 'answer', status: 401 });
    const run = newRun();
    expect(await bench.fail(bench.post(small), run)).toMatchObject({ code: 'AUTH_EXPIRED' });
    await bench.publish(bench.post(small), run);
    expect(await live()).toHaveLength(1);
  });

  test('may begin before the video is listed', async () => {
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_list',
      mode: 'answer',
      status: 200,
      json: { items: [] },
    });
    const run = newRun();
    await bench.publish(bench.post(small), run);
    expect(probesOf(run, 'processing')[0]).toEqual({ againInMs: 5_000, platformState: 'not visible yet' });
  });

  test('of a video that YouTube keeps private fails, and a retry looks again instead of uploading again', async () => {
    const run = newRun();
    const post = bench.post(small);
    await bench.sandbox.control.fault({ operation: 'youtube.videos_list', mode: 'answer', status: 401 });
    await bench.fail(post, run);
    const [{ id } = { id: '' }] = await live();
    hurry(run);
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_list',
      mode: 'answer',
      status: 200,
      json: { items: [{ id, status: { uploadStatus: 'processed', privacyStatus: 'private' } }] },
      times: 10,
    });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'ACCOUNT_RESTRICTED', kind: 'rejected', discard: [] });
    await bench.sandbox.control.clearFaults();
    expect((await bench.publish(post, run)).receipt.id).toBe(id);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
  });
});

describe('a refusal', () => {
  test('of the metadata comes before any byte moves', async () => {
    const failure = await bench.fail(bench.post(small, { title: 'a < b' }), newRun());
    expect(failure).toMatchObject({ code: 'CONTENT_INVALID', kind: 'rejected', vendor: { code: 'invalidTitle' } });
    expect(await puts()).toEqual([]);
  });

  test.each([
    ['youtube.videos_insert', 403],
    ['youtube.videos_insert', 404],
    [PUT, 400],
    [PUT, 403],
  ])('of %s with %d by a page that is not from YouTube is an outage', async (operation, status) => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation, mode: 'answer', status, text: '<html>Blocked</html>' });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'PLATFORM_UNAVAILABLE', kind: 'unavailable' });
    await bench.publish(post, run);
    expect(await live()).toHaveLength(1);
  });

  test('for the daily quota of the project lasts until midnight in California, and the ledger is told', async () => {
    await bench.sandbox.control.settings('YOUTUBE', { dailyInserts: 0 });
    const resetsAt = nextPacificMidnight(new Date());
    expect(await bench.fail(bench.post(small), newRun())).toMatchObject({ code: 'QUOTA_EXCEEDED', retryAt: resetsAt });
    expect(bench.readings).toEqual([{ name: 'videos_insert_day', remaining: 0, resetsAt }]);
  });

  test('for the daily cap of the channel is no matter of the project', async () => {
    await bench.sandbox.control.settings('YOUTUBE', { channelDailyUploads: 0 });
    const failure = await bench.fail(bench.post(small), newRun());
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', vendor: { code: 'uploadLimitExceeded' } });
    expect((failure.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(86_000_000);
    expect(bench.readings).toEqual([]);
  });
});
