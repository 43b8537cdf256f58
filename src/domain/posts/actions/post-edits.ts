/** Edits a saved post: content, media and targets, unless the affected target is committed. */
import type { AppContext, Viewer } from '../../../context.ts';
import { requireScope } from '../../access.ts';
import { accept, type Outcome, refuseIfAny } from '../../errors.ts';
import { openIntake, takeInMedia } from '../../media/media-intake.ts';
import { pipeline } from '../../pipeline.ts';
import { write } from '../../write.ts';
import { checkUpdateInput, type UpdateScheduledPostInput } from '../post-input.ts';
import { lockPost, unlessExternalIdTaken } from '../post-store.ts';
import { editDraft } from './post-draft.ts';
import { writeEdit } from './post-edit-rows.ts';
import { planPost } from './post-plan.ts';

export async function updateScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateScheduledPostInput,
): Promise<Outcome<{ postId: string }>> {
  const malformed = requireScope(viewer, 'POSTS_WRITE') ?? refuseIfAny(checkUpdateInput(input));
  if (malformed) return malformed;
  await using intake = openIntake(ctx, viewer);
  // Files are fetched before the post is locked; a post that does not exist is refused before that.
  const isFetched = input.media?.some(({ url }) => typeof url === 'string') ?? false;
  const files = await pipeline(isFetched ? write(ctx.db, null, (tx) => lockPost(tx, viewer, input)) : accept(null))
    .step(() => takeInMedia(intake, input.media ?? [], new Map()))
    .outcome();
  if (!files.ok) return files;
  const media = input.media ? files.value.media : null;
  const written = write(ctx.db, viewer, (tx) =>
    pipeline(lockPost(tx, viewer, input))
      .step((before) => {
        const draft = editDraft(before, input, media, ctx.clock.now());
        return pipeline(planPost(ctx, tx, viewer, draft, intake))
          .step((plan) => writeEdit(ctx, tx, before, plan, media !== null))
          .outcome();
      })
      .outcome(),
  );
  const outcome = await unlessExternalIdTaken(input.externalId, written);
  if (outcome.ok) intake.keep();
  return outcome;
}
