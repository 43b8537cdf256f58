/** Cryptography: sealing secrets, signing links, hashes, random tokens, time-ordered ids, API keys. */
import { Buffer } from 'node:buffer';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { crc32 } from 'node:zlib';

/* ---------------------------------------------------------------- vault ---- */

export interface VaultKey {
  /** Stored in clear text before everything that the key sealed. */
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** Seals and signs with the newest key, opens and verifies with any. */
export interface Vault {
  /** `aad` names the owner of the secret (tenant, row, column): copied elsewhere, it does not open. */
  seal(plain: string, aad: string): Buffer;
  /** Throws `VaultError` when the key is unknown, the bytes were changed, or `aad` differs. */
  open(sealed: Uint8Array, aad: string): string;
  keyIdOf(sealed: Uint8Array): string;
  readonly newestKeyId: string;
  /** Newest first. */
  readonly keyIds: readonly string[];
  holds(keyId: string): boolean;
  /** A base64url MAC; a signature for one purpose is invalid for another. */
  sign(purpose: string, payload: string): string;
  verify(purpose: string, payload: string, signature: string): boolean;
}

export class VaultError extends Error {
  override readonly name = 'VaultError';
}

const ENVELOPE_VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9._-]{1,32}$/;

/** Envelope: version | length of key id | key id | iv | ciphertext | tag. The clear part is authenticated too. */
export function createVault(keys: readonly VaultKey[] /* newest first */): Vault {
  const newest = keys[0];
  if (newest === undefined) throw new VaultError('a vault needs at least one key');
  for (const { id, key } of keys) {
    if (!KEY_ID.test(id))
      throw new VaultError(`key id ${JSON.stringify(id)} is not 1-32 letters, digits, '.', '_', '-'`);
    if (key.length !== 32) throw new VaultError(`key ${id} has ${key.length} bytes instead of 32`);
  }
  const byId = new Map(keys.map((entry) => [entry.id, entry]));
  if (byId.size !== keys.length) throw new VaultError('two keys have the same id');

  // Each purpose has its own key, derived once.
  const derived = new Map<string, Buffer>();
  const derive = ({ id, key }: VaultKey, purpose: string): Buffer => {
    const name = `${id}/${purpose}`;
    let subkey = derived.get(name);
    if (subkey === undefined) {
      subkey = Buffer.from(hkdfSync('sha256', key, '', `slipway/v1/${purpose}`, 32));
      derived.set(name, subkey);
    }
    return subkey;
  };
  const mac = (key: VaultKey, purpose: string, payload: string): Buffer =>
    createHmac('sha256', derive(key, `sign/${purpose}`))
      .update(payload)
      .digest();

  return {
    newestKeyId: newest.id,
    keyIds: keys.map(({ id }) => id),
    holds: (keyId) => byId.has(keyId),
    keyIdOf: (sealed) => parseEnvelope(sealed).keyId,
    seal: (plain, aad) => {
      const header = Buffer.from([ENVELOPE_VERSION, newest.id.length, ...Buffer.from(newest.id)]);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', derive(newest, 'seal'), iv, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
      return Buffer.concat([header, iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open: (sealed, aad) => {
      const { keyId, header, iv, ciphertext, tag } = parseEnvelope(sealed);
      const key = byId.get(keyId);
      if (key === undefined) throw new VaultError(`sealed with key ${keyId}, which is not configured`);
      const decipher = createDecipheriv('aes-256-gcm', derive(key, 'seal'), iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
      decipher.setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new VaultError(`does not open under key ${keyId}: changed, or it belongs to something else`, { cause });
      }
    },
    sign: (purpose, payload) => mac(newest, purpose, payload).toString('base64url'),
    verify: (purpose, payload, signature) => {
      const given = Buffer.from(signature, 'base64url');
      // The decoder skips invalid characters; without this check one signature would have many spellings.
      if (given.toString('base64url') !== signature) return false;
      return keys.some((key) => equalBytes(mac(key, purpose, payload), given));
    },
  };
}

function parseEnvelope(sealed: Uint8Array) {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const ivAt = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== ENVELOPE_VERSION) throw new VaultError(`unknown envelope version ${bytes[0]}`);
  if (bytes.length < ivAt + IV_BYTES + TAG_BYTES) throw new VaultError('envelope is too short');
  return {
    keyId: bytes.toString('latin1', 2, ivAt),
    header: bytes.subarray(0, ivAt),
    iv: bytes.subarray(ivAt, ivAt + IV_BYTES),
    ciphertext: bytes.subarray(ivAt + IV_BYTES, -TAG_BYTES),
    tag: bytes.subarray(-TAG_BYTES),
  };
}

/* ---------------------------------------------------------------- small primitives ---- */

export const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Compares in constant time. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** `bytes` random bytes as base64url. */
export const randomToken = (bytes: number): string => randomBytes(bytes).toString('base64url');

// Asking the system for 16 bytes takes longer than the rest of an id, and hardly less time than for 4 KiB.
const RANDOM_BYTES = 4_096;
let random = Buffer.alloc(0);
let randomUsed = 0;

function randomUuidBytes(): Buffer {
  if (randomUsed + 16 > random.length) {
    random = randomBytes(RANDOM_BYTES);
    randomUsed = 0;
  }
  randomUsed += 16;
  return random.subarray(randomUsed - 16, randomUsed);
}

let lastUuidMs = 0;
let uuidCounter = 0;

/**
 * RFC 9562 version 7, strictly rising within the process (method 1: a counter in `rand_a` that starts at random in its
 * lower half), so that rows written in order sort in order.
 */
export function uuidv7(): string {
  const bytes = randomUuidBytes();
  const now = Date.now();
  if (now > lastUuidMs) {
    lastUuidMs = now;
    uuidCounter = bytes.readUInt16BE(6) & 0x7ff;
  } else if (++uuidCounter > 0xfff) {
    lastUuidMs += 1;
    uuidCounter = 0;
  }
  return uuidOf(bytes, lastUuidMs, uuidCounter);
}

/**
 * A new one that sorts behind `earlier`, which another process may have made by a clock that is ahead. Other ids of this
 * process keep the time of its own clock: rows are found and kept by it.
 */
export function uuidv7After(earlier: string): string {
  const id = uuidv7();
  if (id > earlier) return id;
  const bytes = randomUuidBytes();
  const earlierMs = Number.parseInt(earlier.replaceAll('-', '').slice(0, 12), 16);
  return uuidOf(bytes, earlierMs + 1, bytes.readUInt16BE(6) & 0x7ff);
}

/** Writes time, counter and version into random bytes. */
function uuidOf(bytes: Buffer, ms: number, counter: number): string {
  bytes.writeUIntBE(ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/* ---------------------------------------------------------------- API keys ---- */

/** `prefix` finds the row, which stores `secretHash`; the key itself is shown once and not stored. */
export interface ParsedApiKey {
  prefix: string;
  secretHash: Buffer;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const API_KEY = /^(slw_[0-9A-Za-z]{12})_([0-9A-Za-z]{43,})([0-9A-Za-z]{6})$/;

/**
 * `slw_<12 id>_<43 secret><6 checksum>`, all base62: a double-click selects it, secret scanners can recognise it, and
 * the checksum rejects typing errors without asking the database. A plain SHA-256 is enough for 256 random bits.
 */
export function generateApiKey(): ParsedApiKey & { key: string } {
  const prefix = `slw_${base62(randomBytes(9), 13).slice(-12)}`;
  const secret = base62(randomBytes(32), 43);
  return { key: `${prefix}_${secret}${checksum(`${prefix}_${secret}`)}`, prefix, secretHash: sha256(secret) };
}

export function parseApiKey(text: string): ParsedApiKey | null {
  const [, prefix, secret, check] = API_KEY.exec(text) ?? [];
  if (prefix === undefined || secret === undefined || check !== checksum(`${prefix}_${secret}`)) return null;
  return { prefix, secretHash: sha256(secret) };
}

// With plain numbers: every request has a key, and big ones take as long as hashing it.
function checksum(text: string): string {
  let value = crc32(text);
  let digits = '';
  for (; value > 0; value = Math.floor(value / 62)) digits = BASE62.charAt(value % 62) + digits;
  return digits.padStart(6, '0');
}

function base62(bytes: Uint8Array, width: number): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; value > 0n; value /= 62n) text = BASE62.charAt(Number(value % 62n)) + text;
  return text.padStart(width, '0');
}
