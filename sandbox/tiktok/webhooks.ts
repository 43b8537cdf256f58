/** TikTok's webhooks: one address per app, a signature over time and body, and the content as JSON inside of JSON. */
import { createHmac } from 'node:crypto';
import type { SandboxState } from '../core.ts';
import type { Grant } from '../oauth-rules.ts';
import type { Publication } from './publication.ts';

export interface TikTokWebhooks {
  settled(publication: Publication): void;
  /** The post can be told by its id from now on. */
  available(publication: Publication, postId: string): void;
  removed(grant: Grant, by: 'app' | 'user'): void;
}

export function createTikTokWebhooks(state: SandboxState): TikTokWebhooks {
  const send = (event: string, clientKey: string, openId: string, content: Record<string, unknown>) => {
    const { webhookUrl: url, webhookSecret } = state.settings('TIKTOK');
    if (url === null) return;
    const time = Math.floor(state.now() / 1000);
    const body = JSON.stringify({
      client_key: clientKey,
      event,
      create_time: time,
      user_openid: openId,
      content: JSON.stringify(content),
    });
    const signature = createHmac('sha256', webhookSecret).update(`${time}.${body}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'tiktok-signature': `t=${time},s=${signature}` };
    state.notify('TIKTOK', { event: `tiktok.${event}`, url, headers, body });
  };
  const about = (publication: Publication) => ({
    publish_id: publication.publishId,
    publish_type: publication.flow.startsWith('INBOX') ? 'INBOX_SHARE' : 'DIRECT_POST',
  });
  return {
    settled: (publication) => {
      const { clientKey, creator, failure, flow } = publication;
      const outcome = failure !== undefined ? 'failed' : flow.startsWith('INBOX') ? 'inbox_delivered' : 'complete';
      const content = { ...about(publication), ...(failure !== undefined && { reason: failure }) };
      send(`post.publish.${outcome}`, clientKey, creator.id, content);
    },
    available: (publication, postId) => {
      const content = { ...about(publication), post_id: postId };
      send('post.publish.publicly_available', publication.clientKey, publication.creator.id, content);
    },
    removed: (grant, by) =>
      send('authorization.removed', grant.clientId, grant.accountId, { reason: by === 'user' ? 1 : 5 }),
  };
}
