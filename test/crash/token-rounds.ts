/** Rounds in which two processes renew the same tokens at the same instant, and one or both are killed while they do. */
import { setTimeout as delay } from 'node:timers/promises';
import { checkAccount } from '../../src/domain/accounts/checks.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import type { PlatformId } from '../../src/platforms/platform.ts';
import type { TestSandbox } from '../support/sandbox.ts';
import type { World } from '../support/world.ts';
import type { Dice } from './dice.ts';
import { startWorker, type Worker } from './worker.ts';

/** Their refresh tokens are void once they were used. */
export const ROTATING = ['X', 'TIKTOK'] as const satisfies readonly PlatformId[];
type Rotating = (typeof ROTATING)[number];
const TOKEN_CALL = { X: 'x.oauth_token', TIKTOK: 'tiktok.token' } as const satisfies Record<Rotating, string>;
const ACCOUNT_READ = { X: { rateLimits: { users_me: 100_000 } }, TIKTOK: { readsPerMinute: 100_000 } } as const;

/** Where a renewal was when its process was killed. */
export const PHASES = ['before the call', 'call under way', 'token replaced, no answer yet', 'answered'] as const;
export type Phase = (typeof PHASES)[number];

const CRON_SECRET = 'a-secret-for-the-rounds';
/** Shorter than the margin of every platform, so that each call for an account renews. */
const TOKEN_LIFE_MS = 60_000;
/** The lease of a renewal that died with its process, and a machine that is busy. */
const PATIENCE_MS = 120_000;

export interface RoundsSetup {
  world: World;
  sandbox: TestSandbox;
  databaseUrl: string;
  cacheDir: string;
  /** `off`: each process renews by itself, which is the control. */
  keeper: 'on' | 'off';
}

export interface Round {
  killed: number;
  phases: Record<Rotating, Phase>;
  /** What became of the accounts: null is connected. */
  lost: Record<Rotating, string | null>;
}

/** To be called before the accounts are connected. */
export async function shortenTokens({ control }: TestSandbox): Promise<void> {
  for (const platform of ROTATING)
    await control.settings(platform, { accessTokenTtlMs: TOKEN_LIFE_MS, ...ACCOUNT_READ[platform] });
}

export interface Rounds extends AsyncDisposable {
  /** Kills at a random moment. */
  random(dice: Dice): Promise<Round>;
  /** Kills both when the platforms have replaced the tokens and hold back their answers. */
  worst(): Promise<Round>;
}

export function openRounds(setup: RoundsSetup): Rounds {
  const { world, sandbox } = setup;
  const { control } = sandbox;
  const crew = new Set<Worker>();

  const muster = async (): Promise<[Worker, Worker]> => {
    while (crew.size < 2) {
      const worker = startWorker({
        world,
        databaseUrl: setup.databaseUrl,
        sandboxOrigin: sandbox.origin,
        cacheDir: setup.cacheDir,
        env: { CRON_SECRET, SLIPWAY_TOKEN_KEEPER: setup.keeper },
      });
      crew.add(worker);
      void worker.exited.then(() => crew.delete(worker));
    }
    const [one, other] = [...crew];
    if (one === undefined || other === undefined) throw new Error('nobody works');
    await Promise.all([one.ready, other.ready]);
    return [one, other];
  };
  const kill = async (victims: readonly Worker[]) => {
    for (const victim of victims) victim.signal('SIGKILL');
    await Promise.all(victims.map(({ exited }) => exited));
  };
  /** Has both renew at once. What becomes of the calls is no matter: those of the dead have no answer. */
  const renewAtOnce = async (workers: readonly Worker[]) => {
    const origins = await Promise.all(workers.map(({ origin }) => origin));
    const ask = (origin: string) =>
      fetch(`${origin}/cron/refresh-tokens`, { method: 'POST', headers: { authorization: `Bearer ${CRON_SECRET}` } });
    void Promise.allSettled(origins.map(ask));
  };
  const lastCalls = async (): Promise<Record<Rotating, number>> => ({
    X: await lastCall('X'),
    TIKTOK: await lastCall('TIKTOK'),
  });
  const callsOf = (platform: Rotating) => control.requests({ operation: TOKEN_CALL[platform], limit: 5 });
  const lastCall = async (platform: Rotating) => Math.max(0, ...(await callsOf(platform)).map(({ id }) => id));
  const phaseOf = async (platform: Rotating, after: number): Promise<Phase> => {
    const call = (await callsOf(platform)).filter(({ id }) => id > after).sort((a, b) => a.id - b.id)[0];
    if (call === undefined) return 'before the call';
    if (call.status !== null) return 'answered';
    return call.executed ? 'token replaced, no answer yet' : 'call under way';
  };
  const phasesAfter = async (before: Record<Rotating, number>) => ({
    X: await phaseOf('X', before.X),
    TIKTOK: await phaseOf('TIKTOK', before.TIKTOK),
  });

  const verdict = async (platform: Rotating): Promise<string | null> => {
    const accountId = world.accounts[platform];
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      // A call for the account, which renews its token once more.
      const result = await checkAccount(world.ctx, accountId);
      const [row] = await world.ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [accountId]);
      if (row?.status !== 'ACTIVE') return `${row?.status} ${row?.statusReason}`;
      if (result.kind === 'ANSWERED') return null;
      if (performance.now() > until)
        return `unusable: ${result.kind === 'FAILED' ? result.failure.message : result.kind}`;
      await delay(200);
    }
  };
  const judge = async (killed: number): Promise<Round['lost']> => {
    await control.clearFaults();
    // The leases of the dead, which nobody else needs to wait out.
    if (setup.keeper === 'off' && killed === 2)
      await world.ctx.db.query('UPDATE social_account SET refresh_lease_until = NULL');
    const [x, tiktok] = await Promise.all([verdict('X'), verdict('TIKTOK')]);
    const lost = { X: x, TIKTOK: tiktok };
    // So that the next round begins like the first.
    for (const platform of ROTATING) if (lost[platform] !== null) await world.connect(platform);
    return lost;
  };

  return {
    random: async (dice) => {
      const workers = await muster();
      const before = await lastCalls();
      for (const platform of ROTATING)
        await control.fault({
          operation: TOKEN_CALL[platform],
          mode: dice.pick(['delay', 'delay_after', 'delay_after']),
          delayMs: dice.between(0, 700),
        });
      await renewAtOnce(workers);
      await delay(dice.between(0, 900));
      const victims = dice.chance(1 / 3) ? workers : [dice.pick(workers)];
      const phases = await phasesAfter(before);
      await kill(victims);
      return { killed: victims.length, phases, lost: await judge(victims.length) };
    },
    worst: async () => {
      const workers = await muster();
      const before = await lastCalls();
      for (const platform of ROTATING)
        await control.fault({ operation: TOKEN_CALL[platform], mode: 'delay_after', delayMs: 2_000 });
      await renewAtOnce(workers);
      const until = performance.now() + PATIENCE_MS;
      let phases = await phasesAfter(before);
      while (ROTATING.some((platform) => phases[platform] !== 'token replaced, no answer yet')) {
        if (performance.now() > until) throw new Error(`nobody renews: ${JSON.stringify(phases)}`);
        await delay(20);
        phases = await phasesAfter(before);
      }
      await kill(workers);
      return { killed: 2, phases, lost: await judge(2) };
    },
    [Symbol.asyncDispose]: () => kill([...crew]),
  };
}
