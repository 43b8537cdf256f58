/** What may keep posts from going out: found before they are due, told once per cause, and taken back once it is over. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkAccount } from '../../src/domain/accounts/checks.ts';
import { assessRisks } from '../../src/domain/posts/risks.ts';
import { checkRisks } from '../../src/domain/upkeep/risk-checks.ts';
import { connectAccount, createBrand, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';
import { createPost } from '../support/posts.ts';

const HOUR_MS = 3_600_000;

const Risks = graphql(`
  query PostRisks($id: ID!) {
    scheduledPost(id: $id) {
      risks { cause userAction message postTarget { id } }
      targets { id risks { cause } }
    }
    postsAtRisk { nodes { id } }
  }
`);

const RiskEvents = graphql(`
  query RiskEvents($id: ID!) {
    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }
  }
`);

const PauseBrand = graphql(`
  mutation PauseForRisk($input: PausePublishingInput!) {
    pausePublishing(input: $input) { userErrors { code } }
  }
`);

const ResumeBrand = graphql(`
  mutation ResumeForRisk($input: ResumePublishingInput!) {
    resumePublishing(input: $input) { userErrors { code } }
  }
`);

const AllowForRisk = graphql(`
  mutation AllowForRisk($input: UpdateWorkspaceBudgetInput!) {
    updateWorkspaceBudget(input: $input) { userErrors { code } }
  }
`);

let app: TestApp;
let seed: Seed;
let clock: JumpClock;

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ role: 'all', clock });
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const schedule = async (inHours: number, mediaAssetId?: string) => {
  const post = await createPost(app.client(), {
    brandId: seed.brandId,
    targets: [{ socialAccountId: seed.accounts.X, format: mediaAssetId === undefined ? 'TEXT' : 'IMAGE' }],
    ...(mediaAssetId === undefined ? {} : { media: [{ mediaAssetId }] }),
    schedule: { mode: 'AT', at: new Date(clock.now().getTime() + inHours * HOUR_MS).toISOString() },
  });
  return post.id;
};
const risksOf = async (id: string) => (await app.client()(Risks, { id })).scheduledPost?.risks ?? [];
const causesOf = async (id: string) => (await risksOf(id)).map(({ cause }) => cause);
const becomes = (id: string, causes: readonly string[]) =>
  expect.poll(() => causesOf(id), { timeout: 20_000, interval: 50 }).toEqual(causes);
const told = async (id: string) => {
  const { events } = await app.client()(RiskEvents, { id });
  return events.nodes
    .filter(({ type }) => type === 'post.at_risk' || type === 'post.safe_again')
    .map(({ type, payload }) => `${type} ${payload.cause} ${payload.userAction}`);
};
const check = () => checkRisks(app.ctx);

it('an account that loses its access puts its next posts at risk at once, and a reconnect ends that', async () => {
  const soon = await schedule(20);
  const later = await schedule(72);
  await app.sandbox.control.revokeTokens('X');
  await checkAccount(app.ctx, seed.accounts.X.replace('account_', ''));
  await becomes(soon, ['ACCOUNT_ACCESS']);
  expect(await risksOf(soon)).toMatchObject([{ userAction: 'RECONNECT' }]);
  const { scheduledPost, postsAtRisk } = await app.client()(Risks, { id: soon });
  expect(scheduledPost?.targets).toMatchObject([{ risks: [{ cause: 'ACCOUNT_ACCESS' }] }]);
  expect(postsAtRisk.nodes).toEqual([{ id: soon }]);
  // Nobody looks at what is due in three days.
  await Promise.all([check(), check()]);
  await check();
  expect(await causesOf(later)).toEqual([]);
  expect(await told(soon)).toEqual(['post.at_risk ACCOUNT_ACCESS RECONNECT']);
  await connectAccount(app.client(), app.sandbox, app.origin, { brandId: seed.brandId, platform: 'X' });
  await becomes(soon, []);
  expect(await told(soon)).toEqual([
    'post.at_risk ACCOUNT_ACCESS RECONNECT',
    'post.safe_again ACCOUNT_ACCESS RECONNECT',
  ]);
  expect(await told(later)).toEqual([]);
});

it('a day before a post its file is looked for, and again until it is back', async () => {
  const image = await app.upload();
  const post = await schedule(30, image);
  const [asset] = await app.db.query<{ storageKey: string }>('SELECT storage_key FROM media_asset WHERE id = $1', [
    image.replace('media_', ''),
  ]);
  const file = join(app.ctx.config.dataDir, 'media', asset?.storageKey ?? '');
  await rename(file, `${file}.away`);
  await check();
  expect(await causesOf(post)).toEqual([]);
  clock.jump(7 * HOUR_MS);
  await Promise.all([check(), check()]);
  await check();
  expect(await risksOf(post)).toMatchObject([{ cause: 'MEDIA_MISSING', userAction: 'EDIT' }]);
  expect(await told(post)).toEqual(['post.at_risk MEDIA_MISSING EDIT']);
  await rename(`${file}.away`, file);
  await check();
  expect(await told(post)).toEqual(['post.at_risk MEDIA_MISSING EDIT', 'post.safe_again MEDIA_MISSING EDIT']);
});

it('an hour before, a second look finds what has come since the first', async () => {
  const post = await schedule(30);
  clock.jump(7 * HOUR_MS);
  await check();
  expect(await causesOf(post)).toEqual([]);
  await app.client()(PauseBrand, { input: { scope: 'BRAND', brandId: seed.brandId } });
  await app.db.query(`UPDATE post_target SET options = '{"nonsense":1}' WHERE post_id = $1`, [
    post.replace('post_', ''),
  ]);
  await check();
  expect(await causesOf(post)).toEqual([]);
  clock.jump(22.5 * HOUR_MS);
  await check();
  expect((await causesOf(post)).sort()).toEqual(['CONTENT_REFUSED', 'PUBLISHING_PAUSED']);
  await app.db.query(`UPDATE post_target SET options = '{}' WHERE post_id = $1`, [post.replace('post_', '')]);
  await app.client()(ResumeBrand, { input: { scope: 'BRAND', brandId: seed.brandId } });
  await check();
  expect(await told(post)).toEqual(
    expect.arrayContaining(['post.at_risk PUBLISHING_PAUSED RESUME', 'post.safe_again CONTENT_REFUSED EDIT']),
  );
  expect(await causesOf(post)).toEqual([]);
});

const HOURS_LATER = 20;
/** Checked twice and by two at once, so that telling it once is no accident. */
const checkOften = async () => {
  await Promise.all([check(), check()]);
  await check();
};
const inHours = (hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS);
const uuidOf = (id: string) => id.slice(id.indexOf('_') + 1);

describe('what has come since is told once when it comes and once when it goes', () => {
  let post: string;
  beforeEach(async () => {
    // Looked at when the first lead comes, and then as long as it is at risk.
    post = await schedule(HOURS_LATER + 10);
    clock.jump(9.9 * HOUR_MS);
  });

  it('an allowance that is used up beyond its time', async () => {
    await app.db.query(
      `INSERT INTO quota_reading (platform, name, scope_id, "limit", remaining, resets_at, read_at) VALUES ('X', 'posts_15m', $1, 100, 0, $2, $3)`,
      [uuidOf(seed.accounts.X), inHours(HOURS_LATER + 30), clock.now()],
    );
    await checkOften();
    expect(await risksOf(post)).toMatchObject([{ cause: 'QUOTA_USED_UP', userAction: 'WAIT' }]);
    expect(await told(post)).toEqual(['post.at_risk QUOTA_USED_UP WAIT']);
    await app.db.query('DELETE FROM quota_reading');
    await checkOften();
    expect(await told(post)).toEqual(['post.at_risk QUOTA_USED_UP WAIT', 'post.safe_again QUOTA_USED_UP WAIT']);
  });

  it('clocks that show another time than was meant', async () => {
    const [row] = await app.db.query<{ localTime: string }>('SELECT local_time FROM scheduled_post WHERE id = $1', [
      uuidOf(post),
    ]);
    const mean = (localTime: string) =>
      app.db.query('UPDATE scheduled_post SET local_time = $2 WHERE id = $1', [uuidOf(post), localTime]);
    await mean('2020-01-01T09:00');
    await checkOften();
    expect(await risksOf(post)).toMatchObject([{ cause: 'CLOCKS_CHANGED', userAction: 'EDIT' }]);
    await mean(row?.localTime ?? '');
    await checkOften();
    expect(await told(post)).toEqual(['post.at_risk CLOCKS_CHANGED EDIT', 'post.safe_again CLOCKS_CHANGED EDIT']);
  });

  it('an access that ends before its time', async () => {
    const ends = (at: Date | null) =>
      app.db.query('UPDATE social_account SET needs_person_at = $2 WHERE id = $1', [uuidOf(seed.accounts.X), at]);
    await ends(inHours(HOURS_LATER - 5));
    await checkOften();
    expect(await risksOf(post)).toMatchObject([{ cause: 'ACCESS_ENDS', userAction: 'RECONNECT' }]);
    await ends(inHours(HOURS_LATER + 50));
    await checkOften();
    expect(await told(post)).toEqual(['post.at_risk ACCESS_ENDS RECONNECT', 'post.safe_again ACCESS_ENDS RECONNECT']);
  });

  it('an outage within the hour, without taking the turn of those who try whether it is over', async () => {
    const since = clock.now();
    const down = { group: 'X', name: 'api', since, nextTryAt: inHours(1) };
    app.ctx.breaker.know([{ ...down, isOnTrial: false }]);
    await checkOften();
    expect(await causesOf(post)).toEqual([]);
    clock.jump((HOURS_LATER - 0.5) * HOUR_MS);
    app.ctx.breaker.know([{ ...down, isOnTrial: true }]);
    await checkOften();
    expect(await risksOf(post)).toMatchObject([{ cause: 'PLATFORM_DOWN', userAction: 'WAIT' }]);
    expect(app.ctx.breaker.obstacle('another account', 'X', 'api', clock.now())).toBeNull();
    app.ctx.breaker.know([]);
    await checkOften();
    expect(await told(post)).toEqual(['post.at_risk PLATFORM_DOWN WAIT', 'post.safe_again PLATFORM_DOWN WAIT']);
  });
});

it('a budget that does not reach puts its posts at risk, and raising it ends that at once', async () => {
  const post = await schedule(HOURS_LATER);
  const allow = (limitMinor: number | null) => app.client()(AllowForRisk, { input: { currency: 'USD', limitMinor } });
  await allow(0);
  await becomes(post, ['BUDGET']);
  expect(await risksOf(post)).toMatchObject([{ userAction: 'RAISE_BUDGET' }]);
  await Promise.all([check(), check()]);
  await allow(100_000);
  await becomes(post, []);
  expect(await told(post)).toEqual(['post.at_risk BUDGET RAISE_BUDGET', 'post.safe_again BUDGET RAISE_BUDGET']);
  await allow(null);
});

it('is seen by a key of its brand, and by none of another brand', async () => {
  const post = await schedule(HOURS_LATER + 10);
  await app.client()(PauseBrand, { input: { scope: 'BRAND', brandId: seed.brandId } });
  clock.jump(9.9 * HOUR_MS);
  await check();
  const other = await createBrand(app.client(), 'Another');
  const seenBy = async (brandId: string) => {
    const { secret } = await app.key({ scopes: ['POSTS_READ'], brandIds: [brandId] });
    return app.client(secret)(Risks, { id: post });
  };
  const own = await seenBy(seed.brandId);
  expect(own.postsAtRisk.nodes).toContainEqual({ id: post });
  expect(own.scheduledPost?.risks).toMatchObject([{ cause: 'PUBLISHING_PAUSED' }]);
  expect(await seenBy(other)).toEqual({ scheduledPost: null, postsAtRisk: { nodes: [] } });
  await app.client()(ResumeBrand, { input: { scope: 'BRAND', brandId: seed.brandId } });
  await check();
});

it('belongs to its workspace', async () => {
  const image = await app.upload();
  const post = await schedule(20, image);
  await app.db.query('UPDATE media_asset SET bytes = 1 WHERE id = $1', [image.replace('media_', '')]);
  await app.db.query(
    `INSERT INTO post_risk (target_id, cause, post_id, message, since, checked_at) SELECT id, 'MEDIA_CHANGED', post_id, 'It differs.', now(), now() FROM post_target WHERE post_id = $1`,
    [post.replace('post_', '')],
  );
  expect((await app.client()(Risks, { id: post })).postsAtRisk.nodes).toEqual([{ id: post }]);
  const foreign = await app.client(await app.stranger())(Risks, { id: post });
  expect(foreign).toEqual({ scheduledPost: null, postsAtRisk: { nodes: [] } });
});

it('a post that finds the access gone when it is due is at risk like those after it, and so is one scheduled later', async () => {
  await app.sandbox.control.revokeTokens('X');
  const due = await schedule(0.01);
  clock.jump(HOUR_MS / 100);
  await becomes(due, ['ACCOUNT_ACCESS']);
  const soon = await schedule(20);
  await becomes(soon, ['ACCOUNT_ACCESS']);
  await connectAccount(app.client(), app.sandbox, app.origin, { brandId: seed.brandId, platform: 'X' });
  for (const id of [due, soon]) await becomes(id, []);
});

it('of several posts, the earliest is told of first', async () => {
  const posts = new Map<number, string>();
  for (const hours of [5, 2, 4, 3]) posts.set(hours, (await schedule(hours)).replace('post_', ''));
  const ids = [...posts.values()];
  const targets = await app.db.query<{ id: string }>(
    `UPDATE post_target SET options = '{"nonsense":1}' WHERE post_id = ANY($1::uuid[]) RETURNING id`,
    [ids],
  );
  await app.db.tx((tx) =>
    assessRisks(
      app.ctx,
      tx,
      targets.map(({ id }) => id),
    ),
  );
  const told = await app.db.query<{ subjectId: string }>(
    "SELECT subject_id FROM event WHERE type = 'post.at_risk' AND subject_id = ANY($1::uuid[]) ORDER BY position",
    [ids],
  );
  expect(told.map(({ subjectId }) => subjectId)).toEqual([2, 3, 4, 5].map((hours) => posts.get(hours)));
});
