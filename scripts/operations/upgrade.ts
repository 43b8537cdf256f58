/** `npm run test:upgrade`: the last release and this version side by side on one database, as during a deploy, and back and forth. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import {
  allPublished,
  type Client,
  clientOf,
  insistOnce,
  installation,
  type Post,
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
const start = async (name: string, code?: string) => {
  const server = await startServer(name, env, code);
  stack.defer(() => server.stop());
  return { server, client: clientOf(server, apiKey) };
};

say('\nThe last release alone, on a database that it made');
const old = await start('the last release', previous);
await allPublished(old.client, [await write(old.client, 'Before the upgrade', NOW)]);
const waiting = await write(old.client, 'Written by the last release, published by this version', LATER);

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

say('\nBack to the last release: it starts on the database of this version');
await young.server.stop();
await old.server.stop();
const again = await start('the last release', previous);
await publishNow(again.client, returned);
await allPublished(again.client, [await write(again.client, 'The last release on the new schema', NOW)]);

say('\nThis version alone');
const final = await start('this version');
await again.server.stop();
await publishNow(final.client, waiting);
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
