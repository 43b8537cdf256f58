/** The actions allowed on a post as a whole, derived from the transitions of its targets. */
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import { type TransitionName, transition } from '../targets/post-target.ts';

const POST_ACTIONS = [
  'EDIT',
  'SCHEDULE',
  'RESCHEDULE',
  'PUBLISH_NOW',
  'CANCEL',
  'RETRY_FAILED',
  'RESOLVE_OUTCOME',
  'DELETE',
] as const;
export type PostAction = (typeof POST_ACTIONS)[number];

interface TargetState {
  status: TargetStatus;
  intentAt: Date | null;
}

export function postActions(targets: readonly TargetState[]): PostAction[] {
  const some = (name: TransitionName, ...from: TargetStatus[]) =>
    targets.some((target) => (from.length === 0 || from.includes(target.status)) && transition(target, name).ok);
  const allowed: Record<PostAction, boolean> = {
    EDIT: targets.length === 0 || some('edit'),
    SCHEDULE: some('schedule', 'DRAFT', 'CANCELLED'),
    RESCHEDULE: targets.length === 0 || some('schedule', 'DRAFT', 'SCHEDULED', 'PUBLISHING', 'MISSED', 'FAILED'),
    PUBLISH_NOW: some('schedule', 'DRAFT', 'SCHEDULED', 'PUBLISHING', 'MISSED', 'CANCELLED'),
    CANCEL: some('cancel'),
    RETRY_FAILED: some('retry'),
    RESOLVE_OUTCOME: some('resolvePublished'),
    DELETE: !targets.some(mayBecomeLive),
  };
  return POST_ACTIONS.filter((action) => allowed[action]);
}

/** Whether deleting the post would delete the only record of a call with an open outcome. */
export const mayBecomeLive = ({ status, intentAt }: TargetState): boolean =>
  status === 'OUTCOME_UNKNOWN' || (intentAt !== null && (status === 'SCHEDULED' || status === 'PUBLISHING'));
