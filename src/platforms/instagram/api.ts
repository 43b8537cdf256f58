/** The endpoints of Instagram (Graph API with Instagram Login): requests and answers. */
import { z } from 'zod';
import { type CallOptions, type Graph, graph, inEnvelope } from './graph.ts';

// Ids are almost always strings, but bare numbers have been seen.
const vendorId = z.union([z.string().min(1), z.number().transform(String)]);
const numeric = z.union([z.number(), z.string().min(1).transform(Number)]).pipe(z.number());

/* ---------------------------------------------------------------- containers ---- */

/** Fields of `POST /{ig}/media`. Sent as JSON, so links with `&` and captions with `#` survive as they are. */
export interface ContainerFields {
  media_type?: 'REELS' | 'STORIES' | 'CAROUSEL' | 'VIDEO' | undefined;
  image_url?: string | undefined;
  video_url?: string | undefined;
  is_carousel_item?: true | undefined;
  children?: readonly string[] | undefined;
  caption?: string | undefined;
  alt_text?: string | undefined;
  cover_url?: string | undefined;
  thumb_offset?: number | undefined;
  share_to_feed?: boolean | undefined;
  audio_name?: string | undefined;
  collaborators?: readonly string[] | undefined;
  user_tags?: readonly { username: string; x?: number | undefined; y?: number | undefined }[] | undefined;
  location_id?: string | undefined;
  trial_params?: { graduation_strategy: string } | undefined;
  is_ai_generated?: boolean | undefined;
}

const created = z.object({ id: vendorId });

export function createContainer(api: Graph, accountId: string, fields: ContainerFields, options: CallOptions) {
  return graph(api, created, {
    ...options,
    endpoint: 'media',
    what: 'Instagram refused the media container',
    path: `${accountId}/media`,
    json: fields,
  });
}

export interface ContainerState {
  /** Upper case; empty when Instagram has not said anything yet. */
  statusCode: string;
  status: string;
}

const containerState = z.object({ status_code: z.string().nullish(), status: z.string().nullish() }).transform(
  (answer): ContainerState => ({
    statusCode: (answer.status_code ?? '').trim().toUpperCase(),
    status: answer.status ?? '',
  }),
);

export function readContainer(api: Graph, containerId: string, options: CallOptions) {
  return graph(api, containerState, {
    ...options,
    endpoint: 'container_status',
    what: 'Instagram did not tell the state of the container',
    path: containerId,
    query: { fields: 'status_code,status' },
    container: true,
  });
}

export function publishContainer(api: Graph, accountId: string, containerId: string, options: CallOptions) {
  return graph(api, created, {
    ...options,
    endpoint: 'media_publish',
    what: 'Instagram refused to publish',
    path: `${accountId}/media_publish`,
    json: { creation_id: containerId },
    role: 'COMMIT',
    container: true,
  });
}

const limitAnswer = z.object({
  quota_usage: numeric.nullish(),
  config: z.object({ quota_total: numeric.nullish() }).nullish(),
});

export async function readPublishingLimit(api: Graph, accountId: string, options: CallOptions) {
  const limit = await graph(api, inEnvelope(limitAnswer), {
    ...options,
    endpoint: 'content_publishing_limit',
    what: 'Instagram did not tell the publishing limit',
    path: `${accountId}/content_publishing_limit`,
    query: { fields: 'quota_usage,config' },
  });
  return { used: limit.quota_usage ?? null, total: limit.config?.quota_total ?? null };
}

/* ---------------------------------------------------------------- published media ---- */

const media = z.object({
  id: vendorId,
  caption: z.string().nullish(),
  timestamp: z.string().nullish(),
  permalink: z.string().nullish(),
  shortcode: z.string().nullish(),
  media_type: z.string().nullish(),
  media_product_type: z.string().nullish(),
});
export type PublishedMedia = z.output<typeof media>;

/** The newest media of the account. Stories have a list of their own. */
export async function listMedia(api: Graph, accountId: string, edge: 'media' | 'stories', options: CallOptions) {
  const { data } = await graph(api, z.object({ data: z.array(media) }), {
    ...options,
    endpoint: edge === 'media' ? 'media.list' : 'stories.list',
    what: 'Instagram did not list the media of the account',
    path: `${accountId}/${edge}`,
    query: { fields: 'id,caption,timestamp,permalink,shortcode,media_type,media_product_type', limit: 50 },
  });
  return data;
}

export function readMedia(api: Graph, mediaId: string, options: CallOptions) {
  return graph(api, media, {
    ...options,
    endpoint: 'media.read',
    what: 'Instagram did not show the published media',
    path: mediaId,
    query: { fields: 'id,permalink,shortcode,timestamp' },
  });
}

export function createComment(api: Graph, mediaId: string, message: string, options: CallOptions) {
  return graph(api, created, {
    ...options,
    endpoint: 'comments.create',
    what: 'Instagram refused the comment',
    path: `${mediaId}/comments`,
    json: { message },
    role: 'COMMIT',
  });
}

const comments = z.object({
  data: z.array(z.object({ id: vendorId, text: z.string().nullish(), timestamp: z.string().nullish() })),
  paging: z
    .object({ cursors: z.object({ after: z.string().nullish() }).nullish(), next: z.string().nullish() })
    .nullish(),
});

export function listComments(api: Graph, mediaId: string, after: string | undefined, options: CallOptions) {
  return graph(api, comments, {
    ...options,
    endpoint: 'comments.list',
    what: 'Instagram did not list the comments',
    path: `${mediaId}/comments`,
    query: { fields: 'id,text,timestamp', limit: 50, after },
  });
}

export function setCommentsEnabled(api: Graph, mediaId: string, enabled: boolean, options: CallOptions) {
  return graph(api, z.looseObject({}), {
    ...options,
    endpoint: 'media.update',
    what: 'Instagram did not switch the comments',
    path: mediaId,
    json: { comment_enabled: enabled },
  });
}

/* ---------------------------------------------------------------- account ---- */

const profile = z.object({
  user_id: vendorId,
  id: vendorId.nullish(),
  username: z.string().nullish(),
  name: z.string().nullish(),
  account_type: z.string().nullish(),
  profile_picture_url: z.string().nullish(),
  followers_count: numeric.nullish(),
  media_count: numeric.nullish(),
});

/** `user_id` is the id that publishes; `id` is the app-scoped one, by which Meta names the account when it loses the app. */
export function readMe(api: Graph) {
  return graph(api, inEnvelope(profile), {
    endpoint: 'me',
    what: 'Instagram did not tell whose token this is',
    path: 'me',
    query: { fields: 'user_id,id,username,name,account_type,profile_picture_url,followers_count,media_count' },
  });
}
