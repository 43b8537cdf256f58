/** The stream of events of a workspace: accounts, files and targets in one order, as a query and as a subscription. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { StreamEventsQuery, StreamEventsQueryVariables } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

let app: TestApp;
let team: Seed;
beforeAll(async () => {
  app = await startTestApp();
  team = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const Events = graphql(`
  query StreamEvents($after: String, $first: Int, $filter: EventFilter) {
    events(after: $after, first: $first, filter: $filter) {
      nodes { cursor subject subjectId type actorId brandId payload }
      hasNextPage endCursor
    }
  }
`);
const Disconnect = graphql(`
  mutation DisconnectForEvents($id: ID!) {
    disconnectSocialAccount(input: { socialAccountId: $id }) { userErrors { code } }
  }
`);
const ChangePost = graphql(`
  mutation ChangePostForEvents($id: ID!) {
    updateScheduledPost(input: { postId: $id, expectedVersion: 1, content: { caption: "Another" } }) { userErrors { code } }
    reschedulePost(input: { postId: $id, schedule: { mode: AT, at: "2030-01-02T09:00:00Z" } }) { userErrors { code } }
    cancelScheduledPost(input: { postId: $id }) { userErrors { code } }
    deleteScheduledPost(input: { postId: $id }) { userErrors { code } }
  }
`);
const PauseAccount = graphql(`
  mutation PauseForEvents($accountId: ID!, $mediaAssetId: ID!, $fileName: String!) {
    pausePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }
    updateMediaAsset(input: { mediaAssetId: $mediaAssetId, fileName: $fileName }) { userErrors { code } }
  }
`);
const ResumeAccount = graphql(`
  mutation ResumeForEvents($accountId: ID!) {
    resumePublishing(input: { scope: ACCOUNT, socialAccountId: $accountId }) { userErrors { code } }
  }
`);
type Page = StreamEventsQuery['events'];
const read = async (variables: StreamEventsQueryVariables = {}, key?: string): Promise<Page> =>
  (await app.client(key)(Events, { first: 100, ...variables })).events;
const types = ({ nodes }: Page) => nodes.map(({ type }) => type);

describe('events', () => {
  it('tell in one order what happened to accounts, targets and files, and who did it', async () => {
    const { endCursor } = await read();
    const { id } = await createPost(app.client(), {
      brandId: team.brandId,
      targets: [{ socialAccountId: team.accounts.X, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    });
    await app.client()(Disconnect, { id: team.accounts.YOUTUBE });
    const page = await read({ after: endCursor });
    expect(types(page)).toEqual(['post.created', 'target.drafted', 'account.disconnected', 'account.health_changed']);
    expect(page.nodes[1]).toMatchObject({ actorId: page.nodes[2]?.actorId });
    expect(page.nodes[2]).toMatchObject({
      subject: 'ACCOUNT',
      subjectId: team.accounts.YOUTUBE,
      brandId: team.brandId,
      actorId: expect.stringMatching(/^key_/),
      payload: { platform: 'YOUTUBE', status: 'DISCONNECTED' },
    });
    expect(await read({ filter: { postId: id } })).toMatchObject({
      nodes: [{ type: 'post.created' }, { type: 'target.drafted' }],
    });
    expect(types(await read({ filter: { subjects: ['ACCOUNT'], subjectId: team.accounts.YOUTUBE } }))).toEqual([
      'account.connected',
      'account.disconnected',
      'account.health_changed',
    ]);
  });

  it('tell of every change of a post, with the version that it has from then on', async () => {
    const { endCursor } = await read();
    const { id } = await createPost(app.client(), {
      brandId: team.brandId,
      targets: [{ socialAccountId: team.accounts.X, format: 'TEXT' }],
      schedule: { mode: 'AT', at: '2030-01-01T09:00:00Z', timeZone: 'UTC' },
    });
    await app.client()(ChangePost, { id });
    const { nodes } = await read({ after: endCursor, filter: { subjects: ['POST'], subjectId: id } });
    expect(nodes.map(({ type, payload }) => [type, payload])).toEqual([
      ['post.created', { version: 1 }],
      ['post.updated', { version: 2, changed: 'CONTENT' }],
      ['post.updated', { version: 3, changed: 'TIME' }],
      ['post.updated', { version: 4, changed: 'TARGETS' }],
      ['post.deleted', { version: 4 }],
    ]);
    expect(nodes.every((node) => node.brandId === team.brandId && node.actorId !== null)).toBe(true);
  });

  it('tell that an account was paused and resumed, and that a file got another name, once each', async () => {
    const { endCursor } = await read();
    const mediaAssetId = await app.upload();
    const accountId = team.accounts.X;
    for (const pass of [1, 2]) await app.client()(PauseAccount, { accountId, mediaAssetId, fileName: `${pass}.png` });
    await app.client()(ResumeAccount, { accountId });
    expect(types(await read({ after: endCursor, filter: { subjects: ['ACCOUNT'] } }))).toEqual([
      'account.paused',
      'account.resumed',
    ]);
    const files = await read({ after: endCursor, filter: { subjectId: mediaAssetId } });
    expect(files.nodes.slice(1).map(({ type, payload }) => [type, payload.fileName])).toEqual([
      ['media.updated', '1.png'],
      ['media.updated', '2.png'],
    ]);
  });

  it('page from any cursor to the end, and keep their place when there is nothing new', async () => {
    const whole = await read();
    const walked: string[] = [];
    let after: string | null = '0';
    for (let more = true; more; ) {
      const page: Page = await read({ after, first: 2 });
      walked.push(...page.nodes.map(({ cursor }) => cursor));
      after = page.endCursor;
      more = page.hasNextPage;
    }
    expect(walked).toEqual(whole.nodes.map(({ cursor }) => cursor));
    expect(await read({ after })).toEqual({ nodes: [], hasNextPage: false, endCursor: after });
  });

  it('take the cursors that earlier releases gave out, and none of another workspace', async () => {
    const plain = (position: string) => Buffer.from(`event:${position}`).toString('base64url');
    expect(types(await read({ after: plain('0') }))).toEqual(types(await read()));
    const stranger = await app.stranger();
    await app.seed(stranger);
    const { nodes } = await read({}, stranger);
    expect(nodes.length).toBeGreaterThan(0);
    await expect(read({ after: nodes[0]?.cursor ?? '' })).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }] },
    });
  });
});
