/** What Meta tells of account holders who removed the app, or want deleted what is known of them. */
import { z } from 'zod';
import { equalTexts, isSigned, isTimely, jsonIn } from '../kit/webhook.ts';
import type { Hint, Webhook, WebhookApp, WebhookRequest, WebhookRoute } from '../platform.ts';

const content = z.object({
  algorithm: z.literal('HMAC-SHA256'),
  // The id that the account has for this app alone.
  user_id: z.coerce.string().min(1).max(200),
  issued_at: z.int().min(0).max(1e10),
});

/** `signed_request`: the signature, and what is signed as it is encoded. */
function signedRequest({ body, now }: WebhookRequest, { client }: WebhookApp): z.output<typeof content> | null {
  const [signature = '', payload, ...rest] = (new URLSearchParams(body.toString()).get('signed_request') ?? '').split(
    '.',
  );
  if (payload === undefined || rest.length > 0) return null;
  const signed = { algorithm: 'sha256', secret: client.clientSecret, text: payload, encoding: 'base64url' } as const;
  if (!isSigned(signed, signature.replace(/=+$/, ''))) return null;
  const told = content.safeParse(jsonIn(Buffer.from(payload, 'base64url')));
  return told.success && isTimely(new Date(told.data.issued_at * 1_000), now) ? told.data : null;
}

const ofAccount = (
  description: string,
  hintOf: (about: { id: string; at: Date; account: string }) => Hint,
): WebhookRoute => ({
  description,
  read: (request, app) => {
    const told = signedRequest(request, app);
    if (told === null) return null;
    const about = {
      id: `${told.user_id}:${told.issued_at}`,
      at: new Date(told.issued_at * 1_000),
      account: told.user_id,
    };
    return [hintOf(about)];
  },
});

export const webhook: Webhook = {
  routes: {
    events: {
      description:
        'the "Callback URL" of the product Webhooks, with the verify token of `INSTAGRAM_WEBHOOK_VERIFY_TOKEN`',
      challenge: ({ query }, { secrets }) => {
        const [token, challenge] = [query.get('hub.verify_token'), query.get('hub.challenge')];
        const isOurs = secrets.verifyToken !== undefined && token !== null && equalTexts(secrets.verifyToken, token);
        if (!isOurs || query.get('hub.mode') !== 'subscribe' || challenge === null || challenge.length > 500)
          return null;
        return { type: 'text/plain', body: challenge };
      },
      read: ({ headers, body }, { client }) => {
        const [, given] = /^sha256=([0-9a-f]{64})$/.exec(String(headers['x-hub-signature-256'] ?? '')) ?? [];
        const signed = { algorithm: 'sha256', secret: client.clientSecret, text: body, encoding: 'hex' } as const;
        // No field that Instagram offers concerns publishing: comments and messages are read by nobody here.
        return isSigned(signed, given) ? [] : null;
      },
    },
    deauthorize: ofAccount('the "Deauthorize callback URL" of the business login settings', (about) => ({
      ...about,
      id: `deauthorize:${about.id}`,
      kind: 'GRANT_ENDED',
      reason: 'The account holder removed the app at Instagram.',
    })),
    deletion: {
      ...ofAccount('the "Data deletion request URL" of the business login settings', (about) => ({
        ...about,
        id: `deletion:${about.id}`,
        kind: 'ERASURE',
      })),
      erasureAnswer: ({ code, statusUrl }) => ({ url: statusUrl, confirmation_code: code }),
    },
  },
};
