/** Posts as a whole: create, cancel, delete. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../../lib/prisma/client.ts';
import { requireScope } from '../../access.ts';
import { noteChange } from '../../changes.ts';
import { accept, type Outcome, refuseIfAny, type UserError } from '../../errors.ts';
import { withIdempotency } from '../../idempotency.ts';
import { openIntake } from '../../media/media-intake.ts';
import { pipeline } from '../../pipeline.ts';
import { AT_REST, changeTargets, type TargetChange } from '../../targets/target-batch.ts';
import { withdrawnError } from '../../targets/target-error.ts';
import { write } from '../../write.ts';
import { mayBecomeLive } from '../allowed-actions.ts';
import { appendPostEvents } from '../post-event.ts';
import { type CreateScheduledPostInput, checkPostInput } from '../post-input.ts';
import { insertPost, type LockedPost, lockPost, unlessExternalIdTaken } from '../post-store.ts';
import { chosenTargets, refusalOf, refusedTarget, type TargetsChanged } from '../target-choice.ts';
import { newDraft } from './post-draft.ts';
import { newPostOf, planPost, withReservations } from './post-plan.ts';

export type CreatedPost = { readonly postId: string; readonly targetIds: readonly string[] };

/** Mode DRAFT saves the post as it is and warns; AT and NOW refuse what a platform would refuse. */
export async function createScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: CreateScheduledPostInput,
): Promise<Outcome<CreatedPost>> {
  const malformed = requireScope(viewer, 'POSTS_WRITE') ?? refuseIfAny(checkPostInput(input));
  if (malformed) return malformed;
  const { idempotencyKey: key, ...rest } = input;
  const call = { key, mutation: 'createScheduledPost', input: rest };
  return withIdempotency<CreatedPost>(ctx, viewer, call, async (commitOnce) => {
    await using intake = openIntake(ctx, viewer);
    const planned = await planPost(ctx, ctx.db, viewer, newDraft(viewer, input), intake);
    if (!planned.ok) return planned;
    const { draft, added } = planned.value;
    const created = accept({ postId: draft.post.id, targetIds: added.map(({ id }) => id) }, planned.warnings);
    const written = commitOnce(created, async (tx) => {
      insertPost(tx, newPostOf(planned.value), (await withReservations(ctx, tx, planned.value)).added);
      return null;
    });
    const outcome = await unlessExternalIdTaken(input.externalId, written);
    // The answer to an earlier call with the same key names another post.
    if (outcome.ok && outcome.value.postId === draft.post.id) intake.keep();
    return outcome;
  });
}

export interface CancelScheduledPostInput {
  postId: string;
  /** Default: all. */
  targetIds?: readonly string[] | null | undefined;
  expectedVersion?: number | null | undefined;
}

/**
 * Cancels the targets that can still be withdrawn. Refused only if there is none; a target that is cancelled already
 * counts as done.
 */
export async function cancelScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: CancelScheduledPostInput,
): Promise<Outcome<TargetsChanged>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockPost(tx, viewer, input))
      .step((locked) => draftCancellation(locked, input))
      .step((cancellation) => writeCancellation(tx, cancellation))
      .outcome(),
  );
}

interface Cancellation {
  post: ScheduledPost;
  cancelled: PostTarget[];
  refused: UserError[];
}

function draftCancellation(
  { post, targets }: LockedPost,
  { targetIds }: CancelScheduledPostInput,
): Outcome<Cancellation> {
  const chosen = chosenTargets(targets, targetIds);
  if (!chosen.ok) return chosen;
  const open = chosen.value.filter(({ status }) => status !== 'CANCELLED');
  const refused = open.flatMap((target) => refusalOf(target, 'cancel', 'cancelled'));
  const cancelled = open.filter((target) => !refused.some(({ targetId }) => targetId === target.id));
  const nothing = cancelled.length === 0 ? refuseIfAny(refused) : null;
  return nothing ?? accept({ post, cancelled, refused });
}

async function writeCancellation(tx: Tx, { post, cancelled, refused }: Cancellation): Promise<Outcome<TargetsChanged>> {
  if (cancelled.length > 0) {
    await tx.query('UPDATE scheduled_post SET version = version + 1 WHERE id = $1', [post.id], 'raise_post_version');
    appendPostEvents(tx, 'post.updated', [{ post, details: { version: post.version + 1, changed: 'TARGETS' } }]);
  }
  await changeTargets(
    tx,
    cancelled.map(
      (target): TargetChange => ({
        target,
        transition: 'cancel',
        patch: { ...AT_REST, ...withdrawnError(target) },
        entry: { status: 'CANCELLED' },
      }),
    ),
  );
  return accept({ postId: post.id, targetIds: cancelled.map(({ id }) => id), refused });
}

/** Deletes the post with its targets, journal and log from Slipway; live posts stay at the platforms. */
export async function deleteScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: { postId: string; expectedVersion?: number | null | undefined },
): Promise<Outcome<{ postId: string }>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockPost(tx, viewer, input))
      .step((locked) => {
        const open = locked.targets.filter(mayBecomeLive);
        const refused = open.map((target) => refusedTarget(target, 'ALREADY_COMMITTED', 'deleted'));
        return refuseIfAny(refused) ?? accept(locked);
      })
      .step(async ({ post, content: { media } }) => {
        const { id, brandId } = post;
        await tx.query('DELETE FROM scheduled_post WHERE id = $1', [id], 'delete_post');
        appendPostEvents(tx, 'post.deleted', [{ post, details: { version: post.version } }]);
        noteChange(tx, 'POST', () => ({ id, brandId, before: { ...post, media }, after: null }));
        return accept({ postId: id });
      })
      .outcome(),
  );
}
