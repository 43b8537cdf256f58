/** Accounts are looked at when a post failed in a way that may mean them, by themselves and soon. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { haveAccountsChecked } from '../../src/domain/accounts/check-schedule.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

const Names = graphql(`
  query Names($brandIds: [ID!]) {
    socialAccounts(filter: { brandIds: $brandIds }, first: 10) { nodes { platform username } }
  }
`);

const PostStatus = graphql(`
  query PostStatus($id: ID!) {
    scheduledPost(id: $id) { targets { status error { code } } }
  }
`);

let app: TestApp;
let seed: Seed;
beforeAll(async () => {
  app = await startTestApp({ role: 'all' });
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const names = async () => {
  const { socialAccounts } = await app.client()(Names, { brandIds: [seed.brandId] });
  return Object.fromEntries(socialAccounts.nodes.map(({ platform, username }) => [platform, username]));
};

it('the account of a post that its platform forbids is looked at long before its day is over, and no other', async () => {
  const before = await names();
  for (const platform of ['X', 'YOUTUBE'] as const)
    await app.sandbox.control.changeAccount(platform, { username: 'renamed' });
  await app.sandbox.control.fault({
    operation: 'x.tweets_create',
    mode: 'answer',
    status: 403,
    json: { title: 'Forbidden', type: 'about:blank', status: 403, detail: 'Something new.' },
  });
  // They were connected an hour ago, and have their look tomorrow.
  await app.db.query(
    "UPDATE social_account SET checked_at = now() - interval '1 hour', check_at = now() + interval '1 day'",
  );
  const post = await createPost(app.client(), {
    brandId: seed.brandId,
    targets: [{ socialAccountId: seed.accounts.X, format: 'TEXT' }],
    schedule: { mode: 'NOW' },
  });
  const targets = async () => (await app.client()(PostStatus, { id: post.id })).scheduledPost?.targets;
  await expect.poll(targets).toEqual([{ status: 'FAILED', error: { code: 'CONTENT_POLICY' } }]);
  // What happens every minute.
  const looked = async () => {
    await haveAccountsChecked(app.ctx);
    return names();
  };
  await expect.poll(looked, { interval: 200 }).toEqual({ ...before, X: 'renamed' });
});
