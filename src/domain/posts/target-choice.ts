/** Which targets of a post a call is about, and what it reports about each. */
import type { PostTarget } from '../../lib/prisma/client.ts';
import { accept, notFound, type Outcome, refuseIfAny, type UserError, userError } from '../errors.ts';
import { type TransitionName, transition } from '../targets/post-target.ts';

/** Which targets a call changed, and which it left unchanged, each with the reason (`targetId` names it). */
export interface TargetsChanged {
  postId: string;
  targetIds: readonly string[];
  refused: readonly UserError[];
}

/** The named targets, or all; refuses names that are not targets of this post. */
export function chosenTargets(
  targets: readonly PostTarget[],
  targetIds: readonly string[] | null | undefined,
): Outcome<PostTarget[]> {
  if (targetIds === null || targetIds === undefined) return accept([...targets]);
  const wanted = new Set(targetIds.map((id) => id.toLowerCase()));
  const own = new Set(targets.map(({ id }) => id));
  const unknown = targetIds.flatMap((id, index) =>
    own.has(id.toLowerCase()) ? [] : [notFound('target of this post', ['input', 'targetIds', String(index)])],
  );
  return refuseIfAny(unknown) ?? accept(targets.filter(({ id }) => wanted.has(id)));
}

const REASONS = {
  WRONG_STATUS: (target: PostTarget) => `it is ${target.status}`,
  ALREADY_COMMITTED: () => 'the call that makes it public is already armed',
} as const;

/** The refusal if the transition `name` cannot happen to `target`, else nothing. `participle`: the requested action, such as `cancelled`. */
export function refusalOf(
  target: PostTarget,
  name: TransitionName,
  participle: string,
  path: readonly string[] = ['input'],
): UserError[] {
  const next = transition(target, name);
  return next.ok ? [] : [refusedTarget(target, next.reason, participle, path)];
}

/** The target that a call names, if the transition `name` can happen to it. */
export const permitted = (target: PostTarget, name: TransitionName, participle: string): Outcome<PostTarget> =>
  refuseIfAny(refusalOf(target, name, participle, ['input', 'targetId'])) ?? accept(target);

/** Why `target` was left unchanged. `participle`: the requested action, such as `cancelled`. */
export const refusedTarget = (
  target: PostTarget,
  reason: keyof typeof REASONS,
  participle: string,
  path: readonly string[] = ['input'],
): UserError =>
  userError(
    reason,
    `the ${target.platform} ${target.format} target cannot be ${participle}: ${REASONS[reason](target)}`,
    path,
    {
      targetId: target.id,
      actual: target.status,
    },
  );
