/** YouTube uploads that break: where they go on, and what a lost answer to the last chunk leads to. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { newRun, useJournal } from '../support/journal.ts';
import { LANDSCAPE, mp4, PUT, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

useJournal();

let bench: YouTubeBench;
beforeEach(async () => {
  bench = await startYouTubeBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const small = mp4(100_000, LANDSCAPE);
const large = mp4(20 * 1_048_576 + 12_345, LANDSCAPE);

describe('an interrupted upload', () => {
  test('continues where the server says it stopped', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    expect((await bench.fail(post, run)).code).toBe('NETWORK');
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
    const total = (await bench.puts()).reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    expect(total).toBe(large.length);
  });

  test('asks instead of guessing when a 308 names no range', async () => {
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer_after', status: 308, text: '' });
    await bench.publish(bench.post(large));
    expect(await bench.live()).toHaveLength(1);
    expect(await bench.puts()).toContainEqual({ requestBytes: 0, status: 308 });
  });

  test('asks where to go on when the server cannot use the range', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 416, skip: 1 });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('youtube.videos_insert')).toBe(1);
  });

  test('waits out an outage of the upload server', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 503 });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
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
    expect(await bench.live()).toHaveLength(1);
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
    expect(await bench.live()).toHaveLength(1);
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
  expect(await bench.live()).toMatchObject([{ title: 'Roasting night' }]);
});

describe('a lost answer to the last chunk', () => {
  test('is found in the session when it had landed', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    const [video] = await bench.live();
    expect((await bench.publish(post, run)).receipt.id).toBe(video?.id);
    expect(await bench.live()).toHaveLength(1);
  });

  test.each(['html', 'truncate'] as const)('counts as lost when it comes back as %s', async (mode) => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode });
    expect(await bench.fail(post, run)).toMatchObject({ kind: 'unavailable' });
    expect(run.intents.has('publish')).toBe(true);
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
  });

  test('is asked for again when the session answers with a page', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 200, text: '<html>Welcome</html>' });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'NETWORK', kind: 'unavailable', discard: [] });
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
  });

  test('is sent again when the session still misses it', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
    expect((await bench.puts()).map(({ status }) => status)).toEqual(['dropped', 308, 201]);
  });

  test('is found among the uploads when the session is gone', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    const [video] = await bench.live();
    expect((await bench.publish(post, run)).receipt.id).toBe(video?.id);
    expect(await bench.live()).toHaveLength(1);
  });

  test('starts a new session only when the old one is gone and left no upload', async () => {
    const post = bench.post(small);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before' });
    await bench.fail(post, run);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404, times: 2 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['session', 'upload'] });
    await bench.publish(post, run);
    expect(await bench.live()).toHaveLength(1);
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
    expect(await bench.live()).toHaveLength(1);
  });

  test('is no upload that belongs to another post, and the nearest after the intent', async () => {
    const run = newRun();
    const post = bench.post(small);
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_after' });
    await bench.fail(post, run);
    const title = post.title ?? '';
    const upload = (videoId: string, inMs: number) => ({
      snippet: { title, publishedAt: new Date(Date.now() + inMs).toISOString(), resourceId: { videoId } },
    });
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    await bench.sandbox.control.fault({
      ...{ operation: 'youtube.playlist_items_list', mode: 'answer', status: 200 },
      json: {
        kind: 'youtube#playlistItemListResponse',
        items: [upload('later', 60_000), upload('ours', 5_000), upload('taken', 2_000), upload('before', -30_000)],
      },
    });
    for (const id of ['taken', 'before']) await run.addOther({ id });
    // The stand-in knows none of them, so what would follow waits for ever.
    await expect(bench.publish(post, run)).rejects.toThrow('still asleep');
    expect(run.journal.get('publish')).toMatchObject({ id: 'ours' });
  });

  test('is for a person to decide when two uploads could be it', async () => {
    // Both in the same second.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
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
    await run.intendedAt('publish', new Date(Date.now() + 30_000));
    await bench.sandbox.control.fault({ operation: PUT, mode: 'answer', status: 404 });
    expect(await bench.fail(post, run)).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await bench.live()).toHaveLength(1);
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
    expect((await bench.live()).map(({ id }) => id)).toEqual([receipt.id]);
  });
});
