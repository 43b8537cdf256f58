/** Secrets are planted everywhere, everything goes wrong, and then they are looked for. */
import { Writable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { openCredentials } from '../../src/domain/accounts/tokens.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { nameOf, SAMPLES } from '../support/world.ts';

let engine: Engine;
afterEach(() => engine[Symbol.asyncDispose]());

/** Every row of every table of every schema, as text. */
async function wholeDatabase(): Promise<string> {
  const { db } = engine.ctx;
  const tables = await db.query<{ schema: string; name: string }>(
    "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  );
  const dumps = await Promise.all(
    tables.map(({ schema, name }) =>
      db.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM "${schema}"."${name}" t`),
    ),
  );
  return dumps.flatMap((rows) => rows.map(({ text }) => text)).join('\n');
}

it('no token, secret or upload address is in any table, log line, event or error, whatever went wrong', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  engine = await startEngine({ log: createLogger({ level: 'trace', destination }) });
  const { control } = engine.sandbox;
  for (const operation of [
    'instagram.container_create',
    'tiktok.video_init',
    'youtube.videos_insert',
    'x.tweets_create',
  ]) {
    await control.fault({ operation, mode: 'drop_after' });
    await control.fault({ operation, mode: 'html' });
    await control.fault({ operation, mode: 'answer', status: 400, text: 'nonsense' });
  }
  await control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
  await control.fault({ operation: 'youtube.upload_put', mode: 'drop_before' });
  await control.fault({ operation: 'x.oauth_token', mode: 'answer', status: 500 });

  const canaries = new Set<string>();
  const collect = async () => {
    for (const account of await engine.ctx.db.query<SocialAccount>(
      'SELECT * FROM social_account WHERE credentials IS NOT NULL',
    )) {
      const { accessToken, refreshToken } = openCredentials(engine.ctx, account);
      for (const token of [accessToken, refreshToken]) if (token !== null) canaries.add(token);
    }
  };
  await collect();
  for (const sample of SAMPLES)
    await engine.finished(await engine.scheduleOne(sample, { caption: `Canary ${nameOf(sample)}`, title: 'Canary' }));
  await collect();
  await engine.sandbox.control.expireTokens('X');
  await engine.finished(
    await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }, { caption: 'after expiry' }),
  );
  await collect();
  for (const code of engine.codes) canaries.add(code);
  for (const { client } of engine.ctx.platforms.values()) canaries.add(client.clientSecret);
  expect(canaries.size).toBeGreaterThan(8);

  const database = await wholeDatabase();
  const log = lines.join('');
  expect(database).toContain('after expiry');
  expect(log).toContain('the answer names no upload session');
  expect(log).toContain('oauth2.refresh');
  // Without the signature a media link opens nothing; with it, it is a capability.
  const leaks = [
    ...[...canaries].map((canary) => [canary, canary] as const),
    ['an upload session', 'upload_id='] as const,
    ['a TikTok upload', 'upload_token='] as const,
    ['a media link', 'sig='] as const,
  ].filter(([, needle]) => database.includes(needle) || log.includes(needle));
  expect(leaks).toEqual([]);
});
