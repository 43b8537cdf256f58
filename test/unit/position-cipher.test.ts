/** Cursors are positions that only their own workspace can read. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openPosition, sealPosition } from '../../src/lib/position-cipher.ts';

const key = randomBytes(16);

it('opens what it has sealed, at both ends of what a position can be', () => {
  for (const position of [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n])
    expect(openPosition(key, sealPosition(key, position))).toBe(position);
});

it('tells nothing of the position, not even which of two is later', () => {
  const sealed = Array.from({ length: 64 }, (_, position) => sealPosition(key, BigInt(position)));
  expect(new Set(sealed).size).toBe(64);
  expect(sealed.toSorted()).not.toEqual(sealed);
  expect(new Set(sealed.map((text) => text.slice(0, 4))).size).toBeGreaterThan(60);
});

it('opens nothing that was sealed with another key, or is no cursor', () => {
  for (const text of [sealPosition(randomBytes(16), 5n), '', '0', 'ZXZlbnQ6NQ', 'A'.repeat(22), 'A'.repeat(500), '…'])
    expect(openPosition(key, text)).toBeNull();
});
