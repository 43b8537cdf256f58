/** The inside of a keeper for tests: tasks that take as long as a test wants, and tell of themselves. */
import { serveKeeper } from '../../src/lib/keeper/inside.ts';

export type KeptTask = 'pid' | 'surroundings' | 'fail' | 'crash' | 'wait for SIGUSR2';

serveKeeper<{ secret: string }, KeptTask, string, string>(({ secret }, tell) => ({
  run: async (task) => {
    if (task === 'fail') throw Object.assign(new Error('no such thing'), { code: 'ENOTHING' });
    if (task === 'crash') process.kill(process.pid, 'SIGKILL');
    if (task === 'surroundings') return JSON.stringify([process.argv, process.execArgv, process.env, secret.length]);
    if (task === 'wait for SIGUSR2') {
      const signal = new Promise((resolve) => process.once('SIGUSR2', resolve));
      tell(`${process.pid} waits`);
      await signal;
    }
    return `${process.pid}`;
  },
  [Symbol.asyncDispose]: async () => undefined,
}));
