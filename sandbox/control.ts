/** `/__control`: what tests and demos ask and tell the sandbox, and the page a person opens. */
import { z } from 'zod';
import { accountChange } from './account-changes.ts';
import {
  type LivePost,
  SANDBOX_PLATFORMS,
  type SandboxCore,
  type SandboxRequest,
  type SandboxResponse,
  VANISHINGS,
  type Vendor,
} from './core.ts';
import { type Faults, faultInput } from './faults.ts';
import { timelinesPage } from './page.ts';
import type { RequestLog } from './requests.ts';

export interface ControlParts {
  core: SandboxCore;
  vendors: readonly Vendor[];
  faults: Faults;
  requests: RequestLog;
}

type Body = Pick<SandboxRequest, 'json' | 'bodyProblem'>;
type Control = (method: string, url: URL, body: Body) => SandboxResponse;

const platform = z.enum(SANDBOX_PLATFORMS);
const tokensInput = z.strictObject({ platform, accountId: z.string().optional() });
const scopesInput = z.strictObject({ platform, accountId: z.string().optional(), scopes: z.array(z.string()).min(1) });
const accountInput = accountChange.extend({ platform, accountId: z.string().optional() });
const figuresInput = z.strictObject({
  platform,
  /** Of a post, or of an account. */
  id: z.string(),
  /** By the name of the vendor's field; `null` = it is not told. */
  figures: z.record(z.string(), z.number().nullable()),
});
const vanishInput = z.strictObject({ platform, id: z.string(), how: z.enum(VANISHINGS).default('DELETED') });
const containersInput = z.strictObject({ platform: z.literal('INSTAGRAM'), accountId: z.string().optional() });
const clockInput = z.strictObject({ ms: z.number() });
const settingsInput = z.looseObject({ platform });
const liveQuery = z.object({ platform: platform.optional(), accountId: z.string().optional() });
const requestsQuery = z.object({
  operation: z.string().optional(),
  limit: z.coerce.number().int().positive().optional(),
});

export function createControl(parts: ControlParts): Control {
  const handlers = handlersOf(parts);
  return (method, url, body) => {
    const address = `${method} ${url.pathname}`;
    const handler = Object.hasOwn(handlers, address) ? handlers[address] : undefined;
    if (handler === undefined) return { status: 404, json: { error: `no ${address}`, routes: Object.keys(handlers) } };
    try {
      return handler(Object.fromEntries(url.searchParams), body.json ?? {});
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, json: { error: 'invalid request', issues: error.issues } };
      throw error;
    }
  };
}

/** What a fault can happen to. */
const operationsOf = (vendors: readonly Vendor[]): string[] =>
  vendors.flatMap(({ id, routes }) => {
    const names = new Set(['*', ...routes.map(({ operation }) => operation), 'unmatched']);
    return [...names].map((name) => `${id.toLowerCase()}.${name}`);
  });

type Handler = (query: Record<string, string>, json: unknown) => SandboxResponse;

function handlersOf(parts: ControlParts): Record<string, Handler> {
  const { core, vendors, faults, requests } = parts;
  const find = (id: z.infer<typeof platform>) => vendors.find((vendor) => vendor.id === id);
  return {
    'GET /': () => ({ status: 200, html: timelinesPage() }),
    'GET /__control/live': (query) => ok({ posts: live(vendors, liveQuery.parse(query)) }),
    'GET /__control/live/count': (query) => ok(countLive(live(vendors, liveQuery.parse(query)))),
    'GET /__control/accounts': () =>
      ok({
        accounts: vendors.flatMap((vendor) =>
          vendor.accounts().map((account) => ({ platform: vendor.id, ...account })),
        ),
      }),
    'POST /__control/accounts': (_query, json) => {
      const { platform: id, accountId, ...change } = accountInput.parse(json);
      const chosen = (find(id)?.accounts() ?? []).filter((one) => accountId === undefined || one.id === accountId);
      for (const account of chosen) core.accountChanges.add(id, account.id, change);
      return ok({ changed: chosen.length });
    },
    'POST /__control/figures': (_query, json) => {
      const { platform: id, id: subject, figures } = figuresInput.parse(json);
      core.figures.set(id, subject, figures);
      return ok({});
    },
    'POST /__control/posts/vanish': (_query, json) => {
      const { platform: id, id: postId, how } = vanishInput.parse(json);
      return ok({ vanished: find(id)?.vanish(postId, how) ?? false });
    },
    'GET /__control/counters': () =>
      ok(Object.fromEntries(vendors.map((vendor) => [vendor.id, vendor.counters?.() ?? {}]))),
    'GET /__control/faults': () => ok({ faults: faults.list() }),
    'POST /__control/faults': (_query, json) => {
      const fault = faultInput.parse(json);
      const operations = operationsOf(vendors);
      if (operations.includes(fault.operation)) return ok({ fault: faults.add(fault) });
      return { status: 400, json: { error: `no operation ${fault.operation}`, operations } };
    },
    'DELETE /__control/faults': () => {
      faults.clear();
      return ok({});
    },
    'GET /__control/settings': () =>
      ok(Object.fromEntries(vendors.map((vendor) => [vendor.id, core.allSettings(vendor.id)]))),
    'POST /__control/settings': (_query, json) => {
      const { platform: id, ...patch } = settingsInput.parse(json);
      core.patchSettings(id, patch);
      return ok(core.allSettings(id));
    },
    'POST /__control/tokens/expire': (_query, json) => {
      const { platform: id, accountId } = tokensInput.parse(json);
      return ok({ expired: find(id)?.expireTokens({ accountId }) ?? 0 });
    },
    'POST /__control/tokens/revoke': (_query, json) => {
      const { platform: id, accountId } = tokensInput.parse(json);
      return ok({ revoked: find(id)?.revokeTokens({ accountId }) ?? 0 });
    },
    'POST /__control/tokens/withdraw-scopes': (_query, json) => {
      const { platform: id, accountId, scopes } = scopesInput.parse(json);
      return ok({ withdrawn: find(id)?.withdrawScopes({ accountId }, scopes) ?? 0 });
    },
    'POST /__control/containers/expire': (_query, json) => {
      const { platform: id, accountId } = containersInput.parse(json);
      return ok({ expired: find(id)?.expireContainers?.({ accountId }) ?? 0 });
    },
    'POST /__control/clock/advance': (_query, json) => {
      core.advance(clockInput.parse(json).ms);
      return ok({ now: new Date(core.now()).toISOString() });
    },
    'GET /__control/webhooks': () => ok({ webhooks: core.notices.list() }),
    'GET /__control/requests': (query) => ok({ requests: requests.list(requestsQuery.parse(query)) }),
    'GET /__control/requests/count': (query) => ok({ count: requests.count(requestsQuery.parse(query)) }),
    'POST /__control/reset': () => {
      for (const vendor of vendors) vendor.reset();
      core.resetState();
      faults.clear();
      requests.clear();
      return ok({});
    },
  };
}

function live(vendors: readonly Vendor[], filter: z.infer<typeof liveQuery>): LivePost[] {
  return vendors
    .filter((vendor) => filter.platform === undefined || vendor.id === filter.platform)
    .flatMap((vendor) => vendor.timeline())
    .filter((post) => filter.accountId === undefined || post.accountId === filter.accountId)
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
}

function countLive(posts: readonly LivePost[]) {
  const platforms = Object.fromEntries(SANDBOX_PLATFORMS.map((id) => [id, 0]));
  const accounts: Record<string, number> = {};
  for (const post of posts) {
    platforms[post.platform] = (platforms[post.platform] ?? 0) + 1;
    const key = `${post.platform}:${post.accountId}`;
    accounts[key] = (accounts[key] ?? 0) + 1;
  }
  return { total: posts.length, platforms, accounts };
}

function ok(json: unknown): SandboxResponse {
  return { status: 200, json };
}
