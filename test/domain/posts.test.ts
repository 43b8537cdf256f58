import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { CreatePostInput } from '../../src/domain/post-input.ts';
import { schedulePost } from '../../src/domain/post-scheduling.ts';
import { HOLD_LEAD_MS, PREPARE_LEAD_MS } from '../../src/domain/post-target.ts';
import { cancelScheduledPost, createScheduledPost, deleteScheduledPost, validatePost } from '../../src/domain/posts.ts';
import { openDesk } from '../support/desk.ts';
import { accepted, refusals, warnings } from '../support/outcomes.ts';
import { sampleJpeg } from '../support/sample-media.ts';
import {
  createAccount,
  createMedia,
  createTenant,
  createTestBrand,
  readEvents,
  readPost,
  readTarget,
  readTargets,
  START,
} from '../support/tenant.ts';

const desk = openDesk();

const create = (changes?: Partial<CreatePostInput>, viewer = desk.viewer) =>
  createScheduledPost(desk.ctx, viewer, desk.post(changes));

describe('creating', () => {
  test('writes the post, a target per account with its wake-up, and an event per target', async () => {
    const at = new Date(START.getTime() + 3_600_000);
    const postId = await desk.created({
      content: { caption: 'Hello', title: 'Title' },
      media: [{ mediaAssetId: desk.image, altText: 'a cat' }],
      targets: [
        { socialAccountId: desk.accounts.X, format: 'IMAGE', overrides: { caption: 'Hi X' } },
        { socialAccountId: desk.accounts.INSTAGRAM, format: 'IMAGE', options: { firstComment: 'first' } },
      ],
      schedule: { mode: 'AT', at },
      priority: 3,
      externalId: 'ext-1',
      metadata: { campaign: 7 },
    });
    expect(await readPost(desk.db, postId)).toMatchObject({
      workspaceId: desk.workspaceId,
      brandId: desk.brandId,
      caption: 'Hello',
      title: 'Title',
      scheduledAt: at,
      timeZone: 'Europe/Berlin',
      localTime: '2026-06-01T11:00:00',
      priority: 3,
      version: 1,
      externalId: 'ext-1',
      metadata: { campaign: 7 },
    });
    const targets = await readTargets(desk.db, postId);
    expect(targets).toMatchObject([
      { platform: 'X', format: 'IMAGE', overrides: { caption: 'Hi X' }, status: 'SCHEDULED', priority: 3, seq: 1 },
      {
        platform: 'INSTAGRAM',
        format: 'IMAGE',
        options: { firstComment: 'first' },
        status: 'SCHEDULED',
        priority: 3,
        seq: 1,
      },
    ]);
    for (const target of targets) {
      expect(target.dueAt).toEqual(at);
      expect(target.wakeAt).toEqual(new Date(at.getTime() - PREPARE_LEAD_MS));
      expect(await readEvents(desk.db, target.id)).toMatchObject([
        { status: 'SCHEDULED', targetStatus: 'SCHEDULED', seq: 1 },
      ]);
    }
    expect(
      await desk.db.query('SELECT position, media_asset_id, alt_text FROM post_media WHERE post_id = $1', [postId]),
    ).toEqual([{ position: 0, mediaAssetId: desk.image, altText: 'a cat' }]);
  });
  test('text without media needs no preparation and is woken in time to be held for its instant', async () => {
    const target = await readTarget(desk.db, await desk.created());
    expect(target.wakeAt?.getTime()).toBe((target.dueAt?.getTime() ?? 0) - HOLD_LEAD_MS);
  });
  test('NOW is due and woken at once', async () => {
    const target = await readTarget(desk.db, await desk.created({ schedule: { mode: 'NOW' } }));
    expect(target).toMatchObject({ status: 'SCHEDULED', dueAt: START, wakeAt: START });
  });
  test('a draft sleeps, keeps its planned time and is warned of what a platform would refuse', async () => {
    const at = new Date(START.getTime() + 86_400_000);
    const outcome = await create({ content: { caption: 'x'.repeat(300) }, schedule: { mode: 'DRAFT', at } });
    expect(warnings(outcome)).toContain('TEXT_TOO_LONG');
    const target = await readTarget(desk.db, accepted(outcome).postId);
    expect(target).toMatchObject({ status: 'DRAFT', dueAt: at, wakeAt: null });
    expect(await readEvents(desk.db, target.id)).toMatchObject([{ status: 'DRAFTED' }]);
  });
  test('a draft may have no targets, a scheduled post must have one', async () => {
    expect(await desk.created({ targets: [], schedule: { mode: 'DRAFT' } })).toMatch(/^[0-9a-f-]{36}$/);
    expect(refusals(await create({ targets: [] }))).toEqual(['TARGET_MISSING input.targets']);
  });
  test('dispatchers hear of the wake-up, subscribers of the event, both only after the commit', async () => {
    const listener = await desk.db.connect();
    const heard: string[] = [];
    const both = new Promise<void>((resolve) => {
      listener.on('notification', ({ channel }) => {
        heard.push(channel);
        if (heard.length === 2) resolve();
      });
    });
    await listener.query('LISTEN slipway_wake; LISTEN slipway_events');
    await desk.created();
    await both;
    await listener.end();
    expect(heard.sort()).toEqual(['slipway_events', 'slipway_wake']);
  });
});

describe('saying no early', () => {
  test('names target, place, limit and actual value', async () => {
    const outcome = await create({ content: { caption: 'x'.repeat(281) } });
    expect(outcome).toMatchObject({
      ok: false,
      errors: [{ code: 'TEXT_TOO_LONG', path: ['input', 'targets', '0', 'caption'], limit: 280, actual: 281 }],
    });
  });
  test('names each target that the same content does not fit, and no other', async () => {
    const account = () => createAccount(desk.db, desk.workspaceId, desk.brandId, 'X');
    const [plain, subscriber, another] = [await account(), await account(), await account()];
    await desk.db.query(`UPDATE social_account SET facts = '{"subscriptionType":"Premium"}' WHERE id = $1`, [
      subscriber,
    ]);
    const targets = [plain, subscriber, another].map((socialAccountId) => ({
      socialAccountId,
      format: 'TEXT' as const,
    }));
    expect(refusals(await create({ content: { caption: 'x'.repeat(281) }, targets }))).toEqual([
      'TEXT_TOO_LONG input.targets.0.caption',
      'TEXT_TOO_LONG input.targets.2.caption',
    ]);
  });
  test('an override makes the same caption fit', async () => {
    const targets: CreatePostInput['targets'] = [
      { socialAccountId: desk.accounts.X, format: 'TEXT', overrides: { caption: 'short' } },
    ];
    expect((await create({ content: { caption: 'x'.repeat(281) }, targets })).ok).toBe(true);
  });
  test('a platform without the format, wrong media, unknown and malformed options are refused together', async () => {
    const outcome = await create({
      media: [{ mediaAssetId: desk.image }],
      targets: [
        { socialAccountId: desk.accounts.X, format: 'REEL' },
        { socialAccountId: desk.accounts.INSTAGRAM, format: 'REEL' },
        { socialAccountId: desk.accounts.TIKTOK, format: 'IMAGE', options: { privacyLevel: 'SECRET' } },
        { socialAccountId: desk.accounts.YOUTUBE, format: 'SHORT', options: { nonsense: true } },
      ],
    });
    const found = refusals(outcome);
    expect(found).toContain('FORMAT_UNSUPPORTED input.targets.0.format');
    expect(found.some((line) => line.startsWith('MEDIA_KIND input.targets.1.media'))).toBe(true);
    expect(found).toContain('OPTION_INVALID input.targets.2.options.tiktok.privacyLevel');
    expect(found.some((line) => line.startsWith('OPTION_INVALID input.targets.3.options.youtube'))).toBe(true);
  });
  test('past times, unknown zones and gaps are refused at their place', async () => {
    expect(refusals(await create({ schedule: { mode: 'AT', at: new Date(START.getTime() - 61_000) } }))).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
    expect(refusals(await create({ schedule: { mode: 'AT', localTime: '2027-03-28T02:30' } }))).toEqual([
      'TIME_NONEXISTENT input.schedule.localTime',
    ]);
    expect(refusals(await create({ schedule: { mode: 'NOW', timeZone: 'Moon/Base' } }))).toEqual([
      'TIME_ZONE_INVALID input.schedule.timeZone',
    ]);
  });
  test('a disconnected account is refused, an expired and a paused one warned of', async () => {
    await desk.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [desk.accounts.X]);
    expect(refusals(await create())).toEqual(['ACCOUNT_DISCONNECTED input.targets.0.socialAccountId']);
    await desk.db.query(`UPDATE social_account SET status = 'EXPIRED' WHERE id = $1`, [desk.accounts.X]);
    await desk.db.query('UPDATE brand SET paused_at = now() WHERE id = $1', [desk.brandId]);
    expect(warnings(await create()).sort()).toEqual(expect.arrayContaining(['ACCOUNT_EXPIRED', 'PUBLISHING_PAUSED']));
  });
  test('media that is not ready is refused', async () => {
    const pending = await createMedia(desk.db, desk.workspaceId, 'IMAGE', 'PENDING');
    const outcome = await create({
      media: [{ mediaAssetId: pending }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(refusals(outcome)).toEqual(['MEDIA_NOT_READY input.targets.0.media.0']);
  });
  test('the same format for the same account twice is refused', async () => {
    const target = { socialAccountId: desk.accounts.X, format: 'TEXT' } as const;
    expect(refusals(await create({ targets: [target, target] }))).toEqual(['TARGET_DUPLICATE input.targets.1']);
  });
  test.each<[string, Partial<CreatePostInput>, string]>([
    ['a NUL in the caption', { content: { caption: 'a\0b' } }, 'VALIDATION input.content.caption'],
    ['a lone surrogate', { content: { caption: '\ud800' } }, 'VALIDATION input.content.caption'],
    ['a NUL in metadata', { metadata: { a: '\0' } }, 'VALIDATION input.metadata'],
    ['a lone surrogate in metadata', { metadata: { a: '\\\ud800' } }, 'VALIDATION input.metadata'],
    ['a NUL in the idempotency key', { idempotencyKey: '\0' }, 'VALIDATION input.idempotencyKey'],
    ['metadata without end', { metadata: { a: 'x'.repeat(20_000) } }, 'VALIDATION input.metadata'],
    ['an empty externalId', { externalId: '' }, 'VALIDATION input.externalId'],
    ['a priority of 11', { priority: 11 }, 'VALIDATION input.priority'],
    ['media without url and id', { media: [{ altText: 'x' }] }, 'VALIDATION input.media.0'],
  ])('%s is refused', async (_name, changes, refusal) => {
    expect(refusals(await create(changes))).toEqual([refusal]);
  });
  test('an author may write about backslashes and NUL', async () => {
    expect((await readPost(desk.db, await desk.created({ metadata: { a: '\\u0000 \\ud800 😀' } }))).metadata).toEqual({
      a: '\\u0000 \\ud800 😀',
    });
  });
  test('nothing is written by a refusal', async () => {
    await create({ content: { caption: 'x'.repeat(281) } });
    expect(await desk.db.query('SELECT id FROM scheduled_post WHERE brand_id = $1', [desk.brandId])).toEqual([]);
  });
});

describe('whose', () => {
  test('foreign and unknown brands, accounts and media answer alike', async () => {
    const foreign = await createTenant(desk.db);
    const unknown = '00000000-0000-7000-8000-000000000000';
    for (const brandId of [foreign.brandId, unknown, 'nonsense'])
      expect(refusals(await create({ brandId }))).toEqual(['NOT_FOUND input.brandId']);
    for (const socialAccountId of [foreign.accounts.X, unknown, 'nonsense']) {
      expect(refusals(await create({ targets: [{ socialAccountId, format: 'TEXT' }] }))).toEqual([
        'NOT_FOUND input.targets.0.socialAccountId',
      ]);
    }
    for (const mediaAssetId of [foreign.image, unknown, 'nonsense']) {
      expect(refusals(await create({ media: [{ mediaAssetId }] }))).toEqual(['NOT_FOUND input.media.0.mediaAssetId']);
      const targets: CreatePostInput['targets'] = [
        { socialAccountId: desk.accounts.X, format: 'IMAGE', overrides: { mediaAssetIds: [mediaAssetId] } },
      ];
      expect(refusals(await create({ targets }))).toEqual(['NOT_FOUND input.targets.0.overrides.mediaAssetIds.0']);
    }
  });
  test('media that options name is looked up in the own workspace as well', async () => {
    const foreign = await createTenant(desk.db);
    const reel = (coverMediaAssetId: string): Partial<CreatePostInput> => ({
      media: [{ mediaAssetId: desk.video }],
      targets: [{ socialAccountId: desk.accounts.INSTAGRAM, format: 'REEL', options: { coverMediaAssetId } }],
    });
    expect((await create(reel(desk.image))).ok).toBe(true);
    expect(refusals(await create(reel(foreign.image)))).toEqual([
      'NOT_FOUND input.targets.0.options.instagram.coverMediaAssetId',
    ]);
    const draft = await desk.created({ ...reel(foreign.image), schedule: { mode: 'DRAFT' } });
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId: draft, schedule: { mode: 'NOW' } }))).toEqual([
      'NOT_FOUND input.options.instagram.coverMediaAssetId',
    ]);
  });
  test('an account of another brand of the workspace is not found in this one', async () => {
    const brandId = await createTestBrand(desk.db, desk.workspaceId);
    const socialAccountId = await createAccount(desk.db, desk.workspaceId, brandId, 'X');
    expect(refusals(await create({ targets: [{ socialAccountId, format: 'TEXT' }] }))).toEqual([
      'NOT_FOUND input.targets.0.socialAccountId',
    ]);
  });
  test('a key bound to another brand does not see this one', async () => {
    const other = await createTestBrand(desk.db, desk.workspaceId);
    expect(refusals(await create({}, desk.as(['ADMIN'], [other])))).toEqual(['NOT_FOUND input.brandId']);
  });
  test('drafts need posts:write, going live needs posts:publish', async () => {
    const writer = desk.as(['POSTS_WRITE']);
    expect((await create({ schedule: { mode: 'DRAFT' } }, writer)).ok).toBe(true);
    expect(refusals(await create({}, writer))).toEqual(['FORBIDDEN_SCOPE ']);
    expect(refusals(await create({ schedule: { mode: 'DRAFT' } }, desk.as(['POSTS_READ'])))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('externalId', () => {
  test('is unique per brand, also for calls at the same time', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => create({ externalId: 'same' })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap(refusals)).toEqual(Array(3).fill('EXTERNAL_ID_TAKEN input.externalId'));
  });
});

describe('media by URL', () => {
  test('is taken in before the post is written; what cannot be fetched is refused where it is named', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/cat.jpg') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(sampleJpeg());
      else if (request.url === '/page')
        response
          .writeHead(200, { 'content-type': 'application/octet-stream' })
          .end('<html>not a picture</html>'.repeat(100));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    try {
      const targets: CreatePostInput['targets'] = [{ socialAccountId: desk.accounts.X, format: 'CAROUSEL' }];
      const postId = await desk.created({
        media: [{ url: `${origin}/cat.jpg`, altText: 'cat' }, { mediaAssetId: desk.image }],
        targets,
      });
      const media = await desk.db.query(
        'SELECT m.status, m.mime_type, p.alt_text FROM post_media p JOIN media_asset m ON m.id = p.media_asset_id WHERE p.post_id = $1 ORDER BY position',
        [postId],
      );
      expect(media).toMatchObject([
        { status: 'READY', mimeType: 'image/jpeg', altText: 'cat' },
        { status: 'READY', altText: null },
      ]);
      expect(refusals(await create({ media: [{ url: `${origin}/none.jpg` }], targets }))).toEqual([
        'MEDIA_UNREACHABLE input.media.0.url',
      ]);
      expect(refusals(await create({ media: [{ url: `${origin}/page` }], targets }))).toEqual([
        'MEDIA_TYPE input.media.0.url',
      ]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
  test('an address of a private network is refused', async () => {
    const outcome = await create({
      media: [{ url: 'https://10.0.0.1/a.jpg' }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(refusals(outcome)).toEqual(['MEDIA_UNREACHABLE input.media.0.url']);
  });
});

describe('validatePost', () => {
  const validate = (changes: Partial<CreatePostInput>) => validatePost(desk.ctx, desk.viewer, desk.post(changes));
  test('says what creating would say, and saves nothing', async () => {
    const changes: Partial<CreatePostInput> = { content: { caption: 'x'.repeat(281) } };
    const refused = await create(changes);
    expect(accepted(await validate(changes))).toMatchObject({ valid: false, errors: refused.ok ? [] : refused.errors });
    expect(accepted(await validate({}))).toMatchObject({ valid: true, errors: [] });
    expect(await desk.db.query('SELECT id FROM scheduled_post WHERE brand_id = $1', [desk.brandId])).toEqual([]);
  });
  test('does not fetch media and says that it has not seen it', async () => {
    const verdict = accepted(
      await validate({
        media: [{ url: 'https://media.invalid/cat.jpg' }],
        targets: [{ socialAccountId: desk.accounts.INSTAGRAM, format: 'IMAGE' }],
      }),
    );
    expect(verdict).toMatchObject({ valid: true });
    expect(verdict.warnings.map(({ code }) => code)).toContain('MEDIA_UNPROBED');
    expect(
      await desk.db.query('SELECT id FROM media_asset WHERE source_url IS NOT NULL AND workspace_id = $1', [
        desk.workspaceId,
      ]),
    ).toEqual([]);
  });
  test('foreign accounts are not found', async () => {
    const foreign = await createTenant(desk.db);
    const verdict = accepted(await validate({ targets: [{ socialAccountId: foreign.accounts.X, format: 'TEXT' }] }));
    expect(verdict).toMatchObject({ valid: false, errors: [{ code: 'NOT_FOUND' }] });
  });
});

describe('cancelling', () => {
  test('withdraws what is not announced yet and says which target could not be withdrawn', async () => {
    const postId = await desk.created({
      targets: [
        { socialAccountId: desk.accounts.X, format: 'TEXT' },
        { socialAccountId: desk.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
      ],
    });
    const [first, second] = await readTargets(desk.db, postId);
    await desk.db.query(`UPDATE post_target SET status = 'PUBLISHING', intent_at = now() WHERE id = $1`, [second?.id]);
    const outcome = await cancelScheduledPost(desk.ctx, desk.viewer, { postId });
    expect(outcome).toMatchObject({
      ok: true,
      value: { targetIds: [first?.id], refused: [{ code: 'ALREADY_COMMITTED', targetId: second?.id }] },
    });
    expect(await readTargets(desk.db, postId)).toMatchObject([
      { status: 'CANCELLED', wakeAt: null, seq: 2 },
      { status: 'PUBLISHING' },
    ]);
    expect(await readEvents(desk.db, first?.id ?? '')).toMatchObject([
      { status: 'SCHEDULED' },
      { status: 'CANCELLED' },
    ]);
  });
  test('takes the lease from a worker that is still preparing', async () => {
    const postId = await desk.created();
    await desk.setTargets(
      postId,
      `status = 'PUBLISHING', lease_id = gen_random_uuid(), lease_until = now() + interval '8 s'`,
    );
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'CANCELLED',
      leaseId: null,
      leaseUntil: null,
    });
  });
  test('again changes nothing and is no error; published is refused', async () => {
    const postId = await desk.created();
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    expect(await cancelScheduledPost(desk.ctx, desk.viewer, { postId })).toMatchObject({
      ok: true,
      value: { targetIds: [], refused: [] },
    });
    const published = await desk.created();
    await desk.setTargets(published, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.viewer, { postId: published }))).toEqual([
      'WRONG_STATUS input',
    ]);
  });
  test('foreign posts, old versions and missing scopes are refused', async () => {
    const postId = await desk.created();
    const foreign = await createTenant(desk.db);
    expect(refusals(await cancelScheduledPost(desk.ctx, foreign.viewer, { postId }))).toEqual([
      'NOT_FOUND input.postId',
    ]);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.viewer, { postId, expectedVersion: 9 }))).toEqual([
      'VERSION_CONFLICT input.expectedVersion',
    ]);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.as(['POSTS_READ']), { postId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('deleting', () => {
  test('removes a scheduled post with its targets and log', async () => {
    const postId = await desk.created({
      media: [{ mediaAssetId: desk.image }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(accepted(await deleteScheduledPost(desk.ctx, desk.viewer, { postId }))).toEqual({ postId });
    expect(await readTargets(desk.db, postId)).toEqual([]);
    expect(await desk.db.query('SELECT id FROM publishing_log WHERE post_id = $1', [postId])).toEqual([]);
    expect(await desk.db.query('SELECT id FROM media_asset WHERE id = $1', [desk.image])).toHaveLength(1);
  });
  test.each([
    [`status = 'PUBLISHING', intent_at = now()`, false],
    [`status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = now()`, false],
    [`status = 'PUBLISHED', wake_at = NULL, intent_at = now()`, true],
    [`status = 'FAILED', wake_at = NULL`, true],
  ])('with a target of %s: %s', async (sets, ok) => {
    const postId = await desk.created();
    await desk.setTargets(postId, sets);
    expect((await deleteScheduledPost(desk.ctx, desk.viewer, { postId })).ok).toBe(ok);
  });
});
