/** Events of accounts. */
import type { Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { appendEvents } from '../events/append.ts';

/**
 * `expired`: its person has to reconnect it. `recovered`: it publishes again without anybody having done so, because its
 * grant or its encryption key came back. `health_changed`: another status or other reasons. `expires_soon`: a notice before
 * its grant ends. `changed`: it has another name, picture or abilities at the platform. `quota_nearly_used`, `quota_used_up`:
 * of an allowance, once in its window. `metrics_synced`, `metrics_failed`: its figures were read, or could not be. `paused`, `resumed`: by a person.
 */
export type AccountEventType =
  | 'account.health_changed'
  | 'account.expires_soon'
  | 'account.changed'
  | 'account.quota_nearly_used'
  | 'account.quota_used_up'
  | 'account.metrics_synced'
  | 'account.metrics_failed'
  | 'account.paused'
  | 'account.resumed'
  | 'account.connected'
  | 'account.reconnected'
  | 'account.expired'
  | 'account.recovered'
  | 'account.disconnected'
  | 'account.deleted';

export type ToldAccount = Pick<
  SocialAccount,
  'id' | 'workspaceId' | 'brandId' | 'platform' | 'username' | 'status' | 'statusReason'
>;

export function appendAccountEvent(
  tx: Tx,
  type: AccountEventType,
  account: ToldAccount,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const { platform, username, status, statusReason } = account;
  appendEvents(tx, [
    {
      workspaceId: account.workspaceId,
      brandId: account.brandId,
      subject: 'ACCOUNT',
      subjectId: account.id,
      postId: null,
      socialAccountId: account.id,
      type,
      payload: { platform, username, status, statusReason, ...details },
    },
  ]);
}
