/**
 * A post in the inbox of the creator: Slipway can only deliver it, and checks for a day whether the creator publishes
 * it.
 */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import type { Extra, HandOver } from '../platform.ts';
import { publishFailure } from './failures.ts';
import { isDirect, type TikTokOptions } from './options.ts';
import { postUrl, statusOf } from './outcome.ts';

export const handOver: HandOver<TikTokOptions> = {
  platformState: 'SEND_TO_USER_INBOX',
  message: 'Waits in the inbox of the TikTok app, where the creator finishes and publishes it.',
  applies: (options) => !isDirect(options),
};

// Posts that nobody touched for a day have been seen to vanish from the inbox.
const PATIENCE_MS = 24 * 60 * 60_000;
// A creator acts within minutes or within the day; 30 looks a minute are allowed for all posts of a creator.
const LOOKS = [
  { untilMs: 10 * 60_000, everyMs: 60_000 },
  { untilMs: 2 * 60 * 60_000, everyMs: 5 * 60_000 },
  { untilMs: Number.POSITIVE_INFINITY, everyMs: 30 * 60_000 },
] as const;

const receiptFacts = z.object({
  committedAt: z.string(),
  username: z.string().nullable(),
  postId: z.string().nullable(),
});

/** Reports when the creator has published it; never holds up anything else. */
export const inbox: Extra<TikTokOptions> = {
  name: 'inbox',
  wanted: (post) => handOver.applies(post.options),
  async apply(post, receipt, steps, api) {
    const facts = receiptFacts.parse(receipt);
    // A person found it public, so the creator has published it.
    if (facts.postId !== null) return { platformState: 'PUBLISH_COMPLETE', ...(receipt.url && { url: receipt.url }) };
    await steps.wait(
      'creator',
      async (signal) => {
        const { status } = await statusOf(receipt.id, api, signal);
        const waitedMs = api.now().getTime() - Date.parse(facts.committedAt);
        if (status === 'PUBLISH_COMPLETE' || status === 'FAILED' || waitedMs >= PATIENCE_MS) return 'ready';
        const { everyMs } = LOOKS.find(({ untilMs }) => waitedMs < untilMs) ?? LOOKS[2];
        return { againInMs: Math.min(everyMs, PATIENCE_MS - waitedMs), platformState: status };
      },
      { budgetMs: 2 * PATIENCE_MS },
    );
    const { status, failReason, postIds } = await steps.run('outcome', (signal) => statusOf(receipt.id, api, signal));
    if (status === 'FAILED') throw publishFailure(failReason, api.now(), { kind: 'rejected' });
    if (status !== 'PUBLISH_COMPLETE')
      throw new PlatformFailure(
        'PROCESSING_TIMEOUT',
        'TikTok: the creator did not publish it within a day; TikTok may have removed it from the inbox',
        { kind: 'rejected' },
      );
    const username = api.account.username ?? facts.username;
    const [postId] = postIds;
    return {
      platformState: status,
      ...(postId !== undefined && username !== null && { url: postUrl(username, post.format, postId) }),
    };
  },
};
