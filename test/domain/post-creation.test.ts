/** What is written with a post, for whom, and where its media come from. */
import { describe, expect, test } from 'vitest';
import { schedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { HOLD_LEAD_MS, PREPARE_LEAD_MS } from '../../src/domain/targets/post-target.ts';
import { openDesk } from '../support/desk.ts';
import { startMediaServer } from '../support/media-server.ts';
import { accepted, refusals, warnings } from '../support/outcomes.ts';
import { sampleJpeg } from '../support/sample-media.ts';
import {
  createAccount,
  createTenant,
  createTestBrand,
  readEvents,
  readPost,
  readTarget,
  readTargets,
  START,
} from '../support/tenant.ts';

const desk = openDesk();

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
    const outcome = await desk.create({ content: { caption: 'x'.repeat(300) }, schedule: { mode: 'DRAFT', at } });
    expect(warnings(outcome)).toContain('TEXT_TOO_LONG');
    const target = await readTarget(desk.db, accepted(outcome).postId);
    expect(target).toMatchObject({ status: 'DRAFT', dueAt: at, wakeAt: null });
    expect(await readEvents(desk.db, target.id)).toMatchObject([{ status: 'DRAFTED' }]);
  });
  test('a draft may have no targets, a scheduled post must have one', async () => {
    expect(await desk.created({ targets: [], schedule: { mode: 'DRAFT' } })).toMatch(/^[0-9a-f-]{36}$/);
    expect(refusals(await desk.create({ targets: [] }))).toEqual(['TARGET_MISSING input.targets']);
  });
  test('dispatchers hear of the wake-up, subscribers of the event, both only after the commit', async () => {
    const listener = await desk.db.connect();
    // The events of files that were taken in a moment ago may be on their way too.
    const heard = new Set<string>();
    const both = new Promise<void>((resolve) => {
      listener.on('notification', ({ channel }) => {
        heard.add(channel);
        if (heard.size === 2) resolve();
      });
    });
    await listener.query('LISTEN slipway_wake; LISTEN slipway_events');
    await desk.created();
    await both;
    await listener.end();
    expect([...heard].sort()).toEqual(['slipway_events', 'slipway_wake']);
  });
});

describe('whose', () => {
  test('foreign and unknown brands, accounts and media answer alike', async () => {
    const foreign = await createTenant(desk.db);
    const unknown = '00000000-0000-7000-8000-000000000000';
    for (const brandId of [foreign.brandId, unknown, 'nonsense'])
      expect(refusals(await desk.create({ brandId }))).toEqual(['NOT_FOUND input.brandId']);
    for (const socialAccountId of [foreign.accounts.X, unknown, 'nonsense']) {
      expect(refusals(await desk.create({ targets: [{ socialAccountId, format: 'TEXT' }] }))).toEqual([
        'NOT_FOUND input.targets.0.socialAccountId',
      ]);
    }
    for (const mediaAssetId of [foreign.image, unknown, 'nonsense']) {
      expect(refusals(await desk.create({ media: [{ mediaAssetId }] }))).toEqual([
        'NOT_FOUND input.media.0.mediaAssetId',
      ]);
      const targets: CreateScheduledPostInput['targets'] = [
        { socialAccountId: desk.accounts.X, format: 'IMAGE', overrides: { mediaAssetIds: [mediaAssetId] } },
      ];
      expect(refusals(await desk.create({ targets }))).toEqual(['NOT_FOUND input.targets.0.overrides.mediaAssetIds.0']);
    }
  });
  test('media that options name is looked up in the own workspace as well', async () => {
    const foreign = await createTenant(desk.db);
    const reel = (coverMediaAssetId: string): Partial<CreateScheduledPostInput> => ({
      media: [{ mediaAssetId: desk.video }],
      targets: [{ socialAccountId: desk.accounts.INSTAGRAM, format: 'REEL', options: { coverMediaAssetId } }],
    });
    expect((await desk.create(reel(desk.image))).ok).toBe(true);
    expect(refusals(await desk.create(reel(foreign.image)))).toEqual([
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
    expect(refusals(await desk.create({ targets: [{ socialAccountId, format: 'TEXT' }] }))).toEqual([
      'NOT_FOUND input.targets.0.socialAccountId',
    ]);
  });
  test('a key bound to another brand does not see this one', async () => {
    const other = await createTestBrand(desk.db, desk.workspaceId);
    expect(refusals(await desk.create({}, desk.as(['ADMIN'], [other])))).toEqual(['NOT_FOUND input.brandId']);
  });
  test('drafts need posts:write, going live needs posts:publish', async () => {
    const writer = desk.as(['POSTS_WRITE']);
    expect((await desk.create({ schedule: { mode: 'DRAFT' } }, writer)).ok).toBe(true);
    expect(refusals(await desk.create({}, writer))).toEqual(['FORBIDDEN_SCOPE ']);
    expect(refusals(await desk.create({ schedule: { mode: 'DRAFT' } }, desk.as(['POSTS_READ'])))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('externalId', () => {
  test('is unique per brand, also for calls at the same time', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => desk.create({ externalId: 'same' })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap(refusals)).toEqual(Array(3).fill('EXTERNAL_ID_TAKEN input.externalId'));
  });
});

describe('media by URL', () => {
  test('is taken in before the post is written; what cannot be fetched is refused where it is named', async () => {
    await using origin = await startMediaServer();
    const cat = origin.put('cat.jpg', 'image/jpeg', sampleJpeg());
    const page = origin.put('page', 'application/octet-stream', Buffer.from('<html>not a picture</html>'.repeat(100)));
    const targets: CreateScheduledPostInput['targets'] = [{ socialAccountId: desk.accounts.X, format: 'CAROUSEL' }];
    const postId = await desk.created({
      media: [{ url: cat, altText: 'cat' }, { mediaAssetId: desk.image }],
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
    expect(refusals(await desk.create({ media: [{ url: cat.replace('cat', 'none') }], targets }))).toEqual([
      'MEDIA_UNREACHABLE input.media.0.url',
    ]);
    expect(refusals(await desk.create({ media: [{ url: page }], targets }))).toEqual([
      'MEDIA_IS_PAGE input.media.0.url',
    ]);
  });
  test('an address of a private network is refused', async () => {
    const outcome = await desk.create({
      media: [{ url: 'https://10.0.0.1/a.jpg' }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(refusals(outcome)).toEqual(['MEDIA_UNREACHABLE input.media.0.url']);
  });
});
