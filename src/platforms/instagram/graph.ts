/** Makes one call to the Graph API: version in the path, token in the header; returns the answer or throws the failure. */
import { z } from 'zod';
import { parseJson } from '../../lib/json.ts';
import { hintedAt, PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { Api } from '../platform.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';
import { type CallContext, toFailure, vendorError } from './failures.ts';
import { API_VERSION } from './setup.ts';

/** The part of `Api` that a call needs; the OAuth verbs have it too. */
export type Graph = Pick<Api, 'http' | 'origins' | 'apiVersion' | 'accessToken' | 'now'>;

/** `voids`: which journaled steps an answer may make void. */
export interface CallOptions extends Pick<CallContext, 'voids'> {
  signal?: AbortSignal;
  /** Called with the used percentage of the fullest call allowance. */
  onUsage?: (percent: number) => void;
}

interface GraphCall extends CallOptions, Partial<Pick<CallContext, 'role' | 'container'>> {
  endpoint: string;
  /** The beginning of the message when the answer is a refusal. */
  what: string;
  path: string;
  query?: Record<string, string | number | undefined>;
  /** Makes it a POST. */
  json?: object;
}

export async function graph<T>(api: Graph, schema: z.ZodType<T>, call: GraphCall): Promise<T> {
  const answer = await api.http.request({
    endpoint: call.endpoint,
    method: call.json === undefined ? 'GET' : 'POST',
    url: `${originOf(api.origins, 'graph')}/${api.apiVersion || API_VERSION}/${call.path.split('/').map(encodeURIComponent).join('/')}`,
    headers: { authorization: `Bearer ${api.accessToken}` },
    ...(call.query === undefined ? {} : { query: call.query }),
    ...(call.json === undefined ? {} : { body: { json: call.json } }),
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
  const usage = readUsage(api, answer);
  call.onUsage?.(usage.used);
  return parseAnswer(answer, schema, call.what, {
    role: call.role ?? (call.json === undefined ? 'READ' : 'WRITE'),
    container: call.container ?? false,
    voids: call.voids ?? {},
    now: api.now(),
    regainAt: usage.regainAt ?? retryAfter(answer, api.now()),
  });
}

/** Parses the answer with `schema`, or throws the failure that it means. */
export function parseAnswer<T>(answer: HttpAnswer, schema: z.ZodType<T>, what: string, context: CallContext): T {
  const error = vendorError(answer);
  if (error) throw toFailure(what, error, context);
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new PlatformFailure('NETWORK', `${what}: the answer was not understandable`, {
    vendor: { httpStatus: answer.status },
    cause: parsed.error,
  });
}

/** Instagram documents `{data:[{…}]}` where it often answers the flat object. */
export const inEnvelope = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z
    .unknown()
    .transform((answer) => {
      const data = envelope.safeParse(answer).data?.data;
      return (Array.isArray(data) ? data[0] : data) ?? answer;
    })
    .pipe(schema);
const envelope = z.object({ data: z.union([z.array(z.unknown()), z.looseObject({})]) });

/* ---------------------------------------------------------------- usage headers ---- */

const figure = z.coerce.number().optional().catch(undefined);
const load = z.object({ call_count: figure, total_time: figure, total_cputime: figure });
const businessUsage = z.record(z.string(), z.array(load.extend({ estimated_time_to_regain_access: figure })));

interface Usage {
  /** Of the fullest call allowance, in percent. */
  used: number;
  /** When calls are accepted again. */
  regainAt?: Date | undefined;
}

/** Reports how much of the call allowances is used. */
function readUsage(api: Graph, answer: HttpAnswer): Usage {
  const app = header(answer, 'x-app-usage', load);
  const appUsed = app === undefined ? 0 : highest([app]);
  if (app) api.http.onQuota({ name: 'app_calls_percent', limit: 100, used: appUsed });
  const entries = Object.values(header(answer, 'x-business-use-case-usage', businessUsage) ?? {}).flat();
  if (entries.length === 0) return { used: appUsed };
  const minutes = Math.max(...entries.map((entry) => entry.estimated_time_to_regain_access ?? 0));
  const now = api.now();
  const regainAt = hintedAt(now.getTime() + minutes * 60_000, now);
  api.http.onQuota({
    name: 'account_calls_percent',
    limit: 100,
    used: highest(entries),
    ...(regainAt === undefined ? {} : { resetsAt: regainAt }),
  });
  return { used: Math.max(appUsed, highest(entries)), regainAt };
}

const highest = (loads: readonly z.output<typeof load>[]) =>
  Math.max(...loads.map((one) => Math.max(one.call_count ?? 0, one.total_time ?? 0, one.total_cputime ?? 0)));

function header<T>(answer: HttpAnswer, name: string, schema: z.ZodType<T>): T | undefined {
  const value = answer.headers[name];
  if (value === undefined) return undefined;
  try {
    return schema.safeParse(parseJson(value)).data;
  } catch (error) {
    // A truncated header is ignored; the answer itself still counts.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
