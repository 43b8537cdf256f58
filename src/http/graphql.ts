/** The GraphQL endpoint: one pipeline for HTTP, Server-Sent Events and WebSocket. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { sendNodeResponse } from '@whatwg-node/server';
import { type DocumentNode, type ExecutionArgs, type ExecutionResult, GraphQLError, getOperationAST } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { AppContext, Viewer } from '../context.ts';
import type { EventStream } from '../domain/live/live.ts';
import type { Listener } from '../lib/listener.ts';
import { createReads } from '../lib/reads.ts';
import { createSchemaContext, type SchemaContext } from '../schema/context.ts';
import { apiError } from '../schema/errors.ts';
import { schema } from '../schema/index.ts';
import { answerCors } from './cors.ts';
import { bearerIn, type Doorman } from './doorman.ts';
import { createFanOut, type SubscriptionEnd, type WriteResult } from './fan-out.ts';
import { maskError, tooManyWrongKeys, unauthenticated, unreadable, withCode } from './graphql-errors.ts';
import { checkComplexity, documentLimits, limitBody, limitPlugins, refuseLength } from './graphql-limits.ts';
import { nestingLimit } from './graphql-nesting.ts';
import { createSocketServer } from './graphql-ws.ts';
import { createIntrospection, KEYLESS } from './introspection.ts';
import { operationTeller, tracedOperation } from './operation-teller.ts';
import { createSessions, MAX_SUBSCRIPTIONS_PER_KEY } from './sessions.ts';

export interface GraphqlEndpoint extends AsyncDisposable {
  handle(req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** What the pipeline carries besides the operation. */
interface ServerContext {
  requestId: string;
  /** The trace of the caller; null on sockets, which outlast any. */
  traceparent: string | null;
  caller: Caller;
  /** On sockets: where the results of a subscription go. */
  write: WriteResult | null;
  /** Set for a query about the schema without a key: receives its answer. */
  keepAnswer?: ((result: ExecutionResult) => void) | null;
}

/** Known before anything else of a request is read. `null`: there was no key. */
type Caller = { viewer: Viewer | null } | { refused: GraphQLError };

/** There is no viewer for queries about the schema without a key; nothing else runs without one. */
type OperationContext = Omit<SchemaContext, 'viewer'> & {
  viewer: Viewer | null;
  write: WriteResult | null;
  isAboutSchema: boolean;
  traceparent: string | null;
};

const METHODS = 'GET, POST, OPTIONS';

export function createGraphqlEndpoint(
  ctx: AppContext,
  events: EventStream,
  listener: Listener,
  doorman: Doorman,
): GraphqlEndpoint {
  const introspection = createIntrospection(ctx.clock);
  // For an error outside an operation, nothing else tells which request it was.
  const requestIds = new AsyncLocalStorage<string>();
  const sessions = createSessions(ctx, listener);
  const prisma = createReads(ctx.db);
  const stopping = new AbortController();
  const finish = (result: ExecutionResult, context: { requestId: string }): ExecutionResult =>
    result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => maskError(ctx.log, context.requestId, error)) };
  const fanOut = createFanOut(finish);

  /** A caller without access is told so before anything is read; one without a key may query the schema only. */
  const gate: Plugin<OperationContext, ServerContext> = {
    onRequestParse: (request) => {
      const { caller } = request.serverContext;
      if ('refused' in caller) throw caller.refused;
      if (request.request.method === 'POST' && request.requestParser === undefined) throw unreadable();
      limitBody(
        request,
        caller.viewer === null ? { maxBytes: KEYLESS.bodyBytes, refusal: unauthenticated } : undefined,
      );
    },
    onParams: ({ params, setResult, context }) => {
      if (!('viewer' in context.caller) || context.caller.viewer !== null) {
        const refused = typeof params.query === 'string' ? refuseLength(params.query) : null;
        if (refused !== null) throw refused;
        return;
      }
      const admitted = introspection.answerWithoutKey(params);
      if ('refused' in admitted) throw admitted.refused;
      if ('result' in admitted) return setResult(admitted.result);
      context.keepAnswer = admitted.keep;
    },
    onExecutionResult: ({ result, context }) => {
      if (isResult(result)) context.keepAnswer?.(result);
    },
  };

  const pipeline: Plugin<OperationContext> = {
    onParse:
      () =>
      ({ result, replaceParseResult }) => {
        if (result instanceof GraphQLError) replaceParseResult(withCode(result, 'GRAPHQL_PARSE_FAILED'));
      },
    onValidate:
      () =>
      ({ valid, result, setResult }) => {
        if (!valid)
          setResult(
            result.map((error: unknown) =>
              error instanceof GraphQLError ? withCode(error, 'GRAPHQL_VALIDATION_FAILED') : error,
            ),
          );
      },
    onExecute: ({ args, executeFn, setExecuteFn, setResultAndStopExecution }) => {
      const refused = refusalOf(args);
      const tell = operationTeller(args);
      if (refused !== null) {
        tell('refused');
        return setResultAndStopExecution({ errors: [refused] });
      }
      const { requestId, traceparent } = args.contextValue;
      const traced = tracedOperation({ requestId, traceparent }, executeFn);
      if (traced !== null) setExecuteFn(traced);
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (!isResult(result)) return;
          setResult(finish(result, args.contextValue));
          tell(result.errors === undefined ? 'ok' : 'errors');
        },
      };
    },
    onSubscribe: ({ args, setSubscribeFn, setResultAndStopExecution }) => {
      const refused = refusalOf(args);
      operationTeller(args)(refused === null ? 'ok' : 'refused');
      const { viewer, write } = args.contextValue;
      if (refused !== null || viewer === null)
        return setResultAndStopExecution({ errors: [refused ?? unauthenticated()] });
      const giveBack = sessions.subscription(viewer);
      if (giveBack === null) {
        const message = `This API key has ${MAX_SUBSCRIPTIONS_PER_KEY} subscriptions, which is the limit.`;
        return setResultAndStopExecution({
          errors: [apiError('LIMIT_EXCEEDED', message, { limit: 'subscriptions', max: MAX_SUBSCRIPTIONS_PER_KEY })],
        });
      }
      setSubscribeFn((operation) => fanOut.subscribe(operation, endOf(viewer, write !== null, giveBack), write));
    },
  };

  /**
   * An SSE stream must be told when its key ends or the server shuts down. A socket is closed as a whole, and its
   * client connects again; told that a subscription is complete, it would not.
   */
  const endOf = (viewer: Viewer, isSocket: boolean, giveBack: () => void): SubscriptionEnd => {
    if (isSocket) return { signal: null, farewell: () => null, release: giveBack };
    const ended = new AbortController();
    let isKeyOver = false;
    const unwatch = sessions.watch(viewer, (why) => {
      isKeyOver = why === 'KEY_OVER';
      ended.abort();
    });
    return {
      signal: AbortSignal.any([ended.signal, stopping.signal]),
      farewell: () => (isKeyOver ? unauthenticated() : null),
      release: () => {
        unwatch();
        giveBack();
      },
    };
  };

  const contextOf = ({ caller, requestId, traceparent, write, keepAnswer }: ServerContext): OperationContext => {
    if ('refused' in caller) throw caller.refused;
    // Code that reads the viewer runs only after `refusalOf`.
    const context = createSchemaContext(ctx, events, prisma, caller.viewer as Viewer, requestId);
    return { ...context, write, traceparent, isAboutSchema: typeof keepAnswer === 'function' };
  };

  const callerOf = async (req: IncomingMessage, requestId: string, left: AbortSignal): Promise<Caller> => {
    const header = req.headers.authorization;
    if (header === undefined) return { viewer: null };
    const bearer = bearerIn(header);
    try {
      const recognised = bearer === null ? null : await doorman.recognise(req, bearer);
      if (recognised === null) return { refused: unauthenticated() };
      if (!('viewer' in recognised)) return { refused: tooManyWrongKeys(recognised.retryAfterMs) };
      return { viewer: { ...recognised.viewer, left } };
    } catch (error) {
      return { refused: maskError(ctx.log, requestId, error) };
    }
  };

  const yoga = createYoga<ServerContext, OperationContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    multipart: false,
    logging: false,
    maxRequestBodySize: false,
    maskedErrors: { maskError: (error) => maskError(ctx.log, requestIds.getStore() ?? 'unknown', error) },
    // Both are answered before the request comes here.
    cors: false,
    graphiql: false,
    plugins: [gate, pipeline, documentLimits, ...limitPlugins(), nestingLimit],
    context: contextOf,
  });

  const sockets = createSocketServer(ctx, sessions, {
    recognise: (req, bearer) => doorman.recognise(req, bearer),
    prepare: async (viewer, { query, operationName, variables }, write) => {
      const requestId = randomUUID();
      const enveloped = yoga.getEnveloped({
        caller: { viewer },
        write,
        requestId,
        traceparent: null,
        params: { query },
      });
      try {
        const document: DocumentNode = enveloped.parse(query);
        const errors = enveloped.validate(enveloped.schema, document);
        if (errors.length > 0) return errors;
        return {
          schema: enveloped.schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? {},
          contextValue: await enveloped.contextFactory(),
          rootValue: { execute: enveloped.execute, subscribe: enveloped.subscribe },
        };
      } catch (error) {
        return [maskError(ctx.log, requestId, error)];
      }
    },
    execute: (args) => pipelineOf(args).execute({ ...args, rootValue: undefined }),
    subscribe: (args) => pipelineOf(args).subscribe({ ...args, rootValue: undefined }),
  });

  return {
    handle: async (req, res, requestId) => {
      if (answerCors(req, res, METHODS) === 'answered') return;
      if (req.method !== 'GET' && req.method !== 'POST') {
        res.writeHead(405, { allow: METHODS, 'content-length': 0 }).end();
        return;
      }
      const left = new AbortController();
      res.once('close', () => {
        if (!res.writableFinished) left.abort();
      });
      const caller = await callerOf(req, requestId, left.signal);
      const { traceparent } = req.headers;
      // Not through `yoga(req, res)`, which answers an unexpected error with the stack.
      const answer = await requestIds.run(requestId, async () =>
        yoga.handleNodeRequestAndResponse(req, res, {
          requestId,
          caller,
          write: null,
          traceparent: typeof traceparent === 'string' ? traceparent : null,
        }),
      );
      await sendNodeResponse(answer, res, req, true);
    },
    upgrade: sockets.upgrade,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await sockets[Symbol.asyncDispose]();
      await yoga.dispose();
      await sessions[Symbol.asyncDispose]();
    },
  };
}

/** Why an operation may not run, or null. */
function refusalOf({
  document,
  operationName,
  variableValues,
  contextValue,
}: {
  document: DocumentNode;
  operationName?: string | null;
  variableValues?: unknown;
  contextValue: OperationContext;
}): GraphQLError | null {
  const operation = getOperationAST(document, operationName);
  // Execution reports what is wrong with it.
  if (operation === null || operation === undefined) return null;
  if (contextValue.viewer === null && !contextValue.isAboutSchema) return unauthenticated();
  return checkComplexity(document, operation, (variableValues ?? {}) as Record<string, unknown>);
}

const isResult = (value: unknown): value is ExecutionResult =>
  typeof value === 'object' && value !== null && !(Symbol.asyncIterator in value);

interface Pipeline {
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** The functions that `prepare` stored with the operation. */
const pipelineOf = ({ rootValue }: ExecutionArgs): Pipeline => rootValue as Pipeline;
