/** Media assets: takes in files from uploads and URLs, and deletes those that no post uses. */
import { Readable } from 'node:stream';
import type { Clock } from '../../lib/clock.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Db, Tx } from '../../lib/db.ts';
import { type FetchGuarded, UrlError } from '../../lib/guarded-fetch.ts';
import type { Logger } from '../../lib/log.ts';
import { type Examiner, UnreadableMediaError } from '../../lib/media/examiner.ts';
import { isMediaType, MEDIA_TYPES, type MediaType, SNIFF_BYTES, sniff } from '../../lib/media/types.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import type { MediaKind, MediaStatus } from '../../lib/prisma/enums.ts';
import { type ByteRange, type Storage, TooLargeError } from '../../lib/storage.ts';
import { FILE_REASON_CODES, type FileReason, type FileReasonCode } from '../../texts/posts/words.ts';
import type { Actor } from '../actor.ts';
import { noteChange } from '../changes.ts';
import { accept } from '../errors.ts';
import { appendEvents } from '../events/append.ts';
import { write } from '../write.ts';
import { fileNameFromUrl } from './file-name.ts';

/** The columns of a media asset that publishing reads. What was measured of a file is `MediaFacts`. */
export interface AssetRow {
  id: string;
  status: MediaStatus;
  kind: MediaKind | null;
  mimeType: string | null;
  bytes: bigint | number | null;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  frameRate: number | null;
  frameCount: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  altText: string | null;
  errorCode?: string | null;
  errorMessage?: string | null;
}

export interface MediaContext {
  db: Pick<Db, 'query' | 'tx'>;
  storage: Storage;
  clock: Clock;
  fetchGuarded: FetchGuarded;
  examine: Examiner['examine'];
  log: Logger;
}

/** By kind. The limits of the platforms are tighter, and are checked with the post. */
export const MAX_MEDIA_BYTES = { IMAGE: 50 * 1024 * 1024, VIDEO: 4 * 1024 ** 3 } as const;
const IMPORT_TIMEOUT_MS = 30 * 60_000;

export type MediaErrorCode = FileReasonCode;

/** Why a file was not taken in, as its row tells. */
export const reasonOf = ({ errorCode, errorMessage }: Pick<AssetRow, 'errorCode' | 'errorMessage'>): FileReason => ({
  code: FILE_REASON_CODES.find((code) => code === errorCode) ?? 'INTERNAL',
  message: errorMessage ?? 'unknown reason',
});

/** The file is refused; the message is for the person who offered it. */
export class MediaRefused extends Error {
  override readonly name = 'MediaRefused';
  readonly code: MediaErrorCode;

  constructor(code: MediaErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/* ---------------------------------------------------------------- taking in ---- */

export interface ImportInput {
  workspaceId: string;
  url: string;
  fileName?: string | undefined;
  altText?: string | undefined;
}

/** Stores a PENDING asset, to be fetched by `runImport`. */
export async function createImport(ctx: Pick<MediaContext, 'db' | 'clock'>, input: ImportInput): Promise<MediaAsset> {
  return insertPending(ctx, {
    workspaceId: input.workspaceId,
    sourceUrl: input.url,
    fileName: input.fileName ?? fileNameFromUrl(input.url),
    altText: input.altText ?? null,
  });
}

/**
 * Fetches a PENDING asset, which becomes READY or FAILED. May run any number of times. Only an aborted signal leaves it
 * PENDING, for the next process to fetch.
 */
export async function runImport(ctx: MediaContext, assetId: string, signal?: AbortSignal): Promise<MediaAsset> {
  const asset = await readAsset(ctx, assetId);
  if (asset.status !== 'PENDING' || asset.sourceUrl === null) return asset;
  try {
    const answer = await ctx.fetchGuarded(asset.sourceUrl, {
      maxBytes: MAX_MEDIA_BYTES.VIDEO,
      timeoutMs: IMPORT_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    return await takeIn(ctx, asset, answer.stream, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    const refusal = refusalFrom(error);
    if (refusal.code === 'INTERNAL') ctx.log.error({ err: error, mediaAssetId: assetId }, 'media import failed');
    return await markFailed(ctx, assetId, refusal);
  }
}

export async function importFromUrl(ctx: MediaContext, input: ImportInput, signal?: AbortSignal): Promise<MediaAsset> {
  const { id } = await createImport(ctx, input);
  return runImport(ctx, id, signal);
}

export interface UploadInput {
  workspaceId: string;
  /** In whose name it becomes READY. */
  actor?: Actor;
  fileName?: string | undefined;
  altText?: string | undefined;
}

/** Stores an upload while it arrives. Throws `MediaRefused` and keeps nothing when it is not a usable file. */
export async function storeUpload(
  ctx: Omit<MediaContext, 'fetchGuarded'>,
  input: UploadInput,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<MediaAsset> {
  const asset = await insertPending(ctx, {
    workspaceId: input.workspaceId,
    sourceUrl: null,
    fileName: input.fileName ?? null,
    altText: input.altText ?? null,
  });
  try {
    return await takeIn(ctx, asset, source, signal, input.actor);
  } catch (error) {
    await ctx.db.query('DELETE FROM media_asset WHERE id = $1', [asset.id]);
    throw signal?.aborted ? error : refusalFrom(error);
  }
}

/**
 * Takes a file from its first byte to READY. Its type is recognised, and a wrong one refused, before anything is
 * written.
 */
async function takeIn(
  ctx: Omit<MediaContext, 'fetchGuarded'>,
  asset: MediaAsset,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
  actor: Actor = null,
): Promise<MediaAsset> {
  const { mimeType, stream } = await recognise(source);
  const { kind } = MEDIA_TYPES[mimeType];
  const key = storageKeyOf(asset);
  const limits = { maxBytes: MAX_MEDIA_BYTES[kind], ...(signal === undefined ? {} : { signal }) };
  const stored = await ctx.storage.put(key, stream, limits);
  try {
    const open = (range: ByteRange) => ctx.storage.open(key, range);
    const facts = await ctx.examine({ bytes: stored.bytes, mimeType, open }, signal);
    const ready = await changeAsset(
      ctx.db,
      'media.ready',
      `UPDATE media_asset
          SET status = 'READY', kind = $2::"MediaKind", storage_key = $3, mime_type = $4, bytes = $5, sha256 = $6,
              width = $7, height = $8, duration_ms = $9, frame_rate = $10, frame_count = $11, video_codec = $12,
              audio_codec = $13, source_url = split_part(split_part(source_url, '?', 1), '#', 1), updated_at = $14,
              intact_mtime = $15
        WHERE id = $1 AND status = 'PENDING' RETURNING *`,
      [
        asset.id,
        facts.kind,
        key,
        facts.mimeType,
        stored.bytes,
        stored.sha256,
        facts.width,
        facts.height,
        facts.durationMs,
        facts.frameRate,
        facts.frameCount,
        facts.videoCodec,
        facts.audioCodec,
        ctx.clock.now(),
        stored.changedAt,
      ],
      actor,
    );
    return ready ?? (await readAsset(ctx, asset.id));
  } catch (error) {
    await ctx.storage.delete(key);
    throw error;
  }
}

async function recognise(source: AsyncIterable<Uint8Array>): Promise<{ mimeType: MediaType; stream: Readable }> {
  const rest = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < SNIFF_BYTES) {
    const next = await rest.next();
    if (next.done) break;
    head.push(next.value);
    length += next.value.byteLength;
  }
  const type = sniff(Buffer.concat(head));
  if (!isMediaType(type)) {
    await rest.return?.();
    if (length === 0) throw new MediaRefused('MEDIA_EMPTY', 'The file is empty.');
    const allowed = Object.keys(MEDIA_TYPES).join(', ');
    if (type === 'text/html')
      throw new MediaRefused('MEDIA_IS_PAGE', `This is a web page and not a file; it must be one of ${allowed}.`);
    throw new MediaRefused(
      'MEDIA_TYPE',
      `${type ?? 'This kind of file'} cannot be published; it must be one of ${allowed}.`,
    );
  }
  const chunks = async function* () {
    try {
      yield* head;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  };
  return { mimeType: type, stream: Readable.from(chunks(), { objectMode: false }) };
}

function refusalFrom(error: unknown): MediaRefused {
  if (error instanceof MediaRefused) return error;
  if (error instanceof UrlError) return new MediaRefused(error.code, error.message, error);
  if (error instanceof UnreadableMediaError)
    return new MediaRefused('MEDIA_INVALID', `Unusable file: ${error.message}.`, error);
  if (error instanceof TooLargeError) {
    return new MediaRefused('MEDIA_TOO_LARGE', `The file has more than the allowed ${error.maxBytes} bytes.`, error);
  }
  return new MediaRefused('INTERNAL', 'The file could not be stored.', error);
}

/* ---------------------------------------------------------------- clean-up ---- */

const UNUSED = `NOT EXISTS (SELECT 1 FROM post_media used WHERE used.media_asset_id = asset.id)
     AND NOT EXISTS (
       SELECT 1 FROM post_target target WHERE target.workspace_id = asset.workspace_id
          AND position(asset.id::text in target.overrides::text || target.options::text) > 0)`;

/**
 * Deletes an asset with its bytes, unless a post refers to it. Attaching an asset to a post locks its row, so the
 * second statement sees every post that was attached before the lock.
 */
export async function deleteUnusedAsset(
  ctx: Pick<MediaContext, 'db' | 'storage'>,
  named: NamedAsset,
): Promise<Deletion> {
  const answer = await ctx.db.tx((tx) => deleteRow(tx, named));
  if (answer === 'DELETED') await deleteBytes(ctx, named);
  return answer;
}

type NamedAsset = Pick<MediaAsset, 'workspaceId' | 'id'>;
type Deletion = 'DELETED' | 'IN_USE' | 'UNKNOWN';

/** The part of `deleteUnusedAsset` in a transaction; after its COMMIT the bytes go. */
export async function deleteRow(tx: Tx, named: NamedAsset): Promise<Deletion> {
  const [asset] = await tx.query<MediaAsset>(
    'SELECT id FROM media_asset WHERE id = $1 AND workspace_id = $2 FOR UPDATE',
    [named.id, named.workspaceId],
  );
  if (asset === undefined) return 'UNKNOWN';
  const [deleted] = await tx.query<MediaAsset>(
    `DELETE FROM media_asset asset WHERE asset.id = $1 AND ${UNUSED} RETURNING *`,
    [named.id],
  );
  if (deleted === undefined) return 'IN_USE';
  appendMediaEvent(tx, 'media.deleted', deleted);
  noteChange(tx, 'MEDIA', () => ({ id: deleted.id, brandId: null, before: deleted, after: null }));
  return 'DELETED';
}

export const deleteBytes = ({ storage }: Pick<MediaContext, 'storage'>, named: NamedAsset): Promise<void> =>
  storage.delete(storageKeyOf(named));

/** Deletes the assets that a dead process was taking in, and the remains of files that failed. */
export async function forgetUnfinished(ctx: Pick<MediaContext, 'db' | 'storage'>, before: Date): Promise<void> {
  const assets = await ctx.db.query<Pick<MediaAsset, 'id' | 'workspaceId'>>(
    `SELECT id, workspace_id FROM media_asset WHERE status <> 'READY' AND updated_at < $1`,
    [before],
  );
  for (const asset of assets) {
    // Bytes first: after a crash the row still leads to what is left.
    await ctx.storage.delete(storageKeyOf(asset));
    await ctx.db.query(`DELETE FROM media_asset WHERE id = $1 AND status <> 'READY'`, [asset.id]);
  }
  await ctx.storage.deleteUnfinished(before);
}

/* ---------------------------------------------------------------- rows ---- */

// Derived from the id, not random: if a process dies between storing the bytes and the row, the file can still be
// found.
const storageKeyOf = (asset: Pick<MediaAsset, 'id' | 'workspaceId'>): string =>
  `media/${asset.workspaceId}/${asset.id}`;

async function insertPending(
  ctx: Pick<MediaContext, 'db' | 'clock'>,
  input: Pick<MediaAsset, 'workspaceId' | 'sourceUrl' | 'fileName' | 'altText'>,
): Promise<MediaAsset> {
  const [asset] = await ctx.db.query<MediaAsset>(
    `INSERT INTO media_asset (id, created_at, updated_at, workspace_id, status, source_url, file_name, alt_text)
     VALUES ($1, $2, $2, $3, 'PENDING', $4, $5, $6) RETURNING *`,
    [uuidv7(), ctx.clock.now(), input.workspaceId, input.sourceUrl, input.fileName, input.altText],
  );
  if (asset === undefined) throw new Error('INSERT returned no row');
  return asset;
}

/** Runs a statement that changes one asset, and writes its event if it did. */
async function changeAsset(
  db: MediaContext['db'],
  type: MediaEventType,
  text: string,
  params: readonly unknown[],
  actor: Actor = null,
): Promise<MediaAsset | undefined> {
  const changed = await write(db, actor, async (tx) => {
    const [asset] = await tx.query<MediaAsset>(text, params);
    if (asset !== undefined) {
      appendMediaEvent(tx, type, asset);
      noteChange(tx, 'MEDIA', () => ({ id: asset.id, brandId: null, before: null, after: asset }));
    }
    return accept(asset);
  });
  return changed.ok ? changed.value : undefined;
}

type MediaEventType = 'media.ready' | 'media.updated' | 'media.failed' | 'media.deleted';

/** Files belong to the whole workspace. */
export function appendMediaEvent(tx: Tx, type: MediaEventType, asset: MediaAsset): void {
  const { status, kind, fileName, mimeType, errorCode } = asset;
  appendEvents(tx, [
    {
      workspaceId: asset.workspaceId,
      brandId: null,
      subject: 'MEDIA',
      subjectId: asset.id,
      postId: null,
      socialAccountId: null,
      type,
      payload: { status, kind, fileName, mimeType, errorCode },
    },
  ]);
}

async function readAsset(ctx: Pick<MediaContext, 'db'>, id: string): Promise<MediaAsset> {
  const [asset] = await ctx.db.query<MediaAsset>('SELECT * FROM media_asset WHERE id = $1', [id]);
  if (asset === undefined) throw new Error(`media asset ${id} does not exist`);
  return asset;
}

/** User name and password of an address, which may be a bad one: with slashes too few, reversed, or in the password. */
const USER_INFO = String.raw`^((?:[a-z][a-z0-9+.-]*:)?[/\\]*)(?:[^/\\]*@|[^/\\:@[]+:(?![0-9]*(?:[/\\]|$)).*@)`;

// The query of a URL is often a signature; it is removed once the bytes are here or cannot come.
async function markFailed(
  ctx: Pick<MediaContext, 'db' | 'clock'>,
  id: string,
  refusal: MediaRefused,
): Promise<MediaAsset> {
  const asset = await changeAsset(
    ctx.db,
    'media.failed',
    `UPDATE media_asset SET status = 'FAILED', error_code = $2, error_message = $3, updated_at = $4,
            source_url = regexp_replace(split_part(split_part(source_url, '?', 1), '#', 1), $5, '\\1', 'i')
      WHERE id = $1 AND status = 'PENDING' RETURNING *`,
    [id, refusal.code, refusal.message, ctx.clock.now(), USER_INFO],
  );
  return asset ?? readAsset(ctx, id);
}
