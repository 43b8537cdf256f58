/** Asks whether a platform answers at all, without an account and without anything that is billed. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { createHttp } from '../../platforms/request.ts';

/** Marks the calls of probes. */
export const PROBE_OPERATION = 'health.probe';
const TIMEOUT_MS = 10_000;

/** Its result goes to the feed of calls, like that of every other call. */
export async function probeHost(
  ctx: Pick<AppContext, 'dispatcher' | 'log'>,
  { platform, origins, apiVersion }: ConfiguredPlatform,
): Promise<void> {
  const { probe } = platform;
  const http = createHttp({
    dispatcher: ctx.dispatcher,
    source: {
      platform: platform.id,
      origins,
      outcomeOf: (answer) => (probe.isAlive(answer) ? 'ok' : 'unavailable'),
    },
  });
  try {
    await http.request({ ...probe.callOf({ origins, apiVersion }), endpoint: PROBE_OPERATION, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    ctx.log.debug({ err: error, platform: platform.id }, 'a probe found no answer');
  }
}
