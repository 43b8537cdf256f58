/** An installation whose TikTok app is approved for some scopes only: what is asked for, and what is said without the rest. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAccount, createBrand, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';

const Begin = graphql(`
  mutation BeginConnection($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }
  }
`);

const TikTok = graphql(`
  query TikTokScopes {
    platform(platform: TIKTOK) { features scopes }
    socialAccounts { nodes { id scopes missingScopes } }
  }
`);

const Check = graphql(`
  query CheckScopes($input: ValidatePostInput!) {
    validatePost(input: $input) { valid errors { code message path limit } }
  }
`);

const APPROVED = ['user.info.basic', 'video.upload'];

let app: TestApp;
let brandId: string;

beforeAll(async () => {
  app = await startTestApp({ env: { TIKTOK_SCOPES: APPROVED.join(',') } });
  await app.sandbox.control.settings('TIKTOK', { approvedScopes: APPROVED });
  brandId = await createBrand(app.client(), 'Corner bakery');
});
afterAll(() => app[Symbol.asyncDispose]());

describe('TIKTOK_SCOPES', () => {
  it('is all that the consent page is asked for, so that TikTok does not answer invalid_scope', async () => {
    const { startAccountConnection } = await app.client()(Begin, { input: { brandId, platform: 'TIKTOK' } });
    const url = new URL(startAccountConnection.authorizationUrl ?? '');
    expect(url.searchParams.get('scope')).toBe('user.info.basic,video.upload');
    // The stand-in is as strict as TikTok.
    url.searchParams.set('scope', 'user.info.basic,video.upload,video.publish');
    await expect(app.sandbox.control.authorize(url.href)).rejects.toThrow('invalid_scope');
  });

  it('connects an account that lacks nothing of what can be asked for, and shows what the platform can do here', async () => {
    await connectAccount(app.client(), app.sandbox, app.origin, { brandId, platform: 'TIKTOK' });
    const { platform, socialAccounts } = await app.client()(TikTok);
    expect(socialAccounts.nodes).toMatchObject([{ scopes: APPROVED, missingScopes: [] }]);
    expect(platform.scopes).toEqual(APPROVED);
    expect(platform.features).toContain('INBOX');
    expect(platform.features).not.toContain('DIRECT_POST');
  });

  it('says when a post is written that a direct post needs what was not granted, and takes an inbox post', async () => {
    const { socialAccounts } = await app.client()(TikTok);
    const socialAccountId = socialAccounts.nodes[0]?.id ?? '';
    const mediaAssetId = await app.upload({ kind: 'VIDEO' });
    const check = async (mode: 'DIRECT' | 'INBOX') => {
      const privacyLevel = mode === 'DIRECT' ? ('SELF_ONLY' as const) : null;
      const targets = [{ socialAccountId, format: 'VIDEO' as const, options: { tiktok: { mode, privacyLevel } } }];
      const input = { brandId, media: [{ mediaAssetId }], targets };
      return (await app.client()(Check, { input })).validatePost;
    };
    expect(await check('INBOX')).toEqual({ valid: true, errors: [] });
    const direct = await check('DIRECT');
    expect(direct.errors).toMatchObject([{ code: 'ACCOUNT_LIMIT', limit: 'video.publish' }]);
    expect(direct.errors[0]?.message).toContain('this account did not grant');
  });
});
