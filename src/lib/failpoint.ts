/** Stops this process at a named point, so that tests can look at what is left. */

export const FAILPOINT = /^(?<point>[\w:.*-]+)=(?<how>kill|freeze)$/;

/** A function to call at every point; without a spec it does nothing. `*` in the spec matches within one segment. */
export function createFailpoint(spec: string | null): (point: string) => Promise<void> {
  const { point, how } = FAILPOINT.exec(spec ?? '')?.groups ?? {};
  if (point === undefined) return async () => undefined;
  const pattern = new RegExp(`^${point.replaceAll('.', '\\.').replaceAll('*', '[^:]*')}$`);
  let hit = false;
  return async (reached) => {
    if (hit || !pattern.test(reached)) return;
    hit = true;
    // On stderr and at once: after the next line nothing of this process runs any more.
    process.stderr.write(`failpoint ${reached}\n`);
    process.kill(process.pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  };
}
