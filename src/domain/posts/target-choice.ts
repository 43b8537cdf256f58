/** Which targets of a post a call is about, and how it says what it did to each. */
import type { PostTarget } from '../../lib/prisma/client.ts';
import { accept, notFound, type Outcome, refuseIfAny, type UserError, userError } from '../errors.ts';

/** What a call did to which targets, and which it left alone, each with the reason (`targetId` names it). */
export interface TargetsChanged {
  postId: string;
  targetIds: readonly string[];
  refused: readonly UserError[];
}

/** The targets named, or all; refuses names that are not this post's. */
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

/** Why `target` was left alone: `participle` is what was asked for, such as `cancelled`. */
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
