/** What is sent: an envelope that is the same for all events, and the data of the event in the words of the GraphQL schema. */
import { z } from 'zod';
import type { Event } from '../events/event.ts';
import { toGlobalId } from '../global-id.ts';
import { isSubscribable, isSubscribableSubject, SUBJECTS, SUBSCRIBABLE, SUBSCRIBABLE_TYPES } from './subscribable.ts';

/** Rises when a field of the envelope gets another meaning; a new field is no new version. */
const VERSION = 1;

/** Names the event, however often and wherever it is sent. */
export const publicEventId = (id: string): string => `event_${id}`;

const envelope = z.object({
  id: z.string().describe('Names the event; the same in `webhook-id`, however often it is sent.'),
  type: z.string().describe('What happened.'),
  version: z.literal(VERSION).describe('Of this envelope.'),
  at: z.iso.datetime().describe('When it happened.'),
  workspaceId: z.string(),
  brandId: z.string().nullable().describe('Null for what belongs to the whole workspace, such as files.'),
  subject: z.object({ type: z.string(), id: z.string() }).describe('What it happened to.'),
  data: z.record(z.string(), z.unknown()),
  result: z
    .object({ data: z.unknown(), errors: z.array(z.unknown()).optional() })
    .optional()
    .describe('What the GraphQL query of the endpoint answers at the moment of sending; absent without one.'),
});
export type Envelope = z.output<typeof envelope>;

/** Null for an event of a kind that endpoints are not told of. */
export function envelopeOf(event: Event): Envelope | null {
  const { type, subject, subjectId, postId, socialAccountId, brandId } = event;
  if (!isSubscribable(type) || !isSubscribableSubject(subject)) return null;
  const ids = {
    ...(postId === null ? {} : { postId: toGlobalId('ScheduledPost', postId) }),
    ...(socialAccountId === null ? {} : { socialAccountId: toGlobalId('SocialAccount', socialAccountId) }),
    ...(subject === 'TARGET' ? { targetId: toGlobalId('PostTarget', subjectId) } : {}),
    ...(subject === 'MEDIA' ? { mediaAssetId: toGlobalId('MediaAsset', subjectId) } : {}),
  };
  return {
    id: publicEventId(event.id),
    type,
    version: VERSION,
    at: event.createdAt.toISOString(),
    workspaceId: toGlobalId('Workspace', event.workspaceId),
    brandId: brandId === null ? null : toGlobalId('Brand', brandId),
    subject: { type: subject, id: toGlobalId(SUBJECTS[subject].node, subjectId) },
    // Parsed, so that what is not in the schema is not sent.
    data: SUBSCRIBABLE[type].data.parse({ ...event.payload, ...ids }),
  };
}

/** What `testWebhookEndpoint` sends. */
export const TEST_TYPE = 'webhook.test';
const TEST_DATA = z.object({ message: z.string() });

export const testEnvelope = (endpoint: { id: string; workspaceId: string }, eventId: string, at: Date): Envelope => ({
  id: publicEventId(eventId),
  type: TEST_TYPE,
  version: VERSION,
  at: at.toISOString(),
  workspaceId: toGlobalId('Workspace', endpoint.workspaceId),
  brandId: null,
  subject: { type: 'WEBHOOK', id: toGlobalId('WebhookEndpoint', endpoint.id) },
  data: { message: 'A test of this endpoint. Nothing has happened.' } satisfies z.output<typeof TEST_DATA>,
});

/* ---- published ---- */

const schemaOf = (type: string, description: string, data: z.ZodObject) => ({
  ...z.toJSONSchema(envelope.extend({ type: z.literal(type), data }), {
    io: 'output',
    // Fields may be added: a receiver that validates must not refuse them.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }),
  title: type,
  description,
});

/** A JSON Schema (2020-12) for each type of event. */
export const PAYLOAD_SCHEMAS: ReadonlyMap<string, object> = new Map([
  ...SUBSCRIBABLE_TYPES.map((type): [string, object] => {
    const { description, data } = SUBSCRIBABLE[type];
    return [type, schemaOf(type, description, data)];
  }),
  [TEST_TYPE, schemaOf(TEST_TYPE, 'A test.', TEST_DATA)],
]);
