/** Events of accounts. */
import type { Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { appendEvents } from '../events/append.ts';

/**
 * `expired`: a person has to reconnect it. `recovered`: it publishes again without that, because its grant or its
 * encryption key came back.
 */
export type AccountEventType =
  | 'account.connected'
  | 'account.reconnected'
  | 'account.expired'
  | 'account.recovered'
  | 'account.disconnected'
  | 'account.deleted';

export function appendAccountEvent(
  tx: Tx,
  type: AccountEventType,
  account: Pick<SocialAccount, 'id' | 'workspaceId' | 'brandId' | 'platform' | 'username' | 'status' | 'statusReason'>,
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
      payload: { platform, username, status, statusReason },
    },
  ]);
}
