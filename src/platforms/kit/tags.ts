/** How many hashtags and mentions a text holds, as Instagram, TikTok and YouTube see them. X counts with its own library. */

/** `#` and `@` in an address (a fragment, a profile) make no tag. */
const LINK = /(?:https?:\/\/|www\.)\S+|(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}\/\S*/giu;
/** After a sign it is no address: `#shop@example.com`, `@shop@example.com`. */
const MAIL = /(?<![\p{L}\p{N}._%+@＠#＃-])[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;
// Where a word ends there begins no tag, nor in `&#39;`. Marks that make an emoji of a sign are no part of a word.
const BOUNDARY = String.raw`(?<![\p{L}\p{N}_&][\p{M}--[\uFE0F\u20E3]]*)`;
/** A letter of any script or an emoji; so the keycap emoji, a `#` with marks, is no tag. */
const BEGINNING = String.raw`[\p{L}\p{N}_\p{Extended_Pictographic}\p{Regional_Indicator}]`;
const HASHTAGS = new RegExp(
  String.raw`${BOUNDARY}(?:[#＃]${BEGINNING}(?:${BEGINNING}|[\p{M}\p{Emoji_Modifier}\u200C\u200D])*)+`,
  'gv',
);
const MENTIONS = new RegExp(`${BOUNDARY}(?:[@＠][A-Za-z0-9_][A-Za-z0-9_.]*)+`, 'gv');

export const hashtagsIn = (text: string): number => signsIn(text, HASHTAGS, /[#＃]/g);
export const mentionsIn = (text: string): number => signsIn(text, MENTIONS, /[@＠]/g);

/** Of several that touch each other each counts. */
const signsIn = (text: string, runs: RegExp, sign: RegExp): number =>
  (withoutAddresses(text).match(runs) ?? []).join('').match(sign)?.length ?? 0;

const withoutAddresses = (text: string): string => text.replace(LINK, ' ').replace(MAIL, ' ');
