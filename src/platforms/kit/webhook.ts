/** What adapters read webhooks with: signatures in constant time, the time after which a request may be a replay, and JSON. */
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { parseJson } from '../../lib/json.ts';

interface Signed {
  algorithm: 'sha1' | 'sha256';
  secret: string;
  text: string | Buffer;
  /** Of the signature. */
  encoding: 'hex' | 'base64' | 'base64url';
}

export const signatureOf = ({ algorithm, secret, text, encoding }: Signed): string =>
  createHmac(algorithm, secret).update(text).digest(encoding);

export function isSigned(signed: Signed, given: string | undefined): boolean {
  // An empty secret is known to everybody.
  if (given === undefined || signed.secret === '') return false;
  return equalTexts(signatureOf(signed), given);
}

/** In constant time. */
export function equalTexts(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The id of a hint to which its platform gives none: what is the same in every repetition. */
export const idOf = (...parts: readonly unknown[]): string => hash('sha256', JSON.stringify(parts), 'base64url');

/** Undefined if it is no JSON. */
export function jsonIn(text: string | Buffer): unknown {
  try {
    return parseJson(text.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Platforms go on telling for up to three days while nobody answers, and may sign only once. What is repeated within that
 * time is known by its id, which is kept for longer.
 */
export const REPLAY_WINDOW_MS = 72 * 3_600_000 + 5 * 60_000;
const AHEAD_MS = 5 * 60_000;

export const isTimely = (at: Date, now: Date): boolean => {
  const ageMs = now.getTime() - at.getTime();
  return ageMs <= REPLAY_WINDOW_MS && ageMs >= -AHEAD_MS;
};
