/** `npm run test:backup`: a backup, posts that go out after it, the loss of everything, and a restore that sends none of them again. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDebianPostgres } from './debian-postgres.ts';
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
} from './fleet.ts';

const NOW = { mode: 'NOW' } as const;
const LATER = { mode: 'AT', at: new Date(Date.now() + 3_600_000).toISOString() } as const;
/** Long enough for a backup on a busy machine. */
const AHEAD_MS = 40_000;

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'slipway-backup-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const postgres = stack.use(await startDebianPostgres());
const sandbox = stack.use(await startSandbox());
const { env, apiKey } = installation({ dataDir: join(folder, 'data'), sandbox: sandbox.origin });

say('\nAn installation at work');
const lost = await startServer('the server', { ...env, DATABASE_URL: postgres.createDatabase('slipway') });
stack.defer(() => lost.stop());
const before = clientOf(lost, apiKey);
const mediaAssetId = await before.upload(join(ROOT, 'demo/clip.mp4'));
const dueAt = Date.now() + AHEAD_MS;
const soon = { mode: 'AT', at: new Date(dueAt).toISOString() } as const;
const old = await before.schedule('Out before the backup', NOW);
await allPublished(before, [old]);
const short = await before.scheduleShort('Short after the backup', soon, mediaAssetId);
const due = [await before.schedule('Due after the backup', soon), short];
const early = await before.schedule('Sent early after the backup', LATER);
const waiting = await before.scheduleShort('Waits until after the restore', LATER, mediaAssetId);

say('\nThe backup: first the database, then the files; the keys are kept elsewhere');
const dump = join(folder, 'slipway.dump');
postgres.run('pg_dump', '--format=custom', `--file=${dump}`, postgres.urlOf('slipway'));
cpSync(join(folder, 'data/media'), join(folder, 'backup/media'), { recursive: true });
if (Date.now() > dueAt) throw new Error('The backup took so long that nothing was left to go out after it.');

say('\nPosts go out after it, and then all is lost');
await before.publishNow(early);
await allPublished(before, [...due, early]);
await lost.stop();
postgres.run('dropdb', '--maintenance-db', postgres.urlOf('postgres'), 'slipway');
rmSync(join(folder, 'data'), { recursive: true });

say('\nThe restore');
const restoredUrl = postgres.createDatabase('restored');
postgres.run('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${restoredUrl}`, dump);
cpSync(join(folder, 'backup'), join(folder, 'data'), { recursive: true });
const refused = await startServer('the server', { ...env, DATABASE_URL: restoredUrl }).catch((error: Error) => error);
if (!(refused instanceof Error) || !refused.message.includes('npm run restored'))
  throw new Error('A server started on a restored database that nobody had said anything about.');
say('a server refuses to start');
execFileSync(
  process.execPath,
  // To see that this script can fail.
  ['src/commands/restored.ts', ...(process.argv.includes('--careless') ? ['--moved'] : [])],
  { cwd: ROOT, env: { ...process.env, ...env, DATABASE_URL: restoredUrl }, stdio: 'inherit' },
);
const found = await startServer('the server', { ...env, DATABASE_URL: restoredUrl });
stack.defer(() => found.stop());
const after = clientOf(found, apiKey);

say('\nWhat a person does: says what went out, withdraws what went out early, and resumes');
for (const post of due) {
  await insistOn(after, post, 'OUTCOME_UNKNOWN');
  for (const { id } of (await after.post(post)).targets)
    await after.change('resolveOutcome', { targetId: id, outcome: 'PUBLISHED' });
  await insistOn(after, post, 'PUBLISHED');
}
await insistOn(after, early, 'SCHEDULED');
await after.change('cancelScheduledPost', { postId: early.id });
await after.change('resumePublishing', { scope: 'WORKSPACE' });
await after.publishNow(waiting);
const next = await after.schedule('Written after the restore', NOW);
await allPublished(after, [waiting, next]);
await insistOnce(sandbox, [old, ...due, early, waiting, next]);

async function insistOn(client: Client, post: Post, wanted: string): Promise<void> {
  const { status } = await client.post(post);
  if (status !== wanted) throw new Error(`"${post.caption}" is ${status} instead of ${wanted}`);
  say(`"${post.caption}" is ${status}`);
}
