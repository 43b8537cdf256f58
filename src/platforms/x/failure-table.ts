/** The refusals of X as data: which answer means which failure. The first matching row wins. */
import type { FailureCode, FailureKind } from '../failure.ts';
import { DAY_MS } from './quotas.ts';

const CALLS = [
  'media.upload.initialize',
  'media.upload.append',
  'media.upload.finalize',
  'media.upload.status',
  'media.metadata',
  'tweets.create',
  'users.tweets',
  'tweets.search',
  'users.me',
] as const;
export type Call = (typeof CALLS)[number];

const UPLOAD: readonly Call[] = CALLS.filter((call) => call.startsWith('media.upload.'));
const OPEN_UPLOAD: readonly Call[] = UPLOAD.filter((call) => call !== 'media.upload.initialize');
const MEDIA: readonly Call[] = [...UPLOAD, 'media.metadata'];

export interface FailureRow {
  status?: number;
  calls?: readonly Call[];
  /** The part of the problem's `type` after `/problems/`; its host varies. */
  problem?: string;
  title?: string;
  /** Numeric code of the older error shape. */
  vendorCode?: number;
  /** A whole sentence, as `canonicalSentence` writes it. Several kinds of 403 differ in nothing else. */
  sentence?: string;
  /** Only if an earlier try of the same post lost its answer … */
  afterLostAnswer?: true;
  /** … and carried media, which X accepts only once. */
  withMedia?: true;
  /** Only if the grant is known to lack this scope. */
  lacking?: string;
  code: FailureCode;
  kind?: FailureKind;
  /** How long to wait when X says "later" without an instant; absent: the engine begins with seconds. */
  retryAfterMs?: number;
  /** The allowance belongs to the app, not to the account. */
  ofApp?: true;
  /** An explanation for people beyond the words of X. */
  meaning?: string;
}

const BILLING = {
  code: 'QUOTA_EXCEEDED',
  retryAfterMs: DAY_MS,
  ofApp: true,
  meaning: 'the credits or the spend cap of this X app are used up; its operator must act in the X developer console',
} as const;
const APP_ACCESS = {
  code: 'APP_MISCONFIGURED',
  meaning: 'the X app lacks access to this endpoint or the "Read and write" permission',
} as const;
const LOCKED = { code: 'ACCOUNT_RESTRICTED', meaning: 'X has suspended or locked this account' } as const;
const DEAD_PARENT = { code: 'CONTENT_INVALID', meaning: 'the post to reply to does not exist any more' } as const;

export const FAILURES: readonly FailureRow[] = [
  // Billing of the operator, whatever the status says.
  { status: 402, ...BILLING },
  { problem: 'credits', ...BILLING },
  { title: 'CreditsDepleted', ...BILLING },
  { title: 'SpendCapReached', ...BILLING },
  { status: 403, sentence: 'spend cap reached', ...BILLING },
  { status: 403, sentence: 'spend cap has been reached', ...BILLING },
  { status: 403, sentence: 'your spend cap has been reached', ...BILLING },
  { problem: 'usage-capped', code: 'QUOTA_EXCEEDED', retryAfterMs: DAY_MS, ofApp: true },
  // Usually a brief fault at the edge of X: a used-up window would be in the headers.
  { status: 429, code: 'RATE_LIMITED' },
  { vendorCode: 88, code: 'RATE_LIMITED' },

  // The token.
  { status: 401, code: 'AUTH_EXPIRED' },
  // A read decides whether a post is live: a refused read does not answer that, whatever its reason.
  { calls: ['users.tweets', 'tweets.search'], code: 'PLATFORM_UNAVAILABLE' },
  { problem: 'unsupported-authentication', ...APP_ACCESS },
  { title: 'Unsupported Authentication', ...APP_ACCESS },
  { problem: 'client-forbidden', ...APP_ACCESS },
  { title: 'Client Forbidden', ...APP_ACCESS },
  { vendorCode: 261, ...APP_ACCESS },
  { status: 403, sentence: 'your account is not permitted to access this feature', ...APP_ACCESS },
  { status: 403, sentence: 'you are not permitted to access this feature', ...APP_ACCESS },
  { status: 403, sentence: 'not permitted to access this feature', ...APP_ACCESS },
  {
    status: 403,
    sentence: 'your client app is not configured with the appropriate oauth# app permissions for this endpoint',
    ...APP_ACCESS,
  },

  // The account.
  { vendorCode: 64, ...LOCKED },
  { vendorCode: 326, ...LOCKED },
  { status: 403, sentence: 'your account is suspended and is not permitted to access this feature', ...LOCKED },
  { status: 403, sentence: 'your account is suspended', ...LOCKED },
  { status: 403, sentence: 'your account has been suspended', ...LOCKED },
  { status: 403, sentence: 'your account is temporarily locked', ...LOCKED },
  { status: 403, sentence: 'your account has been locked', ...LOCKED },
  { status: 403, sentence: 'user suspended', ...LOCKED },
  { status: 403, sentence: 'user locked', ...LOCKED },

  // The content. A duplicate has no type of its own: `type` is `about:blank`, `title` is `Forbidden`.
  { status: 409, calls: ['tweets.create'], code: 'CONTENT_DUPLICATE' },
  { problem: 'duplicate-content', code: 'CONTENT_DUPLICATE' },
  { problem: 'duplicate-rules', code: 'CONTENT_DUPLICATE' },
  { vendorCode: 187, code: 'CONTENT_DUPLICATE' },
  { status: 403, sentence: 'you are not allowed to create a post with duplicate content', code: 'CONTENT_DUPLICATE' },
  { status: 403, sentence: 'duplicate content', code: 'CONTENT_DUPLICATE' },
  { status: 403, sentence: 'status is a duplicate', code: 'CONTENT_DUPLICATE' },
  {
    status: 403,
    sentence: 'you can only reply to or quote posts where you are mentioned or are the author',
    code: 'CONTENT_POLICY',
  },
  {
    status: 403,
    calls: ['tweets.create'],
    sentence: 'you are not permitted to perform this action',
    code: 'CONTENT_INVALID',
    meaning: 'the text is too long for this account, the media belongs to another user, or the app may only read',
  },
  {
    status: 403,
    calls: ['tweets.create'],
    sentence: 'not permitted to perform this action',
    code: 'CONTENT_INVALID',
    meaning: 'the text is too long for this account, the media belongs to another user, or the app may only read',
  },
  {
    status: 403,
    sentence: 'this user is not allowed to post a video longer than # minutes',
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  {
    status: 403,
    sentence: 'not allowed to post a video longer than # minutes',
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  {
    status: 403,
    sentence: 'you are not allowed to post a video longer than # minutes',
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  { status: 403, sentence: 'posts are limited to a maximum of one cashtag', code: 'CONTENT_INVALID' },
  { status: 403, sentence: 'maximum of one cashtag', code: 'CONTENT_INVALID' },
  { status: 403, sentence: 'the post contains an invalid url', code: 'CONTENT_INVALID' },
  { status: 403, sentence: 'invalid url', code: 'CONTENT_INVALID' },
  {
    status: 403,
    sentence: 'you attempted to reply to a post that is deleted or not visible to you',
    ...DEAD_PARENT,
  },
  { problem: 'disallowed-resource', code: 'CONTENT_POLICY' },
  { status: 404, calls: ['tweets.create'], ...DEAD_PARENT },
  // The sentence may change, but a lost upload session or media id is always made anew.
  { status: 404, calls: [...OPEN_UPLOAD, 'media.metadata'], code: 'CONTAINER_EXPIRED' },
  {
    status: 400,
    calls: ['tweets.create'],
    afterLostAnswer: true,
    withMedia: true,
    code: 'CONTENT_DUPLICATE',
    meaning: 'the media may be spent, because an earlier try of this post had lost its answer',
  },
  { status: 400, calls: UPLOAD, code: 'MEDIA_INVALID' },
  { status: 400, calls: ['media.metadata'], code: 'CONTENT_INVALID' },
  // A missing scope takes the account out of service, so an unknown 403 is called that only if the grant lacks the
  // scope.
  { status: 403, calls: MEDIA, lacking: 'media.write', code: 'SCOPE_MISSING', meaning: 'the grant lacks media.write' },
  { status: 403, calls: MEDIA, code: 'CONTENT_POLICY', meaning: 'not recognised, though the grant holds media.write' },
  // An unknown 403 to a second try may be the duplicate refusal in new words. Calling it that makes the engine look
  // again.
  {
    status: 403,
    calls: ['tweets.create'],
    afterLostAnswer: true,
    code: 'CONTENT_DUPLICATE',
    meaning: 'not recognised, but an earlier try of this post had lost its answer',
  },
  { status: 403, calls: ['tweets.create'], code: 'CONTENT_POLICY' },
  { status: 403, calls: ['users.me'], code: 'SCOPE_MISSING' },

  // Everything else.
  { calls: ['tweets.create'], code: 'CONTENT_INVALID' },
  { calls: MEDIA, code: 'MEDIA_INVALID' },
];

export const OTHER_REFUSAL: FailureRow = { code: 'PLATFORM_UNAVAILABLE' };
