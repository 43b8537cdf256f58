/** The HTTP endpoints of X: requests, answers, and the meaning of refusals. */
import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { FormData } from 'undici';
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import type { HttpCall } from '../http-call.ts';
import { originOf } from '../kit/origins.ts';
import { refusePage } from '../kit/page.ts';
import type { AccountApi, Api } from '../platform.ts';
import { type HttpAnswer, isSuccess } from '../request.ts';
import type { Call } from './failures.ts';
import { reportQuota } from './quotas.ts';
import { type RefusalContext, refusal, unreadable } from './refusals.ts';

/** Ids are strings with numbers beyond 2^53; a small one may come as a number. */
export const vendorId = z.union([z.string().min(1), z.int().transform(String)]);
// `null` would be coerced to 0, and a lifetime of 0 seconds means media that has expired.
export const hint = z.preprocess((value) => value ?? undefined, z.coerce.number().optional().catch(undefined));
export const word = z.string().optional().catch(undefined);

const processingInfo = z.object({
  state: z.string().optional(),
  check_after_secs: hint,
  progress_percent: hint,
  // Not in the vendor's schema, but sent with `failed`.
  error: z.object({ code: hint, name: word, message: word }).optional().catch(undefined),
});
export type ProcessingInfo = z.output<typeof processingInfo>;

const ticketData = z.object({ id: vendorId, media_key: word, expires_after_secs: hint });
const initialized = z.object({ data: ticketData });
const uploaded = z.object({ data: ticketData.extend({ processing_info: processingInfo.nullish() }) });
const created = z.object({ data: z.object({ id: vendorId }) });

export interface UploadTicket {
  id: string;
  mediaKey: string | null;
  expiresAfterSecs: number | null;
}

export async function initializeUpload(
  api: Api,
  input: { media_type: string; total_bytes: number; media_category: string },
  signal: AbortSignal,
): Promise<UploadTicket> {
  const { data } = await ask(api, initialized, {
    endpoint: 'media.upload.initialize',
    method: 'POST',
    path: '/2/media/upload/initialize',
    body: { json: input },
    signal,
  });
  return ticket(data);
}

/** `TOO_LARGE`: the edge in front of X refused the size of the segment (an empty 413 or 431). */
export async function appendSegment(
  api: Api,
  input: { id: string; index: number; bytes: number; content: Readable },
  signal: AbortSignal,
): Promise<'SENT' | 'TOO_LARGE'> {
  const content = await buffer(addAbortSignal(signal, input.content));
  if (content.length !== input.bytes) {
    throw new PlatformFailure('INTERNAL', `storage returned ${content.length} bytes of ${input.bytes}`);
  }
  const multipart = new FormData();
  multipart.append('segment_index', String(input.index));
  multipart.append('media', new Blob([content], { type: 'application/octet-stream' }), 'segment');
  const call = {
    endpoint: 'media.upload.append',
    method: 'POST',
    path: `/2/media/upload/${input.id}/append`,
    body: { multipart },
    signal,
  } as const;
  const answer = await send(api, call);
  if (answer.status === 413 || answer.status === 431) return 'TOO_LARGE';
  if (!isSuccess(answer)) throw refusal(call.endpoint, answer, api.now(), grantOf(api));
  // A page under a 2xx: the segment is not there, and without it X refuses the whole file.
  refusePage(answer, call.endpoint);
  return 'SENT';
}

export async function finalizeUpload(
  api: Api,
  id: string,
  signal: AbortSignal,
): Promise<UploadTicket & { processing: ProcessingInfo | null }> {
  const { data } = await ask(api, uploaded, {
    endpoint: 'media.upload.finalize',
    method: 'POST',
    path: `/2/media/upload/${id}/finalize`,
    body: { empty: true },
    signal,
  });
  return { ...ticket(data), processing: data.processing_info ?? null };
}

/** `null` = nothing left to process. */
export async function uploadStatus(api: Api, id: string, signal: AbortSignal): Promise<ProcessingInfo | null> {
  const { data } = await ask(api, uploaded, {
    endpoint: 'media.upload.status',
    method: 'GET',
    path: '/2/media/upload',
    query: { command: 'STATUS', media_id: id },
    signal,
  });
  return data.processing_info ?? null;
}

export async function describeMedia(api: Api, id: string, altText: string, signal: AbortSignal): Promise<void> {
  const call = {
    endpoint: 'media.metadata',
    method: 'POST',
    path: '/2/media/metadata',
    body: { json: { id, metadata: { alt_text: { text: altText } } } },
    signal,
  } as const;
  const answer = await send(api, call);
  if (!isSuccess(answer)) throw refusal(call.endpoint, answer, api.now(), grantOf(api));
  api.http.onBilled({ item: 'media_metadata', resources: [id] });
}

/** The body of `POST /2/tweets`. X refuses fields that it does not know. */
export interface CreatePost {
  text?: string;
  media?: { media_ids: string[]; tagged_user_ids?: string[] };
  poll?: { options: string[]; duration_minutes: number };
  reply?: { in_reply_to_tweet_id: string };
  reply_settings?: string;
  made_with_ai?: true;
  paid_partnership?: true;
  community_id?: string;
  share_with_followers?: true;
}

/** The irreversible call. Without a clear answer the outcome stays open. */
export async function createPost(
  api: Api,
  body: CreatePost,
  context: { afterLostAnswer: boolean },
  signal: AbortSignal,
): Promise<string> {
  const call = {
    endpoint: 'tweets.create',
    method: 'POST',
    path: '/2/tweets',
    body: { json: body },
    signal,
  } as const;
  const answer = await send(api, call);
  reportQuota(api, answer);
  if (!isSuccess(answer))
    throw refusal(call.endpoint, answer, api.now(), { ...context, withMedia: body.media !== undefined });
  return read(api, call.endpoint, created, answer).data.id;
}

type PathCall = Omit<HttpCall, 'url' | 'endpoint'> & { endpoint: Call; path: string };

function grantOf({ account }: AccountApi): RefusalContext {
  const { scopes } = account.facts;
  return Array.isArray(scopes) ? { granted: scopes.map(String) } : {};
}

export async function send(api: AccountApi, { path, ...call }: PathCall): Promise<HttpAnswer> {
  return api.http.request({
    ...call,
    url: `${originOf(api.origins, 'api')}${path}`,
    headers: { authorization: `Bearer ${api.accessToken}` },
  });
}

async function ask<T>(api: Api, schema: z.ZodType<T>, call: PathCall): Promise<T> {
  return read(api, call.endpoint, schema, await send(api, call));
}

export function read<T>(api: AccountApi, endpoint: Call, schema: z.ZodType<T>, answer: HttpAnswer): T {
  if (!isSuccess(answer)) throw refusal(endpoint, answer, api.now(), grantOf(api));
  const parsed = schema.safeParse(answer.json);
  if (!parsed.success) throw unreadable(endpoint, answer, parsed.error);
  return parsed.data;
}

const ticket = (data: z.output<typeof initialized>['data']): UploadTicket => ({
  id: data.id,
  mediaKey: data.media_key ?? null,
  expiresAfterSecs: data.expires_after_secs ?? null,
});
