/** One container is published once, whatever is lost, and what follows it neither fails nor repeats it. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { publishContainer } from '../../src/platforms/instagram/api.ts';
import { ACCOUNT_ID, openInstagram, post } from '../support/instagram.ts';
import { newRun, useJournal } from '../support/journal.ts';

useJournal();

const bench = openInstagram();
const { api, failing, live, now, publish, travel } = bench;

describe('one container', () => {
  it.each([
    ['the connection breaks after Instagram accepted', { mode: 'drop_after' }],
    ['Instagram accepts and answers 500', { mode: 'answer_after', status: 500, text: 'oops' }],
    ['Instagram accepts and answers a page', { mode: 'html', status: 200 }],
    ['the answer is cut off', { mode: 'truncate' }],
    ['the connection breaks before Instagram saw it', { mode: 'drop_before' }],
    ['Instagram refuses with 503', { mode: 'answer', status: 503, text: 'busy' }],
  ] as const)('is published once when %s', async (_what, fault) => {
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', ...fault });
    const run = newRun();
    const subject = post('IMAGE', ['bread']);
    expect(await failing(subject, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    expect(run.intents.has('publish')).toBe(true);
    const { receipt, extras } = await publish(subject, run);
    const [only, ...others] = await live();
    expect(others).toEqual([]);
    expect(only?.id).toBe(receipt.id);
    expect(extras.permalink).toEqual({ url: only?.permalink });
    expect(await bench.sandbox.control.requestCount('instagram.container_create')).toBe(1);
  });

  it('is known to be live at once when Instagram accepts and then complains', async () => {
    const json = { error: { message: 'An unknown error occurred', code: 1, is_transient: true } };
    await bench.sandbox.control.fault({
      operation: 'instagram.media_publish',
      mode: 'answer_after',
      status: 500,
      json,
    });
    const { receipt } = await publish(post('IMAGE', ['bread']));
    expect((await live()).map(({ id }) => id)).toEqual([receipt.id]);
    expect(await bench.sandbox.control.requestCount('instagram.media_publish')).toBe(1);
  });

  it('that is live counts as live while Instagram does not list the media, whose id comes later', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { hideFreshReads: 2 });
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    await failing(subject, run);
    const { receipt, extras } = await publish(subject, run);
    const container = run.journal.get('container') as { id: string };
    expect(receipt).toMatchObject({ id: container.id, identified: false });
    expect(extras.permalink).toMatchObject({ kind: 'unavailable' });
    const again = await publish(subject, run);
    const [only] = await live();
    expect(again.extras.permalink).toEqual({ id: only?.id, url: only?.permalink });
    expect(only?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('is found in the end when the clock of Instagram is behind by seconds', async () => {
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    await failing(post('STORY', ['bread']), run);
    await run.intendedAt('publish', new Date(now().getTime() + 3_000));
    const { receipt, extras } = await publish(post('STORY', ['bread']), run);
    expect(receipt.identified).toBe(false);
    expect(extras.permalink).toMatchObject({ kind: 'unavailable' });
    await travel(6 * 60_000);
    const [only] = await live();
    expect((await publish(post('STORY', ['bread']), run)).extras.permalink).toMatchObject({ id: only?.id });
  });

  it('of a story is found among the stories', async () => {
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    await failing(post('STORY', ['bread']), run);
    const { receipt } = await publish(post('STORY', ['bread']), run);
    expect((await live()).map(({ id }) => id)).toEqual([receipt.id]);
  });

  it('of an image is not taken for the reel that went live with the same words just before', async () => {
    const reelAt = now();
    await publish(post('REEL', ['clip']));
    await travel(2_000);
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    await failing(post('IMAGE', ['bread']), run);
    // Clocks differ: by ours, the intent was stored when the reel went out by Instagram's.
    await run.intendedAt('publish', reelAt);
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    const media = await live();
    expect(media).toHaveLength(2);
    expect(receipt.id).toBe(media.find(({ kind }) => kind === 'IMAGE')?.id);
  });

  it('of a story is not mistaken for the story before it, however shortly before', async () => {
    const earlier = await publish(post('STORY', ['bread']));
    await travel(2_000);
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    const run = newRun();
    await failing(post('STORY', ['bread']), run);
    // The clock of the journal does not travel.
    await run.intendedAt('publish', now());
    // A worker that was frozen after its intent sends it later than the earlier story was before the intent.
    await travel(8_000);
    const { id } = run.journal.get('container') as { id: string };
    await publishContainer(api(), ACCOUNT_ID, id, { signal: AbortSignal.timeout(60_000), voids: {} });
    const { receipt } = await publish(post('STORY', ['bread']), run);
    expect((await live()).map((one) => one.id)).toEqual([earlier.receipt.id, receipt.id]);
  });

  it('is not published again when the journal lost that it was', async () => {
    // It is looked for from the second on in which it is sent again.
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const run = newRun();
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    await run.forget('publish', 'permalink');
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    await run.forget('publish');
    await run.forget('processing-container');
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    expect(await live()).toHaveLength(1);
  });

  it('that was not ready is polled again and published then', async () => {
    const json = { error: { message: 'not ready', code: 9007, error_subcode: 2207027 } };
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer', status: 400, json });
    const run = newRun();
    const error = await failing(post('IMAGE', ['bread']), run);
    expect(error).toMatchObject({ kind: 'rate_limited', discard: ['processing-container'] });
    expect(run.intents.size).toBe(0);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
    expect(await bench.sandbox.control.requestCount('instagram.container_create')).toBe(1);
  });

  it('that expired while it was processed is replaced', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const json = { id: '1', status_code: 'EXPIRED', status: 'Expired' };
    await bench.sandbox.control.fault({ operation: 'instagram.container_status', mode: 'answer', status: 200, json });
    const run = newRun();
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      kind: 'unavailable',
    });
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('that expired before its time came is replaced, with all items of the carousel', async () => {
    const run = newRun();
    const subject = post('CAROUSEL', ['bread', 'cake']);
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    await failing(subject, run);
    await run.forget('publish');
    await bench.sandbox.control.expireContainers();
    expect(await failing(subject, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', kind: 'rate_limited' });
    expect(run.intents.size).toBe(0);
    expect(run.journal.keys()).toEqual([]);
    await publish(subject, run);
    expect(await live()).toHaveLength(1);
  });

  it('that expired after a lost call is proof that nothing went live', async () => {
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    await failing(post('IMAGE', ['bread']), run);
    await bench.sandbox.control.expireContainers();
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      kind: 'rate_limited',
    });
    expect(await bench.sandbox.control.requestCount('instagram.media_publish')).toBe(1);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('is looked at again later while Instagram is still working on it', async () => {
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    await failing(post('IMAGE', ['bread']), run);
    const json = { id: '1', status_code: 'IN_PROGRESS' };
    await bench.sandbox.control.fault({ operation: 'instagram.container_status', mode: 'answer', status: 200, json });
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({ kind: 'unavailable' });
    expect(run.intents.has('publish')).toBe(true);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });
});

describe('after publishing', () => {
  it('a lost answer never makes a second comment', async () => {
    await bench.sandbox.control.fault({ operation: 'instagram.comment_create', mode: 'drop_after' });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    const first = await publish(subject, run);
    expect(first.extras['first-comment']).toMatchObject({ kind: 'unavailable' });
    await publish(subject, run);
    expect((await live())[0]?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('a comment that may exist is left to a person where Instagram will not list the comments', async () => {
    await bench.sandbox.control.fault({ operation: 'instagram.comment_create', mode: 'drop_after' });
    const json = { error: { message: 'no', type: 'OAuthException', code: 100 } };
    await bench.sandbox.control.fault({
      operation: 'instagram.comment_list',
      mode: 'answer',
      status: 404,
      json,
      times: -1,
    });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    await publish(subject, run);
    const again = await publish(subject, run);
    expect(again.extras['first-comment']).toMatchObject({ kind: 'outcome_unknown' });
    expect((await live())[0]?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('an address that is not there yet is asked for again', async () => {
    await bench.sandbox.control.settings('INSTAGRAM', { permalinkDelayReads: 1 });
    const json = { id: '1' };
    await bench.sandbox.control.fault({ operation: 'instagram.media_read', mode: 'answer', status: 200, json });
    const run = newRun();
    const subject = post('STORY', ['bread']);
    expect((await publish(subject, run)).extras.permalink).toMatchObject({
      code: 'PLATFORM_UNAVAILABLE',
      kind: 'unavailable',
    });
    await publish(subject, run);
    expect((await publish(subject, run)).extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('the profile is the address of a post that has none of its own after ten minutes', async () => {
    const subject = post('STORY', ['bread']);
    const run = newRun();
    const timestamp = new Date(now().getTime()).toISOString();
    const operation = 'instagram.media_read';
    await bench.sandbox.control.fault({
      operation,
      mode: 'answer',
      status: 200,
      json: { id: '1', timestamp },
      times: 2,
    });
    expect((await publish(subject, run)).extras.permalink).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
    await travel(11 * 60_000);
    const { extras } = await publish(subject, run);
    expect(extras.permalink).toEqual({ url: 'https://www.instagram.com/northwind.bakery/' });
  });
});
