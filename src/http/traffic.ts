/** What the server tells about its own traffic, for metrics. No word of a caller is in it: all labels are ours. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createFeed } from '../lib/feed.ts';

/** Where a request went. */
export const ROUTES = ['graphql', 'graphiql', 'media', 'media_link', 'oauth', 'health', 'operator', 'other'] as const;
export type Route = (typeof ROUTES)[number];

/** A request got its answer, or its caller hung up. */
export const requestEnded = createFeed<{ route: Route; method: string; status: number; tookMs: number }>(
  'slipway:request-ended',
);

/** An operation of GraphQL ended; a subscription, when it was accepted or refused. */
export const operationEnded = createFeed<{
  /** The field of the schema that was asked for, `several` or `introspection`: unlike operation names, these are few. */
  field: string;
  type: 'query' | 'mutation' | 'subscription';
  result: OperationResult;
  tookMs: number;
}>('slipway:operation-ended');
export const OPERATION_RESULTS = ['ok', 'errors', 'refused'] as const;
export type OperationResult = (typeof OPERATION_RESULTS)[number];

const METHODS: readonly string[] = ['GET', 'POST', 'HEAD', 'OPTIONS'];

/** Tells of a request once it is over. */
export function tellRequest(req: IncomingMessage, res: ServerResponse, routeOf: (req: IncomingMessage) => Route): void {
  if (!requestEnded.isHeard) return;
  const startedAt = performance.now();
  const { method = '' } = req;
  const route = routeOf(req);
  res.once('close', () =>
    requestEnded.publish(() => ({
      route,
      method: METHODS.includes(method) ? method : 'other',
      status: res.statusCode,
      tookMs: performance.now() - startedAt,
    })),
  );
}
