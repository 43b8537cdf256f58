/** The context of every resolver, created for each operation. */
import type { AppContext, RequestContext, Viewer } from '../context.ts';
import type { EventStream } from '../domain/live/live.ts';
import type { Reads } from '../lib/reads.ts';
import { type Batcher, createBatcher } from './batch.ts';

export interface SchemaContext extends RequestContext {
  batch: Batcher;
  events: EventStream;
  prisma: Reads;
}

export const createSchemaContext = (
  app: AppContext,
  events: EventStream,
  prisma: Reads,
  viewer: Viewer,
  requestId: string,
): SchemaContext => ({
  app,
  events,
  prisma,
  viewer,
  requestId,
  batch: createBatcher(),
});
