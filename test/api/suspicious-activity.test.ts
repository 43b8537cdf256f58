/** Activity that may be misuse: told as an event to those it concerns, once, without naming anybody. */
import { request } from 'undici';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { lookForSuspicions } from '../../src/domain/upkeep/suspicious-activity.ts';
import { localId } from '../../src/schema/ids.ts';
import { createBrand, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

const Events = graphql(`
  query SuspiciousEvents($filter: EventFilter) {
    events(first: 100, filter: $filter) { nodes { type subject subjectId brandId payload } }
  }
`);
const Connect = graphql(`
  mutation ConnectSuspiciously($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }
  }
`);
const Paused = graphql(`
  query PausedSuspicious($id: ID!) { socialAccount(id: $id) { pausedAt } }
`);

let app: TestApp;
let other: Awaited<ReturnType<TestApp['another']>>;
let seed: Seed;
beforeAll(async () => {
  app = await startTestApp({ env: { SLIPWAY_TRUSTED_PROXIES: '127.0.0.1', SLIPWAY_SUSPICIOUS_ACTIVITY: 'pause' } });
  other = await app.another();
  seed = await app.seed();
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const suspicions = async (kind: string) => {
  const { events } = await app.client()(Events, { filter: { subjects: ['API_KEY', 'ACCOUNT'] } });
  return events.nodes.filter((event) => event.payload.kind === kind);
};
/** Both processes, as two jobs would of which one was taken for dead. */
const look = () => Promise.all([lookForSuspicions(app.ctx), lookForSuspicions(other.ctx)]);

it('nothing is suspicious of a team that has just set itself up', async () => {
  await look();
  const { events } = await app.client()(Events, {});
  expect(events.nodes.filter(({ type }) => type.includes('suspicious'))).toEqual([]);
});

it('connections that fail again and again are told once, and again when they get worse', async () => {
  const { id, secret } = await app.key({ scopes: ['ACCOUNTS_WRITE'] });
  const brandId = await createBrand(app.client(), 'Elsewhere');
  const fail = async (times: number) => {
    for (let count = 0; count < times; count++) {
      const { startAccountConnection } = await app.client(secret)(Connect, { input: { brandId, platform: 'X' } });
      const callback = await app.sandbox.control.authorize(startAccountConnection.authorizationUrl ?? '', {
        deny: true,
      });
      await (await request(`${app.origin}${callback.pathname}${callback.search}`)).body.dump();
    }
  };
  await fail(9);
  await look();
  expect(await suspicions('CONNECTION_FAILURES')).toEqual([]);
  await fail(1);
  await look();
  await look();
  const [first, ...more] = await suspicions('CONNECTION_FAILURES');
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    type: 'api_key.suspicious_activity',
    subject: 'API_KEY',
    subjectId: id,
    payload: { severity: 'MEDIUM', failed: 10, platforms: 'X', withinMinutes: 60, action: 'NONE' },
  });
  await fail(40);
  await look();
  expect((await suspicions('CONNECTION_FAILURES')).map(({ payload }) => payload.severity)).toEqual(['MEDIUM', 'HIGH']);
});

it('a key that is used from many networks is told with their number and none of their addresses', async () => {
  const { id, secret } = await app.key({ scopes: ['POSTS_READ'] });
  for (let host = 1; host <= 12; host++)
    await app.raw('{ __typename }', { apiKey: secret, headers: { 'x-forwarded-for': `203.0.113.${host}` } });
  await vi.waitFor(async () => {
    await look();
    expect(await suspicions('KEY_USED_FROM_MANY_NETWORKS')).toHaveLength(1);
  }, 60_000);
  const [event] = await suspicions('KEY_USED_FROM_MANY_NETWORKS');
  expect(event).toMatchObject({ subjectId: id, payload: { severity: 'MEDIUM' } });
  expect(JSON.stringify(event)).not.toContain('203.0.113');
  const rows = await app.db.query('SELECT network_hash FROM api_key_network');
  expect(rows.some((row) => Buffer.from(row.networkHash as Uint8Array).includes('203.0.113'))).toBe(false);
  // Only administrators are told of keys.
  const reader = await app.client(secret)(Events, {});
  expect(reader.events.nodes.filter(({ subject }) => subject === 'API_KEY')).toEqual([]);
});

it('an account that publishes far more than usual is told, and paused where the operator wants it', async () => {
  const publish = async (socialAccountId: string, count: number, hoursAgo: number) => {
    for (let index = 0; index < count; index++) {
      const { targets } = await createPost(app.client(), {
        brandId: seed.brandId,
        content: { caption: `${socialAccountId} ${hoursAgo} ${index}` },
        targets: [{ socialAccountId, format: 'TEXT' }],
        schedule: { mode: 'DRAFT' },
      });
      await app.db.query(
        `UPDATE post_target SET status = 'PUBLISHED', published_at = now() - $2 * interval '1 hour', due_at = now() - $2 * interval '1 hour' WHERE id = $1`,
        [localId('PostTarget', targets[0]?.id ?? ''), hoursAgo],
      );
    }
    await app.db.query('UPDATE social_account SET last_published_at = now() WHERE id = $1', [
      localId('SocialAccount', socialAccountId),
    ]);
  };
  const account = seed.accounts.X;
  await publish(account, 21, 2);
  await look();
  // It is new: nobody knows what is usual for it.
  expect(await suspicions('UNUSUAL_PUBLISHING')).toEqual([]);
  await app.db.query(`UPDATE social_account SET created_at = now() - interval '60 days'`);
  await publish(account, 14, 10 * 24);
  await look();
  expect(await suspicions('UNUSUAL_PUBLISHING')).toMatchObject([
    {
      subject: 'ACCOUNT',
      subjectId: account,
      payload: { severity: 'HIGH', published: 21, usualPerDay: 0.5, action: 'PAUSED' },
    },
  ]);
  expect((await app.client()(Paused, { id: account })).socialAccount?.pausedAt).not.toBeNull();
});
