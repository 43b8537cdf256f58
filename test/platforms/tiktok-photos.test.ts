/** Photos, which TikTok pulls: links that are withdrawn, and every way to lose the answer. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { newRun, publishOnJournal, useJournal } from '../support/journal.ts';
import { failureOf, forget, inboxPhotos, MINUTE_MS, openTikTok, photo, publicPhotos } from '../support/tiktok.ts';

useJournal();

const bench = openTikTok();
const { apiFor, connect, live } = bench;
const nowSeconds = () => Math.ceil(Date.now() / 1_000);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('photos', () => {
  it('are fetched by TikTok and posted with title and description', async () => {
    const { receipt, extras } = await publishOnJournal(tiktok, publicPhotos, await apiFor());
    expect(receipt.id).toMatch(/^p_pub_url~/);
    const [shown] = await live();
    expect(shown).toMatchObject({
      kind: 'DIRECT_PHOTO',
      title: 'Bread',
      text: 'Fresh bread #bakery',
      mediaSha256: [sha256(photo), sha256(photo)],
    });
    expect(extras.permalink).toEqual({ url: shown?.permalink });
    expect(shown?.permalink).toContain('/photo/');
  });

  it('go to the inbox with title and description prefilled', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    await bench.sandbox.control.settings('TIKTOK', { inboxPolls: 1 });
    await publishOnJournal(tiktok, inboxPhotos, api);
    expect(await live()).toMatchObject([{ kind: 'INBOX_PHOTO', title: 'Bread', text: 'Fresh bread #bakery' }]);
  });

  it('are sent again under fresh links when nobody ever fetched the first ones', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_before' });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishOnJournal(tiktok, publicPhotos, api, run);
    expect(await live()).toHaveLength(1);
    const [first, second] = (await bench.sandbox.control.requests({ operation: 'tiktok.content_init' })).map((one) =>
      JSON.stringify(one.request),
    );
    expect(first).not.toBe(second);
  });

  it('are posted once although the lost request arrives after the second one: its links are dead', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'late', delayMs: 60_000 });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const { receipt } = await publishOnJournal(tiktok, publicPhotos, api, run);
    await bench.sandbox.control.advance(60_000);
    await expect.poll(() => bench.links.gone).toBeGreaterThan(0);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
  });

  it.each(['drop_after', 'answer_after'] as const)(
    'are found in the list when TikTok fetched them and the answer was lost (%s)',
    async (mode) => {
      await bench.sandbox.control.settings('TIKTOK', { listPhotos: true });
      const api = await apiFor();
      const run = newRun();
      await bench.sandbox.control.fault({
        operation: 'tiktok.content_init',
        mode,
        ...(mode === 'answer_after' && { status: 502 }),
      });
      await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ kind: 'unavailable' });
      await expect.poll(live).toHaveLength(1);
      const { receipt, extras } = await publishOnJournal(tiktok, publicPhotos, api, run);
      const [shown, ...more] = await live();
      expect(more).toEqual([]);
      expect(receipt).toMatchObject({ id: shown?.id, url: shown?.permalink });
      expect(extras.permalink).toEqual({ url: shown?.permalink });
    },
  );

  it('are found in a list that holds something unreadable as well', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    const ours = { id: '7212345678901234567', video_description: 'Fresh bread #bakery', create_time: nowSeconds() };
    const data = { videos: [{ id: '1', title: 5 }, null, ours] };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status: 200, json });
    const { receipt } = await publishOnJournal(tiktok, publicPhotos, api, run);
    expect(receipt.id).toBe(ours.id);
  });

  it('are not taken for other posts with the same text, of which the nearest after the call is theirs', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    const same = (id: string, laterS: number) => ({
      ...{ id, video_description: 'Fresh bread #bakery', create_time: nowSeconds() + laterS },
    });
    const data = { videos: [same('74', 30), same('73', 8), same('72', 2), same('71', -60)] };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status: 200, json });
    await run.addOther({ id: '72' });
    const { receipt } = await publishOnJournal(tiktok, publicPhotos, api, run);
    expect(receipt).toMatchObject({ id: '73', url: expect.stringMatching(/\/photo\/73$/) });
  });

  it('are looked for until the list must show them, then left to a person, and never sent twice', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({
      code: 'PLATFORM_UNAVAILABLE',
    });
    bench.laterMs = 9 * MINUTE_MS;
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({
      code: 'PLATFORM_UNAVAILABLE',
    });
    bench.laterMs = 11 * MINUTE_MS;
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await bench.sandbox.control.requestCount('tiktok.content_init')).toBe(1);
  });

  it('are left to a person at once when TikTok will not list the posts', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    const json = { data: {}, error: { code: 'scope_not_authorized', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status: 401, json });
    await expect(publishOnJournal(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('in the inbox are unknown at once when they were fetched: no list shows drafts', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishOnJournal(tiktok, inboxPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    await expect(publishOnJournal(tiktok, inboxPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await live()).toHaveLength(1);
  });

  it('that TikTok cannot fetch are tried twice more, then the address is to blame', async () => {
    const api = await apiFor();
    const run = newRun();
    const kinds: string[] = [];
    bench.links.broken = true;
    for (let n = 0; n < 3; n++) {
      const failure = await failureOf(publishOnJournal(tiktok, publicPhotos, api, run));
      expect(failure.code).toBe('MEDIA_UNREACHABLE');
      kinds.push(failure.kind);
      await forget(run, failure);
    }
    bench.links.broken = false;
    expect(kinds).toEqual(['unavailable', 'unavailable', 'rejected']);
    await publishOnJournal(tiktok, publicPhotos, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('whose refusal is an answer leave nothing to look for', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.settings('TIKTOK', { initPerMinute: 0 });
    const failure = await failureOf(publishOnJournal(tiktok, publicPhotos, api, run));
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', discard: ['try-1'] });
    expect(run.intents.size).toBe(0);
  });

  it('never left when only the check of the creator failed', async () => {
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.creator_info', mode: 'drop_after' });
    const failure = await failureOf(publishOnJournal(tiktok, publicPhotos, await apiFor(), run));
    expect(failure).toMatchObject({ code: 'NETWORK', neverSent: true });
    expect(run.intents.size).toBe(0);
  });
});
