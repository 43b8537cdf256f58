/** Writes an edit of a post: its row, its media, and each target that the edit changes, removes or adds. */
import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { say } from '../../../texts/posts/texts.ts';
import { noteChange } from '../../changes.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import { accept, type Outcome } from '../../errors.ts';
import { statusAfter } from '../../targets/post-target.ts';
import { firstEntry } from '../../targets/publish-event.ts';
import { changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { deleteTargets, insertTargets } from '../../targets/target-rows.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { mediaOf, type PostContent, type TargetContent } from '../post-content.ts';
import { appendPostEvents } from '../post-event.ts';
import type { LockedPost } from '../post-store.ts';
import { type PlannedPost, withReservations } from './post-plan.ts';

export async function writeEdit(
  ctx: AppContext,
  tx: Tx,
  before: LockedPost,
  plan: PlannedPost,
  replacesMedia: boolean,
): Promise<Outcome<{ postId: string }>> {
  const { draft, content, contentHash } = plan;
  const { added, reserving } = await withReservations(ctx, tx, plan);
  const { priority, externalId, metadata } = draft.attributes;
  const { id, brandId } = before.post;
  await tx.query(
    `UPDATE scheduled_post SET caption = $2, title = $3, priority = $4, external_id = $5, metadata = $6, content_hash = $7, version = version + 1 WHERE id = $1`,
    [id, content.caption, content.title, priority, externalId, JSON.stringify(metadata), contentHash],
    'edit_post',
  );
  noteChange(tx, 'POST', () => ({
    id,
    brandId,
    before: { ...before.post, media: before.content.media },
    after: { ...draft.attributes, ...content, media: replacesMedia ? content.media : before.content.media },
  }));
  appendPostEvents(tx, 'post.updated', [
    { post: before.post, details: { version: before.post.version + 1, changed: 'CONTENT' } },
  ]);
  if (replacesMedia) await replaceMedia(tx, id, content.media);
  await deleteTargets(tx, draft.removed);
  const kept = draft.targets.flatMap((target) => (target.row === null ? [] : [{ ...target, row: target.row }]));
  await forgetPreparation(
    tx,
    kept.filter(({ isChanged }) => isChanged).map(({ row }) => row.id),
  );
  const inserted = added.length === 0 ? [] : await insertTargets(tx, added);
  await changeTargets(
    tx,
    kept.flatMap(({ row, content: after, isChanged }): TargetChange[] => {
      if (isChanged) return [targetChange(row, after, plan, reserving)];
      return priority === row.priority ? [] : [{ target: row, transition: null, patch: { priority }, entry: null }];
    }),
    inserted.map((target) => ({
      target,
      entry: firstEntry(target),
    })),
  );
  return accept({ postId: id });
}

/** Deletes what was prepared from the old content; a target that was being prepared starts again. */
function targetChange(
  target: PostTarget,
  { format, overrides, options }: TargetContent,
  { draft, content, now }: PlannedPost,
  reserving: ReadonlySet<string>,
): TargetChange {
  const transition = 'edit' as const;
  const edited = { format, overrides, options, priority: draft.attributes.priority };
  if (statusAfter(target, transition) !== 'SCHEDULED' || target.dueAt === null)
    return { target, transition, patch: edited, entry: null };
  const wakeAt = wakeAtFor({ format, mediaCount: mediaOf(content, { overrides }).length }, target.dueAt, now);
  const entry =
    target.status === 'SCHEDULED' ? null : ({ status: 'SCHEDULED', message: say('editedAgain').message } as const);
  return { target, transition, patch: { ...edited, ...FRESH, wakeAt, reservesQuota: reserving.has(target.id) }, entry };
}

async function replaceMedia(tx: Tx, postId: string, media: PostContent['media']): Promise<void> {
  await tx.query('DELETE FROM post_media WHERE post_id = $1', [postId], 'delete_post_media');
  await tx.query(
    `INSERT INTO post_media (post_id, position, media_asset_id, alt_text)
     SELECT $1, r.position, r.media_asset_id, r.alt_text FROM jsonb_to_recordset($2::jsonb) AS r (position int, media_asset_id uuid, alt_text text)`,
    [
      postId,
      JSON.stringify(
        media.map(({ mediaAssetId, altText }, position) => ({
          position,
          media_asset_id: mediaAssetId,
          alt_text: altText,
        })),
      ),
    ],
    'insert_post_media',
  );
}
