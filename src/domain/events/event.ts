/** An event of the stream, as every consumer gets it. */
import { z } from 'zod';
import type { Event as EventRow } from '../../lib/prisma/client.ts';
import { EventSubject } from '../../lib/prisma/enums.ts';

export type Event = Omit<EventRow, 'payload'> & { payload: Readonly<Record<string, unknown>> };

/** An event to append. Its position, time and actor are added when its transaction commits. */
export type NewEvent = Omit<Event, 'id' | 'createdAt' | 'position' | 'actor'>;

/** The columns of `event`, in the order of `Event`. */
export const EVENT_COLUMNS =
  'id, created_at, position, workspace_id, brand_id, subject, subject_id, post_id, social_account_id, type, actor, payload';

/** An event as JSON carries it between processes. */
export const eventJson = z.object({
  id: z.string(),
  createdAt: z.string().transform((text) => new Date(text)),
  position: z.string().transform(BigInt),
  workspaceId: z.string(),
  brandId: z.string().nullable(),
  subject: z.enum(EventSubject),
  subjectId: z.string(),
  postId: z.string().nullable(),
  socialAccountId: z.string().nullable(),
  type: z.string(),
  actor: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
}) satisfies z.ZodType<Event>;
