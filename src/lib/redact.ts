/** Removes secrets from what is logged or journaled: by field name, by known value, and from URLs. */
import { REDACTED, type Scrubber } from './scrub.ts';

const SECRET_NAME =
  /^(authorization|cookie|set-cookie|proxy-authorization|.*token.*|.*secret.*|code|code_verifier|codeverifier|password|client_key|location|upload_url|uploadurl|signature|sig|.*apikey.*|.*credential.*)$/i;
// Fields that only sound secret, and that support needs.
const HARMLESS_NAME = /^(token_type|expires_in|code)$/i;

export interface RedactOptions {
  /** Removes values that must not appear anywhere, whatever the field is called. */
  scrub?: Pick<Scrubber, 'text'>;
  /** Longest string kept. */
  maxString?: number;
}

/** A deep copy of `value` that is safe to store. */
export function redact(value: unknown, options: RedactOptions = {}): unknown {
  const { scrub } = options;
  const maxString = options.maxString ?? 2_000;

  const text = (input: string): string => {
    // Most texts hold no address; to search all of them with the pattern took half of the time of a copy.
    let out = input.includes('://') ? withoutSecrets(input) : input;
    if (scrub !== undefined) out = scrub.text(out);
    return out.length > maxString ? `${out.slice(0, maxString)}… (${out.length} characters)` : out;
  };

  const walk = (input: unknown, name: string, depth: number): unknown => {
    if (typeof input === 'string') return isSecretName(name, input) ? REDACTED : text(input);
    if (typeof input === 'bigint') return input.toString();
    if (input === null || typeof input !== 'object') return input;
    if (input instanceof Date) return input.toISOString();
    if (depth > 8) return '[deep]';
    if (Array.isArray(input)) return input.slice(0, 100).map((item) => walk(item, name, depth + 1));
    // Next to a `grant_type`, `code` is the one that is exchanged for a token, however short it is.
    const isGrant = Object.hasOwn(input, 'grant_type');
    return Object.fromEntries(
      Object.entries(input).map(([key, item]) => [
        text(key),
        isGrant && key === 'code' ? REDACTED : walk(item, key, depth + 1),
      ]),
    );
  };
  return walk(value, '', 0);
}

/** Addresses without queries, which may be signed, and without the password of any protocol. */
const withoutSecrets = (text: string): string =>
  text
    .replace(/(https?:\/\/[^\s"'?#]+)[?#][^\s"']*/g, '$1?[redacted]')
    .replace(/(:\/\/)[^\s"'/?#@]+@/g, `$1${REDACTED}@`);

// `code` is a secret in an OAuth request and an error code everywhere else; error codes are short words or numbers.
function isSecretName(name: string, value: string): boolean {
  if (name === '' || !SECRET_NAME.test(name)) return false;
  if (name.toLowerCase() === 'code') return value.length > 40 || /[^A-Za-z0-9_.-]/.test(value);
  return !HARMLESS_NAME.test(name);
}
