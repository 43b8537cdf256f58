/** Live status through the API: over WebSocket and SSE, across reconnects, from schedule to permalink. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';
import { connect } from '../support/socket.ts';
import { openEventSource } from '../support/sse.ts';

const Reschedule = graphql(`
  mutation Reschedule($input: ReschedulePostInput!) {
    reschedulePost(input: $input) {
      changedTargets { id }
      userErrors { code message path }
    }
  }
`);

const Events = graphql(`
  query Events($after: String, $first: Int, $filter: PublishEventFilter) {
    publishEvents(after: $after, first: $first, filter: $filter) {
      nodes { cursor seq status targetStatus postId targetId }
      hasNextPage
      endCursor
    }
  }
`);

const FOLLOW = `subscription Follow($brandId: ID, $postId: ID, $targetId: ID, $after: String) {
  publishStatusChanged(brandId: $brandId, postId: $postId, targetId: $targetId, after: $after) {
    cursor seq status targetStatus phase platform permalink postId targetId at
    error { code message }
    target { id status }
  }
}`;

interface Seen {
  cursor: string;
  seq: number;
  status: string;
  targetStatus: string;
  platform: string;
  permalink: string | null;
  postId: string;
  targetId: string;
}

const eventOf = (payload: unknown): Seen =>
  (payload as { data: { publishStatusChanged: Seen } }).data.publishStatusChanged;

let app: TestApp;
let brandId: string;
let account: string;
beforeAll(async () => {
  app = await startTestApp();
  const seeded = await app.seed();
  brandId = seeded.brandId;
  account = seeded.accounts.X;
});
afterAll(() => app[Symbol.asyncDispose]());

let hour = 0;
const nextHour = () => new Date(Date.now() + 86_400_000 + ++hour * 3_600_000).toISOString();

async function post(): Promise<{ postId: string; targetId: string }> {
  const { id, targets } = await createPost(app.client(), {
    brandId,
    targets: [{ socialAccountId: account, format: 'TEXT' }],
    schedule: { mode: 'AT', at: nextHour() },
  });
  return { postId: id, targetId: targets[0]?.id ?? '' };
}

/** Each call is one event of the post's target. */
async function move(postId: string): Promise<void> {
  const { reschedulePost } = await app.client()(Reschedule, {
    input: { postId, schedule: { mode: 'AT', at: nextHour() } },
  });
  expect(reschedulePost.userErrors).toEqual([]);
}

async function follow(variables: Record<string, unknown>, apiKey = app.apiKey) {
  const socket = await connect(app.origin, apiKey);
  socket.send({ type: 'subscribe', id: 'follow', payload: { query: FOLLOW, variables } });
  return {
    next: async (): Promise<Seen> => {
      for (;;) {
        const message = await socket.messages.next();
        if (message.id === 'follow' && message.type === 'next') return eventOf(message.payload);
        if (message.id === 'follow') throw new Error(JSON.stringify(message));
      }
    },
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
}

describe('a subscription', () => {
  it('with after first tells what was missed, then goes on live, without gap or repetition', async () => {
    const { postId, targetId } = await post();
    const { publishEvents } = await app.client()(Events, { filter: { postId } });
    expect(publishEvents.nodes).toMatchObject([{ seq: 1, status: 'SCHEDULED', targetId }]);
    for (let index = 0; index < 5; index++) await move(postId);
    await using stream = await follow({ postId, after: publishEvents.nodes[0]?.cursor });
    const seen = [
      await stream.next(),
      await stream.next(),
      await stream.next(),
      await stream.next(),
      await stream.next(),
    ];
    for (let index = 0; index < 3; index++) await move(postId);
    seen.push(await stream.next(), await stream.next(), await stream.next());
    expect(seen.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('misses nothing over a hundred reconnects during a storm of events', async () => {
    const { postId } = await post();
    const moves = 150;
    const storm = (async () => {
      for (let index = 0; index < moves; index++) await move(postId);
    })();
    const seen: number[] = [];
    let after: string | null =
      (await app.client()(Events, { filter: { postId }, first: 1 })).publishEvents.nodes[0]?.cursor ?? null;
    let connections = 0;
    while (seen.length < moves) {
      await using stream = await follow({ postId, after });
      connections++;
      const take = Math.min(1 + (connections % 2), moves - seen.length);
      for (let index = 0; index < take; index++) {
        const event = await stream.next();
        seen.push(event.seq);
        after = event.cursor;
      }
    }
    await storm;
    expect(connections).toBeGreaterThanOrEqual(100);
    expect(seen).toEqual(Array.from({ length: moves }, (_, index) => index + 2));
  });

  it('follows one target, one post, one brand or everything', async () => {
    const mine = await post();
    const other = await post();
    const cursor = (await app.client()(Events, { filter: { postId: other.postId } })).publishEvents.endCursor;
    await move(other.postId);
    await move(mine.postId);
    const first = async (variables: Record<string, unknown>) => {
      await using stream = await follow({ ...variables, after: cursor });
      return (await stream.next()).postId;
    };
    expect(await first({ targetId: mine.targetId })).toBe(mine.postId);
    expect(await first({ postId: mine.postId })).toBe(mine.postId);
    expect(await first({ brandId })).toBe(other.postId);
    expect(await first({})).toBe(other.postId);
  });

  it('does not tell a key that is bound to another brand', async () => {
    const strangers = await app.stranger();
    const seeded = await app.seed(strangers);
    const postOfTheirs = async () =>
      (
        await createPost(app.client(strangers), {
          brandId: seeded.brandId,
          targets: [{ socialAccountId: seeded.accounts.X, format: 'TEXT' }],
        })
      ).id;
    await using deaf = await follow({ after: '0' }, strangers);
    const first = await postOfTheirs();
    expect((await deaf.next()).postId).toBe(first);
    // Now it is live. The next thing they hear is their own again.
    await move((await post()).postId);
    const second = await postOfTheirs();
    expect((await deaf.next()).postId).toBe(second);
  });

  it('says what is wrong with a cursor that is none', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    socket.send({ type: 'subscribe', id: '1', payload: { query: FOLLOW, variables: { after: 'nonsense' } } });
    expect(JSON.stringify(await socket.messages.next())).toContain('BAD_USER_INPUT');
  });
});

describe('Server-Sent Events', () => {
  it('tell the same, with the same replay', async () => {
    const { postId } = await post();
    const cursor = (await app.client()(Events, { filter: { postId } })).publishEvents.endCursor;
    await move(postId);
    await using source = await openEventSource(app.url, {
      apiKey: app.apiKey,
      query: FOLLOW,
      variables: { postId, after: cursor },
    });
    expect(source.status).toBe(200);
    const first = await source.events.next();
    expect(first.event).toBe('next');
    await move(postId);
    const second = await source.events.next();
    expect([eventOf(first.data).seq, eventOf(second.data).seq]).toEqual([2, 3]);
  });

  it('end with the reason when the key is revoked', async () => {
    const key = await app.key({ scopes: ['POSTS_READ'] });
    const { postId } = await post();
    await using source = await openEventSource(app.url, {
      apiKey: key.secret,
      query: FOLLOW,
      variables: { postId, after: null },
    });
    await app.raw('mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { userErrors { code } } }', {
      variables: { id: key.id },
    });
    expect(await source.events.next()).toMatchObject({
      event: 'next',
      data: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    await source.ended;
  });

  it('need the scope to read posts', async () => {
    const { secret } = await app.key({ scopes: ['ACCOUNTS_READ'] });
    await using source = await openEventSource(app.url, { apiKey: secret, query: FOLLOW });
    expect(JSON.stringify(await source.events.next())).toContain('FORBIDDEN_SCOPE');
  });
});

describe('publishEvents', () => {
  it('pages through the stream, and keeps its cursor when there is nothing new', async () => {
    const { postId } = await post();
    for (let index = 0; index < 4; index++) await move(postId);
    const seqs: number[] = [];
    let after: string | null = null;
    for (let hasMore = true; hasMore; ) {
      const { publishEvents }: Awaited<ReturnType<typeof page>> = await page(postId, after);
      seqs.push(...publishEvents.nodes.map(({ seq }) => seq));
      after = publishEvents.endCursor ?? null;
      hasMore = publishEvents.hasNextPage;
    }
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
    expect((await page(postId, after)).publishEvents).toEqual({ nodes: [], hasNextPage: false, endCursor: after });
  });
  const page = (postId: string, after: string | null) => app.client()(Events, { filter: { postId }, after, first: 2 });

  it('takes a position in plain only as far as they were given out so, for trying them would tell where events lie', async () => {
    await post();
    const [event] = await app.ctx.db.query<{ position: bigint }>('SELECT max(position) AS position FROM event');
    const plain = Buffer.from(`event:${event?.position}`).toString('base64url');
    const codes = () =>
      Promise.all(
        ['publishEvents', 'events'].map(async (field) => {
          const query = `query ($after: String) { ${field}(after: $after) { endCursor } }`;
          const { errors } = await app.raw(query, { variables: { after: plain } });
          return errors.map(({ extensions }) => extensions.code);
        }),
      );
    expect(await codes()).toEqual([['BAD_USER_INPUT'], ['BAD_USER_INPUT']]);

    await app.ctx.db.query('UPDATE workspace SET plain_cursors_to = $1', [event?.position]);
    app.ctx.knownKeys.clear();
    expect(await codes()).toEqual([[], []]);

    await app.ctx.db.query('UPDATE workspace SET plain_cursors_to = 0');
    app.ctx.knownKeys.clear();
  });
});

describe('a post', () => {
  it('travels to all four platforms, each step told', async () => {
    await using server = await startTestApp({ role: 'all' });
    const { brandId: brand, accounts } = await server.seed();
    const image = await server.upload();
    const video = await server.upload({ kind: 'VIDEO' });
    const socket = await connect(server.origin, server.apiKey);
    socket.send({
      type: 'subscribe',
      id: 'follow',
      payload: { query: FOLLOW, variables: { brandId: brand, after: '0' } },
    });
    await createPost(server.client(), {
      brandId: brand,
      content: { caption: 'Fresh bread' },
      media: [{ mediaAssetId: image, altText: 'A loaf' }],
      targets: [
        {
          socialAccountId: accounts.INSTAGRAM,
          format: 'IMAGE',
          options: { instagram: { firstComment: 'Come by!' } },
        },
        {
          socialAccountId: accounts.TIKTOK,
          format: 'IMAGE',
          options: { tiktok: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' } },
        },
        {
          socialAccountId: accounts.YOUTUBE,
          format: 'SHORT',
          overrides: { mediaAssetIds: [video] },
          options: { youtube: { privacy: 'UNLISTED' } },
        },
        { socialAccountId: accounts.X, format: 'IMAGE', options: { x: { replySettings: 'MENTIONED_USERS' } } },
      ],
      schedule: { mode: 'NOW' },
    });
    const published = new Set<string>();
    const events: Seen[] = [];
    while (published.size < 4) {
      const event = eventOf((await socket.messages.next()).payload);
      events.push(event);
      if (['FAILED', 'MISSED', 'OUTCOME_UNKNOWN'].includes(event.targetStatus)) throw new Error(JSON.stringify(event));
      if (event.targetStatus === 'PUBLISHED') published.add(event.platform);
    }
    for (const [, ofTarget] of Map.groupBy(events, ({ targetId }) => targetId)) {
      expect(ofTarget.map(({ seq }) => seq)).toEqual(ofTarget.map((_, index) => index + 1));
    }
    const live = await server.sandbox.control.live();
    expect(live.map(({ platform }) => platform).sort()).toEqual(['INSTAGRAM', 'TIKTOK', 'X', 'YOUTUBE']);
    await socket[Symbol.asyncDispose]();
  });
});
