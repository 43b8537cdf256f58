/** Accounts through the API: paused, disconnected and deleted. */
import { describe, expect, it } from 'vitest';
import { graphql } from '../support/gql/index.ts';
import { openSeededApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';

const Pause = graphql(`
  mutation Pause($input: PausePublishingInput!) {
    pausePublishing(input: $input) { pausedAt userErrors { code } }
  }
`);

const AccountState = graphql(`
  query AccountState($id: ID!) {
    socialAccount(id: $id) { pausedAt allowedActions targets(first: 2) { totalCount nodes { id status } } }
  }
`);

const DeleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteSocialAccountInput!) {
    deleteSocialAccount(input: $input) { deletedSocialAccountId userErrors { code actual } }
  }
`);

const CancelPost = graphql(`
  mutation CancelPost($input: CancelScheduledPostInput!) {
    cancelScheduledPost(input: $input) { userErrors { code } }
  }
`);

const Disconnect = graphql(`
  mutation Disconnect($input: DisconnectSocialAccountInput!) {
    disconnectSocialAccount(input: $input) { socialAccount { status allowedActions } warnings { code } userErrors { code } }
  }
`);

const app = openSeededApp();

describe('an account', () => {
  it('is paused, and tells so', async () => {
    const { pausePublishing } = await app.client()(Pause, {
      input: { scope: 'ACCOUNT', socialAccountId: app.accounts.TIKTOK },
    });
    const { socialAccount } = await app.client()(AccountState, { id: app.accounts.TIKTOK });
    expect(socialAccount).toMatchObject({
      pausedAt: pausePublishing.pausedAt,
      allowedActions: ['RECONNECT', 'DISCONNECT', 'RESUME', 'DELETE'],
    });
  });

  it('is not deleted while something of it is scheduled', async () => {
    const seeded = await app.seed();
    const post = await createPost(app.client(), {
      brandId: seeded.brandId,
      targets: [{ socialAccountId: seeded.accounts.X, format: 'TEXT' }],
    });
    const client = app.client();
    const input = { socialAccountId: seeded.accounts.X };
    expect((await client(DeleteAccount, { input })).deleteSocialAccount).toEqual({
      deletedSocialAccountId: null,
      userErrors: [{ code: 'ACCOUNT_IN_USE', actual: '1' }],
    });
    expect((await client(AccountState, { id: input.socialAccountId })).socialAccount?.targets).toMatchObject({
      totalCount: 1,
      nodes: [{ id: post.targets[0]?.id }],
    });
    await client(CancelPost, { input: { postId: post.id } });
    expect((await client(DeleteAccount, { input })).deleteSocialAccount).toEqual({
      deletedSocialAccountId: input.socialAccountId,
      userErrors: [],
    });
    expect((await client(AccountState, { id: input.socialAccountId })).socialAccount).toBeNull();
  });

  it('is disconnected, and its credentials are gone', async () => {
    const seeded = await app.seed();
    const { disconnectSocialAccount } = await app.client()(Disconnect, {
      input: { socialAccountId: seeded.accounts.X },
    });
    expect(disconnectSocialAccount).toMatchObject({
      socialAccount: { status: 'DISCONNECTED', allowedActions: ['RECONNECT', 'PAUSE', 'DELETE'] },
      userErrors: [],
    });
  });
});
