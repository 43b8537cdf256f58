/** Stops this process at a named point, so that tests can look at what is left; or tells which points it passes. */

export const FAILPOINT = /^(?<point>[\w:.*-]+)=(?<how>kill|freeze|trace)$/;

/** A function to call at every point; without a spec it does nothing. `*` in the spec matches within one segment; `trace` reports every point. */
export function createFailpoint(spec: string | null): (point: string) => Promise<void> {
  const { point, how } = FAILPOINT.exec(spec ?? '')?.groups ?? {};
  if (point === undefined) return async () => undefined;
  // On stderr and at once: after the signal nothing of this process runs any more.
  const report = (reached: string) => process.stderr.write(`failpoint ${reached}\n`);
  if (how === 'trace') return async (reached) => void report(reached);
  const pattern = new RegExp(`^${point.replaceAll('.', '\\.').replaceAll('*', '[^:]*')}$`);
  let hit = false;
  return async (reached) => {
    if (hit || !pattern.test(reached)) return;
    hit = true;
    report(reached);
    process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  };
}
