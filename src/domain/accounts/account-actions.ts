/** What a person may do with a connected account. */
import type { SocialAccount } from '../../lib/prisma/client.ts';

const ACCOUNT_ACTIONS = ['PUBLISH', 'RECONNECT', 'DISCONNECT', 'PAUSE', 'RESUME', 'DELETE'] as const;
export type AccountAction = (typeof ACCOUNT_ACTIONS)[number];

export function accountActions(account: Pick<SocialAccount, 'status' | 'pausedAt'>): AccountAction[] {
  const isPaused = account.pausedAt !== null;
  const allowed: Record<AccountAction, boolean> = {
    PUBLISH: account.status === 'ACTIVE' && !isPaused,
    RECONNECT: true,
    DISCONNECT: account.status !== 'DISCONNECTED',
    PAUSE: !isPaused,
    RESUME: isPaused,
    DELETE: true,
  };
  return ACCOUNT_ACTIONS.filter((action) => allowed[action]);
}
