/** What else was published to the account of a target, so that the look-up does not take another post for this one. */
import type { Sql } from '../../../lib/db.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import type { Format, Others, Unplaced } from '../../../platforms/platform.ts';

/**
 * How far back to read: a post that was armed earlier cannot be as recent as the one that is looked for, however late
 * it was sent.
 */
const LOOK_BACK_DAYS = 7;

interface OtherRow {
  format: Format;
  caption: string;
  title: string | null;
  externalId: string | null;
  permalink: string | null;
  intentAt: Date;
  commits: { id: string | null; url: string | null; openSince: string | null }[] | null;
}

/**
 * `own`: the journal of the target. Its finished commits (earlier parts of a thread) are not the post that is looked
 * for.
 */
export async function othersOf(sql: Sql, target: PostTarget, own: Iterable<PublishStep>): Promise<Others> {
  const rows = await sql.query<OtherRow>(
    // One account at the platform may be connected to several brands. What an extra commits (a comment) is not a post.
    `SELECT t.format, coalesce(t.overrides->>'caption', p.caption) AS caption, coalesce(t.overrides->>'title', p.title) AS title, t.external_id, t.permalink, t.intent_at,
       (SELECT jsonb_agg(jsonb_build_object('id', s.result->>'id', 'url', s.result->>'url', 'openSince', CASE s.state WHEN 'OPEN' THEN s.intent_at END))
        FROM publish_step s WHERE s.target_id = t.id AND s.kind = 'COMMIT' AND position(':' IN s.step) = 0) AS commits
     FROM social_account mine JOIN social_account a ON a.platform = mine.platform AND a.external_id = mine.external_id
     JOIN post_target t ON t.social_account_id = a.id JOIN scheduled_post p ON p.id = t.post_id
     WHERE mine.id = $1 AND t.id <> $2 AND t.intent_at > $3::timestamptz - make_interval(days => $4)`,
    [target.socialAccountId, target.id, target.intentAt ?? target.createdAt, LOOK_BACK_DAYS],
    'others',
  );
  const taken = new Set(rows.flatMap(namesOf));
  for (const { kind, state, result } of own)
    if (kind === 'COMMIT' && state === 'DONE') for (const name of namesIn(result)) taken.add(name);
  return { isTaken: (name) => taken.has(name), unplaced: rows.flatMap(unplaced) };
}

function unplaced(row: OtherRow): Unplaced[] {
  const { format, caption, title, commits, permalink, intentAt } = row;
  const open = (commits ?? []).flatMap(({ openSince }) => (openSince === null ? [] : [new Date(openSince)]));
  const since = open[0] ?? (permalink === null ? intentAt : undefined);
  return since === undefined ? [] : [{ since, post: { format, caption, title }, names: namesOf(row) }];
}

const namesOf = ({ externalId, permalink, commits }: OtherRow): string[] => [
  ...(externalId === null ? [] : [externalId]),
  ...namesInUrl(permalink),
  ...(commits ?? []).flatMap(({ id, url }) => [...(id === null ? [] : [id]), ...namesInUrl(url)]),
];

function namesIn(result: unknown): string[] {
  if (typeof result !== 'object' || result === null) return [];
  const id = 'id' in result && typeof result.id === 'string' ? [result.id] : [];
  return [...id, ...namesInUrl('url' in result && typeof result.url === 'string' ? result.url : null)];
}

/** Every part of an address that may be an id: the segments of its path and the values of its query. */
function namesInUrl(text: string | null): string[] {
  const url = URL.parse(text ?? '');
  return url === null ? [] : [...url.pathname.split('/'), ...url.searchParams.values()].filter((name) => name !== '');
}
