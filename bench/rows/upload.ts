/** Row: a large video through the YouTube adapter, against the same file in bare PUTs of the same chunk size. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import type { FakeYouTube } from '../fakes/youtube.ts';
import type { BarePut } from '../floor/put.ts';
import { createAccounts, createVideo, scheduleTargets } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import { alternate, count, median, mib, type Row, until } from '../support.ts';

const MIB = 2 ** 20;
const PATIENCE_MS = 300_000;

export const upload: Row = {
  name: 'upload',
  run: async (surroundings) => {
    const bytes = surroundings.short ? 512 * MIB : 4_096 * MIB;
    // The adapter's own choice for a file of this size.
    const chunkBytes = surroundings.short ? 16 * MIB : 64 * MIB;
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(startChild<FakeYouTube>('fakes/youtube.ts'));
    const origin = await platform.call('start');
    const platforms = { GOOGLE_CLIENT_ID: 'bench', GOOGLE_CLIENT_SECRET: 'bench-secret', YOUTUBE_API_URL: origin };
    const slipway = stack.use(await startSlipway(surroundings, 'upload', platforms));
    const { app, db, tenant, dataDir } = slipway;
    const bare = stack.use(startChild<BarePut>('floor/put.ts'));
    await mkdir(join(dataDir, 'media'), { recursive: true });
    const file = join(dataDir, 'media', 'video');
    // Sparse: what is compared is moving bytes, not this machine's disk.
    await writeFile(file, '');
    await truncate(file, bytes);
    const mediaAssetId = await createVideo(db, tenant, 'video', bytes);

    const rounds = surroundings.short ? 1 : 3;
    const accounts = await createAccounts(db, tenant, 'YOUTUBE', rounds);
    let round = 0;
    const before = await app.call('memory');
    await app.call('watchMemory');
    const ours = async () => {
      const accountId = accounts[round++] ?? '';
      await scheduleTargets(db, tenant, { platform: 'YOUTUBE', format: 'VIDEO', mediaAssetId }, [
        { accountId, dueAt: new Date(), caption: `upload ${round}` },
      ]);
      return bytesPerSecond(platform);
    };
    const floor = async () => {
      await bare.call('upload', { file, url: `${origin}/bare`, chunkBytes });
      return bytesPerSecond(platform);
    };
    const rates = await alternate(rounds, ours, floor);
    const grown = (await app.call('peakMemory')) - before;
    const [fast, reference] = [median(rates.ours), median(rates.floor)];
    const size = bytes >= 1_024 * MIB ? `${bytes / 2 ** 30} GiB` : `${bytes / MIB} MiB`;
    return [
      {
        what: `${size} upload, throughput`,
        measured: `${count(fast / MIB)} MiB/s`,
        floor: `bare undici PUT, same chunks: ${count(reference / MIB)} MiB/s`,
        ratio: fast / reference,
        goal: '≥ 0.8 × bare PUT',
        reached: fast / reference >= 0.8,
      },
      {
        what: `${size} upload, growth of resident memory at its peak`,
        measured: `+${mib(grown)}`,
        floor: null,
        ratio: null,
        goal: '≤ +100 MiB',
        reached: grown <= 100 * MIB,
      },
    ];
  },
};

async function bytesPerSecond(platform: Child<FakeYouTube>): Promise<number> {
  const uploads: NonNullable<Awaited<ReturnType<FakeYouTube['takeComplete']>>>[] = [];
  const isComplete = async () => {
    const complete = await platform.call('takeComplete');
    if (complete !== null) uploads.push(complete);
    return complete !== null;
  };
  await until(isComplete, 'the upload to complete', PATIENCE_MS);
  const [done] = uploads;
  if (done === undefined) throw new Error('no upload');
  return (done.bytes / (done.lastAt - done.firstAt)) * 1_000;
}
