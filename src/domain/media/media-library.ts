/** What a caller may do with files: take one in from a URL, describe it, delete it. */
import type { AppContext, Viewer } from '../../context.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import { isId, requireScope } from '../access.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../errors.ts';
import { withIdempotency } from '../idempotency.ts';
import { checkText } from '../text-input.ts';
import { deleteUnusedAsset } from './media.ts';
import { importError, openIntake } from './media-intake.ts';

/** Limits that protect us, not the platforms: theirs are narrower and live in the adapters. */
export const MEDIA_LIMITS = { altTextLength: 5_000, urlLength: 4_096 } as const;

const FILE_NAME_LENGTH = 255;

export interface ImportMediaInput {
  url: string;
  fileName?: string | null | undefined;
  altText?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

/** Answers once the file is stored and examined. */
export async function importMediaFromUrl(
  ctx: AppContext,
  viewer: Viewer,
  input: ImportMediaInput,
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
      const asset = await intake.take({
        url: input.url,
        fileName: input.fileName ?? undefined,
        altText: input.altText ?? undefined,
      });
      const refusal = refuseIfAny(importError(asset, ['input', 'url']));
      if (refusal) return refusal;
      const outcome = await commitOnce(accept({ mediaAssetId: asset.id }), async () => null);
      if (outcome.ok && outcome.value.mediaAssetId === asset.id) intake.keep();
      return outcome;
    },
  );
}

export interface UpdateMediaInput {
  mediaAssetId: string;
  /** Absent = unchanged, null = cleared. */
  altText?: string | null | undefined;
  fileName?: string | null | undefined;
}

/** Changes what is said about a file; the file itself never changes. Posts that were written keep their own alt text. */
export async function updateMediaAsset(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateMediaInput,
): Promise<Outcome<{ mediaAssetId: string }>> {
  const refused = requireScope(viewer, 'POSTS_WRITE') ?? refuseIfAny(checkTexts(input));
  if (refused) return refused;
  const path = ['input', 'mediaAssetId'];
  if (!isId(input.mediaAssetId)) return refuse(notFound('media', path));
  const [asset] = await ctx.db.query<MediaAsset>(
    `UPDATE media_asset SET alt_text = CASE WHEN $3 THEN $4 ELSE alt_text END, file_name = CASE WHEN $5 THEN $6 ELSE file_name END
     WHERE id = $1 AND workspace_id = $2 RETURNING id`,
    [
      input.mediaAssetId,
      viewer.workspaceId,
      input.altText !== undefined,
      input.altText ?? null,
      input.fileName !== undefined,
      input.fileName ?? null,
    ],
    'update_media_asset',
  );
  return asset === undefined ? refuse(notFound('media', path)) : accept({ mediaAssetId: asset.id });
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
  const deleted = await deleteUnusedAsset(ctx, { workspaceId: viewer.workspaceId, id: input.mediaAssetId });
  if (deleted === 'UNKNOWN') return refuse(notFound('media', path));
  if (deleted === 'IN_USE')
    return refuse(userError('MEDIA_IN_USE', 'a post uses the file; take it out of the post first', path));
  return accept({ mediaAssetId: input.mediaAssetId });
}

const checkTexts = ({ fileName, altText }: Pick<UpdateMediaInput, 'fileName' | 'altText'>): UserError[] => [
  ...checkText('fileName', fileName, { max: FILE_NAME_LENGTH }, ['input', 'fileName']),
  ...checkText('altText', altText, { max: MEDIA_LIMITS.altTextLength }, ['input', 'altText']),
];
