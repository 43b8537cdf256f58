/** What platforms answer on their bad days: each post goes out once all the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { nameOf, type Sample } from '../support/world.ts';

/** What a platform, or the way to it, can do to the one call that must not be repeated. */
const DAYS = {
  'answers HTML': { mode: 'html' },
  'answers 500': { mode: 'answer', status: 500 },
  'answers 503 with Retry-After': { mode: 'answer', status: 503, headers: { 'retry-after': '30' } },
  'answers 429 with a hint': { mode: 'answer', status: 429, headers: { 'retry-after': '30' } },
  'answers 429 without a hint': { mode: 'answer', status: 429 },
  'closes before accepting': { mode: 'drop_before' },
  'closes after accepting': { mode: 'drop_after' },
  'answers 500 after accepting': { mode: 'answer_after', status: 500 },
  'breaks off its answer': { mode: 'truncate' },
  'hangs and never acts': { mode: 'hang' },
  'hangs after accepting': { mode: 'hang_after' },
  'acts long after the connection broke': { mode: 'late', delayMs: 5_000 },
} as const satisfies Record<string, Omit<FaultInput, 'operation'>>;

interface Commit extends Sample {
  operation: string;
  /** Calls of the same operation that prepare. */
  skip?: number;
}

const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const COMMITS: readonly Commit[] = [
  { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'], operation: 'instagram.media_publish' },
  { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: DIRECT, operation: 'tiktok.upload' },
  { platform: 'TIKTOK', format: 'IMAGE', media: ['image'], options: DIRECT, operation: 'tiktok.content_init' },
  { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'], operation: 'youtube.upload_put', skip: 1 },
  { platform: 'X', format: 'TEXT', media: [], operation: 'x.tweets_create' },
];

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine({ silenceMs: 500 });
});
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(async () => {
  await engine.sandbox.control.clearFaults();
  await engine.sandbox.control.settings('TIKTOK', { listPhotos: true, postsPerDay: 1_000 });
  // A day's allowance would not last for this file.
  await engine.ctx.db.query('DELETE FROM quota_usage');
});

describe.each(COMMITS.map((commit) => ({ name: nameOf(commit), commit })))('$name', ({ name, commit }) => {
  it.each(Object.entries(DAYS))('goes out exactly once when the platform %s', async (day, fault) => {
    const { operation, skip = 0 } = commit;
    await engine.sandbox.control.fault({ operation, skip, ...fault });
    const caption = `${name}: ${day}`;
    const targetId = await engine.scheduleOne(commit, { caption, title: caption });
    const target = await engine.finished(targetId);
    const [hit] = await engine.sandbox.control.faults();
    expect(hit?.hits).toBe(1);
    const live = (await engine.sandbox.control.live({ platform: commit.platform })).filter(
      (post) => post.text === caption || post.title === caption,
    );
    expect(live.map(({ permalink }) => permalink)).toEqual([target.permalink]);
    expect(target).toMatchObject({ status: 'PUBLISHED', error: null, errorCode: null });
  });
});

it('a post that was refused for now says that it is being prepared again, and until when it waits', async () => {
  await engine.sandbox.control.fault({
    operation: 'x.tweets_create',
    mode: 'answer',
    status: 429,
    headers: { 'retry-after': '30' },
  });
  const targetId = await engine.scheduleOne(
    { platform: 'X', format: 'TEXT', media: [] },
    { caption: 'refused for now' },
  );
  const waiting = await engine.until(targetId, ({ blockedBy }) => blockedBy === 'QUOTA');
  expect(waiting).toMatchObject({ status: 'BLOCKED', phase: 'PREPARING', wakeAt: expect.any(Date) });
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', phase: null });
});

it('lets a person decide when TikTok took the photos, lost the answer and lists no photos', async () => {
  await engine.sandbox.control.settings('TIKTOK', { listPhotos: false });
  await engine.sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
  const targetId = await engine.scheduleOne(
    { platform: 'TIKTOK', format: 'IMAGE', media: ['image'], options: DIRECT },
    { caption: 'undecidable' },
  );
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({
    status: 'OUTCOME_UNKNOWN',
    errorCode: 'OUTCOME_UNKNOWN',
    error: { userAction: 'CHECK_PLATFORM' },
  });
  expect(
    (await engine.sandbox.control.live({ platform: 'TIKTOK' })).filter(({ text }) => text === 'undecidable'),
  ).toHaveLength(1);
});
