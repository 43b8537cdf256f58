/** What YouTube says about a video after its last byte, and what its refusals mean. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { nextPacificMidnight } from '../../src/platforms/youtube/failures.ts';
import { type JournalRun, newRun, useJournal } from '../support/journal.ts';
import { LANDSCAPE, mp4, PUT, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

useJournal();

let bench: YouTubeBench;
beforeEach(async () => {
  bench = await startYouTubeBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const small = mp4(100_000, LANDSCAPE);

const probesOf = (run: JournalRun, step: string) =>
  run.probes.filter((one) => one.step === step).map(({ probe }) => probe);

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
    expect(run.journal.keys()).toEqual([]);
    await bench.sandbox.control.settings('YOUTUBE', { failProcessing: null });
    await bench.publish(post, run);
    expect((await bench.live()).filter(({ visible }) => visible)).toHaveLength(1);
  });

  /** From the receipt on, every look at the clock is later than the one before: 0, 5, 20, 45, 80 seconds … */
  const hurry = (run: JournalRun) => {
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
    expect(await bench.live()).toMatchObject([{ id: receipt.id, visible: true }]);
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
    expect(await bench.live()).toMatchObject([{ id: receipt.id }]);
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
    expect(await bench.live()).toHaveLength(1);
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
    const [{ id } = { id: '' }] = await bench.live();
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
    expect(await bench.puts()).toEqual([]);
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
    expect(await bench.live()).toHaveLength(1);
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
