/** Child process: Slipway as its composition root builds it, with an eye on its memory, CPU and stalls. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { serveCommands } from './child.ts';

const STALL_RESOLUTION_MS = 5;
const PEAK_EVERY_MS = 20;

let app: App | undefined;
let stalls: ReturnType<typeof monitorEventLoopDelay> | undefined;
let peak = 0;
let sampling: NodeJS.Timeout | undefined;

const commands = {
  /** Environment as an operator would set it; answers with the origin. */
  start: async (env: Record<string, string>) => {
    const config = loadConfig(env);
    const { databaseUrl } = config.secrets;
    if (databaseUrl === null) throw new Error('DATABASE_URL is missing');
    app = await createApp(config, { databaseUrl, sandboxOrigin: null });
    return app.origin;
  },
  /** Resident memory once garbage is gone. */
  memory: async () => {
    for (let round = 0; round < 3; round++) {
      globalThis.gc?.();
      await delay(100);
    }
    return process.memoryUsage.rss();
  },
  watchMemory: async () => {
    peak = process.memoryUsage.rss();
    clearInterval(sampling);
    sampling = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, PEAK_EVERY_MS);
  },
  peakMemory: async () => {
    clearInterval(sampling);
    return peak;
  },
  /** Microseconds of CPU since the process started. */
  cpu: async () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  watchStalls: async () => {
    stalls?.disable();
    stalls = monitorEventLoopDelay({ resolution: STALL_RESOLUTION_MS });
    stalls.enable();
  },
  /** Longest stall of the event loop since `watchStalls`, in ms; the histogram counts its own interval as well. */
  longestStall: async () => Math.max(0, (stalls?.max ?? 0) / 1e6 - STALL_RESOLUTION_MS),
  stop: async () => {
    await app?.[Symbol.asyncDispose]();
  },
};
export type AppCommands = typeof commands;

serveCommands(commands);
