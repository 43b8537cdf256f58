/** The extras of a live post: its address, the first comment, the comment switch. None of them can fail the post. */
import { PlatformFailure } from '../failure.ts';
import type { Api, Extra } from '../platform.ts';
import { createComment, listComments, readMedia, setCommentsEnabled } from './api.ts';
import { isRefusedList, mediaIdOf, sameText } from './find.ts';
import type { InstagramOptions } from './options.ts';
import { profileUrl } from './setup.ts';

/** After this time the profile, which shows the post, is the best address available. */
const PERMALINK_PATIENCE_MS = 10 * 60_000;
const SETTLE_MS = 60_000;
const CLOCK_SKEW_MS = 60_000;
/** 500 comments; if a post gets more within minutes, ours cannot be found among them. */
const MAX_COMMENT_PAGES = 10;

const permalink: Extra<InstagramOptions> = {
  name: 'permalink',
  wanted: () => true,
  async apply(post, receipt, steps, api) {
    if (receipt.url) return { url: receipt.url };
    const mediaId = await mediaIdOf(post, receipt, steps, api);
    const named = receipt.identified === false ? { id: mediaId } : {};
    return steps.run('permalink', async (signal) => {
      const media = await readMedia(api, mediaId, { signal });
      if (media.permalink) return { ...named, url: media.permalink };
      if (media.shortcode && post.format !== 'STORY') {
        return {
          id: mediaId,
          url: `https://www.instagram.com/${post.format === 'REEL' ? 'reel' : 'p'}/${media.shortcode}/`,
        };
      }
      // The address can be missing for some seconds after publishing, and for as long as copyright blocks the media.
      const liveForMs = api.now().getTime() - Date.parse(media.timestamp ?? '');
      if (liveForMs > PERMALINK_PATIENCE_MS && api.account.username !== null)
        return { ...named, url: profileUrl(api.account.username) };
      throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'Instagram does not tell the address of the post yet');
    });
  },
};

const firstComment: Extra<InstagramOptions> = {
  name: 'first-comment',
  wanted: (post) => post.options.firstComment !== undefined && post.format !== 'STORY',
  async apply(post, receipt, steps, api) {
    const message = post.options.firstComment ?? '';
    const mediaId = await mediaIdOf(post, receipt, steps, api);
    await steps.commit('first-comment', {
      settleMs: SETTLE_MS,
      act: (signal) => createComment(api, mediaId, message, { signal }),
      find: (signal, since) => findComment(api, mediaId, message, since, signal),
    });
    return undefined;
  },
};

async function findComment(
  api: Api,
  mediaId: string,
  message: string,
  since: Date,
  signal: AbortSignal,
): Promise<{ id: string } | 'unseen' | 'unknown'> {
  let after: string | undefined;
  for (let page = 0; page < MAX_COMMENT_PAGES; page++) {
    const listed = await listComments(api, mediaId, after, { signal }).catch((error: unknown) => {
      if (error instanceof PlatformFailure && isRefusedList(error)) return undefined;
      throw error;
    });
    if (listed === undefined) return 'unknown';
    const { data, paging } = listed;
    const found = data.find(
      ({ text, timestamp }) =>
        sameText(text ?? '', message) && (!timestamp || Date.parse(timestamp) >= since.getTime() - CLOCK_SKEW_MS),
    );
    if (found) return { id: found.id };
    after = paging?.cursors?.after ?? undefined;
    // The last page has cursors as well; only `next` shows that there is another.
    if (after === undefined || !paging?.next) return 'unseen';
  }
  return 'unknown';
}

const commentSwitch: Extra<InstagramOptions> = {
  name: 'comment-switch',
  wanted: (post) => post.options.commentsEnabled !== undefined && post.format !== 'STORY',
  async apply(post, receipt, steps, api) {
    const mediaId = await mediaIdOf(post, receipt, steps, api);
    await steps.run('comment-switch', async (signal) => {
      await setCommentsEnabled(api, mediaId, post.options.commentsEnabled ?? true, { signal });
      return true;
    });
    return undefined;
  },
};

/** In this order: with comments switched off, Instagram would refuse the first comment. */
export const extras: readonly Extra<InstagramOptions>[] = [permalink, firstComment, commentSwitch];
