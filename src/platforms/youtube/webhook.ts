/** What the hub of YouTube tells of the videos of a channel. It has to be asked for each channel, for some days at a time. */

import { PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import { equalTexts, isSigned, signatureOf } from '../kit/webhook.ts';
import type { Hint, Webhook, WebhookApp } from '../platform.ts';

const CHANNEL = /^https:\/\/www\.youtube\.com\/xml\/feeds\/videos\.xml\?channel_id=(UC[\w-]{10,40})$/;
const topicOf = (channelId: string): string => `https://www.youtube.com/xml/feeds/videos.xml?channel_id=${channelId}`;

const DAY_MS = 24 * 3_600_000;
/** The longest that the hub has been seen to grant. */
const LEASE_S = 864_000;

/** The hub signs with what it was given; so nothing has to be stored. */
const secretOf = ({ client }: Pick<WebhookApp, 'client'>): string =>
  signatureOf({ algorithm: 'sha256', secret: client.clientSecret, text: 'slipway: hub of YouTube', encoding: 'hex' });

/** Marks the address at which the hub asks for proof. */
const tokenOf = (app: Pick<WebhookApp, 'client'>, channelId: string): string =>
  signatureOf({ algorithm: 'sha256', secret: secretOf(app), text: channelId, encoding: 'base64url' });

export const webhook: Webhook = {
  routes: {
    events: {
      description: 'nothing to enter: Slipway asks the hub by itself',
      challenge: ({ query, now }, app) => {
        const [, account] = CHANNEL.exec(query.get('hub.topic') ?? '') ?? [];
        const challenge = query.get('hub.challenge');
        const lastsS = Number(query.get('hub.lease_seconds'));
        // Nobody here asks for the end of a subscription: it ends with its lease.
        if (account === undefined || challenge === null || challenge.length > 500) return null;
        // Whoever knows the channel could name another end of the lease; the hub alone knows where we want to be asked.
        if (!equalTexts(tokenOf(app, account), query.get('token') ?? '')) return null;
        if (query.get('hub.mode') !== 'subscribe' || !(lastsS > 0 && lastsS <= LEASE_S)) return null;
        const endsAt = new Date(now.getTime() + lastsS * 1_000);
        return { type: 'text/plain', body: challenge, lease: { account, endsAt } };
      },
      read: ({ headers, body }, { client }) => {
        const [, given] = /^sha1=([0-9a-f]{40})$/.exec(String(headers['x-hub-signature'] ?? '')) ?? [];
        const signed = { algorithm: 'sha1', secret: secretOf({ client }), text: body, encoding: 'hex' } as const;
        return isSigned(signed, given) ? hintsOf(body.toString()) : null;
      },
      // As PubSubHubbub has it: taken, and ignored.
      forgedStatus: 202,
    },
  },
  lease: {
    renewMs: 2 * DAY_MS,
    ask: async (ctx, { account, callbackUrl }) => {
      const answer = await ctx.http.request({
        endpoint: 'hub.subscribe',
        method: 'POST',
        url: `${originOf(ctx.origins, 'hub')}/subscribe`,
        body: {
          form: {
            'hub.callback': `${callbackUrl}?token=${tokenOf(ctx, account)}`,
            'hub.mode': 'subscribe',
            'hub.topic': topicOf(account),
            'hub.verify': 'async',
            'hub.secret': secretOf(ctx),
            'hub.lease_seconds': String(LEASE_S),
          },
        },
      });
      if (answer.status < 200 || answer.status > 299)
        throw new PlatformFailure('PLATFORM_UNAVAILABLE', `the hub of YouTube answered ${answer.status}`);
    },
  },
};

const ENTRY = /<entry>[\s\S]*?<\/entry>/g;
const VIDEO = /<yt:videoId>([\w-]{6,20})<\/yt:videoId>/;
const OWNER = /<yt:channelId>(UC[\w-]{10,40})<\/yt:channelId>/;
const UPDATED = /<updated>([^<]{10,40})<\/updated>/;

/** Not parsed as XML: three fields of a fixed form, from a body whose signature fits. */
function hintsOf(feed: string): Hint[] {
  return (feed.match(ENTRY) ?? []).flatMap((entry): Hint[] => {
    const [post, account, updated] = [VIDEO, OWNER, UPDATED].map((field) => field.exec(entry)?.[1]);
    if (post === undefined || account === undefined || updated === undefined) return [];
    const at = new Date(updated);
    return Number.isNaN(at.getTime())
      ? []
      : [{ id: `${post}:${at.toISOString()}`, at, account, kind: 'POST_MOVED', post }];
  });
}
