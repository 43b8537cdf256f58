/** Ends a private Postgres whose starter is gone, however it went: it was started to outlive a crash, which tests do not want. */
import { spawn } from 'node:child_process';

/** To Postgres, SIGINT is a fast shutdown. After an orderly end there is no pid file any more, and nothing left to do. */
const END_WITH_STARTER = `
  cat
  pid=$(head -n 1 "$1/cluster/postmaster.pid") && kill -INT "$pid" && while kill -0 "$pid"; do sleep 0.1; done
  rm -rf "$1"
`;

/** A shell that reads from this process until nobody can write to it any more, which also SIGKILL brings about. */
export function guardPostgres(dataDir: string): void {
  const guard = spawn('sh', ['-c', END_WITH_STARTER, 'sh', dataDir], {
    // A session of its own: the Ctrl-C that ends this process must not end its guard.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
}
