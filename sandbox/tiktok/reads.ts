/** What TikTok tells about a publication, a creator's public videos and the creator. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { body, type Creator, fieldsOf, ok, pick, refuse, type Session } from './api.ts';
import type { InitRules } from './inits.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import type { Settings } from './settings.ts';

const USER_FIELDS: Record<string, string> = {
  ...Object.fromEntries(
    ['open_id', 'union_id', 'avatar_url', 'avatar_url_100', 'avatar_large_url', 'display_name'].map((name) => [
      name,
      'user.info.basic',
    ]),
  ),
  ...Object.fromEntries(
    ['bio_description', 'profile_deep_link', 'profile_web_link', 'is_verified', 'username'].map((name) => [
      name,
      'user.info.profile',
    ]),
  ),
  ...Object.fromEntries(
    ['follower_count', 'following_count', 'likes_count', 'video_count'].map((name) => [name, 'user.info.stats']),
  ),
};
const VIDEO_FIELDS = [
  ...['id', 'title', 'video_description', 'create_time', 'cover_image_url', 'share_url', 'duration', 'height', 'width'],
  ...['like_count', 'comment_count', 'share_count', 'view_count', 'embed_link', 'embed_html'],
];

export function status(publication: Publication, { state, settings }: InitRules): SandboxResponse {
  const { source, live, failure, received, completeAt, flow, privacy } = publication;
  const file = source.kind === 'FILE';
  const bytes = file ? { uploaded_bytes: received } : { downloaded_bytes: received };
  const finished = completeAt !== undefined && publication.reads >= state.settings('TIKTOK').processingPolls;
  // Polls count from the last byte on: an upload that is polled while it runs is not done sooner.
  if (completeAt !== undefined) publication.reads += 1;
  if (failure !== undefined && (finished || completeAt === undefined || failure === 'publish_cancelled')) {
    return ok({ status: 'FAILED', fail_reason: failure, ...bytes });
  }
  if (live === undefined || !finished)
    return ok({ status: file ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD', ...bytes });
  const isInbox = flow === 'INBOX_VIDEO' || flow === 'INBOX_PHOTO';
  const { inboxPolls } = settings();
  if (isInbox && (inboxPolls === null || publication.inboxReads++ < inboxPolls))
    return ok({ status: 'SEND_TO_USER_INBOX', ...bytes });
  // Whoever publishes from the inbox here does it for everybody to see.
  const told = (isInbox || privacy === 'PUBLIC_TO_EVERYONE') && state.now() - live.at >= settings().publicIdDelayMs;
  if (!told) return ok({ status: 'PUBLISH_COMPLETE', ...bytes });
  const { id } = live.post;
  const ids = { numbers: `[${id}]`, strings: `["${id}"]`, bare: id }[settings().postIdShape];
  return ok(`{"status":"PUBLISH_COMPLETE","publicaly_available_post_id":${ids},${JSON.stringify(bytes).slice(1)}`);
}

type Shown = Publication & { live: NonNullable<Publication['live']> };

function publicPosts(publications: Publications, creator: Creator, settings: Settings): Shown[] {
  return publications
    .of(creator)
    .filter((one): one is Shown => one.live !== undefined && one.privacy === 'PUBLIC_TO_EVERYONE')
    .filter((one) => one.flow === 'DIRECT_VIDEO' || (one.flow === 'DIRECT_PHOTO' && settings.listPhotos));
}

export function videoList(
  session: Session,
  request: SandboxRequest,
  { publications, settings, state }: InitRules,
): SandboxResponse {
  const fields = fieldsOf(request, VIDEO_FIELDS);
  const { max_count: max, cursor } = body(
    request,
    z.strictObject({ max_count: z.int().min(1).max(20).default(10), cursor: z.int().optional() }),
    state,
  );
  const { hideFreshMs, hideFreshReads } = state.settings('TIKTOK');
  const posts = publicPosts(publications, session.creator, settings());
  for (const { live } of posts) live.listed += 1;
  const shown = posts
    .filter(({ live }) => state.now() - live.at >= hideFreshMs && live.listed > hideFreshReads)
    .filter(({ live }) => cursor === undefined || live.at < cursor)
    .toSorted((a, b) => b.live.at - a.live.at);
  const page = shown.slice(0, max);
  const videos = page.map(({ live }) => pick(videoNode(live.post, live.at, state), fields));
  return ok({ videos, cursor: page.at(-1)?.live.at ?? cursor ?? 0, has_more: shown.length > page.length });
}

/** An audience that grows by the minute and differs from post to post. */
function videoNode(
  post: { id: string; text: string; permalink: string },
  at: number,
  state: SandboxState,
): Record<string, unknown> {
  const views = 120 + Math.floor((state.now() - at) / 60_000) * (Number(BigInt(post.id) % 23n) + 4);
  return {
    id: post.id,
    title: post.text,
    video_description: post.text,
    create_time: Math.floor(at / 1000),
    cover_image_url: `https://p16-sign.tiktokcdn.com/${post.id}.jpeg`,
    share_url: `${post.permalink}?utm_campaign=sandbox`,
    embed_link: `https://www.tiktok.com/player/v1/${post.id}`,
    embed_html: `<iframe src="https://www.tiktok.com/player/v1/${post.id}"></iframe>`,
    duration: 15,
    height: 1024,
    width: 576,
    ...state.told('TIKTOK', post.id, {
      like_count: Math.floor(views / 40),
      comment_count: Math.floor(views / 120),
      share_count: Math.floor(views / 150),
      view_count: views,
    }),
  };
}

export function userInfo(
  { grant, creator }: Session,
  request: SandboxRequest,
  { publications, state }: InitRules,
): SandboxResponse {
  const change = state.accountChange('TIKTOK', creator.id);
  const handle = change.username ?? creator.handle;
  const fields = fieldsOf(request, Object.keys(USER_FIELDS));
  const missing = fields.find((name) => !grant.scopes.includes(USER_FIELDS[name] ?? ''));
  if (missing !== undefined) refuse('scope_not_authorized', missing);
  const avatar = change.avatarUrl ?? `https://p16-sign.tiktokcdn.com/${creator.handle}.jpeg`;
  const user = {
    open_id: change.externalId ?? creator.id,
    union_id: `union${creator.id}`,
    avatar_url: avatar,
    avatar_url_100: avatar,
    avatar_large_url: avatar,
    display_name: change.displayName ?? creator.displayName,
    bio_description: `${creator.displayName}, in the sandbox`,
    profile_deep_link: `https://vm.tiktok.com/${handle}/`,
    profile_web_link: `https://www.tiktok.com/@${handle}`,
    is_verified: false,
    username: handle,
    ...state.told('TIKTOK', creator.id, {
      follower_count: creator.followers,
      following_count: 61,
      likes_count: 90_210,
      video_count: publications.of(creator).filter((one) => one.live?.post.visible === true).length,
    }),
  };
  return ok({ user: pick(user, fields) });
}

export function videoQuery(
  session: Session,
  request: SandboxRequest,
  { publications, settings, state }: InitRules,
): SandboxResponse {
  const fields = fieldsOf(request, VIDEO_FIELDS);
  const filters = z.strictObject({ video_ids: z.array(z.string()).min(1).max(20) });
  const wanted = body(request, z.strictObject({ filters }), state).filters.video_ids;
  const found = publicPosts(publications, session.creator, settings()).filter((one) =>
    wanted.includes(one.live.post.id),
  );
  return ok({ videos: found.map((one) => pick(videoNode(one.live.post, one.live.at, state), fields)) });
}
