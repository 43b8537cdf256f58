/** Whether files are in the storage as they were taken in. One that looks as it did when it was last read is not read again. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import type { StoredFile } from '../../lib/storage.ts';

export type FileChange = 'MISSING' | 'CHANGED';

interface Recorded extends Pick<MediaAsset, 'id' | 'intactMtime' | 'alteredMtime'> {
  storageKey: string;
  bytes: bigint;
  sha256: string;
}

/** What is known of each that is not as it was, without reading it. */
export async function changedFiles(
  { db, storage }: { db: Sql } & Pick<AppContext, 'storage'>,
  ids: readonly string[],
): Promise<Map<string, FileChange>> {
  const changed = new Map<string, FileChange>();
  for (const file of await recorded(db, ids)) {
    const there = await storage.stat(file.storageKey);
    if (there === null) changed.set(file.id, 'MISSING');
    // Until it was read again, one that was altered still is.
    else if (differsInSize(file, there) || (file.alteredMtime !== null && !isAsOf(file.intactMtime, there)))
      changed.set(file.id, 'CHANGED');
  }
  return changed;
}

/** How much may still be read; a file that is begun is read to its end. */
export interface ReadingBudget {
  bytes: number;
}

/**
 * Reads files that were touched since they were last read, or never read, and notes what they are; not in a transaction.
 * Returns those that the budget did not allow.
 */
export async function readChangedFiles(
  { db, storage, log }: Pick<AppContext, 'db' | 'storage' | 'log'>,
  ids: readonly string[],
  budget: ReadingBudget,
): Promise<Set<string>> {
  const left = new Set<string>();
  for (const file of await recorded(db, ids)) {
    const there = await storage.stat(file.storageKey);
    if (there === null || differsInSize(file, there)) continue;
    if (isAsOf(file.alteredMtime ?? file.intactMtime, there)) continue;
    if (budget.bytes <= 0) {
      left.add(file.id);
      continue;
    }
    budget.bytes -= there.bytes;
    try {
      const isIntact = (await hashOf(storage.lend(file.storageKey))) === file.sha256;
      await db.query(
        `UPDATE media_asset SET intact_mtime = CASE WHEN $3 THEN $2 ELSE intact_mtime END, altered_mtime = CASE WHEN $3 THEN NULL ELSE $2 END
         WHERE id = $1`,
        [file.id, there.changedAt, isIntact],
        'note_read_file',
      );
    } catch (error) {
      // Gone meanwhile, or on a disk that fails: the next look tells.
      log.warn({ err: error, mediaAssetId: file.id }, 'a stored file could not be compared with what was taken in');
    }
  }
  return left;
}

const recorded = (sql: Sql, ids: readonly string[]): Promise<Recorded[]> =>
  sql.query(
    `SELECT id, storage_key, bytes, sha256, intact_mtime, altered_mtime FROM media_asset
     WHERE id = ANY($1::uuid[]) AND status = 'READY' AND storage_key IS NOT NULL AND bytes IS NOT NULL AND sha256 IS NOT NULL`,
    [ids],
    'recorded_files',
  );

const differsInSize = ({ bytes }: Recorded, there: StoredFile): boolean => there.bytes !== Number(bytes);
const isAsOf = (mtime: Date | null, { changedAt }: StoredFile): boolean => mtime?.getTime() === changedAt.getTime();

const REST_AFTER_BYTES = 8 * 1024 * 1024;
/** About as long as that takes: reading leaves half of the time to what is due. */
const REST_MS = 10;

async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  let sinceRest = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    sinceRest += chunk.byteLength;
    if (sinceRest < REST_AFTER_BYTES) continue;
    sinceRest = 0;
    await delay(REST_MS);
  }
  return hash.digest('hex');
}
