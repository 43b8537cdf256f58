import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As in Node: without it, our files and the libraries would get two copies of graphql, whose classes do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/crash/**'],
    globalSetup: ['test/support/postgres.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
