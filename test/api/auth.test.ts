/** Who may ask: keys, scopes, brands, and what everybody may know. */
import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { KEYS_CHANNEL } from '../../src/domain/keys/authentication.ts';
import { manualClock } from '../../src/lib/clock.ts';
import { createBrand, startTestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { openApp } from '../support/open-app.ts';

const Viewer = graphql(`
  query Viewer {
    viewer {
      workspace { id name }
      apiKey { id name scopes brandIds isUsable }
      scopes
    }
  }
`);

const Brands = graphql(`
  query Brands($first: Int, $after: String) {
    brands(first: $first, after: $after) {
      totalCount
      nodes { id name }
      edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

const RevokeKey = graphql(`
  mutation RevokeKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      apiKey { id isUsable revokedAt }
      userErrors { code message path }
    }
  }
`);

const app = openApp();

describe('an API key', () => {
  it('tells its workspace and what it may do', async () => {
    const { viewer } = await app.client()(Viewer);
    expect(viewer.scopes).toEqual(['ADMIN']);
    expect(viewer.apiKey).toMatchObject({ name: 'Bootstrap', isUsable: true, brandIds: [] });
    expect(viewer.workspace.id).toMatch(/^workspace_/);
  });

  it('is asked for by everything but introspection', async () => {
    const refused = await app.raw('{ platforms { platform } }', { apiKey: null });
    expect(refused).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    const introspected = await app.raw(getIntrospectionQuery(), { apiKey: null });
    expect(introspected.errors).toEqual([]);
    expect(introspected.data).toHaveProperty('__schema');
  });

  it('that is wrong is refused even for introspection', async () => {
    expect(await app.raw('{ __typename }', { apiKey: 'slw_nonsense' })).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('works no more once it is revoked', async () => {
    const key = await app.key({ scopes: ['POSTS_READ'] });
    await app.client(key.secret)(Viewer);
    const { revokeApiKey } = await app.client()(RevokeKey, { input: { apiKeyId: key.id } });
    expect(revokeApiKey.apiKey).toMatchObject({ id: key.id, isUsable: false });
    expect(await app.raw('{ viewer { scopes } }', { apiKey: key.secret })).toMatchObject({ status: 401 });
  });

  it('works no more once another process has revoked it', async () => {
    // The clock stands still, so nothing but the announcement can end what is remembered of the key.
    await using frozen = await startTestApp({ clock: manualClock(new Date()) });
    const key = await frozen.key({ scopes: ['POSTS_READ'] });
    const status = async () => (await frozen.raw('{ viewer { scopes } }', { apiKey: key.secret })).status;
    expect(await status()).toBe(200);
    await frozen.db.query(
      `WITH revoked AS (UPDATE api_key SET revoked_at = now() WHERE id = $1 RETURNING id) SELECT pg_notify('${KEYS_CHANNEL}', id::text) FROM revoked`,
      [key.id.replace('key_', '')],
    );
    await expect.poll(status).toBe(401);
  });

  it('without the scope is told which one it lacks', async () => {
    const { secret } = await app.key({ scopes: ['POSTS_READ'] });
    const answer = await app.raw('{ socialAccounts { nodes { id } } }', { apiKey: secret });
    expect(answer.errors).toMatchObject([
      { path: ['socialAccounts'], extensions: { code: 'FORBIDDEN_SCOPE', scope: 'accounts:read' } },
    ]);
  });

  it('bound to a brand sees no other', async () => {
    const own = await createBrand(app.client(), 'Own');
    const other = await createBrand(app.client(), 'Other');
    const { secret } = await app.key({ scopes: ['POSTS_READ'], brandIds: [own] });
    const { brands } = await app.client(secret)(Brands, {});
    expect(brands.nodes).toEqual([{ id: own, name: 'Own' }]);
    expect(brands.totalCount).toBe(1);
    const answer = await app.raw('query ($id: ID!) { brand(id: $id) { id } }', {
      apiKey: secret,
      variables: { id: other },
    });
    expect(answer.data).toEqual({ brand: null });
  });
});

describe('a request id', () => {
  it('that the client chose is echoed, and made where there is none', async () => {
    const chosen = await app.raw('{ __typename }', { headers: { 'x-request-id': 'order-66' } });
    expect(chosen.headers['x-request-id']).toBe('order-66');
    const made = await app.raw('{ __typename }', { headers: { 'x-request-id': 'no spaces, please' } });
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
