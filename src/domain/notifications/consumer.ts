/**
 * Turns events into notifications, each once however often its event is handled: an event makes one notification of a
 * type and code, and a target is counted once in those that tell of several.
 */
import { uuidv7, uuidv7After } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { Notification } from '../../lib/prisma/client.ts';
import type { Platform } from '../../lib/prisma/enums.ts';
import { appendEvents } from '../events/append.ts';
import type { ConsumerDefinition } from '../events/consumer.ts';
import type { Event } from '../events/event.ts';
import { award, mayAchieve } from './achievements.ts';
import { achievementDraft, type Draft, draftOf, type Facts, isTold } from './drafts.ts';
import { eventTypeOf } from './types.ts';

export const notificationsOfEvents: ConsumerDefinition = {
  name: 'notifications',
  begins: 'NOW',
  concerns: ({ type }) => isTold(type) || mayAchieve(type),
  handle: async (tx, concerning) => {
    const events = await ofWorkspacesThere(tx, concerning);
    const told = events.filter(({ type }) => isTold(type));
    const achieved = await award(tx, events);
    if (told.length === 0 && achieved.length === 0) return;
    const facts = await readFacts(tx, told);
    const drafts = told.flatMap((event): Told[] => {
      const draft = draftOf(event, facts);
      return draft === null ? [] : [{ event, draft }];
    });
    const ofAchievements = achieved.map(
      (one): Told => ({ event: ofWorkspace(one.event), draft: achievementDraft(one) }),
    );
    const all = [...drafts, ...ofAchievements].sort((a, b) => Number(a.event.position - b.event.position));
    if (all.length > 0) await write(tx, all);
  },
};

/** A workspace that an operator has deleted must not hold up the others. */
async function ofWorkspacesThere(tx: Tx, events: readonly Event[]): Promise<readonly Event[]> {
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM workspace WHERE id = ANY($1::uuid[]) ORDER BY id FOR KEY SHARE',
    [[...new Set(events.map(({ workspaceId }) => workspaceId))]],
    'workspaces_to_notify',
  );
  const there = new Set(rows.map(({ id }) => id));
  return events.filter(({ workspaceId }) => there.has(workspaceId));
}

/** As something that happened to the whole workspace. */
const ofWorkspace = (event: Event): Event => ({
  ...event,
  brandId: null,
  subject: 'WORKSPACE',
  subjectId: event.workspaceId,
  postId: null,
  socialAccountId: null,
});

async function readFacts(tx: Tx, events: readonly Event[]): Promise<Facts> {
  const ids = new Set(events.flatMap(({ socialAccountId }) => socialAccountId ?? []));
  const rows = await tx.query<{ id: string; platform: Platform; username: string | null }>(
    'SELECT id, platform, username FROM social_account WHERE id = ANY($1::uuid[])',
    [[...ids]],
    'accounts_of_notifications',
  );
  const accounts = new Map(rows.map(({ id, ...account }) => [id, account]));
  return { accountOf: ({ socialAccountId }) => accounts.get(socialAccountId ?? '') ?? null };
}

interface Told {
  event: Event;
  draft: Draft;
}

/** The newest notification under a key. */
type Open = Pick<Notification, 'id' | 'type' | 'createdAt' | 'lastPosition'>;

/** What a notification is told besides what made it. */
interface Added {
  notificationId: string;
  targetId: string | null;
  postId: string | null;
  position: bigint;
}

async function write(tx: Tx, told: readonly Told[]): Promise<void> {
  const open = await readOpen(tx, told);
  const known = await readKnown(tx, told);
  const fresh: { id: string; told: Told }[] = [];
  const added: Added[] = [];
  let last = await newestId(tx);
  for (const one of told) {
    const { event, draft } = one;
    const place = (key: string) => `${event.workspaceId}/${key}`;
    const newest = draft.key === null ? undefined : open.get(place(draft.key));
    const concerned = [newest, ...draft.joins.map(({ key }) => open.get(place(key)))];
    // Events are handled in order: what tells of a later one was made after this one was handled.
    const isRepeated = concerned.some((row) => row !== undefined && row.lastPosition >= event.position);
    if (isRepeated || known.has(nameOf(event.id, draft))) continue;
    const target = { targetId: draft.targetId, postId: event.postId, position: event.position };
    const joined = draft.joins
      .map(({ key, withinMs }) => ({ row: open.get(place(key)), withinMs }))
      .find(({ row, withinMs }) => row !== undefined && isWithin(row, event, withinMs))?.row;
    if (joined !== undefined) {
      joined.lastPosition = event.position;
      added.push({ notificationId: joined.id, ...target });
      continue;
    }
    if (draft.follows !== null && newest?.type !== draft.follows) continue;
    last = uuidv7After(last);
    fresh.push({ id: last, told: one });
    if (draft.targetId !== null) added.push({ notificationId: last, ...target });
    if (draft.key !== null)
      open.set(place(draft.key), {
        id: last,
        type: draft.type,
        createdAt: event.createdAt,
        lastPosition: event.position,
      });
  }
  await insert(tx, fresh);
  await add(tx, added);
}

const isWithin = ({ createdAt }: Open, event: Event, ms: number): boolean =>
  event.createdAt.getTime() - createdAt.getTime() < ms;

/** Ids are in the order of the events, whichever process makes them: whoever has read up to one has seen all before it. */
async function newestId(tx: Tx): Promise<string> {
  const [newest] = await tx.query<{ id: string }>(
    'SELECT id FROM notification ORDER BY id DESC LIMIT 1',
    [],
    'newest_notification',
  );
  return newest?.id ?? uuidv7();
}

async function readOpen(tx: Tx, told: readonly Told[]): Promise<Map<string, Open>> {
  const keys = new Map(
    told.flatMap(({ event: { workspaceId }, draft }) =>
      [draft.key, ...draft.joins.map(({ key }) => key)].flatMap((key) =>
        key === null ? [] : [[`${workspaceId}/${key}`, { workspaceId, key }] as const],
      ),
    ),
  );
  if (keys.size === 0) return new Map();
  const wanted = [...keys.values()];
  const rows = await tx.query<Open & { workspaceId: string; collapseKey: string }>(
    `SELECT n.* FROM unnest($1::uuid[], $2::text[]) AS k (workspace_id, key), LATERAL (
       SELECT id, type, created_at, last_position, workspace_id, collapse_key FROM notification
       WHERE workspace_id = k.workspace_id AND collapse_key = k.key ORDER BY id DESC LIMIT 1
     ) n`,
    [wanted.map(({ workspaceId }) => workspaceId), wanted.map(({ key }) => key)],
    'open_notifications',
  );
  return new Map(rows.map((row) => [`${row.workspaceId}/${row.collapseKey}`, row]));
}

/** What these events have made already, when they are handled again. */
async function readKnown(tx: Tx, told: readonly Told[]): Promise<Set<string>> {
  const rows = await tx.query<{ eventId: string; type: string; code: string }>(
    'SELECT event_id, type, code FROM notification WHERE event_id = ANY($1::uuid[])',
    [told.map(({ event }) => event.id)],
    'known_notifications',
  );
  return new Set(rows.map(({ eventId, ...made }) => nameOf(eventId, made)));
}

const nameOf = (eventId: string, { type, code }: { type: string; code: string }): string =>
  `${eventId}/${type}/${code}`;

async function insert(tx: Tx, fresh: readonly { id: string; told: Told }[]): Promise<void> {
  if (fresh.length === 0) return;
  await tx.query(
    `INSERT INTO notification (id, created_at, workspace_id, brand_id, type, severity, code, params, user_action, subject, subject_id, post_id, social_account_id, event_id, last_position, collapse_key)
     SELECT id, created_at, workspace_id, brand_id, type, severity, code, params, user_action, subject::"EventSubject", subject_id, post_id, social_account_id, event_id, last_position, collapse_key
     FROM jsonb_to_recordset($1::jsonb) AS n (id uuid, created_at timestamptz, workspace_id uuid, brand_id uuid, type text, severity text, code text, params jsonb, user_action text, subject text, subject_id uuid,
       post_id uuid, social_account_id uuid, event_id uuid, last_position bigint, collapse_key text)`,
    [
      storableJson(
        fresh.map(({ id, told: { event, draft } }) => ({
          id,
          created_at: event.createdAt,
          workspace_id: event.workspaceId,
          brand_id: event.brandId,
          type: draft.type,
          severity: draft.severity,
          code: draft.code,
          params: draft.params,
          user_action: draft.userAction,
          subject: event.subject,
          subject_id: event.subjectId,
          post_id: event.postId,
          social_account_id: event.socialAccountId,
          event_id: event.id,
          last_position: String(event.position),
          collapse_key: draft.key,
        })),
      ),
    ],
    'insert_notifications',
  );
  appendEvents(
    tx,
    fresh.map(({ id, told: { event, draft } }) => ({
      workspaceId: event.workspaceId,
      brandId: event.brandId,
      subject: 'NOTIFICATION' as const,
      subjectId: id,
      postId: event.postId,
      socialAccountId: event.socialAccountId,
      type: eventTypeOf(draft.type),
      payload: { severity: draft.severity, code: draft.code },
    })),
  );
}

/** How many ids of posts a notification keeps. */
const FIRST_POSTS = 10;

async function add(tx: Tx, added: readonly Added[]): Promise<void> {
  if (added.length === 0) return;
  await tx.query(
    `WITH told AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) WITH ORDINALITY AS t (notification_id, target_id, post_id, position, place)
     ), counted AS (
       INSERT INTO notification_target (notification_id, target_id) SELECT DISTINCT notification_id, target_id FROM told WHERE target_id IS NOT NULL
       ON CONFLICT DO NOTHING RETURNING notification_id
     ), counts AS (SELECT notification_id, count(*)::int AS n FROM counted GROUP BY notification_id),
     posts AS (
       SELECT notification_id, array_agg(post_id ORDER BY place) AS ids
       FROM (SELECT notification_id, post_id, min(place) AS place FROM told WHERE post_id IS NOT NULL GROUP BY 1, 2) p GROUP BY notification_id
     ), ends AS (SELECT notification_id, max(position) AS position FROM told GROUP BY notification_id)
     UPDATE notification n SET targets = n.targets + coalesce(c.n, 0), last_position = greatest(n.last_position, e.position),
       post_ids = (n.post_ids || ARRAY(SELECT id FROM unnest(p.ids) WITH ORDINALITY AS u (id, place) WHERE id <> ALL(n.post_ids) ORDER BY place))[1:${FIRST_POSTS}]
     FROM ends e LEFT JOIN counts c USING (notification_id) LEFT JOIN posts p USING (notification_id)
     WHERE n.id = e.notification_id`,
    [
      added.map(({ notificationId }) => notificationId),
      added.map(({ targetId }) => targetId),
      added.map(({ postId }) => postId),
      added.map(({ position }) => position),
    ],
    'add_to_notifications',
  );
}
