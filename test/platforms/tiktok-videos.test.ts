/** A video whose last chunk was sent, or may have been: found again, sent again, or left to a person. */
import { describe, expect, it } from 'vitest';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { newRun, publishOnJournal, useJournal } from '../support/journal.ts';
import { failureOf, forget, longUpload, MINUTE_MS, openTikTok, publicVideo } from '../support/tiktok.ts';

useJournal();

const bench = openTikTok();
const { apiFor, live } = bench;

describe('videos', () => {
  it('are looked up by publish_id, not sent again, when the answer to the last chunk is lost', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const { receipt } = await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(1);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
  });

  it('get their last chunk again when it never arrived', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(1);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    [400, false],
    [403, false],
    [404, true],
    [200, false],
  ])('are not judged by the page of a proxy that answers the last chunk with %i', async (status, arrived) => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: arrived ? 'answer_after' : 'answer',
      status,
      text: '<html><title>Blocked</title></html>',
    });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({
      code: 'NETWORK',
      vendor: { httpStatus: status },
      discard: [],
    });
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(1);
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(arrived ? 1 : 2);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    ['answer_after', 1],
    ['answer', 2],
  ] as const)(
    'ask TikTok when their last chunk is answered with 200 (%s), which it does not document',
    async (mode, uploads) => {
      const api = await apiFor();
      const run = newRun();
      await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode, status: 200 });
      await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ kind: 'unavailable' });
      await publishOnJournal(tiktok, publicVideo, api, run);
      expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(1);
      expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(uploads);
      expect(await live()).toHaveLength(1);
    },
  );

  it('count as sent when the last chunk turns out to be there already', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    // A status that lags behind: the chunk is sent again and TikTok says 416 with all bytes stored.
    const lagging = {
      data: { status: 'PROCESSING_UPLOAD', uploaded_bytes: 0 },
      error: { code: 'ok', message: '', log_id: '' },
    };
    await bench.sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json: lagging });
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('count as sent when the session is gone because it was complete and the status lagged behind', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const data = { status: 'PROCESSING_UPLOAD', uploaded_bytes: 0 };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json });
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 404 });
    const { receipt } = await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(1);
  });

  it('start over with a new session when the upload URL expired before the last chunk', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 403 });
    const failure = await failureOf(publishOnJournal(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ code: 'CONTAINER_EXPIRED', kind: 'unavailable', discard: ['init', 'upload'] });
    await forget(run, failure);
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(2);
    expect(await live()).toHaveLength(1);
  });

  it('start over without sending another byte when the hour of the upload URL has passed', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishOnJournal(tiktok, longUpload, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    bench.laterMs = 60 * MINUTE_MS;
    const failure = await failureOf(publishOnJournal(tiktok, longUpload, api, run));
    expect(failure).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['init', 'upload'] });
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(1);
    await forget(run, failure);
    await publishOnJournal(tiktok, longUpload, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('start over when TikTok itself says that an abandoned upload failed', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await bench.sandbox.control.advance(61 * MINUTE_MS);
    const failure = await failureOf(publishOnJournal(tiktok, publicVideo, api, run));
    expect(failure.discard).toEqual(['init', 'upload', 'publish', 'processing', 'verdict']);
    await forget(run, failure);
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('are looked at again while TikTok calls their state something new', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const reviewed = { data: { status: 'UNDER_REVIEW' }, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 200,
      json: reviewed,
    });
    const failure = await failureOf(publishOnJournal(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ kind: 'unavailable', discard: [] });
    const { receipt } = await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(1);
  });

  it('stop for a person when the session is gone and TikTok does not say what it holds', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const silent = { data: { status: 'PROCESSING_UPLOAD' }, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 200,
      json: silent,
      times: 2,
    });
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 404 });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({
      kind: 'outcome_unknown',
      discard: [],
    });
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(1);
  });

  it('never call a committed post failed because its status cannot be read', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    bench.laterMs = 11 * MINUTE_MS;
    const refusal = { data: {}, error: { code: 'invalid_publish_id', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 400, json: refusal });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ kind: 'outcome_unknown' });
  });

  it('look again while a publish_id is so fresh that TikTok may not know it everywhere', async () => {
    const api = await apiFor();
    const refusal = { data: {}, error: { code: 'invalid_publish_id', message: '', log_id: '' } };
    await bench.sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 400,
      json: refusal,
      times: 3,
    });
    await publishOnJournal(tiktok, publicVideo, api);
    expect(await live()).toHaveLength(1);
  });

  it('take no harm from a lost answer of init', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.video_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });
});
