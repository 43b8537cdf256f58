/** `npm run test:patroni`: Postgres under Patroni loses its leader while posts are written and go out. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  allPublished,
  type Client,
  clientOf,
  insistOnce,
  installation,
  type Post,
  ROOT,
  say,
  startSandbox,
  startServer,
  until,
} from './fleet.ts';
import { startPatroniCluster } from './patroni-cluster.ts';

/** As many posts are due at the instant of the failure, and as many half a second before. */
const CROWD = 12;
const AHEAD_MS = 12_000;
/** An author writes a post so often, which is due at once. */
const WRITES_EVERY_MS = 400;
/** X takes a hundred posts of an account in a quarter of an hour, and what is beyond them waits. */
const MOST_WRITTEN = 60;
/** For so long before its end the leader reaches nobody. */
const DETACHED_MS = 2_000;
const FOLLOWED_MS = 5_000;

// To see what synchronous replication is for: with asynchronous replication this script fails.
const isSynchronous = !process.argv.includes('--asynchronous');
await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'slipway-patroni-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const cluster = stack.use(await startPatroniCluster(folder, { isSynchronous }));
const sandbox = stack.use(await startSandbox());
const { env: shared, apiKey } = installation({ dataDir: join(folder, 'data'), sandbox: sandbox.origin });
const env = { ...shared, DATABASE_URL: cluster.createDatabase('slipway'), LOG_LEVEL: 'error' };
const api = await startServer('an API', { ...env, SLIPWAY_ROLE: 'api' });
stack.defer(() => api.stop());
const worker = await startServer('a worker', { ...env, SLIPWAY_ROLE: 'worker' });
stack.defer(() => worker.stop());
const client = clientOf(api, apiKey);
const video = await client.upload(join(ROOT, 'demo/clip.mp4'));
await allPublished(client, [await client.schedule('Before all of it', { mode: 'NOW' })]);

const dueAt = Date.now() + AHEAD_MS;
const crowd = await Promise.all(
  Array.from({ length: 2 * CROWD }, (_, nth) => {
    const schedule = { mode: 'AT', at: new Date(dueAt - (nth % 2) * 500).toISOString() } as const;
    const caption = `Due at the failure, number ${nth}`;
    return nth % 4 === 0 ? client.scheduleShort(caption, schedule, video) : client.schedule(caption, schedule);
  }),
);
const author = startAuthor(client);
await delay(dueAt - DETACHED_MS - Date.now());
cluster.detachStandby();
say('the standby hears nothing of the leader any more');
await delay(dueAt + 150 - Date.now());
await cluster.killLeader();
const killedAt = Date.now();
say('the leader was killed');
await cluster.failedOver();
say(`the standby leads after ${secondsSince(killedAt)} s`);
await until('an author to be answered', async () => author.accepted.some(({ acceptedAt }) => acceptedAt > killedAt));
say(`posts are taken again after ${secondsSince(killedAt)} s`);
const [first] = author.accepted.filter(({ acceptedAt }) => acceptedAt > killedAt);
if (first !== undefined) await allPublished(client, [first.post]);
say(`posts go out again after ${secondsSince(killedAt)} s`);
await delay(FOLLOWED_MS);
await author.stop();

const written = author.accepted.map(({ post }) => post);
say(`${written.length} posts were written meanwhile, ${author.repeated} calls had to be repeated`);
await allPublished(client, [...crowd, ...written]);
await insistOnce(sandbox, [...crowd, ...written]);
say(`nothing was lost and nothing went out twice, replication ${isSynchronous ? '' : 'a'}synchronous`);

interface Author {
  readonly accepted: readonly { post: Post; acceptedAt: number }[];
  readonly repeated: number;
  stop(): Promise<void>;
}

/** Writes one post after the other, and repeats a call that got no answer with its key, as a client should. */
function startAuthor(by: Client): Author {
  const accepted: { post: Post; acceptedAt: number }[] = [];
  let repeated = 0;
  let isOver = false;
  const write = async (caption: string, idempotencyKey: string): Promise<Post> => {
    for (; ; repeated++) {
      try {
        return await by.create({ caption, schedule: { mode: 'NOW' }, platform: 'X', format: 'TEXT', idempotencyKey });
      } catch {
        await delay(WRITES_EVERY_MS);
      }
    }
  };
  const writing = (async () => {
    for (let nth = 0; !isOver && nth < MOST_WRITTEN; nth++) {
      const post = await write(`Written around the failure, number ${nth}`, randomUUID());
      accepted.push({ post, acceptedAt: Date.now() });
      await delay(WRITES_EVERY_MS);
    }
  })();
  return {
    accepted,
    get repeated() {
      return repeated;
    },
    stop: async () => {
      isOver = true;
      await writing;
    },
  };
}

function secondsSince(instant: number): string {
  return ((Date.now() - instant) / 1_000).toFixed(1);
}
