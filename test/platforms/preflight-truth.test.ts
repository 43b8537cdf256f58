/** What preflight lets pass is never refused by the platform for a reason that preflight could have known. */
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { UserError } from '../../src/domain/errors.ts';
import type { PlatformFailure } from '../../src/platforms/failure.ts';
import type { IssueCode, PlatformId } from '../../src/platforms/platform.ts';
import { PLATFORM_IDS } from '../../src/platforms/platform.ts';
import { useJournal } from '../support/journal.ts';
import { startTrialBench, type TrialAccount, type TrialBench, type TrialPost } from '../support/trial-bench.ts';
import { makeTrialFiles } from '../support/trial-files.ts';
import { trialPosts } from '../support/trial-posts.ts';

/** `PREFLIGHT_RUNS=5000 PREFLIGHT_SEED=1 npx vitest run test/platforms/preflight-truth.test.ts` looks longer, or again. */
const RUNS = Number(process.env.PREFLIGHT_RUNS ?? 12);
const IS_LONG = process.env.PREFLIGHT_RUNS !== undefined;
const SEED = Number(process.env.PREFLIGHT_SEED ?? Date.now() % 1_000_000);

/** An account, and what the stand-in knows of it. */
interface Stage {
  on: TrialAccount;
  settings: Record<string, unknown>;
}

const many = 1_000_000;

/** Accounts with the facts that rules depend on. Allowances are no matter of a post: they never end here. */
const STAGES: Readonly<Record<PlatformId, (bench: TrialBench) => Promise<readonly Stage[]>>> = {
  INSTAGRAM: async (bench) => {
    await bench.settings({ quotaTotal: many, containerTotal: many, callsPerHour: 100 * many });
    const on = await bench.connect();
    return [true, false].map((trialEligible) => ({ on, settings: { trialEligible } }));
  },
  TIKTOK: async (bench) => {
    const limits = { postsPerDay: many, pendingSharesPerDay: many, initPerMinute: many, statusPerMinute: many };
    await bench.settings({ ...limits, creatorInfoPerMinute: many, readsPerMinute: many, inboxPolls: 0 });
    const scopes = ['user.info.basic', 'user.info.profile', 'video.list'];
    const stages = [
      '-000sandboxNorthwindBakery0000000001',
      '-000sandboxAdaMakes000000000000000002',
      '-000sandboxFjordCycling0000000000003',
    ].flatMap((account) =>
      [['video.publish', 'video.upload'], ['video.upload'], ['video.publish']].map(async (granted) => ({
        on: await bench.connect({ account, scopes: [...scopes, ...granted] }),
        settings: {},
      })),
    );
    return Promise.all(stages);
  },
  YOUTUBE: async (bench) => {
    await bench.settings({ dailyUnits: many, dailyInserts: many });
    return Promise.all(
      ['allowed', 'eligible', 'disallowed'].map(async (longUploads) => ({
        on: await bench.connect({}, { longUploadsStatus: longUploads }),
        settings: { longUploads },
      })),
    );
  },
  X: async (bench) => {
    const operations = [
      'tweets_create',
      'media_initialize',
      'media_append',
      'media_finalize',
      'media_status',
      'media_metadata',
      'users_me',
    ];
    await bench.settings({
      duplicateWindowMs: 0,
      rateLimits: Object.fromEntries(operations.map((name) => [name, many])),
    });
    return Promise.all(
      ['None', 'Basic', 'Premium', 'PremiumPlus'].map(async (subscriptionType) => ({
        on: await bench.connect({}, { subscriptionType }),
        settings: { subscriptionType },
      })),
    );
  },
};

interface Excuse {
  /** Why nobody could be certain before. */
  why: string;
  /** The warning that preflight gave all the same. */
  warned?: IssueCode;
  says: RegExp;
}

/** What only the platform itself can say. */
const UNKNOWABLE: Readonly<Record<PlatformId, readonly Excuse[]>> = {
  INSTAGRAM: [{ why: 'no call tells whether an account may make trial reels', says: /2207081/ }],
  TIKTOK: [
    {
      why: 'what a creator offers may change until the post is due',
      warned: 'OPTION_INVALID',
      says: /does not offer the privacy level/,
    },
    {
      why: 'how long the videos of a creator may be may change until the post is due',
      warned: 'MEDIA_TOO_LONG',
      says: /this account may post videos of up to|duration_check_failed/,
    },
    {
      why: 'an account that may only upload is told no choices, and so not how long its videos may be',
      says: /duration_check_failed/,
    },
  ],
  YOUTUBE: [
    { why: 'playlists come and go; looking costs a call that may also fail', says: /playlistNotFound/ },
    { why: 'YouTube may add categories', warned: 'OPTION_INVALID', says: /invalidCategoryId/ },
  ],
  X: [
    {
      why: 'the pages of X name 20 minutes, and less, for accounts without a subscription',
      warned: 'MEDIA_TOO_LONG',
      says: /not allowed to post a video longer than/,
    },
    {
      why: 'the emoji of X may be newer, or older, than the table that counts them here',
      warned: 'TEXT_TOO_LONG',
      says: /not permitted to perform this action/,
    },
  ],
};

const told = ({ code, message, vendor }: PlatformFailure) =>
  [code, message, vendor.code, vendor.subcode, vendor.message].filter((part) => part !== undefined).join(' · ');

/** `TEXT_TOO_LONG caption`: without the numbers of items. */
const placeOf = ({ code, path }: UserError) => `${code} ${path.filter((step) => !/^\d+$/.test(step)).join('.')}`;

useJournal();

/** The same for all platforms. */
let files: ReturnType<typeof makeTrialFiles> | undefined;

describe.each(PLATFORM_IDS)(`%s, with seed ${SEED}`, (platform) => {
  let bench: TrialBench;
  let stages: readonly Stage[];
  let cases: Arbitrary<{ stage: number; post: TrialPost }>;
  beforeAll(async () => {
    files ??= makeTrialFiles(SEED, IS_LONG ? 50 : 12);
    const { images, videos } = await files;
    bench = await startTrialBench(platform, [...images, ...videos]);
    stages = await STAGES[platform](bench);
    cases = fc.record({ stage: fc.nat(stages.length - 1), post: trialPosts(platform, { images, videos }) });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const stageOf = (index: number): Stage => {
    const stage = stages[index];
    if (stage === undefined) throw new Error(`no stage ${index}`);
    return stage;
  };
  async function publish(stage: number, post: TrialPost) {
    const { on, settings } = stageOf(stage);
    await bench.settings(settings);
    return bench.publish(post, on);
  }

  it('refuses nothing that preflight let pass, but for what nobody can know before', async () => {
    const excused = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(cases, async ({ stage, post }) => {
        const { errors, warnings } = bench.preflight(post, stageOf(stage).on.account);
        fc.pre(errors.length === 0);
        const outcome = await publish(stage, post);
        if (outcome.is === 'TAKEN') return;
        if (outcome.is === 'MALFORMED') throw new Error('preflight accepts options that cannot be read');
        const words = outcome.failures.map(told).join('; ');
        const excuse = UNKNOWABLE[platform].find(
          ({ says, warned }) =>
            says.test(words) && (warned === undefined || warnings.some(({ code }) => code === warned)),
        );
        const warned = warnings.map(({ code, message }) => `${code} (${message})`).join('; ');
        if (excuse === undefined) throw new Error(`refused: ${words}. Preflight warned of: ${warned}`);
        excused.set(excuse.why, (excused.get(excuse.why) ?? 0) + 1);
      }),
      { seed: SEED, numRuns: RUNS, maxSkipsPerRun: 1_000 },
    );
    if (IS_LONG) console.info(platform, 'refused, and unknowable', excused);
  });

  /** A report for whoever weighs the rules: no refusal of it is wrong for being stricter than the stand-in. */
  it.runIf(IS_LONG)('is asked which posts it would take that preflight refuses', async () => {
    const stricter = new Map<string, string[]>();
    await fc.assert(
      fc.asyncProperty(cases, async ({ stage, post }) => {
        const { errors } = bench.preflight(post, stageOf(stage).on.account);
        const [place, ...more] = new Set(errors.map(placeOf));
        // With several reasons it would be open which of them is stricter.
        fc.pre(place !== undefined && more.length === 0);
        if ((await publish(stage, post)).is !== 'TAKEN' || place === undefined) return;
        stricter.set(place, [...(stricter.get(place) ?? []), ...errors.map(({ message }) => message)]);
      }),
      { seed: SEED, numRuns: RUNS, maxSkipsPerRun: 1_000 },
    );
    for (const [place, messages] of stricter) console.info(platform, 'takes', place, messages.length, messages[0]);
  });
});
