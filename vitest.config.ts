import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in Node: without it, our files and the libraries would get two copies of graphql, whose classes do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/crash/**'],
    globalSetup: ['test/support/postgres.ts'],
    pool: 'forks',
    // Most tests wait for platforms and deadlines rather than for a processor.
    maxWorkers: 4,
    // Limits are for what hangs. Nothing that is only slow, on a small machine that is busy with something else, may reach them.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 120_000, interval: 10 } },
  },
});
