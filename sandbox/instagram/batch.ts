/** Graph's batch: several reads in one request, each with an answer of its own in the order of the requests. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { parameters, refuse } from './graph.ts';

/** What a single read of a batch goes to. */
export interface BatchTarget {
  method: string;
  path: string;
  accepts?: ((params: Record<string, string>) => boolean) | undefined;
  handler(request: SandboxRequest): Promise<SandboxResponse> | SandboxResponse;
}

const MOST = 50;
const item = z.object({ method: z.string(), relative_url: z.string() });

export async function batch(request: SandboxRequest, targets: readonly BatchTarget[]): Promise<SandboxResponse> {
  const { batch: given } = parameters(request);
  const items = z.array(item).safeParse(typeof given === 'string' ? listIn(given) : given);
  if (!items.success || items.data.length === 0) return refuse('PARAMETER', 'batch');
  if (items.data.length > MOST)
    refuse('PARAMETER', `Too many requests in batch message. Maximum batch size is ${MOST}`);
  const answers = await Promise.all(items.data.map((one) => answer(request, one, targets)));
  return { status: 200, json: answers };
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function answer(request: SandboxRequest, one: z.infer<typeof item>, targets: readonly BatchTarget[]) {
  const url = new URL(`https://${request.host}/${one.relative_url.replace(/^\//, '')}`);
  const path = url.pathname.replace(/^\/v\d+\.0\//, '/');
  const id = decodeURIComponent(path.split('/')[1] ?? '');
  const shape = path.replace(/^\/[^/]+/, '/:id');
  const target = targets.find(
    ({ method, path: known, accepts }) => method === one.method && known === shape && accepts?.({ id }) !== false,
  );
  if (target === undefined)
    return { code: 400, body: JSON.stringify({ error: { code: 2500, message: 'Unknown path' } }) };
  const inner = { ...request, method: one.method, path, url, params: { id }, query: url.searchParams, json: {} };
  const { status, json } = await target.handler(inner);
  return { code: status, body: JSON.stringify(json) };
}
