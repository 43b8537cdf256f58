/** Posts through the API once they are written: found, edited, moved, cancelled, deleted, and counted. */
import { describe, expect, it } from 'vitest';
import type { CreateScheduledPostInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { openSeededApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';

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

const Overview = graphql(`
  query Overview($from: DateTime!, $to: DateTime!, $brandIds: [ID!], $timeZone: String!) {
    calendar(from: $from, to: $to, brandIds: $brandIds, timeZone: $timeZone) { isComplete days { date posts { id } } }
    publishingStats(from: $from, to: $to, groupBy: DAY, brandIds: $brandIds, timeZone: $timeZone) { key total byStatus { status count } }
  }
`);

const app = openSeededApp();

const created = (changes?: Partial<CreateScheduledPostInput>) =>
  createPost(app.client(), {
    brandId: app.brandId,
    targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
    ...changes,
  });

describe('a post', () => {
  it('is found by its id and by the id of the partner', async () => {
    const { id } = await created({ externalId: 'mine-7' });
    const client = app.client();
    const expected = { id, status: 'SCHEDULED', logs: { nodes: [{ kind: 'EVENT', status: 'SCHEDULED', seq: 1 }] } };
    expect((await client(PostById, { id })).scheduledPost).toMatchObject(expected);
    expect((await client(PostById, { externalId: 'mine-7', brandId: app.brandId })).scheduledPost).toMatchObject(
      expected,
    );
    expect((await client(PostById, { externalId: 'mine-8', brandId: app.brandId })).scheduledPost).toBeNull();
    expect((await app.raw('{ scheduledPost(externalId: "mine-7") { id } }')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('is edited when it is as it was read, and not otherwise', async () => {
    const post = await created({
      targets: [
        {
          socialAccountId: app.accounts.X,
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
            {
              socialAccountId: app.accounts.INSTAGRAM,
              format: 'IMAGE',
              options: { x: { replySettings: 'FOLLOWING' } },
            },
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
});

describe('an overview', () => {
  it('counts and shows days on the clocks of the reader', async () => {
    // 23:30 UTC is the next day in Berlin.
    const post = await created({ schedule: { mode: 'AT', at: '2033-05-05T23:30:00Z' } });
    const span = { from: '2033-05-01T00:00:00Z', to: '2033-06-01T00:00:00Z', brandIds: [app.brandId] };
    const inBerlin = await app.client()(Overview, { ...span, timeZone: 'Europe/Berlin' });
    expect(inBerlin).toEqual({
      calendar: { isComplete: true, days: [{ date: '2033-05-06', posts: [{ id: post.id }] }] },
      publishingStats: [{ key: '2033-05-06', total: 1, byStatus: [{ status: 'SCHEDULED', count: 1 }] }],
    });
    const inUtc = await app.client()(Overview, { ...span, timeZone: 'UTC' });
    expect(inUtc.calendar.days.map(({ date }) => date)).toEqual(['2033-05-05']);
  });

  it('follows the same laws as the times of posts, though Postgres may know older ones', async () => {
    const post = await created({ schedule: { mode: 'AT', localTime: '2033-01-15T00:30', timeZone: 'America/Inuvik' } });
    const span = { from: '2033-01-01T00:00:00Z', to: '2033-02-01T00:00:00Z', brandIds: [app.brandId] };
    expect(await app.client()(Overview, { ...span, timeZone: 'America/Inuvik' })).toEqual({
      calendar: { isComplete: true, days: [{ date: '2033-01-15', posts: [{ id: post.id }] }] },
      publishingStats: [{ key: '2033-01-15', total: 1, byStatus: [{ status: 'SCHEDULED', count: 1 }] }],
    });
  });
});
