/**
 * Publishes photos: TikTok pulls them from us, so `content/init` is the irreversible call, and the fetches of our links
 * are the evidence.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import type { Api, Json, PublishPost, Receipt, Steps } from '../platform.ts';
import { initPhotos, listVideos } from './api.ts';
import { checkCreator, type DirectSettings } from './creator.ts';
import { beforeTheCall, voidOnRefusal } from './failures.ts';
import { findListed } from './find.ts';
import { grantedScopes } from './oauth.ts';
import { isDirect, isPublic, type TikTokOptions } from './options.ts';
import { awaitVerdict, type Posted, posted, postUrl } from './outcome.ts';
import { SCOPES } from './setup.ts';

// A fresh post usually appears in the list of the account within a minute; a person is asked only if it does not.
const LISTING_LAG_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 20_000;

/**
 * Every wake-up that may send `content/init` first journals a label of its own. After a lost answer the links of all
 * earlier labels are revoked: if none was ever fetched, TikTok can no longer post them (it gets 410), which proves
 * absence, and the links of this wake-up are still valid for the next call.
 */
export async function publishPhotos(post: PublishPost<TikTokOptions>, steps: Steps, api: Api): Promise<Receipt> {
  const earlier = journaledLabels(steps);
  const committed = steps.peek('publish') === undefined ? undefined : earlier.at(-1);
  const label = committed ?? (await steps.run(tryName(earlier.length + 1), async () => `photos-${randomUUID()}`));
  const madeBy = journaledLabels(steps).map((_, index) => tryName(index + 1));

  // All labels that TikTok may have.
  const handedOut = [...earlier];
  const receipt = await steps.commit<Posted>('publish', {
    // Revoked links are a proof at once; only a listing needs patience, see `lookInList`.
    settleMs: 0,
    async act(signal, since) {
      // Here and not in an earlier step: a refusal must not end a post whose earlier try may be live.
      const settings = isDirect(post.options)
        ? await checkCreator(post, api, signal).catch((error: unknown) => {
            throw beforeTheCall(error);
          })
        : null;
      const body = await photoBody(post, settings, label, api);
      handedOut.push(label);
      const session = await initPhotos(api, body, signal).catch((error: unknown) => {
        throw voidOnRefusal(error, madeBy);
      });
      return posted(session.publish_id, settings?.username ?? null, since, api);
    },
    async find(signal, since) {
      const links = await Promise.all(handedOut.map((one) => api.media.revoke(one)));
      // Without a record of the links that were handed out, nothing is proved.
      if (links.length === 0) return 'unknown';
      return links.includes('FETCHED') ? lookInList(post, since, steps, api, signal) : 'absent';
    },
  });
  await awaitVerdict(receipt, madeBy, steps, api);
  return receipt;
}

const tryName = (n: number): string => `try-${n}`;

function journaledLabels(steps: Steps): string[] {
  const labels: string[] = [];
  for (let row = steps.peek(tryName(1)); row !== undefined; row = steps.peek(tryName(labels.length + 1)))
    labels.push(z.string().parse(row));
  return labels;
}

async function photoBody(post: PublishPost<TikTokOptions>, settings: DirectSettings | null, label: string, api: Api) {
  const { options } = post;
  const images = await Promise.all(post.media.map(({ id }) => api.media.link(id, label)));
  const direct = settings !== null && {
    privacy_level: settings.privacyLevel,
    disable_comment: settings.disableComment,
    auto_add_music: options.autoAddMusic,
    brand_content_toggle: options.brandContent,
    brand_organic_toggle: options.brandOrganic,
  };
  return {
    media_type: 'PHOTO',
    post_mode: settings === null ? 'MEDIA_UPLOAD' : 'DIRECT_POST',
    post_info: {
      ...(post.title && { title: post.title }),
      ...(post.caption !== '' && { description: post.caption }),
      ...direct,
    },
    source_info: { source: 'PULL_FROM_URL', photo_images: images, photo_cover_index: options.photoCoverIndex },
  } satisfies Json;
}

// A link was fetched, so TikTok accepted the post; without its publish_id only the public list can identify it.
async function lookInList(
  post: PublishPost<TikTokOptions>,
  since: Date,
  steps: Steps,
  api: Api,
  signal: AbortSignal,
): Promise<Posted | 'unknown'> {
  const isListed = isPublic(post.options) && grantedScopes(api.account)?.includes(SCOPES.list) === true;
  if (!isListed || (post.caption === '' && !post.title)) return 'unknown';
  const listed = await listVideos(api, signal);
  if (listed === null) return 'unknown';
  const match = findListed(post, { since, isInstant: true }, listed, await steps.others());
  if (match === 'unknown') return match;
  if (match !== 'none') {
    const { username } = api.account;
    const url = username === null ? match.share_url : postUrl(username, post.format, match.id);
    return { ...posted(match.id, username, since, api), postId: match.id, ...(url && { url }) };
  }
  const waitedMs = api.now().getTime() - since.getTime();
  if (waitedMs > LISTING_LAG_MS) return 'unknown';
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'TikTok fetched the photos but does not list the post yet', {
    retryAt: new Date(api.now().getTime() + Math.max(LOOK_AGAIN_MS, waitedMs / 2)),
  });
}
