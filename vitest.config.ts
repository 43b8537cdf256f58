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
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
