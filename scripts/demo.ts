/** `npm run demo`: schedules one post to all four demo accounts and prints the live status stream until every target is final. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { z } from 'zod';
import { loadConfig } from '../src/config.ts';

const AHEAD_MS = 5_000;
/** The accounts are connected right after the start of the server. */
const CONNECT_MS = 30_000;
const CLIP = join(import.meta.dirname, '../demo/clip.mp4');
const FINAL = new Set(['PUBLISHED', 'FAILED', 'MISSED', 'CANCELLED', 'OUTCOME_UNKNOWN']);

const config = loadConfig();
const origin = `http://127.0.0.1:${config.port}`;

const Accounts = z.object({
  platforms: z.array(z.object({ platform: z.string(), isSandbox: z.boolean() })),
  brands: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
  socialAccounts: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        platform: z.string(),
        username: z.string().nullable(),
        brand: z.object({ id: z.string() }),
      }),
    ),
  }),
});
const Created = z.object({
  createScheduledPost: z.object({
    scheduledPost: z
      .object({ id: z.string(), targets: z.array(z.object({ id: z.string(), platform: z.string() })) })
      .nullable(),
    userErrors: z.array(z.object({ code: z.string(), message: z.string(), path: z.array(z.string()) })),
  }),
});
const Event = z.object({
  publishStatusChanged: z.object({
    at: z.string(),
    seq: z.number(),
    status: z.string(),
    targetStatus: z.string(),
    phase: z.string().nullable(),
    platformState: z.string().nullable(),
    percent: z.number().nullable(),
    message: z.string().nullable(),
    permalink: z.string().nullable(),
    platform: z.string(),
    targetId: z.string(),
  }),
});

let started: ChildProcess | null = null;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    if (started !== null) await stopServer(started);
    process.exit(1);
  });
try {
  if (!(await isUp())) await startServer();
  process.exitCode = (await publish()) ? 0 : 1;
} finally {
  if (started !== null) await stopServer(started);
}

async function publish(): Promise<boolean> {
  const key = config.secrets.bootstrapApiKey ?? (await readFile(join(config.dataDir, 'demo-api-key'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${key}` };
  const query = async <T>(schema: z.ZodType<T>, document: string, variables: object = {}): Promise<T> => {
    const answer = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
    });
    const body = z
      .object({ data: z.unknown().optional(), errors: z.array(z.object({ message: z.string() })).optional() })
      .parse(await answer.json());
    if (body.errors !== undefined) throw new Error(body.errors.map(({ message }) => message).join('; '));
    return schema.parse(body.data);
  };

  const read = async () => {
    const { platforms, brands, socialAccounts } = await query(
      Accounts,
      '{ platforms { platform isSandbox } brands { nodes { id name } } socialAccounts(first: 100) { nodes { id platform username brand { id } } } }',
    );
    const brand = brands.nodes.find(({ name }) => name === 'Demo brand');
    if (brand === undefined) throw new Error('there is no demo brand: the server runs without a sandbox');
    const sandboxes = new Set(platforms.flatMap(({ platform, isSandbox }) => (isSandbox ? [platform] : [])));
    // Somebody may have connected real accounts to this brand; a demonstration is not for their audience.
    const accounts = socialAccounts.nodes.filter(
      (account) => account.brand.id === brand.id && sandboxes.has(account.platform),
    );
    return { brand, accounts, isWhole: new Set(accounts.map(({ platform }) => platform)).size === sandboxes.size };
  };
  const until = Date.now() + CONNECT_MS;
  let { brand, accounts, isWhole } = await read();
  while (!isWhole && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ({ brand, accounts, isWhole } = await read());
  }
  if (accounts.length === 0) throw new Error('there are no demo accounts: the log of the server tells why');
  const mediaAssetId = await uploadClip(headers);
  const at = new Date(Date.now() + AHEAD_MS);
  const formats: Record<string, { format: string; options: object }> = {
    INSTAGRAM: { format: 'REEL', options: { instagram: { shareToFeed: true, firstComment: 'Posted with Slipway' } } },
    TIKTOK: {
      format: 'VIDEO',
      options: { tiktok: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE', allowComment: true } },
    },
    YOUTUBE: { format: 'SHORT', options: { youtube: { privacy: 'PUBLIC', tags: ['slipway', 'demo'] } } },
    X: { format: 'VIDEO', options: { x: {} } },
  };
  const { createScheduledPost } = await query(
    Created,
    `mutation Demo($input: CreateScheduledPostInput!) {
      createScheduledPost(input: $input) { scheduledPost { id targets { id platform } } userErrors { code message path } }
    }`,
    {
      input: {
        brandId: brand.id,
        content: { caption: `Written once, published everywhere, ${at.toISOString()}`, title: 'Slipway demo' },
        media: [{ mediaAssetId, altText: 'A colour gradient with the word Slipway' }],
        targets: accounts.map(({ id, platform }) => ({ socialAccountId: id, ...formats[platform] })),
        schedule: { mode: 'AT', at: at.toISOString() },
      },
    },
  );
  if (createScheduledPost.scheduledPost === null)
    throw new Error(
      createScheduledPost.userErrors
        .map(({ code, message, path }) => `${code} at ${path.join('.')}: ${message}`)
        .join('\n'),
    );
  const { id: postId, targets } = createScheduledPost.scheduledPost;
  console.log(
    `\nScheduled for ${at.toISOString()} on ${accounts.map(({ platform, username }) => `${platform} (@${username})`).join(', ')}\n`,
  );
  return follow(headers, postId, new Map(targets.map(({ id, platform }) => [id, platform])), at);
}

async function uploadClip(headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${origin}/media`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'video/mp4', 'x-file-name': 'clip.mp4' },
    body: new Blob([await readFile(CLIP)]),
  });
  return z.object({ mediaAsset: z.object({ id: z.string() }) }).parse(await answer.json()).mediaAsset.id;
}

async function follow(
  headers: Record<string, string>,
  postId: string,
  targets: ReadonlyMap<string, string>,
  dueAt: Date,
): Promise<boolean> {
  const client = createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers,
  });
  const ended = new Map<string, { status: string; permalink: string | null }>();
  // From the very first event: `after` replays what happened before this subscription.
  const events = client.iterate({
    query: `subscription Follow($postId: ID!) {
      publishStatusChanged(postId: $postId, after: "0") { at seq status targetStatus phase platformState percent message permalink platform targetId }
    }`,
    variables: { postId },
  });
  for await (const { data, errors } of events) {
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
    const event = Event.parse(data).publishStatusChanged;
    const offset = ((Date.parse(event.at) - dueAt.getTime()) / 1_000).toFixed(3).padStart(8);
    const detail = [event.platformState, event.percent === null ? null : `${event.percent}%`, event.message]
      .filter((part) => part !== null)
      .join(' ');
    console.log(
      `${offset} s  ${event.platform.padEnd(9)} ${String(event.seq).padStart(2)}  ${event.targetStatus.padEnd(11)} ${event.status.padEnd(18)} ${detail}`,
    );
    if (FINAL.has(event.targetStatus))
      ended.set(event.targetId, {
        status: event.targetStatus,
        permalink: event.permalink ?? ended.get(event.targetId)?.permalink ?? null,
      });
    if (
      ended.size === targets.size &&
      [...ended.values()].every(({ status, permalink }) => status !== 'PUBLISHED' || permalink !== null)
    )
      break;
  }
  await client.dispose();
  console.log('');
  for (const [id, { status, permalink }] of ended)
    console.log(`${(targets.get(id) ?? '').padEnd(9)}  ${status.padEnd(11)} ${permalink ?? ''}`);
  console.log(
    `\nNothing left this machine: the platforms are the sandbox, and the real ones know nothing of these links.${
      started === null ? ' The page of the sandbox, whose address `npm start` prints, shows the posts.' : ''
    }`,
  );
  return [...ended.values()].every(({ status }) => status === 'PUBLISHED');
}

async function isUp(): Promise<boolean> {
  try {
    return (await fetch(`${origin}/health/ready`)).ok;
  } catch {
    // Nobody listens there yet.
    return false;
  }
}

async function startServer(): Promise<void> {
  console.log('Starting Slipway with its own Postgres and the sandbox …');
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  started = child;
  const exited = new Promise<never>((_resolve, reject) =>
    child.once('exit', (code) => reject(new Error(`the server ended with code ${code}`))),
  );
  const ready = (async () => {
    while (!(await isUp())) await new Promise((resolve) => setTimeout(resolve, 200));
  })();
  await Promise.race([ready, exited]);
  // It ends when `stopServer` says so; should it end before, the next request of the demo fails and tells.
  exited.catch(() => undefined);
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await exited;
}
