/** Takes in what platforms tell unasked: each hint once, however often it is told, with the job that acts upon it. */
import type { AppContext } from '../../context.ts';
import { randomToken, uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { createFeed } from '../../lib/feed.ts';
import { storableJson } from '../../lib/json.ts';
import type { ChallengeAnswer, Hint, PlatformId } from '../../platforms/platform.ts';

/** Wakes those who act upon hints. */
export const HINTS_CHANNEL = 'slipway_hints';

/** What became of a request to the webhook of a platform. */
export const hintRequestEnded = createFeed<{ platform: PlatformId; result: HintResult; hints: number }>(
  'slipway:hint-request-ended',
);
/** `forged`: not signed by the platform, or long ago. */
export const HINT_RESULTS = ['taken', 'repeated', 'ignored', 'forged', 'too_large'] as const;
export type HintResult = (typeof HINT_RESULTS)[number];

type TakeInContext = Pick<AppContext, 'db' | 'clock' | 'queue'>;

/** Durable when it returns. `fresh` counts those that were not told before; `code` is that of a request for erasure. */
export function takeIn(
  ctx: TakeInContext,
  platform: PlatformId,
  hints: readonly Hint[],
): Promise<{ fresh: number; code: string | null }> {
  return ctx.db.tx(async (tx) => {
    // In the order of their ids: two requests with the same hints wait for each other, and not in a circle.
    const rows = hints.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((hint) => ({ ...hint, rowId: uuidv7() }));
    const fresh = await tx.query<{ id: string }>(
      `INSERT INTO hint (id, created_at, platform, hint_id, kind, account, post, reason, at)
       SELECT r.id, $2, $3, r.hint_id, r.kind, r.account, r.post, r.reason, r.at
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, hint_id text, kind text, account text, post text, reason text, at timestamptz)
       ON CONFLICT (platform, hint_id) DO NOTHING RETURNING id`,
      [
        storableJson(
          rows.map(({ rowId, id, kind, account, at, ...rest }) => ({
            id: rowId,
            hint_id: id,
            kind,
            account,
            at,
            post: 'post' in rest ? rest.post : null,
            reason: 'reason' in rest ? rest.reason : null,
          })),
        ),
        ctx.clock.now(),
        platform,
      ],
      'take_in_hints',
    );
    await ctx.queue.enqueue(
      tx,
      'handle-hint',
      fresh.map(({ id }) => ({ data: { hintId: id }, key: id })),
    );
    const erasure = hints.find(({ kind }) => kind === 'ERASURE');
    const code = erasure === undefined ? null : await codeOf(tx, platform, erasure.id, ctx.clock.now());
    if (fresh.length > 0) tx.announce(HINTS_CHANNEL, '');
    return { fresh: fresh.length, code };
  });
}

/** A repeated request gets the code of the first. */
async function codeOf(tx: Tx, platform: PlatformId, hintId: string, now: Date): Promise<string> {
  const fresh = randomToken(15);
  const [row] = await tx.query<{ code: string }>(
    `INSERT INTO erasure (code, created_at, platform, hint_id) VALUES ($1, $4, $2, $3)
     ON CONFLICT (platform, hint_id) DO UPDATE SET hint_id = excluded.hint_id RETURNING code`,
    [fresh, platform, hintId, now],
    'code_of_erasure',
  );
  return row?.code ?? fresh;
}

/** What became of a request for erasure; null for a code that nobody was given. */
export async function erasureOf(
  { db }: Pick<AppContext, 'db'>,
  platform: PlatformId,
  code: string,
): Promise<{ createdAt: Date; doneAt: Date | null } | null> {
  const [row] = await db.query<{ createdAt: Date; doneAt: Date | null }>(
    'SELECT created_at, done_at FROM erasure WHERE code = $1 AND platform = $2',
    [code, platform],
    'erasure_by_code',
  );
  return row ?? null;
}

/** Whether the answer to a challenge may be given: a lease only for an account that is connected here, which is then noted. */
export async function mayAnswer(
  { db, clock }: Pick<AppContext, 'db' | 'clock'>,
  platform: PlatformId,
  { lease }: ChallengeAnswer,
): Promise<boolean> {
  if (lease === undefined) return true;
  const noted = await db.query(
    `INSERT INTO hint_lease (platform, account, created_at, asked_at, ends_at)
     SELECT $1::"Platform", $2, $4, $4, $3 WHERE EXISTS (SELECT FROM social_account WHERE platform = $1::"Platform" AND external_id = $2 AND status <> 'DISCONNECTED')
     ON CONFLICT (platform, account) DO UPDATE SET ends_at = excluded.ends_at RETURNING 1`,
    [platform, lease.account, lease.endsAt, clock.now()],
    'note_hint_lease',
  );
  return noted.length > 0;
}
