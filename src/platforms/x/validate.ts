/** Reports what X would refuse, when the post is written and again when it is published; this file checks the texts. */
import { unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import type { AccountFacts, Issue, Platform, PublishPost } from '../platform.ts';
import { CASHTAGS_MAX, formats, isSubscriber, SUBSCRIBER_TEXT_MAX, TEXT_MAX } from './formats.ts';
import type { XOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';
import { cashtagsIn, hasForbiddenCharacters, newEmojiIn, urlsIn, weightedLength } from './text.ts';
import { say } from './texts.ts';
import { mediaIssues } from './validate-media.ts';
import { optionIssues } from './validate-options.ts';

const RULES: Platform['formats'] = formats;

export function validate(post: PublishPost<XOptions>, account: AccountFacts | null): Issue[] {
  const rule = RULES[post.format];
  if (rule === undefined) return [unsupported('X', post.format, RULES)];
  const parts = partsOf(post);
  return [
    ...parts.flatMap((part) => textIssues(part, account)),
    ...mediaIssues(post, rule, parts, account),
    ...optionIssues(post),
  ];
}

function textIssues({ part, ...own }: Part, account: AccountFacts | null): Issue[] {
  const { text, textPath: path } = own;
  if (text.trim() === '') {
    return own.media.length > 0 ? [] : [error('TEXT_MISSING', path, say('textMissing', { part }))];
  }
  const issues: Issue[] = [];
  const max = isSubscriber(account) ? SUBSCRIBER_TEXT_MAX : TEXT_MAX;
  const length = weightedLength(text);
  const { emoji, surplus } = newEmojiIn(text);
  if (emoji.length > 0) {
    const said = say('newEmoji', { part, least: length - surplus, length, max, emoji: emoji.join(' ') });
    issues.push(warning('TEXT_TOO_LONG', path, said, max, length));
  }
  if (length - surplus > max) {
    issues.push(error('TEXT_TOO_LONG', path, say('textTooLong', { part, length, max }), max, length));
  }
  if (hasForbiddenCharacters(text)) {
    issues.push(error('TEXT_INVALID', path, say('forbiddenCharacters', { part })));
  }
  const cashtags = cashtagsIn(text).length;
  if (cashtags > CASHTAGS_MAX) {
    const said = say('cashtags', { part, max: CASHTAGS_MAX, count: cashtags });
    issues.push(error('TEXT_INVALID', path, said, CASHTAGS_MAX, cashtags));
  }
  if (urlsIn(text).length > 0) {
    issues.push(warning('COST', path, say('linkCost', { part })));
  }
  return issues;
}
