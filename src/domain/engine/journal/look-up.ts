/**
 * Looks up an intent without a result: the answer of the platform decides, and an empty answer counts only after enough
 * time has passed.
 */
import { z } from 'zod';
import type { AppContext } from '../../../context.ts';
import type { PublishStep } from '../../../lib/prisma/client.ts';
import type { Unprovable } from '../../../lib/prisma/enums.ts';
import { callSignal } from '../../../platforms/deadline.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { CommitEffect, CommitResult, PlatformId } from '../../../platforms/platform.ts';
import { downMsBetween } from '../../platform-state/host-states.ts';
import { Sleep } from '../../sleep.ts';

const LOOK_TIMEOUT_MS = 60_000;
/** After its deadline a call sends nothing more; this margin covers bytes that are still on the wire. */
const WIRE_MARGIN_MS = 5_000;
/** How often to look while the platform may still hide a fresh post. Where only time can tell, the pauses grow. */
const LOOK_AGAIN_MS = 10_000;

export interface Search {
  ctx: AppContext;
  signal: AbortSignal;
  /** What the brand has chosen for a call of which nothing can be proved. */
  unprovable: Unprovable;
  platform: PlatformId;
  /** A call of which nothing can be proved is not repeated after this instant; null: no limit. */
  repeatUntil: Date | null;
}

/** When the first try of a commit was armed. */
export const intentAtOf = (row: Pick<PublishStep, 'intentAt' | 'createdAt'>): Date => row.intentAt ?? row.createdAt;

/** Looks after the end of a call that were answered, and saw nothing. */
const looks = z.object({
  /** The deadline of that call. */
  of: z.coerce.date().nullable(),
  /** The last one; null if a later one got no answer. */
  at: z.coerce.date().nullable(),
  /** For how long it has been looked. */
  ms: z.number(),
  /** The same since the last look without an answer. */
  onEndMs: z.number(),
});
type Looks = z.infer<typeof looks>;

/** What the row of an open intent records besides its call. */
const evidence = z
  .object({
    /** A second try was refused as a duplicate: the first one is live somewhere. */
    refusedAsDuplicate: z.boolean(),
    unseen: looks,
  })
  .partial()
  .catch({});

/**
 * Returns what is live, or `absent`: then the caller may act again. Throws `Sleep` to look again later, and
 * `OUTCOME_UNKNOWN` when only a person can tell.
 */
export async function lookFor<T extends CommitResult>(
  search: Search,
  row: PublishStep,
  effect: CommitEffect<T>,
): Promise<T | 'absent'> {
  const { ctx, signal } = search;
  const overAt = (row.deadlineAt ?? row.updatedAt).getTime() + WIRE_MARGIN_MS;
  const settledAt = overAt + effect.settleMs;
  const { refusedAsDuplicate = false, unseen } = evidence.parse(row.result);
  const before =
    unseen !== undefined && unseen.of?.getTime() === row.deadlineAt?.getTime()
      ? unseen
      : { of: row.deadlineAt, at: null, ms: 0, onEndMs: 0 };
  // The clock is read before the look, so that the answer holds at least for this instant.
  const lookedAt = ctx.clock.now().getTime();
  const found = await effect
    .find(callSignal(LOOK_TIMEOUT_MS, signal), intentAtOf(row))
    .catch(async (error: unknown) => {
      if (before.at !== null) await noteLooks(ctx, row, { ...before, at: null, onEndMs: 0 });
      throw error;
    });
  if (typeof found !== 'string') return found;
  if (found === 'unseen' || refusedAsDuplicate) {
    if (lookedAt < overAt) throw lookAgain(Math.min(overAt, lookedAt + LOOK_AGAIN_MS));
    const moreMs = await lookedFor(search, before, lookedAt);
    const [ms, onEndMs] = [before.ms + moreMs, before.onEndMs + moreMs];
    await noteLooks(ctx, row, { of: row.deadlineAt, at: new Date(lookedAt), ms, onEndMs });
    const leftMs = Math.max(ctx.config.unprovableLookMs - ms, settledAt - lookedAt);
    if (leftMs > 0) throw lookAgain(lookedAt + Math.min(leftMs, pauseAfter(onEndMs)));
    if (refusedAsDuplicate)
      throw unknown('The platform calls the post a duplicate, but the first one cannot be found.');
    return mayRepeat(search, lookedAt);
  }
  if (lookedAt < settledAt) throw lookAgain(Math.min(settledAt, lookedAt + LOOK_AGAIN_MS));
  if (found === 'unknown') throw unknown('The answer was lost and the platform cannot tell whether the post is live.');
  return 'absent';
}

/** They begin anew after a look without an answer: outages that repeat would end long ones before they count. */
const pauseAfter = (onEndMs: number): number => Math.max(LOOK_AGAIN_MS, onEndMs);

/**
 * For how much longer it has been looked at `now`, when a look was answered. The time since the last look counts if none was
 * refused or lost between them; without outages, in which nobody looks; and no more of it than was to pass, as when no
 * process was there to look.
 */
async function lookedFor({ ctx, platform }: Search, { at, onEndMs }: Looks, now: number): Promise<number> {
  if (at === null) return 0;
  const passedMs = now - at.getTime() - (await downMsBetween(ctx.db, platform, at, new Date(now)));
  return Math.max(0, Math.min(passedMs, pauseAfter(onEndMs)));
}

/** The post was not seen for the whole time of looking, which proves nothing: the choice of the brand decides. */
function mayRepeat({ unprovable, repeatUntil }: Search, now: number): 'absent' {
  const lost =
    'The answer was lost. No list of the platform shows the post, but that does not prove that it is not live';
  if (unprovable === 'ASK') throw unknown(`${lost}; the brand is set to ask a person.`);
  if (repeatUntil !== null && now > repeatUntil.getTime())
    throw unknown(`${lost}; the late window is over, so the call is not repeated.`);
  return 'absent';
}

async function noteLooks(ctx: AppContext, { targetId, step, deadlineAt }: PublishStep, unseen: Looks): Promise<void> {
  await ctx.db.query(
    `UPDATE publish_step SET result = coalesce(result, '{}') || jsonb_build_object('unseen', $4::jsonb)
     WHERE target_id = $1 AND step = $2 AND state = 'OPEN' AND deadline_at IS NOT DISTINCT FROM $3`,
    [targetId, step, deadlineAt, JSON.stringify(unseen)],
    'note_looks',
  );
}

const lookAgain = (at: number): Sleep =>
  new Sleep(new Date(at), { reason: 'The answer of the platform was lost; looking whether the post is live.' });

const unknown = (message: string): PlatformFailure => new PlatformFailure('OUTCOME_UNKNOWN', message);
