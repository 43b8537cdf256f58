/** What X does to the text of a post: counts it by its own weights, shortens links, hides long posts behind a note. */
import { createHash } from 'node:crypto';
import twitterText from 'twitter-text';

export const STANDARD_LIMIT = 280;
export const SUBSCRIBER_LIMIT = 25_000;

/** The library's table of emoji is of 2018. One that is newer weighs the same here as any other. */
export function weightedLength(text: string): number {
  return twitterText.parseTweet(text.replace(/\p{RGI_Emoji}/gv, '\u{1F600}')).weightedLength;
}

export function cashtagCount(text: string): number {
  return twitterText.extractCashtags(text).length;
}

export function mentions(text: string, username: string): boolean {
  return twitterText.extractMentions(text).some((name) => name.toLowerCase() === username.toLowerCase());
}

/** Two texts that X takes for the same post: white space at the ends and composition of characters make no difference. */
export function comparable(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

interface UrlEntity {
  start: number;
  end: number;
  url: string;
  expanded_url: string;
  display_url: string;
  media_key?: string;
}

export interface Rendered {
  text: string;
  urls: UrlEntity[];
}

export interface Renderable {
  id: string;
  text: string;
  username: string;
  mediaKeys: readonly string[];
}

/** The text as the API returns it: links as t.co, media as one more link, `&`, `<` and `>` escaped. Indices count code points. */
export function rendered(post: Renderable): Rendered {
  if (weightedLength(post.text) <= STANDARD_LIMIT) return withMedia(withLinks(post), post);
  const characters = Array.from(post.text);
  const head = withLinks({ ...post, text: `${characters.slice(0, STANDARD_LIMIT - 25).join('')}…` });
  const note = link(`https://x.com/i/web/status/${post.id}`, post.id);
  return withMedia({ text: `${head.text} ${note}`, urls: head.urls }, post);
}

/** The whole of a text above the standard limit; shorter posts have none. */
export function noteOf(post: Renderable): Rendered | undefined {
  return weightedLength(post.text) <= STANDARD_LIMIT ? undefined : withLinks(post);
}

function withLinks({ id, text }: Renderable): Rendered {
  const found = twitterText.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: true });
  const urls: UrlEntity[] = [];
  let out = '';
  let at = 0;
  for (const { url, indices } of found) {
    out += escaped(text.slice(at, indices[0]));
    const short = link(url, id);
    const start = Array.from(out).length;
    const expanded = /^https?:\/\//i.test(url) ? url : `http://${url}`;
    urls.push({ start, end: start + short.length, url: short, expanded_url: expanded, display_url: display(expanded) });
    out += short;
    at = indices[1];
  }
  return { text: out + escaped(text.slice(at)), urls };
}

function withMedia(base: Rendered, post: Renderable): Rendered {
  const [first] = post.mediaKeys;
  if (first === undefined) return base;
  const short = link(`media:${first}`, post.id);
  const lead = base.text === '' ? '' : `${base.text} `;
  const start = Array.from(lead).length;
  const kind = first.startsWith('3_') ? 'photo' : 'video';
  const media = post.mediaKeys.map((mediaKey) => ({
    start,
    end: start + short.length,
    url: short,
    expanded_url: `https://x.com/${post.username}/status/${post.id}/${kind}/1`,
    display_url: `pic.x.com/${short.slice(-10)}`,
    media_key: mediaKey,
  }));
  return { text: lead + short, urls: [...base.urls, ...media] };
}

function link(target: string, postId: string): string {
  const hash = createHash('sha256').update(`${postId} ${target}`).digest('base64');
  return `https://t.co/${hash.replace(/[^A-Za-z0-9]/g, '').slice(0, 10)}`;
}

function display(url: string): string {
  const bare = url.replace(/^https?:\/\/(www\.)?/i, '');
  return bare.length > 27 ? `${bare.slice(0, 26)}…` : bare;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
