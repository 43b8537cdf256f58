/** The benchmark: every number of the design measured in one run against its floor, printed as one table. `--short`, `--only a,b`, `--save`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../src/lib/embedded-postgres.ts';
import { burst } from './rows/burst.ts';
import { hang } from './rows/hang.ts';
import { inFlight } from './rows/in-flight.ts';
import { live } from './rows/live.ts';
import { otel } from './rows/otel.ts';
import { reads } from './rows/reads.ts';
import { refusals } from './rows/refusals.ts';
import { schedule } from './rows/schedule.ts';
import { takeover } from './rows/takeover.ts';
import { trickle } from './rows/trickle.ts';
import { upload } from './rows/upload.ts';
import { webhooks } from './rows/webhooks.ts';
import type { Line, Row } from './support.ts';
import { document, failure, table } from './table.ts';

class Interrupted extends Error {}

const ROWS: readonly Row[] = [
  trickle,
  burst,
  hang,
  live,
  inFlight,
  upload,
  reads,
  schedule,
  takeover,
  refusals,
  otel,
  webhooks,
];
const RESULTS = join(import.meta.dirname, '../docs/benchmarks.md');

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const chosen = options.only === undefined ? ROWS : ROWS.filter(({ name }) => options.only?.split(',').includes(name));
if (chosen.length === 0) throw new Error(`--only takes ${ROWS.map(({ name }) => name).join(', ')}`);

const note = (text: string) => process.stderr.write(`${text}\n`);
const startedAt = performance.now();
const seconds = () => Math.round((performance.now() - startedAt) / 1_000);

// Children end with this process; the database and its folder would stay.
const interrupted = new Promise<never>((_resolve, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Interrupted(signal)));
});
// Heard by the race of each row; without this, a signal between two rows would end the process before it has cleaned up.
interrupted.catch(() => undefined);

const dir = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
const lines: Line[] = [];
let failed = false;
try {
  await using postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres'), onIncident: note });
  for (const row of chosen) {
    note(`${row.name} … (${seconds()} s)`);
    try {
      const run = row.run({ short: options.short, dir, createDatabase: (name) => postgres.createDatabase(name), note });
      lines.push(...(await Promise.race([run, interrupted])));
    } catch (error) {
      failed = true;
      if (error instanceof Interrupted) break;
      note(`${row.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      lines.push(failure(row.name, error));
    }
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${process.platform}`;
const result = table(lines, { machine, seconds: seconds() });
process.stdout.write(`\n${result}\n`);
// A partial run is no result. A short one is kept only when asked for: its numbers are smaller than those of the goals.
if (options.only === undefined && !failed && (options.save || !options.short))
  await writeFile(RESULTS, document(result, `npm run bench${options.short ? ' -- --short --save' : ''}`));
// A row that failed or was interrupted may have left timers behind.
process.exit(failed ? 1 : 0);
