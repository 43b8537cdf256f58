/** An app that uses YouTube as its documentation says, for tests of the stand-in. */
import { afterEach, beforeEach, expect } from 'vitest';
import { sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type Answer, ask, CHALLENGE, VERIFIER } from './ask.ts';

export const API = 'https://www.googleapis.com';
export const GRANULE = 262_144;
export const HOUR_MS = 3_600_000;
export const SCOPES = ['youtube.upload', 'youtube.readonly', 'youtube.force-ssl'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);
export const REDIRECT = 'https://slipway.test/callback';

export const landscape = sampleMp4({ width: 1920, height: 1080, durationMs: 60_000, bytes: 3 * GRANULE + 1000 });
export const portrait = sampleMp4({ width: 1080, height: 1920, durationMs: 20_000 });

export let sandbox: TestSandbox;
export let token: string;
/** From now on the calls of this test carry another token. */
export function speakAs(another: string): void {
  token = another;
}

/** Gives every test of a file a sandbox and a token of its own. */
export function useYouTube(): void {
  beforeEach(async () => {
    sandbox = await startTestSandbox();
    token = (await connect()).access_token;
  });
  afterEach(() => sandbox[Symbol.asyncDispose]());
}

interface Tokens {
  access_token: string;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  expires_in: number;
  scope: string;
}

export async function consent(
  query: Record<string, string> = {},
  choice: { account?: string; scopes?: string[] } = {},
) {
  const url = new URL('https://accounts.google.com/o/oauth2/v2/auth');
  const asked = {
    client_id: 'client',
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: SCOPES.join(' '),
    access_type: 'offline',
    prompt: 'consent',
    state: 'xyz',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...query,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return sandbox.control.authorize(url.href, choice);
}

export function tokenCall(fields: Record<string, string>): Promise<Answer> {
  const form = new URLSearchParams({ client_id: 'client', client_secret: 'secret', ...fields });
  return ask(sandbox.at('https://oauth2.googleapis.com/token'), { method: 'POST', form });
}

export async function redeem(callback: URL): Promise<Tokens> {
  const code = callback.searchParams.get('code') ?? '';
  const answer = await tokenCall({
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
  });
  expect(answer.status).toBe(200);
  return answer.json as Tokens;
}

export async function connect(
  query: Record<string, string> = {},
  choice: { account?: string; scopes?: string[] } = {},
): Promise<Tokens> {
  return redeem(await consent(query, choice));
}

export const call = (method: string, path: string, json?: unknown) =>
  ask(sandbox.at(`${API}${path}`), { method, token, json });

export const metadata = (snippet: Record<string, unknown> = {}, status: Record<string, unknown> = {}) => ({
  snippet: {
    title: 'Roasting at dawn',
    description: 'From the harbour',
    tags: ['coffee', 'slow roast'],
    categoryId: '22',
    ...snippet,
  },
  status: { privacyStatus: 'public', selfDeclaredMadeForKids: false, ...status },
});

export function start(
  body: unknown,
  bytes: number,
  path = '/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status',
): Promise<Answer> {
  const headers = { 'x-upload-content-length': String(bytes), 'x-upload-content-type': 'video/mp4' };
  return ask(sandbox.at(`${API}${path}`), { method: 'POST', token, json: body, headers });
}

export async function session(bytes: number, body: unknown = metadata()): Promise<string> {
  const answer = await start(body, bytes);
  expect(answer.status).toBe(200);
  return answer.headers.location ?? '';
}

export const put = (url: string, bytes: Buffer, range?: string) =>
  ask(url, { method: 'PUT', body: bytes, headers: range === undefined ? {} : { 'content-range': range } });

export async function upload(bytes: Buffer = landscape, body: unknown = metadata()): Promise<string> {
  const answer = await put(await session(bytes.length, body), bytes);
  expect(answer.status).toBe(201);
  return answer.id();
}

export const video = async (id: string, part = 'status,processingDetails') =>
  (await call('GET', `/youtube/v3/videos?part=${part}&id=${id}`)).at('items.0');
