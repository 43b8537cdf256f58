import { join, relative } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Beginnings of paths in `test`, in the order in which the files run: what takes longest goes first, so that only short
 * files are left for the end. A fresh clone knows no durations.
 */
const LONGEST_FIRST = [
  'platforms/contract',
  'api/hostile-input',
  'reliability/',
  'unit/embedded-postgres',
  'unit/damaged-files',
  'platforms/',
  'api/',
  'sandbox/parameter-modes',
  'operations/',
  'domain/',
  'sandbox/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const path = relative(join(import.meta.dirname, 'test'), moduleId);
  const place = LONGEST_FIRST.findIndex((beginning) => path.startsWith(beginning));
  return place < 0 ? LONGEST_FIRST.length : place;
}

export default defineConfig({
  // As in Node: without it, our files and the libraries would get two copies of graphql, whose classes do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/crash/**'],
    globalSetup: ['test/support/postgres.ts'],
    pool: 'forks',
    // Loading the server and the sandbox takes a second of processor time, which each process spends once and not for each
    // of its files. So a file registers its own hooks, and modules of `test/support` hold nothing that belongs to one file.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Most tests wait for platforms and deadlines rather than for a processor.
    maxWorkers: 4,
    // Limits are for what hangs. Nothing that is only slow, on a small machine that is busy with something else, may reach them.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
  },
});
