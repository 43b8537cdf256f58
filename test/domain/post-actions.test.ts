/** What a post is said to allow, compared with what its mutations then do. */
import { describe, expect, test } from 'vitest';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import { publishNow, reschedulePost, schedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import { cancelScheduledPost, deleteScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { resolveOutcome } from '../../src/domain/posts/actions/resolve-outcome.ts';
import { retryPostTarget } from '../../src/domain/posts/actions/target-recovery.ts';
import { type PostAction, postActions } from '../../src/domain/posts/allowed-actions.ts';
import { TargetStatus } from '../../src/lib/prisma/enums.ts';
import { openDesk } from '../support/desk.ts';
import { readTarget } from '../support/tenant.ts';

const desk = openDesk();

const LATER = { mode: 'AT', at: new Date('2026-07-01T10:00:00Z') } as const;
type Call = (postId: string, targetId: string) => Promise<{ ok: boolean }>;
const CALLS: Readonly<Record<PostAction, Call>> = {
  EDIT: (postId) =>
    updateScheduledPost(desk.ctx, desk.viewer, { postId, expectedVersion: 1, content: { caption: 'Another' } }),
  SCHEDULE: (postId) => schedulePost(desk.ctx, desk.viewer, { postId, schedule: LATER }),
  RESCHEDULE: (postId) => reschedulePost(desk.ctx, desk.viewer, { postId, schedule: LATER }),
  PUBLISH_NOW: (postId) => publishNow(desk.ctx, desk.viewer, { postId }),
  CANCEL: (postId) => cancelScheduledPost(desk.ctx, desk.viewer, { postId }),
  RETRY_FAILED: (_postId, targetId) => retryPostTarget(desk.ctx, desk.viewer, { targetId }),
  RESOLVE_OUTCOME: (_postId, targetId) => resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'NOT_PUBLISHED' }),
  DELETE: (postId) => deleteScheduledPost(desk.ctx, desk.viewer, { postId }),
};
/** Not offered, because they would change nothing or have a better name there; harmless, because they do as they say. */
const TOLERATED = ['SCHEDULED SCHEDULE', 'PUBLISHING SCHEDULE', 'CANCELLED CANCEL'];

const STATES = Object.values(TargetStatus).flatMap((status) => [
  { status, committed: false },
  // A thread that broke in the middle has failed, and part of it is out.
  ...(['SCHEDULED', 'PUBLISHING', 'FAILED'].includes(status) ? [{ status, committed: true }] : []),
]);

describe.each(STATES)('a post whose target is $status, committed: $committed', ({ status, committed }) => {
  test.each(Object.keys(CALLS) as PostAction[])('says of %s what the mutation does', async (action) => {
    const postId = await desk.created();
    const wakes = status === 'SCHEDULED' || status === 'PUBLISHING';
    const at = desk.clock.now().toISOString();
    await desk.setTargets(
      postId,
      `status = '${status}', wake_at = ${wakes ? `'${at}'` : 'NULL'}, intent_at = ${committed ? `'${at}'` : 'NULL'}`,
    );
    const target = await readTarget(desk.db, postId);
    const offered = postActions([target]).includes(action);
    const { ok } = await CALLS[action](postId, target.id);
    expect(ok).toBe(offered || (!committed && TOLERATED.includes(`${status} ${action}`)));
  });
});
