/** Events of endpoints, and what disables one without a person. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { WebhookEndpoint } from '../../lib/prisma/client.ts';
import { appendEvents } from '../events/append.ts';
import { WEBHOOKS_CHANNEL } from './endpoint-rows.ts';

export type WebhookEventType =
  | 'webhook.created'
  | 'webhook.updated'
  | 'webhook.enabled'
  | 'webhook.paused'
  | 'webhook.disabled'
  | 'webhook.secret_rotated'
  | 'webhook.replayed'
  | 'webhook.deleted';

/** Endpoints belong to the workspace, even if they are told of some brands only. */
export function appendWebhookEvent(
  tx: Tx,
  type: WebhookEventType,
  { id, workspaceId }: Pick<WebhookEndpoint, 'id' | 'workspaceId'>,
  details: Readonly<Record<string, unknown>> = {},
): void {
  appendEvents(tx, [
    {
      workspaceId,
      brandId: null,
      subject: 'WEBHOOK',
      subjectId: id,
      postId: null,
      socialAccountId: null,
      type,
      payload: details,
    },
  ]);
}

/** Why an endpoint is DISABLED. Stable. */
export const DISABLED_REASONS = {
  GONE: 'It answered 410: it wants nothing any more.',
  FAILING: 'It has done nothing but fail for five days.',
} as const;
export type DisabledReason = keyof typeof DISABLED_REASONS;
export const isDisabledReason = (reason: string): reason is DisabledReason => Object.hasOwn(DISABLED_REASONS, reason);

/** What waits for it stays, and goes out when somebody enables it again. What happens until then is not kept for it. */
export async function disableEndpoint(
  { db, clock, log }: Pick<AppContext, 'db' | 'clock' | 'log'>,
  endpointId: string,
  reason: DisabledReason,
): Promise<void> {
  await db.tx(async (tx) => {
    const [disabled] = await tx.query<Pick<WebhookEndpoint, 'id' | 'workspaceId'>>(
      `UPDATE webhook_endpoint SET status = 'DISABLED', status_reason = $2, status_since = $3 WHERE id = $1 AND status = 'ENABLED' RETURNING id, workspace_id`,
      [endpointId, reason, clock.now()],
      'disable_webhook',
    );
    if (disabled === undefined) return;
    await tx.query('UPDATE webhook_lane SET next_at = NULL WHERE endpoint_id = $1', [endpointId]);
    appendWebhookEvent(tx, 'webhook.disabled', disabled, { reason, message: DISABLED_REASONS[reason] });
    tx.announce(WEBHOOKS_CHANNEL, endpointId);
    tx.afterCommit(() => log.warn({ endpointId, reason }, 'a webhook endpoint was disabled'));
  });
}
