/** What TikTok says before and after a post: the creator's choices, the verdict, the public address. */
import { describe, expect, it } from 'vitest';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { newRun, publishOnJournal, useJournal } from '../support/journal.ts';
import {
  failureOf,
  forget,
  inboxPhotos,
  inboxVideo,
  MINUTE_MS,
  openTikTok,
  PRIVATE,
  PUBLIC,
  post,
  publicPhotos,
  publicVideo,
  videoFile,
} from '../support/tiktok.ts';

useJournal();

const bench = openTikTok();
const { apiFor, connect, live } = bench;
const minutesLeft = (at: Date | null) => ((at?.getTime() ?? 0) - Date.now()) / MINUTE_MS;

describe('the verdict', () => {
  it.each([
    ['spam_risk_text', 'CONTENT_POLICY', 'rejected'],
    ['frame_rate_check_failed', 'MEDIA_INVALID', 'rejected'],
    ['internal', 'PROCESSING_FAILED', 'unavailable'],
  ])('FAILED with %s makes everything void, so that a retry starts afresh', async (reason, code, kind) => {
    const api = await apiFor();
    const run = newRun();
    await bench.sandbox.control.settings('TIKTOK', { failProcessing: reason });
    const failure = await failureOf(publishOnJournal(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ code, kind, discard: ['init', 'upload', 'publish', 'processing', 'verdict'] });
    expect(await live()).toEqual([]);
    await bench.sandbox.control.settings('TIKTOK', { failProcessing: null });
    await forget(run, failure);
    await publishOnJournal(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    ['a state nobody documented', { status: 'IN_REVIEW', uploaded_bytes: 300_000 }],
    ['nothing but the state', { status: 'PROCESSING_UPLOAD' }],
    ['empty and unreadable fields', { status: 'PROCESSING_UPLOAD', fail_reason: '', uploaded_bytes: 'many' }],
  ])('is awaited through %s', async (_what, data) => {
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json });
    const run = newRun();
    await publishOnJournal(tiktok, inboxVideo, await apiFor(), run);
    expect(run.probes[0]?.probe).toMatchObject({ platformState: data.status });
    expect(await live()).toHaveLength(1);
  });

  it('is awaited by slower and slower polls', async () => {
    await bench.sandbox.control.settings('TIKTOK', { processingPolls: 3 });
    const run = newRun();
    const api = await apiFor();
    const slow = {
      ...api,
      now: () => {
        bench.laterMs += 20_000;
        return new Date(Date.now() + bench.laterMs);
      },
    };
    await publishOnJournal(tiktok, post('VIDEO', [videoFile('small')], PRIVATE), slow, run);
    const waits = run.probes.flatMap(({ probe }) => (probe === 'ready' ? [] : [probe.againInMs]));
    expect(waits).toEqual([5_000, 30_000, 30_000]);
  });
});

describe('the creator, asked right before a direct post', () => {
  it('may have stopped offering the privacy level: refused, nothing is posted', async () => {
    await bench.sandbox.control.settings('TIKTOK', { privacyOptions: ['SELF_ONLY'] });
    await expect(publishOnJournal(tiktok, publicVideo, await apiFor())).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      kind: 'rejected',
    });
    await expect(publishOnJournal(tiktok, publicPhotos, await apiFor())).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      kind: 'rejected',
    });
    expect(await bench.sandbox.control.requestCount('tiktok.video_init')).toBe(0);
    expect(await bench.sandbox.control.requestCount('tiktok.content_init')).toBe(0);
  });

  it('may have switched off comments: they stay off', async () => {
    await bench.sandbox.control.settings('TIKTOK', { commentDisabled: true });
    const open = post('VIDEO', [videoFile('small')], { ...PUBLIC, allowComment: true, allowDuet: true });
    await publishOnJournal(tiktok, open, await apiFor());
    const [init] = await bench.sandbox.control.requests({ operation: 'tiktok.video_init' });
    expect(init?.request).toMatchObject({
      json: { post_info: { disable_comment: true, disable_duet: false, disable_stitch: true } },
    });
  });

  it('may be described with fields of another kind: what cannot be read counts as not told', async () => {
    const data = { privacy_level_options: 'PUBLIC_TO_EVERYONE', comment_disabled: 'false', duet_disabled: 1 };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({ operation: 'tiktok.creator_info', mode: 'answer', status: 200, json });
    await publishOnJournal(tiktok, publicVideo, await apiFor());
    expect(await live()).toHaveLength(1);
  });

  it('may have posted enough for today, which TikTok says with HTTP 200', async () => {
    await bench.sandbox.control.settings('TIKTOK', { postsPerDay: 0 });
    const readings: unknown[] = [];
    const api = await apiFor(undefined, (reading) => readings.push(reading));
    const failure = await failureOf(publishOnJournal(tiktok, publicVideo, api));
    expect(failure).toMatchObject({ code: 'QUOTA_EXCEEDED', kind: 'rate_limited', vendor: { httpStatus: 200 } });
    expect(minutesLeft(failure.retryAt ?? null)).toBeCloseTo(24 * 60, 0);
    expect(readings).toEqual([{ name: 'posts_24h', remaining: 0, resetsAt: failure.retryAt }]);
  });

  it.each([
    ['an app without audit', { audited: false }, publicVideo, 'APP_MISCONFIGURED', 'rejected'],
    ['a full inbox', { pendingSharesPerDay: 0 }, inboxVideo, 'QUOTA_EXCEEDED', 'rate_limited'],
    ['too many calls', { initPerMinute: 0 }, inboxVideo, 'RATE_LIMITED', 'rate_limited'],
    [
      'an unverified domain',
      { verifiedPrefixes: ['https://elsewhere.example/'] },
      inboxPhotos,
      'APP_MISCONFIGURED',
      'rejected',
    ],
  ])('is told about %s in our words', async (_what, settings, refused, code, kind) => {
    await bench.sandbox.control.settings('TIKTOK', settings);
    await expect(publishOnJournal(tiktok, refused, await apiFor())).rejects.toMatchObject({ code, kind });
    expect(await live()).toEqual([]);
  });

  it('did not grant direct posts', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    await expect(publishOnJournal(tiktok, publicVideo, api)).rejects.toMatchObject({ code: 'SCOPE_MISSING' });
  });
});

describe('the permalink', () => {
  it.each([[[null]], [[{}]], [{ id: 7 }], [true]])('is not held up by an id that cannot be read: %j', async (ids) => {
    const data = { status: 'PUBLISH_COMPLETE', fail_reason: 0, publicaly_available_post_id: ids };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await bench.sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 200,
      json,
      times: 2,
    });
    const { extras } = await publishOnJournal(tiktok, publicVideo, await apiFor());
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('comes from the list when the status never tells the id', async () => {
    await bench.sandbox.control.settings('TIKTOK', { publicIdDelayMs: 60 * MINUTE_MS });
    const { extras } = await publishOnJournal(tiktok, publicVideo, await apiFor());
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it.each([
    [403, { data: {}, error: { code: 'access_denied_by_someone', message: '', log_id: '' } }],
    [401, { data: {}, error: { code: 'scope_not_authorized', message: '', log_id: '' } }],
    [404, { message: 'no such route' }],
  ])('keeps waiting for the status when the list is refused with %d', async (status, json) => {
    await bench.sandbox.control.settings('TIKTOK', { publicIdDelayMs: 60 * MINUTE_MS });
    await bench.sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status, json });
    const run = newRun();
    const { extras } = await publishOnJournal(tiktok, publicVideo, await apiFor(), run);
    expect(run.probes.filter(({ step }) => step === 'permalink')).toHaveLength(2);
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('uses the name the creator check told when the account did not grant its profile', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload', 'video.publish']));
    expect(api.account.username).toBeNull();
    const { extras } = await publishOnJournal(tiktok, publicVideo, api);
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });
});
