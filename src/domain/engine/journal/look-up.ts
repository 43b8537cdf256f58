/** An intent without a result: what the platform says decides, and silence is believed only once it can mean something. */
import { z } from 'zod';
import type { AppContext } from '../../../context.ts';
import type { PublishStep } from '../../../lib/prisma/client.ts';
import type { Unprovable } from '../../../lib/prisma/enums.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { CommitEffect, CommitResult } from '../../../platforms/platform.ts';
import { callSignal } from '../../../platforms/request.ts';
import { Sleep } from '../../sleep.ts';

const LOOK_TIMEOUT_MS = 60_000;
/** After a call's deadline nothing of it can leave any more; this covers what is still on the wire. */
const WIRE_MARGIN_MS = 5_000;
/** While the platform may still hide a fresh post, look this often; where only patience tells, ever more slowly. */
const LOOK_AGAIN_MS = 10_000;

export interface Search {
  ctx: AppContext;
  signal: AbortSignal;
  /** What the brand wants where neither the platform nor a list can prove that nothing is live. */
  unprovable: Unprovable;
  /** What is unprovable is not repeated later than this; `null` = at any time. */
  repeatUntil: Date | null;
}

/** When the first try of a commit was armed. */
export const intentAtOf = (row: Pick<PublishStep, 'intentAt' | 'createdAt'>): Date => row.intentAt ?? row.createdAt;

/** What the row of an open intent knows beyond its call. */
const evidence = z
  .object({
    /** A second try was refused as a duplicate: the first one is live somewhere. */
    refusedAsDuplicate: z.boolean(),
    /** The first look after the newest call was over that saw nothing. */
    unseenSince: z.coerce.date(),
  })
  .partial()
  .catch({});

/** What is live; or `absent`, on which the caller may act again. Pauses to look again, and throws when only a person can tell. */
export async function lookFor<T extends CommitResult>(
  search: Search,
  row: PublishStep,
  effect: CommitEffect<T>,
): Promise<T | 'absent'> {
  const { ctx, signal } = search;
  const overAt = (row.deadlineAt ?? row.updatedAt).getTime() + WIRE_MARGIN_MS;
  const settledAt = overAt + effect.settleMs;
  // The clock is read before the look: what is true then may be relied on afterwards.
  const lookedAt = ctx.clock.now().getTime();
  const found = await effect.find(callSignal(LOOK_TIMEOUT_MS, signal), intentAtOf(row));
  if (typeof found !== 'string') return found;
  const { refusedAsDuplicate = false, unseenSince } = evidence.parse(row.result);
  if (found === 'unseen' || refusedAsDuplicate) {
    if (lookedAt < overAt) throw lookAgain(Math.min(overAt, lookedAt + LOOK_AGAIN_MS));
    const isOfThisCall = unseenSince !== undefined && row.deadlineAt !== null && unseenSince >= row.deadlineAt;
    const from = isOfThisCall ? unseenSince.getTime() : await noteUnseen(ctx, row, lookedAt);
    const patientUntil = Math.max(settledAt, from + ctx.config.unprovableLookMs);
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

/** Nothing was seen for as long as it is looked for, which is no proof: who decides is the brand. */
function mayRepeat({ unprovable, repeatUntil }: Search, now: number): 'absent' {
  const lost = 'The answer was lost and no list of the platform shows it, which is no proof that it is not there';
  if (unprovable === 'ASK') throw unknown(`${lost}; the brand wants to be asked.`);
  if (repeatUntil !== null && now > repeatUntil.getTime())
    throw unknown(`${lost}; its late window is over, so it is not repeated.`);
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
