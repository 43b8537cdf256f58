/** What follows a post on TikTok: its link, which TikTok only tells later, and what became of it in the inbox. */
import { z } from 'zod';
import type { Api, Extra, PublishPost, Steps } from '../platform.ts';
import { listVideos } from './api.ts';
import { findListed } from './find.ts';
import { inbox } from './inbox.ts';
import { grantedScopes } from './oauth.ts';
import { isPublic, type TikTokOptions } from './options.ts';
import { pollAgainInMs, postUrl, statusOf } from './outcome.ts';
import { SCOPES } from './setup.ts';

// Moderation usually takes less than a minute, but "hours" is documented.
const PERMALINK_BUDGET_MS = 24 * 60 * 60_000;
// For a receipt without the start of the upload, which may be the time that TikTok gives the post.
const DATED_EARLIER_MS = 60 * 60_000;

/** PUBLISH_COMPLETE comes without the public id: that exists once moderation is done, and never for private posts. */
const permalink: Extra<TikTokOptions> = {
  name: 'permalink',
  wanted: (post) => isPublic(post.options),
  async apply(post, receipt, steps, api) {
    if (receipt.url !== undefined) return { url: receipt.url };
    const facts = receiptFacts.parse(receipt);
    let found: string | null = null;
    await steps.wait(
      'permalink',
      async (signal) => {
        found = await publicUrl(post, receipt.id, facts, steps, api, signal);
        return found === null ? { againInMs: pollAgainInMs(facts.committedAt, api.now()) } : 'ready';
      },
      { budgetMs: PERMALINK_BUDGET_MS },
    );
    const url = await steps.run(
      'permalink-url',
      async (signal) => found ?? (await publicUrl(post, receipt.id, facts, steps, api, signal)),
    );
    return url === null ? undefined : { url };
  },
};

const receiptFacts = z.object({
  committedAt: z.string(),
  sentAt: z.string().optional(),
  username: z.string().nullable(),
});

async function publicUrl(
  post: PublishPost<TikTokOptions>,
  publishId: string,
  facts: z.output<typeof receiptFacts>,
  steps: Steps,
  api: Api,
  signal: AbortSignal,
): Promise<string | null> {
  const username = api.account.username ?? facts.username;
  const [postId] = (await statusOf(publishId, api, signal)).postIds;
  if (postId !== undefined && username !== null) return postUrl(username, post.format, postId);
  // The id may be missing although the post is live; and without a username the link is only in the list.
  if (grantedScopes(api.account)?.includes(SCOPES.list) !== true) return null;
  const listed = await listVideos(api, signal);
  if (listed === null) return null;
  const named = listed.find((video) => video.id === postId);
  const since = new Date(facts.sentAt ?? Date.parse(facts.committedAt) - DATED_EARLIER_MS);
  // Only a call has an exact instant; an upload takes time.
  const isInstant = facts.sentAt !== undefined && post.format !== 'VIDEO';
  const match = named ?? findListed(post, { since, isInstant }, listed, await steps.others());
  // Several matching posts can be told apart once the other posts have their links.
  if (match === 'none' || match === 'unknown') return null;
  return username === null ? (match.share_url ?? null) : postUrl(username, post.format, match.id);
}

export const extras: readonly Extra<TikTokOptions>[] = [permalink, inbox];
