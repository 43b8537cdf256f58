/** Marks notifications as read by a key: some, or everything up to one. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { conditionSql, isId, requireScope, visibleInBrands } from '../access.ts';
import { accept, notFound, type Outcome, refuse, type UserError, userError } from '../errors.ts';
import { write } from '../write.ts';
import { readableTypes } from './preferences.ts';

/** Of one call. */
export const MOST_MARKED = 100;

export interface MarkInput {
  notificationIds?: readonly string[] | null | undefined;
  /** This one and all that are older. */
  upToId?: string | null | undefined;
}

export async function markNotificationsRead(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  { notificationIds, upToId }: MarkInput,
): Promise<Outcome<null>> {
  const forbidden = requireScope(viewer, 'NOTIFICATIONS_WRITE');
  if (forbidden) return forbidden;
  const isSingle = notificationIds !== null && notificationIds !== undefined;
  if (isSingle === (typeof upToId === 'string')) return refuse(userError('VALIDATION', say('markOneWay'), ['input']));
  const ids = isSingle ? notificationIds : [upToId ?? ''];
  if (ids.length > MOST_MARKED) return refuse(tooMany(ids.length));
  return write(ctx.db, viewer, async (tx) => {
    const [unknown, ...more] = await unknownIds(tx, viewer, ids, isSingle);
    if (unknown !== undefined) return refuse(unknown, ...more);
    if (isSingle) await markEach(tx, viewer, ids);
    else await markUpTo(tx, viewer, upToId ?? '');
    return accept(null);
  });
}

const tooMany = (actual: number): UserError =>
  userError(
    'VALIDATION',
    sayCommon('tooManyEntries', { name: 'notificationIds', count: actual, max: MOST_MARKED }),
    ['input', 'notificationIds'],
    {
      limit: MOST_MARKED,
      actual,
    },
  );

async function unknownIds(
  tx: Tx,
  viewer: Viewer,
  ids: readonly string[],
  isSingle: boolean,
): Promise<readonly UserError[]> {
  const params: unknown[] = [ids.filter(isId), readableTypes(viewer)];
  const visible = conditionSql(visibleInBrands(viewer), (value) => `$${params.push(value)}`);
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM notification t WHERE t.id = ANY($1::uuid[]) AND t.type = ANY($2::text[]) AND ${visible.join(' AND ')} FOR KEY SHARE`,
    params,
  );
  const known = new Set(rows.map(({ id }) => id));
  return ids.flatMap((id, index) =>
    known.has(id)
      ? []
      : [notFound('notification', isSingle ? ['input', 'notificationIds', String(index)] : ['input', 'upToId'])],
  );
}

const markEach = (tx: Tx, { apiKeyId }: Viewer, ids: readonly string[]): Promise<unknown> =>
  tx.query(
    `INSERT INTO notification_read (api_key_id, notification_id) SELECT DISTINCT $1::uuid, id FROM unnest($2::uuid[]) AS u (id)
     WHERE id > coalesce((SELECT read_to FROM notification_reader WHERE api_key_id = $1), $1::uuid) ON CONFLICT DO NOTHING`,
    [apiKeyId, ids],
    'mark_notifications_read',
  );

/** Never moves back. What was read before needs no rows any more. */
async function markUpTo(tx: Tx, { apiKeyId }: Viewer, id: string): Promise<void> {
  await tx.query(
    `INSERT INTO notification_reader AS r (api_key_id, read_to) VALUES ($1, greatest($2::uuid, $1::uuid))
     ON CONFLICT (api_key_id) DO UPDATE SET read_to = greatest(r.read_to, excluded.read_to)`,
    [apiKeyId, id],
    'mark_notifications_read_to',
  );
  await tx.query(
    'DELETE FROM notification_read WHERE api_key_id = $1 AND notification_id <= $2',
    [apiKeyId, id],
    'forget_single_reads',
  );
}
