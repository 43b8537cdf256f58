/** Whether the platform still shows what was published: noticed when it is asked for figures, told once each time it changes. */
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { appendEvents } from '../events/append.ts';
import { changeAlike } from './target-change.ts';

export interface Seen {
  targetId: string;
  /** What an answer says of it; `UNTOLD`: nothing. */
  state: 'PRESENT' | 'HIDDEN' | 'GONE' | 'UNTOLD';
}

/** A post that was unpublished by a person here stays so. */
export async function notePresence(tx: Tx, seen: readonly Seen[], now: Date): Promise<void> {
  const states = new Map(
    seen.filter(({ state }) => state !== 'UNTOLD').map(({ targetId, state }) => [targetId, state]),
  );
  if (states.size === 0) return;
  const targets = await tx.query<Pick<PostTarget, 'id' | 'presence'>>(
    `SELECT id, presence FROM post_target WHERE id = ANY($1::uuid[]) AND status = 'PUBLISHED' AND presence IS DISTINCT FROM 'UNPUBLISHED' ORDER BY id FOR NO KEY UPDATE`,
    [[...states.keys()]],
    'lock_seen_targets',
  );
  const changed = (state: Seen['state']) =>
    targets.flatMap(({ id, presence }) =>
      states.get(id) === state && presence !== (state === 'PRESENT' ? null : state) ? [id] : [],
    );
  for (const state of ['HIDDEN', 'GONE'] as const) {
    const gone = await changeAlike(tx, changed(state), 'vanish', { presence: state, presenceAt: now }, null);
    tell(tx, 'post.gone', gone, { presence: state });
  }
  const shown = await changeAlike(tx, changed('PRESENT'), 'reappear', { presence: null, presenceAt: now }, null);
  tell(tx, 'post.shown_again', shown, {});
}

type PresenceEventType = 'post.gone' | 'post.shown_again' | 'post.unpublished' | 'post.unpublish_failed';

export function tell(
  tx: Tx,
  type: PresenceEventType,
  targets: readonly PostTarget[],
  details: Readonly<Record<string, unknown>>,
): void {
  appendEvents(
    tx,
    targets.map(({ id, workspaceId, brandId, postId, socialAccountId, platform, permalink }) => ({
      workspaceId,
      brandId,
      subject: 'POST',
      subjectId: postId,
      postId,
      socialAccountId,
      type,
      payload: { targetId: `target_${id}`, platform, permalink, ...details },
    })),
  );
}
