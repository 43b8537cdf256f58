/** Turns a failure into the error that is stored with a target and shown to partners. */
import { FAILURE_CODES, type FailureCode, type PlatformFailure } from '../../platforms/failure.ts';

/** As stored in `PostTarget.error` and `PublishingLog.error`, and shown to partners. */
export interface TargetError {
  code: FailureCode;
  kind: string;
  message: string;
  source: string;
  retryable: boolean;
  userAction: string;
  retryAt?: string;
  vendor?: { httpStatus?: number; code?: string; subcode?: string; message?: string; traceId?: string };
}

/** `wakeAt`: when it is tried again. */
export function targetError(failure: PlatformFailure, wakeAt: Date | null): TargetError {
  const { source, userAction } = FAILURE_CODES[failure.code];
  const retryAt = wakeAt ?? failure.retryAt;
  return {
    code: failure.code,
    kind: failure.kind,
    message: failure.message,
    source,
    retryable: failure.kind !== 'rejected' && failure.kind !== 'outcome_unknown',
    userAction,
    ...(retryAt === null || retryAt === undefined ? {} : { retryAt: retryAt.toISOString() }),
    ...(Object.keys(failure.vendor).length === 0 ? {} : { vendor: failure.vendor }),
  };
}
