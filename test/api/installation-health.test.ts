/** The query `health`: of the workspace by name, of the rest of the installation only how fast it goes. */
import { expect, it } from 'vitest';
import { graphql } from '../support/gql/index.ts';
import { openSeededApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';

const app = openSeededApp();

const Health = graphql(`
  query InstallationHealth {
    health {
      version
      nodeVersion
      timeZoneRules
      pendingMigrations
      platforms { platform isConfigured isSandbox status { state since } }
      accounts { platform status count }
      expiringAccounts { id platform refreshExpiresAt }
      failingAccounts { id platform status statusReason }
      blockedTargets { blockedBy count }
      unknownOutcomes
      lags { dueMs dispatcherMs eventConsumers { name lagMs } }
    }
  }
`);

it('tells an administrator what runs, and how its accounts and posts are', async () => {
  const { health } = await app.client()(Health);
  expect(health.accounts.map(({ status, count }) => [status, count])).toEqual(Array(4).fill(['ACTIVE', 1]));
  expect(health.platforms.map(({ isConfigured, isSandbox }) => isConfigured && isSandbox)).toEqual(Array(4).fill(true));
  expect(health).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    nodeVersion: process.versions.node,
    pendingMigrations: [],
    expiringAccounts: [],
    failingAccounts: [],
    blockedTargets: [],
    unknownOutcomes: 0,
    lags: { dueMs: 0, dispatcherMs: 0 },
  });
});

const TestAccount = graphql(`
  mutation TestForHealth($input: TestSocialAccountInput!) {
    testSocialAccount(input: $input) { userErrors { code message path } }
  }
`);
const look = (platform: 'INSTAGRAM' | 'TIKTOK' | 'YOUTUBE') =>
  app.client()(TestAccount, { input: { socialAccountId: app.accounts[platform] } });

it('names the accounts that need their person by their health, and says how late due posts are', async () => {
  // Each platform ends grants by terms of its own: Instagram 60 days after the last renewal, TikTok when its refresh token ends.
  await app.db.query(
    `UPDATE social_account SET refreshed_at = now() - interval '58 days', token_expires_at = now() + interval '2 days' WHERE platform = 'INSTAGRAM'`,
  );
  await app.db.query(
    `UPDATE social_account SET refresh_expires_at = now() + interval '5 days' WHERE platform = 'TIKTOK'`,
  );
  for (const platform of ['INSTAGRAM', 'TIKTOK'] as const) await look(platform);
  await app.sandbox.control.revokeTokens('YOUTUBE');
  await look('YOUTUBE');
  // Nobody publishes in this process.
  await createPost(app.client(), {
    brandId: app.brandId,
    targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
    schedule: { mode: 'NOW' },
  });
  await app.db.query(
    `UPDATE post_target SET due_at = now() - interval '1 minute', wake_at = now() - interval '1 minute'`,
  );
  const { health } = await app.client()(Health);
  expect(health.expiringAccounts.map(({ id }) => id)).toEqual([app.accounts.INSTAGRAM, app.accounts.TIKTOK]);
  expect(health.failingAccounts).toMatchObject([{ id: app.accounts.YOUTUBE, statusReason: 'AUTH_REVOKED' }]);
  expect(health.lags.dueMs).toBeGreaterThanOrEqual(60_000);
  expect(health.lags.dispatcherMs).toBeGreaterThanOrEqual(60_000);
});

it('is for administrators: other keys are refused, and one of another workspace sees nothing of this one', async () => {
  const { secret } = await app.key({ scopes: ['POSTS_READ', 'ACCOUNTS_READ'] });
  const refused = await app.raw('{ health { version } }', { apiKey: secret });
  expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
  const { health } = await app.client(await app.stranger())(Health);
  expect(health).toMatchObject({ accounts: [], expiringAccounts: [], failingAccounts: [], blockedTargets: [] });
});
