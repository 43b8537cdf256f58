/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What can be done with an account now. */
export type AccountAction =
  /** `deleteSocialAccount`, once nothing of it is scheduled or being published. */
  | 'DELETE'
  /** `disconnectSocialAccount`. */
  | 'DISCONNECT'
  /** `pausePublishing`. */
  | 'PAUSE'
  /** Posts to it go out, unless its brand or the workspace is paused. */
  | 'PUBLISH'
  /** `startAccountConnection` with its `socialAccountId`. */
  | 'RECONNECT'
  /** `resumePublishing`. */
  | 'RESUME';

/** What became of a call to a platform. */
export type AccountCallOutcome =
  /** Ended by Slipway; this says nothing about the platform. */
  | 'CANCELLED'
  /** No complete answer arrived. */
  | 'NETWORK'
  /** Done as asked. */
  | 'OK'
  /** Refused for now: too many calls. */
  | 'RATE_LIMITED'
  /** Refused for what was asked. */
  | 'REJECTED'
  /** No answer came in time. */
  | 'TIMEOUT'
  /** Refused for the access of the account. */
  | 'UNAUTHORIZED'
  /** The platform itself failed. */
  | 'UNAVAILABLE';

/** Why an account is not simply fine. Stable; more may be added. */
export type AccountHealthReasonCode =
  /** The access speaks for another account of the platform than the one that was connected. */
  | 'ACCOUNT_CHANGED'
  /** The platform restricts this account; its owner must act there. */
  | 'ACCOUNT_RESTRICTED'
  /** The platform refuses the operator's app: a wrong secret, say. The account is kept; the operator must act. */
  | 'APP_MISCONFIGURED'
  /** The access token expired and could not be renewed. */
  | 'AUTH_EXPIRED'
  /** The account holder or the platform withdrew the access. */
  | 'AUTH_REVOKED'
  /** The stored access cannot be opened: the encryption key that it was sealed under is not configured. */
  | 'CREDENTIALS_LOST'
  /** A person disconnected the account. */
  | 'DISCONNECTED'
  /** The access ends within days, and only its person can renew it. */
  | 'EXPIRES_SOON'
  /** The platform gave no usable answer about the account, several times in a row. Nothing is lost by that. */
  | 'PLATFORM_UNAVAILABLE'
  /** The platform replaced the access in a renewal whose answer never arrived, so that nobody has the new one. */
  | 'RENEWAL_LOST'
  /** A permission without which nothing can be published is not granted (any more). */
  | 'SCOPE_MISSING';

/** How an account is, in one word: that of the most serious reason. */
export type AccountHealthStatus =
  /** Nothing is known that would keep posts from going out. */
  | 'ACTIVE'
  /** A person disconnected it. */
  | 'DISCONNECTED'
  /** The access ended. Posts wait for a reconnect. */
  | 'EXPIRED'
  /** It works, and its access ends within 7 days unless its person reconnects it. */
  | 'EXPIRING'
  /** The platform restricts the account; its owner must act there. */
  | 'RESTRICTED'
  /** The access was withdrawn, or speaks for another account now. Posts wait for a reconnect. */
  | 'REVOKED'
  /** A permission that publishing needs is not granted. */
  | 'SCOPES_MISSING'
  /** The platform gives no usable answer about it, or refuses the app. The account is kept and asked about again. */
  | 'UNREACHABLE';

/** Whether Slipway can act for an account. */
export type AccountStatus =
  /** Connected. */
  | 'ACTIVE'
  /** Disconnected by a person. Its posts wait until it is connected again. */
  | 'DISCONNECTED'
  /** The platform no longer accepts the access; the account needs to be reconnected. Its posts wait. */
  | 'EXPIRED';

/** What is tested of an account. */
export type AccountTestSubject =
  /** Whether the access still speaks for this account. */
  | 'IDENTITY'
  /** Whether the platform says something against posts of the account. */
  | 'PUBLISH_PERMISSION'
  /** What is left of the allowances: the one that is used most. */
  | 'QUOTA'
  /** Whether everything was granted that publishing, and its single features, need. */
  | 'SCOPES'
  /** Whether the platform takes the access token. */
  | 'TOKEN';

/** How a test ended. */
export type AccountTestVerdict =
  /** It does not work. */
  | 'FAILED'
  /** It works. */
  | 'OK'
  /** The platform did not tell. */
  | 'UNKNOWN'
  /** It works, with limits. */
  | 'WARNING';

/** What a workspace can achieve. More may be added. */
export type AchievementCode =
  /** One post is live on every platform. */
  | 'ALL_PLATFORMS'
  /** The first account was connected. */
  | 'FIRST_CONNECTION'
  /** A hundred posts are live on at least one platform. */
  | 'HUNDRED_POSTS';

/** What an API key may do. */
export type ApiScope =
  /** `accounts:read`: Read connected accounts and their allowances. */
  | 'ACCOUNTS_READ'
  /** `accounts:write`: Connect and disconnect accounts, change the settings of a brand. */
  | 'ACCOUNTS_WRITE'
  /** `admin`: Everything, and besides: API keys, creating and deleting brands, pausing the workspace. */
  | 'ADMIN'
  /** `audit:read`: Read who changed what: the audit log. */
  | 'AUDIT_READ'
  /** `notifications:read`: Read notifications of what the other scopes of the key cover. */
  | 'NOTIFICATIONS_READ'
  /** `notifications:write`: Mark notifications as read, and choose which ones the key is told of. */
  | 'NOTIFICATIONS_WRITE'
  /** `posts:publish`: Make posts go live: schedule, publish, retry, resolve, resume. */
  | 'POSTS_PUBLISH'
  /** `posts:read`: Read posts, targets, media, logs and live events. */
  | 'POSTS_READ'
  /** `posts:write`: Write drafts, edit and cancel posts, take in media, pause a brand or account. */
  | 'POSTS_WRITE'
  /** `webhooks:read`: Read webhook endpoints and their deliveries. */
  | 'WEBHOOKS_READ'
  /** `webhooks:write`: Make, change and delete webhook endpoints, and send again. What they tell takes its own read scope. */
  | 'WEBHOOKS_WRITE';

/** Who acted. */
export type AuditActor =
  /** A program or person with an API key. */
  | 'API_KEY'
  /** Whoever runs this installation, by a command or its configuration. */
  | 'OPERATOR'
  /** Slipway itself. */
  | 'SYSTEM';

/** What happened to a thing. */
export type AuditChangeKind =
  /** It was changed. */
  | 'CHANGED'
  /** It was made. */
  | 'MADE'
  /** It was removed. */
  | 'REMOVED';

/** Which entries. */
export type AuditLogFilter = {
  /** Of these actions, such as `updateBrand`. */
  actions?: Array<string> | null | undefined;
  /** Of these kinds of actors. */
  actors?: Array<AuditActor> | null | undefined;
  /** Of calls with these API keys. */
  apiKeyIds?: Array<string | number> | null | undefined;
  /** Of these brands. */
  brandIds?: Array<string | number> | null | undefined;
  /** Of this time. */
  createdAt?: TimeRangeInput | null | undefined;
  /** Of this request. */
  requestId?: string | null | undefined;
  /** With one of these results. */
  results?: Array<AuditResult> | null | undefined;
  /** About this brand, account, post, target, file, API key or workspace. */
  subjectId?: string | number | null | undefined;
  /** About these kinds of things. */
  subjects?: Array<AuditSubject> | null | undefined;
};

/** What became of it. */
export type AuditResult =
  /** It was done, in the transaction that wrote this entry. */
  | 'DONE'
  /** It broke off. Where the database was cut off, another entry tells whether it was done before that. */
  | 'FAILED'
  /** Accepted, but nothing was changed: a repeated call, a trial, or nothing to do. */
  | 'NOTHING'
  /** It was refused, for the reasons in `codes`. */
  | 'REFUSED';

/** What an entry of the audit log is about. */
export type AuditSubject =
  /** A connected account. */
  | 'ACCOUNT'
  /** An API key. */
  | 'API_KEY'
  /** A brand. */
  | 'BRAND'
  /** A file. */
  | 'MEDIA'
  /** A post. */
  | 'POST'
  /** A post on one account. */
  | 'TARGET'
  /** A webhook endpoint. */
  | 'WEBHOOK'
  /** The workspace. */
  | 'WORKSPACE';

/** What a target waits for besides its time. */
export type BlockedBy =
  /** Another post to the same account is being published. */
  | 'ACCOUNT_BUSY'
  /** The monthly budget of the workspace does not reach for what the platform bills. */
  | 'BUDGET'
  /** Publishing is paused. */
  | 'PAUSED'
  /** The platform does not answer anybody; it goes on by itself once it does, within the late window. */
  | 'PLATFORM_DOWN'
  /** An allowance of the platform is used up. */
  | 'QUOTA'
  /** The account has to be reconnected. */
  | 'RECONNECT';

/** Which post to cancel. */
export type CancelScheduledPostInput = {
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since. */
  expectedVersion?: number | null | undefined;
  /** Which post. */
  postId: string | number;
  /** Only these targets. Absent: all that it can be done to. */
  targetIds?: Array<string | number> | null | undefined;
};

/** What the platform sent to the callback address. */
export type CompleteAccountConnectionInput = {
  /** The parameter `code`. */
  code?: string | null | undefined;
  /** The parameter `error`, when the account holder did not agree. */
  error?: string | null | undefined;
  /** The parameter `error_description`. */
  errorDescription?: string | null | undefined;
  /** The parameter `state`. */
  state: string;
};

/** Which attempts. */
export type ConnectionAttemptFilter = {
  /** For these brands. */
  brandIds?: Array<string | number> | null | undefined;
  /** Begun in this time. */
  createdAt?: TimeRangeInput | null | undefined;
  /** At these platforms. */
  platforms?: Array<Platform> | null | undefined;
  /** In one of these statuses. */
  statuses?: Array<ConnectionAttemptStatus> | null | undefined;
};

/** What became of an attempt. */
export type ConnectionAttemptStatus =
  /** An account was connected. */
  | 'CONNECTED'
  /** The account holder did not come back in time, or the process that was finishing it died. */
  | 'EXPIRED'
  /** It failed, for the reason in `error`. */
  | 'FAILED'
  /** The account holder is expected back until `expiresAt`. */
  | 'PENDING';

/** A step of an attempt to connect an account. */
export type ConnectionStep =
  /** The account was stored, and can publish. */
  | 'CONNECTED'
  /** The platform gave an access, with all permissions that publishing needs. */
  | 'EXCHANGED'
  /** They had agreed. */
  | 'GRANTED'
  /** The platform told whose access it is. */
  | 'IDENTIFIED'
  /** The account holder opened `startUrl` and was sent on to the platform. Passed over by clients that open `authorizationUrl` by themselves. */
  | 'OPENED'
  /** The platform sent the account holder back. Its duration is the time that they spent there. */
  | 'RETURNED'
  /** It was begun with `startAccountConnection`. */
  | 'STARTED';

/** A new API key. */
export type CreateApiKeyInput = {
  /** Binds it to these brands. Absent or empty: every brand that your own key reaches. */
  brandIds?: Array<string | number> | null | undefined;
  /** When it shall stop working. Absent: never. */
  expiresAt?: string | null | undefined;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** In which language its callers are told texts; null = as each request asks (`Accept-Language`). */
  language?: Language | null | undefined;
  /** What it is for. */
  name: string;
  /** What it may do; at least one. */
  scopes: Array<ApiScope>;
  /** IANA name of the time zone in which its callers are told instants; null = UTC. */
  timeZone?: string | null | undefined;
};

/** A new brand. */
export type CreateBrandInput = {
  /** Which digests are made. Default: none. */
  digests?: Array<DigestPeriod> | null | undefined;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** How late a post may still go out. From 60000 to 604800000 milliseconds, default 21600000 (6 hours). */
  lateWindowMs?: number | null | undefined;
  /** Its name: 1 to 200 characters. */
  name: string;
  /** Whether its posts reserve units of allowances when they are given a time. Default false. Reserved units are not taken by posts that have not reserved, which wait; they are given back when the post moves, is unscheduled, cancelled or deleted, or ends. A post gets them only if there is room at its time (`PostTarget.reservesQuota`), and none of an allowance whose limit is only guessed holds others back. */
  reservesQuota?: boolean | null | undefined;
  /** The clocks its authors mean, as an IANA name such as `Europe/Berlin`. */
  timeZone: string;
  /** Whether a post that may be live, and that nobody can find, is sent again. Default REPEAT. */
  unprovable?: Unprovable | null | undefined;
};

/** A new post. */
export type CreateScheduledPostInput = {
  /** The brand that it is published by. */
  brandId: string | number;
  /** Its words. */
  content?: PostContentInput | null | undefined;
  /** Your own id of the post; unique in its brand. */
  externalId?: string | null | undefined;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** Its files, in order. */
  media?: Array<PostMediaInput> | null | undefined;
  /** Anything you want to attach: at most 16 KiB of JSON. */
  metadata?: Record<string, unknown> | null | undefined;
  /** Among what is due together and what waits for the same allowance, higher goes first: -10 to 10. Each step counts like ten minutes of waiting, so that what is low goes out as well. Default 0. */
  priority?: number | null | undefined;
  /** Whether and when it goes out. */
  schedule: ScheduleInput;
  /** The accounts that it goes to. */
  targets: Array<PostTargetInput>;
};

/** A new webhook endpoint. */
export type CreateWebhookEndpointInput = {
  /** Only what happens to these brands. Absent or empty: every brand that the API key reaches, and, if it reaches the whole workspace, what belongs to no brand. */
  brandIds?: Array<string | number> | null | undefined;
  /** What it is for; up to 500 characters. */
  description?: string | null | undefined;
  /** Types of events, such as `target.success`; `target.*` for all of a kind (`post`, `target`, `account`, `media`, `workspace`), `*` for all. GET /webhooks/schema lists them with the form of what is sent. */
  events: Array<string>;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** A GraphQL query of up to 8192 characters and a cost of 2,000, whose answer is sent along as `result`. It runs when something is sent, with the scopes and brands of the endpoint. Its variables may be `$subjectId`, `$brandId`, `$postId`, `$socialAccountId` (ID) and `$type` (String). */
  query?: string | null | undefined;
  /** An https address at a public host, on port 443, of up to 2048 characters. Redirects are not followed. The operator may allow others (SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS). */
  url: string;
};

/** Order by time of creation. */
export type CreationOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC';

/** Which brand to delete, with its accounts, posts and logs. */
export type DeleteBrandInput = {
  /** Which brand. */
  brandId: string | number;
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed it since. */
  expectedVersion?: number | null | undefined;
  /** Delete it even if posts are scheduled; they will not be published. A target that may be going live right now is never cut off. */
  force?: boolean | null | undefined;
};

/** Which file to delete. */
export type DeleteMediaAssetInput = {
  /** Which file. */
  mediaAssetId: string | number;
};

/** Which post to delete. */
export type DeleteScheduledPostInput = {
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since. */
  expectedVersion?: number | null | undefined;
  /** Which post. */
  postId: string | number;
};

/** Which account to delete. */
export type DeleteSocialAccountInput = {
  /** Which account. */
  socialAccountId: string | number;
};

/** How often people are told what happened in a brand. */
export type DigestPeriod =
  /** Every morning at eight, by the clocks of the brand. */
  | 'DAILY'
  /** On Mondays at eight, by the clocks of the brand. */
  | 'WEEKLY';

/** Which account to disconnect. */
export type DisconnectSocialAccountInput = {
  /** Which account. */
  socialAccountId: string | number;
};

/** Which events. Events that the scopes of the API key do not cover are left out. */
export type EventFilter = {
  /** Only of this brand. */
  brandId?: string | number | null | undefined;
  /** Only of this post and its targets. */
  postId?: string | number | null | undefined;
  /** Only of this account and its targets. */
  socialAccountId?: string | number | null | undefined;
  /** Only of this post, target, account, file, incident, API key, webhook endpoint, notification or brand. */
  subjectId?: string | number | null | undefined;
  /** Of these kinds of things. */
  subjects?: Array<EventSubject> | null | undefined;
};

/** What an event happened to. */
export type EventSubject =
  /** An account: connected, changed, paused, resumed, expired, recovered, disconnected, deleted; another health, notices before its access ends; `account.quota_nearly_used` (80 %) and `account.quota_used_up`, once in the window of an allowance; `account.suspicious_activity` when it publishes far more than usual; `account.metrics_synced` once a day with `followers` and `followersBefore`, and `account.metrics_failed` when its figures cannot be read. */
  | 'ACCOUNT'
  /** An API key: `api_key.suspicious_activity`, of the kinds `CONNECTION_FAILURES` and `KEY_USED_FROM_MANY_NETWORKS`. Not told to keys that are bound to brands. */
  | 'API_KEY'
  /** A brand: `brand.digest`, once a day or a week if it has `digests`. */
  | 'BRAND'
  /** A file: ready, updated (its name or description), failed, deleted. */
  | 'MEDIA'
  /** A notification: `notification.` and its type, when it is made. `notificationAdded` tells the same to keys without the scope `admin`. */
  | 'NOTIFICATION'
  /** A platform on which the workspace has an account: `platform.down`, `platform.degraded`, `platform.operational`. The id is that of the incident. Not told to keys that are bound to brands. */
  | 'PLATFORM'
  /** A post: `post.created`, `post.updated` with `changed` (CONTENT, TIME, or TARGETS if only some of them), `post.deleted`, each with the `version` from then on; `post.at_risk` and `post.safe_again`, once for each `cause` of a target; `post.gone` when the platform no longer shows a published target (`presence`: GONE or HIDDEN), and `post.shown_again`; `post.unpublished` when a target was removed with `unpublishTarget`, and `post.unpublish_failed`. */
  | 'POST'
  /** A target: every step of publishing it. */
  | 'TARGET'
  /** A webhook endpoint: `webhook.created`, `webhook.updated`, `webhook.enabled`, `webhook.paused`, `webhook.disabled` with the `reason`, `webhook.secret_rotated`, `webhook.replayed`, `webhook.deleted`. Not told to keys that are bound to brands. */
  | 'WEBHOOK'
  /** The workspace: `workspace.budget_changed` when a budget is set, changed or ended; `workspace.budget_nearly_used` when 80 % of a monthly budget are spent, `workspace.budget_used_up` when it is spent or does not reach for a post, each of the two once a month. `workspace.quota_nearly_used` (80 %) and `workspace.quota_used_up`, once in the window of an allowance that all accounts of the installation share on a `platform`. Not told to keys that are bound to brands. */
  | 'WORKSPACE';

/** At which age of a post its figures were read. */
export type FigureAge =
  /** Seven days after it went live. */
  | 'D7'
  /** Thirty days after it went live. */
  | 'D30'
  /** One hour after it went live. */
  | 'H1'
  /** 24 hours after it went live; a story shortly before. */
  | 'H24'
  /** The last time that they were read. */
  | 'LATEST';

/** In what form a target is published. Which platform takes which: see `platforms`. */
export type Format =
  /** Several images or videos in one post. */
  | 'CAROUSEL'
  /** One image. */
  | 'IMAGE'
  /** A reel: one upright video. */
  | 'REEL'
  /** A Short: one square or upright video of a few minutes. */
  | 'SHORT'
  /** A story, gone after a day. */
  | 'STORY'
  /** Text alone. */
  | 'TEXT'
  /** Several posts that reply to each other. */
  | 'THREAD'
  /** A video. */
  | 'VIDEO';

/** A file to fetch. */
export type ImportMediaFromUrlInput = {
  /** What it shows, for people who cannot see it. */
  altText?: string | null | undefined;
  /** Its name. Absent: from the address. */
  fileName?: string | null | undefined;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** An https address that answers with the file itself. */
  url: string;
};

/** Options of a target on Instagram. */
export type InstagramOptionsInput = {
  /** Reels: names the original audio. */
  audioName?: string | null | undefined;
  /** Usernames invited as co-authors, at most 3. Not for stories. */
  collaborators?: Array<string> | null | undefined;
  /** Switches comments on or off after publishing. Not for stories. */
  commentsEnabled?: boolean | null | undefined;
  /** Reels: a JPEG media asset as cover; wins over thumbOffsetMs. */
  coverMediaAssetId?: string | number | null | undefined;
  /** Posted as a comment right after publishing. Not for stories. */
  firstComment?: string | null | undefined;
  /** Labels the post as made with AI. */
  isAiGenerated?: boolean | null | undefined;
  /** Id of a Facebook Page with a location. Not for stories. */
  locationId?: string | null | undefined;
  /** Reels: also show it in the feed tab of the profile. */
  shareToFeed?: boolean | null | undefined;
  /** Reels: the frame at this time becomes the cover. */
  thumbOffsetMs?: number | null | undefined;
  /** Reels: show it to non-followers first; released by hand or when it performs well. */
  trialReel?: InstagramTrialReel | null | undefined;
  /** People tagged, at most 20 per item. Not on videos of a carousel. */
  userTags?: Array<InstagramUserTagInput> | null | undefined;
};

/** Values of an option of Instagram. */
export type InstagramTrialReel =
  /** Shown to everybody once you say so in the app. */
  | 'MANUAL'
  /** Shown to everybody when it performs well. */
  | 'SS_PERFORMANCE';

/** One entry of `userTags`. */
export type InstagramUserTagInput = {
  /** Which item of a carousel, counted from 0. Default: 0. */
  mediaIndex?: number | null | undefined;
  /** Who is tagged, without `@`. */
  username: string;
  /** From the left edge, 0–1. Needed on images of the feed. */
  x?: number | null | undefined;
  /** From the top edge, 0–1. Needed on images of the feed. */
  y?: number | null | undefined;
};

/** A language in which people are told texts. Codes are the same in every language. */
export type Language =
  /** English. */
  | 'EN'
  /** Spanish, as it is understood all over Latin America. */
  | 'ES'
  /** Brazilian Portuguese. */
  | 'PT_BR';

/** What was read: one of the two. */
export type MarkNotificationsReadInput = {
  /** These; at most 100. */
  notificationIds?: Array<string | number> | null | undefined;
  /** This one and everything older, also what the API key is not told of. */
  upToId?: string | number | null | undefined;
};

/** Kind of a file. */
export type MediaKind =
  /** An image. */
  | 'IMAGE'
  /** A video. */
  | 'VIDEO';

/** Whether a file can be used. */
export type MediaStatus =
  /** Could not be taken in; `errorCode` says why. Forgotten after a day. */
  | 'FAILED'
  /** Being taken in. */
  | 'PENDING'
  /** Stored and examined. */
  | 'READY';

/** What is counted. A name means about the same on all platforms; `MetricRule.meaning` says what one of them counts. */
export type Metric =
  /** The time that people watched, on average. */
  | 'AVERAGE_WATCH_TIME'
  /** Comments, or answers to a post. */
  | 'COMMENTS'
  /** Accounts that reacted, each counted once. */
  | 'ENGAGED_ACCOUNTS'
  /** People who follow the account. */
  | 'FOLLOWERS'
  /** Accounts that this one follows. */
  | 'FOLLOWING'
  /** People who began to follow the account from this post. */
  | 'FOLLOWS'
  /** How often something was on a screen, where a platform told that apart. */
  | 'IMPRESSIONS'
  /** All reactions together, as the platform adds them up. */
  | 'INTERACTIONS'
  /** Likes. */
  | 'LIKES'
  /** Clicks on a link of the post or of the profile. */
  | 'LINK_CLICKS'
  /** Lists of other people that hold the account. */
  | 'LISTED'
  /** People who ceased to follow the account. */
  | 'LOST_FOLLOWERS'
  /** People who began to follow the account. */
  | 'NEW_FOLLOWERS'
  /** Posts that the account shows. */
  | 'POSTS'
  /** How often the profile of the account was looked at. */
  | 'PROFILE_VIEWS'
  /** Visits of the profile from this post. */
  | 'PROFILE_VISITS'
  /** Posts that quote it. */
  | 'QUOTES'
  /** Accounts that saw it, each counted once. */
  | 'REACH'
  /** Messages in answer to a story. */
  | 'REPLIES'
  /** How often it was posted again by others. */
  | 'REPOSTS'
  /** How often it was saved or bookmarked. */
  | 'SAVES'
  /** How often it was passed on to others. */
  | 'SHARES'
  /** The share of views that were skipped within the first seconds. */
  | 'SKIP_RATE'
  /** Likes of all posts of the account together. */
  | 'TOTAL_LIKES'
  /** Views of all posts of the account together. */
  | 'TOTAL_VIEWS'
  /** How often something was shown or played, by the rules of the platform. */
  | 'VIEWS'
  /** How much of the video people watched, on average. */
  | 'WATCHED_SHARE'
  /** The time that people watched, all together. */
  | 'WATCH_TIME';

/** Why there is no figure. It is never zero because of that. More may be added. */
export type MetricGap =
  /** The platform no longer has the post. */
  | 'GONE'
  /** The platform has not told the id of the post, without which it cannot be asked for. */
  | 'ID_UNKNOWN'
  /** It counts people, or is an average: figures of days do not add up to one of a longer time. */
  | 'NOT_ADDABLE'
  /** The account was not connected yet. */
  | 'NOT_CONNECTED'
  /** The account did not grant the permission that it needs; reconnect the account. */
  | 'NOT_GRANTED'
  /** Nobody read it: it could not be read in time, or nobody did so yet. */
  | 'NOT_READ'
  /** The platform was asked and did not tell. */
  | 'NOT_TOLD'
  /** It is too early: the age is not reached, or the platform has not reckoned the day yet. */
  | 'NOT_YET'
  /** The platform bills it, and the workspace has no budget, or one that does not reach. */
  | 'NO_BUDGET'
  /** Some of the days have no figure; the value is that of the others. */
  | 'PARTIAL'
  /** Too few people saw it for the platform to tell. */
  | 'TOO_FEW';

/** The length of time of one point. */
export type MetricInterval =
  /** Each day. */
  | 'DAY'
  /** Calendar months, named by their first day. */
  | 'MONTH'
  /** Weeks from Monday to Sunday, named by their Monday. */
  | 'WEEK';

/** What a figure is a figure of. */
export type MetricKind =
  /** Of an account: what one day brought, by the days of the platform. */
  | 'DAY'
  /** Of an account, as it stood when it was read; under the day of the brand on which that was. */
  | 'LEVEL'
  /** Of a post, since it was published. */
  | 'TOTAL';

/** What a figure is a number of. */
export type MetricUnit =
  /** A count of people, things or times. */
  | 'COUNT'
  /** A length of time in milliseconds. */
  | 'MILLISECONDS'
  /** A share, 0 to 100. */
  | 'PERCENT';

/** A way in which people are told. More may be added. */
export type NotificationChannel =
  /** By this API: `notifications`, `unreadCount` and `notificationAdded`. */
  | 'IN_APP';

/** Which notifications. */
export type NotificationFilter = {
  /** Of these brands. */
  brandIds?: Array<string | number> | null | undefined;
  /** Only unread ones (true) or read ones (false). */
  isUnread?: boolean | null | undefined;
  /** Of these severities. */
  severities?: Array<NotificationSeverity> | null | undefined;
  /** What happened from this instant on. */
  since?: string | null | undefined;
  /** Of these types. */
  types?: Array<NotificationType> | null | undefined;
};

/** A choice. */
export type NotificationPreferenceInput = {
  /** Only for this brand. Absent: for all that have no choice of their own. */
  brandId?: string | number | null | undefined;
  /** The channel. */
  channel: NotificationChannel;
  /** Whether the key is told. Null: as if nothing was ever chosen here. */
  isEnabled?: boolean | null | undefined;
  /** The type of notifications. */
  type: NotificationType;
};

/** How urgent it is. */
export type NotificationSeverity =
  /** Something went wrong, or is about to; somebody must act. */
  | 'CRITICAL'
  /** Good to know; nothing is to be done. */
  | 'INFO'
  /** Something will go wrong, or goes slower, unless somebody acts. */
  | 'WARNING';

/** What a notification tells of. More may be added. */
export type NotificationType =
  /** The workspace has achieved what `code` names (`AchievementCode`). */
  | 'ACHIEVEMENT'
  /** An account has more followers than when they were counted before. */
  | 'AUDIENCE_GREW'
  /** Of the budget of the month, 80 % are spent. */
  | 'BUDGET_NEARLY_USED'
  /** The budget of the month is spent, or does not reach for a post. */
  | 'BUDGET_USED_UP'
  /** An account has to be connected again for another reason, which `code` names; its posts wait. */
  | 'CONNECTION_LOST'
  /** What happened in a brand in a day or a week (`code`: `DigestPeriod`). */
  | 'DIGEST'
  /** The first account of the workspace was connected. */
  | 'FIRST_CONNECTION'
  /** A platform that was down works again. */
  | 'PLATFORM_BACK'
  /** A platform does not answer; posts to it wait. */
  | 'PLATFORM_DOWN'
  /** A scheduled post may not go out on an account, for the cause in `code`. */
  | 'POST_AT_RISK'
  /** A post failed on an account, for the reason in `code`. */
  | 'POST_FAILED'
  /** A post did not go out on an account within its late window; `code` names what it waited for. */
  | 'POST_MISSED'
  /** A post may be live on an account or not; a person has to look. */
  | 'POST_OUTCOME_UNKNOWN'
  /** A post is live on an account. */
  | 'POST_PUBLISHED'
  /** Of an allowance of a platform, 80 % are used. */
  | 'QUOTA_NEARLY_USED'
  /** An allowance of a platform is used up; posts that need it wait. */
  | 'QUOTA_USED_UP'
  /** An API key or an account is used in a way that may be misuse, of the kind in `code`. */
  | 'SUSPICIOUS_ACTIVITY'
  /** The figures of an account cannot be read, for the reason in `code`. */
  | 'SYNC_FAILED'
  /** The access to an account ended and could not be renewed; its posts wait. */
  | 'TOKEN_EXPIRED'
  /** The access to an account ends in 7, 3 or 1 days, and only its person can renew it. */
  | 'TOKEN_EXPIRES'
  /** The account holder or the platform withdrew the access to an account; its posts wait. */
  | 'TOKEN_REVOKED'
  /** A webhook endpoint was disabled, for the reason in `code`. */
  | 'WEBHOOK_DISABLED';

/** What to pause. */
export type PausePublishingInput = {
  /** With BRAND: which one. */
  brandId?: string | number | null | undefined;
  /** What it covers. */
  scope: PauseScope;
  /** With ACCOUNT: which one. */
  socialAccountId?: string | number | null | undefined;
};

/** What a pause covers. */
export type PauseScope =
  /** One account. */
  | 'ACCOUNT'
  /** One brand. */
  | 'BRAND'
  /** Everything. */
  | 'WORKSPACE';

/** A platform that Slipway publishes to. */
export type Platform =
  /** Instagram, professional accounts. */
  | 'INSTAGRAM'
  /** TikTok. */
  | 'TIKTOK'
  /** X, formerly Twitter. */
  | 'X'
  /** YouTube: Shorts and long videos. */
  | 'YOUTUBE';

/** Whether a platform works. */
export type PlatformState =
  /** Part of it fails, or it is slow. Posts are tried. */
  | 'DEGRADED'
  /** It answers nobody. Posts wait (`blockedBy: PLATFORM_DOWN`), and one look at a time finds out when it is back. */
  | 'DOWN'
  /** It answers. */
  | 'OPERATIONAL';

/** What can be done with a post now, for at least one of its targets. */
export type PostAction =
  /** `cancelScheduledPost`. */
  | 'CANCEL'
  /** `deleteScheduledPost`. */
  | 'DELETE'
  /** `updateScheduledPost` of what is there; accounts can be added, and `externalId`, `metadata` and `priority` changed, at any time. */
  | 'EDIT'
  /** `publishNow`; for targets that were cancelled beside others, with their ids. */
  | 'PUBLISH_NOW'
  /** `reschedulePost`. */
  | 'RESCHEDULE'
  /** `resolveOutcome` for what may be live. */
  | 'RESOLVE_OUTCOME'
  /** `retryPostTarget` for what failed. */
  | 'RETRY_FAILED'
  /** `schedulePost`; for targets that were cancelled beside others, with their ids. */
  | 'SCHEDULE';

/** The words of a post. */
export type PostContentInput = {
  /** The text: caption, description or post, as the platform calls it. */
  caption?: string | null | undefined;
  /** The title, on platforms that have one. Where one is required, the first line of the caption stands in for a missing one. */
  title?: string | null | undefined;
};

/** A file of a post: either one that is here already, or an address to fetch it from. */
export type PostMediaInput = {
  /** What it shows, for people who cannot see it. */
  altText?: string | null | undefined;
  /** A file that is here already, by `importMediaFromUrl` or `POST /media`. */
  mediaAssetId?: string | number | null | undefined;
  /** An https address that answers with the file itself. It is fetched before the call answers; for large files `importMediaFromUrl` first. */
  url?: string | null | undefined;
};

/** What became of a published post at the platform. */
export type PostPresence =
  /** The platform says that there is no such post any more. */
  | 'GONE'
  /** The platform has it, and does not show it to the audience that it was published for. */
  | 'HIDDEN'
  /** It was removed with `unpublishTarget`. */
  | 'UNPUBLISHED';

/** Why a post may not go out. Stable; more may be added. */
export type PostRiskCause =
  /** The access to the account ends before the post is due, and only its person can renew it. */
  | 'ACCESS_ENDS'
  /** The access to the account is gone, or lacks a permission that publishing needs. */
  | 'ACCOUNT_ACCESS'
  /** The platform restricts the account; its owner must act there. */
  | 'ACCOUNT_RESTRICTED'
  /** The platform gives no usable answer about the account, or refuses the app of the operator. */
  | 'ACCOUNT_UNREACHABLE'
  /** The budget of its month does not reach for the post, after what is due before it; it waits until the budget is raised or the month is over. */
  | 'BUDGET'
  /** By the rules of its time zone as they are now, clocks show another time at its instant than was meant. */
  | 'CLOCKS_CHANGED'
  /** The platform would refuse the post as it is: its rules, or what the account may do, have changed. */
  | 'CONTENT_REFUSED'
  /** A file of the post has other bytes than when it was taken in. */
  | 'MEDIA_CHANGED'
  /** A file of the post is not in the storage any more. */
  | 'MEDIA_MISSING'
  /** The platform does not answer, and the post is due within the hour. */
  | 'PLATFORM_DOWN'
  /** This installation has no credentials for the platform. */
  | 'PLATFORM_UNCONFIGURED'
  /** Publishing is paused for the account, its brand or the workspace. */
  | 'PUBLISHING_PAUSED'
  /** An allowance is used up beyond the time of the post; it goes out when there is room. */
  | 'QUOTA_USED_UP';

/** The status of a post, which follows from those of its targets. */
export type PostStatus =
  /** All of it was cancelled. */
  | 'CANCELLED'
  /** Nothing of it is scheduled. */
  | 'DRAFT'
  /** Nothing is live; at least one target failed. */
  | 'FAILED'
  /** Nothing is live; its time passed by more than the late window allows. */
  | 'MISSED'
  /** A target may be live; a person has to look. */
  | 'OUTCOME_UNKNOWN'
  /** Some of it is live; the rest will not go live unless you act. */
  | 'PARTIALLY_PUBLISHED'
  /** Everything that was not cancelled is live, or handed to the account holder (mode INBOX). */
  | 'PUBLISHED'
  /** Some of it is being published, or is out while the rest still waits. */
  | 'PUBLISHING'
  /** Waits for its time. */
  | 'SCHEDULED';

/** Changes to one target. What is absent stays. */
export type PostTargetEditInput = {
  /** Its new format. */
  format?: Format | null | undefined;
  /** Replaces all options; null clears them. */
  options?: PostTargetOptionsInput | null | undefined;
  /** A field that is null inherits again; null for the whole clears all. */
  overrides?: PostTargetOverridesInput | null | undefined;
  /** Which target. */
  targetId: string | number;
};

/** An account that a post goes to. */
export type PostTargetInput = {
  /** In what form. */
  format: Format;
  /** Options of the platform. */
  options?: PostTargetOptionsInput | null | undefined;
  /** What differs from the post. */
  overrides?: PostTargetOverridesInput | null | undefined;
  /** Which account; it belongs to the brand of the post. */
  socialAccountId: string | number;
};

/** Options of a target: exactly one field, that of the platform of its account. */
export type PostTargetOptionsInput =
  {   /** For an Instagram account. */
  instagram: InstagramOptionsInput; tiktok?: never; x?: never; youtube?: never; }
  |  { instagram?: never;   /** For a TikTok account. */
  tiktok: TikTokOptionsInput; x?: never; youtube?: never; }
  |  { instagram?: never; tiktok?: never;   /** For an X account. */
  x: XOptionsInput; youtube?: never; }
  |  { instagram?: never; tiktok?: never; x?: never;   /** For a YouTube channel. */
  youtube: YouTubeOptionsInput; };

/** What replaces the content of the post for one target. Null or absent inherits. */
export type PostTargetOverridesInput = {
  /** Its own caption. */
  caption?: string | null | undefined;
  /** Its own files, in order. */
  mediaAssetIds?: Array<string | number> | null | undefined;
  /** Its own title. */
  title?: string | null | undefined;
};

/** Changes to the list of targets. */
export type PostTargetsEditInput = {
  /** Accounts that the post goes to as well. They join the schedule of the post. */
  add?: Array<PostTargetInput> | null | undefined;
  /** Targets to change. */
  change?: Array<PostTargetEditInput> | null | undefined;
  /** Targets to take out. */
  remove?: Array<string | number> | null | undefined;
};

/** Why publishing failed or is delayed. Stable; the vendor’s own code is in `vendor`. */
export type PublishErrorCode =
  /** The access speaks for another account of the platform than the one that was connected. */
  | 'ACCOUNT_CHANGED'
  /** The platform restricts this account; its owner must act there. */
  | 'ACCOUNT_RESTRICTED'
  /** The operator's app at the platform lacks a product, a verified domain, an audit or credit. */
  | 'APP_MISCONFIGURED'
  /** The access token expired and could not be renewed. */
  | 'AUTH_EXPIRED'
  /** The account holder or the platform withdrew the access. */
  | 'AUTH_REVOKED'
  /** The monthly budget of the workspace does not reach for what the platform bills; it waits for the next month or a higher budget. */
  | 'BUDGET_USED_UP'
  /** The prepared upload expired before it was published. */
  | 'CONTAINER_EXPIRED'
  /** The platform already holds a post with this content. */
  | 'CONTENT_DUPLICATE'
  /** The platform does not accept this text, option or combination. */
  | 'CONTENT_INVALID'
  /** The platform refused the content by its policies. */
  | 'CONTENT_POLICY'
  /** The stored access cannot be opened: the encryption key that it was sealed under is not configured. */
  | 'CREDENTIALS_LOST'
  /** A defect in Slipway; see the server log. */
  | 'INTERNAL'
  /** The platform cannot use this file: format, size, length or dimensions. */
  | 'MEDIA_INVALID'
  /** No process of this installation serves media at its public address at the moment; publishing goes on when one does. */
  | 'MEDIA_NOT_SERVED'
  /** The platform could not fetch the media from this server. */
  | 'MEDIA_UNREACHABLE'
  /** The time to publish passed by more than the late window allows. */
  | 'MISSED_WINDOW'
  /** No answer came back: refused, reset, timed out or not understandable. */
  | 'NETWORK'
  /** The post may be live: the answer was lost and the platform cannot tell. */
  | 'OUTCOME_UNKNOWN'
  /** The platform does not answer anybody at the moment; publishing goes on by itself when it does. */
  | 'PLATFORM_DOWN'
  /** The platform answered with an error of its own. */
  | 'PLATFORM_UNAVAILABLE'
  /** The platform failed to process the media. */
  | 'PROCESSING_FAILED'
  /** The platform did not finish processing in the time allowed. */
  | 'PROCESSING_TIMEOUT'
  /** The daily allowance of the account or of the app is used up. */
  | 'QUOTA_EXCEEDED'
  /** Too many requests; the platform asks to come back later. */
  | 'RATE_LIMITED'
  /** The platform replaced the access in a renewal whose answer never arrived, so that nobody has the new one. */
  | 'RENEWAL_LOST'
  /** A permission that this action needs was not granted. */
  | 'SCOPE_MISSING';

/** Which events. */
export type PublishEventFilter = {
  /** Only of this brand. */
  brandId?: string | number | null | undefined;
  /** Only of this post. */
  postId?: string | number | null | undefined;
  /** Only of this target. */
  targetId?: string | number | null | undefined;
};

/** What happened to a target. */
export type PublishEventStatus =
  /** It has to wait for what `blockedBy` names. */
  | 'BLOCKED'
  /** A call to the platform (log entries only, never an event). */
  | 'CALL'
  /** It was cancelled. */
  | 'CANCELLED'
  /** The call that makes it public is about to be made. It can no longer be withdrawn. */
  | 'COMMITTING'
  /** The platform holds everything, not yet public. */
  | 'CONTAINER_CREATED'
  /** It became a draft. */
  | 'DRAFTED'
  /** It failed. */
  | 'ERROR'
  /** Something after going live was done, or its permalink became known. */
  | 'FINISHING'
  /** Its late window passed. */
  | 'MISSED'
  /** It may be live; a person has to look. */
  | 'OUTCOME_UNKNOWN'
  /** The platform works on it; `platformState` is its own word. */
  | 'PROCESSING'
  /** A person said what became of it. */
  | 'RESOLVED'
  /** Something went wrong; it is tried again at `wakeAt`. */
  | 'RETRY'
  /** It was scheduled, rescheduled or retried. */
  | 'SCHEDULED'
  /** Publishing started. */
  | 'STARTED'
  /** It is live. */
  | 'SUCCESS'
  /** Media is being uploaded; `percent` tells how far. */
  | 'UPLOADING';

/** What a log entry records. */
export type PublishingLogKind =
  /** One call to the platform, with what was sent and answered, secrets removed. */
  | 'CALL'
  /** A change of the target, also sent to subscribers. */
  | 'EVENT';

/** How well a limit is known. */
export type QuotaBasis =
  /** The platform states it, in its documents or in an answer. A post waits when it is used up. */
  | 'DOCUMENTED'
  /** It differs by account, or is stated nowhere. A post beyond it is tried with a warning; the platform decides. */
  | 'GUESSED';

/** Who shares an allowance. */
export type QuotaScope =
  /** This account alone. */
  | 'ACCOUNT'
  /** All accounts of this installation together. */
  | 'APP';

/** Which targets of an account go out again, and when: at most 100 per call, in the order in which they were due. */
export type RecoverAccountPostsInput = {
  /** Only tell what would go out when, and what would be refused; nothing is changed. */
  dryRun?: boolean;
  /** Any string of up to 255 characters, chosen by you; it belongs to your API key. A repeated call with the same key and input within 24 hours does nothing and answers as the first one did; with another input it is refused with IDEMPOTENCY_KEY_REUSED. */
  idempotencyKey?: string | null | undefined;
  /** Which account. It must be ACTIVE. */
  socialAccountId: string | number;
  /** Minutes between one and the next: 0 to 10080. */
  spacingMinutes?: number;
  /** When the first one goes out; absent: now. */
  startAt?: string | null | undefined;
  /** Only these of `SocialAccount.recoverable`; absent: all. */
  targetIds?: Array<string | number> | null | undefined;
};

/** Which post to move, and to when. */
export type ReschedulePostInput = {
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since. */
  expectedVersion?: number | null | undefined;
  /** Which post. */
  postId: string | number;
  /** The new time. A draft stays a draft; mode DRAFT unschedules. */
  schedule: ScheduleInput;
  /** Only these targets. Absent: all that it can be done to. */
  targetIds?: Array<string | number> | null | undefined;
};

/** What to resume. */
export type ResumePublishingInput = {
  /** With BRAND: which one. */
  brandId?: string | number | null | undefined;
  /** What it covers. */
  scope: PauseScope;
  /** With ACCOUNT: which one. */
  socialAccountId?: string | number | null | undefined;
};

/** Which target to retry. */
export type RetryPostTargetInput = {
  /** Which target. */
  targetId: string | number;
};

/** Which API key to revoke. */
export type RevokeApiKeyInput = {
  /** Its id. */
  apiKeyId: string | number;
  /** Do it even if no other API key could administer the whole workspace afterwards; without this, that is refused with LAST_ADMIN_KEY. */
  force?: boolean | null | undefined;
};

/** Which endpoint gets another secret. */
export type RotateWebhookSecretInput = {
  /** Its id. */
  endpointId: string | number;
  /** For how many hours requests are signed with the secret of today too: 0 to 168, default 24. */
  oldValidHours?: number | null | undefined;
};

/** Whether and when a post goes out. Mode AT takes `at`, or `localTime` with `timeZone`, or both when they agree. */
export type ScheduleInput = {
  /** The instant. One that has passed is refused with TIME_IN_PAST; within the last minute it means now. */
  at?: string | null | undefined;
  /** What the clocks of `timeZone` show: `2026-07-01T09:30`. A time that does not exist because clocks are set forward is refused; of one that exists twice the earlier is taken, unless an offset is added: `2026-10-25T02:30+01:00`. */
  localTime?: string | null | undefined;
  /** DRAFT saves, AT schedules, NOW publishes. */
  mode: ScheduleMode;
  /** IANA name such as `Europe/Berlin`. Absent: that of the brand, or of the post when it is moved. When a law changes the clocks of the zone, the post keeps the time they show, also if `at` was given; `UTC` never changes. */
  timeZone?: string | null | undefined;
};

/** Whether and when a post goes out. */
export type ScheduleMode =
  /** Published at the given time. */
  | 'AT'
  /** Saved, and not published. A time may be noted; it does not schedule. */
  | 'DRAFT'
  /** Published as soon as possible. */
  | 'NOW';

/** Which post to schedule, and when. */
export type SchedulePostInput = {
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since. */
  expectedVersion?: number | null | undefined;
  /** Which post. */
  postId: string | number;
  /** AT or NOW. Absent: at the time it was saved with. */
  schedule?: ScheduleInput | null | undefined;
  /** Only these targets. Absent: all that it can be done to. */
  targetIds?: Array<string | number> | null | undefined;
};

/** Which posts: those that meet everything given. */
export type ScheduledPostFilter = {
  /** Of these brands. */
  brandIds?: Array<string | number> | null | undefined;
  /** Written in this span. */
  createdAt?: TimeRangeInput | null | undefined;
  /** With this id of your own. */
  externalId?: string | null | undefined;
  /** With a target on one of these platforms. */
  platforms?: Array<Platform> | null | undefined;
  /** Whose time lies in this span. */
  scheduledAt?: TimeRangeInput | null | undefined;
  /** With a target on one of these accounts. */
  socialAccountIds?: Array<string | number> | null | undefined;
  /** In one of these statuses. */
  statuses?: Array<PostStatus> | null | undefined;
  /** Whose caption or title contains this, in any case. */
  text?: string | null | undefined;
};

/** Order of posts. */
export type ScheduledPostOrder =
  /** Oldest first. */
  | 'CREATED_AT_ASC'
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** By time, earliest first; posts without a time last. */
  | 'SCHEDULED_AT_ASC'
  /** By time, latest first; posts without a time first. */
  | 'SCHEDULED_AT_DESC';

/** Which platform to connect to which brand. */
export type StartAccountConnectionInput = {
  /** The brand to which the account will belong. */
  brandId: string | number;
  /** The platform. */
  platform: Platform;
  /** The page of yours to which the account holder is sent in the end, with `connection=CONNECTED` and `socialAccountId`, or `connection=FAILED` and the `code` of a user error, added to its query. Its origin must be allowed by the operator (`SLIPWAY_RETURN_ORIGINS`). Without it, this server shows the result. */
  returnUrl?: string | null | undefined;
  /** To reconnect: the account that must come back. Refused with ACCOUNT_MISMATCH when another one is chosen at the platform. */
  socialAccountId?: string | number | null | undefined;
};

/** Which account to read now. */
export type SyncSocialAccountInput = {
  /** Which account. */
  socialAccountId: string | number;
};

/** What can be done with a target now. */
export type TargetAction =
  /** `cancelScheduledPost`. */
  | 'CANCEL'
  /** Its content, format or options: `updateScheduledPost`. */
  | 'EDIT'
  /** `resolveOutcome`. */
  | 'RESOLVE_OUTCOME'
  /** `retryPostTarget`. */
  | 'RETRY'
  /** Given a time: `schedulePost`, `reschedulePost`, `publishNow`. */
  | 'SCHEDULE'
  /** Back to a draft: `reschedulePost` with mode DRAFT. */
  | 'UNSCHEDULE';

/** Where a target stands. */
export type TargetStatus =
  /** Withdrawn before it could become public. */
  | 'CANCELLED'
  /** Not scheduled. */
  | 'DRAFT'
  /** Not live; `error` says why and what to do. */
  | 'FAILED'
  /** Its time passed by more than the late window of the brand, so it was held back. Reschedule it. */
  | 'MISSED'
  /** The call that makes it public was sent, its answer was lost, and the platform cannot tell. Look there, then `resolveOutcome`. Never retried by itself. */
  | 'OUTCOME_UNKNOWN'
  /** Live; or handed to the account holder, who publishes it in the app (mode INBOX): see `awaitsAccountHolder`. */
  | 'PUBLISHED'
  /** On its way; `phase` tells how far. */
  | 'PUBLISHING'
  /** Waits for its time, or for what blocks it (`blockedBy`). */
  | 'SCHEDULED';

/** Which account to test. */
export type TestSocialAccountInput = {
  /** Which account. */
  socialAccountId: string | number;
};

/** Values of an option of TikTok. */
export type TikTokMode =
  /** Published at the due time. */
  | 'DIRECT'
  /** Handed to the creator, who finishes and publishes it in the app. */
  | 'INBOX';

/** Options of a target on TikTok. */
export type TikTokOptionsInput = {
  /** Let viewers comment. Default: false. */
  allowComment?: boolean | null | undefined;
  /** Let viewers make duets with the video. Default: false. */
  allowDuet?: boolean | null | undefined;
  /** Let viewers stitch the video. Default: false. */
  allowStitch?: boolean | null | undefined;
  /** Let TikTok add music to photos. Default: false. */
  autoAddMusic?: boolean | null | undefined;
  /** Branded content: shown as "Paid partnership". Default: false. */
  brandContent?: boolean | null | undefined;
  /** Your own brand: shown as "Promotional content". Default: false. */
  brandOrganic?: boolean | null | undefined;
  /** Frame of the video to use as cover; the first one when absent. */
  coverTimestampMs?: number | null | undefined;
  /** Label a video as AI-generated. Photos can be labelled in the app only. Default: false. */
  isAigc?: boolean | null | undefined;
  /** INBOX hands the post to the creator, who finishes it in the TikTok app. DIRECT publishes it, which needs an audited app. Default: INBOX. */
  mode?: TikTokMode | null | undefined;
  /** Which photo is the cover, counted from 0. Default: 0. */
  photoCoverIndex?: number | null | undefined;
  /** Who can see the post. Required with DIRECT; the creator chooses it in the app with INBOX. */
  privacyLevel?: TikTokPrivacyLevel | null | undefined;
};

/** Values of an option of TikTok. */
export type TikTokPrivacyLevel =
  /** Followers. */
  | 'FOLLOWER_OF_CREATOR'
  /** People who follow the creator and are followed back. */
  | 'MUTUAL_FOLLOW_FRIENDS'
  /** Everybody. */
  | 'PUBLIC_TO_EVERYONE'
  /** Only the creator. */
  | 'SELF_ONLY';

/** A span of time. */
export type TimeRangeInput = {
  /** From this instant on. */
  from?: string | null | undefined;
  /** Up to, but without, this instant. */
  to?: string | null | undefined;
};

/** What happens to a post whose answer was lost, when neither the platform nor its lists can prove that it is not live. This concerns some posts with media, parts of a thread after the first, videos whose upload session is gone, and first comments. */
export type Unprovable =
  /** After it has been looked for without success for at least ten minutes, it becomes OUTCOME_UNKNOWN and waits for a person; a first comment becomes a warning. */
  | 'ASK'
  /** After it has been looked for without success for at least ten minutes, it is sent again, within the late window. If the platform shows the first one only after that, the post is live twice. */
  | 'REPEAT';

/** What to change about an API key. Absent fields stay as they are. */
export type UpdateApiKeyInput = {
  /** Its id. */
  apiKeyId: string | number;
  /** When it shall stop working; null = never. */
  expiresAt?: string | null | undefined;
  /** Do it even if no other API key could administer the whole workspace afterwards; without this, that is refused with LAST_ADMIN_KEY. */
  force?: boolean | null | undefined;
  /** In which language its callers are told texts; null = as each request asks (`Accept-Language`). */
  language?: Language | null | undefined;
  /** What it is for. */
  name?: string | null | undefined;
  /** IANA name of the time zone in which its callers are told instants; null = UTC. */
  timeZone?: string | null | undefined;
};

/** Changes to a brand. What is absent stays. */
export type UpdateBrandInput = {
  /** Which brand. */
  brandId: string | number;
  /** Which digests are made; an empty list ends them. */
  digests?: Array<DigestPeriod> | null | undefined;
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed it since. */
  expectedVersion: number;
  /** How late a post may still go out. From 60000 to 604800000 milliseconds, default 21600000 (6 hours). */
  lateWindowMs?: number | null | undefined;
  /** Its new name. */
  name?: string | null | undefined;
  /** Whether its posts reserve units of allowances when they are given a time from now on; those that have a time keep what they have. Reserved units are not taken by posts that have not reserved, which wait; they are given back when the post moves, is unscheduled, cancelled or deleted, or ends. A post gets them only if there is room at its time (`PostTarget.reservesQuota`), and none of an allowance whose limit is only guessed holds others back. */
  reservesQuota?: boolean | null | undefined;
  /** Its new time zone. Existing posts keep the zone in which they were written. */
  timeZone?: string | null | undefined;
  /** Whether a post that may be live, and that nobody can find, is sent again. Also applies to posts that are being looked for already. */
  unprovable?: Unprovable | null | undefined;
};

/** What to choose. What is not named stays as it is. */
export type UpdateNotificationPreferencesInput = {
  /** The choices. */
  preferences: Array<NotificationPreferenceInput>;
};

/** Changes to a post. What is absent stays. Its time is changed by `reschedulePost`. */
export type UpdateScheduledPostInput = {
  /** Its words; a field that is null is cleared. */
  content?: PostContentInput | null | undefined;
  /** The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since. */
  expectedVersion: number;
  /** Your own id of the post; null clears it. */
  externalId?: string | null | undefined;
  /** Replaces all files. */
  media?: Array<PostMediaInput> | null | undefined;
  /** Replaces what you attached. */
  metadata?: Record<string, unknown> | null | undefined;
  /** Which post. */
  postId: string | number;
  /** Among what is due together and what waits for the same allowance, higher goes first: -10 to 10. Each step counts like ten minutes of waiting, so that what is low goes out as well. */
  priority?: number | null | undefined;
  /** Changes to the accounts that it goes to. */
  targets?: PostTargetsEditInput | null | undefined;
};

/** What to change about a webhook endpoint. Absent fields stay as they are. */
export type UpdateWebhookEndpointInput = {
  /** Only what happens to these brands. Absent or empty: every brand that the API key reaches, and, if it reaches the whole workspace, what belongs to no brand. */
  brandIds?: Array<string | number> | null | undefined;
  /** What it is for; up to 500 characters. */
  description?: string | null | undefined;
  /** Its id. */
  endpointId: string | number;
  /** Types of events, such as `target.success`; `target.*` for all of a kind (`post`, `target`, `account`, `media`, `workspace`), `*` for all. GET /webhooks/schema lists them with the form of what is sent. */
  events?: Array<string> | null | undefined;
  /** A GraphQL query of up to 8192 characters and a cost of 2,000, whose answer is sent along as `result`. It runs when something is sent, with the scopes and brands of the endpoint. Its variables may be `$subjectId`, `$brandId`, `$postId`, `$socialAccountId` (ID) and `$type` (String). Null takes it away. */
  query?: string | null | undefined;
  /** Hold it back, or send to it (again). */
  status?: WebhookStatusChange | null | undefined;
  /** An https address at a public host, on port 443, of up to 2048 characters. Redirects are not followed. The operator may allow others (SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS). What waits goes there too. */
  url?: string | null | undefined;
};

/** The monthly budget of the workspace in one currency. */
export type UpdateWorkspaceBudgetInput = {
  /** A currency in which a platform bills, as ISO 4217 names it: `USD`. */
  currency: string;
  /** What may be spent in a calendar month (UTC), in the smallest coin of the currency: 1000 is 10 dollars. Absent or null: as much as is needed. */
  limitMinor?: number | null | undefined;
};

/** What helps. */
export type UserAction =
  /** Look at the platform. */
  | 'CHECK_PLATFORM'
  /** Change the post. */
  | 'EDIT'
  /** Nothing: it goes on by itself, it was withdrawn, or the operator has to act. */
  | 'NONE'
  /** Raise the budget of the workspace (`updateWorkspaceBudget`), or wait for the next month. */
  | 'RAISE_BUDGET'
  /** Reconnect the account. */
  | 'RECONNECT'
  /** Give it a new time. */
  | 'RESCHEDULE'
  /** Resume publishing. */
  | 'RESUME'
  /** Retry. */
  | 'RETRY'
  /** Wait; it goes on by itself. */
  | 'WAIT';

/** Why something was refused, or what a warning is about. Stable. */
export type UserErrorCode =
  /** The account is disconnected. */
  | 'ACCOUNT_DISCONNECTED'
  /** The account needs to be reconnected before it can publish. */
  | 'ACCOUNT_EXPIRED'
  /** The account still has targets that are scheduled, being published or unresolved. */
  | 'ACCOUNT_IN_USE'
  /** The account lacks this ability, or its allowance does not reach. */
  | 'ACCOUNT_LIMIT'
  /** This is not the account that was to be reconnected. */
  | 'ACCOUNT_MISMATCH'
  /** The call that makes it public is already armed; it can no longer be changed or withdrawn. */
  | 'ALREADY_COMMITTED'
  /** The alt text is longer than the platform's limit. */
  | 'ALT_TEXT_TOO_LONG'
  /** The brand still has targets that are scheduled or being published. */
  | 'BRAND_IN_USE'
  /** With this, at least 80 % of the budget of its month are spent. */
  | 'BUDGET_NEARLY_USED'
  /** The budget of its month does not reach for this; it waits until the budget is raised or the month is over. */
  | 'BUDGET_USED_UP'
  /** The platform reports that the account holder did not agree. */
  | 'CONNECTION_DENIED'
  /** The platform did not complete the connection. */
  | 'CONNECTION_FAILED'
  /** The API key that began the connection no longer works, or may no longer connect accounts of the brand; start again with another. */
  | 'CONNECTION_KEY_ENDED'
  /** The connection was begun in another browser than the one that came back from the platform. */
  | 'CONNECTION_OTHER_BROWSER'
  /** A permission that publishing needs was not granted. */
  | 'CONNECTION_SCOPE_MISSING'
  /** The state of this connection is unknown, of another platform, in use or older than 10 minutes; start again. */
  | 'CONNECTION_STATE_INVALID'
  /** Publishing this costs the operator extra. */
  | 'COST'
  /** Another post of this brand has this externalId. */
  | 'EXTERNAL_ID_TAKEN'
  /** The API key is bound to some brands; this reaches beyond them. */
  | 'FORBIDDEN_BRAND'
  /** The API key lacks the scope that this needs. */
  | 'FORBIDDEN_SCOPE'
  /** The platform does not publish this format. */
  | 'FORMAT_UNSUPPORTED'
  /** This idempotency key was used for another input within the last 24 hours. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** Too many files are being fetched already for this API key or by this server, or the server is stopping; send the call again later. */
  | 'IMPORTS_BUSY'
  /** The API key would outlive the key that sets its expiry. */
  | 'KEY_OUTLIVES_YOURS'
  /** Without this API key nobody could administer the workspace any more. */
  | 'LAST_ADMIN_KEY'
  /** The aspect ratio is outside what the platform takes. */
  | 'MEDIA_ASPECT_RATIO'
  /** The platform does not take this codec. */
  | 'MEDIA_CODEC'
  /** Width or height is outside what the platform takes. */
  | 'MEDIA_DIMENSIONS'
  /** The frame rate is outside what the platform takes. */
  | 'MEDIA_FRAME_RATE'
  /** The file is empty, damaged or of no known kind. */
  | 'MEDIA_INVALID'
  /** A post uses the file. */
  | 'MEDIA_IN_USE'
  /** The address answers with a web page (a log-in or a preview, say) and not with a file. */
  | 'MEDIA_IS_PAGE'
  /** This format does not take this kind of media. */
  | 'MEDIA_KIND'
  /** This format needs media. */
  | 'MEDIA_MISSING'
  /** The file is not stored yet, or could not be. */
  | 'MEDIA_NOT_READY'
  /** The file holds several pictures; the platform may show only the first. */
  | 'MEDIA_SEVERAL_PICTURES'
  /** Fewer media than this format needs. */
  | 'MEDIA_TOO_FEW'
  /** The file is larger than the platform's limit. */
  | 'MEDIA_TOO_LARGE'
  /** The video is longer than the platform's limit. */
  | 'MEDIA_TOO_LONG'
  /** More media than this format allows. */
  | 'MEDIA_TOO_MANY'
  /** The video is shorter than the platform needs. */
  | 'MEDIA_TOO_SHORT'
  /** The platform, or Slipway, does not take files of this type. */
  | 'MEDIA_TYPE'
  /** The file could not be examined, so not every limit was checked. */
  | 'MEDIA_UNPROBED'
  /** The media could not be fetched from its URL. */
  | 'MEDIA_UNREACHABLE'
  /** Nothing with this id exists for this API key. */
  | 'NOT_FOUND'
  /** The options belong to a platform other than that of the account. */
  | 'OPTIONS_OF_OTHER_PLATFORM'
  /** Two options exclude each other. */
  | 'OPTION_CONFLICT'
  /** An option of the platform has a value it does not take. */
  | 'OPTION_INVALID'
  /** The platform needs this option. */
  | 'OPTION_REQUIRED'
  /** This installation has no credentials for the platform. */
  | 'PLATFORM_UNCONFIGURED'
  /** Publishing is paused for the workspace, the brand or the account. */
  | 'PUBLISHING_PAUSED'
  /** An allowance of the platform will be used up at that time, as far as is known now. The post waits for it then; `nextFreeTime` names a better time. */
  | 'QUOTA_FULL_AT_DUE'
  /** An API key or a secret is shown once, when it is made; this call repeats that one. */
  | 'SECRET_ALREADY_SHOWN'
  /** It was synced a moment ago, or its platform asked to be left alone; `retryAt` tells when it may be synced again. */
  | 'SYNCED_JUST_NOW'
  /** Two targets would publish the same format of the same post to the same account. */
  | 'TARGET_DUPLICATE'
  /** A post needs at least one target before it can be scheduled. */
  | 'TARGET_MISSING'
  /** It was tested a moment ago; `retryAt` tells when it may be tested again. */
  | 'TESTED_JUST_NOW'
  /** The text holds something that the platform refuses. */
  | 'TEXT_INVALID'
  /** This format needs a text. */
  | 'TEXT_MISSING'
  /** The text is longer than the platform's limit. */
  | 'TEXT_TOO_LONG'
  /** Clocks are set back over this local time; it exists twice on that day. */
  | 'TIME_AMBIGUOUS'
  /** `at` and `localTime`, or `localTime` and its offset, name different instants. */
  | 'TIME_CONFLICT'
  /** The time cannot be read, or lies too far away. */
  | 'TIME_INVALID'
  /** The time has passed. */
  | 'TIME_IN_PAST'
  /** A time is needed and none was given. */
  | 'TIME_MISSING'
  /** Clocks are set forward over this local time; it does not exist on that day. */
  | 'TIME_NONEXISTENT'
  /** Not the name of a time zone of the IANA database. */
  | 'TIME_ZONE_INVALID'
  /** The title holds something that the platform refuses. */
  | 'TITLE_INVALID'
  /** This format needs a title. */
  | 'TITLE_MISSING'
  /** The title is longer than the platform's limit. */
  | 'TITLE_TOO_LONG'
  /** More hashtags than the platform allows. */
  | 'TOO_MANY_HASHTAGS'
  /** More mentions than the platform allows. */
  | 'TOO_MANY_MENTIONS'
  /** More tags than the platform allows. */
  | 'TOO_MANY_TAGS'
  /** The platform refused to remove the post; `actual` is the reason, a PublishErrorCode. */
  | 'UNPUBLISH_FAILED'
  /** The platform lets no app remove this post; a person has to do so there. `actual` is where, as far as known. */
  | 'UNPUBLISH_UNSUPPORTED'
  /** A value is missing, malformed or outside its limits. */
  | 'VALIDATION'
  /** Somebody changed this since it was read; read it again and repeat the edit. */
  | 'VERSION_CONFLICT'
  /** The current status does not allow this. */
  | 'WRONG_STATUS';

/** A post to check. */
export type ValidatePostInput = {
  /** The brand that it would be published by. */
  brandId: string | number;
  /** Its words. */
  content?: PostContentInput | null | undefined;
  /** Its files. Those given by address are not fetched, so only address, number and, where the name tells it, kind are checked. */
  media?: Array<PostMediaInput> | null | undefined;
  /** Whether and when it would go out, to have the time checked as well. */
  schedule?: ScheduleInput | null | undefined;
  /** The accounts that it would go to. */
  targets: Array<PostTargetInput>;
};

/** Which deliveries. */
export type WebhookDeliveryFilter = {
  /** Made in this span. */
  createdAt?: TimeRangeInput | null | undefined;
  /** In one of these statuses. */
  statuses?: Array<WebhookDeliveryStatus> | null | undefined;
  /** Of events of this post, target, account or file. */
  subjectId?: string | number | null | undefined;
  /** Of events of these types. */
  types?: Array<string> | null | undefined;
};

/** What became of a delivery. */
export type WebhookDeliveryStatus =
  /** The endpoint answered with a status from 200 to 299. */
  | 'DELIVERED'
  /** It was given up after the last attempt of the schedule. `replayWebhookDelivery` sends it again. */
  | 'FAILED'
  /** It is to be sent: for the first time, again at `nextAttemptAt`, or after an earlier one of its subject. */
  | 'PENDING';

/** Whether an endpoint is sent to. */
export type WebhookStatus =
  /** It did not want to, or could not, be sent to. What waited for it stays; what happens from then on is not kept for it, and `replayWebhookDeliveries` sends it once it is enabled again. */
  | 'DISABLED'
  /** It is. */
  | 'ENABLED'
  /** A person holds it back. What happens is kept for it, and goes out when it is enabled. */
  | 'PAUSED';

/** What an endpoint is to be from now on. */
export type WebhookStatusChange =
  /** It is sent to, what waits for it first. */
  | 'ENABLED'
  /** It is held back; what happens is kept for it. */
  | 'PAUSED';

/** Options of a target on X. */
export type XOptionsInput = {
  /** Posts into this community. */
  communityId?: string | null | undefined;
  /** Labels the post as containing AI-generated media. Default: false. */
  madeWithAi?: boolean | null | undefined;
  /** Labels the post as a paid partnership. Default: false. */
  paidPartnership?: boolean | null | undefined;
  /** A poll under the first post. Not together with media. */
  poll?: XPollInput | null | undefined;
  /** Who can reply. Default: EVERYONE. */
  replySettings?: XReplySettings | null | undefined;
  /** Shows a community post to all followers as well. Default: false. */
  shareWithFollowers?: boolean | null | undefined;
  /** Users tagged in the media of the first post. */
  taggedUserIds?: Array<string> | null | undefined;
  /** The parts after the first one, which is the caption with all media that no other part takes. */
  thread?: Array<XThreadPartInput> | null | undefined;
};

/** A poll under the first post. Not together with media. */
export type XPollInput = {
  /** How long people can vote: 5 minutes to 7 days. */
  durationMinutes: number;
  /** The answers to choose from: 2 to 4 of at most 25 characters. */
  options: Array<string>;
};

/** Values of an option of X. */
export type XReplySettings =
  /** Everybody. */
  | 'EVERYONE'
  /** Accounts that the author follows. */
  | 'FOLLOWING'
  /** Accounts that the post mentions. */
  | 'MENTIONED_USERS'
  /** Subscribers of the author. */
  | 'SUBSCRIBERS'
  /** Verified accounts. */
  | 'VERIFIED';

/** One entry of `thread`. */
export type XThreadPartInput = {
  /** Which media of the post belong to this part, counted from 0. */
  mediaIndexes?: Array<number> | null | undefined;
  /** The text of this part. */
  text?: string | null | undefined;
};

/** Values of an option of YouTube. */
export type YouTubeLicense =
  /** Creative Commons Attribution. */
  | 'CREATIVE_COMMON'
  /** The standard YouTube licence. */
  | 'YOUTUBE';

/** Options of a target on YouTube. */
export type YouTubeOptionsInput = {
  /** YouTube category; 22 is "People & Blogs". Default: 22. */
  categoryId?: string | null | undefined;
  /** Discloses altered or synthetic content that looks realistic. Default: false. */
  containsSyntheticMedia?: boolean | null | undefined;
  /** Language spoken in the video (BCP 47). */
  defaultAudioLanguage?: string | null | undefined;
  /** Language of title and description (BCP 47). */
  defaultLanguage?: string | null | undefined;
  /** May be embedded on other sites. Default: true. */
  embeddable?: boolean | null | undefined;
  /** Posted by the channel below the video. */
  firstComment?: string | null | undefined;
  /** The video contains a paid promotion. Default: false. */
  hasPaidProductPlacement?: boolean | null | undefined;
  /** Licence of the video. Default: YOUTUBE. */
  license?: YouTubeLicense | null | undefined;
  /** Declares the video as made for kids (COPPA); switches comments and notifications off. Default: false. */
  madeForKids?: boolean | null | undefined;
  /** Notify the subscribers of the channel. Default: true. */
  notifySubscribers?: boolean | null | undefined;
  /** Add the video to this playlist once it is live. */
  playlistId?: string | null | undefined;
  /** Who may watch. Always sent: the default YouTube itself would use changed on 2026-11-02. Default: PUBLIC. */
  privacy?: YouTubePrivacy | null | undefined;
  /** Extended statistics are visible to everybody. Default: true. */
  publicStatsViewable?: boolean | null | undefined;
  /** Keywords; at most 500 characters in total. */
  tags?: Array<string> | null | undefined;
  /** Media asset (JPEG or PNG) used as the thumbnail. */
  thumbnailMediaAssetId?: string | number | null | undefined;
};

/** Values of an option of YouTube. */
export type YouTubePrivacy =
  /** Only the channel. */
  | 'PRIVATE'
  /** Everybody. */
  | 'PUBLIC'
  /** Everybody who has the link. */
  | 'UNLISTED';

export type AccountCallsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AccountCallsQuery = { socialAccount: { calls: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ at: string, operation: string, outcome: AccountCallOutcome | null, httpStatus: number | null, durationMs: number | null, requestId: string | null }> } } | null };

export type AccountHealthQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountHealthQuery = { socialAccount: { status: AccountStatus, statusReason: PublishErrorCode | null, username: string | null, displayName: string | null, avatarUrl: string | null, health: { status: AccountHealthStatus, since: string, expiresAt: string | null, missingScopes: Array<string>, lastCheckedAt: string | null, userAction: UserAction, reasons: Array<{ code: AccountHealthReasonCode, message: string, userAction: UserAction }>, lastError: { code: PublishErrorCode, message: string, at: string } | null } } | null };

export type AccountsByHealthQueryVariables = Exact<{
  health?: Array<AccountHealthStatus> | AccountHealthStatus | null | undefined;
}>;


export type AccountsByHealthQuery = { socialAccounts: { totalCount: number | null, nodes: Array<{ platform: Platform }> } };

export type AccountEventsQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountEventsQuery = { events: { nodes: Array<{ type: string, payload: Record<string, unknown> }> } };

export type TestOneMutationVariables = Exact<{
  id: string | number;
}>;


export type TestOneMutation = { testSocialAccount: { test: { testedAt: string, socialAccount: { health: { status: AccountHealthStatus } }, results: Array<{ subject: AccountTestSubject, verdict: AccountTestVerdict, code: PublishErrorCode | null, message: string, userAction: UserAction }> } | null, userErrors: Array<{ code: UserErrorCode, path: Array<string>, retryAt: string | null }> } };

export type TestAllMutationVariables = Exact<{
  id: string | number;
}>;


export type TestAllMutation = { testSocialAccounts: { tests: Array<{ socialAccount: { platform: Platform }, results: Array<{ subject: AccountTestSubject, verdict: AccountTestVerdict }> }> | null, userErrors: Array<{ code: UserErrorCode, retryAt: string | null }>, warnings: Array<{ code: UserErrorCode, retryAt: string | null }> } };

export type AccountUnitsQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountUnitsQuery = { socialAccount: { quotas: Array<{ name: string, used: number }> } | null };

export type NamesQueryVariables = Exact<{
  brandIds?: Array<string | number> | string | number | null | undefined;
}>;


export type NamesQuery = { socialAccounts: { nodes: Array<{ platform: Platform, username: string | null }> } };

export type PostStatusQueryVariables = Exact<{
  id: string | number;
}>;


export type PostStatusQuery = { scheduledPost: { targets: Array<{ status: TargetStatus, error: { code: PublishErrorCode } | null }> } | null };

export type PauseMutationVariables = Exact<{
  input: PausePublishingInput;
}>;


export type PauseMutation = { pausePublishing: { pausedAt: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type AccountStateQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountStateQuery = { socialAccount: { pausedAt: string | null, allowedActions: Array<AccountAction>, targets: { totalCount: number | null, nodes: Array<{ id: string, status: TargetStatus }> } } | null };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteSocialAccountInput;
}>;


export type DeleteAccountMutation = { deleteSocialAccount: { deletedSocialAccountId: string | null, userErrors: Array<{ code: UserErrorCode, actual: string | null }> } };

export type CancelPostMutationVariables = Exact<{
  input: CancelScheduledPostInput;
}>;


export type CancelPostMutation = { cancelScheduledPost: { userErrors: Array<{ code: UserErrorCode }> } };

export type DisconnectMutationVariables = Exact<{
  input: DisconnectSocialAccountInput;
}>;


export type DisconnectMutation = { disconnectSocialAccount: { socialAccount: { status: AccountStatus, allowedActions: Array<AccountAction> } | null, warnings: Array<{ code: UserErrorCode }>, userErrors: Array<{ code: UserErrorCode }> } };

export type AuditLogQueryVariables = Exact<{
  filter?: AuditLogFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { totalCount: number | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, at: string, actor: AuditActor, apiKeyId: string | null, actorName: string | null, address: string | null, client: string | null, requestId: string | null, action: string, result: AuditResult, codes: Array<string>, subject: AuditSubject | null, subjectId: string | null, brandId: string | null, details: Record<string, unknown> | null, changes: Array<{ kind: AuditChangeKind, subject: AuditSubject, subjectId: string, fields: Record<string, unknown> }>, link: { day: string, number: number, digest: string } | null }> } };

export type BeginAuditedMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type BeginAuditedMutation = { startAccountConnection: { state: string | null, authorizationUrl: string | null } };

export type MakeAuditedEndpointMutationVariables = Exact<{ [key: string]: never; }>;


export type MakeAuditedEndpointMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string } | null } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { scopes: Array<ApiScope>, workspace: { id: string, name: string }, apiKey: { id: string, name: string, scopes: Array<ApiScope>, brandIds: Array<string>, isUsable: boolean } } };

export type BrandsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type BrandsQuery = { brands: { totalCount: number | null, nodes: Array<{ id: string, name: string }>, edges: Array<{ cursor: string, node: { id: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeKeyMutation = { revokeApiKey: { apiKey: { id: string, isUsable: boolean, revokedAt: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type StartInBrowserMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type StartInBrowserMutation = { startAccountConnection: { authorizationUrl: string | null, startUrl: string | null, state: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type CompleteByClientMutationVariables = Exact<{
  input: CompleteAccountConnectionInput;
}>;


export type CompleteByClientMutation = { completeAccountConnection: { socialAccount: { id: string, username: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string }> } };

export type AccountsOfBrandQueryVariables = Exact<{
  brandIds?: Array<string | number> | string | number | null | undefined;
}>;


export type AccountsOfBrandQuery = { socialAccounts: { nodes: Array<{ id: string, username: string | null }> } };

export type RevokeOwnMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeOwnMutation = { revokeApiKey: { userErrors: Array<{ code: UserErrorCode }> } };

export type DeleteConnectingBrandMutationVariables = Exact<{
  input: DeleteBrandInput;
}>;


export type DeleteConnectingBrandMutation = { deleteBrand: { userErrors: Array<{ code: UserErrorCode }> } };

export type ConnectionAttemptsQueryVariables = Exact<{
  filter?: ConnectionAttemptFilter | null | undefined;
}>;


export type ConnectionAttemptsQuery = { connectionAttempts: { totalCount: number | null, nodes: Array<{ id: string, status: ConnectionAttemptStatus, platform: Platform, brandId: string, socialAccountId: string | null, durationMs: number | null, error: { code: string, message: string } | null, steps: Array<{ step: ConnectionStep, durationMs: number, errorCode: string | null }> }> } };

export type ConnectionFunnelQueryVariables = Exact<{
  from: string;
  to: string;
  platform?: Platform | null | undefined;
}>;


export type ConnectionFunnelQuery = { connectionFunnel: Array<{ step: ConnectionStep, reached: number, failed: number, medianMs: number | null, p95Ms: number | null, errors: Array<{ code: string, count: number }> }> };

export type StreamEventsQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number | null | undefined;
  filter?: EventFilter | null | undefined;
}>;


export type StreamEventsQuery = { events: { hasNextPage: boolean, endCursor: string | null, nodes: Array<{ cursor: string, subject: EventSubject, subjectId: string, type: string, actorId: string | null, brandId: string | null, payload: Record<string, unknown> }> } };

export type DisconnectForEventsMutationVariables = Exact<{
  id: string | number;
}>;


export type DisconnectForEventsMutation = { disconnectSocialAccount: { userErrors: Array<{ code: UserErrorCode }> } };

export type ChangePostForEventsMutationVariables = Exact<{
  id: string | number;
}>;


export type ChangePostForEventsMutation = { updateScheduledPost: { userErrors: Array<{ code: UserErrorCode }> }, reschedulePost: { userErrors: Array<{ code: UserErrorCode }> }, cancelScheduledPost: { userErrors: Array<{ code: UserErrorCode }> }, deleteScheduledPost: { userErrors: Array<{ code: UserErrorCode }> } };

export type PauseForEventsMutationVariables = Exact<{
  accountId: string | number;
  mediaAssetId: string | number;
  fileName: string;
}>;


export type PauseForEventsMutation = { pausePublishing: { userErrors: Array<{ code: UserErrorCode }> }, updateMediaAsset: { userErrors: Array<{ code: UserErrorCode }> } };

export type ResumeForEventsMutationVariables = Exact<{
  accountId: string | number;
}>;


export type ResumeForEventsMutation = { resumePublishing: { userErrors: Array<{ code: UserErrorCode }> } };

export type CreateIntoWindowMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreateIntoWindowMutation = { createScheduledPost: { scheduledPost: { id: string, targets: Array<{ id: string }> } | null, userErrors: Array<{ code: UserErrorCode, message: string }>, warnings: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null, actual: string | null, targetId: string | null, nextFreeTime: string | null }> } };

export type MoveIntoWindowMutationVariables = Exact<{
  input: ReschedulePostInput;
}>;


export type MoveIntoWindowMutation = { reschedulePost: { userErrors: Array<{ code: UserErrorCode }>, warnings: Array<{ code: UserErrorCode, limit: string | null, actual: string | null, targetId: string | null, nextFreeTime: string | null }> } };

export type CancelInWindowMutationVariables = Exact<{
  input: CancelScheduledPostInput;
}>;


export type CancelInWindowMutation = { cancelScheduledPost: { userErrors: Array<{ code: UserErrorCode }> } };

export type ValidateIntoWindowQueryVariables = Exact<{
  input: ValidatePostInput;
}>;


export type ValidateIntoWindowQuery = { validatePost: { valid: boolean, warnings: Array<{ code: UserErrorCode, nextFreeTime: string | null }> } };

export type FreeTimeQueryVariables = Exact<{
  id: string | number;
  format: Format;
  after?: string | null | undefined;
  options?: PostTargetOptionsInput | null | undefined;
}>;


export type FreeTimeQuery = { nextFreeTime: { at: string | null, full: Array<{ name: string, scope: QuotaScope, basis: QuotaBasis, limit: number, taken: number, units: number }> } | null };

export type AccountsOfBranchQueryVariables = Exact<{
  brandIds?: Array<string | number> | string | number | null | undefined;
}>;


export type AccountsOfBranchQuery = { socialAccounts: { nodes: Array<{ id: string }> } };

export type ReserveUnitsMutationVariables = Exact<{
  input: UpdateBrandInput;
}>;


export type ReserveUnitsMutation = { updateBrand: { brand: { reservesQuota: boolean } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type ReservedQueryVariables = Exact<{
  brandId: string | number;
  accountId: string | number;
  postId: string | number;
}>;


export type ReservedQuery = { brand: { version: number, reservesQuota: boolean } | null, socialAccount: { quotas: Array<{ name: string, reservedForScheduled: number }> } | null, scheduledPost: { targets: Array<{ reservesQuota: boolean }> } | null };

export type SharedQuotasQueryVariables = Exact<{ [key: string]: never; }>;


export type SharedQuotasQuery = { platform: { sharedQuotas: Array<{ name: string, scope: QuotaScope, limit: number, used: number }>, quotas: Array<{ name: string }> } };

export type AccountMetricsOfQueryVariables = Exact<{
  id: string | number;
  from: string;
  to: string;
  interval: MetricInterval;
  metrics?: Array<Metric> | Metric | null | undefined;
}>;


export type AccountMetricsOfQuery = { accountMetrics: { timeZone: string, socialAccount: { id: string }, sync: { syncedAt: string | null, nextAt: string, failures: number, error: { code: PublishErrorCode } | null } | null, followerGrowth: { first: number, last: number, change: number, rate: number | null } | null, series: Array<{ timeZone: string, rule: { metric: Metric, kind: MetricKind }, points: Array<{ day: string, value: number | null, gap: MetricGap | null }> }> } | null };

export type PostMetricsOfQueryVariables = Exact<{
  id: string | number;
}>;


export type PostMetricsOfQuery = { postMetrics: { target: { presence: PostPresence | null, presenceAt: string | null }, readings: Array<{ age: FigureAge, dueAt: string | null, readAt: string | null, engagement: number | null, engagementRate: number | null, figures: Array<{ metric: Metric, unit: MetricUnit, value: number | null, gap: MetricGap | null }> }> } | null };

export type OverviewOfQueryVariables = Exact<{
  id: string | number;
  from: string;
  to: string;
}>;


export type OverviewOfQuery = { brandOverview: { timeZone: string, posts: number, isComplete: boolean, engagementRate: number | null, totals: Array<{ metric: Metric, value: number | null, gap: MetricGap | null }>, followerGrowth: { change: number, rate: number | null } | null, byPlatform: Array<{ platform: Platform, posts: number, engagementRate: number | null, totals: Array<{ metric: Metric, value: number | null, gap: MetricGap | null }> }>, topPosts: Array<{ value: number, target: { id: string } }>, byLikes: Array<{ value: number, target: { id: string } }> } | null };

export type BestTimesOfQueryVariables = Exact<{
  id: string | number;
}>;


export type BestTimesOfQuery = { bestTimes: { timeZone: string, posts: number, times: Array<{ weekday: number, hour: number, posts: number, value: number, factor: number }> } | null };

export type SyncAccountMutationVariables = Exact<{
  input: SyncSocialAccountInput;
}>;


export type SyncAccountMutation = { syncSocialAccount: { nextAllowedAt: string | null, socialAccount: { id: string } | null, userErrors: Array<{ code: UserErrorCode, retryAt: string | null }> } };

export type PlatformMetricsTableQueryVariables = Exact<{ [key: string]: never; }>;


export type PlatformMetricsTableQuery = { platforms: Array<{ platform: Platform, metrics: Array<{ metric: Metric, kind: MetricKind, meaning: string, source: string, scope: string, delayHours: number }>, absentMetrics: Array<{ metric: Metric, isRetired: boolean, reason: string }> }> };

export type InstallationHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type InstallationHealthQuery = { health: { version: string, nodeVersion: string, timeZoneRules: string, pendingMigrations: Array<string>, unknownOutcomes: number, platforms: Array<{ platform: Platform, isConfigured: boolean, isSandbox: boolean, status: { state: PlatformState, since: string | null } | null }>, accounts: Array<{ platform: Platform, status: AccountStatus, count: number }>, expiringAccounts: Array<{ id: string, platform: Platform, refreshExpiresAt: string | null }>, failingAccounts: Array<{ id: string, platform: Platform, status: AccountStatus, statusReason: PublishErrorCode | null }>, blockedTargets: Array<{ blockedBy: BlockedBy, count: number }>, lags: { dueMs: number, dispatcherMs: number, eventConsumers: Array<{ name: string, lagMs: number }> } } };

export type TestForHealthMutationVariables = Exact<{
  input: TestSocialAccountInput;
}>;


export type TestForHealthMutation = { testSocialAccount: { userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EverythingQueryVariables = Exact<{ [key: string]: never; }>;


export type EverythingQuery = { viewer: { apiKey: { id: string }, workspace: { id: string } }, brands: { nodes: Array<{ id: string }> }, socialAccounts: { nodes: Array<{ id: string }> }, scheduledPosts: { nodes: Array<{ id: string }> }, postTargets: { nodes: Array<{ id: string }> }, mediaAssets: { nodes: Array<{ id: string }> }, publishingLogs: { nodes: Array<{ id: string }> }, auditLog: { nodes: Array<{ id: string }> }, publishEvents: { nodes: Array<{ seq: number }> }, events: { nodes: Array<{ subjectId: string }> }, webhookEndpoints: { nodes: Array<{ id: string }> }, notifications: { nodes: Array<{ id: string }> }, connectionAttempts: { nodes: Array<{ id: string }> }, publishingStats: Array<{ total: number }> };

export type CreateEndpointForIsolationMutationVariables = Exact<{ [key: string]: never; }>;


export type CreateEndpointForIsolationMutation = { createWebhookEndpoint: { endpoint: { id: string } | null } };

export type SetLanguageMutationVariables = Exact<{
  input: UpdateApiKeyInput;
}>;


export type SetLanguageMutation = { updateApiKey: { apiKey: { language: Language | null, timeZone: string | null } | null, userErrors: Array<{ code: UserErrorCode, path: Array<string>, message: string }> } };

export type AccountInLanguageQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountInLanguageQuery = { socialAccount: { health: { reasons: Array<{ code: AccountHealthReasonCode, message: string }>, lastError: { code: PublishErrorCode, message: string } | null } } | null };

export type RescheduleMutationVariables = Exact<{
  input: ReschedulePostInput;
}>;


export type RescheduleMutation = { reschedulePost: { changedTargets: Array<{ id: string }> | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EventsQueryVariables = Exact<{
  after?: string | null | undefined;
  first?: number | null | undefined;
  filter?: PublishEventFilter | null | undefined;
}>;


export type EventsQuery = { publishEvents: { hasNextPage: boolean, endCursor: string | null, nodes: Array<{ cursor: string, seq: number, status: PublishEventStatus, targetStatus: TargetStatus, postId: string, targetId: string }> } };

export type DeleteMediaMutationVariables = Exact<{
  input: DeleteMediaAssetInput;
}>;


export type DeleteMediaMutation = { deleteMediaAsset: { deletedMediaAssetId: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type RemovePostMutationVariables = Exact<{
  input: DeleteScheduledPostInput;
}>;


export type RemovePostMutation = { deleteScheduledPost: { userErrors: Array<{ code: UserErrorCode }> } };

export type ImportMediaMutationVariables = Exact<{
  input: ImportMediaFromUrlInput;
}>;


export type ImportMediaMutation = { importMediaFromUrl: { mediaAsset: { id: string, kind: MediaKind | null, status: MediaStatus, mimeType: string | null, sourceUrl: string | null, fileName: string | null, altText: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ValidateMoneyQueryVariables = Exact<{
  input: ValidatePostInput;
}>;


export type ValidateMoneyQuery = { validatePost: { warnings: Array<{ code: UserErrorCode, limit: string | null, actual: string | null, path: Array<string> }>, costs: Array<{ since: string, isOverridden: boolean, total: { amount: string, currency: string }, items: Array<{ name: string, count: number, price: { amount: string } }> } | null> } };

export type CreateBilledMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreateBilledMutation = { createScheduledPost: { scheduledPost: { targets: Array<{ platform: Platform, estimatedCost: { total: { amount: string, currency: string } } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string }>, warnings: Array<{ code: UserErrorCode, limit: string | null, actual: string | null, path: Array<string> }> } };

export type SetBudgetMutationVariables = Exact<{
  input: UpdateWorkspaceBudgetInput;
}>;


export type SetBudgetMutation = { updateWorkspaceBudget: { wokenTargets: number | null, budget: { currency: string, limitMinor: number | null, limit: { amount: string } | null, left: { amount: string } | null } | null, userErrors: Array<{ code: UserErrorCode, path: Array<string>, limit: string | null }> } };

export type BudgetsQueryVariables = Exact<{ [key: string]: never; }>;


export type BudgetsQuery = { viewer: { workspace: { budgets: Array<{ currency: string, month: string, limitMinor: number | null, spent: { amount: string }, left: { amount: string } | null }> } } };

export type PricesQueryVariables = Exact<{ [key: string]: never; }>;


export type PricesQuery = { platforms: Array<{ platform: Platform, pricing: { since: string, prices: Array<{ name: string, isOverridden: boolean, price: { amount: string, currency: string } }> } | null }> };

export type NotificationsQueryVariables = Exact<{
  filter?: NotificationFilter | null | undefined;
  orderBy?: CreationOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type NotificationsQuery = { unreadCount: number, notifications: { totalCount: number | null, nodes: Array<{ id: string, type: NotificationType, severity: NotificationSeverity, code: string, params: Record<string, unknown>, title: string, body: string, userAction: UserAction, linkPath: string, subject: EventSubject, subjectId: string, brandId: string | null, socialAccountId: string | null, targetCount: number, postIds: Array<string>, isRead: boolean }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type MarkReadMutationVariables = Exact<{
  input: MarkNotificationsReadInput;
}>;


export type MarkReadMutation = { markNotificationsRead: { unreadCount: number | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PreferencesQueryVariables = Exact<{ [key: string]: never; }>;


export type PreferencesQuery = { notificationPreferences: Array<{ type: NotificationType, channel: NotificationChannel, brandId: string | null, isEnabled: boolean }> };

export type ChooseMutationVariables = Exact<{
  input: UpdateNotificationPreferencesInput;
}>;


export type ChooseMutation = { updateNotificationPreferences: { preferences: Array<{ type: NotificationType, channel: NotificationChannel, brandId: string | null, isEnabled: boolean }> | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type AuditOfPreferencesQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditOfPreferencesQuery = { auditLog: { nodes: Array<{ subject: AuditSubject | null, subjectId: string | null, result: AuditResult, changes: Array<{ fields: Record<string, unknown> }> }> } };

export type ViewerOfNotificationsQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerOfNotificationsQuery = { viewer: { workspace: { id: string }, apiKey: { id: string } } };

export type KeyForNotificationsMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type KeyForNotificationsMutation = { createApiKey: { secret: string | null } };

export type CreditsQueryVariables = Exact<{ [key: string]: never; }>;


export type CreditsQuery = { viewer: { workspace: { credits: number, creditEntries: Array<{ amount: number, reason: string }>, achievements: Array<{ code: AchievementCode }> } } };

export type UpdateBrandForDigestsMutationVariables = Exact<{
  input: UpdateBrandInput;
}>;


export type UpdateBrandForDigestsMutation = { updateBrand: { brand: { digests: Array<DigestPeriod> } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type PostsQueryVariables = Exact<{
  first?: number | null | undefined;
  last?: number | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
  filter?: ScheduledPostFilter | null | undefined;
  orderBy: ScheduledPostOrder;
}>;


export type PostsQuery = { scheduledPosts: { totalCount: number | null, nodes: Array<{ id: string, caption: string, status: PostStatus, scheduledAt: string | null, targets: Array<{ id: string, status: TargetStatus }> }>, edges: Array<{ cursor: string }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type PostPageQueryVariables = Exact<{
  first: number;
}>;


export type PostPageQuery = { scheduledPosts: { nodes: Array<{ id: string, status: PostStatus, caption: string, targets: Array<{ id: string, platform: Platform, status: TargetStatus, socialAccount: { id: string, username: string | null, status: AccountStatus } }>, media: Array<{ altText: string | null }> }> } };

export type BrandsWithPostsQueryVariables = Exact<{
  first: number;
  posts: number;
}>;


export type BrandsWithPostsQuery = { brands: { nodes: Array<{ id: string, scheduledPosts: { totalCount: number | null, nodes: Array<{ id: string, caption: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } }> } };

export type AccountsWithQuotasQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsWithQuotasQuery = { socialAccounts: { nodes: Array<{ id: string, platform: Platform, quotas: Array<{ name: string, limit: number, used: number, resetsAt: string | null }>, brand: { id: string } }> } };

export type CreateForIdMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreateForIdMutation = { createScheduledPost: { scheduledPost: { __typename: 'ScheduledPost', postId: string } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type CreateForCaptionMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreateForCaptionMutation = { createScheduledPost: { scheduledPost: { id: string, caption: string } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type WordsFragment = { caption: string };

export type PlatformStatusesQueryVariables = Exact<{ [key: string]: never; }>;


export type PlatformStatusesQuery = { platforms: Array<{ platform: Platform, status: { state: PlatformState, errorRate: number, lastCheckedAt: string | null, since: string | null, responseTimeMs: { p50: number | null, p95: number | null }, openIncidents: Array<{ id: string, host: string, state: PlatformState, reason: string, startedAt: string, endedAt: string | null }> } | null }> };

export type PlatformStatusHistoryQueryVariables = Exact<{
  platform: Platform;
  from: string;
  to: string;
}>;


export type PlatformStatusHistoryQuery = { platformStatusHistory: { incidents: Array<{ id: string, host: string, state: PlatformState, startedAt: string, endedAt: string | null }>, buckets: Array<{ at: string, until: string, state: PlatformState, calls: number, errorRate: number, responseTimeMs: { p50: number | null, p95: number | null } }> } };

export type TargetsInOutageQueryVariables = Exact<{
  brandIds?: Array<string | number> | string | number | null | undefined;
}>;


export type TargetsInOutageQuery = { postTargets: { nodes: Array<{ id: string, platform: Platform, status: TargetStatus, blockedBy: BlockedBy | null, wakeAt: string | null, publishedAt: string | null, error: { code: PublishErrorCode, message: string, retryAt: string | null } | null }> } };

export type PlatformEventsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type PlatformEventsQuery = { events: { endCursor: string | null, nodes: Array<{ type: string, subjectId: string, brandId: string | null, payload: Record<string, unknown> }> } };

export type AccountsInOutageQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsInOutageQuery = { socialAccounts: { nodes: Array<{ id: string, platform: Platform, brand: { id: string } }> } };

export type TargetsInTroubleQueryVariables = Exact<{
  id: string | number;
}>;


export type TargetsInTroubleQuery = { scheduledPost: { targets: Array<{ platform: Platform, status: TargetStatus }> } | null };

export type AccountToldQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountToldQuery = { socialAccount: { status: AccountStatus, statusReason: PublishErrorCode | null, username: string | null, displayName: string | null, avatarUrl: string | null, health: { status: AccountHealthStatus, reasons: Array<{ code: AccountHealthReasonCode, message: string }> } } | null, events: { nodes: Array<{ type: string }> } };

export type CreateFullMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreateFullMutation = { createScheduledPost: { scheduledPost: { id: string, version: number, status: PostStatus, caption: string, title: string | null, scheduledAt: string | null, timeZone: string, localTime: string | null, externalId: string | null, metadata: Record<string, unknown>, allowedActions: Array<PostAction>, brand: { id: string }, media: Array<{ altText: string | null, mediaAsset: { id: string, kind: MediaKind | null, width: number | null } }>, targets: Array<{ id: string, status: TargetStatus, format: Format, allowedActions: Array<TargetAction>, isCommitted: boolean, dueAt: string | null, overrides: { caption: string | null, title: string | null, media: Array<{ id: string }> | null }, options:
          | { __typename: 'InstagramOptions', firstComment: string | null, collaborators: Array<string> | null, coverMediaAssetId: string | null, userTags: Array<{ username: string | null, x: number | null, y: number | null, mediaIndex: number | null }> | null }
          | { __typename: 'TikTokOptions', mode: TikTokMode | null, privacyLevel: TikTokPrivacyLevel | null }
          | { __typename: 'XOptions', replySettings: XReplySettings | null, poll: { options: Array<string> | null, durationMinutes: number | null } | null, thread: Array<{ text: string | null, mediaIndexes: Array<number> | null }> | null }
          | { __typename: 'YouTubeOptions', privacy: YouTubePrivacy | null, tags: Array<string> | null, thumbnailMediaAssetId: string | null }
         }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null, actual: string | null, targetId: string | null }>, warnings: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ValidateQueryVariables = Exact<{
  input: ValidatePostInput;
}>;


export type ValidateQuery = { validatePost: { valid: boolean, errors: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null, actual: string | null }>, warnings: Array<{ code: UserErrorCode, path: Array<string> }> } };

export type DeleteWrittenMutationVariables = Exact<{
  input: DeleteScheduledPostInput;
}>;


export type DeleteWrittenMutation = { deleteScheduledPost: { deletedScheduledPostId: string | null } };

export type PostRisksQueryVariables = Exact<{
  id: string | number;
}>;


export type PostRisksQuery = { scheduledPost: { risks: Array<{ cause: PostRiskCause, userAction: UserAction, message: string, postTarget: { id: string } }>, targets: Array<{ id: string, risks: Array<{ cause: PostRiskCause }> }> } | null, postsAtRisk: { nodes: Array<{ id: string }> } };

export type RiskEventsQueryVariables = Exact<{
  id: string | number;
}>;


export type RiskEventsQuery = { events: { nodes: Array<{ type: string, payload: Record<string, unknown> }> } };

export type PauseForRiskMutationVariables = Exact<{
  input: PausePublishingInput;
}>;


export type PauseForRiskMutation = { pausePublishing: { userErrors: Array<{ code: UserErrorCode }> } };

export type ResumeForRiskMutationVariables = Exact<{
  input: ResumePublishingInput;
}>;


export type ResumeForRiskMutation = { resumePublishing: { userErrors: Array<{ code: UserErrorCode }> } };

export type AllowForRiskMutationVariables = Exact<{
  input: UpdateWorkspaceBudgetInput;
}>;


export type AllowForRiskMutation = { updateWorkspaceBudget: { userErrors: Array<{ code: UserErrorCode }> } };

export type PostByIdQueryVariables = Exact<{
  id?: string | number | null | undefined;
  externalId?: string | null | undefined;
  brandId?: string | number | null | undefined;
}>;


export type PostByIdQuery = { scheduledPost: { id: string, version: number, status: PostStatus, caption: string, targets: Array<{ id: string, status: TargetStatus, overrides: { caption: string | null } }>, logs: { nodes: Array<{ kind: PublishingLogKind, status: PublishEventStatus, seq: number | null }> } } | null };

export type UpdateMutationVariables = Exact<{
  input: UpdateScheduledPostInput;
}>;


export type UpdateMutation = { updateScheduledPost: { scheduledPost: { id: string, version: number, caption: string, targets: Array<{ id: string, format: Format, overrides: { caption: string | null }, options:
          | { replySettings: XReplySettings | null }
          | Record<PropertyKey, never>
         }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null, actual: string | null }>, warnings: Array<{ code: UserErrorCode }> } };

export type CancelMutationVariables = Exact<{
  input: CancelScheduledPostInput;
}>;


export type CancelMutation = { cancelScheduledPost: { scheduledPost: { id: string, status: PostStatus, allowedActions: Array<PostAction> } | null, changedTargets: Array<{ id: string, status: TargetStatus }> | null, refused: Array<{ code: UserErrorCode, targetId: string | null }> | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string>, actual: string | null, targetId: string | null }> } };

export type SchedulePostMutationVariables = Exact<{
  input: SchedulePostInput;
}>;


export type SchedulePostMutation = { schedulePost: { scheduledPost: { id: string, status: PostStatus, scheduledAt: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null, actual: string | null }>, warnings: Array<{ code: UserErrorCode }> } };

export type DeletePostMutationVariables = Exact<{
  input: DeleteScheduledPostInput;
}>;


export type DeletePostMutation = { deleteScheduledPost: { deletedScheduledPostId: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type OverviewQueryVariables = Exact<{
  from: string;
  to: string;
  brandIds?: Array<string | number> | string | number | null | undefined;
  timeZone: string;
}>;


export type OverviewQuery = { calendar: { isComplete: boolean, days: Array<{ date: string, posts: Array<{ id: string }> }> }, publishingStats: Array<{ key: string, total: number, byStatus: Array<{ status: TargetStatus, count: number }> }> };

export type RevokeMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeMutation = { revokeApiKey: { apiKey: { id: string } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type ChangeKeyInUseMutationVariables = Exact<{
  input: UpdateApiKeyInput;
}>;


export type ChangeKeyInUseMutation = { updateApiKey: { userErrors: Array<{ code: UserErrorCode }> } };

export type SuspiciousEventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
}>;


export type SuspiciousEventsQuery = { events: { nodes: Array<{ type: string, subject: EventSubject, subjectId: string, brandId: string | null, payload: Record<string, unknown> }> } };

export type ConnectSuspiciouslyMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type ConnectSuspiciouslyMutation = { startAccountConnection: { authorizationUrl: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type PausedSuspiciousQueryVariables = Exact<{
  id: string | number;
}>;


export type PausedSuspiciousQuery = { socialAccount: { pausedAt: string | null } | null };

export type CreatorQueryVariables = Exact<{
  id: string | number;
}>;


export type CreatorQuery = { socialAccount: { id: string, status: AccountStatus, username: string | null, tiktokCreator: { nickname: string | null, username: string | null, avatarUrl: string | null, privacyLevels: Array<TikTokPrivacyLevel> | null, commentDisabled: boolean | null, duetDisabled: boolean | null, stitchDisabled: boolean | null, maxVideoDurationSeconds: number | null, checkedAt: string | null, error: { code: PublishErrorCode, message: string, userAction: UserAction, retryAt: string | null } | null } | null } | null };

export type CheckChoicesQueryVariables = Exact<{
  input: ValidatePostInput;
}>;


export type CheckChoicesQuery = { validatePost: { valid: boolean, errors: Array<{ code: UserErrorCode }>, warnings: Array<{ code: UserErrorCode, path: Array<string>, limit: string | null, actual: string | null, message: string }> } };

export type ReconnectCreatorMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type ReconnectCreatorMutation = { startAccountConnection: { authorizationUrl: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type BeginConnectionMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type BeginConnectionMutation = { startAccountConnection: { authorizationUrl: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type TikTokScopesQueryVariables = Exact<{ [key: string]: never; }>;


export type TikTokScopesQuery = { platform: { features: Array<string>, scopes: Array<string> }, socialAccounts: { nodes: Array<{ id: string, scopes: Array<string>, missingScopes: Array<string> }> } };

export type CheckScopesQueryVariables = Exact<{
  input: ValidatePostInput;
}>;


export type CheckScopesQuery = { validatePost: { valid: boolean, errors: Array<{ code: UserErrorCode, message: string, path: Array<string>, limit: string | null }> } };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type CreateWebhookMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string, url: string, events: Array<string>, brandIds: Array<string>, scopes: Array<ApiScope>, status: WebhookStatus, createdById: string } | null, userErrors: Array<{ code: UserErrorCode, path: Array<string> }>, warnings: Array<{ code: UserErrorCode }> } };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookEndpointInput;
}>;


export type UpdateWebhookMutation = { updateWebhookEndpoint: { endpoint: { id: string, url: string, status: WebhookStatus } | null, userErrors: Array<{ code: UserErrorCode, path: Array<string> }> } };

export type TestWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type TestWebhookMutation = { testWebhookEndpoint: { isDelivered: boolean | null, attempt: { number: number | null, status: number | null, requestBody: string } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type DeleteWebhookMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteWebhookMutation = { deleteWebhookEndpoint: { deletedId: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type ListWebhooksQueryVariables = Exact<{ [key: string]: never; }>;


export type ListWebhooksQuery = { webhookEndpoints: { totalCount: number | null, nodes: Array<{ id: string }> } };

export type WebhookDeliveriesQueryVariables = Exact<{
  id: string | number;
  filter?: WebhookDeliveryFilter | null | undefined;
}>;


export type WebhookDeliveriesQuery = { webhookEndpoint: { lastSuccessAt: string | null, deliveries: { nodes: Array<{ id: string, eventId: string, type: string, subject: EventSubject, subjectId: string, status: WebhookDeliveryStatus, attemptCount: number, attempts: Array<{ number: number | null, status: number | null, requestHeaders: Record<string, unknown>, requestBody: string, responseBody: string | null, durationMs: number }> }> } } | null };

export type RecoverMutationVariables = Exact<{
  input: RecoverAccountPostsInput;
}>;


export type RecoverMutation = { recoverAccountPosts: { hasMore: boolean | null, recovered: Array<{ dueAt: string, postTarget: { id: string, status: TargetStatus, dueAt: string | null } }> | null, refused: Array<{ code: UserErrorCode, targetId: string | null }> | null, userErrors: Array<{ code: UserErrorCode, path: Array<string> }> } };

export type BeginReconnectMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type BeginReconnectMutation = { startAccountConnection: { authorizationUrl: string | null } };

export type ReconnectMutationVariables = Exact<{
  input: CompleteAccountConnectionInput;
}>;


export type ReconnectMutation = { completeAccountConnection: { socialAccount: { status: AccountStatus, recoverable: { totalCount: number | null, nodes: Array<{ id: string, status: TargetStatus }> } } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type RecoverableQueryVariables = Exact<{
  id: string | number;
}>;


export type RecoverableQuery = { socialAccount: { recoverable: { nodes: Array<{ id: string, status: TargetStatus, blockedBy: BlockedBy | null, error: { code: PublishErrorCode } | null }> } } | null };

export type RecoveredTargetStateQueryVariables = Exact<{
  id: string | number;
}>;


export type RecoveredTargetStateQuery = { postTarget: { status: TargetStatus, blockedBy: BlockedBy | null, dueAt: string | null, error: { code: PublishErrorCode } | null } | null };

export type ReconnectedEventsQueryVariables = Exact<{
  id: string | number;
}>;


export type ReconnectedEventsQuery = { events: { nodes: Array<{ type: string, payload: Record<string, unknown> }> } };

export type SweepEndpointMutationVariables = Exact<{
  input: CreateWebhookEndpointInput;
}>;


export type SweepEndpointMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string } | null, userErrors: Array<{ code: UserErrorCode }> } };

export type SweepRotateMutationVariables = Exact<{
  input: RotateWebhookSecretInput;
}>;


export type SweepRotateMutation = { rotateWebhookSecret: { secret: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type SweepImportMutationVariables = Exact<{
  input: ImportMediaFromUrlInput;
}>;


export type SweepImportMutation = { importMediaFromUrl: { userErrors: Array<{ code: UserErrorCode, message: string }> } };

export type SweepBeginMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type SweepBeginMutation = { startAccountConnection: { state: string | null, authorizationUrl: string | null, userErrors: Array<{ code: UserErrorCode }> } };

export type SweepCompleteMutationVariables = Exact<{
  input: CompleteAccountConnectionInput;
}>;


export type SweepCompleteMutation = { completeAccountConnection: { userErrors: Array<{ code: UserErrorCode, message: string }> } };

export type SweepTestMutationVariables = Exact<{
  input: TestSocialAccountInput;
}>;


export type SweepTestMutation = { testSocialAccount: { userErrors: Array<{ code: UserErrorCode, message: string }> } };

export type SweepStateQueryVariables = Exact<{
  id: string | number;
}>;


export type SweepStateQuery = { scheduledPost: { status: PostStatus } | null };

export type RetryTracedMutationVariables = Exact<{
  input: RetryPostTargetInput;
}>;


export type RetryTracedMutation = { retryPostTarget: { userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type TestTracedMutationVariables = Exact<{
  input: TestSocialAccountInput;
}>;


export type TestTracedMutation = { testSocialAccount: { userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { createApiKey: { secret: string | null, apiKey: { id: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type CreateBrandMutationVariables = Exact<{
  input: CreateBrandInput;
}>;


export type CreateBrandMutation = { createBrand: { brand: { id: string, version: number } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type StartConnectionMutationVariables = Exact<{
  input: StartAccountConnectionInput;
}>;


export type StartConnectionMutation = { startAccountConnection: { authorizationUrl: string | null, state: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ConnectedAccountsQueryVariables = Exact<{
  brandIds?: Array<string | number> | string | number | null | undefined;
}>;


export type ConnectedAccountsQuery = { socialAccounts: { nodes: Array<{ id: string, platform: Platform, status: AccountStatus }> } };

export type CreatePostMutationVariables = Exact<{
  input: CreateScheduledPostInput;
}>;


export type CreatePostMutation = { createScheduledPost: { scheduledPost: { id: string, version: number, targets: Array<{ id: string }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const WordsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Words"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduledPost"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]} as unknown as DocumentNode<WordsFragment, unknown>;
export const AccountCallsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountCalls"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"calls"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"operation"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"httpStatus"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountCallsQuery, AccountCallsQueryVariables>;
export const AccountHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountHealth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusReason"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"missingScopes"}},{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"at"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountHealthQuery, AccountHealthQueryVariables>;
export const AccountsByHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountsByHealth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"health"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AccountHealthStatus"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"health"},"value":{"kind":"Variable","name":{"kind":"Name","value":"health"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}}]}}]}}]}}]} as unknown as DocumentNode<AccountsByHealthQuery, AccountsByHealthQueryVariables>;
export const AccountEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subjectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<AccountEventsQuery, AccountEventsQueryVariables>;
export const TestOneDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestOne"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"socialAccountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"test"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testedAt"}},{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<TestOneMutation, TestOneMutationVariables>;
export const TestAllDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestAll"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testSocialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<TestAllMutation, TestAllMutationVariables>;
export const AccountUnitsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountUnits"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"used"}}]}}]}}]}}]} as unknown as DocumentNode<AccountUnitsQuery, AccountUnitsQueryVariables>;
export const NamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Names"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}}]}}]}}]} as unknown as DocumentNode<NamesQuery, NamesQueryVariables>;
export const PostStatusDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PostStatus"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PostStatusQuery, PostStatusQueryVariables>;
export const PauseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Pause"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PausePublishingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausePublishing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<PauseMutation, PauseMutationVariables>;
export const AccountStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountStateQuery, AccountStateQueryVariables>;
export const DeleteAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedSocialAccountId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const CancelPostDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelPost"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CancelPostMutation, CancelPostMutationVariables>;
export const DisconnectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Disconnect"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DisconnectSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"disconnectSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DisconnectMutation, DisconnectMutationVariables>;
export const AuditLogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditLog"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"actor"}},{"kind":"Field","name":{"kind":"Name","value":"apiKeyId"}},{"kind":"Field","name":{"kind":"Name","value":"actorName"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"client"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"codes"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"details"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"fields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"link"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"day"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"digest"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuditLogQuery, AuditLogQueryVariables>;
export const BeginAuditedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginAudited"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}}]}}]}}]} as unknown as DocumentNode<BeginAuditedMutation, BeginAuditedMutationVariables>;
export const MakeAuditedEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MakeAuditedEndpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"url"},"value":{"kind":"StringValue","value":"https://127.0.0.1:1/hook","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"events"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"*","block":false}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<MakeAuditedEndpointMutation, MakeAuditedEndpointMutationVariables>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"brandIds"}},{"kind":"Field","name":{"kind":"Name","value":"isUsable"}}]}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const BrandsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Brands"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brands"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<BrandsQuery, BrandsQueryVariables>;
export const RevokeKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isUsable"}},{"kind":"Field","name":{"kind":"Name","value":"revokedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const StartInBrowserDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartInBrowser"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"startUrl"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<StartInBrowserMutation, StartInBrowserMutationVariables>;
export const CompleteByClientDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CompleteByClient"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CompleteByClientMutation, CompleteByClientMutationVariables>;
export const AccountsOfBrandDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountsOfBrand"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}}]}}]}}]}}]} as unknown as DocumentNode<AccountsOfBrandQuery, AccountsOfBrandQueryVariables>;
export const RevokeOwnDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RevokeOwn"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<RevokeOwnMutation, RevokeOwnMutationVariables>;
export const DeleteConnectingBrandDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteConnectingBrand"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteBrandInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteBrand"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteConnectingBrandMutation, DeleteConnectingBrandMutationVariables>;
export const ConnectionAttemptsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConnectionAttempts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ConnectionAttemptFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectionAttempts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"socialAccountId"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<ConnectionAttemptsQuery, ConnectionAttemptsQueryVariables>;
export const ConnectionFunnelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConnectionFunnel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"platform"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Platform"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"connectionFunnel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"platform"},"value":{"kind":"Variable","name":{"kind":"Name","value":"platform"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"reached"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"medianMs"}},{"kind":"Field","name":{"kind":"Name","value":"p95Ms"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<ConnectionFunnelQuery, ConnectionFunnelQueryVariables>;
export const StreamEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StreamEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"actorId"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]} as unknown as DocumentNode<StreamEventsQuery, StreamEventsQueryVariables>;
export const DisconnectForEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DisconnectForEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"disconnectSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"socialAccountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DisconnectForEventsMutation, DisconnectForEventsMutationVariables>;
export const ChangePostForEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangePostForEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"postId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"expectedVersion"},"value":{"kind":"IntValue","value":"1"}},{"kind":"ObjectField","name":{"kind":"Name","value":"content"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"caption"},"value":{"kind":"StringValue","value":"Another","block":false}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"reschedulePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"postId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"schedule"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"mode"},"value":{"kind":"EnumValue","value":"AT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"at"},"value":{"kind":"StringValue","value":"2030-01-02T09:00:00Z","block":false}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"cancelScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"postId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"deleteScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"postId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ChangePostForEventsMutation, ChangePostForEventsMutationVariables>;
export const PauseForEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseForEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"mediaAssetId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"fileName"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausePublishing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"scope"},"value":{"kind":"EnumValue","value":"ACCOUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"socialAccountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"updateMediaAsset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"mediaAssetId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"mediaAssetId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"fileName"},"value":{"kind":"Variable","name":{"kind":"Name","value":"fileName"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<PauseForEventsMutation, PauseForEventsMutationVariables>;
export const ResumeForEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeForEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumePublishing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"scope"},"value":{"kind":"EnumValue","value":"ACCOUNT"}},{"kind":"ObjectField","name":{"kind":"Name","value":"socialAccountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ResumeForEventsMutation, ResumeForEventsMutationVariables>;
export const CreateIntoWindowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateIntoWindow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}},{"kind":"Field","name":{"kind":"Name","value":"nextFreeTime"}}]}}]}}]}}]} as unknown as DocumentNode<CreateIntoWindowMutation, CreateIntoWindowMutationVariables>;
export const MoveIntoWindowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MoveIntoWindow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReschedulePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reschedulePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}},{"kind":"Field","name":{"kind":"Name","value":"nextFreeTime"}}]}}]}}]}}]} as unknown as DocumentNode<MoveIntoWindowMutation, MoveIntoWindowMutationVariables>;
export const CancelInWindowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelInWindow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CancelInWindowMutation, CancelInWindowMutationVariables>;
export const ValidateIntoWindowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ValidateIntoWindow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ValidatePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validatePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"valid"}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"nextFreeTime"}}]}}]}}]}}]} as unknown as DocumentNode<ValidateIntoWindowQuery, ValidateIntoWindowQueryVariables>;
export const FreeTimeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FreeTime"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"format"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Format"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"options"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PostTargetOptionsInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nextFreeTime"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"format"},"value":{"kind":"Variable","name":{"kind":"Name","value":"format"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"options"},"value":{"kind":"Variable","name":{"kind":"Name","value":"options"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"full"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scope"}},{"kind":"Field","name":{"kind":"Name","value":"basis"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"taken"}},{"kind":"Field","name":{"kind":"Name","value":"units"}}]}}]}}]}}]} as unknown as DocumentNode<FreeTimeQuery, FreeTimeQueryVariables>;
export const AccountsOfBranchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountsOfBranch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<AccountsOfBranchQuery, AccountsOfBranchQueryVariables>;
export const ReserveUnitsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReserveUnits"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateBrandInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateBrand"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservesQuota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ReserveUnitsMutation, ReserveUnitsMutationVariables>;
export const ReservedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Reserved"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"postId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brand"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"reservesQuota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"accountId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"quotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"reservedForScheduled"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"postId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reservesQuota"}}]}}]}}]}}]} as unknown as DocumentNode<ReservedQuery, ReservedQueryVariables>;
export const SharedQuotasDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SharedQuotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"platform"},"value":{"kind":"EnumValue","value":"YOUTUBE"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sharedQuotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scope"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<SharedQuotasQuery, SharedQuotasQueryVariables>;
export const AccountMetricsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountMetricsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"interval"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MetricInterval"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"metrics"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Metric"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accountMetrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"interval"},"value":{"kind":"Variable","name":{"kind":"Name","value":"interval"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sync"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncedAt"}},{"kind":"Field","name":{"kind":"Name","value":"nextAt"}},{"kind":"Field","name":{"kind":"Name","value":"failures"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"followerGrowth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"last"}},{"kind":"Field","name":{"kind":"Name","value":"change"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"series"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"metrics"},"value":{"kind":"Variable","name":{"kind":"Name","value":"metrics"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rule"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"day"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"gap"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountMetricsOfQuery, AccountMetricsOfQueryVariables>;
export const PostMetricsOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PostMetricsOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"postMetrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"targetId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"presence"}},{"kind":"Field","name":{"kind":"Name","value":"presenceAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"readings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}},{"kind":"Field","name":{"kind":"Name","value":"engagement"}},{"kind":"Field","name":{"kind":"Name","value":"engagementRate"}},{"kind":"Field","name":{"kind":"Name","value":"figures"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"unit"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"gap"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PostMetricsOfQuery, PostMetricsOfQueryVariables>;
export const OverviewOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OverviewOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brandOverview"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"brandId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"posts"}},{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"engagementRate"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"gap"}}]}},{"kind":"Field","name":{"kind":"Name","value":"followerGrowth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"change"}},{"kind":"Field","name":{"kind":"Name","value":"rate"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byPlatform"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"posts"}},{"kind":"Field","name":{"kind":"Name","value":"engagementRate"}},{"kind":"Field","name":{"kind":"Name","value":"totals"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"gap"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"topPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"byLikes"},"name":{"kind":"Name","value":"topPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"metric"},"value":{"kind":"EnumValue","value":"LIKES"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"target"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<OverviewOfQuery, OverviewOfQueryVariables>;
export const BestTimesOfDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BestTimesOf"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bestTimes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"accountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"posts"}},{"kind":"Field","name":{"kind":"Name","value":"times"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"weekday"}},{"kind":"Field","name":{"kind":"Name","value":"hour"}},{"kind":"Field","name":{"kind":"Name","value":"posts"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"factor"}}]}}]}}]}}]} as unknown as DocumentNode<BestTimesOfQuery, BestTimesOfQueryVariables>;
export const SyncAccountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SyncAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SyncSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"syncSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nextAllowedAt"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]} as unknown as DocumentNode<SyncAccountMutation, SyncAccountMutationVariables>;
export const PlatformMetricsTableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlatformMetricsTable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platforms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"meaning"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"scope"}},{"kind":"Field","name":{"kind":"Name","value":"delayHours"}}]}},{"kind":"Field","name":{"kind":"Name","value":"absentMetrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metric"}},{"kind":"Field","name":{"kind":"Name","value":"isRetired"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<PlatformMetricsTableQuery, PlatformMetricsTableQueryVariables>;
export const InstallationHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InstallationHealth"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"nodeVersion"}},{"kind":"Field","name":{"kind":"Name","value":"timeZoneRules"}},{"kind":"Field","name":{"kind":"Name","value":"pendingMigrations"}},{"kind":"Field","name":{"kind":"Name","value":"platforms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"isConfigured"}},{"kind":"Field","name":{"kind":"Name","value":"isSandbox"}},{"kind":"Field","name":{"kind":"Name","value":"status"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"since"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"expiringAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"refreshExpiresAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"failingAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusReason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"blockedTargets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"blockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unknownOutcomes"}},{"kind":"Field","name":{"kind":"Name","value":"lags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"dueMs"}},{"kind":"Field","name":{"kind":"Name","value":"dispatcherMs"}},{"kind":"Field","name":{"kind":"Name","value":"eventConsumers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"lagMs"}}]}}]}}]}}]}}]} as unknown as DocumentNode<InstallationHealthQuery, InstallationHealthQueryVariables>;
export const TestForHealthDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestForHealth"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TestSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<TestForHealthMutation, TestForHealthMutationVariables>;
export const EverythingDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Everything"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"brands"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"scheduledPosts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"postTargets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"mediaAssets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"publishingLogs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"publishEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subjectId"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"webhookEndpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"notifications"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"connectionAttempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"publishingStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"StringValue","value":"2026-01-01T00:00:00Z","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"StringValue","value":"2026-12-31T00:00:00Z","block":false}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"STATUS"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}}]}}]}}]} as unknown as DocumentNode<EverythingQuery, EverythingQueryVariables>;
export const CreateEndpointForIsolationDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateEndpointForIsolation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"url"},"value":{"kind":"StringValue","value":"https://127.0.0.1:1/hook","block":false}},{"kind":"ObjectField","name":{"kind":"Name","value":"events"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"*","block":false}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<CreateEndpointForIsolationMutation, CreateEndpointForIsolationMutationVariables>;
export const SetLanguageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetLanguage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"language"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetLanguageMutation, SetLanguageMutationVariables>;
export const AccountInLanguageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountInLanguage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastError"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountInLanguageQuery, AccountInLanguageQueryVariables>;
export const RescheduleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Reschedule"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ReschedulePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reschedulePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"changedTargets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RescheduleMutation, RescheduleMutationVariables>;
export const EventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Events"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PublishEventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"publishEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"targetStatus"}},{"kind":"Field","name":{"kind":"Name","value":"postId"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]} as unknown as DocumentNode<EventsQuery, EventsQueryVariables>;
export const DeleteMediaDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteMedia"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteMediaAssetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteMediaAsset"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedMediaAssetId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteMediaMutation, DeleteMediaMutationVariables>;
export const RemovePostDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemovePost"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<RemovePostMutation, RemovePostMutationVariables>;
export const ImportMediaDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ImportMedia"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportMediaFromUrlInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importMediaFromUrl"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mediaAsset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"mimeType"}},{"kind":"Field","name":{"kind":"Name","value":"sourceUrl"}},{"kind":"Field","name":{"kind":"Name","value":"fileName"}},{"kind":"Field","name":{"kind":"Name","value":"altText"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<ImportMediaMutation, ImportMediaMutationVariables>;
export const ValidateMoneyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ValidateMoney"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ValidatePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validatePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"costs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"items"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"isOverridden"}}]}}]}}]}}]} as unknown as DocumentNode<ValidateMoneyQuery, ValidateMoneyQueryVariables>;
export const CreateBilledDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateBilled"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedCost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateBilledMutation, CreateBilledMutationVariables>;
export const SetBudgetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetBudget"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWorkspaceBudgetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWorkspaceBudget"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"budget"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"limitMinor"}},{"kind":"Field","name":{"kind":"Name","value":"limit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"wokenTargets"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}}]}}]}}]}}]} as unknown as DocumentNode<SetBudgetMutation, SetBudgetMutationVariables>;
export const BudgetsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Budgets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"budgets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"month"}},{"kind":"Field","name":{"kind":"Name","value":"limitMinor"}},{"kind":"Field","name":{"kind":"Name","value":"spent"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"left"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<BudgetsQuery, BudgetsQueryVariables>;
export const PricesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Prices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platforms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"pricing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"prices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"price"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isOverridden"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PricesQuery, PricesQueryVariables>;
export const NotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Notifications"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"NotificationFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CreationOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"notifications"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"params"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}},{"kind":"Field","name":{"kind":"Name","value":"linkPath"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"socialAccountId"}},{"kind":"Field","name":{"kind":"Name","value":"targetCount"}},{"kind":"Field","name":{"kind":"Name","value":"postIds"}},{"kind":"Field","name":{"kind":"Name","value":"isRead"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}}]}}]} as unknown as DocumentNode<NotificationsQuery, NotificationsQueryVariables>;
export const MarkReadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"MarkRead"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MarkNotificationsReadInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"markNotificationsRead"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unreadCount"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<MarkReadMutation, MarkReadMutationVariables>;
export const PreferencesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Preferences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"notificationPreferences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}}]}}]}}]} as unknown as DocumentNode<PreferencesQuery, PreferencesQueryVariables>;
export const ChooseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Choose"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateNotificationPreferencesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateNotificationPreferences"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"preferences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"isEnabled"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<ChooseMutation, ChooseMutationVariables>;
export const AuditOfPreferencesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AuditOfPreferences"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLog"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"actions"},"value":{"kind":"ListValue","values":[{"kind":"StringValue","value":"updateNotificationPreferences","block":false}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"changes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AuditOfPreferencesQuery, AuditOfPreferencesQueryVariables>;
export const ViewerOfNotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ViewerOfNotifications"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerOfNotificationsQuery, ViewerOfNotificationsQueryVariables>;
export const KeyForNotificationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"KeyForNotifications"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}}]}}]}}]} as unknown as DocumentNode<KeyForNotificationsMutation, KeyForNotificationsMutationVariables>;
export const CreditsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"workspace"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"credits"}},{"kind":"Field","name":{"kind":"Name","value":"creditEntries"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"achievements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreditsQuery, CreditsQueryVariables>;
export const UpdateBrandForDigestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateBrandForDigests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateBrandInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateBrand"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"digests"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateBrandForDigestsMutation, UpdateBrandForDigestsMutationVariables>;
export const PostsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Posts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"last"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"before"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduledPostFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduledPostOrder"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"Variable","name":{"kind":"Name","value":"last"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"before"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledAt"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<PostsQuery, PostsQueryVariables>;
export const PostPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PostPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"altText"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PostPageQuery, PostPageQueryVariables>;
export const BrandsWithPostsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BrandsWithPosts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"posts"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brands"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"posts"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"CREATED_AT_ASC"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<BrandsWithPostsQuery, BrandsWithPostsQueryVariables>;
export const AccountsWithQuotasDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountsWithQuotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"quotas"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountsWithQuotasQuery, AccountsWithQuotasQueryVariables>;
export const CreateForIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateForId"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","alias":{"kind":"Name","value":"postId"},"name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CreateForIdMutation, CreateForIdMutationVariables>;
export const CreateForCaptionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateForCaption"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Words"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Words"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduledPost"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]} as unknown as DocumentNode<CreateForCaptionMutation, CreateForCaptionMutationVariables>;
export const PlatformStatusesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlatformStatuses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platforms"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"errorRate"}},{"kind":"Field","name":{"kind":"Name","value":"lastCheckedAt"}},{"kind":"Field","name":{"kind":"Name","value":"since"}},{"kind":"Field","name":{"kind":"Name","value":"responseTimeMs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}},{"kind":"Field","name":{"kind":"Name","value":"openIncidents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PlatformStatusesQuery, PlatformStatusesQueryVariables>;
export const PlatformStatusHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlatformStatusHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"platform"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Platform"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platformStatusHistory"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"platform"},"value":{"kind":"Variable","name":{"kind":"Name","value":"platform"}}},{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"incidents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"until"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"calls"}},{"kind":"Field","name":{"kind":"Name","value":"errorRate"}},{"kind":"Field","name":{"kind":"Name","value":"responseTimeMs"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"p50"}},{"kind":"Field","name":{"kind":"Name","value":"p95"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PlatformStatusHistoryQuery, PlatformStatusHistoryQueryVariables>;
export const TargetsInOutageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TargetsInOutage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"postTargets"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"blockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"wakeAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}}]}}]}}]}}]} as unknown as DocumentNode<TargetsInOutageQuery, TargetsInOutageQueryVariables>;
export const PlatformEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PlatformEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subjects"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"PLATFORM"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]} as unknown as DocumentNode<PlatformEventsQuery, PlatformEventsQueryVariables>;
export const AccountsInOutageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountsInOutage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccountsInOutageQuery, AccountsInOutageQueryVariables>;
export const TargetsInTroubleDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TargetsInTrouble"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<TargetsInTroubleQuery, TargetsInTroubleQueryVariables>;
export const AccountToldDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AccountTold"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusReason"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"displayName"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"health"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"reasons"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subjectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}}]}}]}}]}}]} as unknown as DocumentNode<AccountToldQuery, AccountToldQueryVariables>;
export const CreateFullDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateFull"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledAt"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"localTime"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"metadata"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"altText"}},{"kind":"Field","name":{"kind":"Name","value":"mediaAsset"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"width"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}},{"kind":"Field","name":{"kind":"Name","value":"isCommitted"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"overrides"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"media"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InstagramOptions"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"firstComment"}},{"kind":"Field","name":{"kind":"Name","value":"collaborators"}},{"kind":"Field","name":{"kind":"Name","value":"userTags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"x"}},{"kind":"Field","name":{"kind":"Name","value":"y"}},{"kind":"Field","name":{"kind":"Name","value":"mediaIndex"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverMediaAssetId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TikTokOptions"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"mode"}},{"kind":"Field","name":{"kind":"Name","value":"privacyLevel"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"YouTubeOptions"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"privacy"}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"thumbnailMediaAssetId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"XOptions"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replySettings"}},{"kind":"Field","name":{"kind":"Name","value":"poll"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"options"}},{"kind":"Field","name":{"kind":"Name","value":"durationMinutes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"thread"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"mediaIndexes"}}]}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateFullMutation, CreateFullMutationVariables>;
export const ValidateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Validate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ValidatePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validatePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"valid"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<ValidateQuery, ValidateQueryVariables>;
export const DeleteWrittenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteWritten"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedScheduledPostId"}}]}}]}}]} as unknown as DocumentNode<DeleteWrittenMutation, DeleteWrittenMutationVariables>;
export const PostRisksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PostRisks"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"risks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"postTarget"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"risks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cause"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"postsAtRisk"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]} as unknown as DocumentNode<PostRisksQuery, PostRisksQueryVariables>;
export const RiskEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RiskEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subjectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<RiskEventsQuery, RiskEventsQueryVariables>;
export const PauseForRiskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"PauseForRisk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PausePublishingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausePublishing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<PauseForRiskMutation, PauseForRiskMutationVariables>;
export const ResumeForRiskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ResumeForRisk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ResumePublishingInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resumePublishing"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ResumeForRiskMutation, ResumeForRiskMutationVariables>;
export const AllowForRiskDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AllowForRisk"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWorkspaceBudgetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWorkspaceBudget"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<AllowForRiskMutation, AllowForRiskMutationVariables>;
export const PostByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PostById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}},{"kind":"Argument","name":{"kind":"Name","value":"externalId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"externalId"}}},{"kind":"Argument","name":{"kind":"Name","value":"brandId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"overrides"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"logs"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"seq"}}]}}]}}]}}]}}]} as unknown as DocumentNode<PostByIdQuery, PostByIdQueryVariables>;
export const UpdateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Update"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"format"}},{"kind":"Field","name":{"kind":"Name","value":"overrides"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"caption"}}]}},{"kind":"Field","name":{"kind":"Name","value":"options"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"XOptions"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replySettings"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateMutation, UpdateMutationVariables>;
export const CancelDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Cancel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cancelScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"allowedActions"}}]}},{"kind":"Field","name":{"kind":"Name","value":"changedTargets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refused"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}}]}}]}}]}}]} as unknown as DocumentNode<CancelMutation, CancelMutationVariables>;
export const SchedulePostDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SchedulePost"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SchedulePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"schedulePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"scheduledAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SchedulePostMutation, SchedulePostMutationVariables>;
export const DeletePostDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeletePost"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedScheduledPostId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeletePostMutation, DeletePostMutationVariables>;
export const OverviewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"calendar"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"timeZone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isComplete"}},{"kind":"Field","name":{"kind":"Name","value":"days"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"posts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"publishingStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}},{"kind":"Argument","name":{"kind":"Name","value":"timeZone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"byStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const RevokeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Revoke"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RevokeApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"revokeApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<RevokeMutation, RevokeMutationVariables>;
export const ChangeKeyInUseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeKeyInUse"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ChangeKeyInUseMutation, ChangeKeyInUseMutationVariables>;
export const SuspiciousEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SuspiciousEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"brandId"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<SuspiciousEventsQuery, SuspiciousEventsQueryVariables>;
export const ConnectSuspiciouslyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ConnectSuspiciously"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ConnectSuspiciouslyMutation, ConnectSuspiciouslyMutationVariables>;
export const PausedSuspiciousDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PausedSuspicious"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pausedAt"}}]}}]}}]} as unknown as DocumentNode<PausedSuspiciousQuery, PausedSuspiciousQueryVariables>;
export const CreatorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Creator"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"tiktokCreator"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"username"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"privacyLevels"}},{"kind":"Field","name":{"kind":"Name","value":"commentDisabled"}},{"kind":"Field","name":{"kind":"Name","value":"duetDisabled"}},{"kind":"Field","name":{"kind":"Name","value":"stitchDisabled"}},{"kind":"Field","name":{"kind":"Name","value":"maxVideoDurationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"userAction"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreatorQuery, CreatorQueryVariables>;
export const CheckChoicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CheckChoices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ValidatePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validatePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"valid"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"actual"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CheckChoicesQuery, CheckChoicesQueryVariables>;
export const ReconnectCreatorDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ReconnectCreator"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ReconnectCreatorMutation, ReconnectCreatorMutationVariables>;
export const BeginConnectionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginConnection"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<BeginConnectionMutation, BeginConnectionMutationVariables>;
export const TikTokScopesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TikTokScopes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"platform"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"platform"},"value":{"kind":"EnumValue","value":"TIKTOK"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"features"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"missingScopes"}}]}}]}}]}}]} as unknown as DocumentNode<TikTokScopesQuery, TikTokScopesQueryVariables>;
export const CheckScopesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CheckScopes"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ValidatePostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"validatePost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"valid"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"limit"}}]}}]}}]}}]} as unknown as DocumentNode<CheckScopesQuery, CheckScopesQueryVariables>;
export const CreateWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWebhookEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"brandIds"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdById"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"warnings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateWebhookEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const TestWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"endpointId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isDelivered"}},{"kind":"Field","name":{"kind":"Name","value":"attempt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requestBody"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<TestWebhookMutation, TestWebhookMutationVariables>;
export const DeleteWebhookDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteWebhook"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"endpointId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deletedId"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const ListWebhooksDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListWebhooks"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEndpoints"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<ListWebhooksQuery, ListWebhooksQueryVariables>;
export const WebhookDeliveriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WebhookDeliveries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WebhookDeliveryFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"webhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"lastSuccessAt"}},{"kind":"Field","name":{"kind":"Name","value":"deliveries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"eventId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"subjectId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"attemptCount"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"requestHeaders"}},{"kind":"Field","name":{"kind":"Name","value":"requestBody"}},{"kind":"Field","name":{"kind":"Name","value":"responseBody"}},{"kind":"Field","name":{"kind":"Name","value":"durationMs"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<WebhookDeliveriesQuery, WebhookDeliveriesQueryVariables>;
export const RecoverDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Recover"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RecoverAccountPostsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recoverAccountPosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recovered"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"postTarget"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"refused"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"targetId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hasMore"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RecoverMutation, RecoverMutationVariables>;
export const BeginReconnectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"BeginReconnect"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}}]}}]}}]} as unknown as DocumentNode<BeginReconnectMutation, BeginReconnectMutationVariables>;
export const ReconnectDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Reconnect"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"recoverable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<ReconnectMutation, ReconnectMutationVariables>;
export const RecoverableDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Recoverable"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"recoverable"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"blockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RecoverableQuery, RecoverableQueryVariables>;
export const RecoveredTargetStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecoveredTargetState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"postTarget"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"blockedBy"}},{"kind":"Field","name":{"kind":"Name","value":"dueAt"}},{"kind":"Field","name":{"kind":"Name","value":"error"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<RecoveredTargetStateQuery, RecoveredTargetStateQueryVariables>;
export const ReconnectedEventsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ReconnectedEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"subjectId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"payload"}}]}}]}}]}}]} as unknown as DocumentNode<ReconnectedEventsQuery, ReconnectedEventsQueryVariables>;
export const SweepEndpointDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepEndpoint"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateWebhookEndpointInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createWebhookEndpoint"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endpoint"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SweepEndpointMutation, SweepEndpointMutationVariables>;
export const SweepRotateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepRotate"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RotateWebhookSecretInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"rotateWebhookSecret"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SweepRotateMutation, SweepRotateMutationVariables>;
export const SweepImportDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepImport"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ImportMediaFromUrlInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"importMediaFromUrl"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SweepImportMutation, SweepImportMutationVariables>;
export const SweepBeginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepBegin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SweepBeginMutation, SweepBeginMutationVariables>;
export const SweepCompleteDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepComplete"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CompleteAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"completeAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SweepCompleteMutation, SweepCompleteMutationVariables>;
export const SweepTestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SweepTest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TestSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SweepTestMutation, SweepTestMutationVariables>;
export const SweepStateDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SweepState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]} as unknown as DocumentNode<SweepStateQuery, SweepStateQueryVariables>;
export const RetryTracedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetryTraced"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetryPostTargetInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryPostTarget"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RetryTracedMutation, RetryTracedMutationVariables>;
export const TestTracedDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"TestTraced"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TestSocialAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"testSocialAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<TestTracedMutation, TestTracedMutationVariables>;
export const CreateKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateApiKeyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createApiKey"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"apiKey"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"secret"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateKeyMutation, CreateKeyMutationVariables>;
export const CreateBrandDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateBrand"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateBrandInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createBrand"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"brand"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreateBrandMutation, CreateBrandMutationVariables>;
export const StartConnectionDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartConnection"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartAccountConnectionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startAccountConnection"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"authorizationUrl"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<StartConnectionMutation, StartConnectionMutationVariables>;
export const ConnectedAccountsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConnectedAccounts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"socialAccounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"brandIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"brandIds"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<ConnectedAccountsQuery, ConnectedAccountsQueryVariables>;
export const CreatePostDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreatePost"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateScheduledPostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createScheduledPost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduledPost"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"targets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<CreatePostMutation, CreatePostMutationVariables>;