/** Publishes to X: media first, then one commit per post; each part of a thread replies to the one before. */
import { PlatformFailure } from '../failure.ts';
import { restated } from '../kit/failure-table.ts';
import type { Api, PublishPost, Receipt, Steps } from '../platform.ts';
import { type CreatePost, createPost } from './api.ts';
import { findPost, type SentPost } from './find.ts';
import type { XOptions } from './options.ts';
import { categoryOf, type Part, partsOf } from './parts.ts';
import { itemOf } from './prices.ts';
import { type UploadedMedia, upload } from './upload.ts';

/** A fresh post may be missing from the timeline for this long. */
const SETTLE_MS = 60_000;
const COMMIT_TIMEOUT_MS = 30_000;

export async function publish(post: PublishPost<XOptions>, steps: Steps, api: Api): Promise<Receipt> {
  const [first, ...replies] = partsOf(post);
  const media = await uploadAll(post, [first, ...replies], steps, api);
  const thread = await commitPart(post, first, { media, parentId: null }, steps, api);
  let parentId = thread.id;
  for (const part of replies) {
    const receipt = await commitPart(post, part, { media, parentId }, steps, api);
    parentId = receipt.id;
  }
  return thread;
}

/** Uploads everything before the first part is published, and nothing again for parts that are already live. */
async function uploadAll(
  post: PublishPost<XOptions>,
  parts: readonly Part[],
  steps: Steps,
  api: Api,
): Promise<ReadonlyMap<number, UploadedMedia>> {
  const done = new Map<number, UploadedMedia>();
  const jobs = parts
    .filter((part) => steps.peek(part.step) === undefined)
    .flatMap((part) => part.media.map((index) => ({ index, alone: part.media.length === 1 })));
  const total = jobs.reduce((bytes, { index }) => bytes + (post.media[index]?.bytes ?? 0), 0);
  let before = 0;
  for (const { index, alone } of jobs) {
    const media = post.media[index];
    if (media === undefined) throw new PlatformFailure('CONTENT_INVALID', `the post has no media ${index}`);
    const category = categoryOf(media, alone);
    done.set(index, await upload(steps, api, { index, media, category, progress: { before, total } }));
    before += media.bytes;
  }
  return done;
}

interface Place {
  media: ReadonlyMap<number, UploadedMedia>;
  parentId: string | null;
}

function commitPart(post: PublishPost<XOptions>, part: Part, place: Place, steps: Steps, api: Api) {
  const media = part.media.flatMap((index) => place.media.get(index) ?? []);
  const body = bodyOf(post, part, media, place.parentId);
  const sent: SentPost = {
    text: part.text,
    media,
    hasPoll: body.poll !== undefined,
    parentId: place.parentId,
    username: api.account.username,
  };
  let afterLostAnswer = false;
  return steps.commit(part.step, {
    billed: itemOf(part),
    settleMs: SETTLE_MS,
    timeoutMs: COMMIT_TIMEOUT_MS,
    act: (signal) =>
      explaining(part, media, async () => {
        for (const file of media) file.requireFresh(api.now());
        return live(await createPost(api, body, { afterLostAnswer }, signal), api);
      }),
    find: (signal, since) =>
      explaining(part, media, async () => {
        const found = await findPost(api, sent, since, await steps.others(), signal);
        afterLostAnswer = true;
        return typeof found === 'string' ? found : live(found.id, api);
      }),
  });
}

const live = (id: string, api: Api) => ({
  id,
  url:
    api.account.username === null
      ? `https://x.com/i/status/${id}`
      : `https://x.com/${api.account.username}/status/${id}`,
});

function bodyOf(
  post: PublishPost<XOptions>,
  part: Part,
  media: readonly UploadedMedia[],
  parentId: string | null,
): CreatePost {
  const { options } = post;
  const isFirst = parentId === null;
  return {
    ...(part.text === '' ? {} : { text: part.text }),
    ...(media.length === 0
      ? {}
      : {
          media: {
            media_ids: media.map(({ id }) => id),
            ...(isFirst && options.taggedUserIds.length > 0 ? { tagged_user_ids: options.taggedUserIds } : {}),
          },
        }),
    ...(isFirst && options.poll !== null
      ? { poll: { options: options.poll.options, duration_minutes: options.poll.durationMinutes } }
      : {}),
    ...(parentId === null ? {} : { reply: { in_reply_to_tweet_id: parentId } }),
    // Reply settings and community apply to the whole conversation; the labels belong to every post.
    ...(isFirst && options.replySettings !== 'everyone' ? { reply_settings: options.replySettings } : {}),
    ...(isFirst && options.communityId !== null ? { community_id: options.communityId } : {}),
    ...(isFirst && options.shareWithFollowers ? { share_with_followers: true } : {}),
    ...(options.madeWithAi ? { made_with_ai: true } : {}),
    ...(options.paidPartnership ? { paid_partnership: true } : {}),
  };
}

/**
 * Names the part that failed, and deletes the steps of media that X may have refused, so that a retry uploads them
 * again.
 */
async function explaining<T>(part: Part, media: readonly UploadedMedia[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (failure) {
    if (!(failure instanceof PlatformFailure)) throw failure;
    const isMediaSuspect = failure.code === 'CONTENT_INVALID' || failure.code === 'MEDIA_INVALID';
    throw restated(failure, {
      prefix: part.part === null ? '' : `part ${part.part.index} of ${part.part.count}: `,
      discard: isMediaSuspect ? media.flatMap(({ steps }) => steps) : [],
    });
  }
}
