/** Events of posts as a whole. What happens to one target is told by its own events. */
import type { Tx } from '../../lib/db.ts';
import type { ScheduledPost } from '../../lib/prisma/client.ts';
import { appendEvents } from '../events/append.ts';

type PostEventType = 'post.created' | 'post.updated' | 'post.deleted';

/** What an update changed. TARGETS: only some of its targets, whose own events say how. */
export type PostPart = 'CONTENT' | 'TIME' | 'TARGETS';

export interface PostDetails {
  /** That it has from then on; of a deleted post, the last. */
  version: number;
  changed?: PostPart;
}

/** Of a post as it was read back from the statement that gave it another time. */
export const timeChanged = (post: Pick<ScheduledPost, 'id' | 'workspaceId' | 'brandId' | 'version'>) => ({
  post,
  details: { version: post.version, changed: 'TIME' } satisfies PostDetails,
});

/** One more row for the call that appends the events of its targets: no round trip. */
export function appendPostEvents(
  tx: Tx,
  type: PostEventType,
  posts: readonly { post: Pick<ScheduledPost, 'id' | 'workspaceId' | 'brandId'>; details: PostDetails }[],
): void {
  appendEvents(
    tx,
    posts.map(({ post: { id, workspaceId, brandId }, details }) => ({
      workspaceId,
      brandId,
      subject: 'POST',
      subjectId: id,
      postId: id,
      socialAccountId: null,
      type,
      payload: { ...details },
    })),
  );
}
