/** Writing posts through the API: what is kept, what is refused and where, and what validatePost says before. */
import { describe, expect, it } from 'vitest';
import type { CreateScheduledPostInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { openSeededApp } from '../support/open-app.ts';

const CreateFull = graphql(`
  mutation CreateFull($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) {
      scheduledPost {
        id version status caption title scheduledAt timeZone localTime externalId metadata allowedActions
        brand { id }
        media { altText mediaAsset { id kind width } }
        targets {
          id status format allowedActions isCommitted dueAt
          overrides { caption title media { id } }
          options {
            __typename
            ... on InstagramOptions { firstComment collaborators userTags { username x y mediaIndex } coverMediaAssetId }
            ... on TikTokOptions { mode privacyLevel }
            ... on YouTubeOptions { privacy tags thumbnailMediaAssetId }
            ... on XOptions { replySettings poll { options durationMinutes } thread { text mediaIndexes } }
          }
        }
      }
      userErrors { code message path limit actual targetId }
      warnings { code message path }
    }
  }
`);

const Validate = graphql(`
  query Validate($input: ValidatePostInput!) {
    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }
  }
`);

const Delete = graphql(`
  mutation DeleteWritten($input: DeleteScheduledPostInput!) {
    deleteScheduledPost(input: $input) { deletedScheduledPostId }
  }
`);

const app = openSeededApp();

const text = (changes: Partial<CreateScheduledPostInput> = {}): CreateScheduledPostInput => ({
  brandId: app.brandId,
  content: { caption: 'Hello' },
  targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
  schedule: { mode: 'AT', at: new Date(Date.now() + 86_400_000).toISOString() },
  ...changes,
});

async function create(changes: Partial<CreateScheduledPostInput> = {}) {
  const { createScheduledPost } = await app.client()(CreateFull, { input: text(changes) });
  return createScheduledPost;
}

async function created(changes: Partial<CreateScheduledPostInput> = {}) {
  const { scheduledPost, userErrors } = await create(changes);
  if (scheduledPost === null) throw new Error(JSON.stringify(userErrors));
  return scheduledPost;
}

describe('createScheduledPost', () => {
  it('keeps everything it is given, and shows it as it was written', async () => {
    const image = await app.upload();
    const cover = await app.upload();
    const video = await app.upload({ kind: 'VIDEO' });
    const post = await created({
      content: { caption: 'Fresh bread', title: 'Bread' },
      media: [{ mediaAssetId: image, altText: 'A loaf' }],
      targets: [
        {
          socialAccountId: app.accounts.INSTAGRAM,
          format: 'REEL',
          overrides: { caption: 'For Instagram', mediaAssetIds: [video] },
          options: { instagram: { firstComment: 'Come by!', coverMediaAssetId: cover, collaborators: ['@baker'] } },
        },
        {
          socialAccountId: app.accounts.YOUTUBE,
          format: 'SHORT',
          overrides: { mediaAssetIds: [video] },
          options: { youtube: { privacy: 'UNLISTED', tags: ['bread'], thumbnailMediaAssetId: cover } },
        },
        { socialAccountId: app.accounts.X, format: 'IMAGE', options: { x: { replySettings: 'MENTIONED_USERS' } } },
      ],
      schedule: { mode: 'AT', localTime: '2031-07-01T09:30', timeZone: 'Europe/Berlin' },
      externalId: 'order-1',
      metadata: { campaign: 'summer', nested: { deep: [1, 'two'] } },
    });
    expect(post).toMatchObject({
      version: 1,
      status: 'SCHEDULED',
      caption: 'Fresh bread',
      title: 'Bread',
      scheduledAt: '2031-07-01T07:30:00.000Z',
      timeZone: 'Europe/Berlin',
      localTime: '2031-07-01T09:30:00',
      externalId: 'order-1',
      metadata: { campaign: 'summer', nested: { deep: [1, 'two'] } },
      brand: { id: app.brandId },
      media: [{ altText: 'A loaf', mediaAsset: { id: image, kind: 'IMAGE', width: 1080 } }],
      targets: [
        {
          status: 'SCHEDULED',
          isCommitted: false,
          dueAt: '2031-07-01T07:30:00.000Z',
          overrides: { caption: 'For Instagram', title: null, media: [{ id: video }] },
          options: { __typename: 'InstagramOptions', firstComment: 'Come by!', coverMediaAssetId: cover },
        },
        {
          options: { __typename: 'YouTubeOptions', privacy: 'UNLISTED', tags: ['bread'], thumbnailMediaAssetId: cover },
        },
        {
          overrides: { caption: null, media: null },
          options: { __typename: 'XOptions', replySettings: 'MENTIONED_USERS', poll: null },
        },
      ],
    });
    expect(post.allowedActions).toEqual(['EDIT', 'RESCHEDULE', 'PUBLISH_NOW', 'CANCEL', 'DELETE']);
    expect(post.targets[0]?.allowedActions).toEqual(['EDIT', 'SCHEDULE', 'UNSCHEDULE', 'CANCEL']);
  });

  it('names the limit and the value where a platform would refuse', async () => {
    const { scheduledPost, userErrors } = await create({ content: { caption: 'x'.repeat(300) } });
    expect(scheduledPost).toBeNull();
    expect(userErrors).toMatchObject([
      { code: 'TEXT_TOO_LONG', limit: '280', actual: '300', path: ['input', 'targets', '0', 'caption'] },
    ]);
  });

  it('saves a draft that a platform would refuse, and warns', async () => {
    const { scheduledPost, warnings } = await create({
      content: { caption: 'x'.repeat(300) },
      schedule: { mode: 'DRAFT' },
    });
    expect(scheduledPost).toMatchObject({ status: 'DRAFT', scheduledAt: null });
    expect(warnings).toMatchObject([{ code: 'TEXT_TOO_LONG' }]);
  });

  it('answers the repetition of a call with the post of the first, and refuses the key for another', async () => {
    const input = { idempotencyKey: 'once', schedule: { mode: 'AT', at: '2031-01-01T00:00:00Z' } } as const;
    const [first, second] = await Promise.all([created(input), created(input)]);
    expect(second.id).toBe(first.id);
    expect((await create({ ...input, content: { caption: 'Another' } })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
    await app.client()(Delete, { input: { postId: first.id } });
    expect(await create(input)).toMatchObject({ scheduledPost: null, userErrors: [] });
  });

  it('refuses options of another platform than the account has, also in a draft and where both know the name', async () => {
    const image = await app.upload();
    const targets: CreateScheduledPostInput['targets'] = [
      { socialAccountId: app.accounts.X, format: 'TEXT', options: { tiktok: { mode: 'INBOX' } } },
      { socialAccountId: app.accounts.INSTAGRAM, format: 'IMAGE', options: { youtube: { firstComment: 'Come by!' } } },
    ];
    const expected = [
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', '0', 'options', 'tiktok'], limit: 'x' },
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', '1', 'options', 'youtube'], limit: 'instagram' },
    ];
    const media = [{ mediaAssetId: image }];
    expect((await create({ media, targets })).userErrors).toMatchObject(expected);
    expect((await create({ media, targets, schedule: { mode: 'DRAFT' } })).userErrors).toMatchObject(expected);
    const { validatePost } = await app.client()(Validate, { input: { brandId: app.brandId, media, targets } });
    expect(validatePost.errors).toMatchObject(expected);
  });

  it('names the place of an option with the key of its platform', async () => {
    const strangeMedia = `media_${crypto.randomUUID()}`;
    const { userErrors } = await create({
      targets: [
        {
          socialAccountId: app.accounts.X,
          format: 'TEXT',
          options: { x: { poll: { options: ['Rye', 'x'.repeat(26)], durationMinutes: 60 } } },
        },
        {
          socialAccountId: app.accounts.YOUTUBE,
          format: 'SHORT',
          options: { youtube: { thumbnailMediaAssetId: strangeMedia } },
        },
      ],
    });
    const paths = userErrors.map(({ path }) => path.join('.'));
    expect(paths).toContain('input.targets.0.options.x.poll.options.1');
    expect(paths).toContain('input.targets.1.options.youtube.thumbnailMediaAssetId');
  });

  it('needs the scope to publish unless it is a draft', async () => {
    const { secret } = await app.key({ scopes: ['POSTS_WRITE'] });
    const writer = app.client(secret);
    expect((await writer(CreateFull, { input: text() })).createScheduledPost.userErrors).toMatchObject([
      { code: 'FORBIDDEN_SCOPE', limit: 'posts:publish' },
    ]);
    const { createScheduledPost } = await writer(CreateFull, { input: text({ schedule: { mode: 'DRAFT' } }) });
    expect(createScheduledPost.scheduledPost?.status).toBe('DRAFT');
  });

  it('refuses a time that does not exist or has passed, and warns of one that comes twice', async () => {
    expect(
      (await create({ schedule: { mode: 'AT', localTime: '2031-03-30T02:30', timeZone: 'Europe/Berlin' } })).userErrors,
    ).toMatchObject([{ code: 'TIME_NONEXISTENT', path: ['input', 'schedule', 'localTime'] }]);
    expect((await create({ schedule: { mode: 'AT', at: '2020-01-01T00:00:00Z' } })).userErrors).toMatchObject([
      { code: 'TIME_IN_PAST' },
    ]);
    const twice = await create({ schedule: { mode: 'AT', localTime: '2031-10-26T02:30', timeZone: 'Europe/Berlin' } });
    expect(twice).toMatchObject({
      scheduledPost: { scheduledAt: '2031-10-26T00:30:00.000Z' },
      warnings: [{ code: 'TIME_AMBIGUOUS' }],
    });
  });
});

describe('validatePost', () => {
  it('says what creating would say, and saves nothing', async () => {
    const { schedule: _schedule, ...post } = text({ content: { caption: 'x'.repeat(300) } });
    const count = async () => (await app.raw('{ scheduledPosts(first: 1) { totalCount } }')).data;
    const before = await count();
    expect((await app.client()(Validate, { input: post })).validatePost).toMatchObject({
      valid: false,
      errors: [{ code: 'TEXT_TOO_LONG', limit: '280', actual: '300' }],
    });
    expect((await app.client()(Validate, { input: { ...post, content: { caption: 'Short' } } })).validatePost).toEqual({
      valid: true,
      errors: [],
      warnings: [],
    });
    expect(await count()).toEqual(before);
  });
});
