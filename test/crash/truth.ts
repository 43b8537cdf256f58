/** What must be true of a post in the end, whatever was done to its workers: what is stored is what the audience sees, once. */

import type { LivePost } from '../../sandbox/core.ts';
import type { LogEntry } from '../../src/domain/queries/logs.ts';
import type { PostTarget, PublishStep } from '../../src/lib/prisma/client.ts';
import type { Sample, World } from '../support/world.ts';

/** Compares what is stored of a post with what the audience sees of it. */
export async function judge(
  { ctx }: Pick<World, 'ctx'>,
  sample: Sample,
  target: PostTarget,
  everything: readonly LivePost[],
): Promise<string[]> {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const live = everything.filter(({ kind }) => kind !== 'COMMENT');
  const [first] = live;
  const parts = sample.parts ?? 1;
  check(live.length === parts, `${live.length} public objects instead of ${parts}`);
  check(target.status === 'PUBLISHED', `status ${target.status} (${target.errorCode}) instead of PUBLISHED`);
  check(
    target.permalink !== null && target.permalink === first?.permalink,
    `permalink ${target.permalink} instead of ${first?.permalink}`,
  );
  check(
    sample.platform === 'TIKTOK' || target.externalId === first?.id,
    `id ${target.externalId} instead of ${first?.id}`,
  );
  check(
    target.leaseId === null && target.phase === null && target.blockedBy === null,
    `left in phase ${target.phase}, blocked by ${target.blockedBy}, lease ${target.leaseId} instead of none of them`,
  );
  check(new Set(live.map(({ text }) => text)).size === live.length, 'a part is out twice');
  check(
    Array.isArray(target.warnings) && target.warnings.length === 0,
    `warnings ${JSON.stringify(target.warnings)} instead of none`,
  );
  if (sample.options?.firstComment !== undefined) {
    const own = first?.details?.comments;
    const comments = everything.length - live.length + (Array.isArray(own) ? own.length : 0);
    check(comments === 1, `${comments} comments instead of 1`);
  }
  const events = await ctx.db.query<LogEntry>(
    'SELECT * FROM publishing_log WHERE target_id = $1 AND cursor IS NOT NULL ORDER BY cursor',
    [target.id],
  );
  check(
    events.length === target.seq && events.every(({ seq }, index) => seq === index + 1),
    `events ${events.map(({ seq }) => seq).join(' ')} instead of 1 to ${target.seq}`,
  );
  const successes = events.filter(({ status }) => status === 'SUCCESS').length;
  check(successes === 1, `${successes} SUCCESS events instead of 1`);
  const open = await ctx.db.query<PublishStep>(
    "SELECT * FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'",
    [target.id],
  );
  check(open.length === 0, `open intents instead of none: ${open.map(({ step }) => step).join(' ')}`);
  return problems;
}
