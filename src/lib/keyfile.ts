/** Parses encryption keys, and creates a key for an installation without a configured one. */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomToken, type VaultKey } from './crypto.ts';

/** Parses `id:base64,id:base64`, newest first. Throws an Error whose message never contains a key. */
export function parseKeys(text: string): VaultKey[] {
  const keys = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseKey);
  if (keys.length === 0) throw new Error('names no key');
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) throw new Error('names two keys with the same id');
  return keys;
}

function parseKey(entry: string, index: number): VaultKey {
  const nth = `key ${index + 1}`;
  const [, id, encoded] = /^([A-Za-z0-9._-]{1,32}):([A-Za-z0-9+/_-]+=*)$/.exec(entry) ?? [];
  if (id === undefined || encoded === undefined) throw new Error(`${nth} is not of the form id:base64`);
  const key = Buffer.from(encoded, 'base64');
  if (key.length !== 32)
    throw new Error(`${nth} (${id}) has ${key.length} bytes instead of 32; make one with: openssl rand -base64 32`);
  // 32 random bytes have about 30 different values, and practically never are all printable.
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (new Set(key).size < 16 || isText)
    throw new Error(`${nth} (${id}) is not random; make one with: openssl rand -base64 32`);
  return { id, key };
}

/** Reads the keys at `path`; creates one if there is none. */
export async function loadOrCreateKeys(path: string): Promise<{ keys: VaultKey[]; created: boolean }> {
  const { text, created } = await readOrCreate(path, () => `local:${randomBytes(32).toString('base64')}`);
  return { keys: parseKeys(text), created };
}

/** The secret at `path`, readable by its owner only; created if missing. Safe when two processes start at once. */
export async function readOrCreate(path: string, make: () => string): Promise<{ text: string; created: boolean }> {
  const existing = await readIfPresent(path);
  if (existing !== null) {
    await chmod(path, 0o600);
    return { text: existing.trim(), created: false };
  }
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${randomToken(9)}`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(`${make()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // A link, unlike a rename, never replaces a secret that another process created meanwhile.
    await link(fresh, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(fresh, { force: true });
  }
  return { text: (await readFile(path, 'utf8')).trim(), created: true };
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
