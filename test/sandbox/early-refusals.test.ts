import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { ask, CHALLENGE, VERIFIER } from './ask.ts';

/**
 * A stand-in may say no before it has read the body, or in the middle of it. The client must get that answer, and its
 * connection must serve the next request, whatever is left of the body.
 */

const MIB = 1024 * 1024;
const REDIRECT = 'https://slipway.test/callback';
const UPLOAD = 'https://www.googleapis.com/upload/youtube/v3';

let sandbox: TestSandbox;
let agent: Agent;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  await sandbox[Symbol.asyncDispose]();
});

interface Sent {
  status: number | undefined;
  /** The client's end of the connection. */
  port: number | undefined;
}

function send(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(sandbox.at(url), { method, agent, headers }, (answer) => {
      const port = answer.socket.localPort;
      answer.resume().once('end', () => resolve({ status: answer.statusCode, port }));
    });
    sent.once('error', reject).end(body);
  });
}

const related = (metadata: string, media: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `--cut\r\nContent-Type: application/json\r\n\r\n${metadata}\r\n--cut\r\nContent-Type: video/mp4\r\n\r\n`,
    ),
    media,
    Buffer.from('\r\n--cut--'),
  ]);

async function tokenOf(authorize: string, token: string, scope: string): Promise<string> {
  const url = new URL(authorize);
  const asked = { client_id: 'client', redirect_uri: REDIRECT, response_type: 'code', scope, state: 'xyz' };
  const pkce = { code_challenge: CHALLENGE, code_challenge_method: 'S256' };
  for (const [name, value] of Object.entries({ ...asked, ...pkce })) url.searchParams.set(name, value);
  const code = (await sandbox.control.authorize(url.href)).searchParams.get('code') ?? '';
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT });
  form.set('code_verifier', VERIFIER);
  const secret = token.includes('google') ? { client_id: 'client', client_secret: 'secret' } : {};
  for (const [name, value] of Object.entries(secret)) form.set(name, value);
  const headers = { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` };
  return (await ask(sandbox.at(token), { method: 'POST', form, headers })).id('access_token');
}

const google = async () => ({
  authorization: `Bearer ${await tokenOf('https://accounts.google.com/o/oauth2/v2/auth', 'https://oauth2.googleapis.com/token', 'https://www.googleapis.com/auth/youtube.force-ssl https://www.googleapis.com/auth/youtube.upload')}`,
});
const x = async () => ({
  authorization: `Bearer ${await tokenOf('https://x.com/i/oauth2/authorize', 'https://api.x.com/2/oauth2/token', 'media.write')}`,
});
const nobody = async () => ({});

interface Case {
  name: string;
  who(): Promise<IncomingHttpHeaders>;
  method?: string;
  url: string;
  headers?: IncomingHttpHeaders;
  body(size: number): Buffer;
  status: number;
}

const parts = { 'content-type': 'multipart/related; boundary=cut' };
const CASES: readonly Case[] = [
  {
    name: 'a video in two parts whose title is refused',
    who: google,
    url: `${UPLOAD}/videos?uploadType=multipart&part=snippet`,
    headers: parts,
    body: (size) => related('{"snippet":{"title":"<b>"}}', Buffer.alloc(size)),
    status: 400,
  },
  {
    name: 'a video in two parts whose metadata is no JSON',
    who: google,
    url: `${UPLOAD}/videos?uploadType=multipart&part=snippet`,
    headers: parts,
    body: (size) => related('{', Buffer.alloc(size)),
    status: 400,
  },
  {
    name: 'a video in two parts from nobody',
    who: nobody,
    url: `${UPLOAD}/videos?uploadType=multipart&part=snippet`,
    headers: parts,
    body: (size) => related('{}', Buffer.alloc(size)),
    status: 401,
  },
  {
    name: 'a video that calls itself a text',
    who: google,
    url: `${UPLOAD}/videos?uploadType=media&part=snippet`,
    headers: { 'content-type': 'text/plain' },
    body: (size) => Buffer.alloc(size),
    status: 400,
  },
  {
    name: 'metadata without end',
    who: google,
    url: `${UPLOAD}/videos?uploadType=resumable&part=snippet`,
    headers: { 'content-type': 'application/json' },
    body: (size) => Buffer.alloc(size, ' '),
    status: 413,
  },
  {
    name: 'bytes of an upload session that does not exist',
    who: google,
    method: 'PUT',
    url: `${UPLOAD}/videos?upload_id=none`,
    body: (size) => Buffer.alloc(size),
    status: 404,
  },
  {
    name: 'a thumbnail of no video',
    who: google,
    url: `${UPLOAD}/thumbnails/set?videoId=none&uploadType=media`,
    headers: { 'content-type': 'image/jpeg' },
    body: (size) => Buffer.alloc(size),
    status: 404,
  },
  {
    name: 'a caption track of no video',
    who: google,
    url: `${UPLOAD}/captions?part=snippet&uploadType=multipart`,
    headers: parts,
    body: (size) => related('{"snippet":{}}', Buffer.alloc(size)),
    status: 400,
  },
  {
    name: 'a segment of no upload',
    who: x,
    url: 'https://api.x.com/2/media/upload/1/append',
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
    body: (size) => Buffer.alloc(size),
    status: 400,
  },
  {
    name: 'a segment that is too large',
    who: x,
    url: 'https://api.x.com/2/media/upload/1/append',
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
    body: (size) => Buffer.alloc(8 * size),
    status: 413,
  },
  {
    name: 'a segment from nobody',
    who: nobody,
    url: 'https://api.x.com/2/media/upload/1/append',
    headers: { 'content-type': 'multipart/form-data; boundary=cut' },
    body: (size) => Buffer.alloc(size),
    status: 401,
  },
  {
    name: 'a chunk of no upload',
    who: nobody,
    method: 'PUT',
    url: 'https://open-upload.tiktokapis.com/video/?upload_id=none&upload_token=none',
    headers: { 'content-type': 'video/mp4' },
    body: (size) => Buffer.alloc(size),
    status: 404,
  },
];

describe('what is refused before its body was read', () => {
  test.each(CASES)('leaves the connection usable: $name', async ({ who, method, url, headers, body, status }) => {
    const sender = await who();
    const refused = await send(method ?? 'POST', url, { ...sender, ...headers }, body(4 * MIB));
    expect(refused.status).toBe(status);
    const next = await send('GET', 'https://www.googleapis.com/youtube/v3/videos?part=id', {}, Buffer.alloc(0));
    expect(next).toEqual({ status: 401, port: refused.port });
  });

  test('bytes beyond the announced range are refused in the middle, and the connection goes on', async () => {
    const sender = await google();
    const opened = await ask(sandbox.at(`${UPLOAD}/videos?uploadType=resumable&part=snippet`), {
      method: 'POST',
      json: { snippet: { title: 'Too long' } },
      headers: { authorization: sender.authorization ?? '' },
    });
    const session = opened.headers.location ?? '';
    // Without a length of its own, as a client that streams sends it.
    const headers = { 'content-range': 'bytes 0-262143/262144', 'transfer-encoding': 'chunked' };
    const refused = await send('PUT', session, headers, Buffer.alloc(4 * MIB));
    expect(refused.status).toBe(400);
    const next = await send('GET', 'https://www.googleapis.com/youtube/v3/videos?part=id', {}, Buffer.alloc(0));
    expect(next).toEqual({ status: 401, port: refused.port });
  });
});
