/** TikTok's JSON endpoints and their answers. Success is `error.code === 'ok'`, whatever the HTTP status says. */
import { z } from 'zod';
import type { PlatformFailure, VendorAnswer } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { Json } from '../platform.ts';
import { type Http, type HttpAnswer, retryAfter } from '../request.ts';
import { apiFailure, exhaustedQuota } from './failures.ts';

/** The part of `Api` that a call needs; OAuth's `identify` has it too. */
export interface Caller {
  http: Http;
  origins: Readonly<Record<string, string>>;
  accessToken: string;
  now(): Date;
}

// Every path ends with a slash; without it TikTok answers 404.
const ENDPOINTS = {
  userInfo: { name: 'user.info', method: 'GET', path: '/v2/user/info/' },
  videoQuery: { name: 'video.query', method: 'POST', path: '/v2/video/query/' },
  videoList: { name: 'video.list', method: 'POST', path: '/v2/video/list/' },
  creatorInfo: { name: 'creator_info.query', method: 'POST', path: '/v2/post/publish/creator_info/query/' },
  videoInit: { name: 'video.init', method: 'POST', path: '/v2/post/publish/video/init/' },
  inboxVideoInit: { name: 'inbox.video.init', method: 'POST', path: '/v2/post/publish/inbox/video/init/' },
  contentInit: { name: 'content.init', method: 'POST', path: '/v2/post/publish/content/init/' },
  statusFetch: { name: 'status.fetch', method: 'POST', path: '/v2/post/publish/status/fetch/' },
} as const;

const envelope = z.object({
  data: z.unknown().optional(),
  error: z.object({
    code: z.string(),
    message: z.string().nullish(),
    log_id: z.string().nullish(),
  }),
});

// Documented as numbers; the same digits in a string are accepted. Fields that are not needed and cannot be read are
// treated as absent: the answer may be about a live post, and one odd field must not make it unreadable.
const numeric = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const numericOrNone = numeric.nullish().catch(null);
const textOrNone = z.string().nullish().catch(null);
const flagOrNone = z.boolean().nullish().catch(null);

const creatorInfo = z.object({
  creator_username: textOrNone,
  creator_nickname: textOrNone,
  creator_avatar_url: textOrNone,
  // Without the list nothing can be checked here; the init call of TikTok decides.
  privacy_level_options: z.array(z.string()).nullish().catch(null),
  comment_disabled: flagOrNone,
  duet_disabled: flagOrNone,
  stitch_disabled: flagOrNone,
  max_video_post_duration_sec: numericOrNone,
});
export type CreatorInfo = z.output<typeof creatorInfo>;

const uploadSession = z.object({ publish_id: z.string().min(1), upload_url: z.url() });
const pullSession = z.object({ publish_id: z.string().min(1) });

// 64-bit ids: documented as numbers, seen as strings and as a bare value. Numbers beyond 2^53 arrive here as strings
// already.
export const postId = z.union([z.string(), z.number()]).transform(String);
const publishStatus = z
  .object({
    status: z.string(),
    fail_reason: textOrNone,
    publicaly_available_post_id: z.unknown().optional(),
    uploaded_bytes: numericOrNone,
  })
  .transform((data) => ({
    status: data.status,
    failReason: data.fail_reason ? data.fail_reason : null,
    uploadedBytes: data.uploaded_bytes ?? null,
    postIds: [data.publicaly_available_post_id]
      .flat()
      .flatMap((id) => postId.safeParse(id).data ?? [])
      .filter((id) => id !== '' && id !== '0'),
  }));
export type PublishStatus = z.output<typeof publishStatus>;

const userInfo = z.object({
  user: z.object({
    open_id: z.string().min(1),
    union_id: z.string().nullish(),
    avatar_url: z.string().nullish(),
    display_name: z.string().nullish(),
    username: z.string().nullish(),
    profile_deep_link: z.string().nullish(),
    is_verified: z.boolean().nullish(),
  }),
});
export type UserInfo = z.output<typeof userInfo>['user'];

const listedVideo = z.object({
  id: postId,
  title: textOrNone,
  video_description: textOrNone,
  create_time: numeric,
  share_url: textOrNone,
});
export type ListedVideo = z.output<typeof listedVideo>;
// An unreadable field is no match; the absence of a post from the list proves nothing.
const listedVideos = z.object({
  videos: z
    .array(z.unknown().transform((video) => listedVideo.safeParse(video).data))
    .transform((videos) => videos.filter((video) => video !== undefined))
    .nullish(),
});

/** The `FILE_UPLOAD` or `PULL_FROM_URL` body of an init endpoint, as the reference documents it. */
type InitBody = { readonly [key: string]: Json | undefined };

export function queryCreatorInfo(caller: Caller, signal: AbortSignal): Promise<CreatorInfo> {
  return call(caller, 'creatorInfo', { json: {}, signal }, creatorInfo);
}

export function initVideo(caller: Caller, mode: 'DIRECT' | 'INBOX', body: InitBody, signal: AbortSignal) {
  return call(caller, mode === 'DIRECT' ? 'videoInit' : 'inboxVideoInit', { json: body, signal }, uploadSession);
}

/** Irreversible: TikTok fetches the photos and publishes them without another call. */
export function initPhotos(caller: Caller, body: InitBody, signal: AbortSignal) {
  return call(caller, 'contentInit', { json: body, signal }, pullSession);
}

/** `null`: TikTok does not know this publish_id (any more). */
export async function fetchStatus(caller: Caller, id: string, signal: AbortSignal): Promise<PublishStatus | null> {
  const answer = await ask(caller, 'statusFetch', { json: { publish_id: id }, signal }, publishStatus);
  if ('data' in answer) return answer.data;
  if (answer.failure.vendor.code === 'invalid_publish_id') return null;
  throw answer.failure;
}

/** The newest public posts of the account, newest first; `null` when TikTok will not list (the scope is `video.list`). */
export async function listVideos(caller: Caller, signal: AbortSignal): Promise<readonly ListedVideo[] | null> {
  const query = { fields: 'id,title,video_description,create_time,share_url' };
  const answer = await ask(caller, 'videoList', { query, json: { max_count: 20 }, signal }, listedVideos);
  if ('data' in answer) return answer.data.videos ?? [];
  if (willNotAnswer(answer.failure)) return null;
  throw answer.failure;
}

// Whether TikTok answered and refuses for good: not for the token or the rate, which pass, nor the network or an
// outage.
function willNotAnswer({ kind, code, vendor: { httpStatus = 0 } }: PlatformFailure): boolean {
  if (kind === 'rejected' || code === 'SCOPE_MISSING') return true;
  return kind === 'unavailable' && httpStatus >= 400 && httpStatus < 500;
}

export async function fetchUser(caller: Caller, fields: readonly string[]): Promise<UserInfo> {
  return (await call(caller, 'userInfo', { query: { fields: fields.join(',') } }, userInfo)).user;
}

interface CallInput {
  query?: Readonly<Record<string, string>>;
  json?: Json;
  signal?: AbortSignal;
}

export async function call<T>(
  caller: Caller,
  endpoint: keyof typeof ENDPOINTS,
  input: CallInput,
  schema: z.ZodType<T>,
): Promise<T> {
  const answer = await ask(caller, endpoint, input, schema);
  if ('failure' in answer) throw answer.failure;
  return answer.data;
}

async function ask<T>(
  caller: Caller,
  endpoint: keyof typeof ENDPOINTS,
  input: CallInput,
  schema: z.ZodType<T>,
): Promise<{ data: T } | { failure: PlatformFailure }> {
  const { name, method, path } = ENDPOINTS[endpoint];
  const answer = await caller.http.request({
    endpoint: name,
    method,
    url: `${originOf(caller.origins, 'api')}${path}`,
    headers: { authorization: `Bearer ${caller.accessToken}` },
    ...(input.query !== undefined && { query: input.query }),
    ...(input.json !== undefined && { body: { json: input.json } }),
    ...(input.signal !== undefined && { signal: input.signal }),
  });
  const parsed = envelope.safeParse(answer.json);
  if (parsed.data?.error.code === 'ok') {
    const data = schema.safeParse(parsed.data.data);
    if (data.success) return { data: data.data };
    // "ok" without the promised fields: not an answer, and on an init call not a refusal either.
    return { failure: apiFailure(name, { httpStatus: answer.status }, caller.now()) };
  }
  const failure = apiFailure(name, vendorAnswer(answer, parsed.data), caller.now(), retryAfter(answer, caller.now()));
  const quota = exhaustedQuota(failure);
  if (quota !== null) caller.http.onQuota({ ...quota, remaining: 0 });
  return { failure };
}

function vendorAnswer(answer: HttpAnswer, body: z.output<typeof envelope> | undefined): VendorAnswer {
  return {
    httpStatus: answer.status,
    ...(body !== undefined && { code: body.error.code }),
    ...(body?.error.message && { message: body.error.message.slice(0, 500) }),
    ...(body?.error.log_id && { traceId: body.error.log_id }),
  };
}
