/** Row: a worker is killed with -9 in the middle of a publish; how soon another one, or itself restarted, goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { createDb } from '../../src/lib/db.ts';
import { startChild } from '../child.ts';
import type { FakeX } from '../fakes/x.ts';
import { createAccounts, createTenant, scheduleTargets } from '../seed.ts';
import { environment, X_AT } from '../slipway.ts';
import { type Line, ms, now, type Row, until } from '../support.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const PATIENCE_MS = 60_000;

export const takeover: Row = {
  name: 'takeover',
  run: async (surroundings) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(startChild<FakeX>('fakes/x.ts'));
    const origin = await platform.call('start');
    // Nothing is answered: every publish ends in the one place where it may or may not be live.
    await platform.call('hold', true);
    const databaseUrl = await surroundings.createDatabase('takeover');
    const dataDir = join(surroundings.dir, 'takeover');
    await mkdir(dataDir, { recursive: true });
    const { key } = generateApiKey();
    const env = {
      ...environment({ databaseUrl, dataDir, apiKey: key, platforms: X_AT(origin) }),
      SLIPWAY_ROLE: 'worker',
    };
    const running = new Set<ChildProcess>();
    stack.defer(() => Promise.all([...running].map((child) => kill(child, running))).then(() => undefined));
    const start = () => startWorker(env, running);

    await start();
    const db = stack.use(createDb(databaseUrl, { max: 4 }));
    const tenant = await createTenant(db, key);
    const rounds = surroundings.short ? 1 : 3;
    const accounts = await createAccounts(db, tenant, 'X', 2 * rounds);

    /** Kills whoever holds a target between its call and the answer; `then` is what an operator would do. */
    const strike = async (label: string, then: () => Promise<void>): Promise<number> => {
      await platform.call('forget');
      const due = { accountId: accounts.pop() ?? '', dueAt: new Date(), caption: label };
      const [targetId = ''] = await scheduleTargets(db, tenant, { platform: 'X', format: 'TEXT' }, [due]);
      await platform.call('arrivals', { atLeast: 1, withinMs: PATIENCE_MS });
      const [row] = await db.query<{ leaseHolder: string }>('SELECT lease_holder FROM post_target WHERE id = $1', [
        targetId,
      ]);
      const victim = [...running].find(({ pid }) => row?.leaseHolder.split('/')[1] === String(pid));
      if (victim === undefined) throw new Error(`no worker holds the target (${row?.leaseHolder})`);
      const killedAt = now();
      await kill(victim, running);
      await then();
      await until(() => isPublished(targetId), 'the target to be published', PATIENCE_MS);
      const [lookedAt = Number.NaN] = await platform.call('looks');
      const [[, posts] = ['', []]] = await platform.call('arrivals', { atLeast: 1, withinMs: 0 });
      if (posts.length !== 1) throw new Error(`"${label}" was posted ${posts.length} times`);
      return lookedAt - killedAt;
    };
    const isPublished = async (id: string) =>
      (await db.query(`SELECT FROM post_target WHERE id = $1 AND status = 'PUBLISHED'`, [id])).length === 1;

    const restarts: number[] = [];
    for (let round = 0; round < rounds; round++) restarts.push(await strike(`restart ${round}`, start));
    const takeovers: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await start();
      takeovers.push(await strike(`takeover ${round}`, async () => undefined));
    }
    return [
      line('kill -9 of a worker in the middle of a publish → looked up and finished by another worker', takeovers, 12),
      line('… by the same host’s restarted process, its start included', restarts, 3),
    ];
  },
};

function line(what: string, times: readonly number[], seconds: number): Line {
  const slowest = Math.max(...times);
  return {
    what,
    measured: `${ms(slowest)} ms (slowest of ${times.length})`,
    floor: null,
    ratio: null,
    goal: `≤ ${seconds} s`,
    reached: slowest <= seconds * 1_000,
  };
}

/** A real process, as `npm start` makes it; resolves once it works. */
async function startWorker(env: Record<string, string>, running: Set<ChildProcess>): Promise<void> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const exited = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => {
      throw new Error('a worker ended before it worked');
    }),
  ]);
}

async function kill(child: ChildProcess, running: Set<ChildProcess>): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
