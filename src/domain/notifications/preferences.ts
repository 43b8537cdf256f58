/** Which types a key is told of, in which brands and by which channel, where that differs from the default: all of them. */
import type { AppContext, Viewer } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql } from '../../lib/db.ts';
import type { NotificationPreference } from '../../lib/prisma/client.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { conditionSql, hasScope, isId, requireScope, visibleBrands } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../errors.ts';
import { toGlobalId } from '../global-id.ts';
import type { TypeFilter } from '../live/audiences.ts';
import { write } from '../write.ts';
import {
  CHANNEL_NAMES,
  type Channel,
  eventTypeOf,
  isNotificationType,
  NOTIFICATION_TYPES,
  type NotificationType,
  TYPES,
} from './types.ts';

/** A choice of a key; without a brand for all brands that have none of their own. */
export interface Preference {
  type: NotificationType;
  channel: Channel;
  brandId: string | null;
  isEnabled: boolean;
}

/** At most so many choices of a key. */
const MOST = 1_000;

export async function preferencesOf(db: Sql, apiKeyId: string, channel: Channel): Promise<Preference[]> {
  const rows = await db.query<Pick<NotificationPreference, 'type' | 'brandId' | 'enabled'>>(
    'SELECT type, brand_id, enabled FROM notification_preference WHERE api_key_id = $1 AND channel = $2 ORDER BY type, brand_id NULLS FIRST',
    [apiKeyId, channel],
    'notification_preferences',
  );
  // A release that is newer may have more types.
  return rows.flatMap(({ type, brandId, enabled }) =>
    isNotificationType(type) ? [{ type, channel, brandId, isEnabled: enabled }] : [],
  );
}

/** What holds for each type that the key may read, and what was chosen for single brands. */
export async function effectivePreferences(db: Sql, viewer: Viewer): Promise<Preference[]> {
  const chosen = await Promise.all(CHANNEL_NAMES.map((channel) => preferencesOf(db, viewer.apiKeyId, channel)));
  return readableTypes(viewer).flatMap((type) =>
    CHANNEL_NAMES.flatMap((channel, index) => {
      const own = chosen[index]?.filter((preference) => preference.type === type) ?? [];
      const isChosen = own.some(({ brandId }) => brandId === null);
      return isChosen ? own : [{ type, channel, brandId: null, isEnabled: true }, ...own];
    }),
  );
}

/** The types that the scopes of the key cover. */
export const readableTypes = (viewer: Viewer): NotificationType[] =>
  TYPES.filter((type) => hasScope(viewer, NOTIFICATION_TYPES[type].scope));

interface WantedType {
  type: NotificationType;
  brands: TypeFilter['brands'];
}

/** Of these types, what the choices leave. */
export function wantedTypes(types: readonly NotificationType[], preferences: readonly Preference[]): WantedType[] {
  return types.flatMap((type): WantedType[] => {
    const own = preferences.filter((preference) => preference.type === type);
    const isOn = own.find(({ brandId }) => brandId === null)?.isEnabled ?? true;
    const others = own.flatMap(({ brandId, isEnabled }) => (brandId !== null && isEnabled !== isOn ? [brandId] : []));
    if (isOn) return [{ type, brands: { allBut: others } }];
    return others.length === 0 ? [] : [{ type, brands: { only: others } }];
  });
}

/** The same as a filter on the events that tell of new notifications. */
export const asEvents = (wanted: readonly WantedType[]): TypeFilter[] =>
  wanted.map(({ type, brands }) => ({ type: eventTypeOf(type), brands }));

/** The same as conditions on rows. */
export function wantedSql(wanted: readonly WantedType[], bind: (value: unknown) => string): string {
  const everywhere = wanted.filter(({ brands }) => 'allBut' in brands && brands.allBut.length === 0);
  const parts = wanted.flatMap(({ type, brands }) => {
    if ('only' in brands) return [`(t.type = ${bind(type)} AND t.brand_id = ANY(${bind(brands.only)}::uuid[]))`];
    if (brands.allBut.length === 0) return [];
    return [`(t.type = ${bind(type)} AND (t.brand_id IS NULL OR t.brand_id <> ALL(${bind(brands.allBut)}::uuid[])))`];
  });
  return `(${[`t.type = ANY(${bind(everywhere.map(({ type }) => type))}::text[])`, ...parts].join(' OR ')})`;
}

/* ---- choosing ---- */

export interface PreferenceInput {
  type: NotificationType;
  channel: Channel;
  brandId?: string | null | undefined;
  /** Null takes the choice away. */
  isEnabled?: boolean | null | undefined;
}

export async function updateNotificationPreferences(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  { preferences }: { preferences: readonly PreferenceInput[] },
): Promise<Outcome<null>> {
  const refused = requireScope(viewer, 'NOTIFICATIONS_WRITE') ?? refuseIfAny(check(preferences));
  if (refused) return refused;
  return write(ctx.db, viewer, async (tx) => {
    const unknown = refuseIfAny(await unknownBrands(tx, viewer, preferences));
    if (unknown) return unknown;
    // One call of a key at a time, so that what the audit log tells is what there was.
    await tx.query('SELECT FROM api_key WHERE id = $1 FOR NO KEY UPDATE', [viewer.apiKeyId], 'lock_own_key');
    const before = await told(tx, viewer.apiKeyId);
    for (const { type, channel, brandId = null, isEnabled = null } of preferences) {
      if (isEnabled === null)
        await tx.query(
          'DELETE FROM notification_preference WHERE api_key_id = $1 AND type = $2 AND channel = $3 AND brand_id IS NOT DISTINCT FROM $4',
          [viewer.apiKeyId, type, channel, brandId],
        );
      else
        await tx.query(
          `INSERT INTO notification_preference (id, api_key_id, type, channel, brand_id, enabled) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (api_key_id, type, channel, brand_id) DO UPDATE SET enabled = excluded.enabled`,
          [uuidv7(), viewer.apiKeyId, type, channel, brandId, isEnabled],
        );
    }
    const after = await told(tx, viewer.apiKeyId);
    if (Object.keys(after).length > MOST) return refuse(tooMany(Object.keys(after).length));
    noteChange(tx, 'API_KEY', () => ({
      id: viewer.apiKeyId,
      brandId: null,
      before: { preferences: before },
      after: { preferences: after },
    }));
    return accept(null);
  });
}

const PATH = ['input', 'preferences'];

function check(preferences: readonly PreferenceInput[]): UserError[] {
  if (preferences.length > 0 && preferences.length <= MOST) return [];
  return [
    preferences.length === 0 ? userError('VALIDATION', say('nothingToChange'), PATH) : tooMany(preferences.length),
  ];
}

const tooMany = (actual: number): UserError =>
  userError('VALIDATION', sayCommon('tooManyEntries', { name: 'preferences', count: actual, max: MOST }), PATH, {
    limit: MOST,
    actual,
  });

async function unknownBrands(tx: Sql, viewer: Viewer, preferences: readonly PreferenceInput[]): Promise<UserError[]> {
  const asked = preferences.flatMap(({ brandId }) => brandId ?? []);
  if (asked.length === 0) return [];
  const params: unknown[] = [asked.filter(isId)];
  const visible = conditionSql(visibleBrands(viewer), (value) => `$${params.push(value)}`, '');
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM brand WHERE id = ANY($1::uuid[]) AND ${visible.join(' AND ')} FOR KEY SHARE`,
    params,
  );
  const known = new Set(rows.map(({ id }) => id));
  return preferences.flatMap(({ brandId }, index) =>
    typeof brandId !== 'string' || known.has(brandId) ? [] : [notFound('brand', [...PATH, String(index), 'brandId'])],
  );
}

/** As the audit log tells them. */
async function told(tx: Sql, apiKeyId: string): Promise<Record<string, boolean>> {
  const rows = await tx.query<NotificationPreference>(
    'SELECT * FROM notification_preference WHERE api_key_id = $1 ORDER BY type, channel, brand_id NULLS FIRST',
    [apiKeyId],
  );
  return Object.fromEntries(
    rows.map(({ type, channel, brandId, enabled }) => [
      `${type} ${channel}${brandId === null ? '' : ` ${toGlobalId('Brand', brandId)}`}`,
      enabled,
    ]),
  );
}
