/** One event of a target, as its subscribers are told: which columns it has, and how a notification carries it. */
import { z } from 'zod';
import type { PublishingLog } from '../../lib/prisma/client.ts';
import { BlockedBy, LogStatus, Platform, TargetPhase, TargetStatus } from '../../lib/prisma/enums.ts';

/** The columns of `publishing_log` that make an event; the others hold calls to platforms. */
export const EVENT_COLUMNS =
  'cursor, created_at, workspace_id, brand_id, post_id, target_id, social_account_id, platform, seq, attempt, status, target_status, phase, blocked_by, platform_state, percent, message, permalink, wake_at, error';

export type PublishEvent = Pick<
  PublishingLog,
  | 'createdAt'
  | 'workspaceId'
  | 'brandId'
  | 'postId'
  | 'targetId'
  | 'socialAccountId'
  | 'platform'
  | 'attempt'
  | 'status'
  | 'targetStatus'
  | 'phase'
  | 'blockedBy'
  | 'platformState'
  | 'percent'
  | 'message'
  | 'permalink'
  | 'wakeAt'
> & { cursor: bigint; seq: number; error: unknown };

const instant = z.string().transform((text) => new Date(text));

// As `append_publishing_events` writes them. A process of another release may have written more or less than this one
// knows; what does not fit is read from the table instead.
const announced = z.array(
  z.object({
    cursor: z.string().transform(BigInt),
    createdAt: instant,
    workspaceId: z.string(),
    brandId: z.string(),
    postId: z.string(),
    targetId: z.string(),
    socialAccountId: z.string(),
    platform: z.enum(Platform),
    seq: z.int(),
    attempt: z.int(),
    status: z.enum(LogStatus),
    targetStatus: z.enum(TargetStatus),
    phase: z.enum(TargetPhase).nullable(),
    blockedBy: z.enum(BlockedBy).nullable(),
    platformState: z.string().nullable(),
    percent: z.int().nullable(),
    message: z.string().nullable(),
    permalink: z.string().nullable(),
    wakeAt: instant.nullable(),
    error: z.unknown(),
  }),
) satisfies z.ZodType<PublishEvent[]>;

/** What a notification tells: the cursor of its last event, and the events themselves where they fit into it. */
export interface Announcement {
  last: bigint;
  events: readonly PublishEvent[] | null;
}

/** Null for what this release cannot read. */
export function readAnnouncement(payload: string): Announcement | null {
  if (/^\d+$/.test(payload)) return { last: BigInt(payload), events: null };
  try {
    const events = announced.parse(JSON.parse(payload));
    const last = events.at(-1)?.cursor;
    return last === undefined ? null : { last, events };
  } catch {
    return null;
  }
}
