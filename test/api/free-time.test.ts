/** Full windows of allowances, as partners meet them: warned of when they schedule, with the next free time. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { APP_SCOPE } from '../../src/domain/accounts/quota-state.ts';
import { type Client, connectAccount, createBrand, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { Format, PostTargetOptionsInput, ScheduleInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';

const Create = graphql(`
  mutation CreateIntoWindow($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) {
      scheduledPost { id targets { id } }
      userErrors { code message }
      warnings { code message path limit actual targetId nextFreeTime }
    }
  }
`);
const Reschedule = graphql(`
  mutation MoveIntoWindow($input: ReschedulePostInput!) {
    reschedulePost(input: $input) { userErrors { code } warnings { code limit actual targetId nextFreeTime } }
  }
`);
const Cancel = graphql(`
  mutation CancelInWindow($input: CancelScheduledPostInput!) { cancelScheduledPost(input: $input) { userErrors { code } } }
`);
const Validate = graphql(`
  query ValidateIntoWindow($input: ValidatePostInput!) {
    validatePost(input: $input) { valid warnings { code nextFreeTime } }
  }
`);
const FreeTime = graphql(`
  query FreeTime($id: ID!, $format: Format!, $after: DateTime, $options: PostTargetOptionsInput) {
    nextFreeTime(accountId: $id, format: $format, after: $after, options: $options) {
      at full { name scope basis limit taken units }
    }
  }
`);

const AccountsOf = graphql(`
  query AccountsOfBranch($brandIds: [ID!]) { socialAccounts(filter: { brandIds: $brandIds }) { nodes { id } } }
`);

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 25 units of the 100 that an account of X has in 15 minutes. */
const THREAD = { x: { thread: Array.from({ length: 24 }, (_, index) => ({ text: `part ${index}` })) } };

let app: TestApp;
let client: Client;
let seed: Seed;
let clock: JumpClock;
/** A day of its own for each test, at noon UTC. */
let day: number;

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ clock });
  client = app.client();
  seed = await app.seed();
  clock.freeze();
  day = Math.ceil(clock.now().getTime() / DAY_MS) * DAY_MS + DAY_MS / 2;
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(() => {
  day += 7 * DAY_MS;
});

const iso = (ms: number) => new Date(ms).toISOString();
const at = (ms: number): ScheduleInput => ({ mode: 'AT', at: iso(ms) });

interface Wish {
  account?: string;
  format?: Format;
  options?: PostTargetOptionsInput;
  media?: string;
}
const inputOf = (ms: number, { account = seed.accounts.X, format = 'TEXT', options, media }: Wish = {}) => ({
  brandId: seed.brandId,
  content: { caption: 'Hello' },
  ...(media === undefined ? {} : { media: [{ mediaAssetId: media }] }),
  targets: [{ socialAccountId: account, format, ...(options === undefined ? {} : { options }) }],
  schedule: at(ms),
});
async function create(ms: number, wish?: Wish) {
  const { createScheduledPost } = await client(Create, { input: inputOf(ms, wish) });
  expect(createScheduledPost.userErrors).toEqual([]);
  return createScheduledPost;
}
const fill = (ms: number) =>
  Promise.all(Array.from({ length: 4 }, () => create(ms, { format: 'THREAD', options: THREAD })));
const free = async (ms: number, wish: Wish = {}) =>
  (
    await client(FreeTime, {
      id: wish.account ?? seed.accounts.X,
      format: wish.format ?? 'TEXT',
      after: iso(ms),
      options: wish.options ?? null,
    })
  ).nextFreeTime;

describe('scheduling into a full window', () => {
  it('is accepted, with a warning that names limit, actual and the next free time', async () => {
    const posts = await fill(day);
    expect(posts.flatMap(({ warnings }) => warnings)).toEqual([]);
    const { warnings, scheduledPost } = await create(day + 10 * MINUTE_MS);
    expect(scheduledPost).not.toBeNull();
    const freeAt = iso(day + 15 * MINUTE_MS + 2_000);
    expect(warnings).toEqual([
      {
        code: 'QUOTA_FULL_AT_DUE',
        message: expect.stringMatching(
          /^posts_15m: 100 of 100 are used or planned around \S.* UTC, and this needs 1; the next free time is \S.* UTC$/,
        ),
        path: ['input', 'targets', '0'],
        limit: '100',
        actual: '101',
        targetId: null,
        nextFreeTime: freeAt,
      },
    ]);
    // The named time is free indeed, and so is what lies a window before.
    expect((await create(day + 15 * MINUTE_MS + 2_000)).warnings).toEqual([]);
    expect((await create(day - 15 * MINUTE_MS - 2_000)).warnings).toEqual([]);
    expect(await free(day - 5 * MINUTE_MS)).toMatchObject({
      at: freeAt,
      full: [{ name: 'posts_15m', scope: 'ACCOUNT', basis: 'DOCUMENTED', limit: 100, units: 1 }],
    });
  });

  it('is what the check of a post says, too, and a draft with a time warns of nothing', async () => {
    await fill(day);
    const { validatePost } = await client(Validate, { input: inputOf(day) });
    expect(validatePost).toMatchObject({ valid: true, warnings: [{ code: 'QUOTA_FULL_AT_DUE' }] });
    const draft = await client(Create, { input: { ...inputOf(day), schedule: { mode: 'DRAFT', at: iso(day) } } });
    expect(draft.createScheduledPost.warnings).toEqual([]);
  });

  it('counts what one call schedules together', async () => {
    const two = await createBrandWithX();
    const input = {
      ...inputOf(day),
      brandId: two.brandId,
      targets: [{ socialAccountId: two.accountId, format: 'TEXT' as const }],
    };
    await app.db.query(
      `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ('X', 'posts_15m', $1, 25, $2)`,
      [rawId(two.accountId), clock.now()],
    );
    const targets = [
      ...input.targets,
      { ...input.targets[0], socialAccountId: two.accountId, format: 'THREAD' as const, options: THREAD },
    ];
    const { createScheduledPost } = await client(Create, { input: { ...input, targets } });
    expect(createScheduledPost).toMatchObject({
      userErrors: [],
      warnings: [{ code: 'QUOTA_FULL_AT_DUE', path: ['input', 'targets', '1'], limit: '25', actual: '26' }],
    });
  });

  it('is no longer warned of once a post there was cancelled or moved; a post does not stand in its own way', async () => {
    const [first, second] = await fill(day);
    const move = async (postId: string, ms: number) =>
      (await client(Reschedule, { input: { postId, schedule: at(ms) } })).reschedulePost;
    const postId = second?.scheduledPost?.id ?? '';
    expect(await move(postId, day + MINUTE_MS)).toEqual({ userErrors: [], warnings: [] });
    const late = await create(day);
    expect(late.warnings).toHaveLength(1);
    await client(Cancel, { input: { postId: first?.scheduledPost?.id ?? '' } });
    expect(await move(late.scheduledPost?.id ?? '', day + 2 * MINUTE_MS)).toEqual({ userErrors: [], warnings: [] });
    const [again] = await fill(day + 30 * MINUTE_MS);
    expect(again?.warnings).toEqual([]);
    expect(await move(late.scheduledPost?.id ?? '', day + 30 * MINUTE_MS)).toMatchObject({
      warnings: [{ code: 'QUOTA_FULL_AT_DUE', targetId: late.scheduledPost?.targets[0]?.id }],
    });
  });
});

describe('nextFreeTime', () => {
  it('is the time that was asked for while there is room, and now for the past', async () => {
    expect(await free(day)).toEqual({ at: iso(day), full: [] });
    expect(await free(0)).toEqual({ at: clock.now().toISOString(), full: [] });
  });

  it('has in view what a post takes: a thread needs room for all of its parts', async () => {
    await create(day, { format: 'THREAD', options: THREAD });
    for (let count = 0; count < 2; count++) await create(day, { format: 'THREAD', options: THREAD });
    await create(day);
    expect(await free(day)).toMatchObject({ at: iso(day) });
    expect(await free(day, { format: 'THREAD', options: THREAD })).toMatchObject({
      at: iso(day + 15 * MINUTE_MS + 2_000),
      full: [{ taken: 76, units: 25 }],
    });
  });

  it('of an allowance that all accounts share counts the posts of all, day by day of Pacific time', async () => {
    const media = await app.upload({ kind: 'VIDEO' });
    const video = { account: seed.accounts.YOUTUBE, format: 'VIDEO' as const, media };
    await app.db.query(
      `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ('YOUTUBE', 'videos_insert_day', $1, 1, $2)`,
      [APP_SCOPE, clock.now()],
    );
    expect((await create(day, video)).warnings.map(({ code }) => code)).not.toContain('QUOTA_FULL_AT_DUE');
    const other = await createBrandWith('YOUTUBE');
    const found = await free(day + MINUTE_MS, { ...video, account: other.accountId });
    expect(found).toMatchObject({ full: [{ name: 'videos_insert_day', scope: 'APP', limit: 1, taken: 1 }] });
    const zoned = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', timeStyle: 'medium' });
    expect(zoned.format(new Date(found?.at ?? 0))).toBe('00:00:00');
    expect(Date.parse(found?.at ?? '') - day).toBeLessThan(DAY_MS);
  });

  it('believes the platform where it told of more than was posted here, and of an end', async () => {
    const { accountId } = await createBrandWithX();
    const now = clock.now().getTime();
    await app.db.query(
      `INSERT INTO quota_reading (platform, name, scope_id, "limit", remaining, resets_at, read_at) VALUES ('X', 'posts_15m', $1, 100, 0, $2, $3)`,
      [rawId(accountId), new Date(now + 5 * MINUTE_MS), new Date(now)],
    );
    expect(await free(0, { account: accountId })).toMatchObject({
      at: iso(now + 5 * MINUTE_MS),
      full: [{ taken: 100 }],
    });
  });

  it('tells nothing of foreign accounts, and refuses a format that the platform does not have', async () => {
    const stranger = app.client(await app.stranger());
    expect((await stranger(FreeTime, { id: seed.accounts.X, format: 'TEXT' })).nextFreeTime).toBeNull();
    await expect(free(day, { format: 'REEL' })).rejects.toThrow('X does not publish REEL');
  });
});

const ReserveUnits = graphql(`
  mutation ReserveUnits($input: UpdateBrandInput!) {
    updateBrand(input: $input) { brand { reservesQuota } userErrors { code } }
  }
`);
const Reserved = graphql(`
  query Reserved($brandId: ID!, $accountId: ID!, $postId: ID!) {
    brand(id: $brandId) { version reservesQuota }
    socialAccount(id: $accountId) { quotas { name reservedForScheduled } }
    scheduledPost(id: $postId) { targets { reservesQuota } }
  }
`);

it('of a brand that reserves, units are kept from the time when a post is scheduled', async () => {
  const { brandId, accountId } = await createBrandWithX();
  const input = { brandId, expectedVersion: 1, reservesQuota: true };
  expect((await client(ReserveUnits, { input })).updateBrand).toEqual({
    brand: { reservesQuota: true },
    userErrors: [],
  });
  const made = await client(Create, {
    input: { ...inputOf(clock.now().getTime() + MINUTE_MS, { account: accountId }), brandId },
  });
  const postId = made.createScheduledPost.scheduledPost?.id ?? '';
  const told = await client(Reserved, { brandId, accountId, postId });
  expect(told).toMatchObject({
    brand: { version: 2, reservesQuota: true },
    scheduledPost: { targets: [{ reservesQuota: true }] },
  });
  expect(told.socialAccount?.quotas).toContainEqual({ name: 'posts_15m', reservedForScheduled: 1 });
  await client(Cancel, { input: { postId } });
  const after = await client(Reserved, { brandId, accountId, postId });
  expect(after.scheduledPost?.targets).toEqual([{ reservesQuota: false }]);
  expect(after.socialAccount?.quotas).toContainEqual({ name: 'posts_15m', reservedForScheduled: 0 });
});

const rawId = (id: string) => id.replace(/^account_/, '');
const createBrandWithX = () => createBrandWith('X');
async function createBrandWith(platform: 'X' | 'YOUTUBE') {
  const brandId = await createBrand(client, 'Branch');
  await connectAccount(client, app.sandbox, app.origin, { brandId, platform });
  const { nodes } = (await client(AccountsOf, { brandIds: [brandId] })).socialAccounts;
  const accountId = nodes[0]?.id ?? '';
  return { brandId, accountId };
}

const Shared = graphql(`
  query SharedQuotas { platform(platform: YOUTUBE) { sharedQuotas { name scope limit used } quotas { name } } }
`);

it('tells how much is used of what all accounts of the installation share', async () => {
  await app.db.query("DELETE FROM quota_usage WHERE platform = 'YOUTUBE'");
  await app.db.query("DELETE FROM quota_reading WHERE platform = 'YOUTUBE'");
  await app.db.query(
    `INSERT INTO quota_usage (id, platform, name, units, used, at) VALUES ($1, 'YOUTUBE', 'videos_insert_day', 7, true, $2)`,
    [crypto.randomUUID(), clock.now()],
  );
  const { platform } = await client(Shared);
  expect(platform.sharedQuotas).toEqual([
    { name: 'videos_insert_day', scope: 'APP', limit: 100, used: 7 },
    { name: 'units_day', scope: 'APP', limit: 10_000, used: 0 },
  ]);
});
