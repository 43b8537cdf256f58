/**
 * X's two vocabularies. The prose of its documentation and what is known of the wire say "tweet"; its specification of
 * 2026-08 and the SDK made from it say "post". Both are understood, and a setting chooses which one answers.
 */

import { invalidParameter } from './answers.ts';

const PARAMETERS: Record<string, string> = { 'post.fields': 'tweet.fields' };
const VALUES: Record<string, string> = {
  note_post: 'note_tweet',
  edit_history_post_ids: 'edit_history_tweet_ids',
  referenced_posts: 'referenced_tweets.id',
  most_recent_post_id: 'most_recent_tweet_id',
  pinned_post_id: 'pinned_tweet_id',
};
const KEYS: Record<string, string> = {
  retweet_count: 'repost_count',
  tweet_count: 'post_count',
  total_tweet_count: 'total_post_count',
  edit_history_tweet_ids: 'edit_history_post_ids',
  note_tweet: 'note_post',
  referenced_tweets: 'referenced_posts',
};

/** A query in the words the stand-in thinks in; refused when it uses those of the other vocabulary. */
export function inTweetWords(query: URLSearchParams, spoken: 'both' | 'tweet' | 'post' = 'both'): URLSearchParams {
  const foreign = spoken === 'post' ? invert(PARAMETERS, VALUES) : { ...PARAMETERS, ...VALUES };
  if (spoken !== 'both') for (const [name, value] of query) refuseForeign(name, value, foreign);
  return translated(query);
}

function refuseForeign(name: string, value: string, foreign: Record<string, string>): void {
  if (name in foreign) throw invalidParameter(name, [value], `The query parameter [${name}] is not known`);
  if (!/fields$|^expansions$/.test(name)) return;
  const word = value.split(',').find((one) => one in foreign);
  if (word !== undefined)
    throw invalidParameter(name, [value], `The \`${name}\` query parameter value [${word}] is not known`);
}

/** The word `referenced_tweets` is no value of its own in the newer specification. */
const invert = (...tables: readonly Record<string, string>[]): Record<string, string> => ({
  referenced_tweets: '',
  ...Object.fromEntries(tables.flatMap((table) => Object.entries(table).map(([post, tweet]) => [tweet, post]))),
});

function translated(query: URLSearchParams): URLSearchParams {
  if (![...query.keys()].some((name) => name in PARAMETERS || name === 'expansions')) return query;
  const spoken = new URLSearchParams();
  for (const [name, value] of query) {
    const isTranslated = name in PARAMETERS || name === 'expansions';
    const words = value.split(',').map((word) => VALUES[word] ?? word);
    spoken.append(PARAMETERS[name] ?? name, isTranslated ? words.join(',') : value);
  }
  return spoken;
}

/** An answer in the words of the newer specification. */
export function inPostWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPostWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [KEYS[key] ?? key, inPostWords(inner)]));
}
