/** Reports the traffic of the server to metrics. All labels are ours; nothing from a caller becomes one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { createFeed } from '../lib/feed.ts';
import { createStretch } from '../lib/stretch.ts';

/** The route of a request. */
export const ROUTES = [
  'graphql',
  'graphiql',
  'media',
  'media_link',
  'oauth',
  'hint',
  'audit',
  'figures',
  'health',
  'operator',
  'other',
] as const;
export type Route = (typeof ROUTES)[number];

/** A request was answered, or its caller hung up. */
export const requestEnded = createFeed<{ route: Route; method: string; status: number; tookMs: number }>(
  'slipway:request-ended',
);

/** A GraphQL operation ended; or a subscription was accepted or refused. */
export const operationEnded = createFeed<{
  /** The field of the schema, `several` or `introspection`: unlike operation names, these are few. */
  field: string;
  type: 'query' | 'mutation' | 'subscription';
  result: OperationResult;
  tookMs: number;
}>('slipway:operation-ended');
/** A query or a mutation is executed. A subscription lasts for hours, so it is none of these. */
export const operationRun = createStretch<
  {
    /** As in `operationEnded`. */
    field: string;
    type: 'query' | 'mutation';
    requestId: string;
    /** The trace of the caller, as the caller wrote it. */
    traceparent: string | null;
  },
  ExecutionResult | AsyncIterable<unknown>
>('slipway:operation');
export const OPERATION_RESULTS = ['ok', 'errors', 'refused'] as const;
export type OperationResult = (typeof OPERATION_RESULTS)[number];

const METHODS: readonly string[] = ['GET', 'POST', 'HEAD', 'OPTIONS'];

/** Reports a request once it is over. */
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
