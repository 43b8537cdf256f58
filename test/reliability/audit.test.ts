/** Processes that are killed in the middle leave no change without its entry, no entry without its change, and a whole chain. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { linkAuditEntries } from '../../src/domain/audit/chain.ts';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';
import { testDatabase } from '../support/database.ts';
import { originOf, RUNNING, startServer } from '../support/server-process.ts';

it('two servers that are killed while they write, one of them while it links', async () => {
  await using database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-audit-'));
  const { key } = generateApiKey();
  const env = {
    DATABASE_URL: database.url,
    SLIPWAY_DATA_DIR: folder,
    SLIPWAY_SANDBOX: 'off',
    SLIPWAY_BOOTSTRAP_API_KEY: key,
    LOG_LEVEL: 'error',
  };
  const servers = [startServer(env), startServer(env)];
  try {
    const origins = await Promise.all(servers.map(async (server) => originOf(await server.said(RUNNING))));
    let answered = 0;
    const write = async (origin: string, name: string) => {
      const answer = await request(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({
          query: `mutation { createBrand(input: { name: "${name}", timeZone: "UTC" }) { userErrors { code } } }`,
        }),
      });
      await answer.body.dump();
      answered++;
    };
    const writers = origins.flatMap((origin, server) =>
      Array.from({ length: 8 }, async (_, writer) => {
        // Ends with the server.
        for (let n = 0; ; n++) await write(origin, `${server}-${writer}-${n}`);
      }),
    );
    const broken = Promise.allSettled(writers);
    const linking = linkAuditEntries({ db: database.db, log: createLogger({ level: 'silent' }) });
    for (const [index, server] of servers.entries()) {
      await expect.poll(() => answered, { timeout: 20_000 }).toBeGreaterThan(60 * (index + 1));
      server.kill('SIGKILL');
      await server.ended;
    }
    await Promise.all([broken, linking]);
    await linkAuditEntries({ db: database.db, log: createLogger({ level: 'silent' }) });
    const brands = await database.db.query('SELECT id FROM brand ORDER BY id');
    const told = await database.db.query(
      `SELECT subject_id AS id FROM audit_entry WHERE action = 'createBrand' AND result = 'DONE' ORDER BY subject_id`,
    );
    expect(brands.length).toBeGreaterThanOrEqual(answered);
    expect(told).toEqual(brands);
    const verified = await startServer(env, ['npm', 'run', '-s', 'audit', '--', 'verify']).ended;
    expect(verified).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^workspace \S+: whole, \d+ entries since/),
    });
    await database.db.query('ALTER TABLE audit_entry DISABLE TRIGGER USER');
    await database.db.query(
      `UPDATE audit_entry SET address = '192.0.2.1' WHERE id = (SELECT id FROM audit_link WHERE number = 9 LIMIT 1)`,
    );
    const found = await startServer(env, ['npm', 'run', '-s', 'audit', '--', 'verify']).ended;
    expect(found).toMatchObject({
      code: 1,
      out: expect.stringMatching(/BROKEN at \d{4}-\d\d-\d\d\/9, entry \S+: its entry was changed/),
    });
  } finally {
    for (const server of servers) server.kill('SIGKILL');
    await Promise.all(servers.map(({ ended }) => ended));
    await rm(folder, { recursive: true, force: true });
  }
});
