/** Media of a workspace: fetch a file from a URL, describe it, delete it. */

import type { AppContext, Viewer } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import { say } from '../../texts/posts/texts.ts';
import { isId, requireScope } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../errors.ts';
import { withIdempotency } from '../idempotency.ts';
import { checkText } from '../text-input.ts';
import { write } from '../write.ts';
import { cleanFileName, FILE_NAME_LENGTH } from './file-name.ts';
import { appendMediaEvent, deleteBytes, deleteRow } from './media.ts';
import { openIntake, takenIn } from './media-intake.ts';

/** Limits that protect us, not the platforms: theirs are narrower and live in the adapters. */
export const MEDIA_LIMITS = { altTextLength: 5_000, urlLength: 4_096 } as const;

export interface ImportMediaFromUrlInput {
  url: string;
  fileName?: string | null | undefined;
  altText?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

/** Answers once the file is stored and examined. */
export async function importMediaFromUrl(
  ctx: AppContext,
  viewer: Viewer,
  input: ImportMediaFromUrlInput,
): Promise<Outcome<{ readonly mediaAssetId: string }>> {
  const refused =
    requireScope(viewer, 'POSTS_WRITE') ??
    refuseIfAny([
      ...checkTexts(input),
      ...checkText('url', input.url, { max: MEDIA_LIMITS.urlLength }, ['input', 'url']),
    ]);
  if (refused) return refused;
  const { idempotencyKey, ...rest } = input;
  return withIdempotency(
    ctx,
    viewer,
    { key: idempotencyKey, mutation: 'importMediaFromUrl', input: rest },
    async (commitOnce) => {
      await using intake = openIntake(ctx, viewer);
      const fetched = await intake.take({
        url: input.url,
        fileName: cleanFileName(input.fileName ?? '') ?? undefined,
        altText: input.altText ?? undefined,
      });
      const taken = takenIn(fetched, ['input', 'url']);
      if (!taken.ok) return refuse(taken.error);
      const { asset } = taken;
      const outcome = await commitOnce(accept({ mediaAssetId: asset.id }), async (tx) => {
        noteChange(tx, 'MEDIA', () => ({ id: asset.id, brandId: null, before: null, after: asset }));
        return null;
      });
      if (outcome.ok && outcome.value.mediaAssetId === asset.id) intake.keep();
      return outcome;
    },
  );
}

export interface UpdateMediaAssetInput {
  mediaAssetId: string;
  /** Absent = unchanged, null = cleared. */
  altText?: string | null | undefined;
  fileName?: string | null | undefined;
}

/**
 * Changes the description of a file, never the file itself. Saved posts keep their own alt text, and those without one
 * show that of the file. So a key that is bound to brands may not change a file that posts of other brands use.
 */
export async function updateMediaAsset(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateMediaAssetInput,
): Promise<Outcome<{ mediaAssetId: string }>> {
  const refused = requireScope(viewer, 'POSTS_WRITE') ?? refuseIfAny(checkTexts(input));
  if (refused) return refused;
  const path = ['input', 'mediaAssetId'];
  if (!isId(input.mediaAssetId)) return refuse(notFound('media', path));
  return write(ctx.db, viewer, async (tx) => {
    // Attaching the file to a post locks its row, so the next query sees all posts that it was attached to before.
    const [locked] = await tx.query<MediaAsset>(
      'SELECT * FROM media_asset WHERE id = $1 AND workspace_id = $2 FOR UPDATE',
      [input.mediaAssetId, viewer.workspaceId],
    );
    if (locked === undefined) return refuse(notFound('media', path));
    if (await isUsedByOthers(tx, viewer, input.mediaAssetId))
      return refuse(userError('FORBIDDEN_BRAND', say('fileOfOtherBrand'), path));
    const [after] = await tx.query<MediaAsset>(
      `UPDATE media_asset SET alt_text = CASE WHEN $3 THEN $4 ELSE alt_text END, file_name = CASE WHEN $5 THEN $6 ELSE file_name END
     WHERE id = $1 AND workspace_id = $2 RETURNING *`,
      [
        input.mediaAssetId,
        viewer.workspaceId,
        input.altText !== undefined,
        input.altText ?? null,
        input.fileName !== undefined,
        cleanFileName(input.fileName ?? ''),
      ],
      'update_media_asset',
    );
    if (after !== undefined) appendMediaEvent(tx, 'media.updated', after);
    noteChange(tx, 'MEDIA', () => ({ id: locked.id, brandId: null, before: locked, after: after ?? null }));
    return accept({ mediaAssetId: input.mediaAssetId });
  });
}

/** Whether a post of a brand that the viewer does not reach uses the file. */
async function isUsedByOthers(tx: Tx, viewer: Viewer, mediaAssetId: string): Promise<boolean> {
  if (viewer.brandIds === null) return false;
  const [used] = await tx.query(
    `SELECT 1 FROM post_media used JOIN scheduled_post post ON post.id = used.post_id
     WHERE used.media_asset_id = $1::uuid AND post.brand_id <> ALL($2::uuid[])
     UNION ALL
     SELECT 1 FROM post_target target WHERE target.workspace_id = $3 AND target.brand_id <> ALL($2::uuid[])
       AND position($1::uuid::text in target.overrides::text || target.options::text) > 0
     LIMIT 1`,
    [mediaAssetId.toLowerCase(), [...viewer.brandIds], viewer.workspaceId],
  );
  return used !== undefined;
}

/** Deletes a file that no post uses, with its bytes. */
export async function deleteMediaAsset(
  ctx: AppContext,
  viewer: Viewer,
  input: { mediaAssetId: string },
): Promise<Outcome<{ mediaAssetId: string }>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  const path = ['input', 'mediaAssetId'];
  if (!isId(input.mediaAssetId)) return refuse(notFound('media', path));
  const named = { workspaceId: viewer.workspaceId, id: input.mediaAssetId };
  const outcome = await write(ctx.db, viewer, async (tx) => {
    const deleted = await deleteRow(tx, named);
    if (deleted === 'UNKNOWN') return refuse(notFound('media', path));
    if (deleted === 'IN_USE') return refuse(userError('MEDIA_IN_USE', say('fileInUse'), path));
    return accept({ mediaAssetId: input.mediaAssetId });
  });
  if (outcome.ok) await deleteBytes(ctx, named);
  return outcome;
}

const checkTexts = ({ fileName, altText }: Pick<UpdateMediaAssetInput, 'fileName' | 'altText'>): UserError[] => [
  ...checkText('fileName', fileName, { max: FILE_NAME_LENGTH }, ['input', 'fileName']),
  ...checkText('altText', altText, { max: MEDIA_LIMITS.altTextLength }, ['input', 'altText']),
];
