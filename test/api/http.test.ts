/** GraphQL over HTTP to the letter, and the limits of one operation. */

import { Readable } from 'node:stream';
import { getIntrospectionQuery } from 'graphql';
import { serverAudits } from 'graphql-http';
import { Client, request } from 'undici';
import { describe, expect, it } from 'vitest';
import { openApp } from '../support/open-app.ts';

const app = openApp();

describe('GraphQL over HTTP', () => {
  for (const audit of serverAudits({ url: () => app.url, fetchFn: fetch })) {
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
    });
  }

  it('shows GraphiQL to a browser', async () => {
    const answer = await request(app.url, { headers: { accept: 'text/html' } });
    expect(answer.statusCode).toBe(200);
    const page = await answer.body.text();
    expect(page).toContain('<title>Slipway</title>');
    // It gives its headers to requests only; over a socket a subscription would come without the key.
    expect(page).toContain('"subscriptionsProtocol":"SSE"');
  });

  it('says in words that it takes JSON only', async () => {
    for (const type of ['text/plain', '']) {
      const answer = await request(app.url, {
        method: 'POST',
        headers: { ...(type !== '' && { 'content-type': type }), authorization: `Bearer ${app.apiKey}` },
        body: '{"query":"{ __typename }"}',
      });
      expect(answer.statusCode).toBe(415);
      expect(await answer.body.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    }
  });

  it('does not take several operations in one request', async () => {
    const answer = await request(app.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    });
    expect(answer.statusCode).toBe(400);
    await answer.body.dump();
  });

  for (const [how, bodyOf] of [
    ['of a declared length', (text: string) => text],
    ['of unknown length', (text: string) => Readable.from([text.slice(0, 20), text.slice(20)])],
  ] as const) {
    it(`takes a body ${how} up to a megabyte`, async () => {
      const ask = async (filler: string) => {
        const answer = await request(app.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
          body: bodyOf(JSON.stringify({ query: '{ __typename }', variables: { filler } })),
        });
        return { status: answer.statusCode, text: await answer.body.text() };
      };
      expect(await ask('x'.repeat(900_000))).toEqual({ status: 200, text: '{"data":{"__typename":"Query"}}' });
      const refused = await ask('x'.repeat(1_100_000));
      expect(refused.status).toBe(413);
      expect(refused.text).toContain('LIMIT_EXCEEDED');
    });

    it(`answers the next request on the connection after one ${how} that was too large`, async () => {
      const client = new Client(app.origin, { pipelining: 1 });
      const send = async (body: string | Readable) => {
        const answer = await client.request({
          path: '/graphql',
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
          body,
        });
        await answer.body.dump();
        return answer.statusCode;
      };
      const filler = 'x'.repeat(3_000_000);
      expect(await send(bodyOf(JSON.stringify({ query: '{ __typename }', variables: { filler } })))).toBe(413);
      expect(await send(JSON.stringify({ query: '{ __typename }' }))).toBe(200);
      await client.close();
    });
  }

  it('does not change anything through GET', async () => {
    const query = encodeURIComponent(
      'mutation { createBrand(input: { name: "a", timeZone: "UTC" }) { brand { id } } }',
    );
    const answer = await request(`${app.url}?query=${query}`, {
      headers: { authorization: `Bearer ${app.apiKey}`, accept: 'application/graphql-response+json' },
    });
    expect(answer.statusCode).toBe(405);
    await answer.body.dump();
  });
});

describe('an upload', () => {
  const PAGE = 'https://dashboard.example';

  it('may come from a page of any origin, as an operation may', async () => {
    const asked = { origin: PAGE, 'access-control-request-method': 'POST' };
    for (const [url, names] of [
      [`${app.origin}/media`, 'content-type, authorization, x-file-name'],
      [app.url, 'content-type, authorization, x-request-id'],
    ] as const) {
      const headers = { ...asked, 'access-control-request-headers': names };
      const answer = await request(url, { method: 'OPTIONS', headers });
      expect(answer.statusCode).toBe(204);
      expect(['*', PAGE]).toContain(answer.headers['access-control-allow-origin']);
      expect(String(answer.headers['access-control-allow-headers']).toLowerCase().split(/, ?/)).toEqual(
        names.split(', '),
      );
      await answer.body.dump();
    }
    const refused = await request(`${app.origin}/media`, { method: 'POST', headers: { origin: PAGE }, body: 'x' });
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, '*']);
    await refused.body.dump();
  });

  it('is a POST and nothing else', async () => {
    const answer = await request(`${app.origin}/media`, { headers: { authorization: `Bearer ${app.apiKey}` } });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'POST, OPTIONS']);
    await answer.body.dump();
  });
});

describe('an error', () => {
  const codeOf = async (query: string, variables?: Record<string, unknown>) =>
    (await app.raw(query, variables === undefined ? {} : { variables })).errors.map(
      ({ extensions }) => extensions.code,
    );

  it('always has a code', async () => {
    expect(await codeOf('{ brands(')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codeOf('{ nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codeOf('query ($id: ID!) { brand(id: $id) { id } }')).toEqual(['BAD_USER_INPUT']);
    expect(
      await codeOf('query ($at: DateTime!) { calendar(from: $at, to: $at) { isComplete } }', { at: 'tomorrow' }),
    ).toEqual(['BAD_USER_INPUT']);
    expect(
      await codeOf('{ calendar(from: "2026-01-01T00:00:00Z", to: "2026-12-01T00:00:00Z") { isComplete } }'),
    ).toEqual(['BAD_USER_INPUT']);
  });
});

describe('one operation', () => {
  it('is weighed with the sizes that it is asked with, each time', async () => {
    const query = `query ($first: Int) { brands(first: $first) { nodes { ${[1, 2, 3].map((n) => `p${n}: scheduledPosts(first: 100) { nodes { caption title timeZone } }`).join(' ')} } } }`;
    const ask = async (first: number) => (await app.raw(query, { variables: { first } })).errors;
    expect(await ask(2)).toEqual([]);
    expect(await ask(100)).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'complexity' } }]);
    expect(await ask(2)).toEqual([]);
  });

  it('may ask for the posts of many targets, and not for the targets of the targets of a post', async () => {
    const posts = (nested: string) => `{ scheduledPosts(first: 100) { nodes { targets { post { ${nested} } } } } }`;
    expect((await app.raw(posts('id'))).errors).toEqual([]);
    for (const nested of ['targets { id }', 'targets { post { targets { id } } }'])
      expect((await app.raw(posts(nested))).errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', limit: 'complexity' } },
      ]);
  });

  const refusal = async (query: string) => {
    const { status, errors } = await app.raw(query);
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
    expect(status).toBe(400);
    return errors[0]?.message;
  };

  it('may introspect', async () => {
    expect(
      (
        await app.raw(
          getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true, oneOf: true, specifiedByUrl: true }),
        )
      ).errors,
    ).toEqual([]);
  });

  it('may read a page of posts with all that belongs to it', async () => {
    const answer = await app.raw(`{
      scheduledPosts(first: 20) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id status caption scheduledAt allowedActions
          brand { id name }
          media { altText mediaAsset { id kind width height } }
          targets { id platform format status phase permalink allowedActions error { code message userAction } socialAccount { id username status } }
        }
      }
    }`);
    expect(answer.errors).toEqual([]);
  });

  it('is bounded in depth', async () => {
    const deep = (levels: number): string =>
      levels === 0 ? 'id' : `post { brand { scheduledPosts(first: 1) { nodes { targets { ${deep(levels - 1)} } } } } }`;
    expect(await refusal(`{ postTargets(first: 1) { nodes { ${deep(3)} } } }`)).toMatch(/depth limit of 12/);
  });

  it('is bounded in cost, which grows with the page size, before anything of it runs', async () => {
    const query = (first: number) =>
      `{ brands(first: ${first}) { nodes { scheduledPosts(first: ${first}) { nodes { id targets { id socialAccount { id } } } } } } }`;
    expect((await app.raw(query(10))).errors).toEqual([]);
    expect(await refusal(query(100))).toMatch(/the limit is 20000/);
  });

  it('is bounded in aliases', async () => {
    const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ');
    expect(await refusal(`{ ${aliases} }`)).toMatch(/[Aa]lias/);
  });

  it('is bounded in directives, in all and on one field, and told so once', async () => {
    const fields = (count: number) =>
      Array.from({ length: count }, () => 'brands { totalCount @include(if: true) }').join(' ');
    expect((await app.raw(`{ ${fields(30)} }`)).errors).toEqual([]);
    expect(await refusal(`{ ${fields(51)} }`)).toMatch(/[Dd]irective|same field/);
    // What GraphQL Cop sends: ten answers would tell it that each is looked at.
    expect(await refusal(`{ __typename ${'@aa'.repeat(10)} }`)).toMatch(/directives/);
    expect(await refusal(`query ${'@aa'.repeat(10)} { __typename }`)).toMatch(/directives/);
  });

  it('is bounded in repetitions of one field, however they are spread', async () => {
    const many = (count: number, text: string) => Array(count).fill(text).join(' ');
    expect((await app.raw(`{ ${many(50, '__typename')} }`)).errors).toEqual([]);
    for (const query of [
      many(51, '__typename'),
      many(500, '__typename'),
      many(51, '... on Query { __typename }'),
      many(26, '... on Query { __typename ... on Query { __typename } }'),
      `viewer { ${many(51, 'scopes')} }`,
    ])
      expect(await refusal(`{ ${query} }`)).toMatch(/same field/);
    const chain = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Query { __typename ...F${n + 1} ...F${n + 1} }`,
    ).join(' ');
    expect(await refusal(`${chain} fragment F40 on Query { __typename } { ...F0 }`)).toMatch(/same field/);
  });

  it('may repeat a field in as many places as it has', async () => {
    const lists = ['brands', 'scheduledPosts', 'postTargets', 'mediaAssets', 'socialAccounts'];
    const fields = lists.map((list) => `${list}(first: 1) { nodes { id } pageInfo { ${'endCursor '.repeat(20)} } }`);
    expect((await app.raw(`{ ${fields.join(' ')} }`)).errors).toEqual([]);
  });

  it('is bounded in tokens', async () => {
    expect(await refusal(`{ ${'__typename '.repeat(2_001)} }`)).toMatch(/[Tt]oken/);
  });

  it('is bounded in length, which its variables are not', async () => {
    expect(await refusal(`{ brand(id: "${'x'.repeat(65_536)}") { id } }`)).toMatch(/65536 characters/);
    const query = 'query ($id: ID!) { brand(id: $id) { id } }';
    expect(await app.raw(query, { variables: { id: 'x'.repeat(65_536) } })).toMatchObject({ data: { brand: null } });
  });

  it('cannot hide its depth in fragments that refer to each other', async () => {
    const { status, errors } = await app.raw(
      'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    );
    expect(status).toBe(400);
    expect(errors.length).toBeGreaterThan(0);
  });
});
