/**
 * Compares a post with the `FormatRule` of its format: whether the platform has the format, the texts, and how many
 * files of which kind.
 */
import { Buffer } from 'node:buffer';
import type { Format, FormatRule, Issue, IssueCode, Platform, PublishMedia } from '../platform.ts';
import { error } from './issues.ts';
import { checkMedia, type MediaCheck } from './media-check.ts';

export const unsupported = (platform: string, format: Format, formats: Platform['formats']): Issue => {
  const supported = Object.keys(formats).join(', ');
  return error(
    'FORMAT_UNSUPPORTED',
    ['format'],
    `${platform} has no ${format}; it has ${supported}`,
    supported,
    format,
  );
};

/** How lengths are counted. WEIGHTED is specific to one platform, which checks it itself. */
const UNITS = {
  UTF16: { word: 'characters', lengthOf: (text: string) => text.length },
  CODE_POINTS: { word: 'characters', lengthOf: (text: string) => [...text].length },
  UTF8_BYTES: { word: 'bytes (UTF-8)', lengthOf: (text: string) => Buffer.byteLength(text, 'utf8') },
} as const;

export function checkLength(
  text: string,
  { max, unit }: { max: number; unit: keyof typeof UNITS },
  what: string,
  code: Extract<IssueCode, 'TEXT_TOO_LONG' | 'TITLE_TOO_LONG' | 'ALT_TEXT_TOO_LONG'>,
  path: readonly string[],
): Issue[] {
  const { word, lengthOf } = UNITS[unit];
  const length = lengthOf(text);
  if (length <= max) return [];
  return [error(code, path, `the ${what} may have ${max} ${word}; it has ${length}`, max, length)];
}

export function checkCount(platform: string, format: Format, rule: FormatRule, count: number): Issue[] {
  const { min, max } = rule.media ?? { min: 0, max: 0 };
  const message = `${platform} takes ${min === max ? min : `${min}–${max}`} files in a ${format}; there are ${count}`;
  if (count > max) return [error('MEDIA_TOO_MANY', ['media'], message, max, count)];
  if (count >= min) return [];
  return [error(count === 0 ? 'MEDIA_MISSING' : 'MEDIA_TOO_FEW', ['media'], message, min, count)];
}

/** Compares a file with the rule for its kind; a kind without a rule is refused. */
export function checkKindOf(media: PublishMedia, format: FormatRule, check: MediaCheck): Issue[] {
  const rule = media.kind === 'VIDEO' ? format.video : format.image;
  if (rule !== null) return checkMedia(media, rule, check);
  const kinds = format.media?.kinds.join(', ') ?? 'no file';
  const message = `this format takes ${kinds}; this file is ${media.kind}`;
  return [error('MEDIA_KIND', check.path, message, kinds, media.kind)];
}
