/** Stores files: on the local disk today. The interface is what an object store offers, so S3 can replace it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { randomToken } from './crypto.ts';

/** `[start, end)`, in bytes. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface PutLimits {
  maxBytes: number;
  signal?: AbortSignal;
}

export interface StoredFile {
  bytes: number;
  /** When its bytes were last changed, as far as the file system tells. */
  changedAt: Date;
}

export interface Storage {
  /** All or nothing: the key shows the old file, or none, until every byte is durable. */
  put(key: string, source: AsyncIterable<Uint8Array>, limits: PutLimits): Promise<StoredFile & { sha256: string }>;
  /** A missing file is an `error` of the stream. */
  open(key: string, range?: ByteRange): Readable;
  /**
   * The same bytes in borrowed memory: a chunk is valid until the next one is asked for, and every chunk except the
   * last has `LENT_BYTES`. For large outgoing files: allocating each chunk makes V8 collect the whole heap every 32
   * MiB, which took longer than reading and sending them.
   */
  lend(key: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  stat(key: string): Promise<StoredFile | null>;
  /** Deleting a missing file is no error. */
  delete(key: string): Promise<void>;
  /** Removes unfinished files of a process that died, if nothing was added since `before`. */
  deleteUnfinished(before: Date): Promise<void>;
}

export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
  readonly maxBytes: number;

  constructor(maxBytes: number) {
    super(`more than ${maxBytes} bytes`);
    this.maxBytes = maxBytes;
  }
}

export const LENT_BYTES = 256 * 1024;

const UNFINISHED = '.unfinished';
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

export function localStorage(dir: string): Storage {
  const root = resolve(dir);
  // No segment can start with a dot, so neither `..` nor an absolute path nor the folder of unfinished files can be named.
  const pathOf = (key: string): string => {
    if (!KEY.test(key) || key.length > 512) throw new Error(`not a storage key: ${JSON.stringify(key)}`);
    return join(root, key);
  };
  return {
    put: async (key, source, limits) => {
      const path = pathOf(key);
      const unfinished = join(root, UNFINISHED, randomToken(12));
      await mkdir(dirname(unfinished), { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      try {
        const file = await open(unfinished, 'wx');
        let written: StoredFile & { sha256: string };
        try {
          const { bytes, sha256 } = await writeAll(file, source, limits);
          await file.sync();
          written = { bytes, sha256, changedAt: (await file.stat()).mtime };
        } finally {
          await file.close();
        }
        await rename(unfinished, path);
        await syncDirectory(dirname(path));
        return written;
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    open: (key, range) => {
      // The end of a read stream is inclusive, so an empty range cannot be expressed: it would read one byte.
      refuseEmpty(range);
      const bounds = range === undefined ? {} : { start: range.start, end: range.end - 1 };
      return createReadStream(pathOf(key), { ...bounds, highWaterMark: 256 * 1024 });
    },
    lend: (key, range) => {
      refuseEmpty(range);
      return lendChunks(pathOf(key), range ?? { start: 0, end: Number.POSITIVE_INFINITY });
    },
    stat: async (key) => {
      try {
        const { size, mtime } = await stat(pathOf(key));
        return { bytes: size, changedAt: mtime };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    delete: async (key) => {
      await rm(pathOf(key), { force: true });
    },
    deleteUnfinished: async (before) => {
      for (const name of await namesIn(join(root, UNFINISHED))) {
        const path = join(root, UNFINISHED, name);
        const { mtimeMs } = await stat(path).catch(missingAs({ mtimeMs: Number.POSITIVE_INFINITY }));
        if (mtimeMs < before.getTime()) await rm(path, { force: true });
      }
    },
  };
}

function refuseEmpty(range: ByteRange | undefined): void {
  if (range !== undefined && range.end <= range.start) throw new Error(`empty range ${range.start}-${range.end}`);
}

/** Two buffers alternate: while one is in use, the other is filled. */
async function* lendChunks(path: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  let [free, used] = [Buffer.allocUnsafeSlow(LENT_BYTES), Buffer.allocUnsafeSlow(LENT_BYTES)];
  let position = start;
  let filling: Promise<Uint8Array> | undefined;
  const fill = () => {
    [used, free] = [free, used];
    filling = readFully(file, used.subarray(0, Math.min(LENT_BYTES, end - position)), position);
    // Its error is for the caller of the next chunk; until then nobody awaits it.
    filling.catch(() => undefined);
    position += LENT_BYTES;
    return filling;
  };
  try {
    for (let chunk = await fill(); chunk.length > 0; ) {
      const ahead = position < end ? fill() : null;
      yield chunk;
      if (ahead === null) return;
      chunk = await ahead;
    }
  } finally {
    // Not while a read is still running.
    await filling?.catch(() => undefined);
    await file.close();
  }
}

/** Fills `buffer`, except at the end of the file. */
async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function writeAll(file: FileHandle, source: AsyncIterable<Uint8Array>, limits: PutLimits) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of limits.signal === undefined ? source : untilAborted(source, limits.signal)) {
    bytes += chunk.byteLength;
    if (bytes > limits.maxBytes) throw new TooLargeError(limits.maxBytes);
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Ends with the signal even if the source is silent. */
async function* untilAborted(source: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const nextOrAbort = () => {
    const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Uint8Array>>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else iterator.next().then(resolve, reject);
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  };
  try {
    for (let next = await nextOrAbort(); !next.done; next = await nextOrAbort()) yield next.value;
  } finally {
    // Not awaited: a silent generator answers only after its pending element, which may never come. If it fails later,
    // the caller has long had an answer.
    iterator.return?.().catch(() => undefined);
  }
}

// A rename is durable only once its directory is synced. Windows cannot open a directory, and does not need to.
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** A missing folder was never written to, and a file that disappeared meanwhile was finished. */
const missingAs =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (isMissing(error)) return instead;
    throw error;
  };
const namesIn = (dir: string): Promise<string[]> => readdir(dir).catch(missingAs<string[]>([]));

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
