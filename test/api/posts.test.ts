/** Posts through the API: write, check, edit, move, cancel, delete, and everything they are told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMediaServer } from '../sandbox/media-server.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { CreateScheduledPostInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { sampleJpeg } from '../support/sample-media.ts';

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

const PostById = graphql(`
  query PostById($id: ID, $externalId: String, $brandId: ID) {
    scheduledPost(id: $id, externalId: $externalId, brandId: $brandId) {
      id version status caption
      targets { id status overrides { caption } }
      logs(first: 5) { nodes { kind status seq } }
    }
  }
`);

const Update = graphql(`
  mutation Update($input: UpdateScheduledPostInput!) {
    updateScheduledPost(input: $input) {
      scheduledPost { id version caption targets { id format overrides { caption } options { ... on XOptions { replySettings } } } }
      userErrors { code message path limit actual }
      warnings { code }
    }
  }
`);

const Cancel = graphql(`
  mutation Cancel($input: CancelScheduledPostInput!) {
    cancelScheduledPost(input: $input) {
      scheduledPost { id status allowedActions }
      changedTargets { id status }
      refused { code targetId }
      userErrors { code message path actual targetId }
    }
  }
`);

const SchedulePost = graphql(`
  mutation SchedulePost($input: SchedulePostInput!) {
    schedulePost(input: $input) { scheduledPost { id status scheduledAt } userErrors { code message path limit actual } warnings { code } }
  }
`);

const DeletePost = graphql(`
  mutation DeletePost($input: DeleteScheduledPostInput!) {
    deleteScheduledPost(input: $input) { deletedScheduledPostId userErrors { code } }
  }
`);

const Validate = graphql(`
  query Validate($input: ValidatePostInput!) {
    validatePost(input: $input) { valid errors { code message path limit actual } warnings { code path } }
  }
`);

const Overview = graphql(`
  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {
    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }
    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }
  }
`);

const Pause = graphql(`
  mutation Pause($input: PausePublishingInput!) {
    pausePublishing(input: $input) { pausedAt userErrors { code } }
  }
`);

const AccountState = graphql(`
  query AccountState($id: ID!) {
    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }
  }
`);

const DeleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteSocialAccountInput!) {
    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }
  }
`);

const Disconnect = graphql(`
  mutation Disconnect($input: DisconnectSocialAccountInput!) {
    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }
  }
`);

const DeleteMedia = graphql(`
  mutation DeleteMedia($input: DeleteMediaAssetInput!) {
    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }
  }
`);

const ImportMedia = graphql(`
  mutation ImportMedia($input: ImportMediaFromUrlInput!) {
    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }
  }
`);

let app: TestApp;
let brandId: string;
let accounts: Awaited<ReturnType<TestApp['seed']>>['accounts'];
beforeAll(async () => {
  app = await startTestApp();
  ({ brandId, accounts } = await app.seed());
});
afterAll(() => app[Symbol.asyncDispose]());

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

const text = (changes: Partial<CreateScheduledPostInput> = {}): CreateScheduledPostInput => ({
  brandId,
  content: { caption: 'Hello' },
  targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
  schedule: { mode: 'AT', at: tomorrow() },
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
          socialAccountId: accounts.INSTAGRAM,
          format: 'REEL',
          overrides: { caption: 'For Instagram', mediaAssetIds: [video] },
          options: { instagram: { firstComment: 'Come by!', coverMediaAssetId: cover, collaborators: ['@baker'] } },
        },
        {
          socialAccountId: accounts.YOUTUBE,
          format: 'SHORT',
          overrides: { mediaAssetIds: [video] },
          options: { youtube: { privacy: 'UNLISTED', tags: ['bread'], thumbnailMediaAssetId: cover } },
        },
        { socialAccountId: accounts.X, format: 'IMAGE', options: { x: { replySettings: 'MENTIONED_USERS' } } },
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
      brand: { id: brandId },
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
  });

  it('refuses options of another platform than the account has, also in a draft and where both know the name', async () => {
    const image = await app.upload();
    const targets: CreateScheduledPostInput['targets'] = [
      { socialAccountId: accounts.X, format: 'TEXT', options: { tiktok: { mode: 'INBOX' } } },
      { socialAccountId: accounts.INSTAGRAM, format: 'IMAGE', options: { youtube: { firstComment: 'Come by!' } } },
    ];
    const expected = [
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', '0', 'options', 'tiktok'], limit: 'x' },
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', '1', 'options', 'youtube'], limit: 'instagram' },
    ];
    const media = [{ mediaAssetId: image }];
    expect((await create({ media, targets })).userErrors).toMatchObject(expected);
    expect((await create({ media, targets, schedule: { mode: 'DRAFT' } })).userErrors).toMatchObject(expected);
    const { validatePost } = await app.client()(Validate, { input: { brandId, media, targets } });
    expect(validatePost.errors).toMatchObject(expected);
  });

  it('names the place of an option with the key of its platform', async () => {
    const strangeMedia = `media_${crypto.randomUUID()}`;
    const { userErrors } = await create({
      targets: [
        {
          socialAccountId: accounts.X,
          format: 'TEXT',
          options: { x: { poll: { options: ['Rye', 'x'.repeat(26)], durationMinutes: 60 } } },
        },
        {
          socialAccountId: accounts.YOUTUBE,
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
});

describe('a post', () => {
  it('is found by its id and by the id of the partner', async () => {
    const { id } = await created({ externalId: 'mine-7' });
    const client = app.client();
    const expected = { id, status: 'SCHEDULED', logs: { nodes: [{ kind: 'EVENT', status: 'SCHEDULED', seq: 1 }] } };
    expect((await client(PostById, { id })).scheduledPost).toMatchObject(expected);
    expect((await client(PostById, { externalId: 'mine-7', brandId })).scheduledPost).toMatchObject(expected);
    expect((await client(PostById, { externalId: 'mine-8', brandId })).scheduledPost).toBeNull();
    expect((await app.raw('{ scheduledPost(externalId: "mine-7") { id } }')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('is edited when it is as it was read, and not otherwise', async () => {
    const post = await created({
      targets: [
        {
          socialAccountId: accounts.X,
          format: 'TEXT',
          overrides: { caption: 'Own' },
          options: { x: { replySettings: 'VERIFIED' } },
        },
      ],
    });
    const targetId = post.targets[0]?.id ?? '';
    const client = app.client();
    const edited = (
      await client(Update, { input: { postId: post.id, expectedVersion: 1, content: { caption: 'Edited' } } })
    ).updateScheduledPost;
    expect(edited.scheduledPost).toMatchObject({
      version: 2,
      caption: 'Edited',
      targets: [{ overrides: { caption: 'Own' }, options: { replySettings: 'VERIFIED' } }],
    });
    const cleared = (
      await client(Update, {
        input: {
          postId: post.id,
          expectedVersion: 2,
          targets: { change: [{ targetId, overrides: null, options: null }] },
        },
      })
    ).updateScheduledPost;
    expect(cleared.scheduledPost).toMatchObject({
      version: 3,
      targets: [{ overrides: { caption: null }, options: { replySettings: null } }],
    });
    const stale = (
      await client(Update, { input: { postId: post.id, expectedVersion: 1, content: { caption: 'Late' } } })
    ).updateScheduledPost;
    expect(stale).toMatchObject({
      scheduledPost: null,
      userErrors: [{ code: 'VERSION_CONFLICT', limit: '3', actual: '1', path: ['input', 'expectedVersion'] }],
    });
  });

  it('is not edited with options of another platform', async () => {
    const post = await created();
    const targetId = post.targets[0]?.id ?? '';
    const { updateScheduledPost } = await app.client()(Update, {
      input: {
        postId: post.id,
        expectedVersion: post.version,
        targets: {
          add: [
            { socialAccountId: accounts.INSTAGRAM, format: 'IMAGE', options: { x: { replySettings: 'FOLLOWING' } } },
          ],
        },
      },
    });
    expect(updateScheduledPost.userErrors).toMatchObject([
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', 'add', '0', 'options', 'x'] },
    ]);
    const changed = await app.client()(Update, {
      input: {
        postId: post.id,
        expectedVersion: post.version,
        targets: { change: [{ targetId, options: { instagram: { firstComment: 'Come by!' } } }] },
      },
    });
    expect(changed.updateScheduledPost.userErrors).toMatchObject([
      { code: 'OPTIONS_OF_OTHER_PLATFORM', path: ['input', 'targets', 'change', '0', 'options', 'instagram'] },
    ]);
  });

  it('is cancelled, scheduled again and deleted', async () => {
    const post = await created();
    const client = app.client();
    const { cancelScheduledPost } = await client(Cancel, { input: { postId: post.id } });
    expect(cancelScheduledPost).toMatchObject({
      scheduledPost: { status: 'CANCELLED' },
      changedTargets: [{ status: 'CANCELLED' }],
      refused: [],
      userErrors: [],
    });
    expect(cancelScheduledPost.scheduledPost?.allowedActions).toContain('SCHEDULE');
    const { schedulePost } = await client(SchedulePost, {
      input: { postId: post.id, schedule: { mode: 'AT', at: '2032-01-01T00:00:00Z' } },
    });
    expect(schedulePost.scheduledPost).toMatchObject({ status: 'SCHEDULED', scheduledAt: '2032-01-01T00:00:00.000Z' });
    expect((await client(DeletePost, { input: { postId: post.id } })).deleteScheduledPost).toEqual({
      deletedScheduledPostId: post.id,
      userErrors: [],
    });
    expect((await client(PostById, { id: post.id })).scheduledPost).toBeNull();
  });

  it('cannot be scheduled for a time that does not exist, or has passed', async () => {
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

describe('an overview', () => {
  it('counts and shows days on the clocks of the reader', async () => {
    // 23:30 UTC is the next day in Berlin.
    const post = await created({ schedule: { mode: 'AT', at: '2033-05-05T23:30:00Z' } });
    const span = { from: '2033-05-01T00:00:00Z', to: '2033-06-01T00:00:00Z', brandIds: [brandId] };
    const inBerlin = await app.client()(Overview, { ...span, timeZone: 'Europe/Berlin' });
    expect(inBerlin).toEqual({
      calendar: { isComplete: true, days: [{ date: '2033-05-06', posts: [{ id: post.id }] }] },
      publishingStats: [{ key: '2033-05-06', total: 1, byStatus: [{ status: 'SCHEDULED', count: 1 }] }],
    });
    const inUtc = await app.client()(Overview, { ...span, timeZone: 'UTC' });
    expect(inUtc.calendar.days.map(({ date }) => date)).toEqual(['2033-05-05']);
  });
});

describe('an account', () => {
  it('is paused, and tells so', async () => {
    const { pausePublishing } = await app.client()(Pause, {
      input: { scope: 'ACCOUNT', socialAccountId: accounts.TIKTOK },
    });
    const { socialAccount } = await app.client()(AccountState, { id: accounts.TIKTOK });
    expect(socialAccount).toMatchObject({
      pausedAt: pausePublishing.pausedAt,
      allowedActions: ['RECONNECT', 'DISCONNECT', 'RESUME', 'DELETE'],
    });
  });

  it('is not deleted while something of it is scheduled', async () => {
    const seeded = await app.seed();
    const post = await created({
      brandId: seeded.brandId,
      targets: [{ socialAccountId: seeded.accounts.X, format: 'TEXT' }],
    });
    const client = app.client();
    const input = { socialAccountId: seeded.accounts.X };
    expect((await client(DeleteAccount, { input })).deleteSocialAccount).toEqual({
      deletedSocialAccountId: null,
      userErrors: [{ code: 'ACCOUNT_IN_USE', actual: '1' }],
    });
    expect((await client(AccountState, { id: input.socialAccountId })).socialAccount?.targets).toMatchObject({
      totalCount: 1,
      nodes: [{ id: post.targets[0]?.id }],
    });
    await client(Cancel, { input: { postId: post.id } });
    expect((await client(DeleteAccount, { input })).deleteSocialAccount).toEqual({
      deletedSocialAccountId: input.socialAccountId,
      userErrors: [],
    });
    expect((await client(AccountState, { id: input.socialAccountId })).socialAccount).toBeNull();
  });

  it('is disconnected, and its credentials are gone', async () => {
    const seeded = await app.seed();
    const { disconnectSocialAccount } = await app.client()(Disconnect, {
      input: { socialAccountId: seeded.accounts.X },
    });
    expect(disconnectSocialAccount).toMatchObject({
      socialAccount: { status: 'DISCONNECTED', allowedActions: ['RECONNECT', 'PAUSE', 'DELETE'] },
      userErrors: [],
    });
  });
});

describe('a file', () => {
  it('is taken in from an address, once per idempotency key', async () => {
    await using origin = await startMediaServer();
    const url = origin.put('sample.jpg?token=canary', 'image/jpeg', sampleJpeg({ width: 600, height: 400 }));
    const input = { url, altText: 'A sample', idempotencyKey: 'file-1' };
    const first = (await app.client()(ImportMedia, { input })).importMediaFromUrl;
    expect(first).toMatchObject({
      mediaAsset: {
        kind: 'IMAGE',
        status: 'READY',
        mimeType: 'image/jpeg',
        fileName: 'sample.jpg',
        altText: 'A sample',
        sourceUrl: url.replace('?token=canary', ''),
      },
      userErrors: [],
    });
    const second = (await app.client()(ImportMedia, { input })).importMediaFromUrl;
    expect(second.mediaAsset?.id).toBe(first.mediaAsset?.id);
    expect(origin.hits('sample.jpg?token=canary')).toBe(1);
  });

  it('that cannot be had says why', async () => {
    const refusal = async (url: string) =>
      (await app.client()(ImportMedia, { input: { url } })).importMediaFromUrl.userErrors;
    expect(await refusal(`${app.origin}/nowhere`)).toMatchObject([
      { code: 'MEDIA_UNREACHABLE', path: ['input', 'url'] },
    ]);
    expect(await refusal('https://10.0.0.1/a.jpg')).toMatchObject([{ code: 'MEDIA_UNREACHABLE' }]);
    expect(await refusal('gibberish')).toMatchObject([{ code: 'MEDIA_UNREACHABLE' }]);
  });

  it('is deleted unless a post uses it', async () => {
    const image = await app.upload();
    const post = await created({
      media: [{ mediaAssetId: image }],
      targets: [{ socialAccountId: accounts.X, format: 'IMAGE' }],
    });
    const remove = async () => (await app.client()(DeleteMedia, { input: { mediaAssetId: image } })).deleteMediaAsset;
    expect(await remove()).toEqual({ deletedMediaAssetId: null, userErrors: [{ code: 'MEDIA_IN_USE' }] });
    await app.client()(DeletePost, { input: { postId: post.id } });
    expect(await remove()).toEqual({ deletedMediaAssetId: image, userErrors: [] });
  });
});
