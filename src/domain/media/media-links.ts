/** The signed links through which platforms pull media: one per target, asset and label, until it is revoked or expires. */
import type { Clock } from '../../lib/clock.ts';
import { uuidv7, type Vault } from '../../lib/crypto.ts';
import type { Db } from '../../lib/db.ts';
import { isMediaType, MEDIA_TYPES } from '../../lib/media/types.ts';

export interface LinkContext {
  db: Pick<Db, 'query'>;
  clock: Clock;
  vault: Vault;
  config: { publicUrl: string };
}

const LINK_PURPOSE = 'media-link';
/** Platforms pull within minutes; the rest covers a queue on their side. */
const LINK_LIFETIME_MS = 24 * 60 * 60_000;

export interface LinkInput {
  targetId: string;
  mediaAssetId: string;
  label: string;
}

/**
 * The link for one target, asset and label: always the same URL until it is revoked. After that a new URL is made, and
 * the old one stays invalid.
 */
export async function createLink(ctx: LinkContext, input: LinkInput): Promise<string> {
  const now = ctx.clock.now();
  const [link] = await ctx.db.query<{ id: string; mimeType: string | null }>(
    `INSERT INTO media_link AS link (id, created_at, updated_at, target_id, media_asset_id, label, expires_at)
     SELECT $1, $5, $5, $2, asset.id, $4, $6 FROM media_asset asset WHERE asset.id = $3 AND asset.status = 'READY'
     ON CONFLICT (target_id, media_asset_id, label) DO UPDATE
        SET id = CASE WHEN link.revoked_at IS NULL THEN link.id ELSE excluded.id END,
            first_fetched_at = CASE WHEN link.revoked_at IS NULL THEN link.first_fetched_at END,
            revoked_at = NULL, expires_at = excluded.expires_at, updated_at = excluded.updated_at
     RETURNING id, (SELECT mime_type FROM media_asset WHERE media_asset.id = link.media_asset_id)`,
    [uuidv7(), input.targetId, input.mediaAssetId, input.label, now, new Date(now.getTime() + LINK_LIFETIME_MS)],
  );
  if (link === undefined) throw new Error(`media asset ${input.mediaAssetId} is not ready to be linked`);
  const extension = isMediaType(link.mimeType) ? MEDIA_TYPES[link.mimeType].extension : 'bin';
  return `${ctx.config.publicUrl}/media/${link.id}.${extension}?sig=${ctx.vault.sign(LINK_PURPOSE, link.id)}`;
}

/**
 * Revokes all links of a label and returns whether any was ever used. The row locks order this against `serveLink`:
 * after NEVER_FETCHED no byte was sent and none will be, so the platform cannot have the file.
 */
export async function revokeLinks(
  ctx: Pick<LinkContext, 'db' | 'clock'>,
  input: { targetId: string; label: string },
): Promise<'NEVER_FETCHED' | 'FETCHED'> {
  const links = await ctx.db.query<{ firstFetchedAt: Date | null }>(
    `UPDATE media_link SET revoked_at = COALESCE(revoked_at, $3), updated_at = $3
      WHERE target_id = $1 AND label = $2 RETURNING first_fetched_at`,
    [input.targetId, input.label, ctx.clock.now()],
  );
  return links.some(({ firstFetchedAt }) => firstFetchedAt !== null) ? 'FETCHED' : 'NEVER_FETCHED';
}

export interface LinkedFile {
  storageKey: string;
  mimeType: string;
  bytes: number;
  sha256: string;
}

/** Finds the file behind a link and marks it as fetched: any request counts, even one that reads no byte. */
export async function serveLink(
  ctx: Omit<LinkContext, 'config'>,
  link: { id: string; signature: string },
): Promise<LinkedFile | 'UNKNOWN' | 'GONE'> {
  if (!ctx.vault.verify(LINK_PURPOSE, link.id, link.signature)) return 'UNKNOWN';
  const [file] = await ctx.db.query<{ storageKey: string; mimeType: string; bytes: bigint; sha256: string }>(
    `UPDATE media_link link SET first_fetched_at = COALESCE(link.first_fetched_at, $2), updated_at = $2
       FROM media_asset asset
      WHERE link.id = $1 AND link.revoked_at IS NULL AND link.expires_at > $2
        AND asset.id = link.media_asset_id AND asset.status = 'READY'
     RETURNING asset.storage_key, asset.mime_type, asset.bytes, asset.sha256`,
    [link.id, ctx.clock.now()],
  );
  return file === undefined ? 'GONE' : { ...file, bytes: Number(file.bytes) };
}
