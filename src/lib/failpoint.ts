/** Stops this process at a named point, so that tests can look at what is left; or tells which points it passes. */

export const FAILPOINT = /^(?<point>[\w:.*-]+)=(?<how>kill|freeze|trace)(?<waits>,armed)?$/;

/**
 * A function to call at every point; without a spec it does nothing. `*` in the spec matches within one segment, `trace`
 * reports every point, and with `,armed` nothing happens before SIGUSR2 has arrived.
 */
export function createFailpoint(spec: string | null): (point: string) => Promise<void> {
  const { point, how, waits } = FAILPOINT.exec(spec ?? '')?.groups ?? {};
  if (point === undefined) return async () => undefined;
  // On stderr and at once: after the signal nothing of this process runs any more.
  const report = (reached: string) => process.stderr.write(`failpoint ${reached}\n`);
  if (how === 'trace') return async (reached) => void report(reached);
  const pattern = new RegExp(`^${point.replaceAll('.', '\\.').replaceAll('*', '[^:]*')}$`);
  let armed = waits === undefined;
  if (!armed)
    process.once('SIGUSR2', () => {
      armed = true;
      process.stderr.write('failpoint armed\n');
    });
  return async (reached) => {
    if (!armed || !pattern.test(reached)) return;
    armed = false;
    report(reached);
    process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  };
}
