/** The text of X: how it is counted, and how a post read from X is compared with the one that was sent. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Loaded on first use: with its dependencies it is 240 files, a quarter of all that a process would load at its start. */
const twitterText = (): typeof import('twitter-text') => require('twitter-text');

/** X takes no longer address, and hardly anybody writes a domain without `https://` that is part of so long a word. */
const LONGEST = { address: 4_096, word: 500 } as const;
/** Does not end within an emoji or a letter of several characters. */
const cutting = (most: number) =>
  new RegExp(String.raw`.{1,${most}}(?<!\u200D)(?![\p{M}\p{Emoji_Modifier}\u200D])|.{1,${most}}`, 'gsu');
const CUTS = { address: cutting(LONGEST.address), word: cutting(LONGEST.word) } as const;

/**
 * The text in pieces that contain each link whole: a word, with the white space before it, by which the library knows
 * where a link begins. It looks for one at every character of a text with a dot, each time to the end of the run of
 * letters: 25,000 emoji and one dot would keep this process busy for half a minute.
 */
function piecesOf(text: string): string[] {
  return (text.match(/\s*\S+|\s+/g) ?? []).flatMap((run) => {
    if (run.length <= LONGEST.word || !run.includes('.')) return [run];
    return run.match(/^\s*https?:/i.test(run) ? CUTS.address : CUTS.word) ?? [];
  });
}

/** Weighted length as X counts it: NFC, URLs 23, CJK and emoji 2. */
export function weightedLength(text: string): number {
  const { parseTweet } = twitterText();
  return piecesOf(text.normalize('NFC')).reduce((sum, piece) => sum + parseTweet(piece).weightedLength, 0);
}

interface Link {
  url: string;
  indices: readonly [start: number, end: number];
}

/** In the order in which they stand in the text. */
function linksIn(text: string): Link[] {
  const { extractUrlsWithIndices } = twitterText();
  let at = 0;
  return piecesOf(text).flatMap((piece) => {
    const start = at;
    at += piece.length;
    return extractUrlsWithIndices(piece).map(({ url, indices }): Link => {
      return { url, indices: [start + indices[0], start + indices[1]] };
    });
  });
}

/**
 * Emoji of several characters that are newer than the table of the library, which counts their parts. The table of X
 * may be newer.
 */
export interface NewEmoji {
  emoji: string[];
  /** By how much the weight falls if X counts each as one emoji. */
  surplus: number;
}

const EMOJI_WEIGHT = 2;
const SEQUENCE =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?(?:\u200D\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F)?)*/gu;

export function newEmojiIn(text: string): NewEmoji {
  const found = text.match(SEQUENCE) ?? [];
  const surplusOf = new Map([...new Set(found)].map((emoji) => [emoji, weightedLength(emoji) - EMOJI_WEIGHT]));
  const isNew = (emoji: string) => (surplusOf.get(emoji) ?? 0) > 0;
  const surplus = found.filter(isNew).reduce((sum, emoji) => sum + (surplusOf.get(emoji) ?? 0), 0);
  return { emoji: [...surplusOf.keys()].filter(isNew), surplus };
}

export const urlsIn = (text: string): readonly string[] => linksIn(text).map(({ url }) => url);
/** Repetitions count again. */
export const cashtagsIn = (text: string): readonly string[] => twitterText().extractCashtags(text);
export const hasForbiddenCharacters = (text: string): boolean => twitterText().hasInvalidCharacters(text);

const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n;

/** The time at which a post was made, from its id; null if the id contains no time. */
export function snowflakeTime(id: string): Date | null {
  if (!/^\d{15,19}$/.test(id)) return null;
  return new Date(Number((BigInt(id) >> 22n) + SNOWFLAKE_EPOCH_MS));
}

export interface LinkEntity {
  url?: string | null | undefined;
  expanded_url?: string | null | undefined;
  media_key?: string | null | undefined;
}

/** Normalises the sent text, so that two spellings of one post are equal. */
export function canonicalText(text: string): string {
  const decoded = decodeEntities(text).normalize('NFC');
  let result = decoded;
  for (const { url, indices } of linksIn(decoded).reverse()) {
    result = `${result.slice(0, indices[0])}${canonicalUrl(url)}${result.slice(indices[1])}`;
  }
  return result.replace(/\s+/g, ' ').trim();
}

/**
 * The same for a text read from X, which replaces every link by a t.co one, appends one for the media, escapes `&<>`
 * and trims.
 */
export function canonicalPostText(text: string, links: readonly LinkEntity[]): string {
  let result = text;
  for (const { url, expanded_url, media_key } of links) {
    if (!url) continue;
    if (media_key || isOwnMediaLink(expanded_url)) result = result.replaceAll(url, ' ');
    else if (expanded_url) result = result.replaceAll(url, expanded_url);
  }
  return canonicalText(result.replace(/\s+https:\/\/t\.co\/\w+\s*$/, '').replace(/^https:\/\/t\.co\/\w+\s*$/, ''));
}

/** Whether a text read from X can be the one that was sent, when links and end of the text are unknown. */
export function isSameButForLinks(sent: string, read: string): boolean {
  const [ours, theirs] = [withoutLinks(sent), withoutLinks(read)];
  return theirs.endsWith('…') ? ours.startsWith(theirs.slice(0, -1).trim()) : ours === theirs;
}

function withoutLinks(text: string): string {
  const decoded = decodeEntities(text).normalize('NFC');
  return urlsIn(decoded)
    .reduce((rest, url) => rest.replace(url, ' '), decoded)
    .replace(/\s+/g, ' ')
    .trim();
}

const isOwnMediaLink = (expanded: string | null | undefined): boolean =>
  /^https:\/\/(x|twitter)\.com\/[^/]+\/status\/\d+\/(photo|video)\/\d+$/.test(expanded ?? '');

/** Without protocol, without case of the host, without a `/` at the end, and with percent codes decoded. */
function canonicalUrl(url: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `https://${url}`;
  if (!URL.canParse(absolute)) return url;
  const { host, pathname, search, hash } = new URL(absolute);
  return `${host}${pathname.replace(/\/$/, '')}${search}${hash}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
};

// Repeated until nothing changes: the author may have written `&amp;`, which X escapes once more.
function decodeEntities(text: string): string {
  const decoded = text.replace(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
  return decoded === text ? text : decodeEntities(decoded);
}
