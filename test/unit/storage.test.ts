/** Files on the disk: all or nothing. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localStorage, type Storage, TooLargeError } from '../../src/lib/storage.ts';

let dir: string;
let storage: Storage;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-storage-'));
  storage = localStorage(join(dir, 'media'));
});
afterAll(() => rm(dir, { recursive: true }));

const files = async () =>
  (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const source = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
const limits = { maxBytes: 1_000 };

test('stores a stream, tells its size and hash, and reads it whole or in part', async () => {
  const written = await storage.put('w1/file', source('hello ', 'world'), limits);
  const { changedAt, ...rest } = written;
  expect(rest).toEqual({ bytes: 11, sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9' });
  expect(await text(storage.open('w1/file'))).toBe('hello world');
  expect(await text(storage.open('w1/file', { start: 6, end: 9 }))).toBe('wor');
  expect(await storage.stat('w1/file')).toEqual({ bytes: 11, changedAt });
  expect(() => storage.open('w1/file', { start: 3, end: 3 })).toThrow(/empty range/);
});

test('replaces a file as a whole, and deletes it any number of times', async () => {
  await storage.put('w1/again', source('first'), limits);
  await storage.put('w1/again', source('second'), limits);
  expect(await text(storage.open('w1/again'))).toBe('second');
  await storage.delete('w1/again');
  await storage.delete('w1/again');
  expect(await storage.stat('w1/again')).toBeNull();
  await expect(text(storage.open('w1/again'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a source that is too large, breaks off or is aborted leaves nothing and keeps the old file', async () => {
  await storage.put('w1/kept', source('old'), limits);
  const before = await files();
  await expect(storage.put('w1/kept', source('0123456789', 'x'), { maxBytes: 10 })).rejects.toBeInstanceOf(
    TooLargeError,
  );
  const broken = async function* () {
    yield Buffer.from('half');
    throw new Error('cable pulled');
  };
  await expect(storage.put('w1/kept', broken(), limits)).rejects.toThrow('cable pulled');
  const abort = new AbortController();
  const silent = async function* () {
    yield Buffer.from('half');
    abort.abort();
    await new Promise(() => undefined);
  };
  await expect(storage.put('w1/kept', silent(), { ...limits, signal: abort.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(await text(storage.open('w1/kept'))).toBe('old');
  expect(await files()).toEqual(before);
});

test('what a process left that died while it wrote is removed once it is old', async () => {
  await storage.put('w1/whole', source('whole'), limits);
  const before = await files();
  const unfinished = join(dir, 'media', '.unfinished');
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'half'), 'half');
  await storage.deleteUnfinished(new Date(Date.now() - 60_000));
  expect(await files()).toHaveLength(before.length + 1);
  await storage.deleteUnfinished(new Date(Date.now() + 60_000));
  expect(await files()).toEqual(before);
  await localStorage(join(dir, 'never-used')).deleteUnfinished(new Date());
});

test('exactly the allowed size is allowed', async () => {
  expect(await storage.put('w1/exact', source('0123456789'), { maxBytes: 10 })).toMatchObject({ bytes: 10 });
});

test.each([
  '',
  '/etc/passwd',
  '../x',
  'a/../b',
  'a/..',
  './a',
  '.unfinished/x',
  'a//b',
  'a/',
  'a\\b',
  'a b',
  'a\0b',
  'ä',
  'C:x',
])('the key %j is refused by every operation', async (key) => {
  await expect(storage.put(key, source('x'), limits)).rejects.toThrow(/not a storage key/);
  expect(() => storage.open(key)).toThrow(/not a storage key/);
  await expect(storage.stat(key)).rejects.toThrow(/not a storage key/);
  await expect(storage.delete(key)).rejects.toThrow(/not a storage key/);
});
