/** The live choices of a TikTok creator: shown before a direct post, kept for a minute, and known to the checks of a post. */

import { request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { TikTokOptionsInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';

const Creator = graphql(`
  query Creator($id: ID!) {
    socialAccount(id: $id) {
      id status username
      tiktokCreator {
        nickname username avatarUrl privacyLevels commentDisabled duetDisabled stitchDisabled maxVideoDurationSeconds checkedAt
        error { code message userAction retryAt }
      }
    }
  }
`);

const Check = graphql(`
  query CheckChoices($input: ValidatePostInput!) {
    validatePost(input: $input) { valid errors { code } warnings { code path limit actual message } }
  }
`);

const Reconnect = graphql(`
  mutation ReconnectCreator($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { authorizationUrl userErrors { code } }
  }
`);

const NOTHING = {
  nickname: null,
  username: null,
  avatarUrl: null,
  privacyLevels: null,
  commentDisabled: null,
  duetDisabled: null,
  stitchDisabled: null,
  maxVideoDurationSeconds: null,
  checkedAt: null,
};

let app: TestApp;
let seed: Seed;
let clock: JumpClock;

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ clock });
  seed = await app.seed();
  // What is kept for a minute is kept for as long as a test needs.
  clock.freeze();
});
afterAll(() => app[Symbol.asyncDispose]());
// Past what is kept of the test before.
beforeEach(() => clock.jump(61_000));
afterEach(async () => {
  await app.sandbox.control.clearFaults();
  await app.sandbox.control.settings('TIKTOK', { privacyOptions: null, commentDisabled: false, postsPerDay: 15 });
});

const read = async (id = seed.accounts.TIKTOK) => (await app.client()(Creator, { id })).socialAccount;
const questions = () => app.sandbox.control.requestCount('tiktok.creator_info');

async function validate(tiktok: TikTokOptionsInput) {
  const mediaAssetId = await app.upload({ kind: 'VIDEO' });
  const targets = [{ socialAccountId: seed.accounts.TIKTOK, format: 'VIDEO' as const, options: { tiktok } }];
  const input = { brandId: seed.brandId, media: [{ mediaAssetId }], targets };
  return (await app.client()(Check, { input })).validatePost;
}

async function reconnect(scopes: readonly string[] | undefined) {
  const { startAccountConnection } = await app.client()(Reconnect, {
    input: { brandId: seed.brandId, platform: 'TIKTOK', socialAccountId: seed.accounts.TIKTOK },
  });
  const callback = await app.sandbox.control.authorize(
    startAccountConnection.authorizationUrl ?? '',
    scopes === undefined ? {} : { scopes },
  );
  const answer = await request(`${app.origin}${callback.pathname}${callback.search}`);
  expect([answer.statusCode, await answer.body.text()]).toMatchObject([200, expect.any(String)]);
}

describe('tiktokCreator', () => {
  it('shows what TikTok offers this creator, asks again after a minute, and is null on other platforms', async () => {
    const before = await questions();
    const first = await read();
    expect(first?.tiktokCreator).toEqual({
      nickname: 'Northwind Bakery',
      username: 'northwind.bakery',
      avatarUrl: expect.stringMatching(/^https:/),
      privacyLevels: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
      commentDisabled: false,
      duetDisabled: false,
      stitchDisabled: false,
      maxVideoDurationSeconds: 600,
      checkedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      error: null,
    });
    await app.sandbox.control.settings('TIKTOK', { commentDisabled: true, privacyOptions: ['SELF_ONLY'] });
    expect(await read()).toEqual(first);
    expect(await questions()).toBe(before + 1);
    clock.jump(61_000);
    expect((await read())?.tiktokCreator).toMatchObject({ commentDisabled: true, privacyLevels: ['SELF_ONLY'] });
    expect(await questions()).toBe(before + 2);
    expect((await read(seed.accounts.X))?.tiktokCreator).toBeNull();
  });

  it('asks TikTok once, however many clients ask at the same time', async () => {
    const before = await questions();
    const answers = await Promise.all(Array.from({ length: 8 }, () => read()));
    expect(new Set(answers.map((answer) => answer?.tiktokCreator?.checkedAt)).size).toBe(1);
    expect(await questions()).toBe(before + 1);
  });

  it.each([
    ['TikTok fails', { status: 500, text: 'oops' }, 'PLATFORM_UNAVAILABLE'],
    [
      'the creator cannot post now',
      {
        status: 200,
        json: { data: {}, error: { code: 'spam_risk_user_banned_from_posting', message: '', log_id: '1' } },
      },
      'ACCOUNT_RESTRICTED',
    ],
  ])('says why when %s, and answers everything else of the query', async (_what, answer, code) => {
    await app.sandbox.control.fault({ operation: 'tiktok.creator_info', mode: 'answer', ...answer });
    const account = await read();
    expect(account).toMatchObject({ status: 'ACTIVE', username: 'northwind.bakery' });
    expect(account?.tiktokCreator).toMatchObject({ ...NOTHING, error: { code, message: expect.any(String) } });
    // A failure is not kept.
    expect((await read())?.tiktokCreator).toMatchObject({ nickname: 'Northwind Bakery', error: null });
  });

  it('gives the daily limit of the creator as the reason not to post', async () => {
    await app.sandbox.control.settings('TIKTOK', { postsPerDay: 0 });
    expect((await read())?.tiktokCreator?.error).toMatchObject({ code: 'QUOTA_EXCEEDED', userAction: 'WAIT' });
  });

  it('does not cost an account that may only fill the inbox its connection', async () => {
    await reconnect(['user.info.basic', 'video.upload']);
    const before = await questions();
    const account = await read();
    expect(account?.status).toBe('ACTIVE');
    expect(account?.tiktokCreator).toMatchObject({ ...NOTHING, error: { code: 'SCOPE_MISSING' } });
    expect(await questions()).toBe(before);
    await reconnect(undefined);
  });
});

describe('validatePost', () => {
  const direct = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE', allowComment: true } as const;

  it('warns of choices that the account did not offer when it was last asked', async () => {
    await app.sandbox.control.settings('TIKTOK', { privacyOptions: ['SELF_ONLY'], commentDisabled: true });
    await read();
    const { valid, errors, warnings } = await validate(direct);
    // A warning: the account may be another one when the post is due.
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
    expect(warnings).toMatchObject([
      { code: 'OPTION_INVALID', limit: 'SELF_ONLY', actual: 'PUBLIC_TO_EVERYONE' },
      { code: 'OPTION_CONFLICT' },
    ]);
    expect(warnings.map(({ path }) => path.at(-1))).toEqual(['privacyLevel', 'allowComment']);
  });

  it('is silent about what is offered, and about inbox posts', async () => {
    await read();
    expect(await validate(direct)).toMatchObject({ valid: true, warnings: [] });
    await app.sandbox.control.settings('TIKTOK', { privacyOptions: ['SELF_ONLY'] });
    clock.jump(61_000);
    await read();
    expect(await validate({ mode: 'INBOX' })).toMatchObject({ valid: true, warnings: [] });
  });
});
