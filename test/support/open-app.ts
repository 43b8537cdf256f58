/** One app for all tests of a file: what most API tests start with. */
import { beforeAll } from 'vitest';
import { type Seed, startTestApp, type TestApp } from './app.ts';

/** To be called once at the top of a file: it registers the hooks. */
export function openApp(): TestApp {
  const parts: Partial<TestApp> = {};
  beforeAll(async () => {
    const app = await startTestApp();
    Object.assign(parts, app);
    return () => app[Symbol.asyncDispose]();
  });
  // Whoever reads it is a test, and the hook above has filled it by then.
  return parts as TestApp;
}

/** The same with a brand and an account of each platform. */
export function openSeededApp(): TestApp & Seed {
  const app = openApp();
  beforeAll(async () => {
    Object.assign(app, await app.seed());
  });
  return app as TestApp & Seed;
}
