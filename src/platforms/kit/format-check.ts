/**
 * Compares a post with the `FormatRule` of its format: whether the platform has the format, the texts, and how many
 * files of which kind.
 */
import { Buffer } from 'node:buffer';
import type { Format, FormatRule, Issue, IssueCode, Platform, PublishMedia } from '../platform.ts';
import { error } from './issues.ts';
import { checkMedia, type MediaCheck } from './media-check.ts';
import { say } from './texts.ts';
import type { TextName } from './words.ts';

export const unsupported = (platform: string, format: Format, formats: Platform['formats']): Issue => {
  const supported = Object.keys(formats).join(', ');
  const said = say('formatAbsent', { platform, format, formats: supported });
  return error('FORMAT_UNSUPPORTED', ['format'], said, supported, format);
};

/** How lengths are counted. WEIGHTED is specific to one platform, which checks it itself. */
const UNITS = {
  UTF16: (text: string) => text.length,
  CODE_POINTS: (text: string) => [...text].length,
  UTF8_BYTES: (text: string) => Buffer.byteLength(text, 'utf8'),
} as const;

export function checkLength(
  text: string,
  { max, unit }: { max: number; unit: keyof typeof UNITS },
  what: TextName | { of: TextName; media: number },
  code: Extract<IssueCode, 'TEXT_TOO_LONG' | 'TITLE_TOO_LONG' | 'ALT_TEXT_TOO_LONG'>,
  path: readonly string[],
): Issue[] {
  const length = UNITS[unit](text);
  if (length <= max) return [];
  const named = typeof what === 'string' ? { what, index: null } : { what: what.of, index: what.media };
  return [error(code, path, say('textTooLong', { ...named, max, length, unit }), max, length)];
}

export function checkCount(platform: string, format: Format, rule: FormatRule, count: number): Issue[] {
  const { min, max } = rule.media ?? { min: 0, max: 0 };
  const said = say('fileCount', { platform, format, min, max, count });
  if (count > max) return [error('MEDIA_TOO_MANY', ['media'], said, max, count)];
  if (count >= min) return [];
  return [error(count === 0 ? 'MEDIA_MISSING' : 'MEDIA_TOO_FEW', ['media'], said, min, count)];
}

/** Compares a file with the rule for its kind; a kind without a rule is refused. */
export function checkKindOf(media: PublishMedia, format: FormatRule, check: MediaCheck): Issue[] {
  const rule = media.kind === 'VIDEO' ? format.video : format.image;
  if (rule !== null) return checkMedia(media, rule, check);
  const kinds = format.media?.kinds.join(', ') ?? '';
  const said = say('fileKind', { kinds, kind: media.kind });
  return [error('MEDIA_KIND', check.path, said, kinds === '' ? 'no file' : kinds, media.kind)];
}
