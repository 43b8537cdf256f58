/** What an account kept from going out, and how it goes out again after a reconnect, seen as partners see it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAccount, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { RecoverAccountPostsInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';
import { createPost } from '../support/posts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const Recover = graphql(`
  mutation Recover($input: RecoverAccountPostsInput!) {
    recoverAccountPosts(input: $input) {
      recovered { postTarget { id status dueAt } dueAt }
      refused { code targetId }
      hasMore
      userErrors { code path }
    }
  }
`);

const BeginReconnect = graphql(`
  mutation BeginReconnect($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { authorizationUrl }
  }
`);

const Reconnect = graphql(`
  mutation Reconnect($input: CompleteAccountConnectionInput!) {
    completeAccountConnection(input: $input) {
      socialAccount { status recoverable { totalCount nodes { id status } } }
      userErrors { code }
    }
  }
`);

const Recoverable = graphql(`
  query Recoverable($id: ID!) {
    socialAccount(id: $id) { recoverable { nodes { id status blockedBy error { code } } } }
  }
`);

const Target = graphql(`
  query RecoveredTargetState($id: ID!) {
    postTarget(id: $id) { status blockedBy dueAt error { code } }
  }
`);

const Reconnected = graphql(`
  query ReconnectedEvents($id: ID!) {
    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }
  }
`);

let app: TestApp;
let seed: Seed;
let clock: JumpClock;
const made: Record<string, string> = {};

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ role: 'all', clock });
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const schedule = async (caption: string, inMs: number) => {
  const at = new Date(clock.now().getTime() + inMs).toISOString();
  const post = await createPost(app.client(), {
    brandId: seed.brandId,
    content: { caption },
    targets: [{ socialAccountId: seed.accounts.X, format: 'TEXT' }],
    schedule: inMs === 0 ? { mode: 'NOW' } : { mode: 'AT', at },
  });
  const id = post.targets[0]?.id ?? '';
  made[caption] = id;
  return id;
};
const read = async (id: string) => (await app.client()(Target, { id })).postTarget;
const settles = (id: string, state: object) =>
  expect.poll(() => read(id), { timeout: 20_000, interval: 50 }).toMatchObject(state);
const recover = async (input: Partial<RecoverAccountPostsInput> = {}) =>
  (await app.client()(Recover, { input: { socialAccountId: seed.accounts.X, ...input } })).recoverAccountPosts;
const captions = (ids: readonly string[]) =>
  ids.map((id) => Object.entries(made).find(([, target]) => target === id)?.[0]);
const recoverable = async () => {
  const { socialAccount } = await app.client()(Recoverable, { id: seed.accounts.X });
  return captions(socialAccount?.recoverable.nodes.map(({ id }) => id) ?? []);
};
const live = async () => (await app.sandbox.control.live({ platform: 'X' })).map(({ text }) => text).sort();
const set = (id: string, sets: string) =>
  app.db.query(`UPDATE post_target SET ${sets} WHERE id = $1`, [id.replace('target_', '')]);

describe('after the access to an account was withdrawn', () => {
  it('what failed, was missed or waits because of it can be recovered, and nothing else', async () => {
    await app.sandbox.control.changeAccount('X', { restricted: true });
    await settles(await schedule('failed', 0), { status: 'FAILED', error: { code: 'ACCOUNT_RESTRICTED' } });
    await app.sandbox.control.changeAccount('X', { restricted: false });
    await schedule('missed', 10 * MINUTE_MS);
    await app.sandbox.control.revokeTokens('X');
    clock.jump(11 * MINUTE_MS);
    await settles(made.missed ?? '', { blockedBy: 'RECONNECT' });
    clock.jump(6 * HOUR_MS);
    await settles(made.missed ?? '', { status: 'MISSED' });
    await settles(await schedule('waits', 0), { blockedBy: 'RECONNECT' });

    const unknown = await schedule('may be live', 30 * MINUTE_MS);
    await set(
      unknown,
      `status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = now(), error_code = 'OUTCOME_UNKNOWN', error = '{"code":"OUTCOME_UNKNOWN"}'`,
    );
    const open = await schedule('has an open intent', 31 * MINUTE_MS);
    await set(open, `status = 'FAILED', wake_at = NULL, intent_at = now(), error_code = 'AUTH_REVOKED'`);
    await app.db.query(
      `INSERT INTO publish_step (target_id, step, kind, state, intent_at) VALUES ($1, 'post', 'COMMIT', 'OPEN', now())`,
      [open.replace('target_', '')],
    );
    await set(
      await schedule('own fault', 32 * MINUTE_MS),
      `status = 'FAILED', wake_at = NULL, error_code = 'CONTENT_INVALID'`,
    );
    await set(
      await schedule('missed by us', 33 * MINUTE_MS),
      `status = 'MISSED', wake_at = NULL, error_code = 'MISSED_WINDOW', error = '{"code":"MISSED_WINDOW"}'`,
    );
    expect(await recoverable()).toEqual(['failed', 'missed', 'waits']);
  });

  it('nothing goes out again before the reconnect', async () => {
    expect(await recover()).toMatchObject({
      recovered: null,
      userErrors: [{ code: 'ACCOUNT_EXPIRED', path: ['input', 'socialAccountId'] }],
    });
  });

  it('the reconnect offers it', async () => {
    const { startAccountConnection } = await app.client()(BeginReconnect, {
      input: { brandId: seed.brandId, platform: 'X', socialAccountId: seed.accounts.X },
    });
    const callback = await app.sandbox.control.authorize(startAccountConnection.authorizationUrl ?? '');
    const { completeAccountConnection } = await app.client()(Reconnect, {
      input: { state: callback.searchParams.get('state') ?? '', code: callback.searchParams.get('code') },
    });
    const offered = completeAccountConnection.socialAccount?.recoverable.nodes.map(({ id }) => id) ?? [];
    expect(captions(offered)).toEqual(expect.arrayContaining(['failed', 'missed']));
    const { events } = await app.client()(Reconnected, { id: seed.accounts.X });
    expect(events.nodes.filter(({ type }) => type === 'account.reconnected').at(-1)?.payload).toMatchObject({
      recoverable: 3,
    });
    // What waited goes out by itself.
    await settles(made.waits ?? '', { status: 'PUBLISHED' });
  });

  it('a dry run tells what would go out when, and changes nothing', async () => {
    clock.freeze();
    const startAt = new Date(clock.now().getTime() + HOUR_MS);
    const answer = await recover({ startAt: startAt.toISOString(), spacingMinutes: 20, dryRun: true });
    expect(
      answer.recovered?.map(({ postTarget, dueAt }) => [captions([postTarget.id])[0], postTarget.status, dueAt]),
    ).toEqual([
      ['failed', 'FAILED', startAt.toISOString()],
      ['missed', 'MISSED', new Date(startAt.getTime() + 20 * MINUTE_MS).toISOString()],
    ]);
    expect(await recoverable()).toEqual(['failed', 'missed']);
  });

  it('each goes out once, spaced, however often the call is repeated', async () => {
    const startAt = new Date(clock.now().getTime() + HOUR_MS).toISOString();
    const input = { startAt, spacingMinutes: 20, idempotencyKey: 'after the reconnect' };
    const answers = await Promise.all([recover(input), recover(input), recover({ startAt, spacingMinutes: 20 })]);
    const [first, second, third] = answers;
    expect(first).toEqual(second);
    // The call without a key is another one: whoever comes second finds nothing left.
    expect([first?.recovered?.length, third?.recovered?.length].sort()).toEqual([0, 2]);
    expect(await recover(input)).toEqual(first);
    expect(await read(made.missed ?? '')).toMatchObject({
      status: 'SCHEDULED',
      dueAt: new Date(new Date(startAt).getTime() + 20 * MINUTE_MS).toISOString(),
    });
    expect(await recoverable()).toEqual([]);
    clock.run();
    expect(await live()).toEqual(['waits']);
    clock.jump(HOUR_MS + 1_000);
    await settles(made.failed ?? '', { status: 'PUBLISHED' });
    expect(await live()).toEqual(['failed', 'waits']);
    clock.jump(20 * MINUTE_MS);
    await settles(made.missed ?? '', { status: 'PUBLISHED' });
    expect(await live()).toEqual(['failed', 'missed', 'waits']);
  });

  it('what may be live or is done is refused by name, and what is not of the account is not found', async () => {
    const named = [made['may be live'] ?? '', made['has an open intent'] ?? '', made.missed ?? ''];
    const answer = await recover({ targetIds: named });
    expect(answer).toMatchObject({ recovered: [], hasMore: false, userErrors: [] });
    expect(answer.refused?.map(({ code, targetId }) => [code, targetId]).sort()).toEqual(
      named.map((id) => ['WRONG_STATUS', id]).sort(),
    );
    const other = await createPost(app.client(), {
      brandId: seed.brandId,
      targets: [{ socialAccountId: seed.accounts.X, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    });
    const foreign = await recover({ socialAccountId: seed.accounts.TIKTOK, targetIds: [other.targets[0]?.id ?? ''] });
    expect(foreign.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'targetIds', '0'] }]);
  });

  it('needs posts:publish, and an account that the key may see', async () => {
    const reader = await app.key({ scopes: ['POSTS_WRITE'] });
    const input = { socialAccountId: seed.accounts.X };
    const asReader = await app.client(reader.secret)(Recover, { input });
    expect(asReader.recoverAccountPosts.userErrors).toMatchObject([{ code: 'FORBIDDEN_SCOPE' }]);
    const asStranger = await app.client(await app.stranger())(Recover, { input });
    expect(asStranger.recoverAccountPosts.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    await connectAccount(app.client(), app.sandbox, app.origin, { brandId: seed.brandId, platform: 'X' });
    expect((await recover({ spacingMinutes: -1 })).userErrors).toMatchObject([{ code: 'VALIDATION' }]);
  });
});
