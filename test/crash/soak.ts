/** Random kills, freezes, cuts and faults while posts of every format go out. `npm run test:soak [-- --minutes 10 --seed 7]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { LivePost } from '../../sandbox/core.ts';
import { isFinal } from '../../src/domain/targets/post-target.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { PLATFORM_IDS } from '../../src/platforms/platform.ts';
import { guardPostgres } from '../support/postgres-guard.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { createWorld, nameOf, SAMPLES, type Sample } from '../support/world.ts';
import { wordsFor } from './cell.ts';
import { createDice, type Dice } from './dice.ts';
import { startRelay } from './relay.ts';
import { judge } from './truth.ts';
import { startWorker, type Worker } from './worker.ts';

const { values: options } = parseArgs({
  options: {
    /** How long posts are written and things go wrong; what is under way then is followed to its end. */
    minutes: { type: 'string', default: '2' },
    /** What is done in which order; when something happens is still up to the machine. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const CREW = 3;
/** Where a process that dies or stops does most harm. Signals sent at any time hardly ever meet these milliseconds. */
const EDGES = ['commit:*:armed', 'commit:*:after', 'commit:*:after', 'commit:*:journaled', 'run:*:after'] as const;
/** Accounts besides the first of each platform, so that more than four posts go out at the same time. */
const SECOND = {
  INSTAGRAM: 'ada.makes',
  TIKTOK: 'ada.makes',
  YOUTUBE: 'northlightfilm',
  X: 'northlightfilm',
} as const;
/** What a day allows is gone in minutes. */
const GENEROUS = {
  INSTAGRAM: { quotaTotal: 100_000, containerTotal: 100_000 },
  TIKTOK: {
    listPhotos: true,
    postsPerDay: 100_000,
    statusPerMinute: 100_000,
    initPerMinute: 100_000,
    readsPerMinute: 100_000,
    creatorInfoPerMinute: 100_000,
  },
  YOUTUBE: { dailyUnits: 100_000_000, dailyInserts: 100_000 },
  X: { rateLimits: { tweets_create: 100_000, user_tweets: 100_000, tweets_search: 100_000 }, duplicateGuard: 'words' },
} as const;
/** The slowest deadline of a commit (ten minutes for TikTok's last chunk), its settling and some processing. */
const DRAIN_MS = 14 * 60_000;
const FAULTS = [
  { mode: 'drop_before' },
  { mode: 'drop_after' },
  { mode: 'truncate' },
  { mode: 'html' },
  { mode: 'delay', delayMs: 3_000 },
  { mode: 'answer', status: 500 },
  { mode: 'answer', status: 503 },
  { mode: 'answer_after', status: 502 },
] as const;

const say = (line: string) => process.stdout.write(`${line}\n`);
const dice = createDice(Number(options.seed));
let until = 0;
const isOver = () => performance.now() >= until;
say(`seed ${options.seed}, ${options.minutes} minutes`);

await using stack = new AsyncDisposableStack();
const dir = await mkdtemp(join(tmpdir(), 'slipway-soak-'));
stack.defer(() => rm(dir, { recursive: true, force: true }));
guardPostgres(join(dir, 'postgres'));
const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(dir, 'postgres') }));
const databaseUrl = await postgres.createDatabase('soak');
await migrate({
  databaseUrl,
  dir: join(import.meta.dirname, '../../prisma/migrations'),
  log: createLogger({ level: 'warn' }),
});
const relay = stack.use(await startRelay(databaseUrl));
const sandbox = stack.use(await startTestSandbox());
for (const platform of PLATFORM_IDS) await sandbox.control.settings(platform, GENEROUS[platform]);
const world = stack.use(await createWorld({ databaseUrl, sandbox, log: createLogger({ level: 'silent' }) }));
const accounts = {
  INSTAGRAM: [world.accounts.INSTAGRAM, await world.connect('INSTAGRAM', { account: SECOND.INSTAGRAM })],
  TIKTOK: [world.accounts.TIKTOK, await world.connect('TIKTOK', { account: SECOND.TIKTOK })],
  YOUTUBE: [world.accounts.YOUTUBE, await world.connect('YOUTUBE', { account: SECOND.YOUTUBE })],
  X: [world.accounts.X, await world.connect('X', { account: SECOND.X })],
};
const crew = new Set<Worker>();
const enlist = async () => {
  const { origin: sandboxOrigin } = sandbox;
  const worker = startWorker({ world, databaseUrl: relay.url, sandboxOrigin, cacheDir: join(dir, 'compiled') });
  crew.add(worker);
  void worker.exited.then(() => crew.delete(worker));
  await worker.ready;
};
stack.defer(async () => {
  for (const worker of crew) worker.signal('SIGKILL');
  await Promise.all([...crew].map(({ exited }) => exited));
});

/** Postgres is restarted under our own feet as well. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 60) throw error;
      await delay(500);
    }
  }
}

/* ---- what is published ---- */

const marks = new Map<string, { mark: string; sample: Sample }>();

async function write(): Promise<void> {
  while (!isOver()) {
    await delay(dice.between(300, 2_500));
    const sample: Sample = dice.pick(SAMPLES);
    const words = wordsFor(sample);
    const at = dice.chance(0.5) ? {} : { at: new Date(Date.now() + dice.between(1_000, 15_000)) };
    const target = {
      socialAccountId: dice.pick(accounts[sample.platform]),
      format: sample.format,
      options: { ...sample.options, ...words.options },
    };
    const post = {
      caption: words.caption,
      title: words.title,
      media: sample.media.map((name) => world.media[name]),
      ...at,
    };
    try {
      const { targetIds } = await world.schedule([target], post);
      for (const id of targetIds) marks.set(id, { mark: words.caption, sample });
    } catch (error) {
      // Whoever writes a post while the database is away is told so, and nothing was written or nothing was promised.
      say(`not written: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Allowances are no part of this, and those of a day would end it. */
async function refill(done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    await persistently(() => world.ctx.db.query('DELETE FROM quota_usage'));
    await persistently(() => world.ctx.db.query('DELETE FROM quota_reading'));
    await persistently(() => world.ctx.db.query("UPDATE post_target SET wake_at = now() WHERE blocked_by = 'QUOTA'"));
    await delay(1_000);
  }
}

/* ---- what goes wrong ---- */

const counts = new Map<string, number>();

async function misbehave(random: Dice): Promise<void> {
  const [writes, reads] = [new Set<string>(), new Set<string>()];
  const atEdge = async (how: 'kill' | 'freeze', then: (worker: Worker) => Promise<void>) => {
    const worker = random.pick([...crew]);
    try {
      await worker.set(`${random.pick(EDGES)}=${how}`);
      await then(worker);
    } catch (error) {
      // Something else has ended it, or it got there before it could say that it would.
      if (crew.has(worker)) throw error;
    }
  };
  const acts: Record<string, () => Promise<void>> = {
    kill: async () => {
      const worker = random.pick([...crew]);
      worker.signal('SIGKILL');
      await worker.exited;
    },
    terminate: async () => {
      const worker = random.pick([...crew]);
      worker.signal('SIGTERM');
      await worker.exited;
    },
    freeze: async () => {
      const worker = random.pick([...crew]);
      worker.signal('SIGSTOP');
      await delay(random.between(500, 20_000));
      worker.signal('SIGCONT');
    },
    'kill at an edge': () => atEdge('kill', async () => undefined),
    'freeze at an edge': () =>
      atEdge('freeze', async (worker) => {
        await Promise.race([worker.stopped(), delay(10_000)]);
        await delay(random.between(500, 20_000));
        const thawing = setInterval(() => worker.signal('SIGCONT'), 200);
        await worker.set('none').finally(() => clearInterval(thawing));
      }),
    cut: async () => relay.cut(() => random.chance(0.5)),
    'crash of Postgres': () => postgres.restart('immediate'),
    fault: async () => {
      const writesOnly = random.chance(0.6);
      for (const { operation, method } of await sandbox.control.requests({ limit: 200 }))
        (method === 'GET' ? reads : writes).add(operation);
      const known = writesOnly ? [...writes] : [...writes, ...reads];
      const faulty = known.filter((operation) => !operation.includes('token')).sort();
      if (faulty.length === 0) return;
      await sandbox.control.fault({
        operation: random.pick(faulty),
        times: random.between(1, 3),
        ...random.pick(FAULTS),
      });
    },
  };
  const odds = Object.entries({
    kill: 2,
    terminate: 1,
    freeze: 2,
    'kill at an edge': 4,
    'freeze at an edge': 2,
    cut: 2,
    fault: 5,
  }).flatMap(([name, weight]) => Array.from({ length: weight }, () => name));
  while (!isOver()) {
    await delay(random.between(200, 4_000));
    const name = random.chance(0.03) ? 'crash of Postgres' : random.pick(odds);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await acts[name]?.();
    while (crew.size < CREW) await persistently(enlist);
  }
}

/* ---- what is true in the end ---- */

async function drained(): Promise<readonly PostTarget[]> {
  const giveUpAt = performance.now() + DRAIN_MS;
  for (;;) {
    const targets = await world.ctx.db.query<PostTarget>('SELECT * FROM post_target ORDER BY created_at');
    const open = targets.filter(({ status, wakeAt }) => !isFinal(status) || wakeAt !== null);
    if (open.length === 0 || performance.now() > giveUpAt) return targets;
    await delay(500);
  }
}

const isOf = ({ text, title }: LivePost, mark: string): boolean =>
  text.includes(mark) || title?.includes(mark) === true;

async function verdict(targets: readonly PostTarget[]): Promise<string[]> {
  const live = await sandbox.control.live();
  const claimed = new Set<string>();
  const problems: string[] = [];
  for (const target of targets) {
    const known = marks.get(target.id);
    // Its COMMIT got no answer: whoever wrote it was told that it may not be there.
    const sample =
      known?.sample ?? SAMPLES.find(({ platform, format }) => platform === target.platform && format === target.format);
    if (sample === undefined) continue;
    const own = live.filter(
      (post) => post.permalink === target.permalink || (known !== undefined && isOf(post, known.mark)),
    );
    for (const { id } of own) claimed.add(id);
    for (const problem of await judge(world, sample, target, own))
      problems.push(`${nameOf(sample)} ${target.id}: ${problem}`);
  }
  for (const { id, platform, kind, text } of live)
    if (!claimed.has(id)) problems.push(`posted for nobody: ${platform} ${kind} ${id} ${text}`);
  return problems;
}

await Promise.all(Array.from({ length: CREW }, enlist));
until = performance.now() + Number(options.minutes) * 60_000;
const done = new AbortController();
const refilling = refill(done.signal);
await Promise.all([write(), misbehave(dice.split()), misbehave(dice.split())]);
await sandbox.control.clearFaults();
for (const worker of crew) worker.signal('SIGCONT');
say([...counts].map(([name, count]) => `${name} ${count}`).join(', '));
const targets = await drained();
done.abort();
await refilling;
const problems = await verdict(targets);
for (const problem of problems) say(`FAILED ${problem}`);
say(
  `${targets.length} posts, ${problems.length} problems, ${Math.round(performance.now() / 1_000)} s, seed ${options.seed}`,
);
process.exitCode = problems.length === 0 && targets.length > 0 ? 0 : 1;
