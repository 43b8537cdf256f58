/** What Instagram refuses: what it means, what it makes void, and when it is tried again. */
import { describe, expect, it } from 'vitest';
import { instagram } from '../../src/platforms/instagram/index.ts';
import { openInstagram, post } from '../support/instagram.ts';
import { newRun, useJournal } from '../support/journal.ts';

useJournal();

const bench = openInstagram();
const { connect, failing, live, now, publish } = bench;

describe('a refusal', () => {
  it('of a media says what is wrong with it', async () => {
    const error = await failing(post('IMAGE', ['tower']), newRun());
    expect(error).toMatchObject({
      code: 'MEDIA_INVALID',
      kind: 'rejected',
      vendor: { code: '36003', subcode: '2207009' },
    });
    expect(error.vendor.traceId).toBeTruthy();
  });

  it('because the media cannot be fetched is final after three containers, and hides the link', async () => {
    const run = newRun();
    const subject = post('IMAGE', ['missing']);
    const kinds = [await failing(subject, run), await failing(subject, run), await failing(subject, run)];
    expect(kinds.map(({ code, kind }) => `${code} ${kind}`)).toEqual([
      'MEDIA_UNREACHABLE unavailable',
      'MEDIA_UNREACHABLE unavailable',
      'MEDIA_UNREACHABLE rejected',
    ]);
    expect(kinds.map((error) => error.message + error.vendor.message).join()).not.toContain('sig=');
    expect(run.journal.keys()).toEqual([]);
  });

  it('during processing gets one new container, then is final', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { failProcessing: '2207082' });
    const run = newRun();
    const first = await failing(post('REEL', ['clip']), run);
    expect(first).toMatchObject({ code: 'PROCESSING_FAILED', kind: 'unavailable', vendor: { subcode: '2207082' } });
    expect(run.journal.has('container')).toBe(false);
    const second = await failing(post('REEL', ['clip']), run);
    expect(second).toMatchObject({ code: 'PROCESSING_FAILED', kind: 'rejected' });
    expect(await bench.sandbox.control.requestCount('instagram.container_create')).toBe(2);
  });

  it('of the file during processing is the fault of the file', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { failProcessing: '2207026' });
    expect(await failing(post('REEL', ['clip']), newRun())).toMatchObject({ code: 'MEDIA_INVALID', kind: 'rejected' });
  });

  it('of one item of a carousel makes that item new and no other', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const broken = { id: '1', status_code: 'ERROR', status: 'Error: Media upload has failed with error code 2207077' };
    const operation = 'instagram.container_status';
    await bench.sandbox.control.fault({ operation, mode: 'answer', status: 200, json: broken, skip: 1 });
    const run = newRun();
    const subject = post('CAROUSEL', ['bread', 'cake']);
    expect(await failing(subject, run)).toMatchObject({
      code: 'MEDIA_UNREACHABLE',
      discard: ['child-1', 'processing-child-1'],
    });
    await publish(subject, run);
    expect(await bench.sandbox.control.requestCount('instagram.container_create')).toBe(4);
    expect(await live()).toHaveLength(1);
  });

  it('by the daily limit is seen before anything is published', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { quotaTotal: 0 });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'QUOTA_EXCEEDED', kind: 'rate_limited' });
    expect(error.retryAt?.getTime()).toBeGreaterThan(now().getTime());
    expect(await bench.sandbox.control.requestCount('instagram.media_publish')).toBe(0);
  });

  it('by the daily limit at the last moment clears the intent and asks anew', async () => {
    const json = {
      error: { message: 'limit', type: 'OAuthException', code: 9, error_subcode: 2207042, fbtrace_id: 'A' },
    };
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer', status: 400, json });
    const run = newRun();
    const error = await failing(post('IMAGE', ['bread']), run);
    expect(error).toMatchObject({ code: 'QUOTA_EXCEEDED', discard: ['limit'], vendor: { traceId: 'A' } });
    expect(run.intents.size).toBe(0);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('of the rate tells when to come back', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { callsPerHour: 1 });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    const minutes = ((error.retryAt?.getTime() ?? 0) - now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('of the rate that names no budget is asked again after a minute', async () => {
    await bench.sandbox.control.fault({
      operation: 'instagram.container_create',
      mode: 'answer',
      status: 429,
      text: '',
    });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    expect(((error.retryAt?.getTime() ?? 0) - now().getTime()) / 1_000).toBeCloseTo(60, 0);
  });

  it('of the token is about the token', async () => {
    await bench.sandbox.control.expireTokens('INSTAGRAM');
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({
      code: 'AUTH_EXPIRED',
      kind: 'unauthorized',
    });
    await bench.sandbox.control.revokeTokens('INSTAGRAM');
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ kind: 'unauthorized' });
  });

  it('of a scope spares the post and fails the comment alone', async () => {
    bench.credentials = await connect({ scopes: [...instagram.oauth.neededScopes] });
    const { extras } = await publish(post('IMAGE', ['bread'], { options: { firstComment: 'First' } }));
    expect(extras['first-comment']).toMatchObject({ code: 'SCOPE_MISSING', kind: 'unauthorized' });
    expect(await live()).toHaveLength(1);
  });

  it('without words, from a proxy, is an outage', async () => {
    await bench.sandbox.control.fault({
      operation: 'instagram.container_create',
      mode: 'answer',
      status: 403,
      text: '<html>',
    });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ kind: 'unavailable' });
  });
});
