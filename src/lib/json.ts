/** JSON without loss: integers beyond 2^53 arrive as their digits in a string instead of being rounded. */

type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

// TikTok sends post ids, and Instagram user ids, as bare 64-bit numbers; JSON.parse alone would change them.
const keepDigits: SourceReviver = (_key, value, context) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '')
    ? context?.source
    : value;

/** Parses `text`; throws `SyntaxError` on anything that is not JSON. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

// JSON.stringify escapes halves of surrogate pairs (a text cut inside an emoji) and NUL; after an even number of
// backslashes it is ordinary text.
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;

/** `value` as text that Postgres accepts as `jsonb`: unsupported characters become U+FFFD. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // Searching for the pattern at every character takes longer than serialising.
  return text.includes('\\u') ? text.replace(UNSTORABLE, '$1\ufffd') : text;
}
