/** The state of a target: its status, the phase of publishing, and what it waits for. */

import type { BlockedBy, TargetPhase, TargetStatus } from '../lib/prisma/enums.ts';
import { describedEnum } from './described-enum.ts';

export const TargetStatusEnum = describedEnum<TargetStatus>('TargetStatus', 'Where a target stands.', {
  DRAFT: 'Not scheduled.',
  SCHEDULED: 'Waits for its time, or for what blocks it (`blockedBy`).',
  PUBLISHING: 'On its way; `phase` tells how far.',
  PUBLISHED:
    'Live; or handed to the account holder, who publishes it in the app (mode INBOX): see `awaitsAccountHolder`.',
  FAILED: 'Not live; `error` says why and what to do.',
  CANCELLED: 'Withdrawn before it could become public.',
  MISSED: 'Its time passed by more than the late window of the brand, so it was held back. Reschedule it.',
  OUTCOME_UNKNOWN:
    'The call that makes it public was sent, its answer was lost, and the platform cannot tell. Look there, then `resolveOutcome`. Never retried by itself.',
});

export const TargetPhaseEnum = describedEnum<TargetPhase>('TargetPhase', 'How far publishing has come.', {
  PREPARING: 'Tokens, checks, upload sessions.',
  UPLOADING: 'Media is on its way to the platform.',
  CONTAINER_CREATED: 'The platform holds everything, not yet public.',
  PROCESSING: 'The platform works on the media.',
  COMMITTING: 'The call that makes it public is being made.',
  FINISHING: 'Live; first comment, thumbnail and the like follow.',
});

export const BlockedByEnum = describedEnum<BlockedBy>('BlockedBy', 'What a target waits for besides its time.', {
  QUOTA: 'An allowance of the platform is used up.',
  BUDGET: 'The monthly budget of the workspace does not reach for what the platform bills.',
  PAUSED: 'Publishing is paused.',
  RECONNECT: 'The account has to be reconnected.',
  PLATFORM_DOWN: 'The platform does not answer anybody; it goes on by itself once it does, within the late window.',
  ACCOUNT_BUSY: 'Another post to the same account is being published.',
});
