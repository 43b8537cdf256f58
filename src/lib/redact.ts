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

/** A field that holds one address and nothing else, in whatever way it may be spelled. */
const ADDRESS_NAME = /ur[il]s?$/i;

/** Before the `@`; browsers accept slashes that are missing, doubled or backslashes. Bounds keep a long text quick to search. */
const USER_INFO = /((?<![/\\])[/\\]{2,})[^\s"'<>/\\?#]+@|(\b(?:https?|wss?|ftp):[/\\]?)[^\s"'<>/\\?#]{1,256}@/gi;
/** A password with a slash in it: what follows the colon is no port, so the slash does not end the host. */
const SLASHED_USER_INFO =
  /((?<![/\\])[/\\]{2,}|\b(?:https?|wss?|ftp):[/\\]?)(?!\[)[^\s"'<>/\\?#@:]{0,256}:(?!\d*(?:[\s"'<>/\\?#]|$))[^\s"'<>]{0,256}@/gi;
const QUERY = /(\b(?:https?|wss?|ftp):[^\s"'?#]+)[?#][^\s"']*/gi;

/** Text without the user names, passwords and queries of the addresses in it; they need not be valid. */
function withoutSecretsOfAddresses(text: string): string {
  // Most texts hold no address; to search all of them with the patterns took half of the time of a copy.
  const safe = text.includes('@')
    ? text.replace(USER_INFO, `$1$2${REDACTED}@`).replace(SLASHED_USER_INFO, `$1${REDACTED}@`)
    : text;
  return /:[/\\]/.test(safe) ? safe.replace(QUERY, `$1?${REDACTED}`) : safe;
}

/** The same for one address that may be spelled so badly that nothing in it can be told from a password. */
function withoutSecretsOfAddress(given: string): string {
  // As parsers of addresses do.
  const address = given.replace(/[\t\n\r]/g, '').trim();
  const [start = ''] = /^(?:[a-z][a-z0-9+.-]*:)?[/\\\s]*/i.exec(address) ?? [];
  const rest = address.slice(start.length);
  const [authority = ''] = rest.split(/[/\\?#]/, 1);
  const isGood = /^https?:$/.test(URL.parse(address)?.protocol ?? '');
  // In a bad address a slash or a question mark may be part of the password.
  const until = isGood || authority.includes('@') ? authority.lastIndexOf('@') : rest.lastIndexOf('@');
  if (until === -1 && !isGood && /:(?!\d*$)/.test(authority)) return `${start}${REDACTED}`;
  const place = until === -1 ? rest : `${REDACTED}${rest.slice(until)}`;
  return withoutSecretsOfAddresses(`${start}${place.replace(/[?#].*$/, `?${REDACTED}`)}`);
}

/** A deep copy of `value` that is safe to store. */
export function redact(value: unknown, options: RedactOptions = {}): unknown {
  const { scrub } = options;
  const maxString = options.maxString ?? 2_000;

  const text = (input: string, isAddress = false): string => {
    let out = isAddress ? withoutSecretsOfAddress(input) : withoutSecretsOfAddresses(input);
    if (scrub !== undefined) out = scrub.text(out);
    return out.length > maxString ? `${out.slice(0, maxString)}… (${out.length} characters)` : out;
  };

  const walk = (input: unknown, name: string, depth: number): unknown => {
    if (typeof input === 'string') return isSecretName(name, input) ? REDACTED : text(input, ADDRESS_NAME.test(name));
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

// `code` is a secret in an OAuth request and an error code everywhere else; error codes are short words or numbers.
function isSecretName(name: string, value: string): boolean {
  if (name === '' || !SECRET_NAME.test(name)) return false;
  if (name.toLowerCase() === 'code') return value.length > 40 || /[^A-Za-z0-9_.-]/.test(value);
  return !HARMLESS_NAME.test(name);
}
