/** Checks the options of a post for X: which exclude each other, and which belong to threads only. */
import { error } from '../kit/issues.ts';
import type { Issue, PublishPost } from '../platform.ts';
import type { XOptions } from './options.ts';
import { partsOf } from './parts.ts';

export function optionIssues(post: PublishPost<XOptions>): Issue[] {
  const { format, options } = post;
  const issues: Issue[] = [];
  const conflict = (option: keyof XOptions, message: string) =>
    issues.push(error('OPTION_CONFLICT', ['options', option], message));
  const [first] = partsOf(post);
  if (options.poll !== null && first.media.length > 0) conflict('poll', 'A post has media or a poll, not both');
  if (options.taggedUserIds.length > 0 && first.media.length === 0) {
    conflict('taggedUserIds', 'Users are tagged in media, and the first post has none');
  }
  if (options.shareWithFollowers && options.communityId === null) {
    conflict('shareWithFollowers', 'Only a post into a community can be shared with followers');
  }
  if (format === 'THREAD') return [...issues, ...threadIssues(post)];
  if (options.thread.length > 0) conflict('thread', `${format} is a single post; choose THREAD for more parts`);
  return issues;
}

function threadIssues({ media, options: { thread } }: PublishPost<XOptions>): Issue[] {
  const issues: Issue[] = [];
  if (thread.length === 0) {
    issues.push(error('OPTION_REQUIRED', ['options', 'thread'], 'A thread has at least 2 parts, there is 1', 2, 1));
  }
  const seen = new Set<number>();
  for (const [part, { mediaIndexes }] of thread.entries()) {
    const path = ['options', 'thread', String(part), 'mediaIndexes'];
    for (const index of mediaIndexes) {
      if (index >= media.length) {
        const message = `There is no media ${index}; the post has ${media.length}, counted from 0`;
        issues.push(error('OPTION_INVALID', path, message, media.length - 1, index));
      } else if (seen.has(index)) {
        issues.push(error('OPTION_INVALID', path, `Media ${index} is used twice`, 1, 2));
      }
      seen.add(index);
    }
  }
  return issues;
}
