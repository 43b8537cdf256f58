/** Reads file names in every encoding in which they arrive, without characters that could mislead a person or a program. */
import { Buffer } from 'node:buffer';
import { posix } from 'node:path';

export const FILE_NAME_LENGTH = 255;

/**
 * The value of `X-File-Name`: percent-encoded, in the form of RFC 8187 (`UTF-8''na%C3%AFve.jpg`), or as raw bytes of
 * UTF-8, which Node hands over as Latin-1.
 */
export function fileNameFromHeader(header: string): string | null {
  const [, charset, encoded] = /^([\w-]+)'[\w-]*'([^']*)$/.exec(header) ?? [];
  if (charset !== undefined && encoded !== undefined) {
    const bytes = percentDecoded(encoded);
    if (/^(iso-8859-1|latin1)$/i.test(charset)) return cleanFileName(bytes.toString('latin1'));
    if (/^utf-8$/i.test(charset)) return cleanFileName(textOf(bytes));
  }
  return cleanFileName(textOf(percentDecoded(header)));
}

/** The last segment of the path, decoded. */
export function fileNameFromUrl(url: string): string | null {
  return cleanFileName(textOf(percentDecoded(posix.basename(URL.parse(url)?.pathname ?? ''))));
}

/** Control characters, marks that change the direction of text, and characters that are not text. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/gu;

/** The name alone, without folders; null when nothing is left of it. */
export function cleanFileName(name: string): string | null {
  const clean = name
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/^.*[/\\]/s, '')
    .trim();
  if (clean === '' || /^\.+$/.test(clean)) return null;
  let short = '';
  for (const character of clean) {
    if (short.length + character.length > FILE_NAME_LENGTH) break;
    short += character;
  }
  return short;
}

/** A `%` that starts no valid code stands for itself, as do characters beyond Latin-1. */
function percentDecoded(text: string): Buffer {
  const parts = text.split(/(%[0-9a-f]{2})/i).map((part) => {
    if (/^%[0-9a-f]{2}$/i.test(part)) return Buffer.from(part.slice(1), 'hex');
    return [...part].some((character) => character > '\u00ff')
      ? Buffer.from(part, 'utf8')
      : Buffer.from(part, 'latin1');
  });
  return Buffer.concat(parts);
}

/** Decodes as UTF-8 if the bytes are valid UTF-8, otherwise as Latin-1, which HTTP once defined for headers. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
