/** What no client should send, and what it is told when it does: never that something went wrong on our side. */
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { openSeededApp } from '../support/open-app.ts';

const app = openSeededApp();

const NUL = 'a\u0000b';

describe('a text that no database can hold', () => {
  for (const [what, query] of Object.entries({
    'a search for brands': 'query ($text: String) { brands(filter: { text: $text }) { nodes { id } totalCount } }',
    'a search for accounts': 'query ($text: String) { socialAccounts(filter: { text: $text }) { nodes { id } } }',
    'a search for files': 'query ($text: String) { mediaAssets(filter: { text: $text }) { nodes { id } } }',
    'a search for posts': 'query ($text: String) { scheduledPosts(filter: { text: $text }) { nodes { id } } }',
    'a filter by external id':
      'query ($text: String) { scheduledPosts(filter: { externalId: $text }) { nodes { id } } }',
  }))
    it(`finds nothing in ${what}`, async () => {
      const { data, errors } = await app.raw(query, { variables: { text: NUL } });
      expect(errors).toEqual([]);
      expect(Object.values(data ?? {})).toEqual([expect.objectContaining({ nodes: [] })]);
    });

  it('is the external id of no post', async () => {
    const { data, errors } = await app.raw(
      'query ($brandId: ID!, $text: String) { scheduledPost(brandId: $brandId, externalId: $text) { id } }',
      { variables: { brandId: app.brandId, text: NUL } },
    );
    expect({ data, errors }).toEqual({ data: { scheduledPost: null }, errors: [] });
  });

  for (const [name, mutation] of Object.entries({
    url: 'importMediaFromUrl(input: { url: $text })',
    name: 'createBrand(input: { name: $text, timeZone: "UTC" })',
    idempotencyKey: 'createBrand(input: { name: "A", timeZone: "UTC", idempotencyKey: $text })',
  }))
    it(`is refused as ${name}, which says so`, async () => {
      const { data, errors } = await app.raw(
        `mutation ($text: String!) { ${mutation} { userErrors { code message path } } }`,
        {
          variables: { text: NUL },
        },
      );
      expect(errors).toEqual([]);
      const message = `${name} holds a character that is not text`;
      expect(Object.values(data ?? {})).toEqual([
        { userErrors: [{ code: 'VALIDATION', message, path: ['input', name] }] },
      ]);
    });

  it('does not keep a refused connection from being told apart from a broken one', async () => {
    const { data } = await app.raw(
      'mutation ($brandId: ID!) { startAccountConnection(input: { brandId: $brandId, platform: X }) { state } }',
      { variables: { brandId: app.brandId } },
    );
    const { state } = (data as { startAccountConnection: { state: string } }).startAccountConnection;
    const query = new URLSearchParams({ state, error: 'access_denied', error_description: NUL });
    const page = await request(`${app.origin}/oauth/x/callback?${query}`);
    expect(page.statusCode).toBe(400);
    expect(await page.body.text()).toContain('Not granted: a\ufffdb. Start the connection again to have another try.');
    const again = await request(`${app.origin}/oauth/x/callback?${query}`);
    expect(await again.body.text()).toContain('This address was opened before');
  });
});

describe('a time', () => {
  const readAt = async (at: string) =>
    (
      await app.raw('query ($at: DateTime!) { calendar(from: $at, to: "2027-03-03T00:00:00Z") { isComplete } }', {
        variables: { at },
      })
    ).errors.map(({ message }) => message);

  it('that no calendar has is refused instead of being moved to another day', async () => {
    for (const at of [
      '2027-02-29T00:00:00Z',
      '2027-02-30T23:00:00-05:00',
      '2027-02-28T24:00:00Z',
      '2027-13-01T00:00:00Z',
    ])
      expect(await readAt(at)).toEqual([expect.stringContaining(`"${at}" is not a time with its zone`)]);
  });

  it('may have any offset', async () => {
    for (const at of ['2027-02-28T23:59:59.999999999+14:00', '2027-02-28T00:00-12:00', '2027-02-28T00:00:00z'])
      expect(await readAt(at)).toEqual([]);
  });
});
