/** Posts on X: the rules of creating one, and the reads that find it again. */
import { z } from 'zod';
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { forbidden, invalidBody, invalidParameter, invalidRequest, notPermitted, tweetNotFound } from './answers.ts';
import { isReady } from './media.ts';
import { postResource } from './resources.ts';
import { EDITABLE_MS, EDITS_MAX, type Media, type Post, type XStore } from './store.ts';
import { cashtagCount, mentions, STANDARD_LIMIT, SUBSCRIBER_LIMIT, weightedLength } from './text.ts';

const REPLY_SETTINGS = ['following', 'mentionedUsers', 'subscribers', 'verified'] as const;
const SUBSCRIBER_VIDEO_MS = 125 * 60_000;
/** Containers round their lengths up. */
const VIDEO_SLACK_MS = 100;

const id = z.string().regex(/^[0-9]{1,19}$/);
const createBody = z.strictObject({
  text: z.string().default(''),
  media: z
    .strictObject({
      media_ids: z.array(id).min(1).max(4),
      tagged_user_ids: z.array(id).max(10).optional(),
      title: z.string().optional(),
      description: z.string().optional(),
      preview_media_id: id.optional(),
      embeddable: z.boolean().optional(),
      call_to_actions: z.looseObject({}).optional(),
    })
    .optional(),
  poll: z
    .strictObject({
      options: z.array(z.string().min(1).max(25)).min(2).max(4),
      duration_minutes: z.int().min(5).max(10_080),
      reply_settings: z.enum(REPLY_SETTINGS).optional(),
    })
    .optional(),
  reply: z
    .strictObject({
      in_reply_to_tweet_id: id,
      exclude_reply_user_ids: z.array(z.string()).optional(),
      auto_populate_reply_metadata: z.boolean().optional(),
    })
    .optional(),
  quote_tweet_id: id.optional(),
  reply_settings: z.enum(REPLY_SETTINGS).optional(),
  made_with_ai: z.boolean().default(false),
  paid_partnership: z.boolean().default(false),
  community_id: id.optional(),
  share_with_followers: z.boolean().optional(),
  geo: z.strictObject({ place_id: z.string() }).optional(),
  for_super_followers_only: z.boolean().optional(),
  nullcast: z.boolean().optional(),
  card_uri: z.string().optional(),
  direct_message_deep_link: z.string().optional(),
  edit_options: z.strictObject({ previous_post_id: id }).optional(),
});
type CreateBody = z.infer<typeof createBody>;

const EXCLUSIVE = ['media', 'poll', 'quote_tweet_id', 'card_uri'] as const;

export function createXPosts(store: XStore) {
  const create = (request: SandboxRequest, user: Account): SandboxResponse => {
    const parsed = createBody.safeParse(request.json);
    if (!parsed.success) throw invalidBody(parsed.error);
    const body = parsed.data;
    checkCombination(body);
    if (!store.own().writePermission) throw notPermitted();
    const text = body.text.normalize('NFC');
    checkText(text, store.isSubscriber());
    checkReferences(body, user, store);
    const previous = edited(body, user, store);
    const replyTo = body.reply?.in_reply_to_tweet_id;
    const mediaIds = body.media?.media_ids ?? [];
    // Before the media are looked at: after a lost answer they are spent, and "duplicate" is the truth.
    const named = mediaIds.flatMap((mediaId) => store.media.get(mediaId) ?? []);
    if (store.duplicateOf(user, text, named, replyTo, body.poll !== undefined) !== undefined) {
      throw forbidden('You are not allowed to create a Tweet with duplicate content.');
    }
    const media = attachable(mediaIds, user, store);
    const post = store.addPost({
      user,
      text,
      media,
      ...(body.poll !== undefined && {
        poll: { id: store.newId(), options: body.poll.options, durationMinutes: body.poll.duration_minutes },
      }),
      ...(replyTo !== undefined && { replyTo }),
      replySettings: body.reply_settings ?? 'everyone',
      labels: {
        madeWithAi: body.made_with_ai,
        paidPartnership: body.paid_partnership,
        communityId: body.community_id ?? null,
        shareWithFollowers: body.share_with_followers ?? false,
        taggedUserIds: body.media?.tagged_user_ids ?? [],
      },
      ...(previous !== undefined && { edits: previous }),
    });
    return { status: 201, json: { data: postResource(post, [], store.state) } };
  };

  const remove = (request: SandboxRequest, user: Account): SandboxResponse => {
    const post = store.posts.get(request.params.id ?? '');
    if (post === undefined) throw tweetNotFound(request.params.id ?? '', 'id');
    if (post.user.id !== user.id) throw forbidden('You are not authorized to delete this Tweet.');
    store.removePost(post);
    return { status: 200, json: { data: { deleted: true } } };
  };

  return { create, remove };
}

function checkCombination(body: CreateBody): void {
  const chosen = EXCLUSIVE.filter((name) => body[name] !== undefined);
  if (chosen.length > 1) {
    throw invalidRequest([{ message: `The fields ${chosen.join(', ')} are mutually exclusive.` }]);
  }
  if (body.text.trim() === '' && body.media === undefined) {
    throw invalidParameter('text', [body.text], 'The text of a Tweet without media must not be empty.');
  }
}

function checkText(text: string, subscriber: boolean): void {
  if (weightedLength(text) > (subscriber ? SUBSCRIBER_LIMIT : STANDARD_LIMIT)) throw notPermitted();
  if (cashtagCount(text) > 1) throw forbidden('Your post may contain a maximum of one cashtag.');
}

/** Self-serve apps answer their own posts and those that mention them, and quote nobody. */
function checkReferences(body: CreateBody, user: Account, store: XStore): void {
  const parentId = body.reply?.in_reply_to_tweet_id;
  const parent = store.posts.get(parentId ?? '');
  if (parentId !== undefined && parent === undefined) throw tweetNotFound(parentId, 'reply.in_reply_to_tweet_id');
  const mayAnswer = parent === undefined || parent.user.id === user.id || mentions(parent.text, user.username);
  if (body.quote_tweet_id !== undefined || !mayAnswer) {
    throw forbidden('You can only reply to or quote posts where you are mentioned or are the author.');
  }
}

/** The post that an edit replaces: an own one of the last hour, and a subscriber's. */
function edited({ edit_options: options }: CreateBody, user: Account, store: XStore): Post | undefined {
  if (options === undefined) return undefined;
  const previous = store.posts.get(options.previous_post_id);
  if (previous === undefined) throw tweetNotFound(options.previous_post_id, 'edit_options.previous_post_id');
  const [first = previous] = previous.history;
  const isEditable =
    store.isSubscriber() &&
    previous.user.id === user.id &&
    previous.editedBy === undefined &&
    previous.history.length < EDITS_MAX &&
    store.state.now() - first.createdAt < EDITABLE_MS;
  if (!isEditable) throw notPermitted();
  return previous;
}

function attachable(mediaIds: readonly string[], user: Account, store: XStore): Media[] {
  const media = mediaIds.map((mediaId) => {
    const found = store.media.get(mediaId);
    const isSpent = store.own().duplicateGuard === 'everything' && found?.usedBy !== undefined;
    const usable = found !== undefined && found.expiresAt > store.state.now() && !isSpent && isReady(found, store);
    if (!usable || !['tweet_image', 'tweet_gif', 'tweet_video', 'amplify_video'].includes(found.category))
      throw mediaInvalid(mediaIds);
    if (found.owner.id !== user.id && !found.sharedWith.includes(user.id)) throw notPermitted();
    return found;
  });
  if (new Set(mediaIds).size !== mediaIds.length) throw mediaInvalid(mediaIds);
  const images = media.filter((one) => one.category === 'tweet_image').length;
  if (media.length > 1 && images !== media.length) throw mediaInvalid(mediaIds);
  const maxMs = store.isSubscriber() ? SUBSCRIBER_VIDEO_MS : store.own().ordinaryVideoMs;
  if (media.some((one) => (one.file?.durationMs ?? 0) > maxMs + VIDEO_SLACK_MS))
    throw forbidden(`This user is not allowed to post a video longer than ${Math.floor(maxMs / 60_000)} minutes.`);
  return media;
}

const mediaInvalid = (mediaIds: readonly string[]) =>
  invalidParameter('media.media_ids', mediaIds, 'Your media IDs are invalid.');
