/** What every resolver is handed, made afresh for each operation. */
import type { AppContext, RequestContext, Viewer } from '../context.ts';
import type { EventStream } from '../domain/live.ts';
import { type Batcher, createBatcher } from './batch.ts';

export interface SchemaContext extends RequestContext {
  batch: Batcher;
  events: EventStream;
}

export const createSchemaContext = (
  app: AppContext,
  events: EventStream,
  viewer: Viewer,
  requestId: string,
): SchemaContext => ({
  app,
  events,
  viewer,
  requestId,
  batch: createBatcher(),
});
