/** Writes an edit of a post: its row, its media, and each target that the edit changes, removes or adds. */
import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import { accept, type Outcome, type UserError } from '../../errors.ts';
import { statusAfter } from '../../targets/post-target.ts';
import { changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { EVENT_OF_STATUS } from '../../targets/target-event.ts';
import { deleteTargets, insertTargets } from '../../targets/target-rows.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { mediaOf, type PostContent, type TargetContent } from '../post-content.ts';
import type { CreatePostInput } from '../post-input.ts';
import { contentHash, newTarget } from '../post-plan.ts';
import type { LockedPost } from '../post-store.ts';
import type { TargetToCheck } from '../preflight.ts';

export interface EditedTarget {
  target: PostTarget;
  before: TargetContent;
  after: TargetContent;
  path: readonly string[];
}

/** What an edit does to each target. */
export interface Edit {
  content: PostContent;
  /** Whether the list of media was replaced. */
  media: boolean;
  /** All targets that stay, changed or not. */
  kept: EditedTarget[];
  /** Targets whose audience would see something else. */
  changed: EditedTarget[];
  removed: PostTarget[];
  added: TargetToCheck[];
  /** Whether added targets are scheduled at once, like the rest of the post. */
  joinsSchedule: boolean;
}

type Attributes = Pick<CreatePostInput, 'priority' | 'externalId' | 'metadata'>;

export async function applyEdit(
  ctx: AppContext,
  tx: Tx,
  input: Attributes,
  { post }: LockedPost,
  edit: Edit,
  warnings: readonly UserError[],
): Promise<Outcome<{ postId: string }>> {
  const { content, media, kept, changed, removed, added, joinsSchedule } = edit;
  const now = ctx.clock.now();
  const priority = input.priority ?? post.priority;
  const hash = contentHash(content, [
    ...kept.map(({ target, after }) => ({ ...after, socialAccountId: target.socialAccountId })),
    ...added.map((target) => ({ ...target.content, socialAccountId: target.account.id })),
  ]);
  await tx.query(
    `UPDATE scheduled_post SET caption = $2, title = $3, priority = $4, external_id = $5, metadata = $6, content_hash = $7, version = version + 1 WHERE id = $1`,
    [
      post.id,
      content.caption,
      content.title,
      priority,
      input.externalId === undefined ? post.externalId : input.externalId,
      JSON.stringify(input.metadata === undefined ? post.metadata : (input.metadata ?? {})),
      hash,
    ],
    'edit_post',
  );
  if (media) await replaceMedia(tx, post.id, content.media);
  await deleteTargets(
    tx,
    removed.map(({ id }) => id),
  );
  await forgetPreparation(
    tx,
    changed.map(({ target }) => target.id),
  );
  const schedule = {
    mode: joinsSchedule ? 'AT' : 'DRAFT',
    at: joinsSchedule ? later(post.scheduledAt ?? now, now) : post.scheduledAt,
  } as const;
  const rows = added.map((target) => newTarget({ ...post, content, priority }, target, schedule, now));
  const inserted = rows.length === 0 ? [] : await insertTargets(tx, rows);

  const changes = kept.flatMap((edited): TargetChange[] => {
    if (changed.includes(edited)) return [targetChange(edited, content, priority, now)];
    return priority === edited.target.priority
      ? []
      : [{ target: edited.target, transition: null, patch: { priority }, entry: null }];
  });
  await changeTargets(
    tx,
    changes,
    inserted.map((target) => ({ target, entry: { status: EVENT_OF_STATUS[target.status] } })),
  );
  return accept({ postId: post.id }, warnings);
}

/** Deletes what was prepared from the old content; a target that was being prepared starts again. */
function targetChange(
  { target, after }: EditedTarget,
  content: PostContent,
  priority: number,
  now: Date,
): TargetChange {
  const transition = 'edit' as const;
  const edited = { format: after.format, overrides: after.overrides, options: after.options, priority };
  if (statusAfter(target, transition) !== 'SCHEDULED' || target.dueAt === null)
    return { target, transition, patch: edited, entry: null };
  const wakeAt = wakeAtFor({ format: after.format, mediaCount: mediaOf(content, after).length }, target.dueAt, now);
  const entry =
    target.status === 'SCHEDULED'
      ? null
      : ({ status: 'SCHEDULED', message: 'The content was edited; preparing it again.' } as const);
  return { target, transition, patch: { ...edited, ...FRESH, wakeAt }, entry };
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

const later = (a: Date, b: Date): Date => (a > b ? a : b);
