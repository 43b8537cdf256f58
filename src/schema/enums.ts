/** Every enum of the schema, with what each value means to a partner. */
import { SCOPES } from '../domain/access.ts';
import type { AccountAction } from '../domain/accounts/account-actions.ts';
import { BRAND_LIMITS } from '../domain/brands.ts';
import { USER_ERROR_CODES } from '../domain/errors.ts';
import type { PostAction } from '../domain/posts/post-actions.ts';
import type { StatsGroup } from '../domain/queries/calendar.ts';
import type { ScheduleMode } from '../domain/schedule-time.ts';
import type { PostStatus, TargetAction } from '../domain/targets/post-target.ts';
import type {
  AccountStatus,
  ApiScope,
  BlockedBy,
  Format,
  LogStatus,
  MediaKind,
  MediaStatus,
  Platform,
  TargetPhase,
  TargetStatus,
  Unprovable,
} from '../lib/prisma/enums.ts';
import { mapRecord } from '../lib/record.ts';
import { FAILURE_CODES, type FailureSource, type UserAction } from '../platforms/failure.ts';
import { builder } from './builder.ts';

type Descriptions<Value extends string> = Readonly<Record<Value, string>>;

/** An enum whose values are named as they are stored. */
function describedEnum<Value extends string>(name: string, description: string, values: Descriptions<Value>) {
  return builder.enumType(name, { description, values: mapRecord(values, (text) => ({ description: text })) });
}

const descriptionsOf = <Key extends string>(table: Readonly<Record<Key, { description: string }>>) =>
  mapRecord<Key, { description: string }, string>(table, ({ description }) => description);

/* ---- platforms ---- */

export const PlatformEnum = describedEnum<Platform>('Platform', 'A platform that Slipway publishes to.', {
  INSTAGRAM: 'Instagram, professional accounts.',
  TIKTOK: 'TikTok.',
  YOUTUBE: 'YouTube: Shorts and long videos.',
  X: 'X, formerly Twitter.',
});

export const FormatEnum = describedEnum<Format>(
  'Format',
  'In what form a target is published. Which platform takes which: see `platforms`.',
  {
    IMAGE: 'One image.',
    CAROUSEL: 'Several images or videos in one post.',
    REEL: 'An Instagram reel.',
    STORY: 'An Instagram story, gone after a day.',
    VIDEO: 'A video.',
    SHORT: 'A YouTube Short.',
    TEXT: 'Text alone.',
    THREAD: 'Several posts that reply to each other.',
  },
);

export const TextUnitEnum = describedEnum<'CODE_POINTS' | 'UTF16' | 'UTF8_BYTES' | 'WEIGHTED'>(
  'TextUnit',
  'How a platform counts the length of a text.',
  {
    CODE_POINTS: 'Unicode code points.',
    UTF16: 'UTF-16 units, as `length` in JavaScript.',
    UTF8_BYTES: 'Bytes in UTF-8.',
    WEIGHTED: "X's own count: most letters 1, CJK and emoji 2, every link 23.",
  },
);

export const QuotaScopeEnum = describedEnum<'APP' | 'ACCOUNT'>('QuotaScope', 'Who shares an allowance.', {
  APP: 'All accounts of this installation together.',
  ACCOUNT: 'This account alone.',
});

export const QuotaBasisEnum = describedEnum<'DOCUMENTED' | 'GUESSED'>('QuotaBasis', 'How well a limit is known.', {
  DOCUMENTED: 'The platform states it, in its documents or in an answer. A post waits when it is used up.',
  GUESSED:
    'It differs by account, or is stated nowhere. A post beyond it is tried with a warning; the platform decides.',
});

/* ---- access and accounts ---- */

export const ApiScopeEnum = describedEnum<ApiScope>(
  'ApiScope',
  'What an API key may do.',
  mapRecord(SCOPES, ({ name, description }) => `\`${name}\`: ${description}`),
);

export const AccountStatusEnum = describedEnum<AccountStatus>(
  'AccountStatus',
  'Whether Slipway can act for an account.',
  {
    ACTIVE: 'Connected.',
    EXPIRED: 'The platform no longer accepts the access; the account needs to be reconnected. Its posts wait.',
    DISCONNECTED: 'Disconnected by a person. Its posts wait until it is connected again.',
  },
);

export const AccountActionEnum = describedEnum<AccountAction>(
  'AccountAction',
  'What can be done with an account now.',
  {
    PUBLISH: 'Posts to it go out, unless its brand or the workspace is paused.',
    RECONNECT: '`startAccountConnection` with its `socialAccountId`.',
    DISCONNECT: '`disconnectSocialAccount`.',
    PAUSE: '`pausePublishing`.',
    RESUME: '`resumePublishing`.',
    DELETE: '`deleteSocialAccount`, once nothing of it is scheduled or being published.',
  },
);

export const PauseScopeEnum = describedEnum<'WORKSPACE' | 'BRAND' | 'ACCOUNT'>('PauseScope', 'What a pause covers.', {
  WORKSPACE: 'Everything.',
  BRAND: 'One brand.',
  ACCOUNT: 'One account.',
});

/* ---- posts and targets ---- */

export const ScheduleModeEnum = describedEnum<ScheduleMode>('ScheduleMode', 'Whether and when a post goes out.', {
  DRAFT: 'Saved, and not published. A time may be noted; it does not schedule.',
  AT: 'Published at the given time.',
  NOW: 'Published as soon as possible.',
});

export const PostStatusEnum = describedEnum<PostStatus>(
  'PostStatus',
  'The status of a post, which follows from those of its targets.',
  {
    DRAFT: 'Nothing of it is scheduled.',
    SCHEDULED: 'Waits for its time.',
    PUBLISHING: 'Some of it is being published, or is out while the rest still waits.',
    PUBLISHED: 'Everything that was not cancelled is live, or handed to the account holder (TikTok with mode INBOX).',
    PARTIALLY_PUBLISHED: 'Some of it is live, the rest is not going to be without your doing.',
    FAILED: 'Nothing is live; at least one target failed.',
    MISSED: 'Nothing is live; its time passed by more than the late window allows.',
    CANCELLED: 'All of it was cancelled.',
    OUTCOME_UNKNOWN: 'A target may be live; a person has to look.',
  },
);

export const PostActionEnum = describedEnum<PostAction>(
  'PostAction',
  'What can be done with a post now, for at least one of its targets.',
  {
    EDIT: '`updateScheduledPost` of what is there; accounts can be added, and `externalId`, `metadata` and `priority` changed, at any time.',
    SCHEDULE: '`schedulePost`; for targets that were cancelled beside others, with their ids.',
    RESCHEDULE: '`reschedulePost`.',
    PUBLISH_NOW: '`publishNow`; for targets that were cancelled beside others, with their ids.',
    CANCEL: '`cancelScheduledPost`.',
    RETRY_FAILED: '`retryPostTarget` for what failed.',
    RESOLVE_OUTCOME: '`resolveOutcome` for what may be live.',
    DELETE: '`deleteScheduledPost`.',
  },
);

export const TargetStatusEnum = describedEnum<TargetStatus>('TargetStatus', 'Where a target stands.', {
  DRAFT: 'Not scheduled.',
  SCHEDULED: 'Waits for its time, or for what blocks it (`blockedBy`).',
  PUBLISHING: 'On its way; `phase` tells how far.',
  PUBLISHED:
    'Live; or handed to the account holder, who publishes it in the app (TikTok with mode INBOX): see `awaitsAccountHolder`.',
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
  PAUSED: 'Publishing is paused.',
  RECONNECT: 'The account has to be reconnected.',
  ACCOUNT_BUSY: 'Another post to the same account is being published.',
});

export const TargetActionEnum = describedEnum<TargetAction>('TargetAction', 'What can be done with a target now.', {
  EDIT: 'Its content, format or options: `updateScheduledPost`.',
  SCHEDULE: 'Given a time: `schedulePost`, `reschedulePost`, `publishNow`.',
  UNSCHEDULE: 'Back to a draft: `reschedulePost` with mode DRAFT.',
  CANCEL: '`cancelScheduledPost`.',
  RETRY: '`retryPostTarget`.',
  RESOLVE_OUTCOME: '`resolveOutcome`.',
});

export const OutcomeEnum = describedEnum<'PUBLISHED' | 'NOT_PUBLISHED'>(
  'OutcomeClaim',
  'What a person found at the platform.',
  {
    PUBLISHED: 'It is live.',
    NOT_PUBLISHED: 'It is not there. The target becomes FAILED and may be retried.',
  },
);

/* ---- failures ---- */

export const PublishErrorCodeEnum = describedEnum(
  'PublishErrorCode',
  'Why publishing failed or is delayed. Stable; the vendor’s own code is in `vendor`.',
  descriptionsOf(FAILURE_CODES),
);

export const PublishErrorSourceEnum = describedEnum<FailureSource>(
  'PublishErrorSource',
  'Who can do something about a failure.',
  {
    USER: 'The author or the account holder.',
    PLATFORM: 'The platform.',
    SYSTEM: 'Slipway or its operator.',
  },
);

export const UserActionEnum = describedEnum<UserAction>('UserAction', 'What helps.', {
  RECONNECT: 'Reconnect the account.',
  EDIT: 'Change the post.',
  WAIT: 'Wait; it goes on by itself.',
  CHECK_PLATFORM: 'Look at the platform.',
  RETRY: 'Retry.',
  NONE: 'Nothing; it goes on by itself, or the operator has to act.',
});

export const UserErrorCodeEnum = describedEnum(
  'UserErrorCode',
  'Why something was refused, or what a warning is about. Stable.',
  USER_ERROR_CODES,
);

/* ---- log ---- */

export const LogStatusEnum = describedEnum<LogStatus>('PublishEventStatus', 'What happened to a target.', {
  DRAFTED: 'It became a draft.',
  SCHEDULED: 'It was scheduled, rescheduled or retried.',
  STARTED: 'Publishing started.',
  UPLOADING: 'Media is being uploaded; `percent` tells how far.',
  CONTAINER_CREATED: 'The platform holds everything, not yet public.',
  PROCESSING: 'The platform works on it; `platformState` is its own word.',
  COMMITTING: 'The call that makes it public is about to be made. It can no longer be withdrawn.',
  SUCCESS: 'It is live.',
  FINISHING: 'Something after going live was done, or its permalink became known.',
  ERROR: 'It failed.',
  RETRY: 'Something went wrong; it is tried again at `wakeAt`.',
  BLOCKED: 'It has to wait for what `blockedBy` names.',
  MISSED: 'Its late window passed.',
  CANCELLED: 'It was cancelled.',
  OUTCOME_UNKNOWN: 'It may be live; a person has to look.',
  RESOLVED: 'A person said what became of it.',
  CALL: 'A call to the platform (log entries only, never an event).',
});

export const LogKindEnum = describedEnum<'EVENT' | 'CALL'>('PublishingLogKind', 'What a log entry records.', {
  EVENT: 'A change of the target, also sent to subscribers.',
  CALL: 'One call to the platform, with what was sent and answered, secrets removed.',
});

/* ---- media ---- */

export const MediaKindEnum = describedEnum<MediaKind>('MediaKind', 'Kind of a file.', {
  IMAGE: 'An image.',
  VIDEO: 'A video.',
});

export const MediaStatusEnum = describedEnum<MediaStatus>('MediaStatus', 'Whether a file can be used.', {
  PENDING: 'Being taken in.',
  READY: 'Stored and examined.',
  FAILED: 'Could not be taken in; `errorCode` says why. Forgotten after a day.',
});

export const UnprovableEnum = describedEnum<Unprovable>(
  'Unprovable',
  'What happens to a post whose answer was lost where neither the platform nor its lists can prove that it is not live: on X a post with media, a poll or a part of a thread after the first, on YouTube a video whose upload session is gone, and first comments.',
  {
    REPEAT:
      'Once it has been looked for in vain for at least ten minutes, it is sent again, within the late window. Should the platform show it later still, it is there twice.',
    ASK: 'Once it has been looked for in vain for at least ten minutes, it becomes OUTCOME_UNKNOWN and waits for a person; a first comment becomes a warning.',
  },
);

/* ---- reading ---- */

export const CreationOrderEnum = describedEnum<'CREATED_AT_ASC' | 'CREATED_AT_DESC'>(
  'CreationOrder',
  'Order by time of creation.',
  {
    CREATED_AT_ASC: 'Oldest first.',
    CREATED_AT_DESC: 'Newest first.',
  },
);

export const PostOrderEnum = describedEnum<
  'SCHEDULED_AT_ASC' | 'SCHEDULED_AT_DESC' | 'CREATED_AT_ASC' | 'CREATED_AT_DESC'
>('ScheduledPostOrder', 'Order of posts.', {
  SCHEDULED_AT_ASC: 'By time, earliest first; posts without a time last.',
  SCHEDULED_AT_DESC: 'By time, latest first; posts without a time first.',
  CREATED_AT_ASC: 'Oldest first.',
  CREATED_AT_DESC: 'Newest first.',
});

export const TargetOrderEnum = describedEnum<'DUE_AT_ASC' | 'DUE_AT_DESC' | 'CREATED_AT_ASC' | 'CREATED_AT_DESC'>(
  'PostTargetOrder',
  'Order of targets.',
  {
    DUE_AT_ASC: 'By time, earliest first; targets without a time last.',
    DUE_AT_DESC: 'By time, latest first; targets without a time first.',
    CREATED_AT_ASC: 'Oldest first.',
    CREATED_AT_DESC: 'Newest first.',
  },
);

export const StatsGroupEnum = describedEnum<StatsGroup>('StatsGroup', 'What counts are grouped by.', {
  PLATFORM: 'One group per platform; `key` is its name.',
  ACCOUNT: 'One group per account; `key` is its id.',
  DAY: 'One group per day; `key` is `YYYY-MM-DD` on the clocks of `timeZone`.',
  STATUS: 'One group per target status; `key` is its name.',
});

export const LATE_WINDOW_TEXT = `From ${BRAND_LIMITS.minLateWindowMs} to ${BRAND_LIMITS.maxLateWindowMs} milliseconds, default ${BRAND_LIMITS.defaultLateWindowMs} (6 hours).`;
