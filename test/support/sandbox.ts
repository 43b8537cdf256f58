/** Starts a sandbox for a test and speaks its control API with types. */
import { request } from 'undici';
import type { AccountChange } from '../../sandbox/account-changes.ts';
import type { LivePost, SandboxPlatform, Vanishing } from '../../sandbox/core.ts';
import type { Fault, FaultInput } from '../../sandbox/faults.ts';
import type { RequestRecord } from '../../sandbox/requests.ts';
import { type SandboxOptions, startSandbox } from '../../sandbox/server.ts';

export interface SandboxControl {
  live(filter?: { platform?: SandboxPlatform; accountId?: string }): Promise<LivePost[]>;
  fault(input: FaultInput): Promise<Fault>;
  faults(): Promise<Fault[]>;
  clearFaults(): Promise<void>;
  settings(platform: SandboxPlatform, patch: Record<string, unknown>): Promise<Record<string, unknown>>;
  expireTokens(platform: SandboxPlatform, accountId?: string): Promise<number>;
  revokeTokens(platform: SandboxPlatform, accountId?: string): Promise<number>;
  withdrawScopes(platform: SandboxPlatform, scopes: readonly string[], accountId?: string): Promise<number>;
  /** Of all accounts of the platform, or of one. */
  changeAccount(platform: SandboxPlatform, change: AccountChange, accountId?: string): Promise<number>;
  expireContainers(accountId?: string): Promise<number>;
  /** Of a post or an account, by the names of the vendor's fields; `null` = the vendor does not tell it. */
  figures(platform: SandboxPlatform, id: string, figures: Readonly<Record<string, number | null>>): Promise<void>;
  /** A post is deleted, or hidden from its audience, in the app of the platform. */
  vanish(platform: SandboxPlatform, id: string, how?: Vanishing): Promise<boolean>;
  advance(ms: number): Promise<void>;
  requests(filter?: { operation?: string; limit?: number }): Promise<RequestRecord[]>;
  requestCount(operation?: string): Promise<number>;
  accounts(): Promise<{ platform: SandboxPlatform; id: string; username: string; displayName: string }[]>;
  reset(): Promise<void>;
  /** Goes through the consent page as a person would and answers the callback URL the browser was sent to. */
  authorize(
    authorizationUrl: string,
    choice?: { account?: string; deny?: boolean; scopes?: readonly string[] },
  ): Promise<URL>;
}

export interface TestSandbox extends AsyncDisposable {
  origin: string;
  control: SandboxControl;
  /** The address under which a vendor's URL is served here: `at('https://graph.instagram.com/v27.0/me')`. */
  at(vendorUrl: string): string;
}

export async function startTestSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const defects: unknown[] = [];
  const sandbox = await startSandbox({
    onDefect: (error) => defects.push(error),
    // A typo of ours that the vendor would pass over in silence fails a test.
    parameters: 'strict',
    ...options,
  });
  return {
    origin: sandbox.origin,
    control: sandboxControl(sandbox.origin),
    at: (vendorUrl) => localAddress(sandbox.origin, vendorUrl),
    [Symbol.asyncDispose]: async () => {
      await sandbox[Symbol.asyncDispose]();
      if (defects.length > 0) throw new AggregateError(defects, 'the sandbox itself failed');
    },
  };
}

/** The control client alone, for a sandbox that runs in a process of its own. */
export function sandboxControl(origin: string): SandboxControl {
  const call = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> => {
    const answer = await request(`${origin}/__control/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (answer.statusCode !== 200)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${await answer.body.text()}`);
    return (await answer.body.json()) as T;
  };
  return {
    live: async (filter = {}) => (await call<{ posts: LivePost[] }>('GET', `live?${query(filter)}`)).posts,
    fault: async (input) => (await call<{ fault: Fault }>('POST', 'faults', input)).fault,
    faults: async () => (await call<{ faults: Fault[] }>('GET', 'faults')).faults,
    clearFaults: async () => void (await call('DELETE', 'faults')),
    settings: (platform, patch) => call('POST', 'settings', { platform, ...patch }),
    expireTokens: async (platform, accountId) =>
      (await call<{ expired: number }>('POST', 'tokens/expire', { platform, accountId })).expired,
    revokeTokens: async (platform, accountId) =>
      (await call<{ revoked: number }>('POST', 'tokens/revoke', { platform, accountId })).revoked,
    withdrawScopes: async (platform, scopes, accountId) =>
      (await call<{ withdrawn: number }>('POST', 'tokens/withdraw-scopes', { platform, accountId, scopes })).withdrawn,
    changeAccount: async (platform, change, accountId) =>
      (await call<{ changed: number }>('POST', 'accounts', { platform, accountId, ...change })).changed,
    expireContainers: async (accountId) =>
      (await call<{ expired: number }>('POST', 'containers/expire', { platform: 'INSTAGRAM', accountId })).expired,
    figures: async (platform, id, figures) => void (await call('POST', 'figures', { platform, id, figures })),
    vanish: async (platform, id, how) =>
      (await call<{ vanished: boolean }>('POST', 'posts/vanish', { platform, id, how })).vanished,
    advance: async (ms) => void (await call('POST', 'clock/advance', { ms })),
    requests: async (filter = {}) =>
      (await call<{ requests: RequestRecord[] }>('GET', `requests?${query(filter)}`)).requests,
    requestCount: async (operation) =>
      (await call<{ count: number }>('GET', `requests/count?${query({ operation })}`)).count,
    accounts: async () =>
      (await call<{ accounts: Awaited<ReturnType<SandboxControl['accounts']>> }>('GET', 'accounts')).accounts,
    reset: async () => void (await call('POST', 'reset', {})),
    authorize: async (authorizationUrl, choice = {}) => {
      const url = new URL(localAddress(origin, authorizationUrl));
      url.searchParams.set('sandbox_account', choice.account ?? 'first');
      if (choice.deny === true) url.searchParams.set('sandbox_deny', '1');
      if (choice.scopes !== undefined) url.searchParams.set('sandbox_scopes', choice.scopes.join(','));
      const answer = await request(url);
      const text = await answer.body.text();
      if (answer.statusCode !== 302) throw new Error(`consent was refused: ${answer.statusCode} ${text}`);
      return new URL(String(answer.headers.location));
    },
  };
}

function localAddress(origin: string, vendorUrl: string): string {
  return vendorUrl.startsWith(origin) ? vendorUrl : vendorUrl.replace(/^https:\//, origin);
}

function query(filter: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) search.set(name, String(value));
  return search.toString();
}
