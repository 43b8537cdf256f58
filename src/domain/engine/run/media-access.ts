/** The access of an adapter to the media of its target: stream a file, link to it, withdraw the links. */
import { Readable } from 'node:stream';
import type { AppContext } from '../../../context.ts';
import type { MediaAsset, PostTarget } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { MediaAccess } from '../../../platforms/platform.ts';
import { isServed, isServedSince } from '../../media/link-servers.ts';
import { createLink, revokeLinks } from '../../media/media-links.ts';

/** `alone`: how statements of one run take their connections (`EngineContext.alone`). */
export function mediaAccess(
  ctx: AppContext,
  target: PostTarget,
  alone: <T>(work: () => Promise<T>) => Promise<T>,
): MediaAccess {
  const asset = async (mediaId: string): Promise<MediaAsset & { storageKey: string }> => {
    const [row] = await ctx.db.query<MediaAsset>(
      'SELECT * FROM media_asset WHERE id = $1 AND workspace_id = $2',
      [mediaId, target.workspaceId],
      'media_asset',
    );
    if (row === undefined || row.storageKey === null) throw new Error(`media asset ${mediaId} has no bytes`);
    return { ...row, storageKey: row.storageKey };
  };
  return {
    open: (mediaId, range) =>
      Readable.from(
        (async function* () {
          const { storageKey } = await alone(() => asset(mediaId));
          yield* ctx.storage.open(storageKey, range);
        })(),
        { objectMode: false },
      ),
    lend: async function* (mediaId, range) {
      const { storageKey } = await alone(() => asset(mediaId));
      yield* ctx.storage.lend(storageKey, range);
    },
    link: (mediaId, label) =>
      alone(async () => {
        if (!(await isServed(ctx)))
          throw new PlatformFailure(
            'MEDIA_NOT_SERVED',
            `No process of this installation serves media at ${ctx.config.publicUrl} at the moment.`,
            { neverSent: true },
          );
        const { id } = await asset(mediaId);
        return createLink(ctx, { targetId: target.id, mediaAssetId: id, label });
      }),
    isServedSince: (since) => alone(() => isServedSince(ctx, since)),
    revoke: (label) => alone(() => revokeLinks(ctx, { targetId: target.id, label })),
    describe: async (mediaId) => {
      const { bytes, mimeType } = await alone(() => asset(mediaId));
      return { bytes: Number(bytes), mimeType: mimeType ?? 'application/octet-stream' };
    },
  };
}
