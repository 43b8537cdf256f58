/** The JSON of X's objects, with the `tweet_*` names of the wire. */
import type { Account, SandboxState } from '../core.ts';
import { EDITABLE_MS, EDITS_MAX, type Media, type Post, type XStore } from './store.ts';
import { noteOf, type Renderable, rendered } from './text.ts';

export function postResource(post: Post, fields: readonly string[], state: SandboxState): Record<string, unknown> {
  const source: Renderable = {
    id: post.id,
    text: post.text,
    username: post.user.username,
    mediaKeys: post.media.map((one) => one.mediaKey),
  };
  const { text, urls } = rendered(source);
  const note = noteOf(source);
  const keys = source.mediaKeys;
  const optional: Record<string, unknown> = {
    author_id: post.user.id,
    conversation_id: post.conversationId,
    created_at: new Date(post.createdAt).toISOString(),
    lang: 'en',
    possibly_sensitive: false,
    reply_settings: post.replySettings,
    public_metrics: publicMetrics(post, state),
    paid_partnership: post.labels.paidPartnership,
    ...(post.labels.communityId !== null && { community_id: post.labels.communityId }),
    edit_controls: {
      edits_remaining: EDITS_MAX - post.history.length,
      is_edit_eligible: post.replyTo === undefined && post.poll === undefined,
      editable_until: new Date((post.history[0] ?? post).createdAt + EDITABLE_MS).toISOString(),
    },
    ...(urls.length > 0 && { entities: { urls } }),
    ...(keys.length > 0 && { attachments: { media_keys: keys } }),
    ...(post.poll !== undefined && { attachments: { poll_ids: [post.poll.id] } }),
    ...(note !== undefined && {
      note_tweet: { text: note.text, ...(note.urls.length > 0 && { entities: { urls: note.urls } }) },
    }),
    ...(post.replyTo !== undefined && {
      in_reply_to_user_id: post.user.id,
      referenced_tweets: [{ type: 'replied_to', id: post.replyTo }],
    }),
    non_public_metrics: privateMetrics(post, state),
    organic_metrics: { ...privateMetrics(post, state), ...publicMetrics(post, state) },
  };
  const chosen = Object.entries(optional).filter(([name]) => fields.includes(name));
  return {
    id: post.id,
    text,
    edit_history_tweet_ids: [...post.history, post].map(({ id }) => id),
    ...Object.fromEntries(chosen),
  };
}

/** An audience that grows by the minute and differs from post to post, the same on every read. */
const seenBy = (post: Post, state: SandboxState): number =>
  Math.floor((state.now() - post.createdAt) / 60_000) * (Number(BigInt(post.id) % 37n) + 5);

function publicMetrics(post: Post, state: SandboxState) {
  const seen = seenBy(post, state);
  return state.told('X', post.id, {
    retweet_count: post.reposters.size + Math.floor(seen / 190),
    reply_count: Math.floor(seen / 240),
    like_count: Math.floor(seen / 40),
    quote_count: 0,
    bookmark_count: Math.floor(seen / 300),
    impression_count: seen,
  });
}

function privateMetrics(post: Post, state: SandboxState) {
  const seen = seenBy(post, state);
  return state.told('X', post.id, {
    impression_count: seen,
    url_link_clicks: Math.floor(seen / 70),
    user_profile_clicks: Math.floor(seen / 110),
    engagements: Math.floor(seen / 25),
  });
}

/** `viewer` decides over the figures that only the owner may see. */
export function mediaResource(
  media: Media,
  fields: readonly string[],
  store: XStore,
  viewer: Account,
): Record<string, unknown> {
  const { width, height, durationMs } = media.file ?? {};
  const gif = media.category === 'tweet_gif';
  const photo = media.category === 'tweet_image';
  const optional: Record<string, unknown> = {
    ...(photo && { url: `https://pbs.twimg.com/media/${media.id}.jpg` }),
    ...(!photo && { preview_image_url: `https://pbs.twimg.com/ext_tw_video_thumb/${media.id}.jpg` }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    ...(media.altText !== undefined && { alt_text: media.altText }),
    ...(!photo && { public_metrics: { view_count: viewsOf(media, store) } }),
    ...(!photo && media.owner.id === viewer.id && privateMediaMetrics(viewsOf(media, store))),
    ...(!photo && {
      variants: [
        { bit_rate: 2_176_000, content_type: 'video/mp4', url: `https://video.twimg.com/ext_tw_video/${media.id}.mp4` },
        { content_type: 'application/x-mpegURL', url: `https://video.twimg.com/ext_tw_video/${media.id}.m3u8` },
      ],
    }),
  };
  const chosen = Object.entries(optional).filter(([name]) => fields.includes(name));
  return {
    media_key: media.mediaKey,
    type: photo ? 'photo' : gif ? 'animated_gif' : 'video',
    ...Object.fromEntries(chosen),
  };
}

/** Six of ten who see the post see the video. */
function viewsOf(media: Media, { posts, state }: XStore): number {
  const post = posts.get(media.usedBy ?? '');
  return post === undefined ? 0 : Math.floor(seenBy(post, state) * 0.6);
}

function privateMediaMetrics(views: number) {
  const shares = { 0: 100, 25: 75, 50: 50, 75: 37, 100: 25 };
  const playback = Object.fromEntries(
    Object.entries(shares).map(([quarter, share]) => [`playback_${quarter}_count`, Math.floor((views * share) / 100)]),
  );
  return { non_public_metrics: playback, organic_metrics: { ...playback, view_count: views } };
}

export function userResource(user: Account, fields: readonly string[], store: XStore): Record<string, unknown> {
  const change = store.state.accountChange('X', user.id);
  const optional: Record<string, unknown> = {
    created_at: '2019-03-01T09:00:00.000Z',
    description: '',
    profile_image_url: change.avatarUrl ?? `https://pbs.twimg.com/profile_images/${user.id}/face_normal.jpg`,
    protected: false,
    verified: store.isSubscriber(),
    verified_type: store.isSubscriber() ? 'blue' : 'none',
    subscription_type: store.own().subscriptionType,
    public_metrics: store.state.told('X', user.id, {
      followers_count: 1230,
      following_count: 87,
      tweet_count: store.postsOf(user.id).length,
      listed_count: 4,
      like_count: 310,
      media_count: store.postsOf(user.id).filter((post) => post.media.length > 0).length,
    }),
  };
  const chosen = Object.entries(optional).filter(([name]) => fields.includes(name));
  return {
    id: change.externalId ?? user.id,
    name: change.displayName ?? user.displayName,
    username: change.username ?? user.username,
    ...Object.fromEntries(chosen),
  };
}
