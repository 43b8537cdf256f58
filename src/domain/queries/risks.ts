/** Reads what may keep targets from going out. */
import type { AppContext } from '../../context.ts';
import type { PostRisk } from '../../lib/prisma/client.ts';

/** Of targets, or of posts, that the viewer may see, the oldest first. */
export async function risksOf(
  { db }: Pick<AppContext, 'db'>,
  column: 'target_id' | 'post_id',
  ids: readonly string[],
): Promise<Map<string, PostRisk[]>> {
  const rows = await db.query<PostRisk>(
    `SELECT * FROM post_risk WHERE ${column} = ANY($1::uuid[]) ORDER BY since, target_id, cause`,
    [ids],
    `risks_by_${column}`,
  );
  return Map.groupBy(rows, ({ targetId, postId }) => (column === 'target_id' ? targetId : postId));
}
