/** The GraphQL endpoint: one pipeline for HTTP, Server-Sent Events and WebSocket. */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { AppContext, Viewer } from '../context.ts';
import { authenticate } from '../domain/keys/authentication.ts';
import type { EventStream } from '../domain/live/live.ts';
import type { Listener } from '../lib/listener.ts';
import { createReads } from '../lib/reads.ts';
import { createSchemaContext, type SchemaContext } from '../schema/context.ts';
import { apiError } from '../schema/errors.ts';
import { schema } from '../schema/index.ts';
import { createFanOut, type SubscriptionEnd, type WriteResult } from './fan-out.ts';
import { maskError, withCode } from './graphql-errors.ts';
import { bodyLimit, checkComplexity, LIMITS, limitPlugins } from './graphql-limits.ts';
import { nestingLimit } from './graphql-nesting.ts';
import { createSocketServer } from './graphql-ws.ts';
import { createSessions, MAX_SUBSCRIPTIONS_PER_KEY } from './sessions.ts';

export interface GraphqlEndpoint extends AsyncDisposable {
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** What the pipeline carries besides the operation. */
interface ServerContext {
  requestId: string;
  /** Set on sockets, which are authenticated when they connect. */
  socket?: SocketOperation;
}

interface SocketOperation {
  viewer: Viewer;
  /** Where the results of a subscription go. */
  write: WriteResult;
}

/** Who asks is not there for introspection without a key; nothing else runs without. */
type OperationContext = Omit<SchemaContext, 'viewer'> & { viewer: Viewer | null; write: WriteResult | null };

const REQUEST_ID = /^[\w.:-]{1,128}$/;

export function createGraphqlEndpoint(ctx: AppContext, events: EventStream, listener: Listener): GraphqlEndpoint {
  const sessions = createSessions(ctx, listener);
  const prisma = createReads(ctx.db);
  const stopping = new AbortController();
  const finish = (result: ExecutionResult, context: { requestId: string }): ExecutionResult =>
    result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => maskError(ctx.log, context.requestId, error)) };
  const fanOut = createFanOut(finish);

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
    onExecute: ({ args, setResultAndStopExecution }) => {
      const refused = admit(args);
      if (refused !== null) setResultAndStopExecution({ errors: [refused] });
      return {
        onExecuteDone: ({ result, setResult }) =>
          void (isResult(result) && setResult(finish(result, args.contextValue))),
      };
    },
    onSubscribe: ({ args, setSubscribeFn, setResultAndStopExecution }) => {
      const refused = admit(args);
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
   * A stream of its own has to be told when its key ends or the server goes away. A socket is closed as a whole, which
   * its client answers with another connection; told that a subscription is complete, it would not come back.
   */
  const endOf = (viewer: Viewer, isSocket: boolean, giveBack: () => void): SubscriptionEnd => {
    if (isSocket) return { signal: null, farewell: () => null, release: giveBack };
    const ended = new AbortController();
    let isKeyOver = false;
    const unwatch = sessions.watch(viewer, () => {
      isKeyOver = true;
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

  const contextOf = (viewer: Viewer | null, requestId: string, write: WriteResult | null): OperationContext => ({
    // What reads the viewer runs only after `admit`.
    ...createSchemaContext(ctx, events, prisma, viewer as Viewer, requestId),
    write,
  });

  const yoga = createYoga<ServerContext, OperationContext>({
    schema,
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    multipart: false,
    logging: false,
    maxRequestBodySize: false,
    maskedErrors: { maskError: (error) => maskError(ctx.log, 'unknown', error) },
    // Keys travel in a header that no browser sends by itself, so any page may ask.
    cors: {
      origin: '*',
      methods: ['GET', 'POST', 'OPTIONS'],
      allowedHeaders: ['content-type', 'authorization', 'x-request-id'],
      exposedHeaders: ['x-request-id'],
    },
    // It sends its headers, and with them the key, with a stream of events, but not with a socket.
    graphiql: {
      title: 'Slipway',
      subscriptionsProtocol: 'SSE',
      defaultQuery: WELCOME,
      defaultEditorToolsVisibility: 'headers',
    },
    // From the package, not from somebody else's server: it works without the internet and loads nothing unseen.
    renderGraphiQL,
    plugins: [bodyLimit, pipeline, ...limitPlugins(), nestingLimit],
    context: async ({ request, requestId, socket }) => {
      if (socket !== undefined) return contextOf(socket.viewer, requestId, socket.write);
      const header = request.headers.get('authorization');
      const bearer = header === null ? null : /^Bearer (.+)$/i.exec(header)?.[1];
      try {
        const found = typeof bearer === 'string' ? await authenticate(ctx, bearer) : null;
        if (header !== null && found === null) throw unauthenticated();
        return contextOf(found, requestId, null);
      } catch (error) {
        throw maskError(ctx.log, requestId, error);
      }
    },
  });

  const sockets = createSocketServer(ctx, sessions, {
    authenticate: (bearer) => authenticate(ctx, bearer),
    prepare: async (viewer, { query, operationName, variables }, write) => {
      const requestId = randomUUID();
      const enveloped = yoga.getEnveloped({ socket: { viewer, write }, requestId, params: { query } });
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
    handle: async (req, res) => {
      const given = req.headers['x-request-id'];
      const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
      res.setHeader('x-request-id', requestId);
      await yoga(req, res, { requestId });
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

const unauthenticated = (): GraphQLError =>
  apiError('UNAUTHENTICATED', 'Send a valid API key: `Authorization: Bearer slw_…`.', {
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  });

/** Why an operation may not run, or null. The schema is public: introspection needs no key. */
function admit({
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
  // Execution says what is wrong with it.
  if (operation === null || operation === undefined) return null;
  if (contextValue.viewer === null && !isIntrospection(document, operation)) return unauthenticated();
  return checkComplexity(document, operation, (variableValues ?? {}) as Record<string, unknown>);
}

function isIntrospection(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  const isPublic = ({ selections }: SelectionSetNode, depth: number): boolean =>
    selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value.startsWith('__');
      if (selection.kind === Kind.INLINE_FRAGMENT) return isPublic(selection.selectionSet, depth);
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value,
      );
      return (
        fragment?.kind === Kind.FRAGMENT_DEFINITION &&
        depth < LIMITS.depth &&
        isPublic(fragment.selectionSet, depth + 1)
      );
    });
  return operation.operation === 'query' && isPublic(operation.selectionSet, 0);
}

const isResult = (value: unknown): value is ExecutionResult =>
  typeof value === 'object' && value !== null && !(Symbol.asyncIterator in value);

interface Pipeline {
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** The functions that `prepare` left with the operation. */
const pipelineOf = ({ rootValue }: ExecutionArgs): Pipeline => rootValue as Pipeline;

const WELCOME = `# Welcome to Slipway. Set your key under "Headers":
#   { "Authorization": "Bearer slw_…" }
#
# What each platform takes, and whether it is connected:
{
  platforms {
    platform
    apiVersion
    isConfigured
    isSandbox
    formats {
      format
      description
      caption { max unit }
      media { min max kinds }
    }
  }
}
`;
