/** Which targets of a post a call is about, and what it reports about each. */

import type { PostTarget } from '../../lib/prisma/client.ts';
import { say } from '../../texts/posts/texts.ts';
import type { Act } from '../../texts/posts/words.ts';
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
    own.has(id.toLowerCase()) ? [] : [notFound('targetOfPost', ['input', 'targetIds', String(index)])],
  );
  return refuseIfAny(unknown) ?? accept(targets.filter(({ id }) => wanted.has(id)));
}

/** The refusal if the transition `name` cannot happen to `target`, else nothing. `act`: what was asked for. */
export function refusalOf(
  target: PostTarget,
  name: TransitionName,
  act: Act,
  path: readonly string[] = ['input'],
): UserError[] {
  const next = transition(target, name);
  return next.ok ? [] : [refusedTarget(target, next.reason, act, path)];
}

/** The target that a call names, if the transition `name` can happen to it. */
export const permitted = (target: PostTarget, name: TransitionName, act: Act): Outcome<PostTarget> =>
  refuseIfAny(refusalOf(target, name, act, ['input', 'targetId'])) ?? accept(target);

/** Why `target` was left unchanged. `act`: what was asked for. */
export const refusedTarget = (
  target: PostTarget,
  reason: 'WRONG_STATUS' | 'ALREADY_COMMITTED',
  act: Act,
  path: readonly string[] = ['input'],
): UserError => {
  const { id: targetId, platform, format, status } = target;
  const said =
    reason === 'WRONG_STATUS'
      ? say('wrongStatus', { platform, format, act, status })
      : say('alreadyCommitted', { platform, format, act });
  return userError(reason, said, path, { targetId, actual: status });
};
