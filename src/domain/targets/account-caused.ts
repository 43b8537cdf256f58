/** Which targets failed, were missed or wait because of their account, and may go out again once it is back. */

import { keysOf } from '../../lib/record.ts';
import { FAILURE_CODES, type FailureCode } from '../../platforms/failure.ts';

/** Failures that say nothing of the post: the same post goes out once the account is in order. */
const ACCOUNT_CODES: readonly FailureCode[] = keysOf(FAILURE_CODES).filter(
  (code) => FAILURE_CODES[code].userAction === 'RECONNECT' || code === 'ACCOUNT_RESTRICTED',
);

/**
 * In SQL, over a target `t`. Nothing whose outcome is open: an intent without a result, or what is already on its way.
 * A thread that broke off has intents with results, and goes on after them.
 */
export const accountCausedSql = (bind: (value: unknown) => string): string => `(
  (t.status = 'FAILED' AND t.error_code = ANY(${bind(ACCOUNT_CODES)}::text[]))
  OR (t.status = 'MISSED' AND t.error->>'blockedBy' = 'RECONNECT' AND t.intent_at IS NULL)
  OR (t.status IN ('SCHEDULED', 'PUBLISHING') AND t.blocked_by = 'RECONNECT' AND t.intent_at IS NULL)
) AND NOT EXISTS (SELECT FROM publish_step open WHERE open.target_id = t.id AND open.kind = 'COMMIT' AND open.state = 'OPEN')`;
