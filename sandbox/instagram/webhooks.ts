/** What Instagram tells the app unasked: comments it subscribed to, and that a user has removed it. */
import { createHmac } from 'node:crypto';
import type { SandboxState } from '../core.ts';
import type { Grant } from '../oauth-rules.ts';
import type { GraphContext } from './graph.ts';
import type { Comment, Media } from './nodes.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface InstagramWebhooks {
  commented(media: Media, comment: Comment): void;
  removed(grant: Grant, by: 'app' | 'user'): void;
}

export function createInstagramWebhooks(
  state: SandboxState,
  accounts: GraphContext['accounts'],
  subscriptions: Subscriptions,
  settings: () => { deauthorizeUrl: string | null; deletionUrl: string | null },
): InstagramWebhooks {
  return {
    commented: (media, comment) => {
      const { webhookUrl: url, webhookSecret } = state.settings('INSTAGRAM');
      const { id, username } = media.account;
      if (url === null || !subscriptions.has(id, 'comments')) return;
      const value = {
        id: comment.id,
        text: comment.text,
        from: { id, username },
        media: { id: media.id, media_product_type: media.container.kind === 'REELS' ? 'REELS' : 'FEED' },
      };
      const time = Math.floor(state.now() / 1000);
      const entry = [{ id, time, changes: [{ field: 'comments', value }] }];
      const body = JSON.stringify({ object: 'instagram', entry });
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` };
      state.notify('INSTAGRAM', { event: 'instagram.comments', url, headers, body });
    },
    removed: (grant, by) => {
      if (by === 'app') return;
      const account = accounts.find(({ id }) => id === grant.accountId);
      const issued = Math.floor(state.now() / 1000);
      const content = { user_id: account?.scopedId, algorithm: 'HMAC-SHA256', issued_at: issued };
      const payload = Buffer.from(JSON.stringify(content)).toString('base64url');
      const { webhookSecret } = state.settings('INSTAGRAM');
      const signature = createHmac('sha256', webhookSecret).update(payload).digest('base64url');
      const body = new URLSearchParams({ signed_request: `${signature}.${payload}` }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { deauthorizeUrl, deletionUrl } = settings();
      if (deauthorizeUrl !== null)
        state.notify('INSTAGRAM', { event: 'instagram.deauthorize', url: deauthorizeUrl, headers, body });
      if (deletionUrl !== null)
        state.notify('INSTAGRAM', { event: 'instagram.deletion', url: deletionUrl, headers, body });
    },
  };
}
