/** Files of posts that are due soon: compared with what was taken in, and read only if something has touched them. */
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { AppContext } from '../../src/context.ts';
import { storeUpload } from '../../src/domain/media/media.ts';
import { checkRisks } from '../../src/domain/upkeep/risk-checks.ts';
import { openDesk } from '../support/desk.ts';
import { sampleJpeg } from '../support/sample-media.ts';
import { START } from '../support/tenant.ts';

const desk = openDesk();
const HOUR_MS = 3_600_000;
/** More than all files here have. */
const PLENTY = { bytes: 1e9 };

let ctx: AppContext;
/** The keys of all files that were read, in order. */
let read: string[];
beforeEach(() => {
  read = [];
  const { storage } = desk.ctx;
  ctx = {
    ...desk.ctx,
    config: { ...loadConfig({ NODE_ENV: 'test' }), riskCheckHours: [24, 1] },
    storage: {
      ...storage,
      lend: (key) => {
        read.push(key);
        return storage.lend(key);
      },
    },
  };
});

/** A post in five hours with an image of its own. */
async function withImage(inMs = 5 * HOUR_MS): Promise<{ postId: string; mediaAssetId: string; file: string }> {
  const upload = { workspaceId: desk.workspaceId, fileName: 'bread.jpg' };
  const asset = await storeUpload(desk.ctx, upload, Readable.from([sampleJpeg({ width: 1080, height: 1080 })]));
  const postId = await desk.created({
    media: [{ mediaAssetId: asset.id }],
    targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    schedule: { mode: 'AT', at: new Date(START.getTime() + inMs) },
  });
  await desk.db.query('DELETE FROM risk_scan');
  await desk.db.query("INSERT INTO risk_scan VALUES (86400000, $1, '00000000-0000-0000-0000-000000000000')", [START]);
  return { postId, mediaAssetId: asset.id, file: join(desk.dir, asset.storageKey ?? '') };
}

/** As if by another program, at a time that no file system takes for the same. */
async function touch(file: string, bytes?: Uint8Array): Promise<void> {
  const { mtimeMs } = await stat(file);
  if (bytes !== undefined) await writeFile(file, bytes);
  await utimes(file, new Date(), new Date(mtimeMs + 5_000));
}

const causesOf = async (postId: string) =>
  (await desk.db.query<{ cause: string }>('SELECT cause FROM post_risk WHERE post_id = $1', [postId])).map(
    ({ cause }) => cause,
  );

test('other bytes of the same size put a post at risk, until the file is as it was', async () => {
  const { postId, file } = await withImage();
  const bytes = await readFile(file);
  await touch(file, Buffer.alloc(bytes.length, 'x'));
  await checkRisks(ctx, { ...PLENTY });
  expect(await causesOf(postId)).toEqual(['MEDIA_CHANGED']);
  await checkRisks(ctx, { ...PLENTY });
  expect(read).toHaveLength(1);
  await touch(file, bytes);
  await checkRisks(ctx, { ...PLENTY });
  expect(await causesOf(postId)).toEqual([]);
});

test('a file that nobody has touched is not read, and one that only looks changed is read once', async () => {
  const { postId, file } = await withImage();
  await checkRisks(ctx, { ...PLENTY });
  expect(read).toEqual([]);
  await touch(file);
  desk.clock.advance(4.5 * HOUR_MS);
  await checkRisks(ctx, { ...PLENTY });
  expect(read).toHaveLength(1);
  await desk.db.query('DELETE FROM risk_scan WHERE lead_ms = 3600000');
  await checkRisks(ctx, { ...PLENTY });
  expect(read).toHaveLength(1);
  expect(await causesOf(postId)).toEqual([]);
});

test('one that was taken in before such things were noted is read once', async () => {
  const { mediaAssetId, postId } = await withImage();
  await desk.db.query('UPDATE media_asset SET intact_mtime = NULL WHERE id = $1', [mediaAssetId]);
  await checkRisks(ctx, { ...PLENTY });
  await desk.db.query('UPDATE risk_scan SET due_at = $1', [START]);
  await checkRisks(ctx, { ...PLENTY });
  expect(read).toHaveLength(1);
  expect(await causesOf(postId)).toEqual([]);
});

test('what could not be read this time is read the next time, and the posts from there on wait for it', async () => {
  const first = await withImage();
  const second = await withImage(6 * HOUR_MS);
  const third = await withImage(7 * HOUR_MS);
  for (const { file } of [second, third]) await touch(file, Buffer.alloc((await stat(file)).size, 'y'));
  await checkRisks(ctx, { bytes: 0 });
  await checkRisks(ctx, { bytes: 1 });
  const causes = async () => [
    await causesOf(first.postId),
    await causesOf(second.postId),
    await causesOf(third.postId),
  ];
  // Of several, any may be read first.
  expect(read).toHaveLength(1);
  await checkRisks(ctx, { bytes: 1 });
  expect(await causes()).toEqual([[], ['MEDIA_CHANGED'], ['MEDIA_CHANGED']]);
  expect(new Set(read).size).toBe(2);
});
