/** What X tells of accesses that ended. */
import { z } from 'zod';
import { isSigned, jsonIn, signatureOf } from '../kit/webhook.ts';
import type { Webhook, WebhookApp } from '../platform.ts';

/** The secret of the app's consumer key, which is not the secret of its OAuth 2.0 client. */
const secretOf = ({ secrets, client }: WebhookApp): string => secrets.consumer ?? client.clientSecret;

const envelope = z.object({
  data: z.object({
    event_uuid: z.string().min(8).max(100),
    event_type: z.string(),
    filter: z.object({ user_id: z.string() }).partial().optional(),
    payload: z.object({ user_id: z.string() }).partial().optional(),
  }),
});

export const webhook: Webhook = {
  routes: {
    events: {
      description: 'the `url` of `POST /2/webhooks`',
      challenge: ({ query }, app) => {
        const token = query.get('crc_token');
        const secret = secretOf(app);
        if (token === null || token === '' || secret === '') return null;
        const signature = signatureOf({ algorithm: 'sha256', secret, text: token, encoding: 'base64' });
        return { type: 'application/json', body: JSON.stringify({ response_token: `sha256=${signature}` }) };
      },
      read: ({ headers, body }, app) => {
        const [, given] = /^sha256=(\S+)$/.exec(String(headers['x-twitter-webhooks-signature'] ?? '')) ?? [];
        const signed = { algorithm: 'sha256', secret: secretOf(app), text: body, encoding: 'base64' } as const;
        if (!isSigned(signed, given)) return null;
        const told = envelope.safeParse(jsonIn(body));
        if (!told.success || told.data.data.event_type !== 'oauth.revoke') return [];
        const { event_uuid: id, filter, payload } = told.data.data;
        const account = payload?.user_id ?? filter?.user_id;
        if (account === undefined) return [];
        // X says nowhere when it happened.
        return [{ id, at: null, account, kind: 'GRANT_ENDED', reason: 'The account holder removed the app at X.' }];
      },
    },
  },
};
