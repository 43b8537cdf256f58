/** Why a post may not go out, as data: each cause with the one action that helps. */
import type { UserAction } from '../../platforms/failure.ts';

interface CauseFacts {
  userAction: UserAction;
  description: string;
}

export const RISK_CAUSES = {
  ACCOUNT_ACCESS: {
    userAction: 'RECONNECT',
    description: 'The access to the account is gone, or lacks a permission that publishing needs.',
  },
  ACCESS_ENDS: {
    userAction: 'RECONNECT',
    description: 'The access to the account ends before the post is due, and only its person can renew it.',
  },
  ACCOUNT_RESTRICTED: {
    userAction: 'CHECK_PLATFORM',
    description: 'The platform restricts the account; its owner must act there.',
  },
  ACCOUNT_UNREACHABLE: {
    userAction: 'NONE',
    description: 'The platform gives no usable answer about the account, or refuses the app of the operator.',
  },
  PUBLISHING_PAUSED: {
    userAction: 'RESUME',
    description: 'Publishing is paused for the account, its brand or the workspace.',
  },
  CONTENT_REFUSED: {
    userAction: 'EDIT',
    description: 'The platform would refuse the post as it is: its rules, or what the account may do, have changed.',
  },
  MEDIA_MISSING: { userAction: 'EDIT', description: 'A file of the post is not in the storage any more.' },
  MEDIA_CHANGED: {
    userAction: 'EDIT',
    description: 'A file of the post has other bytes than when it was taken in.',
  },
  QUOTA_USED_UP: {
    userAction: 'WAIT',
    description: 'An allowance is used up beyond the time of the post; it goes out when there is room.',
  },
  BUDGET: {
    userAction: 'RAISE_BUDGET',
    description:
      'The budget of its month does not reach for the post, after what is due before it; it waits until the budget is raised or the month is over.',
  },
  PLATFORM_DOWN: {
    userAction: 'WAIT',
    description: 'The platform does not answer, and the post is due within the hour.',
  },
  PLATFORM_UNCONFIGURED: { userAction: 'NONE', description: 'This installation has no credentials for the platform.' },
  CLOCKS_CHANGED: {
    userAction: 'EDIT',
    description:
      'By the rules of its time zone as they are now, clocks show another time at its instant than was meant.',
  },
} as const satisfies Record<string, CauseFacts>;
export type RiskCause = keyof typeof RISK_CAUSES;

export const isRiskCause = (cause: string): cause is RiskCause => Object.hasOwn(RISK_CAUSES, cause);
