/** Events of targets: their payload, how they are appended, and how they are read. */
import { z } from 'zod';
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { BlockedBy, Platform, PublishEventStatus, TargetPhase, TargetStatus } from '../../lib/prisma/enums.ts';
import { appendEvents } from '../events/append.ts';
import type { Event } from '../events/event.ts';

/** What an event tells subscribers about a change. */
export interface PublishEventEntry {
  status: PublishEventStatus;
  message?: string;
  error?: unknown;
  endpoint?: string;
  durationMs?: number;
}

/** The state of the target in an event. */
export type ToldTarget = Pick<
  PostTarget,
  | 'id'
  | 'workspaceId'
  | 'brandId'
  | 'postId'
  | 'socialAccountId'
  | 'platform'
  | 'seq'
  | 'attempt'
  | 'status'
  | 'phase'
  | 'blockedBy'
  | 'platformState'
  | 'percent'
  | 'permalink'
  | 'wakeAt'
>;

/** `publishing_log` (a view) takes its columns from the same keys. */
const targetPayload = z.object({
  platform: z.enum(Platform),
  /** Per target 1, 2, 3 … without gaps. */
  seq: z.int(),
  attempt: z.int(),
  status: z.enum(PublishEventStatus),
  targetStatus: z.enum(TargetStatus),
  phase: z.enum(TargetPhase).nullable().default(null),
  blockedBy: z.enum(BlockedBy).nullable().default(null),
  platformState: z.string().nullable().default(null),
  percent: z.int().nullable().default(null),
  message: z.string().nullable().default(null),
  permalink: z.string().nullable().default(null),
  wakeAt: z
    .string()
    .transform((text) => new Date(text))
    .nullable()
    .default(null),
  error: z.unknown().default(null),
  endpoint: z.string().optional(),
  durationMs: z.number().optional(),
});

/** Appends one event for each target, whose `seq` the caller has raised. */
export function appendPublishEvents(tx: Tx, events: readonly { target: ToldTarget; entry: PublishEventEntry }[]): void {
  appendEvents(
    tx,
    events.map(({ target, entry }) => ({
      workspaceId: target.workspaceId,
      brandId: target.brandId,
      subject: 'TARGET',
      subjectId: target.id,
      postId: target.postId,
      socialAccountId: target.socialAccountId,
      type: `target.${entry.status.toLowerCase()}`,
      payload: {
        platform: target.platform,
        seq: target.seq,
        attempt: target.attempt,
        status: entry.status,
        targetStatus: target.status,
        phase: target.phase ?? undefined,
        blockedBy: target.blockedBy ?? undefined,
        platformState: target.platformState ?? undefined,
        percent: target.percent ?? undefined,
        message: entry.message,
        permalink: target.permalink ?? undefined,
        wakeAt: target.wakeAt?.toISOString(),
        error: entry.error ?? undefined,
        endpoint: entry.endpoint,
        durationMs: entry.durationMs,
      } satisfies Partial<z.input<typeof targetPayload>>,
    })),
  );
}

export type PublishEvent = z.output<typeof targetPayload> & {
  position: bigint;
  createdAt: Date;
  workspaceId: string;
  brandId: string;
  postId: string;
  targetId: string;
  socialAccountId: string;
};

const known = new WeakMap<Event, PublishEvent>();

/** Reads an event as an event of a target; null for other subjects. Parsed once, however many subscribers get it. */
export function publishEvent(event: Event): PublishEvent | null {
  const { brandId, postId, socialAccountId } = event;
  if (event.subject !== 'TARGET' || brandId === null || postId === null || socialAccountId === null) return null;
  const read = known.get(event) ?? {
    ...targetPayload.parse(event.payload),
    position: event.position,
    createdAt: event.createdAt,
    workspaceId: event.workspaceId,
    targetId: event.subjectId,
    brandId,
    postId,
    socialAccountId,
  };
  known.set(event, read);
  return read;
}

/** For a target that is given a time. */
export const scheduledEntry = ({ reservesQuota }: Pick<PostTarget, 'reservesQuota'>): PublishEventEntry => ({
  status: 'SCHEDULED',
  ...(reservesQuota ? { message: 'The units that it needs of its allowances are reserved.' } : {}),
});

/** For a target that was made. */
export const firstEntry = (target: Pick<PostTarget, 'status' | 'reservesQuota'>): PublishEventEntry =>
  target.status === 'SCHEDULED' ? scheduledEntry(target) : { status: EVENT_OF_STATUS[target.status] };

/** The event status that reports each new target status. */
export const EVENT_OF_STATUS = {
  DRAFT: 'DRAFTED',
  SCHEDULED: 'SCHEDULED',
  PUBLISHING: 'STARTED',
  PUBLISHED: 'SUCCESS',
  FAILED: 'ERROR',
  CANCELLED: 'CANCELLED',
  MISSED: 'MISSED',
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
} as const satisfies Record<TargetStatus, PublishEventStatus>;
