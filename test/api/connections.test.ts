/** Connecting an account with a browser: what asks ahead, comes twice, comes from elsewhere, or is sent back. */
import { request } from 'undici';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { createBrand, startTestApp } from '../support/app.ts';
import type { ApiScope, StartAccountConnectionInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';

const Start = graphql(`
  mutation StartInBrowser($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { authorizationUrl startUrl state userErrors { code message path } }
  }
`);

const Complete = graphql(`
  mutation CompleteByClient($input: CompleteAccountConnectionInput!) {
    completeAccountConnection(input: $input) { socialAccount { id username } userErrors { code message } }
  }
`);

const Accounts = graphql(`
  query AccountsOfBrand($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id username } } }
`);

const RevokeOwn = graphql(`
  mutation RevokeOwn($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { userErrors { code } } }
`);

const DeleteBrand = graphql(`
  mutation DeleteConnectingBrand($input: DeleteBrandInput!) { deleteBrand(input: $input) { userErrors { code } } }
`);

const parts: Partial<TestApp> = {};
const app = parts as TestApp;
beforeAll(async () => {
  const started = await startTestApp({ env: { SLIPWAY_RETURN_ORIGINS: 'https://app.example.com' } });
  Object.assign(parts, started);
  return () => started[Symbol.asyncDispose]();
});

interface Begun {
  brandId: string;
  startUrl: string;
  authorizationUrl: string;
  state: string;
}

async function begin(options: { apiKey?: string; input?: Partial<StartAccountConnectionInput> } = {}): Promise<Begun> {
  const brandId = String(options.input?.brandId ?? (await createBrand(app.client(), 'Connecting')));
  const input: StartAccountConnectionInput = { platform: 'X', ...options.input, brandId };
  const { startAccountConnection: begun } = await app.client(options.apiKey)(Start, { input });
  const { startUrl, authorizationUrl, state } = begun;
  if (typeof startUrl !== 'string' || typeof authorizationUrl !== 'string' || typeof state !== 'string')
    throw new Error(JSON.stringify(begun.userErrors));
  return { brandId, startUrl, authorizationUrl, state };
}

/** What a person does at the platform: agrees. Answers with the address at which their browser comes back. */
const agree = (authorizationUrl: string): Promise<URL> => app.sandbox.control.authorize(authorizationUrl);

interface Page {
  status: number;
  text: string;
  location: string | undefined;
  cookie: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

async function open(
  address: string | URL,
  { method = 'GET', headers = {} }: { method?: 'GET' | 'HEAD' | 'POST'; headers?: Record<string, string> } = {},
): Promise<Page> {
  const answer = await request(address, { method, headers });
  const html = await answer.body.text();
  const text = html.replace(/<(title|style)[\s\S]*?<\/\1>|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const { location, 'set-cookie': cookie } = answer.headers;
  return {
    status: answer.statusCode,
    text: text.trim(),
    location: typeof location === 'string' ? location : undefined,
    cookie: [cookie ?? []].flat()[0],
    headers: answer.headers,
  };
}

const accountsOf = async (brandId: string) =>
  (await app.client()(Accounts, { brandIds: [brandId] })).socialAccounts.nodes;

describe('the address to which the platform sends back', () => {
  for (const headers of [
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'x-purpose': 'preview' },
    { 'x-moz': 'prefetch' },
  ] as Record<string, string>[])
    it(`does nothing for a browser that asks ahead with ${JSON.stringify(headers)}`, async () => {
      const { brandId, authorizationUrl } = await begin();
      const back = await agree(authorizationUrl);
      expect((await open(back, { headers })).status).toBe(503);
      expect(await accountsOf(brandId)).toEqual([]);
      expect(await open(back)).toMatchObject({ status: 200, text: expect.stringContaining('Account connected') });
    });

  it('does nothing for HEAD, and takes no other method', async () => {
    const { authorizationUrl } = await begin();
    const back = await agree(authorizationUrl);
    expect(await open(back, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await open(back, { method: 'POST' })).toMatchObject({ status: 405 });
    expect((await open(back)).status).toBe(200);
  });

  it('shows the success again when the page is loaded again, and connects once', async () => {
    const { brandId, authorizationUrl } = await begin();
    const back = await agree(authorizationUrl);
    const first = await open(back);
    expect(await open(back)).toMatchObject({ status: 200, text: first.text });
    expect(await accountsOf(brandId)).toHaveLength(1);
  });

  it('opened twice at once connects once, and both learn how it ended', async () => {
    const { brandId, authorizationUrl } = await begin();
    const back = await agree(authorizationUrl);
    const pages = await Promise.all([open(back), open(back), open(back)]);
    expect(pages.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
    for (const { status, headers } of pages) if (status !== 200) expect([status, headers.refresh]).toEqual([202, '1']);
    expect((await open(back)).text).toContain('Account connected');
    expect(await accountsOf(brandId)).toHaveLength(1);
  });

  it('refuses the state of another platform, which stays good for its own', async () => {
    const { authorizationUrl } = await begin();
    const back = await agree(authorizationUrl);
    for (const platform of ['instagram', 'tiktok', 'youtube']) {
      const page = await open(`${app.origin}/oauth/${platform}/callback${back.search}`);
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining('another platform') });
    }
    expect((await open(`${app.origin}/oauth/myspace/callback${back.search}`)).status).toBe(404);
    expect((await open(back)).status).toBe(200);
  });

  it('leaves the state as it is when the address was cut off before the code', async () => {
    const { authorizationUrl, state } = await begin();
    const back = await agree(authorizationUrl);
    for (const rest of ['', '&code=', '&error='])
      expect(await open(`${app.origin}/oauth/x/callback?state=${state}${rest}`)).toMatchObject({
        status: 400,
        text: 'Not connected The platform sent no code. Start the connection again to have another try.',
      });
    const { completeAccountConnection } = await app.client()(Complete, { input: { state } });
    expect(completeAccountConnection.userErrors).toMatchObject([{ code: 'CONNECTION_FAILED' }]);
    expect((await open(back)).status).toBe(200);
  });

  it('says everything with one full stop, and again what it said before', async () => {
    const { state } = await begin();
    const back = `${app.origin}/oauth/x/callback?state=${state}&error=access_denied&error_description=`;
    const page = await open(`${back}${encodeURIComponent('The user said no.')}`);
    expect(page.text).toBe(
      'Not connected Not granted: The user said no. Start the connection again to have another try.',
    );
    expect((await open(back)).text).toBe(
      'Not connected This address was opened before. Not granted: The user said no. Start the connection again to have another try.',
    );
    const { state: other } = await begin();
    expect((await open(`${app.origin}/oauth/x/callback?state=${other}&error=access_denied`)).text).toContain(
      'Not granted: access_denied. Start',
    );
  });

  it('answers with a page that may run nothing and be framed by nobody', async () => {
    const { headers } = await open(`${app.origin}/oauth/x/callback`);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/default-src 'none'; style-src 'sha256-.+'; .*frame-ancestors 'none'/);
    expect(policy).not.toContain('unsafe');
  });
});

describe('the key that began a connection', () => {
  const key = (scopes: ApiScope[] = ['ACCOUNTS_WRITE'], brandIds: string[] = []) => app.key({ scopes, brandIds });

  it('must still work when the account holder comes back', async () => {
    const { id, secret } = await key();
    const { brandId, authorizationUrl } = await begin({ apiKey: secret });
    const back = await agree(authorizationUrl);
    await app.client()(RevokeOwn, { input: { apiKeyId: id } });
    expect(await open(back)).toMatchObject({ status: 400, text: expect.stringContaining('API key that began this') });
    expect(await accountsOf(brandId)).toEqual([]);
  });

  it('must still be allowed to connect accounts of the brand', async () => {
    const brandId = await createBrand(app.client(), 'Lost');
    for (const change of [`scopes = '{posts:read}'`, `brand_ids = '{01900000-0000-7000-8000-000000000000}'`]) {
      const { id, secret } = await key(['ACCOUNTS_WRITE'], [brandId]);
      const { authorizationUrl } = await begin({ apiKey: secret, input: { brandId } });
      const back = await agree(authorizationUrl);
      await app.db.query(`UPDATE api_key SET ${change} WHERE id = $1`, [id.replace('key_', '')]);
      expect((await open(back)).status).toBe(400);
    }
    expect(await accountsOf(brandId)).toEqual([]);
  });

  it('connects nothing to a brand that is gone', async () => {
    const { brandId, authorizationUrl } = await begin();
    const back = await agree(authorizationUrl);
    const { deleteBrand } = await app.client()(DeleteBrand, { input: { brandId } });
    expect(deleteBrand.userErrors).toEqual([]);
    expect((await open(back)).status).toBe(400);
  });

  it('learns how it ended when it completes the same state again', async () => {
    const { authorizationUrl, state } = await begin();
    const code = (await agree(authorizationUrl)).searchParams.get('code');
    const complete = async (apiKey?: string) =>
      (await app.client(apiKey)(Complete, { input: { state, code } })).completeAccountConnection;
    const first = await complete();
    expect(first.userErrors).toEqual([]);
    expect(await complete()).toEqual(first);
    const { secret } = await key();
    expect((await complete(secret)).userErrors).toMatchObject([{ code: 'CONNECTION_STATE_INVALID' }]);
  });
});

describe('a connection that a browser began', () => {
  const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

  it('is finished by that browser and by no other', async () => {
    const { brandId, startUrl } = await begin();
    const started = await open(startUrl);
    expect(started.status).toBe(303);
    expect(started.cookie).toMatch(/^slipway_browser=[\w-]{43}; Path=\/oauth; Max-Age=600; HttpOnly; SameSite=Lax$/);
    const back = await agree(started.location ?? '');
    for (const headers of [{}, { cookie: 'slipway_browser=' }, { cookie: `slipway_browser=${'x'.repeat(43)}` }])
      expect(await open(back, { headers })).toMatchObject({
        status: 400,
        text: expect.stringContaining('another browser'),
      });
    expect(await accountsOf(brandId)).toEqual([]);
    const own = { cookie: `theme=dark; ${pairOf(started.cookie)}` };
    expect((await open(back, { headers: own })).text).toContain('Account connected');
    expect((await open(back, { headers: own })).text).toContain('Account connected');
    expect((await open(back)).status).toBe(400);
  });

  it('may be one of several in the same browser', async () => {
    const first = await begin();
    const second = await begin();
    const started = await open(first.startUrl);
    const cookie = pairOf(started.cookie);
    const other = await open(second.startUrl, { headers: { cookie } });
    expect(pairOf(other.cookie)).toBe(cookie);
    for (const { location } of [started, other])
      expect((await open(await agree(location ?? ''), { headers: { cookie } })).status).toBe(200);
  });

  it('is remembered by a cookie for this server alone, over https where it is reached by that', async () => {
    await using other = await startTestApp();
    const client = other.client();
    const input = { brandId: await createBrand(client, 'Elsewhere'), platform: 'X' as const };
    const { state } = (await client(Start, { input })).startAccountConnection;
    other.ctx.config.publicUrl = 'https://example.com/slipway';
    const started = await open(`${other.origin}/oauth/x/start?state=${state}`);
    expect(started.cookie).toMatch(/; Path=\/slipway\/oauth; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
    expect(started.location).toContain(encodeURIComponent('https://example.com/slipway/oauth/x/callback'));
  });

  it('is not begun ahead, for another platform, or when it is over', async () => {
    const { startUrl, authorizationUrl } = await begin();
    expect((await open(startUrl, { headers: { 'sec-purpose': 'prefetch' } })).cookie).toBeUndefined();
    expect((await open(startUrl, { method: 'HEAD' })).cookie).toBeUndefined();
    expect(await open(startUrl.replace('/x/', '/tiktok/'))).toMatchObject({ status: 400, location: undefined });
    // Nobody has begun it in a browser, so any may come back.
    expect((await open(await agree(authorizationUrl))).status).toBe(200);
    expect(await open(startUrl)).toMatchObject({ status: 400, location: undefined });
  });
});

describe('a page to go back to', () => {
  const RETURN = 'https://app.example.com/accounts?tab=x';

  it('gets the account holder with the account, each time', async () => {
    const { brandId, authorizationUrl } = await begin({ input: { returnUrl: RETURN } });
    const back = await agree(authorizationUrl);
    const pages = [await open(back), await open(back)];
    const [account] = await accountsOf(brandId);
    const location = `${RETURN}&connection=CONNECTED&socialAccountId=${account?.id}`;
    expect(pages).toMatchObject([
      { status: 303, location },
      { status: 303, location },
    ]);
  });

  it('gets them with the reason when it failed', async () => {
    const { state } = await begin({ input: { returnUrl: RETURN } });
    const page = await open(`${app.origin}/oauth/x/callback?state=${state}&error=access_denied`);
    expect(page).toMatchObject({
      status: 303,
      location: `${RETURN}&connection=FAILED&code=CONNECTION_DENIED`,
    });
  });

  for (const returnUrl of [
    'https://evil.example/',
    'https://app.example.com.evil.example/',
    'https://app.example.com@evil.example/',
    'http://app.example.com/',
    'https://app.example.com:8443/',
    '//app.example.com/',
    '/accounts',
    'javascript:alert(1)',
    '',
  ])
    it(`may not be ${JSON.stringify(returnUrl)}, which the operator has not allowed`, async () => {
      const brandId = await createBrand(app.client(), 'Elsewhere');
      const { startAccountConnection } = await app.client()(Start, { input: { brandId, platform: 'X', returnUrl } });
      expect(startAccountConnection).toMatchObject({
        authorizationUrl: null,
        userErrors: [{ code: 'VALIDATION', path: ['input', 'returnUrl'] }],
      });
    });
});

const Attempts = graphql(`
  query ConnectionAttempts($filter: ConnectionAttemptFilter) {
    connectionAttempts(filter: $filter) {
      nodes { id status platform brandId socialAccountId error { code message } durationMs steps { step durationMs errorCode } }
      totalCount
    }
  }
`);
const Funnel = graphql(`
  query ConnectionFunnel($from: DateTime!, $to: DateTime!, $platform: Platform) {
    connectionFunnel(from: $from, to: $to, platform: $platform) { step reached failed medianMs p95Ms errors { code count } }
  }
`);

describe('attempts to connect accounts', () => {
  const stepsOf = ({ steps }: { steps: { step: string; errorCode: string | null }[] }) =>
    steps.map(({ step, errorCode }) => (errorCode === null ? step : `${step}: ${errorCode}`));

  it('tell how far each came and where it failed, and how many came how far', async () => {
    const key = await app.stranger();
    const brandId = await createBrand(app.client(key), 'Funnel');
    const attempt = () => begin({ apiKey: key, input: { brandId } });
    const cameBack = async (startUrl: string, choice: { deny?: boolean } = {}) => {
      const { location, cookie } = await open(startUrl);
      const back = await app.sandbox.control.authorize(location ?? '', choice);
      return open(`${app.origin}${back.pathname}${back.search}`, { headers: { cookie: cookie?.split(';')[0] ?? '' } });
    };
    const from = new Date(Date.now() - 60_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    await cameBack((await attempt()).startUrl);
    await cameBack((await attempt()).startUrl, { deny: true });
    await app.sandbox.control.fault({
      operation: 'x.oauth_token',
      mode: 'answer',
      status: 400,
      json: { error: 'invalid_grant' },
    });
    await cameBack((await attempt()).startUrl);
    await app.sandbox.control.clearFaults();
    await attempt();

    const { nodes, totalCount } = (await app.client(key)(Attempts)).connectionAttempts;
    expect(totalCount).toBe(4);
    const [unopened, exchange, denied, connected] = nodes;
    expect(nodes.map(({ status }) => status)).toEqual(['PENDING', 'FAILED', 'FAILED', 'CONNECTED']);
    expect(nodes.map(stepsOf)).toEqual([
      ['STARTED'],
      ['STARTED', 'OPENED', 'RETURNED', 'GRANTED', `EXCHANGED: ${exchange?.error?.code}`],
      ['STARTED', 'OPENED', 'RETURNED', 'GRANTED: CONNECTION_DENIED'],
      ['STARTED', 'OPENED', 'RETURNED', 'GRANTED', 'EXCHANGED', 'IDENTIFIED', 'CONNECTED'],
    ]);
    expect(exchange?.error?.code).toMatch(/^CONNECTION_/);
    expect(denied).toMatchObject({ platform: 'X', brandId, error: { code: 'CONNECTION_DENIED' } });
    expect(connected).toMatchObject({ error: null, socialAccountId: expect.stringMatching(/^account_/) });
    expect(unopened?.durationMs).toBeNull();
    expect(nodes.flatMap(({ steps }) => steps).every(({ durationMs }) => durationMs >= 0)).toBe(true);
    const failed = await app.client(key)(Attempts, { filter: { statuses: ['FAILED'], brandIds: [brandId] } });
    expect(failed.connectionAttempts.nodes.map(({ id }) => id)).toEqual([exchange?.id, denied?.id]);

    const { connectionFunnel } = await app.client(key)(Funnel, { from, to });
    expect(connectionFunnel.map(({ step, reached, failed: lost }) => [step, reached, lost])).toEqual([
      ['STARTED', 4, 0],
      ['OPENED', 3, 0],
      ['RETURNED', 3, 0],
      ['GRANTED', 2, 1],
      ['EXCHANGED', 1, 1],
      ['IDENTIFIED', 1, 0],
      ['CONNECTED', 1, 0],
    ]);
    expect(connectionFunnel[3]?.errors).toEqual([{ code: 'CONNECTION_DENIED', count: 1 }]);
    expect(connectionFunnel[6]?.medianMs).toBeGreaterThanOrEqual(0);
    const elsewhere = await app.client(key)(Funnel, { from, to, platform: 'TIKTOK' });
    expect(elsewhere.connectionFunnel.every(({ reached }) => reached === 0)).toBe(true);
  });

  it('are told to nobody else, and not without the scope', async () => {
    const { brandId } = await begin();
    const other = await createBrand(app.client(), 'Another');
    const bound = await app.key({ scopes: ['ACCOUNTS_READ'], brandIds: [other] });
    expect((await app.client(bound.secret)(Attempts)).connectionAttempts.nodes).toEqual([]);
    const own = await app.key({ scopes: ['ACCOUNTS_READ'], brandIds: [brandId] });
    expect((await app.client(own.secret)(Attempts)).connectionAttempts.nodes).toHaveLength(1);
    const without = await app.key({ scopes: ['POSTS_READ'] });
    const query = '{ connectionFunnel(from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z") { reached } }';
    const { errors } = await app.raw(query, { apiKey: without.secret });
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE', scope: 'accounts:read' } }]);
  });
});
