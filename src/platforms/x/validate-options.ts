/** Checks the options of a post for X: which exclude each other, and which belong to threads only. */
import type { Said } from '../../lib/texts.ts';
import { error } from '../kit/issues.ts';
import type { Issue, PublishPost } from '../platform.ts';
import type { XOptions } from './options.ts';
import { partsOf } from './parts.ts';
import { say } from './texts.ts';

export function optionIssues(post: PublishPost<XOptions>): Issue[] {
  const { format, options } = post;
  const issues: Issue[] = [];
  const conflict = (option: keyof XOptions, said: Said) =>
    issues.push(error('OPTION_CONFLICT', ['options', option], said));
  const [first] = partsOf(post);
  if (options.poll !== null && first.media.length > 0) conflict('poll', say('pollOrMedia'));
  if (options.taggedUserIds.length > 0 && first.media.length === 0) {
    conflict('taggedUserIds', say('tagsNeedMedia'));
  }
  if (options.shareWithFollowers && options.communityId === null) {
    conflict('shareWithFollowers', say('shareNeedsCommunity'));
  }
  if (format === 'THREAD') return [...issues, ...threadIssues(post)];
  if (options.thread.length > 0) conflict('thread', say('notThread', { format }));
  return issues;
}

function threadIssues({ media, options: { thread } }: PublishPost<XOptions>): Issue[] {
  const issues: Issue[] = [];
  if (thread.length === 0) {
    issues.push(error('OPTION_REQUIRED', ['options', 'thread'], say('threadTooShort'), 2, 1));
  }
  const seen = new Set<number>();
  for (const [part, { mediaIndexes }] of thread.entries()) {
    const path = ['options', 'thread', String(part), 'mediaIndexes'];
    for (const index of mediaIndexes) {
      if (index >= media.length) {
        const said = say('noSuchMedia', { index, count: media.length });
        issues.push(error('OPTION_INVALID', path, said, media.length - 1, index));
      } else if (seen.has(index)) {
        issues.push(error('OPTION_INVALID', path, say('mediaTwice', { index }), 1, 2));
      }
      seen.add(index);
    }
  }
  return issues;
}
