/** Kills servers while they renew tokens that rotate. `npm run test:tokens [-- --rounds 200 --seed 7 --keeper off]`. */
import { parseArgs } from 'node:util';
import { createLogger } from '../../src/lib/log.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { createWorld } from '../support/world.ts';
import { createDice } from './dice.ts';
import { openLab } from './lab.ts';
import { openRounds, PHASES, ROTATING, shortenTokens } from './token-rounds.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** `off`: each server renews by itself. The control: it must lose accounts. */
    keeper: { type: 'string', default: 'on' },
  },
});
const keeper = options.keeper === 'off' ? 'off' : 'on';
const say = (line: string) => process.stdout.write(`${line}\n`);

await using stack = new AsyncDisposableStack();
const lab = stack.use(await openLab({ startsAtOnce: 2, clusters: 1 }));
const { url: databaseUrl } = stack.use(await lab.createDatabase());
const sandbox = stack.use(await startTestSandbox());
await shortenTokens(sandbox);
const log = createLogger({ level: 'silent' });
const world = stack.use(await createWorld({ databaseUrl, sandbox, log, platforms: ROTATING }));
const rounds = stack.use(openRounds({ world, sandbox, databaseUrl, cacheDir: lab.cacheDir, keeper }));

const dice = createDice(Number(options.seed));
const most = Number(options.rounds);
const losses: string[] = [];
const inPhase = new Map<string, number>(PHASES.map((phase) => [phase, 0]));
let killed = 0;
say(`seed ${options.seed}, ${most} rounds, keeper ${keeper}`);
for (let round = 1; round <= most; round++) {
  const result = await rounds.random(dice);
  killed += result.killed;
  for (const platform of ROTATING) {
    const phase = result.phases[platform];
    inPhase.set(phase, (inPhase.get(phase) ?? 0) + 1);
    const verdict = result.lost[platform];
    if (verdict !== null) losses.push(`round ${round}, killed ${result.killed}, ${platform} ${phase}: ${verdict}`);
    if (verdict !== null) say(`LOST ${losses.at(-1)}`);
  }
  if (round % 10 === 0) say(`${round} rounds, ${killed} servers killed, ${losses.length} accounts lost`);
}
say(
  `${most} rounds, ${killed} servers killed, ${losses.length} accounts lost, ${Math.round(performance.now() / 1_000)} s, seed ${options.seed}`,
);
for (const [phase, count] of inPhase) say(`  ${phase}: ${count}`);
const isAsExpected = keeper === 'on' ? losses.length === 0 : losses.length > 0;
process.exitCode = isAsExpected && most > 0 ? 0 : 1;
