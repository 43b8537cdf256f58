/** What people are told of: from an event to a text, once, to those who may see it, until it is read. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendEvents } from '../../src/domain/events/append.ts';
import { rewind } from '../../src/domain/events/consumer.ts';
import type { NewEvent } from '../../src/domain/events/event.ts';
import { lastSpan, makeDigests } from '../../src/domain/notifications/digests.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { localId, toGlobalId } from '../../src/schema/ids.ts';
import { type Client, createBrand, startTestApp, type TestApp } from '../support/app.ts';
import type { NotificationsQuery, NotificationsQueryVariables } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';
import { connect, type TestSocket } from '../support/socket.ts';
import { createAccount } from '../support/tenant.ts';

const Notifications = graphql(`
  query Notifications($filter: NotificationFilter, $orderBy: CreationOrder, $first: Int, $after: String) {
    notifications(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        id type severity code params title body userAction linkPath subject subjectId brandId socialAccountId targetCount postIds isRead
      }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
    unreadCount
  }
`);
const MarkRead = graphql(`
  mutation MarkRead($input: MarkNotificationsReadInput!) {
    markNotificationsRead(input: $input) { unreadCount userErrors { code message path } }
  }
`);
const Preferences = graphql(`
  query Preferences { notificationPreferences { type channel brandId isEnabled } }
`);
const Choose = graphql(`
  mutation Choose($input: UpdateNotificationPreferencesInput!) {
    updateNotificationPreferences(input: $input) { preferences { type channel brandId isEnabled } userErrors { code message path } }
  }
`);
const Audit = graphql(`
  query AuditOfPreferences { auditLog(filter: { actions: ["updateNotificationPreferences"] }) { nodes { subject subjectId result changes { fields } } } }
`);
const Viewer = graphql(`query ViewerOfNotifications { viewer { workspace { id } apiKey { id } } }`);

type Found = NotificationsQuery['notifications']['nodes'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ role: 'all' });
});
afterAll(() => app[Symbol.asyncDispose]());

/** A workspace of its own for each test: they run against the same consumer. */
interface Team {
  brandId: string;
  /** On X. */
  accountId: string;
  apiKey: string;
  client: Client;
  workspaceId: string;
  /** Appends events of the account on X; each list in a transaction. */
  happen(...events: readonly Partial<NewEvent>[]): Promise<void>;
  read(variables?: NotificationsQueryVariables): Promise<Found>;
  key(scopes: string[], brandIds?: string[]): Promise<string>;
}
const MakeKey = graphql(`
  mutation KeyForNotifications($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }
`);

async function team(): Promise<Team> {
  const apiKey = await app.stranger();
  const client = app.client(apiKey);
  const { viewer } = await client(Viewer);
  const workspaceId = localId('Workspace', viewer.workspace.id);
  const brandId = await createBrand(client, 'Corner bakery');
  const accountId = await createAccount(app.db, workspaceId, localId('Brand', brandId), 'X');
  const common = {
    workspaceId,
    brandId: localId('Brand', brandId),
    subject: 'TARGET' as const,
    postId: null,
    socialAccountId: accountId,
    type: 'target.success',
    payload: {},
  };
  return {
    brandId,
    accountId: toGlobalId('SocialAccount', accountId),
    apiKey,
    client,
    workspaceId,
    happen: (...events) =>
      app.ctx.db.tx(async (tx) =>
        appendEvents(
          tx,
          events.map((event) => ({ ...common, subjectId: uuidv7(), ...event })),
        ),
      ),
    read: async (variables = {}) => (await client(Notifications, variables)).notifications.nodes,
    key: async (scopes, brandIds = []) =>
      (await client(MakeKey, { input: { name: 'other', scopes: scopes as never, brandIds } })).createApiKey.secret ??
      '',
  };
}

/** The posts of a target event. */
const posted = (type: string, error?: Record<string, unknown>): Partial<NewEvent> => ({
  type: `target.${type}`,
  postId: uuidv7(),
  payload: { platform: 'X', ...(error === undefined ? {} : { error }) },
});
const failed = (code: string) => posted('error', { code, userAction: 'EDIT' });
const onAccount = ({ accountId }: Team, type: string, payload: Record<string, unknown>): Partial<NewEvent> => ({
  subject: 'ACCOUNT',
  subjectId: localId('SocialAccount', accountId),
  type: `account.${type}`,
  payload: { platform: 'X', username: 'bakery', ...payload },
});
const atRisk = (cause: string): Partial<NewEvent> => {
  const postId = uuidv7();
  return {
    subject: 'POST',
    subjectId: postId,
    postId,
    type: 'post.at_risk',
    payload: { platform: 'X', targetId: `target_${uuidv7()}`, cause, dueAt: '2026-12-24T08:00:00.000Z' },
  };
};

/** Resolves once the consumer has handled all that has happened. */
const caughtUp = () =>
  expect
    .poll(async () => {
      const [row] = await app.db.query<{ isBehind: boolean }>(
        `SELECT position < (SELECT max(position) FROM event WHERE type NOT LIKE 'notification.%') AS is_behind FROM event_consumer WHERE name = 'notifications'`,
      );
      return row?.isBehind;
    })
    .toBe(false);

describe('a notification', () => {
  it('tells what happened, to what, what helps and where', async () => {
    const ours = await team();
    await ours.happen(failed('MEDIA_INVALID'), posted('success'));
    await expect.poll(() => ours.read()).toHaveLength(2);
    const [published, bad] = await ours.read();
    expect(published).toMatchObject({
      type: 'POST_PUBLISHED',
      severity: 'INFO',
      code: 'POST_PUBLISHED',
      body: 'The post is live.',
    });
    expect(bad).toMatchObject({
      type: 'POST_FAILED',
      severity: 'CRITICAL',
      code: 'MEDIA_INVALID',
      userAction: 'EDIT',
      subject: 'TARGET',
      brandId: ours.brandId,
      socialAccountId: ours.accountId,
      targetCount: 1,
      isRead: false,
    });
    expect(bad?.title).toMatch(/^A post failed on X \(.+\)$/);
    expect(bad?.linkPath).toBe(`/posts/${bad?.postIds[0]}`);
  });

  it('that an account was lost takes in all posts that it keeps from going out', async () => {
    const ours = await team();
    await ours.happen(onAccount(ours, 'expired', { statusReason: 'AUTH_REVOKED' }));
    // In several pages of the consumer, and other causes among them.
    await ours.happen(...Array.from({ length: 300 }, () => atRisk('ACCOUNT_ACCESS')));
    await ours.happen(atRisk('MEDIA_CHANGED'), atRisk('MEDIA_CHANGED'));
    await caughtUp();
    const found = await ours.read({ orderBy: 'CREATED_AT_ASC' });
    expect(found.map(({ type, targetCount }) => [type, targetCount])).toEqual([
      ['TOKEN_REVOKED', 300],
      ['POST_AT_RISK', 2],
    ]);
    expect(found[0]).toMatchObject({
      severity: 'CRITICAL',
      userAction: 'RECONNECT',
      title: 'Access to X (bakery) was withdrawn',
    });
    expect(found[0]?.body).toContain('300 posts cannot go out until then.');
    expect(found[0]?.postIds).toHaveLength(10);
    // By the clocks of the brand, in Berlin.
    expect(found[1]?.body).toMatch(/December 24, 2026.* 9:00.AM GMT\+1/);
  });

  it('is the same after its event was handled again', async () => {
    const ours = await team();
    await ours.happen(onAccount(ours, 'expired', { statusReason: 'AUTH_EXPIRED' }), atRisk('ACCOUNT_ACCESS'));
    await ours.happen(failed('MEDIA_INVALID'), failed('MEDIA_INVALID'), posted('success'), posted('success'));
    await caughtUp();
    const before = await ours.read();
    expect(before.map(({ type, targetCount }) => [type, targetCount])).toEqual([
      ['POST_PUBLISHED', 1],
      ['POST_PUBLISHED', 1],
      ['POST_FAILED', 2],
      ['TOKEN_EXPIRED', 1],
    ]);
    await rewind({ db: app.db }, 'notifications', 0n);
    await ours.happen(posted('missed'));
    await expect.poll(async () => (await ours.read())[0]?.type).toBe('POST_MISSED');
    expect((await ours.read()).slice(1)).toEqual(before);
  });

  it('of a workspace that is gone is made for nobody, and holds up nobody', async () => {
    const ours = await team();
    const gone = { workspaceId: uuidv7() };
    await ours.happen(
      { ...onAccount(ours, 'connected', {}), ...gone },
      { ...posted('success'), ...gone },
      posted('success'),
    );
    await expect.poll(() => ours.read()).toMatchObject([{ type: 'POST_PUBLISHED' }]);
  });

  it('says that a platform is back only where it was down', async () => {
    const ours = await team();
    const platform = (state: string): Partial<NewEvent> => ({
      subject: 'PLATFORM',
      brandId: null,
      socialAccountId: null,
      type: `platform.${state}`,
      payload: { platform: 'X', state: state.toUpperCase(), host: 'x', reason: null },
    });
    await ours.happen(platform('degraded'), platform('operational'), platform('down'), platform('degraded'));
    await ours.happen(platform('operational'), platform('operational'));
    await caughtUp();
    expect((await ours.read()).map(({ title }) => title)).toEqual(['X works again', 'X does not answer']);
  });
});

const Credits = graphql(`
  query Credits {
    viewer { workspace { credits creditEntries { amount reason } achievements { code } } }
  }
`);

describe('an achievement', () => {
  it('of the first connection is told once and brings fifty credits, whatever is connected besides', async () => {
    const apiKey = await app.stranger();
    const client = app.client(apiKey);
    const { brandId, accounts } = await app.seed(apiKey);
    const read = async () => (await client(Credits)).viewer.workspace;
    const first = {
      credits: 50,
      creditEntries: [{ amount: 50, reason: 'FIRST_CONNECTION' }],
      achievements: [{ code: 'FIRST_CONNECTION' }],
    };
    await expect.poll(read).toEqual(first);
    await caughtUp();
    const { notifications } = await client(Notifications);
    expect(notifications.nodes.map(({ type }) => type)).toEqual(['FIRST_CONNECTION']);
    expect(notifications.nodes[0]).toMatchObject({
      title: 'Your first account is connected',
      body: 'From now on posts can go out to it. You got 50 credits.',
      brandId: null,
      linkPath: '/workspace',
    });
    // Once a post is live on the last of the platforms.
    const post = await createPost(client, {
      brandId,
      content: { caption: 'Bread' },
      targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    });
    const postId = localId('ScheduledPost', post.id);
    const live = async (platforms: readonly (keyof typeof accounts)[]) => {
      for (const platform of platforms)
        await app.db.query(
          `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, published_at)
           SELECT $1, p.workspace_id, p.brand_id, p.id, $3, $4, 'VIDEO', 'PUBLISHED', now(), now() FROM scheduled_post p WHERE p.id = $2
           ON CONFLICT DO NOTHING`,
          [uuidv7(), postId, localId('SocialAccount', accounts[platform]), platform],
        );
      const [{ workspaceId } = { workspaceId: '' }] = await app.db.query<{ workspaceId: string }>(
        'SELECT workspace_id FROM scheduled_post WHERE id = $1',
        [postId],
      );
      await app.ctx.db.tx(async (tx) =>
        appendEvents(tx, [
          {
            workspaceId,
            brandId: localId('Brand', brandId),
            subject: 'TARGET',
            subjectId: uuidv7(),
            postId,
            socialAccountId: null,
            type: 'target.success',
            payload: { platform: 'X' },
          },
        ]),
      );
      await caughtUp();
    };
    await app.db.query(
      "UPDATE post_target SET status = 'PUBLISHED', due_at = now(), published_at = now() WHERE post_id = $1",
      [postId],
    );
    await live(['INSTAGRAM', 'TIKTOK']);
    expect(await read()).toEqual(first);
    await live(['YOUTUBE']);
    await live([]);
    expect(await read()).toEqual({
      ...first,
      achievements: [{ code: 'FIRST_CONNECTION' }, { code: 'ALL_PLATFORMS' }],
    });
  });
});

const UpdateBrand = graphql(`
  mutation UpdateBrandForDigests($input: UpdateBrandInput!) {
    updateBrand(input: $input) { brand { digests } userErrors { code } }
  }
`);

describe('a digest', () => {
  it('tells a brand that wants it what happened, once', async () => {
    const ours = await team();
    const input = { brandId: ours.brandId, expectedVersion: 1, digests: ['DAILY' as const, 'WEEKLY' as const] };
    expect(await ours.client(UpdateBrand, { input })).toMatchObject({
      updateBrand: { brand: { digests: ['DAILY', 'WEEKLY'] }, userErrors: [] },
    });
    const post = await createPost(ours.client, {
      brandId: ours.brandId,
      targets: [{ socialAccountId: ours.accountId, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    });
    const due = lastSpan('WEEKLY', 'Europe/Berlin', new Date()).from;
    await app.db.query("UPDATE post_target SET status = 'FAILED', due_at = $2 WHERE post_id = $1", [
      localId('ScheduledPost', post.id),
      due,
    ]);
    // As two processes would, one of which was taken for dead.
    await Promise.all([makeDigests(app.ctx), makeDigests(app.ctx)]);
    await makeDigests(app.ctx);
    await caughtUp();
    const found = await ours.read();
    // Of the last day nothing is to be told: it was the first of the week before.
    expect(found).toMatchObject([
      { type: 'DIGEST', title: 'Your week: 0 published, 1 not', linkPath: `/brands/${ours.brandId}`, subject: 'BRAND' },
    ]);
  });
});

describe('reading', () => {
  it('is marked by each key for itself: single ones, or everything up to one', async () => {
    const ours = await team();
    const other = app.client(await ours.key(['NOTIFICATIONS_READ', 'NOTIFICATIONS_WRITE', 'POSTS_READ']));
    for (let n = 0; n < 5; n++) await ours.happen(posted('success'));
    await expect.poll(() => ours.read()).toHaveLength(5);
    const [, second, third] = await ours.read();
    const mark = (input: { notificationIds?: string[]; upToId?: string }, client = ours.client) =>
      client(MarkRead, { input });
    expect(await mark({ notificationIds: [second?.id ?? ''] })).toMatchObject({
      markNotificationsRead: { unreadCount: 4, userErrors: [] },
    });
    expect(await mark({ upToId: third?.id ?? '' })).toMatchObject({ markNotificationsRead: { unreadCount: 1 } });
    // Does not move back.
    expect(await mark({ upToId: (await ours.read()).at(-1)?.id ?? '' })).toMatchObject({
      markNotificationsRead: { unreadCount: 1 },
    });
    expect((await ours.read()).map(({ isRead }) => isRead)).toEqual([false, true, true, true, true]);
    expect(await ours.read({ filter: { isUnread: true } })).toHaveLength(1);
    expect(await ours.read({ filter: { isUnread: false } })).toHaveLength(4);
    expect(await other(Notifications)).toMatchObject({ unreadCount: 5 });
    expect(await mark({ notificationIds: [], upToId: 'x' })).toMatchObject({
      markNotificationsRead: { unreadCount: null, userErrors: [{ code: 'VALIDATION', path: ['input'] }] },
    });
    expect(await mark({ notificationIds: [second?.id ?? '', 'notification_x'] })).toMatchObject({
      markNotificationsRead: { userErrors: [{ code: 'NOT_FOUND', path: ['input', 'notificationIds', '1'] }] },
    });
    const late = app.client(await ours.key(['NOTIFICATIONS_READ', 'POSTS_READ']));
    expect(await late(Notifications)).toMatchObject({ unreadCount: 0, notifications: { totalCount: 5 } });
  });

  it('takes the scope of what a notification tells, and the brand', async () => {
    const ours = await team();
    const elsewhere = await createBrand(ours.client, 'Cheese shop');
    await ours.happen(
      posted('success'),
      { ...posted('success'), brandId: localId('Brand', elsewhere) },
      onAccount(ours, 'expires_soon', { days: 3, expiresAt: '2026-12-24T08:00:00.000Z' }),
      {
        subject: 'WEBHOOK',
        brandId: null,
        socialAccountId: null,
        type: 'webhook.disabled',
        payload: { reason: 'GONE' },
      },
    );
    await expect.poll(() => ours.read()).toHaveLength(4);
    const types = async (scopes: string[], brandIds?: string[]) =>
      (await app.client(await ours.key(scopes, brandIds))(Notifications)).notifications.nodes.map(({ type }) => type);
    expect(await types(['NOTIFICATIONS_READ'])).toEqual([]);
    expect(await types(['NOTIFICATIONS_READ', 'ACCOUNTS_READ'])).toEqual(['TOKEN_EXPIRES']);
    expect(await types(['NOTIFICATIONS_READ', 'WEBHOOKS_READ'])).toEqual(['WEBHOOK_DISABLED']);
    expect(await types(['NOTIFICATIONS_READ', 'POSTS_READ'])).toEqual(['POST_PUBLISHED', 'POST_PUBLISHED']);
    expect(await types(['ADMIN'], [elsewhere])).toEqual(['POST_PUBLISHED']);
    const filtered = await ours.read({
      filter: { brandIds: [elsewhere], types: ['POST_PUBLISHED'], severities: ['INFO'] },
    });
    expect(filtered.map(({ brandId }) => brandId)).toEqual([elsewhere]);
    expect(await ours.read({ filter: { since: '2100-01-01T00:00:00Z' } })).toEqual([]);
    const [webhook] = await ours.read({ filter: { types: ['WEBHOOK_DISABLED'] } });
    // By its id as in the list: nobody gets around the scope.
    const poor = await ours.key(['NOTIFICATIONS_READ', 'POSTS_READ']);
    const byId = await app.raw('query ($id: ID!) { node(id: $id) { id } }', {
      apiKey: poor,
      variables: { id: webhook?.id },
    });
    expect(byId.data).toEqual({ node: null });
  });
});

describe('preferences', () => {
  it('mute a type, everywhere or in a brand, in lists, counts and the subscription', async () => {
    const ours = await team();
    const elsewhere = await createBrand(ours.client, 'Cheese shop');
    const choose = (
      ...preferences: { type: 'POST_PUBLISHED' | 'POST_FAILED'; brandId?: string; isEnabled: boolean | null }[]
    ) =>
      ours.client(Choose, {
        input: { preferences: preferences.map((one) => ({ channel: 'IN_APP' as const, ...one })) },
      });
    const { updateNotificationPreferences: chosen } = await choose(
      { type: 'POST_PUBLISHED', isEnabled: false },
      { type: 'POST_PUBLISHED', brandId: elsewhere, isEnabled: true },
      { type: 'POST_FAILED', brandId: elsewhere, isEnabled: false },
    );
    expect(chosen.preferences?.filter(({ isEnabled, brandId }) => !isEnabled || brandId !== null)).toEqual([
      { type: 'POST_PUBLISHED', channel: 'IN_APP', brandId: null, isEnabled: false },
      { type: 'POST_PUBLISHED', channel: 'IN_APP', brandId: elsewhere, isEnabled: true },
      { type: 'POST_FAILED', channel: 'IN_APP', brandId: elsewhere, isEnabled: false },
    ]);
    await using socket = await follow(ours.apiKey);
    const there = { brandId: localId('Brand', elsewhere) };
    await ours.happen(posted('success'), { ...posted('success'), ...there }, { ...failed('CONTENT_POLICY'), ...there });
    await ours.happen(failed('MEDIA_INVALID'));
    const wanted = [
      ['POST_FAILED', ours.brandId],
      ['POST_PUBLISHED', elsewhere],
    ];
    await expect.poll(async () => (await ours.read()).map(({ type, brandId }) => [type, brandId])).toEqual(wanted);
    expect(await ours.client(Notifications)).toMatchObject({ unreadCount: 2, notifications: { totalCount: 2 } });
    expect(
      [await next(socket), await next(socket)].map(({ notification }) => [notification?.type, notification?.brandId]),
    ).toEqual(wanted.toReversed());
    await choose(
      { type: 'POST_PUBLISHED', isEnabled: null },
      { type: 'POST_FAILED', brandId: elsewhere, isEnabled: null },
    );
    expect(await ours.read()).toHaveLength(4);
    const { notificationPreferences } = await ours.client(Preferences);
    expect(notificationPreferences.filter(({ type }) => type === 'POST_PUBLISHED')).toEqual([
      { type: 'POST_PUBLISHED', channel: 'IN_APP', brandId: null, isEnabled: true },
      { type: 'POST_PUBLISHED', channel: 'IN_APP', brandId: elsewhere, isEnabled: true },
    ]);
    const { auditLog } = await ours.client(Audit);
    expect(auditLog.nodes).toHaveLength(2);
    expect(auditLog.nodes[0]).toMatchObject({
      subject: 'API_KEY',
      result: 'DONE',
      changes: [{ fields: { preferences: {} } }],
    });
  });
});

const FOLLOW =
  'subscription ($after: String) { notificationAdded(after: $after) { cursor notification { id type brandId isRead } } }';
interface Added {
  cursor: string;
  notification: { id: string; type: string; brandId: string; isRead: boolean } | null;
}

async function follow(apiKey: string, after = '0'): Promise<TestSocket> {
  const socket = await connect(app.origin, apiKey);
  socket.send({ id: '1', type: 'subscribe', payload: { query: FOLLOW, variables: { after } } });
  return socket;
}

const next = async (socket: TestSocket): Promise<Added> =>
  (await socket.messages.next()).payload?.data?.notificationAdded as Added;

describe('notificationAdded', () => {
  it('goes on from a cursor without gap and repetition', async () => {
    const ours = await team();
    const cursors: string[] = [];
    await ours.happen(posted('success'), posted('missed'), posted('outcome_unknown'));
    await expect.poll(() => ours.read()).toHaveLength(3);
    {
      await using socket = await follow(ours.apiKey);
      const first = await next(socket);
      expect(first.notification).toMatchObject({ type: 'POST_PUBLISHED', isRead: false });
      cursors.push(first.cursor);
    }
    await using socket = await follow(ours.apiKey, cursors[0]);
    const rest = [await next(socket), await next(socket)];
    await ours.happen(failed('MEDIA_INVALID'));
    rest.push(await next(socket));
    expect(rest.map(({ notification }) => notification?.type)).toEqual([
      'POST_MISSED',
      'POST_OUTCOME_UNKNOWN',
      'POST_FAILED',
    ]);
    // What the scopes of a key do not cover is left out, also of what was missed.
    await ours.happen(onAccount(ours, 'expired', { statusReason: 'AUTH_EXPIRED' }), posted('success'));
    await using narrow = await follow(await ours.key(['NOTIFICATIONS_READ', 'ACCOUNTS_READ']));
    expect((await next(narrow)).notification?.type).toBe('TOKEN_EXPIRED');
    await ours.happen(posted('success'), onAccount(ours, 'expired', { statusReason: 'AUTH_REVOKED' }));
    expect((await next(narrow)).notification?.type).toBe('TOKEN_REVOKED');
  });
});
