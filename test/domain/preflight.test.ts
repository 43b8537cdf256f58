/** What a post is refused for or warned of when it is written, and what validatePost says of it. */
import { describe, expect, test } from 'vitest';
import { createBrand } from '../../src/domain/brands.ts';
import { validatePost } from '../../src/domain/posts/actions/validate-post.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { openDesk } from '../support/desk.ts';
import { accepted, refusals, warnings } from '../support/outcomes.ts';
import { createAccount, createMedia, createTenant, readPost, START } from '../support/tenant.ts';

const desk = openDesk();

describe('saying no early', () => {
  test('names target, place, limit and actual value', async () => {
    const outcome = await desk.create({ content: { caption: 'x'.repeat(281) } });
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
    expect(refusals(await desk.create({ content: { caption: 'x'.repeat(281) }, targets }))).toEqual([
      'TEXT_TOO_LONG input.targets.0.caption',
      'TEXT_TOO_LONG input.targets.2.caption',
    ]);
  });
  test('an override makes the same caption fit', async () => {
    const targets: CreateScheduledPostInput['targets'] = [
      { socialAccountId: desk.accounts.X, format: 'TEXT', overrides: { caption: 'short' } },
    ];
    expect((await desk.create({ content: { caption: 'x'.repeat(281) }, targets })).ok).toBe(true);
  });
  test('a platform without the format, wrong media, unknown and malformed options are refused together', async () => {
    const outcome = await desk.create({
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
  test('a file of several pictures is warned of, an animation that is meant to be one is not', async () => {
    const post = {
      media: [{ mediaAssetId: desk.image }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' as const }],
    };
    const warned = async (changes: string) => {
      await desk.db.query(`UPDATE media_asset SET ${changes} WHERE id = $1`, [desk.image]);
      return warnings(await desk.create(post));
    };
    expect(await warned('frame_count = 1')).toEqual([]);
    expect(await warned('frame_count = 2')).toEqual(['MEDIA_SEVERAL_PICTURES']);
    expect(await warned(`mime_type = 'image/gif'`)).toEqual([]);
  });
  test('a cover or a thumbnail that the platform does not take is refused at its option', async () => {
    const { INSTAGRAM, YOUTUBE } = desk.accounts;
    const post = (file: string): Partial<CreateScheduledPostInput> => ({
      content: { caption: 'Bread', title: 'Bread' },
      media: [{ mediaAssetId: desk.video }],
      targets: [
        { socialAccountId: INSTAGRAM, format: 'REEL', options: { coverMediaAssetId: file } },
        { socialAccountId: YOUTUBE, format: 'SHORT', options: { thumbnailMediaAssetId: file } },
      ],
    });
    expect((await desk.create(post(desk.image))).ok).toBe(true);
    const [cover, thumbnail] = [
      'input.targets.0.options.instagram.coverMediaAssetId',
      'input.targets.1.options.youtube.thumbnailMediaAssetId',
    ];
    await desk.db.query("UPDATE media_asset SET mime_type = 'image/webp' WHERE id = $1", [desk.image]);
    expect(refusals(await desk.create(post(desk.image)))).toEqual([`MEDIA_TYPE ${cover}`, `MEDIA_TYPE ${thumbnail}`]);
    await desk.db.query("UPDATE media_asset SET mime_type = 'image/jpeg', bytes = 9000000 WHERE id = $1", [desk.image]);
    expect(refusals(await desk.create(post(desk.image)))).toEqual([`MEDIA_TOO_LARGE ${cover}`]);
  });
  test('past times, unknown zones and gaps are refused at their place', async () => {
    expect(refusals(await desk.create({ schedule: { mode: 'AT', at: new Date(START.getTime() - 61_000) } }))).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
    expect(refusals(await desk.create({ schedule: { mode: 'AT', localTime: '2027-03-28T02:30' } }))).toEqual([
      'TIME_NONEXISTENT input.schedule.localTime',
    ]);
    expect(refusals(await desk.create({ schedule: { mode: 'NOW', timeZone: 'Moon/Base' } }))).toEqual([
      'TIME_ZONE_INVALID input.schedule.timeZone',
    ]);
  });
  test('a disconnected account is refused, an expired and a paused one warned of', async () => {
    await desk.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [desk.accounts.X]);
    expect(refusals(await desk.create())).toEqual(['ACCOUNT_DISCONNECTED input.targets.0.socialAccountId']);
    await desk.db.query(`UPDATE social_account SET status = 'EXPIRED' WHERE id = $1`, [desk.accounts.X]);
    await desk.db.query('UPDATE brand SET paused_at = now() WHERE id = $1', [desk.brandId]);
    expect(warnings(await desk.create()).sort()).toEqual(
      expect.arrayContaining(['ACCOUNT_EXPIRED', 'PUBLISHING_PAUSED']),
    );
  });
  test('media that is not ready is refused', async () => {
    const pending = await createMedia(desk.db, desk.workspaceId, 'IMAGE', 'PENDING');
    const outcome = await desk.create({
      media: [{ mediaAssetId: pending }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(refusals(outcome)).toEqual(['MEDIA_NOT_READY input.targets.0.media.0']);
  });
  test('the same format for the same account twice is refused', async () => {
    const target = { socialAccountId: desk.accounts.X, format: 'TEXT' } as const;
    expect(refusals(await desk.create({ targets: [target, target] }))).toEqual(['TARGET_DUPLICATE input.targets.1']);
  });
  test.each<[string, Partial<CreateScheduledPostInput>, string]>([
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
    expect(refusals(await desk.create(changes))).toEqual([refusal]);
  });
  test('an author may write about backslashes and NUL', async () => {
    expect((await readPost(desk.db, await desk.created({ metadata: { a: '\\u0000 \\ud800 😀' } }))).metadata).toEqual({
      a: '\\u0000 \\ud800 😀',
    });
  });
  test('an option outside its limits is refused with the limit and the value', async () => {
    const options = { poll: { options: ['Rye'], durationMinutes: 20_000 }, replySettings: 'NOBODY' };
    const outcome = await desk.create({ targets: [{ socialAccountId: desk.accounts.X, format: 'TEXT', options }] });
    expect(outcome).toMatchObject({
      ok: false,
      errors: [
        { code: 'OPTION_INVALID', path: at('replySettings'), actual: 'NOBODY' },
        { code: 'OPTION_INVALID', path: at('poll', 'options'), limit: 2, actual: 1 },
        { code: 'OPTION_INVALID', path: at('poll', 'durationMinutes'), limit: 10_080, actual: 20_000 },
      ],
    });
  });
  test('a cover or thumbnail is an image', async () => {
    const media = [{ mediaAssetId: desk.video }];
    const options = { coverMediaAssetId: desk.video };
    const targets = [{ socialAccountId: desk.accounts.INSTAGRAM, format: 'REEL' as const, options }];
    expect(await desk.create({ media, targets })).toMatchObject({
      ok: false,
      errors: [
        {
          code: 'MEDIA_KIND',
          path: ['input', 'targets', '0', 'options', 'instagram', 'coverMediaAssetId'],
          limit: 'IMAGE',
          actual: 'VIDEO',
        },
      ],
    });
  });
  test('a number below its range is told the lower end', async () => {
    expect(await desk.create({ priority: -11 })).toMatchObject({ ok: false, errors: [{ limit: -10, actual: -11 }] });
    const brand = await createBrand(desk.ctx, desk.viewer, { name: 'B', timeZone: 'UTC', lateWindowMs: 10 });
    expect(brand).toMatchObject({ ok: false, errors: [{ limit: 60_000, actual: 10 }] });
  });
  test('nothing is written by a refusal', async () => {
    await desk.create({ content: { caption: 'x'.repeat(281) } });
    expect(await desk.db.query('SELECT id FROM scheduled_post WHERE brand_id = $1', [desk.brandId])).toEqual([]);
  });
});

const at = (...option: string[]) => ['input', 'targets', '0', 'options', 'x', ...option];

describe('validatePost', () => {
  const validate = (changes: Partial<CreateScheduledPostInput>) =>
    validatePost(desk.ctx, desk.viewer, desk.post(changes));
  test('says what creating would say, and saves nothing', async () => {
    const changes: Partial<CreateScheduledPostInput> = { content: { caption: 'x'.repeat(281) } };
    const refused = await desk.create(changes);
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
  const instagram = (...formats: ('IMAGE' | 'CAROUSEL')[]) =>
    formats.map((format) => ({ socialAccountId: desk.accounts.INSTAGRAM, format }));
  const said = async (changes: Partial<CreateScheduledPostInput>) => {
    const { valid, errors } = accepted(await validate(changes));
    expect(valid).toBe(errors.length === 0);
    return errors.map(({ code, path }) => `${code} ${path.join('.')}`);
  };
  test('tells of a URL what its text tells: an address that is refused, and a name that is of the wrong kind', async () => {
    const media = [{ url: 'https://media.invalid/cat.mp4?size=1' }];
    expect(await said({ media, targets: instagram('IMAGE') })).toEqual(['MEDIA_KIND input.targets.0.media.0']);
    expect(await said({ media: [{ url: 'https://media.invalid/cat' }], targets: instagram('IMAGE') })).toEqual([]);
    for (const url of ['http://media.invalid/cat.jpg', 'https://10.0.0.1/cat.jpg', 'cat.jpg'])
      expect(await said({ media: [{ url }], targets: instagram('IMAGE') })).toEqual([
        'MEDIA_UNREACHABLE input.media.0.url',
      ]);
  });
  test('says of files that are here all that there is to say, also beside one that is not', async () => {
    const [{ id: narrow } = { id: '' }] = await desk.db.query<{ id: string }>(
      `INSERT INTO media_asset (id, workspace_id, status, kind, mime_type, bytes, width, height)
       VALUES (gen_random_uuid(), $1, 'READY', 'IMAGE', 'image/jpeg', 1000, 320, 2000) RETURNING id`,
      [desk.workspaceId],
    );
    const url = 'https://media.invalid/cat.jpg';
    expect(await said({ media: [{ url }, { mediaAssetId: narrow }], targets: instagram('CAROUSEL') })).toEqual([
      'MEDIA_ASPECT_RATIO input.targets.0.media.1',
    ]);
    const [target] = instagram('IMAGE');
    const targets = target === undefined ? [] : [{ ...target, overrides: { mediaAssetIds: [narrow] } }];
    expect(await said({ media: [{ url }], targets })).toEqual(['MEDIA_ASPECT_RATIO input.targets.0.media.0']);
  });
  test('refuses what creating refuses of the post as a whole: no targets, and a time that is none', async () => {
    expect(await said({ targets: [] })).toEqual(['TARGET_MISSING input.targets']);
    expect(await said({ schedule: { mode: 'AT', at: new Date('2020-01-01') } })).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
    const schedule = { mode: 'AT', localTime: '2027-10-31T02:30', timeZone: 'Europe/Berlin' } as const;
    expect(accepted(await validate({ schedule }))).toMatchObject({
      valid: true,
      warnings: [{ code: 'TIME_AMBIGUOUS' }],
    });
  });
  test('foreign accounts are not found', async () => {
    const foreign = await createTenant(desk.db);
    const verdict = accepted(await validate({ targets: [{ socialAccountId: foreign.accounts.X, format: 'TEXT' }] }));
    expect(verdict).toMatchObject({ valid: false, errors: [{ code: 'NOT_FOUND' }] });
  });
});
