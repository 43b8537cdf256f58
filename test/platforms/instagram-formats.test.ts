/** Every format of Instagram on its way from container to permalink, and the allowance that is asked before. */
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { pollAgainInMs } from '../../src/platforms/instagram/publish.ts';
import { ACCOUNT_ID, asset, openInstagram, post } from '../support/instagram.ts';
import { newRun, useJournal } from '../support/journal.ts';

useJournal();

const bench = openInstagram();
const { failing, live, now, publish, travel } = bench;

describe('publishing', () => {
  it('puts an image live once, with caption, alt text, address and first comment', async () => {
    const caption = 'Fresh #bread & more = 100 % 🥐 @ada.makes';
    const subject = {
      ...post('IMAGE', ['bread'], { caption, options: { firstComment: 'Open till 6 #hours' } }),
      media: [asset('bread', 'A loaf')],
    };
    const { receipt, extras } = await publish(subject);
    const [only, ...others] = await live();
    expect(others).toEqual([]);
    expect(only).toMatchObject({ id: receipt.id, accountId: ACCOUNT_ID, text: caption, mediaCount: 1 });
    expect(only?.details).toMatchObject({ altText: 'A loaf', comments: [{ text: 'Open till 6 #hours' }] });
    expect(extras.permalink).toEqual({ url: only?.permalink });
  });

  it('puts images and videos into one carousel, in order, the caption on the parent', async () => {
    const run = newRun();
    const tags = [{ username: 'ada.makes', x: 0.5, y: 0.25, mediaIndex: 2 }];
    const given = { collaborators: ['@ada.makes'], userTags: tags };
    await publish(post('CAROUSEL', ['bread', 'clip', 'cake'], { options: given }), run);
    const [only] = await live();
    expect(only).toMatchObject({ kind: 'CAROUSEL', text: 'Fresh bread', mediaCount: 3 });
    expect(only?.details).toMatchObject({ mediaTypes: ['IMAGE', 'VIDEO', 'IMAGE'], collaborators: ['ada.makes'] });
    expect(run.journal.keys().filter((step) => !/permalink/.test(step))).toEqual([
      ...['child-0', 'child-1', 'child-2', 'processing-child-0', 'processing-child-1', 'processing-child-2'],
      ...['container', 'processing-container', 'limit', 'publish'],
    ]);
  });

  it('publishes a reel with a cover and everything a reel can have', async () => {
    const given = {
      ...{ shareToFeed: true, coverMediaAssetId: 'cake', audioName: 'Oven', trialReel: 'MANUAL', isAiGenerated: true },
      userTags: [{ username: 'ada.makes' }],
    };
    await publish(post('REEL', ['clip'], { options: given }));
    expect(await live()).toMatchObject([{ kind: 'REELS', text: 'Fresh bread' }]);
  });

  it.each(['bread', 'clip'])('publishes a story of %s without a caption', async (id) => {
    await publish(post('STORY', [id], { caption: 'not for stories' }));
    expect(await live()).toMatchObject([{ kind: 'STORIES', text: '' }]);
  });

  it('switches comments off when asked to', async () => {
    const { extras } = await publish(post('IMAGE', ['bread'], { options: { commentsEnabled: false } }));
    expect(extras['comment-switch']).toBeUndefined();
    const requests = await bench.sandbox.control.requests({ operation: 'instagram.media_update' });
    expect(requests).toHaveLength(1);
  });

  it('waits for the container', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { processingPolls: 4 });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    const waits = run.probes.flatMap(({ probe }) => (probe === 'ready' ? [] : [probe]));
    expect(waits).toHaveLength(4);
    expect(waits[0]).toEqual({ againInMs: 3_000, platformState: 'IN_PROGRESS' });
  });

  it('looks at a slow container once a minute, as Instagram asks, and at a fresh one a few times more', () => {
    const looks = [500];
    while ((looks.at(-1) ?? 0) < 240_000) looks.push((looks.at(-1) ?? 0) + pollAgainInMs(looks.at(-1) ?? 0));
    expect(looks).toEqual([500, 3_500, 10_000, 30_000, 90_000, 150_000, 210_000, 270_000]);
  });

  it('looks half as often while four fifths of the calls are used up', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { processingPolls: 1 });
    const usage = { call_count: 12, total_time: '85', total_cputime: 3 };
    await bench.sandbox.control.fault({
      ...{ operation: 'instagram.container_status', mode: 'answer_after', status: 200 },
      json: { id: '1', status_code: 'IN_PROGRESS' },
      headers: { 'x-app-usage': JSON.stringify(usage) },
    });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(run.probes[0]?.probe).toEqual({ againInMs: 6_000, platformState: 'IN_PROGRESS' });
    expect(bench.quotas).toContainEqual({ name: 'app_calls_percent', limit: 100, used: 85 });
  });

  it.each([
    ['without a code', { error: { message: 'something', type: 'OAuthException' } }],
    ['that is a word', { error: 'sorry' }],
    ['that is empty', { error: {} }],
  ])('takes an error %s for no refusal, with whichever status it comes', async (_what, json) => {
    for (const status of [200, 400]) {
      const run = newRun();
      await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer_after', status, json });
      const failure = await failing(post('IMAGE', ['bread']), run);
      expect(failure).toMatchObject({ kind: 'unavailable' });
      await publish(post('IMAGE', ['bread']), run);
    }
    expect(await bench.sandbox.control.requestCount('instagram.media_publish')).toBe(2);
    expect(await live()).toHaveLength(2);
  });

  it('understands an error by its code when what stands beside it is odd', async () => {
    const json = { error: { code: '36003', error_subcode: 2207009, is_transient: 'no', message: { text: 1 } } };
    await bench.sandbox.control.fault({ operation: 'instagram.container_create', mode: 'answer', status: 400, json });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ code: 'MEDIA_INVALID' });
  });

  it('refuses a cover that is no JPEG before anything is sent', async () => {
    const reel = post('REEL', ['clip'], { options: { coverMediaAssetId: 'clip' } });
    expect(await failing(reel, newRun())).toMatchObject({ code: 'MEDIA_INVALID' });
    expect(await bench.sandbox.control.requestCount('instagram.container_create')).toBe(0);
  });

  it('takes an empty state for "in progress" at first, and for "ready" after a minute', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const empty = { operation: 'instagram.container_status', mode: 'answer', status: 200, json: { id: '1' } } as const;
    await bench.sandbox.control.fault({ ...empty, times: 2 });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(run.probes).toHaveLength(3);

    const later = newRun();
    await bench.sandbox.control.fault({ operation: 'instagram.container_status', mode: 'drop_before' });
    await failing(post('IMAGE', ['bread']), later);
    await travel(2 * 60_000);
    await bench.sandbox.control.fault({ ...empty, times: -1 });
    await publish(post('IMAGE', ['bread']), later);
    expect(later.probes).toEqual([{ step: 'processing-container', probe: 'ready' }]);
  });

  it('reports the allowance and the usage headers as Instagram tells them', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { quotaTotal: 77 });
    await publish(post('IMAGE', ['bread']));
    expect(bench.quotas).toContainEqual({ name: 'posts_24h', limit: 77, used: 0 });
    expect(bench.quotas).toContainEqual(expect.objectContaining({ name: 'app_calls_percent', limit: 100 }));
    expect(bench.quotas).toContainEqual(expect.objectContaining({ name: 'account_calls_percent', limit: 100 }));
  });
});

describe('the publishing limit', () => {
  const answered = (fault: { status: number; json?: FaultInput['json']; text?: string }) =>
    bench.sandbox.control.fault({ operation: 'instagram.publishing_limit', mode: 'answer', times: -1, ...fault });
  const error = (code: number, message = 'no') => ({ error: { message, type: 'OAuthException', code } });

  it.each([
    ['an endpoint that is not there', { status: 404, json: error(2500) }],
    ['a parameter it does not like', { status: 400, json: error(100) }],
    ['a permission', { status: 403, json: error(10) }],
    ['an internal error', { status: 500, json: error(1) }],
    ['a page', { status: 502, text: '<!doctype html><title>Bad gateway</title>' }],
    ['an answer that nobody understands', { status: 200, text: '[1]' }],
  ])('is only advice: a post goes out when it is withheld because of %s', async (_what, fault) => {
    await answered(fault);
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
    expect(run.journal.get('limit')).toEqual({ withheld: expect.any(String) });
  });

  it.each([
    ['numbers in strings', { data: [{ quota_usage: '3', config: { quota_total: '50' } }] }, { limit: 50, used: 3 }],
    ['a flat answer', { quota_usage: 3, config: { quota_total: 100 } }, { limit: 100, used: 3 }],
    ['no config', { data: [{ quota_usage: 3 }] }, { used: 3 }],
    ['an empty list', { data: [] }, {}],
  ])('is read from %s', async (_what, json, told) => {
    await answered({ status: 200, json });
    await publish(post('IMAGE', ['bread']));
    expect(bench.quotas).toContainEqual({ name: 'posts_24h', ...told });
    expect(await live()).toHaveLength(1);
  });

  it('stops a post when the token is dead or Instagram throttles, and then comes back when told to', async () => {
    await answered({ status: 400, json: error(190) });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ code: 'AUTH_EXPIRED' });
    await bench.sandbox.control.clearFaults();
    const slow = { status: 429, json: error(4), headers: { 'retry-after': '7' } } as const;
    await bench.sandbox.control.fault({ operation: 'instagram.publishing_limit', mode: 'answer', ...slow });
    const throttled = await failing(post('IMAGE', ['bread']), newRun());
    expect(throttled).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    expect((throttled.retryAt?.getTime() ?? 0) - now().getTime()).toBeLessThanOrEqual(7_000);
    expect(await live()).toEqual([]);
  });

  it('does not concern a container that is live already', async () => {
    const run = newRun();
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    await bench.sandbox.control.settings('INSTAGRAM', { quotaTotal: 1 });
    await run.forget('processing-container', 'limit', 'publish');
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    expect(await live()).toHaveLength(1);
  });
});
