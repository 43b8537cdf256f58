/** An app that uses Instagram as its documentation says, for tests of the stand-in. */
import { request } from 'undici';
import type { TestSandbox } from '../support/sandbox.ts';

export const CALLBACK = 'https://app.example/callback';
const ALL_SCOPES = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_comments',
  'instagram_business_manage_insights',
];

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** As JSON.parse gave it: a wrong shape fails the assertion that follows. */
  json: ReturnType<typeof JSON.parse>;
}

export async function send(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  options: { headers?: Record<string, string>; json?: unknown; form?: Record<string, string>; body?: Buffer } = {},
): Promise<Answer> {
  const { json, form, body } = options;
  const type =
    json !== undefined
      ? { 'content-type': 'application/json; charset=UTF-8' }
      : form && { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = json !== undefined ? JSON.stringify(json) : form ? new URLSearchParams(form).toString() : body;
  const answer = await request(url, {
    method,
    headers: { ...type, ...options.headers },
    ...(payload !== undefined && { body: payload }),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type']).includes('json');
  return { status: answer.statusCode, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export function authorizeUrl(scopes: readonly string[] = ALL_SCOPES): string {
  const query = new URLSearchParams({
    client_id: 'app-1',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: scopes.join(','),
    state: 'xyz',
  });
  return `https://www.instagram.com/oauth/authorize?${query}`;
}

export function codeOf(callback: URL): string {
  return callback.searchParams.get('code') ?? '';
}

export const codeForm = (code: string) => ({
  client_id: 'app-1',
  client_secret: 'secret-1',
  grant_type: 'authorization_code',
  redirect_uri: CALLBACK,
  code,
});

export interface InstagramApp {
  token: string;
  igId: string;
  get(path: string): Promise<Answer>;
  post(path: string, fields: Record<string, unknown>): Promise<Answer>;
  /** Polls until the container leaves IN_PROGRESS and answers its last status code. */
  ready(containerId: string): Promise<string>;
  /** Container, poll, publish: answers the media id. */
  publish(fields: Record<string, unknown>): Promise<string>;
}

export async function connectInstagram(
  sandbox: TestSandbox,
  choice: { account?: string; scopes?: readonly string[] } = {},
): Promise<InstagramApp> {
  const callback = await sandbox.control.authorize(authorizeUrl(), choice);
  const short = await send('POST', sandbox.at('https://api.instagram.com/oauth/access_token'), {
    form: codeForm(codeOf(callback)),
  });
  const exchange = new URLSearchParams({
    grant_type: 'ig_exchange_token',
    client_secret: 'secret-1',
    access_token: short.json.data[0].access_token,
  });
  const long = await send('GET', sandbox.at(`https://graph.instagram.com/access_token?${exchange}`));
  const token: string = long.json.access_token;
  const at = (path: string) => sandbox.at(`https://graph.instagram.com/v27.0${path}`);
  const headers = { authorization: `Bearer ${token}` };
  const app: InstagramApp = {
    token,
    igId: '',
    get: (path) => send('GET', at(path), { headers }),
    post: (path, fields) => send('POST', at(path), { headers, json: fields }),
    ready: async (containerId) => {
      for (;;) {
        const { json } = await app.get(`/${containerId}?fields=status_code,status`);
        if (json.status_code !== 'IN_PROGRESS') return json.status_code;
      }
    },
    publish: async (fields) => {
      const container = await app.post(`/${app.igId}/media`, fields);
      await app.ready(container.json.id);
      const published = await app.post(`/${app.igId}/media_publish`, { creation_id: container.json.id });
      return published.json.id;
    },
  };
  app.igId = (await app.get('/me?fields=user_id')).json.user_id;
  return app;
}
