/** One platform in trouble, as partners see it: its post waits, and those of the others go out, with links to their media. */
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { connectAccount, createBrand, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

const Targets = graphql(`
  query TargetsInTrouble($id: ID!) { scheduledPost(id: $id) { targets { platform status } } }
`);

let app: TestApp;
let seed: Seed;
let picture: string;
let film: string;
beforeAll(async () => {
  app = await startTestApp({ role: 'all' });
  seed = await app.seed();
  [picture, film] = [await app.upload(), await app.upload({ kind: 'VIDEO' })];
  for (const platform of ['TIKTOK', 'YOUTUBE'] as const)
    await app.sandbox.control.settings(platform, { processingPolls: 0 });
  return () => app[Symbol.asyncDispose]();
});
afterEach(() => app.sandbox.control.clearFaults());

const TROUBLES = {
  hangs: { mode: 'hang' },
  'is very slow': { mode: 'delay', delayMs: 60_000 },
  'answers 503': { mode: 'answer', status: 503 },
} as const satisfies Record<string, Omit<FaultInput, 'operation'>>;

it.each(Object.entries(TROUBLES))('while one platform %s, the posts of the others go out', async (what, trouble) => {
  const brandId = await createBrand(app.client(), what);
  await connectAccount(app.client(), app.sandbox, app.origin, { brandId, platform: 'INSTAGRAM' });
  const [inTrouble] = await app.db.query<{ id: string }>(
    "SELECT 'account_' || id AS id FROM social_account WHERE 'brand_' || brand_id = $1",
    [brandId],
  );
  const asked = () => app.sandbox.control.requestCount('instagram.container_create');
  const before = await asked();
  await app.sandbox.control.fault({ operation: 'instagram.*', times: -1, ...trouble });
  const { TIKTOK, YOUTUBE, X } = seed.accounts;
  const schedule = { mode: 'NOW' } as const;
  const [image, video] = [[{ mediaAssetId: picture }], [{ mediaAssetId: film }]];
  const waiting = await createPost(app.client(), {
    brandId,
    media: image,
    targets: [{ socialAccountId: inTrouble?.id ?? '', format: 'IMAGE' }],
    schedule,
  });
  await vi.waitFor(async () => expect(await asked()).toBeGreaterThan(before), { timeout: 30_000, interval: 50 });
  const others = { brandId: seed.brandId, content: { caption: what, title: what }, schedule };
  const going = [
    await createPost(app.client(), {
      ...others,
      media: image,
      targets: [
        // TikTok fetches its picture by a link to this server.
        {
          socialAccountId: TIKTOK,
          format: 'IMAGE',
          options: { tiktok: { mode: 'DIRECT', privacyLevel: 'SELF_ONLY' } },
        },
        { socialAccountId: X, format: 'IMAGE' },
      ],
    }),
    await createPost(app.client(), {
      ...others,
      media: video,
      targets: [{ socialAccountId: YOUTUBE, format: 'SHORT' }],
    }),
  ];
  const statuses = async (id: string) =>
    (await app.client()(Targets, { id })).scheduledPost?.targets.map(({ platform, status }) => `${platform} ${status}`);
  await vi.waitFor(
    async () => {
      const told = await Promise.all(going.map(({ id }) => statuses(id)));
      expect(told.flat().toSorted()).toEqual(['TIKTOK PUBLISHED', 'X PUBLISHED', 'YOUTUBE PUBLISHED']);
    },
    { timeout: 60_000, interval: 100 },
  );
  expect(await statuses(waiting.id)).toEqual(['INSTAGRAM PUBLISHING']);
});
