/** `npm run test:upgrade`: the last release and this version side by side on one database, as during a deploy, and back and forth. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { sampleJpeg } from '../../test/support/sample-media.ts';
import {
  allPublished,
  type Client,
  clientOf,
  insistOnce,
  installation,
  type NewPost,
  type Post,
  ROOT,
  say,
  startSandbox,
  startServer,
} from './fleet.ts';
import { installPreviousRelease } from './previous-release.ts';

/** Enough that each of two servers that look for work at the same instant gets some. */
const CROWD = 24;
const AHEAD_MS = 8_000;
const LATER = { mode: 'AT', at: new Date(Date.now() + 3_600_000).toISOString() } as const;
const NOW = { mode: 'NOW' } as const;

await using stack = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'slipway-upgrade-'));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const previous = join(folder, 'previous');
await mkdir(previous);
installPreviousRelease(previous);

const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') }));
const sandbox = stack.use(await startSandbox());
const { env: shared, apiKey } = installation({ dataDir: join(folder, 'data'), sandbox: sandbox.origin });
const env = { ...shared, DATABASE_URL: postgres.url };
const posts: Post[] = [];
const write = async (client: Client, caption: string, schedule: Parameters<Client['schedule']>[1]): Promise<Post> => {
  const post = await client.schedule(caption, schedule);
  posts.push(post);
  return post;
};
/** A post of every kind that leaves rows of its own: files, links to them, upload sessions, parts. */
const writeAll = async (client: Client, by: string, schedule: NewPost['schedule']): Promise<Post[]> => {
  const image = await client.upload(sampleJpeg({ width: 1080, height: 1080 }));
  const video = await client.upload(join(ROOT, 'demo/clip.mp4'));
  const direct = { tiktok: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' } };
  const thread = { x: { thread: [{ text: `${by}: the second part` }] } };
  const written: Post[] = [];
  for (const post of [
    { platform: 'INSTAGRAM', format: 'IMAGE', mediaAssetIds: [image] },
    { platform: 'TIKTOK', format: 'VIDEO', mediaAssetIds: [video], options: direct },
    { platform: 'YOUTUBE', format: 'SHORT', mediaAssetIds: [video] },
    { platform: 'X', format: 'IMAGE', mediaAssetIds: [image] },
    { platform: 'X', format: 'THREAD', options: thread },
  ] as const)
    written.push(await client.create({ ...post, caption: `${by}: ${post.platform} ${post.format}`, schedule }));
  posts.push(...written);
  return written;
};
const start = async (name: string, code?: string) => {
  const server = await startServer(name, env, code);
  stack.defer(() => server.stop());
  return { server, client: clientOf(server, apiKey) };
};

say('\nThe last release alone, on a database that it made');
const old = await start('the last release', previous);
await allPublished(old.client, [await write(old.client, 'Before the upgrade', NOW)]);
const waiting = await write(old.client, 'Written by the last release, published by this version', LATER);
const waitingAll = await writeAll(old.client, 'From the last release to this version', LATER);

say('\nThis version starts beside it, and migrates the database');
const young = await start('this version');
const at = new Date(Date.now() + AHEAD_MS).toISOString();
const crowd = await Promise.all(
  Array.from({ length: CROWD }, (_, nth) =>
    write(nth % 2 === 0 ? old.client : young.client, `Side by side, number ${nth}`, { mode: 'AT', at }),
  ),
);
// Each tells of what the other one did.
await allPublished(old.client, crowd);
await allPublished(young.client, crowd);
const returned = await write(young.client, 'Written by this version, published by the last release', LATER);
const returnedAll = await writeAll(young.client, 'From this version to the last release', LATER);
// Prepared by whoever comes first, and published by the same or by the other.
const mixed = [
  ...(await writeAll(old.client, 'Side by side, by the last release', NOW)),
  ...(await writeAll(young.client, 'Side by side, by this version', NOW)),
];
await allPublished(old.client, mixed);

say('\nBack to the last release: it starts on the database of this version');
await young.server.stop();
await old.server.stop();
const again = await start('the last release', previous);
for (const post of [returned, ...returnedAll]) await publishNow(again.client, post);
await allPublished(again.client, [await write(again.client, 'The last release on the new schema', NOW)]);

say('\nThis version alone');
const final = await start('this version');
await again.server.stop();
for (const post of [waiting, ...waitingAll]) await publishNow(final.client, post);
await allPublished(final.client, [await write(final.client, 'After the upgrade', NOW)]);

await insistOnce(sandbox, posts);
const errors = [old, young, again, final].flatMap(({ server }) =>
  server.errors().map((line) => `${server.name}: ${line}`),
);
if (errors.length > 0) throw new Error(`Errors were logged:\n${errors.join('\n')}`);
say('No server logged an error.');

async function publishNow(client: Client, post: Post): Promise<void> {
  await client.publishNow(post);
  await allPublished(client, [post]);
}
