/** Every refusal of X that is known, and the failure that it means. */
import { describe, expect, it } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { restated } from '../../src/platforms/kit/failure-table.ts';
import type { HttpAnswer } from '../../src/platforms/request.ts';
import { type Call, FAILURES } from '../../src/platforms/x/failures.ts';
import { canonicalSentence, refusal } from '../../src/platforms/x/refusals.ts';

const now = new Date('2026-11-20T12:00:00Z');

describe('the failure table', () => {
  const answer = (status: number, json?: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
    status,
    headers,
    text: json === undefined ? '' : JSON.stringify(json),
    json,
  });
  const about = (detail: string) => ({ type: 'about:blank', title: 'Forbidden', status: 403, detail });
  const problem = (name: string, host = 'api.x.com') => ({
    title: 'T',
    detail: 'D',
    type: `https://${host}/2/problems/${name}`,
  });

  it.each<[string, Call, HttpAnswer, string, string]>([
    ['expired token', 'tweets.create', answer(401, { title: 'Unauthorized' }), 'AUTH_EXPIRED', 'unauthorized'],
    ['empty 401', 'tweets.create', answer(401), 'AUTH_EXPIRED', 'unauthorized'],
    ['no credits', 'tweets.create', answer(402, { title: 'CreditsDepleted' }), 'QUOTA_EXCEEDED', 'rate_limited'],
    ['spend cap as 403', 'tweets.create', answer(403, problem('credits')), 'QUOTA_EXCEEDED', 'rate_limited'],
    ['usage cap', 'tweets.create', answer(429, problem('usage-capped')), 'QUOTA_EXCEEDED', 'rate_limited'],
    [
      'usage cap, old host',
      'users.me',
      answer(429, problem('usage-capped', 'api.twitter.com')),
      'QUOTA_EXCEEDED',
      'rate_limited',
    ],
    ['rate limit', 'tweets.create', answer(429), 'RATE_LIMITED', 'rate_limited'],
    ['invalid request', 'tweets.create', answer(400, problem('invalid-request')), 'CONTENT_INVALID', 'rejected'],
    [
      'duplicate',
      'tweets.create',
      answer(403, about('You are not allowed to create a Tweet with duplicate content.')),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'duplicate, new word',
      'tweets.create',
      answer(403, about('You are not allowed to create a Post with duplicate content')),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'duplicate, old shape',
      'tweets.create',
      answer(403, { errors: [{ code: 187, message: 'Status is a duplicate.' }] }),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'reply policy',
      'tweets.create',
      answer(403, about('You can only reply to or quote posts where you are mentioned or are the author.')),
      'CONTENT_POLICY',
      'rejected',
    ],
    [
      'not permitted',
      'tweets.create',
      answer(403, about('You are not permitted to perform this action.')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'long video',
      'tweets.create',
      answer(403, about('This user is not allowed to post a video longer than 2 minutes.')),
      'MEDIA_INVALID',
      'rejected',
    ],
    [
      'longer video',
      'tweets.create',
      answer(403, about('This user is not allowed to post a video longer than 240 minutes')),
      'MEDIA_INVALID',
      'rejected',
    ],
    [
      'cashtags',
      'tweets.create',
      answer(403, about('Posts are limited to a maximum of one cashtag')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'bad link',
      'tweets.create',
      answer(403, about('The Tweet contains an invalid URL.')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'app-only token',
      'tweets.create',
      answer(403, problem('unsupported-authentication')),
      'APP_MISCONFIGURED',
      'rejected',
    ],
    ['app enrolment', 'tweets.create', answer(403, problem('client-forbidden')), 'APP_MISCONFIGURED', 'rejected'],
    [
      'suspended',
      'tweets.create',
      answer(403, { errors: [{ code: 64, message: 'Your account is suspended' }] }),
      'ACCOUNT_RESTRICTED',
      'rejected',
    ],
    ['unknown 403', 'tweets.create', answer(403, about('Something new.')), 'CONTENT_POLICY', 'rejected'],
    ['deleted parent', 'tweets.create', answer(404, problem('resource-not-found')), 'CONTENT_INVALID', 'rejected'],
    [
      'unknown 403 to an upload',
      'media.upload.initialize',
      answer(403, about('Forbidden')),
      'CONTENT_POLICY',
      'rejected',
    ],
    ['bad media', 'media.upload.initialize', answer(400, problem('invalid-request')), 'MEDIA_INVALID', 'rejected'],
    [
      'lost session',
      'media.upload.append',
      answer(404, problem('resource-not-found')),
      'CONTAINER_EXPIRED',
      'unavailable',
    ],
    [
      'server error',
      'tweets.create',
      answer(503, { title: 'Service Unavailable' }),
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
    [
      'HTML from the gateway',
      'tweets.create',
      { ...answer(403), text: '<html>' },
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
    ['a redirect', 'tweets.create', answer(302), 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['a refused read', 'users.tweets', answer(400, problem('invalid-request')), 'PLATFORM_UNAVAILABLE', 'unavailable'],
    [
      'a forbidden read',
      'users.tweets',
      answer(403, problem('client-forbidden')),
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
  ])('%s', (_name, call, given, code, kind) => {
    const failure = refusal(call, given, now);
    expect([failure.code, failure.kind]).toEqual([code, kind]);
  });

  it('blames the grant for a 403 to an upload only when the grant lacks the scope: that disconnects the account', () => {
    const forbidden = answer(403, about('Forbidden'));
    const codeFor = (granted: readonly string[]) =>
      refusal('media.upload.append', forbidden, now, { granted: [...granted] }).code;
    expect(codeFor(['tweet.write', 'users.read'])).toBe('SCOPE_MISSING');
    expect(codeFor(['tweet.write', 'media.write'])).toBe('CONTENT_POLICY');
  });

  it('never finds a sentence inside a longer one', () => {
    const detail = 'We wonder whether You are not allowed to create a Tweet with duplicate content. or not';
    expect(refusal('tweets.create', answer(403, about(detail)), now).code).toBe('CONTENT_POLICY');
  });

  it('takes an unknown 403 for a duplicate when an earlier try had lost its answer, a known one never', () => {
    const context = { afterLostAnswer: true };
    const unknown = refusal('tweets.create', answer(403, about('Something new.')), now, context);
    expect(unknown.code).toBe('CONTENT_DUPLICATE');
    const known = refusal(
      'tweets.create',
      answer(403, about('You are not permitted to perform this action.')),
      now,
      context,
    );
    expect(known.code).toBe('CONTENT_INVALID');
  });

  it('takes a 400 for a duplicate when an earlier try with media, which are spent once only, had lost its answer', () => {
    const given = answer(400, problem('invalid-request'));
    const code = (withMedia: boolean) =>
      refusal('tweets.create', given, now, { afterLostAnswer: true, withMedia }).code;
    expect([code(true), code(false)]).toEqual(['CONTENT_DUPLICATE', 'CONTENT_INVALID']);
  });

  it('writes its sentences as canonicalSentence does, so that each row can match', () => {
    const sentences = FAILURES.flatMap(({ when }) => when?.sentence ?? []);
    expect(sentences).not.toEqual([]);
    expect(sentences.map((sentence) => canonicalSentence(String(sentence)))).toEqual(sentences);
  });

  it.each([
    [
      'the reset of the window',
      { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1795176300' },
      'RATE_LIMITED',
      '2026-11-20T12:05:00.000Z',
    ],
    [
      'the reset of the day when the day is used up',
      {
        'x-rate-limit-remaining': '40',
        'x-rate-limit-reset': '1795176300',
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': '1795200000',
      },
      'QUOTA_EXCEEDED',
      '2026-11-20T18:40:00.000Z',
    ],
    ['no named instant without any word', {}, 'RATE_LIMITED', undefined],
    [
      'no named instant while the window has room',
      { 'x-rate-limit-remaining': '40', 'x-rate-limit-reset': '1795176300' },
      'RATE_LIMITED',
      undefined,
    ],
    ['Retry-After', { 'retry-after': '7' }, 'RATE_LIMITED', '2026-11-20T12:00:07.000Z'],
  ])('comes back at %s', (_name, headers, code, at) => {
    const failure = refusal('tweets.create', answer(429, undefined, headers), now);
    expect([failure.code, failure.retryAt?.toISOString()]).toEqual([code, at]);
  });

  it.each([
    ['the credits', answer(402, { title: 'CreditsDepleted' }), 'APP'],
    ['the day of the app', answer(429, undefined, { 'x-app-limit-24hour-remaining': '0' }), 'APP'],
    ['the day of the user', answer(429, undefined, { 'x-user-limit-24hour-remaining': '0' }), 'ACCOUNT'],
    ['too many requests', answer(429), 'ACCOUNT'],
  ])('says whose allowance is used up: %s', (_name, given, scope) => {
    const failure = refusal('tweets.create', given, now);
    expect(failure.allowance).toEqual({ scope });
    expect(restated(failure, {}).allowance).toEqual({ scope });
  });

  it('comes back a day after the credits ran out', () => {
    const failure = refusal('tweets.create', answer(402, { title: 'CreditsDepleted' }), now);
    expect(failure.retryAt?.toISOString()).toBe('2026-11-21T12:00:00.000Z');
  });

  it('keeps what the vendor said', () => {
    const given = answer(403, about('Something new.'), { 'x-transaction-id': 'abc' });
    expect(refusal('tweets.create', given, now).vendor).toEqual({
      httpStatus: 403,
      message: 'Something new.',
      traceId: 'abc',
    });
  });

  it('keeps everything of a failure that it amends', () => {
    const retryAt = new Date(5);
    const failure = new PlatformFailure('RATE_LIMITED', 'no', {
      retryAt,
      neverSent: true,
      discard: ['a'],
      vendor: { httpStatus: 429 },
    });
    expect(restated(failure, { prefix: 'part 2: ', discard: ['b'] })).toMatchObject({
      code: 'RATE_LIMITED',
      kind: 'rate_limited',
      message: 'part 2: no',
      retryAt,
      neverSent: true,
      discard: ['a', 'b'],
      vendor: { httpStatus: 429 },
    });
  });
});
