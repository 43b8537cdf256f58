/** The audit log: every call of a mutation is in it once, with what it changed and nothing that is secret. */
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expireAccount } from '../../src/domain/accounts/account-status.ts';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { auditSystemActions } from '../../src/domain/audit/system-actions.ts';
import { startConsumer } from '../../src/domain/events/consumer.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { localId, toGlobalId } from '../../src/schema/ids.ts';
import { schema } from '../../src/schema/index.ts';
import { createBrand } from '../support/app.ts';
import type { AuditLogFilter, AuditLogQuery } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { openSeededApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';
import { sampleJpeg } from '../support/sample-media.ts';

const app = openSeededApp();
let origin: MediaServer;
beforeAll(async () => {
  origin = await startMediaServer();
});
afterAll(() => origin[Symbol.asyncDispose]());

const AuditLog = graphql(`
  query AuditLog($filter: AuditLogFilter, $first: Int, $after: String) {
    auditLog(filter: $filter, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        id at actor apiKeyId actorName address client requestId action result codes subject subjectId brandId details
        changes { kind subject subjectId fields }
        link { day number digest }
      }
    }
  }
`);
const entries = async (filter: AuditLogFilter, apiKey?: string) =>
  (await app.client(apiKey)(AuditLog, { filter, first: 100 })).auditLog.nodes;

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
const X_POST = () => ({
  brandId: app.brandId,
  targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' as const }],
});
const post = () => createPost(app.client(), X_POST());

/** A target that ended as `status`, as publishing would leave it. */
async function ended(status: 'FAILED' | 'MISSED' | 'OUTCOME_UNKNOWN'): Promise<string> {
  const [target] = (await post()).targets;
  const id = target?.id ?? '';
  await app.db.query(
    `UPDATE post_target SET status = $2::"TargetStatus", wake_at = NULL, error_code = CASE WHEN $2 = 'FAILED' THEN 'AUTH_REVOKED' END, intent_at = CASE WHEN $2 = 'OUTCOME_UNKNOWN' THEN now() END WHERE id = $1`,
    [localId('PostTarget', id), status],
  );
  return id;
}

/** A notification that everybody may read. */
async function notified(): Promise<string> {
  const [made] = await app.db.query<{ id: string }>(
    `INSERT INTO notification (id, created_at, workspace_id, type, severity, code, params, user_action, subject, subject_id, event_id, last_position)
     SELECT $1, now(), id, 'ACHIEVEMENT', 'INFO', 'FIRST_POST', '{}', 'NONE', 'WORKSPACE', id, $1, 0 FROM workspace WHERE id = (SELECT workspace_id FROM brand WHERE id = $2)
     RETURNING id`,
    [uuidv7(), localId('Brand', app.brandId)],
  );
  return made?.id ?? '';
}

const Begin = graphql(`
  mutation BeginAudited($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { state authorizationUrl }
  }
`);

async function begin(): Promise<{ state: string; callback: URL }> {
  const { startAccountConnection } = await app.client()(Begin, {
    input: { brandId: app.brandId, platform: 'YOUTUBE' },
  });
  const { state, authorizationUrl } = startAccountConnection;
  return { state: state ?? '', callback: await app.sandbox.control.authorize(authorizationUrl ?? '') };
}

/** What nobody may read in the log. Values are added as they become known. */
const secrets: string[] = ['canary-signature', 'canary-password'];
const secretKey = async () => {
  const key = await app.key({ scopes: ['POSTS_READ'] });
  secrets.push(key.secret.slice(0, 30));
  return key.id;
};

const MakeEndpoint = graphql(`
  mutation MakeAuditedEndpoint {
    createWebhookEndpoint(input: { url: "https://127.0.0.1:1/hook", events: ["*"] }) { endpoint { id } secret }
  }
`);

async function endpoint(): Promise<string> {
  const { createWebhookEndpoint } = await app.client()(MakeEndpoint);
  secrets.push(createWebhookEndpoint.secret ?? 'missing');
  return createWebhookEndpoint.endpoint?.id ?? '';
}

/** How to call each mutation so that it does something, and what its entry must tell. */
const CALLS: Readonly<Record<string, () => Promise<{ input: object; tells: object }>>> = {
  createBrand: async () => ({
    input: { name: 'Flour', timeZone: 'Europe/Berlin' },
    tells: { subject: 'BRAND', changes: [{ kind: 'MADE', fields: { name: { from: null, to: 'Flour' } } }] },
  }),
  updateBrand: async () => {
    const brandId = await createBrand(app.client(), 'Old name');
    return {
      input: { brandId, expectedVersion: 1, name: 'New name' },
      tells: {
        subjectId: brandId,
        brandId,
        details: { name: 'New name' },
        changes: [{ kind: 'CHANGED', subjectId: brandId, fields: { name: { from: 'Old name', to: 'New name' } } }],
      },
    };
  },
  deleteBrand: async () => {
    const brandId = await createBrand(app.client(), 'Gone');
    return {
      input: { brandId },
      tells: { subjectId: brandId, changes: [{ kind: 'REMOVED', fields: { name: { from: 'Gone', to: null } } }] },
    };
  },
  createApiKey: async () => ({
    input: { name: 'Reader', scopes: ['POSTS_READ'] },
    tells: { subject: 'API_KEY', changes: [{ kind: 'MADE', fields: { scopes: { from: null, to: ['POSTS_READ'] } } }] },
  }),
  updateApiKey: async () => ({
    input: { apiKeyId: await secretKey(), name: 'Renamed' },
    tells: { changes: [{ fields: { name: { from: 'Test', to: 'Renamed' } } }] },
  }),
  revokeApiKey: async () => {
    const apiKeyId = await secretKey();
    return {
      input: { apiKeyId },
      tells: { subjectId: apiKeyId, changes: [{ fields: { revokedAt: { from: null, to: expect.any(String) } } }] },
    };
  },
  startAccountConnection: async () => ({
    input: { brandId: app.brandId, platform: 'X' },
    tells: { subjectId: app.brandId, details: { platform: 'X' }, changes: [] },
  }),
  completeAccountConnection: async () => {
    const { state, callback } = await begin();
    const code = callback.searchParams.get('code') ?? '';
    secrets.push(state, code);
    return {
      input: { state, code },
      tells: { subject: 'ACCOUNT', subjectId: app.accounts.YOUTUBE, brandId: app.brandId },
    };
  },
  testSocialAccount: async () => ({
    input: { socialAccountId: app.accounts.INSTAGRAM },
    tells: {
      subjectId: app.accounts.INSTAGRAM,
      changes: [{ fields: { testedAt: { from: null, to: expect.any(String) } } }],
    },
  }),
  testSocialAccounts: async () => ({
    input: { brandId: app.brandId },
    tells: { brandId: app.brandId, changes: expect.arrayContaining([expect.objectContaining({ subject: 'ACCOUNT' })]) },
  }),
  disconnectSocialAccount: async () => ({
    input: { socialAccountId: app.accounts.TIKTOK },
    tells: { changes: [{ subject: 'ACCOUNT', fields: { status: { from: 'ACTIVE', to: 'DISCONNECTED' } } }] },
  }),
  deleteSocialAccount: async () => ({
    input: { socialAccountId: app.accounts.TIKTOK },
    tells: { subjectId: app.accounts.TIKTOK, brandId: app.brandId, changes: [{ kind: 'REMOVED' }] },
  }),
  pausePublishing: async () => ({
    input: { scope: 'WORKSPACE' },
    tells: { subject: 'WORKSPACE', changes: [{ fields: { pausedAt: { from: null, to: expect.any(String) } } }] },
  }),
  resumePublishing: async () => ({
    input: { scope: 'WORKSPACE' },
    tells: { subject: 'WORKSPACE', changes: [{ fields: { pausedAt: { from: expect.any(String), to: null } } }] },
  }),
  updateWorkspaceBudget: async () => ({
    input: { currency: 'USD', limitMinor: 100_000 },
    tells: {
      subject: 'WORKSPACE',
      changes: [{ fields: { budget: { from: null, to: { currency: 'USD', limitMicros: 1_000_000_000 } } } }],
    },
  }),
  createWebhookEndpoint: async () => ({
    input: { url: 'https://127.0.0.1:1/hook?sig=canary-signature', events: ['*'] },
    tells: { subject: 'WEBHOOK', changes: [{ kind: 'MADE', fields: { events: { from: null, to: ['*'] } } }] },
  }),
  updateWebhookEndpoint: async () => ({
    input: { endpointId: await endpoint(), description: 'CRM' },
    tells: { subject: 'WEBHOOK', changes: [{ fields: { description: { from: '', to: 'CRM' } } }] },
  }),
  rotateWebhookSecret: async () => ({
    input: { endpointId: await endpoint() },
    tells: { changes: [{ fields: { oldSecretUntil: { from: null, to: expect.any(String) } } }] },
  }),
  deleteWebhookEndpoint: async () => ({
    input: { endpointId: await endpoint() },
    tells: { changes: [{ kind: 'REMOVED', fields: { status: { from: 'ENABLED', to: null } } }] },
  }),
  testWebhookEndpoint: async () => ({
    input: { endpointId: await endpoint() },
    tells: { changes: [{ fields: { testedAt: { from: null, to: expect.any(String) } } }] },
  }),
  replayWebhookDeliveries: async () => {
    const endpointId = await endpoint();
    return {
      input: { endpointId, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
      tells: { subjectId: endpointId, details: { from: '2026-01-01T00:00:00.000Z' } },
    };
  },
  replayWebhookDelivery: async () => {
    const endpointId = await endpoint();
    const [delivery] = await app.db.query<{ id: string }>(
      `INSERT INTO webhook_delivery (id, created_at, workspace_id, endpoint_id, event_id, position, type, subject, subject_id)
       SELECT gen_random_uuid(), now(), workspace_id, id, gen_random_uuid(), 1, 'media.ready', 'MEDIA', gen_random_uuid() FROM webhook_endpoint WHERE id = $1 RETURNING id`,
      [localId('WebhookEndpoint', endpointId)],
    );
    return { input: { deliveryId: `delivery_${delivery?.id}` }, tells: { subject: 'WEBHOOK', subjectId: endpointId } };
  },
  unpublishTarget: async () => {
    const targetId = (await post()).targets[0]?.id ?? '';
    // The platform says that there is no such post, which is what was wanted.
    await app.db.query(
      `UPDATE post_target SET status = 'PUBLISHED', wake_at = NULL, external_id = '123', intent_at = now(), published_at = now() WHERE id = $1`,
      [localId('PostTarget', targetId)],
    );
    return { input: { targetId }, tells: { subjectId: targetId } };
  },
  syncSocialAccount: async () => ({
    input: { socialAccountId: app.accounts.INSTAGRAM },
    tells: { subjectId: app.accounts.INSTAGRAM },
  }),
  createScheduledPost: async () => ({
    input: {
      ...X_POST(),
      content: { caption: 'Fresh bread' },
      media: [
        { url: origin.put('bread.jpg?sig=canary-signature', 'image/jpeg', sampleJpeg({ width: 640, height: 640 })) },
      ],
      targets: [{ socialAccountId: app.accounts.X, format: 'IMAGE' }],
      schedule: { mode: 'AT', at: tomorrow() },
    },
    tells: {
      subject: 'POST',
      brandId: app.brandId,
      changes: [
        { kind: 'MADE', subject: 'POST', fields: { caption: { from: null, to: 'Fresh bread' } } },
        { kind: 'MADE', subject: 'TARGET', fields: { socialAccountId: { from: null, to: app.accounts.X } } },
      ],
    },
  }),
  updateScheduledPost: async () => {
    const { id, version } = await post();
    return {
      input: { postId: id, expectedVersion: version, content: { caption: 'Edited' } },
      tells: { subjectId: id, changes: [{ subject: 'POST', fields: { caption: { from: 'Hello', to: 'Edited' } } }] },
    };
  },
  schedulePost: async () => {
    const { id } = await createPost(app.client(), { ...X_POST(), schedule: { mode: 'DRAFT' } });
    return {
      input: { postId: id, schedule: { mode: 'AT', at: tomorrow() } },
      tells: {
        subjectId: id,
        changes: [{ subject: 'POST' }, { subject: 'TARGET', fields: { status: { from: 'DRAFT', to: 'SCHEDULED' } } }],
      },
    };
  },
  reschedulePost: async () => ({
    input: { postId: (await post()).id, schedule: { mode: 'DRAFT' } },
    tells: { changes: [{}, { subject: 'TARGET', fields: { status: { from: 'SCHEDULED', to: 'DRAFT' } } }] },
  }),
  publishNow: async () => ({
    input: { postId: (await post()).id },
    tells: { subject: 'POST', changes: [{}, { fields: { dueAt: { from: expect.any(String) } } }] },
  }),
  cancelScheduledPost: async () => {
    const { id } = await post();
    return {
      input: { postId: id },
      tells: { subject: 'POST', subjectId: id, changes: [{ fields: { status: { to: 'CANCELLED' } } }] },
    };
  },
  deleteScheduledPost: async () => ({
    input: { postId: (await post()).id },
    tells: { brandId: app.brandId, changes: [{ kind: 'REMOVED', fields: { caption: { from: 'Hello', to: null } } }] },
  }),
  retryPostTarget: async () => {
    const targetId = await ended('FAILED');
    return {
      input: { targetId },
      tells: { subjectId: targetId, changes: [{ fields: { status: { from: 'FAILED', to: 'SCHEDULED' } } }] },
    };
  },
  retryFailedTargets: async () => ({
    input: { filter: { since: '2026-01-01T00:00:00Z' }, ...((await ended('FAILED')) && {}) },
    tells: { subject: null, changes: [{ fields: { status: { from: 'FAILED', to: 'SCHEDULED' } } }] },
  }),
  rescheduleMissed: async () => ({
    input: { schedule: { mode: 'AT', at: tomorrow() }, ...((await ended('MISSED')) && {}) },
    tells: { changes: [{ fields: { status: { from: 'MISSED', to: 'SCHEDULED' } } }] },
  }),
  recoverAccountPosts: async () => {
    const targetId = await ended('FAILED');
    return {
      input: { socialAccountId: app.accounts.X, targetIds: [targetId] },
      tells: { subject: 'ACCOUNT', changes: [{ subjectId: targetId, fields: { status: { to: 'SCHEDULED' } } }] },
    };
  },
  resolveOutcome: async () => ({
    input: { targetId: await ended('OUTCOME_UNKNOWN'), outcome: 'NOT_PUBLISHED' },
    tells: { changes: [{ fields: { status: { from: 'OUTCOME_UNKNOWN', to: 'FAILED' } } }] },
  }),
  importMediaFromUrl: async () => ({
    input: { url: origin.put('roll.jpg?sig=canary-signature', 'image/jpeg', sampleJpeg({ width: 320, height: 320 })) },
    tells: { subject: 'MEDIA', changes: [{ kind: 'MADE', fields: { mimeType: { to: 'image/jpeg' } } }] },
  }),
  updateMediaAsset: async () => ({
    input: { mediaAssetId: await app.upload(), altText: 'A loaf' },
    tells: { subject: 'MEDIA', changes: [{ fields: { altText: { from: null, to: 'A loaf' } } }] },
  }),
  deleteMediaAsset: async () => ({
    input: { mediaAssetId: await app.upload() },
    tells: { subject: 'MEDIA', changes: [{ kind: 'REMOVED' }] },
  }),
  updateNotificationPreferences: async () => ({
    input: { preferences: [{ type: 'ACHIEVEMENT', channel: 'IN_APP', isEnabled: false }] },
    tells: { changes: [{ kind: 'CHANGED', subject: 'API_KEY' }] },
  }),
  // What a key has read is no change of anything that others see.
  markNotificationsRead: async () => ({
    input: { notificationIds: [toGlobalId('Notification', await notified())] },
    tells: { changes: [] },
  }),
};

const mutate = async (
  name: string,
  input: object,
  call: { apiKey?: string; headers?: Record<string, string> } = {},
) => {
  const field = schema.getMutationType()?.getFields()[name];
  const answer = await app.raw(
    `mutation ($input: ${field?.args[0]?.type}) { ${name}(input: $input) { userErrors { code message } } }`,
    { variables: { input }, ...call },
  );
  return { ...answer, refused: (answer.data?.[name] as { userErrors: unknown[] } | undefined)?.userErrors };
};

describe('a mutation that did something', () => {
  it('is known to this test, whichever it is', () => {
    expect(Object.keys(CALLS).toSorted()).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted());
  });

  for (const [name, prepare] of Object.entries(CALLS))
    it(`${name} leaves one entry that tells what it changed`, async () => {
      const { input, tells } = await prepare();
      const requestId = `audit-${name}`;
      const headers = { 'x-request-id': requestId, 'x-client-name': 'Bakery CMS 3', 'user-agent': 'undici' };
      expect(await mutate(name, input, { headers })).toMatchObject({ errors: [], refused: [] });
      const found = await entries({ requestId });
      expect(found).toMatchObject([
        { actor: 'API_KEY', actorName: 'Bootstrap', address: '127.0.0.1', client: 'Bakery CMS 3', action: name },
      ]);
      expect(found).toMatchObject([{ result: 'DONE', codes: [], ...tells }]);
      const text = JSON.stringify(found);
      for (const secret of secrets) expect(text).not.toContain(secret);
      // Partners know ids of the API only.
      expect(text.replace(/[a-z]+_[0-9a-f-]{36}/g, '')).not.toMatch(/"[0-9a-f]{8}-[0-9a-f]{4}-7/);
    });
});

describe('a mutation that did nothing', () => {
  type Call = readonly [what: string, tells: object, call: (requestId: string) => Promise<unknown>];
  const calls: readonly Call[] = [
    [
      'for lack of a scope',
      { result: 'REFUSED', codes: ['FORBIDDEN_SCOPE'], subjectId: expect.stringMatching(/^brand_/), actorName: 'Test' },
      async (requestId) => {
        const { secret } = await app.key({ scopes: ['POSTS_READ'] });
        const input = { brandId: app.brandId, expectedVersion: 1, name: 'Mine' };
        return mutate('updateBrand', input, { apiKey: secret, headers: { 'x-request-id': requestId } });
      },
    ],
    [
      'because it comes too soon',
      { result: 'REFUSED', codes: ['TESTED_JUST_NOW'], subject: 'ACCOUNT', brandId: expect.stringMatching(/^brand_/) },
      (requestId) =>
        mutate(
          'testSocialAccount',
          { socialAccountId: app.accounts.INSTAGRAM },
          { headers: { 'x-request-id': requestId } },
        ),
    ],
    [
      'because its input is wrong',
      { result: 'REFUSED', codes: ['VALIDATION'], subject: null, details: { name: '' } },
      (requestId) => mutate('createBrand', { name: '', timeZone: 'UTC' }, { headers: { 'x-request-id': requestId } }),
    ],
    ...(
      [
        ['createWebhookEndpoint', { url: 'https://user:canary-password@example.com/', events: ['*'] }],
        ['createWebhookEndpoint', { url: 'http:/user:canary-password@/', events: ['*'] }],
        ['importMediaFromUrl', { url: 'https://user:canary-password@example.com/a.mp4' }],
        ['resolveOutcome', { targetId: 'target_x', outcome: 'PUBLISHED', url: 'https://a:canary-password@x.com/b' }],
      ] as const
    ).map(
      ([name, input]): Call => [
        `because of a bad address of ${name} (${input.url.replace(/:.*/, '')})`,
        { result: 'REFUSED', details: { url: expect.stringMatching(/^https?:\/\/?\[redacted\]@/) } },
        (requestId) => mutate(name, input, { headers: { 'x-request-id': requestId } }),
      ],
    ),
    [
      'because the write was rolled back',
      { result: 'REFUSED', codes: ['BRAND_IN_USE'], subjectId: expect.stringMatching(/^brand_/), changes: [] },
      async (requestId) => {
        await post();
        return mutate('deleteBrand', { brandId: app.brandId }, { headers: { 'x-request-id': requestId } });
      },
    ],
    [
      'because it was only tried',
      { result: 'NOTHING', codes: [], details: { dryRun: true }, changes: [] },
      (requestId) =>
        mutate(
          'recoverAccountPosts',
          { socialAccountId: app.accounts.X, dryRun: true },
          { headers: { 'x-request-id': requestId } },
        ),
    ],
  ];
  it.each(calls)('%s leaves one entry', async (_what, tells, call) => {
    const requestId = `nothing-${Math.random()}`;
    await call(requestId);
    expect(await entries({ requestId })).toMatchObject([tells]);
  });

  it('leaves an entry of its own when it repeats a call, also in a race', async () => {
    const input = { name: 'Once', timeZone: 'UTC', idempotencyKey: 'once' };
    const calls = ['r1', 'r2', 'r3'].map((id) => mutate('createBrand', input, { headers: { 'x-request-id': id } }));
    await Promise.all(calls);
    await mutate('createBrand', input, { headers: { 'x-request-id': 'r4' } });
    const found = (await Promise.all(['r1', 'r2', 'r3', 'r4'].map((requestId) => entries({ requestId })))).flat();
    expect(found.map(({ result }) => result).toSorted()).toEqual(['DONE', 'NOTHING', 'NOTHING', 'NOTHING']);
  });

  it('leaves an entry that it failed when it broke off', async () => {
    await app.db.query(
      `CREATE FUNCTION break_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken for the test'; END $$`,
    );
    await app.db.query('CREATE TRIGGER broken BEFORE INSERT ON brand FOR EACH ROW EXECUTE FUNCTION break_it()');
    const answer = await mutate(
      'createBrand',
      { name: 'Broken', timeZone: 'UTC' },
      { headers: { 'x-request-id': 'bad' } },
    );
    await app.db.query('DROP TRIGGER broken ON brand');
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL']);
    expect(await entries({ requestId: 'bad' })).toMatchObject([{ result: 'FAILED', codes: ['INTERNAL'], changes: [] }]);
  });
});

describe('what is no mutation', () => {
  it('a connection that a browser completes is in the log with the key that began it and the address of the browser', async () => {
    const { callback, state } = await begin();
    const { statusCode, body } = await request(`${app.origin}${callback.pathname}${callback.search}`, {
      headers: { 'x-request-id': 'browser', 'user-agent': 'Firefox' },
    });
    await body.dump();
    expect(statusCode).toBe(200);
    const found = await entries({ requestId: 'browser' });
    expect(found).toMatchObject([
      {
        action: 'completeAccountConnection',
        actorName: 'Bootstrap',
        client: 'Firefox',
        subject: 'ACCOUNT',
        subjectId: app.accounts.YOUTUBE,
        result: 'DONE',
      },
    ]);
    expect(JSON.stringify(found)).not.toContain(state);
  });

  it('what the system does to an account is in the log, once', async () => {
    const carrier = { on: app.ctx.db.onAnnounced, onConnect: () => undefined };
    await using one = startConsumer(app.ctx, carrier, auditSystemActions);
    await using two = startConsumer(app.ctx, carrier, auditSystemActions);
    await Promise.all([one.ready, two.ready]);
    const id = localId('SocialAccount', app.accounts.X);
    const [account] = await app.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [id]);
    if (account === undefined) throw new Error('the account is gone');
    await expireAccount(app.ctx, account, 'AUTH_REVOKED');
    const found = () => entries({ actors: ['SYSTEM'], subjectId: app.accounts.X });
    await expect
      .poll(async () => (await found()).map(({ action }) => action).toSorted())
      .toEqual(['account.expired', 'account.health_changed']);
    expect((await found()).at(-1)).toMatchObject({
      actor: 'SYSTEM',
      apiKeyId: null,
      brandId: app.brandId,
      details: { statusReason: 'AUTH_REVOKED' },
    });
  });

  it('the first key of an installation is in the log as the work of its operator', async () => {
    expect(await entries({ actors: ['OPERATOR'] })).toMatchObject([
      { action: 'bootstrap', subject: 'API_KEY', changes: [{ kind: 'MADE', fields: { name: { to: 'Bootstrap' } } }] },
    ]);
  });
});

describe('who may read it', () => {
  it('needs a scope of its own', async () => {
    const { secret } = await app.key({ scopes: ['POSTS_READ', 'ACCOUNTS_READ', 'ACCOUNTS_WRITE'] });
    const { errors } = await app.raw('{ auditLog { nodes { action } } }', { apiKey: secret });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE', scope: 'audit:read' } }]);
    const denied = await exported('', secret);
    expect(denied).toMatchObject({ status: 403, text: expect.stringContaining('audit:read') });
    expect(await exported('', 'slw_nobody')).toMatchObject({ status: 401 });
  });

  it('a key that is bound to a brand sees what belongs to it, and nothing of the workspace or of others', async () => {
    const other = await createBrand(app.client(), 'Other');
    const { secret } = await app.key({ scopes: ['AUDIT_READ'], brandIds: [other] });
    await mutate('updateBrand', { brandId: other, expectedVersion: 1, name: 'Another' });
    expect((await entries({}, secret)).map(({ action, brandId }) => [action, brandId])).toEqual([
      ['updateBrand', other],
      ['createBrand', other],
    ]);
    const lines = (await exported('', secret)).text.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).action)).toEqual(['createBrand', 'updateBrand']);
  });

  it('a page follows a page, and a filter leaves out the rest', async () => {
    const all = await entries({ actions: ['createBrand'], results: ['DONE'] });
    expect(all.length).toBeGreaterThan(3);
    const client = app.client();
    const filter: AuditLogFilter = { actions: ['createBrand'], results: ['DONE'] };
    const paged: string[] = [];
    for (let after: string | null = null; ; ) {
      const { auditLog }: AuditLogQuery = await client(AuditLog, { filter, first: 2, after });
      paged.push(...auditLog.nodes.map(({ id }) => id));
      after = auditLog.pageInfo.endCursor;
      if (!auditLog.pageInfo.hasNextPage) break;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const [newest, older] = all;
    expect(await entries({ ...filter, createdAt: { from: newest?.at } })).toHaveLength(1);
    expect(await entries({ ...filter, createdAt: { to: newest?.at } })).toHaveLength(all.length - 1);
    expect(await entries({ subjectId: older?.subjectId ?? '' })).toMatchObject([{ id: older?.id }]);
    expect(await entries({ apiKeyIds: [] })).toEqual([]);
  });

  it('is exported in the order of time, with the same filter, and says what is wrong with one', async () => {
    const { status, text, type } = await exported('?action=updateBrand&action=createApiKey&result=DONE');
    expect([status, type]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const shown = await entries({ actions: ['updateBrand', 'createApiKey'], results: ['DONE'] });
    expect(lines.map(({ id }) => id)).toEqual(shown.map(({ id }) => id).toReversed());
    const { link: _line, ...line } = lines.at(-1);
    expect(shown[0]).toMatchObject(line);
    expect(await exported('?action=nothing')).toMatchObject({ status: 200, text: '' });
    expect(await exported('?result=MAYBE')).toMatchObject({ status: 400, text: expect.stringContaining('result') });
    expect(await exported('?form=2026-01-01')).toMatchObject({ status: 400, text: expect.stringContaining('from') });
  });
});

async function exported(query: string, apiKey = app.apiKey) {
  const answer = await request(`${app.origin}/audit.ndjson${query}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return { status: answer.statusCode, type: answer.headers['content-type'], text: await answer.body.text() };
}

it('nothing of a call, a key, an account or a file that is secret is in the whole table', async () => {
  const accounts = await app.db.query<SocialAccount>('SELECT * FROM social_account WHERE credentials IS NOT NULL');
  expect(accounts.length).toBeGreaterThan(1);
  const tokens = accounts.flatMap((account) => {
    const { accessToken, refreshToken } = openCredentials(app.ctx, account);
    return [accessToken, ...(refreshToken === null ? [] : [refreshToken])];
  });
  const rows = await app.db.query<{ text: string }>('SELECT row_to_json(t)::text AS text FROM audit_entry t');
  const text = rows.map((row) => row.text).join('\n');
  expect(text).toContain('Fresh bread');
  for (const secret of [...secrets, ...tokens, app.apiKey]) expect(text).not.toContain(secret);
});

it('a file that is sent has an entry: taken in, or refused', async () => {
  const send = (body: Uint8Array, requestId: string) =>
    request(`${app.origin}/media`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${app.apiKey}`, 'x-file-name': 'loaf.jpg' },
        ...{ 'x-request-id': requestId, 'x-client-name': 'studio' },
      },
      body,
    });
  const taken = await send(sampleJpeg({ width: 64, height: 64 }), 'upload-that-is-taken');
  const { mediaAsset } = (await taken.body.json()) as { mediaAsset: { id: string } };
  const refused = await send(Buffer.from('no picture'), 'upload-that-is-refused');
  await refused.body.dump();
  const own = (await entries({ actions: ['uploadMedia'] })).filter(({ requestId }) => requestId?.startsWith('upload-'));
  expect(own).toMatchObject([
    {
      ...{ requestId: 'upload-that-is-refused', result: 'REFUSED', codes: ['MEDIA_TYPE'], changes: [] },
      details: { fileName: 'loaf.jpg' },
    },
    {
      ...{ requestId: 'upload-that-is-taken', actor: 'API_KEY', result: 'DONE', client: 'studio' },
      ...{ subject: 'MEDIA', subjectId: mediaAsset.id },
      changes: [{ kind: 'MADE', subject: 'MEDIA', subjectId: mediaAsset.id }],
    },
  ]);
});
