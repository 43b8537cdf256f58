/** Turns a failure into the error that is stored with a target and shown to partners. */

import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Text } from '../../lib/texts.ts';
import {
  FAILURE_CODES,
  type FailureCode,
  isFailureCode,
  type PlatformFailure,
  type UserAction,
} from '../../platforms/failure.ts';

/** As stored in `PostTarget.error` and `PublishingLog.error`, and shown to partners. */
export interface TargetError {
  code: FailureCode;
  kind: string;
  message: string;
  text?: Text | undefined;
  source: string;
  retryable: boolean;
  userAction: UserAction;
  retryAt?: string;
  vendor?: { httpStatus?: number; code?: string; subcode?: string; message?: string; traceId?: string };
}

/** How a target ended with a failure: FAILED, or OUTCOME_UNKNOWN. Null: it goes on. */
export type FailedEnd = 'fail' | 'lose' | null;

/** `wakeAt`: when it is tried again. */
export function targetError(failure: PlatformFailure, wakeAt: Date | null, end: FailedEnd = null): TargetError {
  const { code, kind, message, text, vendor } = failure;
  const retryAt = wakeAt ?? failure.retryAt;
  return {
    code,
    kind,
    message,
    ...(text === undefined ? {} : { text }),
    source: FAILURE_CODES[code].source,
    retryable: kind !== 'rejected' && kind !== 'outcome_unknown',
    userAction: userActionFor(code, end),
    ...(retryAt === null || retryAt === undefined ? {} : { retryAt: retryAt.toISOString() }),
    ...(Object.keys(vendor).length === 0 ? {} : { vendor }),
  };
}

/** What has ended does not go on by itself, whatever the code says of a target that waits. */
export function userActionFor(code: FailureCode, end: FailedEnd): UserAction {
  const { userAction, kind } = FAILURE_CODES[code];
  if (end === 'lose') return 'CHECK_PLATFORM';
  const goesOn = userAction === 'WAIT' || (userAction === 'NONE' && kind !== 'rejected');
  return end === 'fail' && goesOn ? 'RETRY' : userAction;
}

/** The error of a failed try, stored while another was to follow, once none follows. */
export function endedError({ error, errorCode }: Pick<PostTarget, 'error' | 'errorCode'>, end: FailedEnd): unknown {
  if (!isStored(error) || !isFailureCode(errorCode)) return error;
  const { retryAt, ...rest } = error;
  return { ...rest, userAction: userActionFor(errorCode, end) };
}

/**
 * What is left of the error of a target that a person withdraws: why it ended, if it had, and nothing of what it waited
 * for.
 */
export function withdrawnError(target: Pick<PostTarget, 'error' | 'errorCode' | 'status'>): {
  errorCode: string | null;
  error: unknown;
} {
  const { error, errorCode, status } = target;
  if ((status !== 'FAILED' && status !== 'MISSED') || !isStored(error)) return { errorCode: null, error: null };
  const { retryAt, ...rest } = error;
  return { errorCode, error: { ...rest, retryable: false, userAction: 'NONE' } };
}

const isStored = (error: unknown): error is Readonly<Record<string, unknown>> =>
  typeof error === 'object' && error !== null && !Array.isArray(error);
