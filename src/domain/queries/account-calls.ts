/** Reads the calls to platforms that were about an account and no post, newest first. */
import type { Viewer } from '../../context.ts';
import type { PlatformCall } from '../../lib/prisma/client.ts';
import { CALL_OUTCOMES, type CallOutcome } from '../../platforms/calls.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import type { ListSource, Order } from './keyset.ts';

/** As stored. */
export type Outcome = Uppercase<CallOutcome>;

export const isOutcome = (text: string): text is Outcome => CALL_OUTCOMES.some((known) => known.toUpperCase() === text);

export type AccountCall = Pick<
  PlatformCall,
  'id' | 'createdAt' | 'endpoint' | 'httpStatus' | 'durationMs' | 'outcome' | 'requestId'
>;

export const accountCallList = (viewer: Viewer, order: Order, parents?: ListSource['parents']): ListSource => ({
  from: 'platform_call t',
  select: 't.id, t.created_at, t.endpoint, t.http_status, t.duration_ms, t.outcome, t.request_id',
  order,
  ...(parents === undefined ? {} : { parents }),
  // As in the index.
  where: (bind) => [...conditionSql(visibleInBrands(viewer), bind), 't.target_id IS NULL'],
});
