/** How many hashtags and mentions a caption holds: read character by character, as an app does that makes links of them. */

const test = (pattern: RegExp) => (character: string | undefined) => character !== undefined && pattern.test(character);
const isWordly = test(/[\p{L}\p{N}_]/u);
const isMark = test(/\p{M}/u);
const isOfKeycap = test(/[\uFE0F\u20E3]/u);
const isPicture = test(/[\p{Extended_Pictographic}\p{Regional_Indicator}]/u);
const isJoint = test(/[\p{Emoji_Modifier}\u200C\u200D]/u);
const isHandle = test(/[A-Za-z0-9_]/);
const isHost = test(/[\p{L}\p{N}.-]/u);
const isMailbox = test(/[\p{L}\p{N}._%+-]/u);
const isSign = test(/[@＠#＃]/u);

export interface Tags {
  hashtags: number;
  mentions: number;
}

export function tagsOf(caption: string): Tags {
  const tags: Tags = { hashtags: 0, mentions: 0 };
  // An address ends where there is white space, and so does all that matters here.
  for (const word of caption.split(/\s+/)) readWord(Array.from(word), tags);
  return tags;
}

function readWord(word: readonly string[], tags: Tags): void {
  const end = startOfLink(word);
  let inside: 'hashtag' | 'mention' | null = null;
  let wordFrom = 0;
  for (let at = 0; at < end; at++) {
    const [here, next] = [word[at], at + 1 < end ? word[at + 1] : undefined];
    const after = isMailbox(here) && !isMailbox(word[at - 1]) && !isSign(word[at - 1]) ? endOfMail(word, at, end) : at;
    if (after > at) {
      inside = null;
      wordFrom = after;
      at = after - 1;
    } else if (here === '#' || here === '＃') {
      const begins: boolean = inside === 'hashtag' || !endsWord(word, at, wordFrom);
      inside = begins && (isWordly(next) || isPicture(next)) ? 'hashtag' : null;
      if (inside !== null) tags.hashtags += 1;
    } else if (here === '@' || here === '＠') {
      const begins: boolean = inside === 'mention' || !endsWord(word, at, wordFrom);
      inside = begins && isHandle(next) ? 'mention' : null;
      if (inside !== null) tags.mentions += 1;
    } else if (inside === 'hashtag') {
      if (!isWordly(here) && !isPicture(here) && !isMark(here) && !isJoint(here)) inside = null;
    } else if (!isHandle(here) && here !== '.') inside = null;
  }
}

/** Whether what stands before `at`, from `from` on, is a word or `&`. */
function endsWord(word: readonly string[], at: number, from: number): boolean {
  let last = at - 1;
  while (last >= from && isMark(word[last]) && !isOfKeycap(word[last])) last -= 1;
  return last >= from && (isWordly(word[last]) || word[last] === '&');
}

/** The index at which an address of the web begins; the word's length when there is none. */
function startOfLink(word: readonly string[]): number {
  for (let at = 0; at < word.length; at++) {
    const rest = word
      .slice(at, at + 8)
      .join('')
      .toLowerCase();
    for (const lead of ['https://', 'http://', 'www.'])
      if (rest.startsWith(lead) && word.length > at + lead.length) return at;
    if (!isHost(word[at]) || isHost(word[at - 1])) continue;
    let end = at;
    while (isHost(word[end])) end += 1;
    if (word[end] === '/' && isDomain(word.slice(at, end).join(''))) return at;
  }
  return word.length;
}

/** The index behind the mail address that begins at `at`; `at` itself when none does. */
function endOfMail(word: readonly string[], at: number, end: number): number {
  let sign = at;
  while (sign < end && isMailbox(word[sign])) sign += 1;
  if (word[sign] !== '@') return at;
  let after = sign + 1;
  while (after < end && isHost(word[after])) after += 1;
  // Whatever follows the last whole label is not part of it.
  for (; after > sign + 1; after--) if (isDomain(word.slice(sign + 1, after).join(''))) return after;
  return at;
}

function isDomain(host: string): boolean {
  const labels = host.split('.');
  return labels.length > 1 && labels.every((label) => label !== '') && /^\p{L}{2,}$/u.test(labels.at(-1) ?? '');
}
