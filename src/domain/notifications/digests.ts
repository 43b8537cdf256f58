/** Digests: what happened in a brand in the last day or week, at eight in the morning by its clocks, each once. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { Brand } from '../../lib/prisma/client.ts';
import { clocksAt, clockText, endOfGap, instantsAt } from '../../lib/time-zones.ts';
import { type DigestPeriod, isDigestPeriod } from '../brands.ts';
import { appendEvents } from '../events/append.ts';

const DAY_MS = 24 * 3_600_000;
const HOUR_OF_DAY_MS = 8 * 3_600_000;
const DAYS = { DAILY: 1, WEEKLY: 7 } as const satisfies Record<DigestPeriod, number>;

/** The part of a digest that has come last: from one morning to another, by the clocks of a zone. */
export interface DigestSpan {
  /** `2026-12-01`: the day of the second morning. */
  day: string;
  from: Date;
  to: Date;
}

/** Weeks begin on Monday. A day on which clocks change is shorter or longer, and none is left out or told twice. */
export function lastSpan(period: DigestPeriod, timeZone: string, now: Date): DigestSpan {
  const morningOf = (day: number): number => {
    const clocks = day * DAY_MS + HOUR_OF_DAY_MS;
    return instantsAt(timeZone, clocks)[0] ?? endOfGap(timeZone, clocks);
  };
  const today = Math.floor(clocksAt(timeZone, now.getTime()) / DAY_MS);
  const morning = morningOf(today) <= now.getTime() ? today : today - 1;
  // The first day of all was a Thursday.
  const sinceMonday = (morning + 3) % 7;
  const day = period === 'DAILY' ? morning : morning - sinceMonday;
  return {
    day: clockText(day * DAY_MS).slice(0, 10),
    from: new Date(morningOf(day - DAYS[period])),
    to: new Date(morningOf(day)),
  };
}

/** Runs as a periodic job. A morning that passed while nothing ran is made up for until the next one. */
export async function makeDigests({ db, clock }: Pick<AppContext, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  const brands = await db.query<Brand>(
    "SELECT * FROM brand WHERE digests <> '{}' ORDER BY id",
    [],
    'brands_with_digests',
  );
  const made = await db.query<{ brandId: string; period: string; day: string }>(
    "SELECT brand_id, period, to_char(max(day), 'YYYY-MM-DD') AS day FROM brand_digest GROUP BY brand_id, period",
    [],
    'newest_digests',
  );
  const newest = new Map(made.map(({ brandId, period, day }) => [`${brandId}/${period}`, day]));
  for (const brand of brands)
    for (const period of brand.digests.filter(isDigestPeriod)) {
      const span = lastSpan(period, brand.timeZone, now);
      // Never an earlier day than before: the zone of a brand may change.
      if (span.day > (newest.get(`${brand.id}/${period}`) ?? '')) await db.tx((tx) => make(tx, brand, period, span));
    }
}

interface Counts {
  published: number;
  failed: number;
  missed: number;
  unknown: number;
  planned: number;
}

async function make(
  tx: Tx,
  { id, workspaceId }: Pick<Brand, 'id' | 'workspaceId'>,
  period: DigestPeriod,
  { day, from, to }: DigestSpan,
): Promise<void> {
  const entered = await tx.query(
    'INSERT INTO brand_digest (brand_id, period, day) SELECT id, $2, $3::date FROM brand WHERE id = $1 ON CONFLICT DO NOTHING RETURNING 1',
    [id, period, day],
    'enter_digest',
  );
  if (entered.length === 0) return;
  await tx.query(
    'DELETE FROM brand_digest WHERE brand_id = $1 AND period = $2 AND day < $3::date',
    [id, period, day],
    'forget_digests',
  );
  const [counts] = await tx.query<Counts>(
    `SELECT count(*) FILTER (WHERE status = 'PUBLISHED' AND due_at < $3)::int AS published, count(*) FILTER (WHERE status = 'FAILED' AND due_at < $3)::int AS failed,
       count(*) FILTER (WHERE status = 'MISSED' AND due_at < $3)::int AS missed, count(*) FILTER (WHERE status = 'OUTCOME_UNKNOWN' AND due_at < $3)::int AS unknown,
       count(*) FILTER (WHERE status = 'SCHEDULED' AND due_at >= $3)::int AS planned
     FROM post_target WHERE brand_id = $1 AND due_at >= $2 AND due_at < $3::timestamptz + ($3::timestamptz - $2::timestamptz)`,
    [id, from, to],
    'count_for_digest',
  );
  // Nobody needs to be told that nothing happened.
  if (counts === undefined || Object.values(counts).every((count) => count === 0)) return;
  appendEvents(tx, [
    {
      workspaceId,
      brandId: id,
      subject: 'BRAND',
      subjectId: id,
      postId: null,
      socialAccountId: null,
      type: 'brand.digest',
      payload: { period, day, from: from.toISOString(), to: to.toISOString(), ...counts },
    },
  ]);
}
