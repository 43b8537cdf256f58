/** The inside of a keeper that is killed in the middle of each task. */
import { serveKeeper } from '../../src/lib/keeper/inside.ts';

serveKeeper<unknown, unknown, never, never>(() => ({
  run: async () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  },
  [Symbol.asyncDispose]: async () => undefined,
}));
