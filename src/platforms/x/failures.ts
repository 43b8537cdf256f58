/** The refusals of X: which answer means which failure. The first row that fits wins. */
import type { FailureRow } from '../kit/failure-table.ts';
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
  'tweets.lookup',
  'tweets.delete',
  'users.me',
] as const;
export type Call = (typeof CALLS)[number];

const UPLOAD: readonly Call[] = CALLS.filter((call) => call.startsWith('media.upload.'));
const OPEN_UPLOAD: readonly Call[] = UPLOAD.filter((call) => call !== 'media.upload.initialize');
const MEDIA: readonly Call[] = [...UPLOAD, 'media.metadata'];

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

/**
 * Signs: `status`, `call`, `problem` (the part of the problem's `type` after `/problems/`; its host varies), `title`,
 * `vendorCode` (numeric code of the older error shape), `sentence` (a whole one, as `canonicalSentence` writes it: X tells
 * several 403 apart by nothing else), `afterLostAnswer` (an earlier try of the same post had lost its answer), `withMedia`
 * (which X takes once only) and `lacking` (scopes that the grant is known not to hold).
 */
export const FAILURES: readonly FailureRow[] = [
  // Billing of the operator, whatever the status says.
  { when: { status: 402 }, ...BILLING },
  { when: { problem: 'credits' }, ...BILLING },
  { when: { title: 'CreditsDepleted' }, ...BILLING },
  { when: { title: 'SpendCapReached' }, ...BILLING },
  { when: { status: 403, sentence: 'spend cap reached' }, ...BILLING },
  { when: { status: 403, sentence: 'spend cap has been reached' }, ...BILLING },
  { when: { status: 403, sentence: 'your spend cap has been reached' }, ...BILLING },
  { when: { problem: 'usage-capped' }, code: 'QUOTA_EXCEEDED', retryAfterMs: DAY_MS, ofApp: true },
  // Usually a brief fault at the edge of X: a used-up window would be in the headers.
  { when: { status: 429 }, code: 'RATE_LIMITED' },
  { when: { vendorCode: 88 }, code: 'RATE_LIMITED' },

  // The token.
  { when: { status: 401 }, code: 'AUTH_EXPIRED' },
  // A read decides whether a post is live: a refused read does not answer that, whatever its reason.
  { when: { call: ['users.tweets', 'tweets.search'] }, code: 'PLATFORM_UNAVAILABLE' },
  { when: { problem: 'unsupported-authentication' }, ...APP_ACCESS },
  { when: { title: 'Unsupported Authentication' }, ...APP_ACCESS },
  { when: { problem: 'client-forbidden' }, ...APP_ACCESS },
  { when: { title: 'Client Forbidden' }, ...APP_ACCESS },
  { when: { vendorCode: 261 }, ...APP_ACCESS },
  { when: { status: 403, sentence: 'your account is not permitted to access this feature' }, ...APP_ACCESS },
  { when: { status: 403, sentence: 'you are not permitted to access this feature' }, ...APP_ACCESS },
  { when: { status: 403, sentence: 'not permitted to access this feature' }, ...APP_ACCESS },
  {
    when: {
      status: 403,
      sentence: 'your client app is not configured with the appropriate oauth# app permissions for this endpoint',
    },
    ...APP_ACCESS,
  },

  // The account.
  { when: { vendorCode: 64 }, ...LOCKED },
  { when: { vendorCode: 326 }, ...LOCKED },
  {
    when: { status: 403, sentence: 'your account is suspended and is not permitted to access this feature' },
    ...LOCKED,
  },
  { when: { status: 403, sentence: 'your account is suspended' }, ...LOCKED },
  { when: { status: 403, sentence: 'your account has been suspended' }, ...LOCKED },
  { when: { status: 403, sentence: 'your account is temporarily locked' }, ...LOCKED },
  { when: { status: 403, sentence: 'your account has been locked' }, ...LOCKED },
  { when: { status: 403, sentence: 'user suspended' }, ...LOCKED },
  { when: { status: 403, sentence: 'user locked' }, ...LOCKED },

  // The content. A duplicate has no type of its own: `type` is `about:blank`, `title` is `Forbidden`.
  { when: { status: 409, call: ['tweets.create'] }, code: 'CONTENT_DUPLICATE' },
  { when: { problem: 'duplicate-content' }, code: 'CONTENT_DUPLICATE' },
  { when: { problem: 'duplicate-rules' }, code: 'CONTENT_DUPLICATE' },
  { when: { vendorCode: 187 }, code: 'CONTENT_DUPLICATE' },
  {
    when: { status: 403, sentence: 'you are not allowed to create a post with duplicate content' },
    code: 'CONTENT_DUPLICATE',
  },
  { when: { status: 403, sentence: 'duplicate content' }, code: 'CONTENT_DUPLICATE' },
  { when: { status: 403, sentence: 'status is a duplicate' }, code: 'CONTENT_DUPLICATE' },
  {
    when: { status: 403, sentence: 'you can only reply to or quote posts where you are mentioned or are the author' },
    code: 'CONTENT_POLICY',
  },
  {
    when: { status: 403, call: ['tweets.create'], sentence: 'you are not permitted to perform this action' },
    code: 'CONTENT_INVALID',
    meaning: 'the text is too long for this account, the media belongs to another user, or the app may only read',
  },
  {
    when: { status: 403, call: ['tweets.create'], sentence: 'not permitted to perform this action' },
    code: 'CONTENT_INVALID',
    meaning: 'the text is too long for this account, the media belongs to another user, or the app may only read',
  },
  {
    when: { status: 403, sentence: 'this user is not allowed to post a video longer than # minutes' },
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  {
    when: { status: 403, sentence: 'not allowed to post a video longer than # minutes' },
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  {
    when: { status: 403, sentence: 'you are not allowed to post a video longer than # minutes' },
    code: 'MEDIA_INVALID',
    meaning: 'longer videos need a Premium subscription',
  },
  { when: { status: 403, sentence: 'posts are limited to a maximum of one cashtag' }, code: 'CONTENT_INVALID' },
  { when: { status: 403, sentence: 'maximum of one cashtag' }, code: 'CONTENT_INVALID' },
  { when: { status: 403, sentence: 'the post contains an invalid url' }, code: 'CONTENT_INVALID' },
  { when: { status: 403, sentence: 'invalid url' }, code: 'CONTENT_INVALID' },
  {
    when: { status: 403, sentence: 'you attempted to reply to a post that is deleted or not visible to you' },
    ...DEAD_PARENT,
  },
  { when: { problem: 'disallowed-resource' }, code: 'CONTENT_POLICY' },
  { when: { status: 404, call: ['tweets.create'] }, ...DEAD_PARENT },
  // The sentence may change, but a lost upload session or media id is always made anew.
  { when: { status: 404, call: [...OPEN_UPLOAD, 'media.metadata'] }, code: 'CONTAINER_EXPIRED' },
  {
    when: { status: 400, call: ['tweets.create'], afterLostAnswer: true, withMedia: true },
    code: 'CONTENT_DUPLICATE',
    meaning: 'the media may be spent, because an earlier try of this post had lost its answer',
  },
  { when: { status: 400, call: UPLOAD }, code: 'MEDIA_INVALID' },
  { when: { status: 400, call: ['media.metadata'] }, code: 'CONTENT_INVALID' },
  // A missing scope takes the account out of service, so an unknown 403 is called that only if the grant lacks the
  // scope.
  {
    when: { status: 403, call: MEDIA, lacking: 'media.write' },
    code: 'SCOPE_MISSING',
    meaning: 'the grant lacks media.write',
  },
  {
    when: { status: 403, call: MEDIA },
    code: 'CONTENT_POLICY',
    meaning: 'not recognised, though the grant holds media.write',
  },
  // An unknown 403 to a second try may be the duplicate refusal in new words. Calling it that makes the engine look
  // again.
  {
    when: { status: 403, call: ['tweets.create'], afterLostAnswer: true },
    code: 'CONTENT_DUPLICATE',
    meaning: 'not recognised, but an earlier try of this post had lost its answer',
  },
  { when: { status: 403, call: ['tweets.create'] }, code: 'CONTENT_POLICY' },
  { when: { status: 403, call: ['users.me'] }, code: 'SCOPE_MISSING' },
  {
    when: { status: 403, call: ['tweets.delete'] },
    code: 'CONTENT_POLICY',
    meaning: 'X lets this app not remove the post',
  },

  // Everything else.
  { when: { call: ['tweets.create'] }, code: 'CONTENT_INVALID' },
  { when: { call: MEDIA }, code: 'MEDIA_INVALID' },
  { code: 'PLATFORM_UNAVAILABLE' },
];
