/** What TikTok tells of posts on their way and of accesses that ended. */
import { z } from 'zod';
import { idOf, isSigned, isTimely, jsonIn } from '../kit/webhook.ts';
import type { Hint, Webhook } from '../platform.ts';

const seconds = z.int().min(0).max(1e10);

const notice = z.object({
  event: z.string(),
  create_time: seconds,
  user_openid: z.string().min(1).max(200),
  // JSON inside of JSON.
  content: z.string(),
});
const postContent = z.object({ publish_id: z.string().min(8).max(200) });
const removedContent = z.object({ reason: z.int().optional() });

const HEADER = /^t=(\d{1,10}),s=([0-9a-f]{64})$/;

const REMOVED_BECAUSE: Readonly<Record<number, string>> = {
  1: 'The account holder removed the app at TikTok.',
  2: 'The TikTok account was deleted.',
  3: 'The age of the TikTok account was changed.',
  4: 'TikTok banned the account.',
  5: 'The app gave the access back.',
};

/** Of a post that Slipway sent: each time its status is worth a look. */
const POST_EVENTS: readonly string[] = [
  'post.publish.failed',
  'post.publish.complete',
  'post.publish.inbox_delivered',
  'post.publish.publicly_available',
];

export const webhook: Webhook = {
  routes: {
    events: {
      description: 'the "Callback URL" of the product Webhooks',
      read: ({ headers, body, now }, { client }) => {
        const [, t = '', signature] = HEADER.exec(String(headers['tiktok-signature'] ?? '')) ?? [];
        const text = Buffer.concat([Buffer.from(`${t}.`), body]);
        const signed = { algorithm: 'sha256', secret: client.clientSecret, text, encoding: 'hex' } as const;
        if (!isSigned(signed, signature) || !isTimely(new Date(Number(t) * 1_000), now)) return null;
        const told = notice.safeParse(jsonIn(body));
        return told.success ? hintsOf(told.data) : [];
      },
    },
  },
};

function hintsOf({ event, create_time, user_openid: account, content }: z.output<typeof notice>): Hint[] {
  const at = new Date(create_time * 1_000);
  const id = idOf(event, create_time, account, content);
  if (event === 'authorization.removed') {
    const because = removedContent.safeParse(jsonIn(content)).data?.reason ?? 0;
    return [{ id, at, account, kind: 'GRANT_ENDED', reason: REMOVED_BECAUSE[because] ?? 'TikTok ended the access.' }];
  }
  if (!POST_EVENTS.includes(event)) return [];
  const about = postContent.safeParse(jsonIn(content));
  return about.success ? [{ id, at, account, kind: 'POST_MOVED', post: about.data.publish_id }] : [];
}
