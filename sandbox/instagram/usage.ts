/** What surrounds every Graph call: the version in the path, and the usage headers with their hourly budget. */
import type { Route, SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { graphError } from './graph.ts';

const HOUR_MS = 3_600_000;

/** Oldest and newest live Graph version; an older or missing one is served as the oldest. */
const VERSIONS = { oldest: 21, newest: 27 };

/** Every Graph address exists with and without a version in front. */
export function versioned(route: Route, headers: () => Record<string, string>): Route[] {
  const serve = async (request: SandboxRequest): Promise<SandboxResponse> => {
    const asked = Number(/^v(\d+)\.0$/.exec(request.params.version ?? '')?.[1] ?? VERSIONS.oldest);
    if (asked > VERSIONS.newest) return graphError('UNKNOWN_PATH', request.path);
    const served = Math.max(asked, VERSIONS.oldest);
    const response = await route.handler(request);
    return { ...response, headers: { 'facebook-api-version': `v${served}.0`, ...headers(), ...response.headers } };
  };
  const accepts = (params: Record<string, string>) =>
    (params.version === undefined || /^v\d+\.0$/.test(params.version)) && route.accepts?.(params) !== false;
  return [`/:version${route.path}`, route.path].map((path) => ({ ...route, path, accepts, handler: serve }));
}

export function createUsage(state: SandboxState, settings: () => { callsPerHour: number }) {
  let times: number[] = [];
  const calls = () => {
    const from = state.now() - HOUR_MS;
    while (times[0] !== undefined && times[0] <= from) times.shift();
    return times.length;
  };
  const percent = () => Math.floor((calls() / settings().callsPerHour) * 100);
  return {
    calls,
    /** Counts one call and answers the share of the hour's budget that is used, in percent. */
    count: () => {
      times.push(state.now());
      return percent();
    },
    headers: () => {
      const used = { call_count: percent(), total_cputime: percent(), total_time: percent() };
      const business = [
        { type: 'instagram', ...used, estimated_time_to_regain_access: used.call_count > 100 ? 60 : 0 },
      ];
      return {
        'x-app-usage': JSON.stringify(used),
        'x-business-use-case-usage': JSON.stringify({ '17841400000000000': business }),
      };
    },
    reset: () => {
      times = [];
    },
  };
}
