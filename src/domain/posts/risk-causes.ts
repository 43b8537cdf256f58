/** Why a post may not go out, as data: each cause with the one action that helps. */

import type { UserAction } from '../../platforms/failure.ts';
import { risk } from '../../texts/reasons/en.ts';

interface CauseFacts {
  userAction: UserAction;
  description: string;
}

export const RISK_CAUSES = {
  ACCOUNT_ACCESS: {
    userAction: 'RECONNECT',
    description: risk.ACCOUNT_ACCESS,
  },
  ACCESS_ENDS: {
    userAction: 'RECONNECT',
    description: risk.ACCESS_ENDS,
  },
  ACCOUNT_RESTRICTED: {
    userAction: 'CHECK_PLATFORM',
    description: risk.ACCOUNT_RESTRICTED,
  },
  ACCOUNT_UNREACHABLE: {
    userAction: 'NONE',
    description: risk.ACCOUNT_UNREACHABLE,
  },
  PUBLISHING_PAUSED: {
    userAction: 'RESUME',
    description: risk.PUBLISHING_PAUSED,
  },
  CONTENT_REFUSED: {
    userAction: 'EDIT',
    description: risk.CONTENT_REFUSED,
  },
  MEDIA_MISSING: { userAction: 'EDIT', description: risk.MEDIA_MISSING },
  MEDIA_CHANGED: {
    userAction: 'EDIT',
    description: risk.MEDIA_CHANGED,
  },
  QUOTA_USED_UP: {
    userAction: 'WAIT',
    description: risk.QUOTA_USED_UP,
  },
  BUDGET: {
    userAction: 'RAISE_BUDGET',
    description: risk.BUDGET,
  },
  PLATFORM_DOWN: {
    userAction: 'WAIT',
    description: risk.PLATFORM_DOWN,
  },
  PLATFORM_UNCONFIGURED: { userAction: 'NONE', description: risk.PLATFORM_UNCONFIGURED },
  CLOCKS_CHANGED: {
    userAction: 'EDIT',
    description: risk.CLOCKS_CHANGED,
  },
} as const satisfies Record<string, CauseFacts>;
export type RiskCause = keyof typeof RISK_CAUSES;

export const isRiskCause = (cause: string): cause is RiskCause => Object.hasOwn(RISK_CAUSES, cause);
