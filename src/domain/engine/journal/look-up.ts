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
import { outagesBetween } from '../../platform-state/host-states.ts';
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

/** What the row of an open intent records besides its call. */
const evidence = z
  .object({
    /** A second try was refused as a duplicate: the first one is live somewhere. */
    refusedAsDuplicate: z.boolean(),
    /** When the first look after the end of the newest call saw nothing. */
    unseenSince: z.coerce.date(),
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
  // The clock is read before the look, so that the answer holds at least for this instant.
  const lookedAt = ctx.clock.now().getTime();
  const found = await effect.find(callSignal(LOOK_TIMEOUT_MS, signal), intentAtOf(row));
  if (typeof found !== 'string') return found;
  const { refusedAsDuplicate = false, unseenSince } = evidence.parse(row.result);
  if (found === 'unseen' || refusedAsDuplicate) {
    if (lookedAt < overAt) throw lookAgain(Math.min(overAt, lookedAt + LOOK_AGAIN_MS));
    const isOfThisCall = unseenSince !== undefined && row.deadlineAt !== null && unseenSince >= row.deadlineAt;
    const from = isOfThisCall ? unseenSince.getTime() : await noteUnseen(ctx, row, lookedAt);
    const patientUntil = Math.max(settledAt, await enoughLooks(search, from, lookedAt));
    if (lookedAt < patientUntil)
      throw lookAgain(Math.min(patientUntil, lookedAt + Math.max(LOOK_AGAIN_MS, lookedAt - from)));
    if (refusedAsDuplicate)
      throw unknown('The platform calls the post a duplicate, but the first one cannot be found.');
    return mayRepeat(search, lookedAt);
  }
  if (lookedAt < settledAt) throw lookAgain(Math.min(settledAt, lookedAt + LOOK_AGAIN_MS));
  if (found === 'unknown') throw unknown('The answer was lost and the platform cannot tell whether the post is live.');
  return 'absent';
}

/**
 * When it was looked for long enough, `from` being the first look. Looks that an outage prevented have not been in vain, and
 * lists may lag after it: its time does not count, and half of the whole time has to follow it.
 */
async function enoughLooks({ ctx, platform }: Search, from: number, now: number): Promise<number> {
  const wholeMs = ctx.config.unprovableLookMs;
  if (now < from + wholeMs) return from + wholeMs;
  const { downMs, endedAt } = await outagesBetween(ctx.db, platform, new Date(from), new Date(now));
  return Math.max(from + wholeMs + downMs, (endedAt?.getTime() ?? 0) + wholeMs / 2);
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

async function noteUnseen(ctx: AppContext, { targetId, step, deadlineAt }: PublishStep, at: number): Promise<number> {
  await ctx.db.query(
    `UPDATE publish_step SET result = coalesce(result, '{}') || jsonb_build_object('unseenSince', $4::text)
     WHERE target_id = $1 AND step = $2 AND state = 'OPEN' AND deadline_at IS NOT DISTINCT FROM $3`,
    [targetId, step, deadlineAt, new Date(at).toISOString()],
    'note_unseen',
  );
  return at;
}

const lookAgain = (at: number): Sleep =>
  new Sleep(new Date(at), { reason: 'The answer of the platform was lost; looking whether the post is live.' });

const unknown = (message: string): PlatformFailure => new PlatformFailure('OUTCOME_UNKNOWN', message);
