/** An app that uses X as its documentation says, for tests of the stand-in. */
import { FormData } from 'undici';
import { afterEach, beforeEach, expect } from 'vitest';
import { sampleMp4, samplePng } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type Answer, ask, CHALLENGE, VERIFIER } from './ask.ts';

export const API = 'https://api.x.com';
export const MIB = 1024 * 1024;
export const MINUTE_MS = 60_000;
export const REDIRECT = 'https://slipway.test/callback';
export const SCOPE = 'tweet.read tweet.write users.read media.write offline.access';
export const EPOCH_MS = 1_288_834_974_657;
export const BASIC = { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` };

export const clip = sampleMp4({ durationMs: 10_000, bytes: Math.round(2.4 * MIB) });
export const photo = samplePng({ width: 800, height: 600 });

export let sandbox: TestSandbox;
export let token: string;
/** From now on the calls of this test carry another token. */
export function speakAs(another: string): void {
  token = another;
}

/** Gives every test of a file a sandbox and a token of its own. */
export function useX(): void {
  beforeEach(async () => {
    sandbox = await startTestSandbox();
    token = (await connect()).id('access_token');
  });
  afterEach(() => sandbox[Symbol.asyncDispose]());
}

export async function consent(
  query: Record<string, string> = {},
  choice: { account?: string; deny?: boolean } = {},
): Promise<URL> {
  const url = new URL('https://x.com/i/oauth2/authorize');
  const asked = {
    response_type: 'code',
    client_id: 'client',
    redirect_uri: REDIRECT,
    scope: SCOPE,
    state: 'xyz',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...query,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return sandbox.control.authorize(url.href, choice);
}

export const tokenCall = (fields: Record<string, string>, headers: Record<string, string> = BASIC) =>
  ask(sandbox.at(`${API}/2/oauth2/token`), { method: 'POST', form: new URLSearchParams(fields), headers });

export async function connect(query: Record<string, string> = {}, choice: { account?: string } = {}): Promise<Answer> {
  const code = (await consent(query, choice)).searchParams.get('code') ?? '';
  return tokenCall({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER });
}

export const call = (method: string, path: string, json?: unknown) =>
  ask(sandbox.at(`${API}${path}`), { method, token, json });
export const post = (body: unknown) => call('POST', '/2/tweets', body);
export const myId = async () => (await call('GET', '/2/users/me')).id('data.id');

export function append(id: string, segment: number, chunk: Buffer): Promise<Answer> {
  const form = new FormData();
  form.set('segment_index', String(segment));
  form.set('media', new Blob([new Uint8Array(chunk)]), 'chunk');
  return ask(sandbox.at(`${API}/2/media/upload/${id}/append`), { method: 'POST', token, body: form });
}

export async function initialize(bytes: Buffer, type: string, category: string): Promise<string> {
  const answer = await call('POST', '/2/media/upload/initialize', {
    media_type: type,
    total_bytes: bytes.length,
    media_category: category,
  });
  expect(answer.json).toMatchObject({
    data: { media_key: expect.stringMatching(/^\d+_\d+$/), expires_after_secs: 86_400 },
  });
  return answer.id('data.id');
}

/** A whole upload; a video is also waited for. */
export async function upload(bytes: Buffer, type = 'image/png', category = 'tweet_image'): Promise<string> {
  const id = await initialize(bytes, type, category);
  for (let at = 0; at < bytes.length; at += MIB) await append(id, at / MIB, bytes.subarray(at, at + MIB));
  const done = await call('POST', `/2/media/upload/${id}/finalize`);
  expect(done.status).toBe(200);
  if (done.at('data.processing_info') !== undefined) await status(id);
  return id;
}

export const status = (id: string) => call('GET', `/2/media/upload?command=STATUS&media_id=${id}`);
