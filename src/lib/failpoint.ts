/** Stops this process at a named point, so that tests can examine its state; or reports the points that it passes. */
import { createInterface } from 'node:readline';

const NONE = 'none';
export const FAILPOINT = /^(?:none|(?<point>[\w:.*-]+)=(?<how>kill|freeze|trace))$/;

/**
 * A function to call at every point; without a spec it does nothing. Each line of standard input sets another spec, so
 * that one process serves many tests. `*` matches within one segment, and alone every point; `kill` and `freeze` act
 * once.
 */
export function createFailpoint(spec: string | null): (point: string) => Promise<void> {
  if (spec === null) return async () => undefined;
  // On stderr and synchronously: after the signal nothing of this process runs any more.
  const report = (what: string) => process.stderr.write(`failpoint ${what}\n`);
  let current = spec;
  createInterface({ input: process.stdin }).on('line', (line) => {
    current = line;
    report(`set ${line}`);
  });
  return async (reached) => {
    const { point, how } = FAILPOINT.exec(current)?.groups ?? {};
    if (point === undefined || !matches(point, reached)) return;
    if (how === 'trace') return void report(`reached ${reached}`);
    current = NONE;
    report(`reached ${reached}`);
    process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  };
}

const matches = (point: string, reached: string): boolean =>
  point === '*' || new RegExp(`^${point.replaceAll('.', '\\.').replaceAll('*', '[^:]*')}$`).test(reached);
