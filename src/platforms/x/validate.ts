/** Reports what X would refuse, when the post is written and again when it is published; this file checks the texts. */
import { unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import type { AccountFacts, Issue, Platform, PublishPost } from '../platform.ts';
import { CASHTAGS_MAX, formats, isSubscriber, SUBSCRIBER_TEXT_MAX, TEXT_MAX } from './formats.ts';
import type { XOptions } from './options.ts';
import { type Part, partsOf } from './parts.ts';
import { cashtagsIn, hasForbiddenCharacters, newEmojiIn, urlsIn, weightedLength } from './text.ts';
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

function textIssues(part: Part, account: AccountFacts | null): Issue[] {
  const { text, textPath: path } = part;
  const where = part.label === '' ? '' : `${part.label}: `;
  if (text.trim() === '') {
    return part.media.length > 0 ? [] : [error('TEXT_MISSING', path, `${where}a post without media needs a text`)];
  }
  const issues: Issue[] = [];
  const max = isSubscriber(account) ? SUBSCRIBER_TEXT_MAX : TEXT_MAX;
  const length = weightedLength(text);
  const { emoji, surplus } = newEmojiIn(text);
  if (emoji.length > 0) {
    const message = `${where}the text weighs ${length - surplus} or ${length} of at most ${max} characters: ${emoji.join(' ')} may be newer than X's table of emoji`;
    issues.push(warning('TEXT_TOO_LONG', path, message, max, length));
  }
  if (length - surplus > max) {
    const message = `${where}the text weighs ${length} of at most ${max} characters`;
    issues.push(error('TEXT_TOO_LONG', path, message, max, length));
  }
  if (hasForbiddenCharacters(text)) {
    const message = `${where}the text holds characters that X refuses (U+FFFE, U+FEFF, U+FFFF)`;
    issues.push(error('TEXT_INVALID', path, message));
  }
  const cashtags = cashtagsIn(text).length;
  if (cashtags > CASHTAGS_MAX) {
    const message = `${where}X allows ${CASHTAGS_MAX} cashtag per post, there are ${cashtags}`;
    issues.push(error('TEXT_INVALID', path, message, CASHTAGS_MAX, cashtags));
  }
  if (urlsIn(text).length > 0) {
    const message = `${where}X bills a post with a link much higher than one without`;
    issues.push(warning('COST', path, message));
  }
  return issues;
}
