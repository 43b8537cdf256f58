/** What the scripts of this folder share: servers as processes, posts through their API, and what the audience sees of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { freePort } from '../../src/lib/postgres-cluster.ts';

export const ROOT = join(import.meta.dirname, '../..');
/** Machines that are busy with other things need long; nothing here waits for its own sake. */
const PATIENCE_MS = 180_000;

export type Env = Readonly<Record<string, string>>;

export interface Server {
  readonly name: string;
  readonly origin: string;
  /** Lines of its log with the level error or fatal. */
  errors(): readonly string[];
  /** Ends it as an operator does, and waits until it has ended. */
  stop(): Promise<void>;
}

/** What all servers of one installation have in common. */
export function installation(options: { dataDir: string; sandbox: string }): { env: Env; apiKey: string } {
  const apiKey = generateApiKey().key;
  return {
    apiKey,
    env: {
      SLIPWAY_DATA_DIR: options.dataDir,
      SLIPWAY_SANDBOX: 'on',
      SLIPWAY_SANDBOX_URL: options.sandbox,
      SLIPWAY_BOOTSTRAP_API_KEY: apiKey,
      SLIPWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      LOG_LEVEL: 'warn',
    },
  };
}

/** Starts the code in `folder`, and waits until it says that it runs. */
export async function startServer(name: string, env: Env, folder = ROOT): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = outputOf(child);
  await until(`${name} to start`, () => {
    if (child.exitCode !== null) throw new Error(`${name} ended and never ran:\n${output()}`);
    return output().includes('Slipway is running');
  });
  say(`${name} runs`);
  return {
    name,
    origin: `http://127.0.0.1:${port}`,
    errors: () =>
      output()
        .split('\n')
        .filter((line) => /"level":"?(error|fatal|50|60)/.test(line)),
    stop: async () => {
      await end(child);
      say(`${name} has ended`);
    },
  };
}

export async function startSandbox(): Promise<{ origin: string } & AsyncDisposable> {
  const child = spawn(process.execPath, ['sandbox/main.ts', '--port', '0', '--with-parent'], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const output = outputOf(child);
  await until('the sandbox to start', () => output().includes('\n'));
  const { sandbox } = z.object({ sandbox: z.string() }).parse(JSON.parse(output()));
  return { origin: sandbox, [Symbol.asyncDispose]: () => end(child) };
}

/* ---------------------------------------------------------------- the API ---- */

const Answer = z.object({ data: z.unknown().optional(), errors: z.array(z.unknown()).optional() });
const Team = z.object({
  brands: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
  socialAccounts: z.object({ nodes: z.array(z.object({ id: z.string(), platform: z.string() })) }),
});
const Created = z.object({
  createScheduledPost: z.object({
    scheduledPost: z.object({ id: z.string() }).nullable(),
    userErrors: z.array(z.unknown()),
  }),
});
const Changed = z.object({ changed: z.object({ userErrors: z.array(z.unknown()) }) });
const Uploaded = z.object({ mediaAsset: z.object({ id: z.string() }) });
const Found = z.object({
  node: z.object({ status: z.string(), targets: z.array(z.object({ id: z.string(), status: z.string() })) }),
});

export interface Post {
  readonly id: string;
  readonly caption: string;
}

type Schedule = { mode: 'NOW' } | { mode: 'AT'; at: string };

export interface NewPost {
  caption: string;
  schedule: Schedule;
  platform: 'INSTAGRAM' | 'TIKTOK' | 'YOUTUBE' | 'X';
  format: 'TEXT' | 'IMAGE' | 'VIDEO' | 'SHORT' | 'THREAD';
  mediaAssetIds?: readonly string[];
  options?: object;
  idempotencyKey?: string;
}

export type Client = ReturnType<typeof clientOf>;

export function clientOf(server: Pick<Server, 'origin'>, apiKey: string) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const ask = async <T>(schema: z.ZodType<T>, query: string, variables: object = {}): Promise<T> => {
    const body = JSON.stringify({ query, variables });
    const answer = await fetch(`${server.origin}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = Answer.parse(await answer.json());
    if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return schema.parse(data);
  };
  const create = async ({ caption, schedule, platform, format, ...rest }: NewPost): Promise<Post> => {
    const { mediaAssetIds = [], options, idempotencyKey } = rest;
    // Those that a start in development connects.
    const team = await ask(
      Team,
      '{ brands { nodes { id name } } socialAccounts(first: 100) { nodes { id platform } } }',
    );
    const brandId = team.brands.nodes.find(({ name }) => name === 'Demo brand')?.id;
    const socialAccountId = team.socialAccounts.nodes.find((account) => account.platform === platform)?.id;
    const { createScheduledPost: created } = await ask(
      Created,
      'mutation ($input: CreateScheduledPostInput!) { createScheduledPost(input: $input) { scheduledPost { id } userErrors { code message path } } }',
      {
        input: {
          brandId,
          content: { caption, title: caption },
          media: mediaAssetIds.map((mediaAssetId) => ({ mediaAssetId })),
          targets: [{ socialAccountId, format, ...(options === undefined ? {} : { options }) }],
          schedule,
          ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        },
      },
    );
    if (created.scheduledPost === null) throw new Error(JSON.stringify(created.userErrors));
    return { id: created.scheduledPost.id, caption };
  };
  /** A mutation that is named after its input, of which only refusals matter. */
  const change = async (mutation: string, input: object): Promise<void> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { changed: ${mutation}(input: $input) { userErrors { code message path } } }`;
    const { changed } = await ask(Changed, query, { input });
    if (changed.userErrors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(changed.userErrors)}`);
  };
  return {
    ask,
    create,
    /** A text on X. */
    schedule: (caption: string, schedule: Schedule) => create({ caption, schedule, platform: 'X', format: 'TEXT' }),
    /** A short on YouTube, which takes the same video as often as it is sent. */
    scheduleShort: (caption: string, schedule: Schedule, mediaAssetId: string) =>
      create({ caption, schedule, platform: 'YOUTUBE', format: 'SHORT', mediaAssetIds: [mediaAssetId] }),
    /** Answers the id of the file. */
    upload: async (file: string | Uint8Array): Promise<string> => {
      const answer = await fetch(`${server.origin}/media`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/octet-stream', 'x-file-name': 'file' },
        body: new Blob([typeof file === 'string' ? await readFile(file) : new Uint8Array(file)]),
      });
      return Uploaded.parse(await answer.json()).mediaAsset.id;
    },
    publishNow: ({ id }: Post): Promise<void> => change('publishNow', { postId: id }),
    change,
    post: async ({ id }: Post) =>
      (
        await ask(
          Found,
          'query ($id: ID!) { node(id: $id) { ... on ScheduledPost { status targets { id status } } } }',
          { id },
        )
      ).node,
  };
}

/** Waits until each of the posts is out, as this server tells. */
export async function allPublished(client: Client, posts: readonly Post[]): Promise<void> {
  for (const post of posts)
    await until(`"${post.caption}" to be published`, async () => {
      const { status } = await client.post(post);
      if (['FAILED', 'MISSED', 'CANCELLED', 'OUTCOME_UNKNOWN'].includes(status))
        throw new Error(`"${post.caption}" is ${status}`);
      return status === 'PUBLISHED';
    });
}

/** How often the audience sees each post; says so, and fails, where that is not once. */
export async function insistOnce(sandbox: { origin: string }, posts: readonly Post[]): Promise<void> {
  const answer = await fetch(`${sandbox.origin}/__control/live`);
  const { posts: live } = z.object({ posts: z.array(z.object({ text: z.string() })) }).parse(await answer.json());
  const wrong = posts
    .map(({ caption }) => ({ caption, times: live.filter(({ text }) => text.split('\n').includes(caption)).length }))
    .filter(({ times }) => times !== 1);
  if (wrong.length > 0)
    throw new Error(wrong.map(({ caption, times }) => `"${caption}" is live ${times} times`).join('\n'));
  say(`${posts.length} posts are live, each once`);
}

/* ---------------------------------------------------------------- small things ---- */

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1_000} s for ${what}`);
    await delay(200);
  }
}

function outputOf(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return () => output;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
