/** App-only access to X: the token that an app gets for itself, and the calls that take it. */
import { randomBytes } from 'node:crypto';
import type { Route, SandboxRequest, SandboxResponse } from '../core.ts';
import { basicClient, bearer, type OAuth } from '../oauth.ts';
import { refusable } from '../refusal.ts';
import { unauthorized } from './answers.ts';

/** `clientId` is the app that calls. */
export type AppCall = (request: SandboxRequest, clientId: string) => SandboxResponse | Promise<SandboxResponse>;

export interface XApp {
  token(request: SandboxRequest): SandboxResponse;
  /** The app behind a token of its own. */
  clientOf(token: string | undefined): string | undefined;
  /** Takes the token of the app; with `user`, also that of one of its users. */
  gate(call: AppCall, options?: { user: boolean }): Route['handler'];
  reset(): void;
}

export function createXApp(oauth: OAuth): XApp {
  const tokens = new Map<string, string>();

  const caller = (request: SandboxRequest, user: boolean): string => {
    const sent = bearer(request);
    const app = tokens.get(sent ?? '');
    if (app !== undefined) return app;
    const answer = oauth.access(sent);
    if (user && answer.ok) return answer.access.grant.clientId;
    throw unauthorized();
  };

  return {
    token: (request) => {
      const client = basicClient(request);
      const isKnown = client !== undefined && oauth.knowsClient(client);
      if (!isKnown || request.form?.get('grant_type') !== 'client_credentials') return notVerified();
      const token = `AAAA${randomBytes(40).toString('base64url')}`;
      tokens.set(token, client.id);
      return { status: 200, json: { token_type: 'bearer', access_token: token } };
    },
    clientOf: (token) => tokens.get(token ?? ''),
    gate: (call, { user } = { user: false }) => refusable((request) => call(request, caller(request, user))),
    reset: () => tokens.clear(),
  };
}

const notVerified = (): SandboxResponse => ({
  status: 403,
  json: { errors: [{ code: 99, message: 'Unable to verify your credentials', label: 'authenticity_token_error' }] },
});
