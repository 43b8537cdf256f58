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
    expect(types(page)).toEqual(['target.drafted', 'account.disconnected', 'account.health_changed']);
    expect(page.nodes[0]).toMatchObject({ actorId: page.nodes[1]?.actorId });
    expect(page.nodes[1]).toMatchObject({
      subject: 'ACCOUNT',
      subjectId: team.accounts.YOUTUBE,
      brandId: team.brandId,
      actorId: expect.stringMatching(/^key_/),
      payload: { platform: 'YOUTUBE', status: 'DISCONNECTED' },
    });
    expect(await read({ filter: { postId: id } })).toMatchObject({ nodes: [{ type: 'target.drafted' }] });
    expect(types(await read({ filter: { subjects: ['ACCOUNT'], subjectId: team.accounts.YOUTUBE } }))).toEqual([
      'account.connected',
      'account.disconnected',
      'account.health_changed',
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
