/** What a target says of its failure, and what helps, in whatever status it is: what has ended does not go on by itself. */
import { describe, expect, test } from 'vitest';
import { cancelScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { transition } from '../../src/domain/targets/post-target.ts';
import { type FailedEnd, targetError } from '../../src/domain/targets/target-error.ts';
import type { TargetStatus } from '../../src/lib/prisma/enums.ts';
import { keysOf } from '../../src/lib/record.ts';
import { FAILURE_CODES, type FailureCode, PlatformFailure, type UserAction } from '../../src/platforms/failure.ts';
import { publishErrorOf } from '../../src/schema/publish-error.ts';
import { openDesk } from '../support/desk.ts';
import { accepted } from '../support/outcomes.ts';
import { readTarget } from '../support/tenant.ts';

const desk = openDesk();

const failureOf = (code: FailureCode) => new PlatformFailure(code, 'It said no.');
const helps = (code: FailureCode, end: FailedEnd): UserAction => targetError(failureOf(code), null, end).userAction;

describe.each(keysOf(FAILURE_CODES))('%s', (code) => {
  test('says what can be done in the status in which it is said', () => {
    expect(helps(code, 'lose')).toBe('CHECK_PLATFORM');
    const failed = helps(code, 'fail');
    expect(failed).not.toBe('WAIT');
    // Only the operator can help, not time.
    if (failed === 'NONE') expect(code).toBe('APP_MISCONFIGURED');
    if (failed === 'RETRY') expect(transition({ status: 'FAILED', intentAt: null }, 'retry').ok).toBe(true);
    expect(helps(code, null)).toBe(FAILURE_CODES[code].userAction);
  });
});

test('what was missed is given a new time, which its status allows, and is not retried', () => {
  const { userAction } = FAILURE_CODES.MISSED_WINDOW;
  expect(userAction).toBe('RESCHEDULE');
  expect(transition({ status: 'MISSED', intentAt: null }, 'schedule').ok).toBe(true);
  expect(transition({ status: 'MISSED', intentAt: null }, 'retry').ok).toBe(false);
});

test('an error that was stored without advice gets that of its code', () => {
  expect(publishErrorOf({ code: 'MISSED_WINDOW', message: 'Late.' })).toMatchObject({
    source: 'SYSTEM',
    userAction: 'RESCHEDULE',
  });
  expect(publishErrorOf({ code: 'QUOTA_EXCEEDED', message: 'Full.' })).toMatchObject({ userAction: 'WAIT' });
  expect(publishErrorOf({ code: 'NEWER_THAN_THIS' })).toMatchObject({ code: 'INTERNAL' });
});

describe('a target that a person withdraws', () => {
  const cancelledFrom = async (status: TargetStatus, code: FailureCode, end: FailedEnd, blockedBy: string | null) => {
    const postId = await desk.created();
    const error = targetError(failureOf(code), new Date('2027-01-01T00:00:00Z'), end);
    await desk.db.query(
      `UPDATE post_target SET status = $2, error_code = $3, error = $4, blocked_by = $5, wake_at = CASE WHEN $6 THEN now() END WHERE post_id = $1`,
      [postId, status, code, JSON.stringify(error), blockedBy, end === null],
    );
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    const target = await readTarget(desk.db, postId);
    expect(target).toMatchObject({ status: 'CANCELLED', wakeAt: null, blockedBy: null });
    return { code: target.errorCode, error: publishErrorOf(target.error) };
  };

  test.each([
    ['SCHEDULED', 'PLATFORM_DOWN', 'PLATFORM_DOWN'],
    ['PUBLISHING', 'QUOTA_EXCEEDED', 'QUOTA'],
    ['PUBLISHING', 'AUTH_EXPIRED', 'RECONNECT'],
    ['PUBLISHING', 'NETWORK', null],
  ] as const)('while it is %s and waits for %s says nothing of it any more', async (status, code, blockedBy) => {
    expect(await cancelledFrom(status, code, null, blockedBy)).toEqual({ code: null, error: null });
  });

  test.each([
    ['FAILED', 'CONTENT_INVALID'],
    ['FAILED', 'RATE_LIMITED'],
    ['MISSED', 'MISSED_WINDOW'],
  ] as const)('after it was %s for %s says why, and asks for nothing', async (status, code) => {
    const left = await cancelledFrom(status, code, 'fail', null);
    expect(left).toMatchObject({
      code,
      error: { code, message: 'It said no.', userAction: 'NONE', retryable: false },
    });
    expect(left.error?.retryAt).toBeUndefined();
  });
});
