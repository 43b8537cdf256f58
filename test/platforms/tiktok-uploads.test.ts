/** How a video gets to TikTok: sessions, chunks, and every answer to a chunk. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { newRun, publishOnJournal, useJournal } from '../support/journal.ts';
import { bigVideo, inboxVideo, longUpload, openTikTok, publicVideo, smallVideo } from '../support/tiktok.ts';

useJournal();

const bench = openTikTok();
const { apiFor, connect, live } = bench;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('videos', () => {
  it('go to the inbox by default, without caption and without asking for direct-post rights', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    const run = newRun();
    await bench.sandbox.control.settings('TIKTOK', { inboxPolls: 3 });
    const { receipt, extras } = await publishOnJournal(tiktok, inboxVideo, api, run);
    expect(receipt.id).toMatch(/^v_inbox_file~/);
    // Published by the creator, under a name that this grant does not tell.
    expect(extras).toEqual({ inbox: { platformState: 'PUBLISH_COMPLETE' } });
    expect(run.probes.filter(({ step }) => step === 'creator')).toMatchObject([
      { probe: { againInMs: 60_000, platformState: 'SEND_TO_USER_INBOX' } },
      { probe: { againInMs: 60_000, platformState: 'SEND_TO_USER_INBOX' } },
      { probe: 'ready' },
    ]);
    expect(await live()).toMatchObject([{ kind: 'INBOX_VIDEO', text: '', mediaSha256: [sha256(smallVideo)] }]);
    expect(await bench.sandbox.control.requestCount('tiktok.creator_info')).toBe(0);
    expect(run.progress).toContainEqual({ platformState: 'SEND_TO_USER_INBOX' });
    expect(run.probes).toContainEqual({
      step: 'processing',
      probe: { againInMs: 5_000, platformState: 'PROCESSING_UPLOAD' },
    });
  });

  it.each(['numbers', 'strings', 'bare'])(
    'are posted directly, and the 64-bit id told as %s becomes the exact link',
    async (postIdShape) => {
      await bench.sandbox.control.settings('TIKTOK', { postIdShape });
      const { receipt, extras } = await publishOnJournal(tiktok, publicVideo, await apiFor());
      expect(receipt.id).toMatch(/^v_pub_file~/);
      const [shown, ...more] = await live();
      expect(more).toEqual([]);
      expect(shown).toMatchObject({ kind: 'DIRECT_VIDEO', text: 'Fresh bread #bakery', visible: true });
      expect(extras.permalink).toEqual({ url: shown?.permalink });
    },
  );

  it('are uploaded in chunks whose last one carries the remainder', async () => {
    const run = newRun();
    await publishOnJournal(tiktok, longUpload, await apiFor(), run);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
    const uploads = await bench.sandbox.control.requests({ operation: 'tiktok.upload' });
    expect(uploads.map((upload) => upload.status)).toEqual([206, 206, 206, 206, 206, 206, 201]);
    expect(uploads.at(-1)?.requestBytes).toBe(10_000_123);
    expect(run.progress.map((step) => step.percent).filter((percent) => percent !== undefined)).toEqual([
      14, 28, 42, 57, 71, 85,
    ]);
  });

  it('start a new session at its first byte without asking how far it came', async () => {
    await publishOnJournal(tiktok, longUpload, await apiFor());
    const before = (await bench.sandbox.control.requests())
      .map(({ operation }) => operation)
      .filter((operation) => ['tiktok.status_fetch', 'tiktok.upload'].includes(operation ?? ''));
    expect(before.indexOf('tiktok.status_fetch')).toBe(before.lastIndexOf('tiktok.upload') + 1);
  });

  it('take an empty answer for what its status says, however it is labelled', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const answer = { operation: 'tiktok.upload', mode: 'answer_after', text: '', headers } as const;
    await bench.sandbox.control.fault({ ...answer, status: 206, times: 6 });
    await bench.sandbox.control.fault({ ...answer, status: 201 });
    await publishOnJournal(tiktok, longUpload, await apiFor());
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toHaveLength(1);
  });

  it('send every chunk even when those in between are called complete', async () => {
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer_after', status: 201, times: 6 });
    await publishOnJournal(tiktok, longUpload, await apiFor());
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('keep what was uploaded when the answer to a chunk is lost', async () => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after', skip: 2 });
    await expect(publishOnJournal(tiktok, longUpload, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishOnJournal(tiktok, longUpload, api, run);
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('follow the range that a 416 returns', async () => {
    const api = await apiFor();
    await bench.sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: 'answer_after',
      status: 416,
      headers: { 'content-range': 'bytes 0-9999999/70000123' },
    });
    await publishOnJournal(tiktok, longUpload, api);
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('give up a session whose chunks are answered and never stored', async () => {
    await bench.sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: 'answer',
      status: 416,
      headers: { 'content-range': 'bytes */70000123' },
      times: -1,
    });
    await expect(publishOnJournal(tiktok, longUpload, await apiFor())).rejects.toMatchObject({
      kind: 'unavailable',
      discard: ['init', 'upload'],
    });
    expect(await bench.sandbox.control.requestCount('tiktok.upload')).toBe(3);
  });
});
