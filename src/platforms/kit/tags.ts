/** Counts hashtags and mentions as Instagram, TikTok and YouTube do. X counts with its own library. */

/** `#` and `@` in an address (a fragment, a profile) make no tag. */
const LINK = /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}\/\S*/giu;
/** After such a sign it is not an address: `#shop@example.com`, `@shop@example.com`. */
const MAIL = /(?<![\p{L}\p{N}._%+@＠#＃-])[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;
// No tag begins right after a word, nor in `&#39;`. Marks that turn a sign into an emoji are not part of a word.
const BOUNDARY = String.raw`(?<![\p{L}\p{N}_&][\p{M}--[\uFE0F\u20E3]]*)`;
/** A letter of any script or an emoji; so the keycap emoji, which is `#` with marks, is not a tag. */
const BEGINNING = String.raw`[\p{L}\p{N}_\p{Extended_Pictographic}\p{Regional_Indicator}]`;
const HASHTAGS = new RegExp(
  String.raw`${BOUNDARY}(?:[#＃]${BEGINNING}(?:${BEGINNING}|[\p{M}\p{Emoji_Modifier}\u200C\u200D])*)+`,
  'gv',
);
const MENTIONS = new RegExp(`${BOUNDARY}(?:[@＠][A-Za-z0-9_][A-Za-z0-9_.]*)+`, 'gv');

export const hashtagsIn = (text: string): number => signsIn(text, HASHTAGS, /[#＃]/g);
export const mentionsIn = (text: string): number => signsIn(text, MENTIONS, /[@＠]/g);

/** Adjacent tags count one by one. */
const signsIn = (text: string, runs: RegExp, sign: RegExp): number =>
  (withoutAddresses(text).match(runs) ?? []).join('').match(sign)?.length ?? 0;

const withoutAddresses = (text: string): string => text.replace(LINK, ' ').replace(MAIL, ' ');
