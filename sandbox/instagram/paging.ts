/** How Graph pages a list: cursors, and addresses of the pages before and after. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { refuse } from './graph.ts';

export function page<T extends { id: string }>(
  all: readonly T[],
  request: SandboxRequest,
  show: (one: T) => unknown,
): SandboxResponse {
  const limit = Math.min(100, Number(request.query.get('limit') ?? 25));
  if (!Number.isInteger(limit) || limit < 1) refuse('PARAMETER', 'limit');
  const [after, before] = [request.query.get('after'), request.query.get('before')];
  const end = before === null ? all.length : all.findIndex((one) => cursor(one) === before);
  const start =
    after !== null ? all.findIndex((one) => cursor(one) === after) + 1 : before !== null ? Math.max(0, end - limit) : 0;
  const shown = all.slice(start, Math.min(start + limit, before === null ? all.length : end));
  const [first, last] = [shown[0], shown.at(-1)];
  if (first === undefined || last === undefined) return { status: 200, json: { data: [] } };
  const link = (name: 'after' | 'before', one: T) => {
    const url = new URL(request.url.href);
    for (const side of ['after', 'before']) url.searchParams.delete(side);
    url.searchParams.set(name, cursor(one));
    return request.local(url.href);
  };
  const paging = {
    cursors: { before: cursor(first), after: cursor(last) },
    ...(start > 0 && { previous: link('before', first) }),
    ...(start + limit < all.length && { next: link('after', last) }),
  };
  return { status: 200, json: { data: shown.map(show), paging } };
}

function cursor({ id }: { id: string }): string {
  return Buffer.from(`cursor:${id}`).toString('base64url');
}
