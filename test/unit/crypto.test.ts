/** Sealing, signing and API keys. */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  createVault,
  equalBytes,
  generateApiKey,
  parseApiKey,
  sha256,
  uuidv7,
  uuidv7After,
  VaultError,
} from '../../src/lib/crypto.ts';

const key = (id: string) => ({ id, key: randomBytes(32) });
const oldKey = key('2026');
const newKey = key('2027');
const aad = 'workspace/w1/account/a1';

describe('sealing', () => {
  const vault = createVault([newKey, oldKey]);

  test('opens what it sealed, and seals the same text differently each time', () => {
    const first = vault.seal('token – ünïcödé', aad);
    expect(vault.open(first, aad)).toBe('token – ünïcödé');
    expect(vault.open(vault.seal('', aad), aad)).toBe('');
    expect(vault.seal('token – ünïcödé', aad).equals(first)).toBe(false);
    expect(first.includes('token')).toBe(false);
  });

  test('does not open for another owner', () => {
    expect(() => vault.open(vault.seal('token', aad), 'workspace/w1/account/a2')).toThrow(VaultError);
  });

  test('notices a change of any single byte', () => {
    const sealed = vault.seal('token', aad);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => vault.open(changed, aad)).toThrow(VaultError);
    }
  });

  test('notices truncation at every length', () => {
    const sealed = vault.seal('token', aad);
    for (let length = 0; length < sealed.length; length++) {
      expect(() => vault.open(sealed.subarray(0, length), aad)).toThrow(VaultError);
    }
  });

  test('names the key, seals under the newest and still opens what older ones sealed', () => {
    const before = createVault([oldKey]);
    const sealed = before.seal('token', aad);
    expect(before.keyIdOf(sealed)).toBe('2026');
    expect(vault.open(sealed, aad)).toBe('token');
    expect(vault.keyIdOf(vault.seal('token', aad))).toBe('2027');
    expect(vault.newestKeyId).toBe('2027');
    expect(() => before.open(vault.seal('token', aad), aad)).toThrow(/key 2027, which is not configured/);
  });

  test('opens a view into a larger buffer, as database drivers return it', () => {
    const sealed = vault.seal('token', aad);
    const larger = Buffer.concat([Buffer.alloc(7), sealed, Buffer.alloc(9)]);
    expect(vault.open(new Uint8Array(larger.buffer, larger.byteOffset + 7, sealed.length), aad)).toBe('token');
  });

  test('refuses short keys, bad key ids and two keys of one id', () => {
    expect(() => createVault([])).toThrow(VaultError);
    expect(() => createVault([{ id: 'k', key: randomBytes(16) }])).toThrow(/16 bytes instead of 32/);
    expect(() => createVault([{ id: 'k:1', key: randomBytes(32) }])).toThrow(VaultError);
    expect(() => createVault([key('k'), key('k')])).toThrow(/same id/);
  });
});

describe('signing', () => {
  const vault = createVault([newKey, oldKey]);

  test('verifies its own signatures and those of older keys', () => {
    expect(vault.verify('link', 'id-1', vault.sign('link', 'id-1'))).toBe(true);
    expect(vault.verify('link', 'id-1', createVault([oldKey]).sign('link', 'id-1'))).toBe(true);
    expect(createVault([oldKey]).verify('link', 'id-1', vault.sign('link', 'id-1'))).toBe(false);
  });

  test('refuses another payload, another purpose, another spelling and garbage', () => {
    const signature = vault.sign('link', 'id-1');
    expect(vault.verify('link', 'id-2', signature)).toBe(false);
    expect(vault.verify('cursor', 'id-1', signature)).toBe(false);
    expect(vault.verify('link', 'id-1', `${signature}=`)).toBe(false);
    expect(vault.verify('link', 'id-1', `${signature}!`)).toBe(false);
    expect(vault.verify('link', 'id-1', signature.slice(0, -4))).toBe(false);
    expect(vault.verify('link', 'id-1', '')).toBe(false);
  });
});

describe('API keys', () => {
  test('a generated key parses back to what the database stores', () => {
    const { key: text, prefix, secretHash } = generateApiKey();
    expect(text).toMatch(/^slw_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    const parsed = parseApiKey(text);
    expect(parsed?.prefix).toBe(prefix);
    expect(equalBytes(parsed?.secretHash ?? Buffer.alloc(0), secretHash)).toBe(true);
    expect(text.startsWith(`${prefix}_`)).toBe(true);
  });

  test('the checksum turns away every single wrong character', () => {
    const { key: text } = generateApiKey();
    for (let at = 4; at < text.length; at++) {
      if (text[at] === '_') continue;
      const wrong = text[at] === 'A' ? 'B' : 'A';
      expect(parseApiKey(text.slice(0, at) + wrong + text.slice(at + 1))).toBeNull();
    }
    for (const other of ['', 'slw_', text.slice(1), `${text} `, text.slice(0, -1)])
      expect(parseApiKey(other)).toBeNull();
  });

  test('no two keys are alike', () => {
    const prefixes = Array.from({ length: 200 }, () => generateApiKey().prefix);
    expect(new Set(prefixes).size).toBe(200);
  });
});

test('version 7 ids carry the time and rise strictly, even thousands within one millisecond', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, uuidv7);
  for (const id of ids.slice(0, 100))
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(before);
});

test('an id behind one of a clock that is ahead moves no other id of the process', () => {
  const ahead = `${(Date.now() + 3_600_000)
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7fff-bfff-ffffffffffff`;
  const after = uuidv7After(ahead);
  expect(after > ahead).toBe(true);
  expect(uuidv7After(after) > after).toBe(true);
  expect(after).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidv7() < ahead).toBe(true);
});

test('sha256 is the well-known function', () => {
  expect(sha256('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
