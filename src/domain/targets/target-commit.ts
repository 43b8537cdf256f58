/** Copies from the journal to the target: the name of the live post, and `intentAt` while an intent or a receipt exists. */
import type { Tx } from '../../lib/db.ts';

/** The first live post names the target, also when a thread breaks off later. */
export async function nameTargets(
  tx: Tx,
  live: readonly { targetId: string; id: string; url: string | undefined }[],
): Promise<void> {
  await tx.query(
    `UPDATE post_target SET external_id = coalesce(external_id, live.id), permalink = coalesce(permalink, live.url)
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS live (target_id, id, url) WHERE post_target.id = live.target_id`,
    [live.map(({ targetId }) => targetId), live.map(({ id }) => id), live.map(({ url }) => url ?? null)],
    'name_targets',
  );
}

/** A target without intents and receipts may be edited and cancelled again, and no longer says COMMITTING. */
export async function clearIntent(tx: Tx, targetId: string): Promise<void> {
  await tx.query(
    `UPDATE post_target SET intent_at = NULL, external_id = NULL, permalink = NULL, phase = CASE phase WHEN 'COMMITTING' THEN 'PREPARING' ELSE phase END
     WHERE id = $1 AND intent_at IS NOT NULL AND NOT EXISTS (SELECT FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT')`,
    [targetId],
    'clear_intent',
  );
}
