/** The database crashes at every edge of the journal, and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JournalEdge } from '../../src/context.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };

let dataDir: string;
let postgres: EmbeddedPostgres;
let engine: Engine;
let databases = 0;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slipway-restart-'));
  postgres = await startEmbeddedPostgres({ dataDir });
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});
afterEach(() => engine[Symbol.asyncDispose]());

async function start(): Promise<void> {
  databases += 1;
  const databaseUrl = await postgres.createDatabase(`restart_${databases}`);
  await migrate({ databaseUrl, dir: 'prisma/migrations', log: createLogger({ level: 'warn' }) });
  engine = await startEngine({ databaseUrl, log: createLogger({ level: 'silent' }) });
}

/**
 * A crash of Postgres: every connection is cut and recovery runs. For the engine that takes no time: on a slow machine it
 * takes longer than a lease, and what happens then is another story.
 */
async function crashPostgres(): Promise<void> {
  engine.time.freeze();
  await postgres.restart('immediate');
  engine.time.skip();
}

describe.each([
  ['X', TEXT, ['commit:post:before', 'commit:post:armed', 'commit:post:after', 'commit:post:journaled']],
  [
    'INSTAGRAM',
    IMAGE,
    [
      'run:container:after',
      'wait:processing-container:after',
      'run:limit:journaled',
      'commit:publish:armed',
      'commit:publish:after',
    ],
  ],
] as const)('when Postgres crashes while %s is being published', (_platform, sample, edges) => {
  it.each(edges)('at %s, the post goes out once all the same', async (edge) => {
    await start();
    engine.hooks.set(edge satisfies JournalEdge, async () => {
      engine.hooks.clear();
      await crashPostgres();
    });
    const targetId = await engine.scheduleOne(sample);
    const target = await engine.finished(targetId);
    expect(target).toMatchObject({ status: 'PUBLISHED', errorCode: null });
    const live = await engine.sandbox.control.live();
    expect(live.map(({ permalink }) => permalink)).toEqual([target.permalink]);
    const events = await engine.eventsOf(targetId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });
});

it('a receipt in hand outlives the crash: the platform is not asked again', async () => {
  await start();
  engine.hooks.set('commit:post:after', async () => {
    engine.hooks.clear();
    await crashPostgres();
  });
  await engine.finished(await engine.scheduleOne(TEXT));
  expect(await engine.sandbox.control.requestCount('x.user_tweets')).toBe(0);
});
