/** Calls to a platform about an account itself, as its team sees them. */
import { expect, it } from 'vitest';
import { checkAccount } from '../../src/domain/accounts/checks.ts';
import { graphql } from '../support/gql/index.ts';
import { openSeededApp } from '../support/open-app.ts';

const Calls = graphql(`
  query AccountCalls($id: ID!, $first: Int, $after: String) {
    socialAccount(id: $id) {
      calls(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { at operation outcome httpStatus durationMs requestId }
      }
    }
  }
`);

const app = openSeededApp();
const callsOf = async (id: string, page: { first?: number; after?: string } = {}, apiKey?: string) =>
  (await app.client(apiKey)(Calls, { id, ...page })).socialAccount?.calls;
const check = (id: string) => checkAccount(app.ctx, id.replace('account_', ''));

it('are told with what became of them and the id at the platform, newest first', async () => {
  const id = app.accounts.TIKTOK;
  await check(id);
  const before = (await callsOf(id))?.totalCount ?? 0;
  expect(before).toBeGreaterThan(0);
  await app.sandbox.control.fault({
    ...{ operation: 'tiktok.user_info', mode: 'answer', status: 429 },
    json: { data: {}, error: { code: 'rate_limit_exceeded', message: 'too many', log_id: '2026112820310001' } },
  });
  await check(id);
  const told = await callsOf(id);
  expect(told?.nodes[0]).toMatchObject({
    operation: expect.stringContaining('user'),
    outcome: 'RATE_LIMITED',
    httpStatus: 429,
    requestId: '2026112820310001',
    durationMs: expect.any(Number),
  });
  expect(told?.nodes.at(-1)).toMatchObject({ outcome: 'OK', httpStatus: 200 });
  const instants = told?.nodes.map(({ at }) => Date.parse(at)) ?? [];
  expect(instants).toEqual(instants.toSorted((a, b) => b - a));
});

it('come in pages, and those from before outcomes were stored have none', async () => {
  const id = app.accounts.X;
  await check(id);
  await check(id);
  const first = await callsOf(id, { first: 1 });
  expect(first?.pageInfo.hasNextPage).toBe(true);
  const rest = await callsOf(id, { after: first?.pageInfo.endCursor ?? '' });
  expect(1 + (rest?.nodes.length ?? 0)).toBe(first?.totalCount);
  await app.db.query('UPDATE platform_call SET outcome = NULL, request_id = NULL WHERE social_account_id = $1', [
    id.replace('account_', ''),
  ]);
  expect((await callsOf(id))?.nodes.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: first?.totalCount ?? 0 }, () => null),
  );
});

it('are shown to nobody else', async () => {
  await check(app.accounts.YOUTUBE);
  const { brandId } = await app.seed();
  const { secret } = await app.key({ scopes: ['ACCOUNTS_READ'], brandIds: [brandId] });
  expect(await callsOf(app.accounts.YOUTUBE, {}, secret)).toBeUndefined();
  expect(await callsOf(app.accounts.YOUTUBE, {}, await app.stranger())).toBeUndefined();
});
