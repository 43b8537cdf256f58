/** GraphQL over WebSocket (`graphql-transport-ws`): upgrade, authentication, heartbeats, bounded buffers, close codes. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ExecutionArgs, ExecutionResult, FormattedExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, type Context, handleProtocols, MessageType, makeServer, parseMessage } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AppContext, Viewer } from '../context.ts';
import { isUnavailable } from '../lib/db.ts';
import { bearerIn, type Recognised } from './doorman.ts';
import type { WriteResult } from './fan-out.ts';
import { bytesOf, textFrame } from './frames.ts';
import { socketError } from './graphql-errors.ts';
import { readerOf } from './language.ts';
import { refuseUpgrade } from './request-checks.ts';
import type { Sessions } from './sessions.ts';

const SOCKET_LIMITS = {
  /** For one incoming message; the default of the library is 100 MiB. */
  maxPayload: 64 * 1024,
  /** How many unsent bytes a client may leave before it is cut off. */
  maxBufferedBytes: 1024 * 1024,
  subscriptionsPerSocket: 1_000,
  initTimeoutMs: 3_000,
  /** How long a closed socket waits for its peer, which may be gone. The default of the library is 30 s. */
  closeTimeoutMs: 1_000,
  pingEveryMs: 12_000,
} as const;

/** Closes a living connection; clients need another key. */
const KEY_ENDED = { code: CloseCode.Forbidden, reason: 'Forbidden' } as const;
/** The official clients give up at 4500, and reconnect after this code. */
const TRY_AGAIN = { code: 1013, reason: 'Try again later' } as const;
/** Language, zone and end are read when a socket is opened. */
const KEY_CHANGED = { code: TRY_AGAIN.code, reason: 'API key changed' } as const;
const GOING_AWAY = { code: 1001, reason: 'Going away' } as const;

interface Operations {
  recognise(req: IncomingMessage, bearer: string): Promise<Recognised>;
  /** Parses, validates and prepares an operation; errors answer it. The results of a subscription go to `write`. */
  prepare(
    viewer: Viewer,
    payload: {
      query: string;
      operationName?: string | null | undefined;
      variables?: Record<string, unknown> | null | undefined;
    },
    write: WriteResult,
  ): Promise<ExecutionArgs | readonly GraphQLError[]>;
  execute(args: ExecutionArgs): Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

interface SocketState {
  socket: WebSocket;
  /** The request that became the socket. */
  req: IncomingMessage;
  /** A message of what `bytesOf` answers. */
  sendBytes(bytes: string): void;
  viewer: Viewer | null;
  /** Stops watching the key. */
  unwatch: () => void;
}

export interface SocketServer extends AsyncDisposable {
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export function createSocketServer(ctx: AppContext, sessions: Sessions, operations: Operations): SocketServer {
  // Separate from the call, because the types of `ws` lack `closeTimeout`.
  const options = {
    noServer: true,
    perMessageDeflate: false,
    maxPayload: SOCKET_LIMITS.maxPayload,
    closeTimeout: SOCKET_LIMITS.closeTimeoutMs,
    handleProtocols,
  };
  const sockets = new WebSocketServer(options);

  const payloadBytes = createPayloadBytes();
  const protocol = makeServer<Record<string, unknown>, SocketState>({
    connectionInitWaitTimeout: SOCKET_LIMITS.initTimeoutMs,
    onConnect: async ({ extra, connectionParams }) => {
      const bearer = bearerOf(connectionParams);
      const recognised = bearer === null ? null : await operations.recognise(extra.req, bearer);
      if (recognised === null) return false;
      if ('retryAfterMs' in recognised) {
        extra.socket.close(TRY_AGAIN.code, TRY_AGAIN.reason);
        return false;
      }
      const { viewer } = recognised;
      const left = new AbortController();
      extra.socket.once('close', () => left.abort());
      const accepted = languageIn(connectionParams);
      const reader = accepted === null ? viewer.reader : readerOf(viewer, accepted);
      extra.viewer = { ...viewer, left: left.signal, ...(reader && { reader }) };
      extra.unwatch = sessions.watch(viewer, (why) => {
        const { code, reason } = why === 'KEY_OVER' ? KEY_ENDED : KEY_CHANGED;
        extra.socket.close(code, reason);
      });
      // The socket was closed while its key was looked up.
      if (extra.socket.readyState !== extra.socket.OPEN) extra.unwatch();
      return true;
    },
    onSubscribe: async (context: Context<Record<string, unknown>, SocketState>, id, payload) => {
      const { viewer, socket, sendBytes } = context.extra;
      if (viewer === null || Object.keys(context.subscriptions).length > SOCKET_LIMITS.subscriptionsPerSocket) {
        socket.close(4429, 'Too many subscriptions on this socket');
        return [];
      }
      const start = bytesOf(`{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`);
      return operations.prepare(viewer, payload, (result) => sendBytes(`${start}${payloadBytes(result)}}`));
    },
    execute: (args) => operations.execute(args),
    subscribe: (args) => operations.subscribe(args),
    onNext: (_context, _id, _payload, _args, result) => payloadOf(result as ExecutionResult),
    onError: (_context, _id, _payload, errors) => errors.map((error) => socketError(error as GraphQLError)),
  });

  return {
    upgrade: (req, stream, head) => {
      if (!isOwnOrigin(req, ctx.config.publicUrl)) {
        refuseUpgrade(stream, '403 Forbidden');
        return;
      }
      sockets.handleUpgrade(req, stream, head, (socket) => serve(ctx, protocol, socket, stream, req));
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.close(GOING_AWAY.code, GOING_AWAY.reason);
      const { promise, resolve } = Promise.withResolvers<void>();
      const force = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, 1_000);
      sockets.close(() => resolve());
      await promise;
      clearTimeout(force);
    },
  };
}

const payloadOf = ({ errors, ...rest }: ExecutionResult): FormattedExecutionResult =>
  errors === undefined ? rest : { ...rest, errors: errors.map(socketError) };

/** Those who get the same result get it one after the other, so its bytes are made once. */
const createPayloadBytes = () => {
  let last: ExecutionResult | null = null;
  let bytes = '';
  return (result: ExecutionResult): string => {
    if (result !== last) {
      bytes = bytesOf(JSON.stringify(payloadOf(result)));
      last = result;
    }
    return bytes;
  };
};

/** Connects one socket to the protocol: like the adapter of `graphql-ws`, with a bounded buffer and our logger. */
function serve(
  ctx: AppContext,
  protocol: ReturnType<typeof makeServer<Record<string, unknown>, SocketState>>,
  socket: WebSocket,
  stream: Duplex,
  req: IncomingMessage,
): void {
  const cutOffIfDeaf = () => {
    // The client finds missed events with `after`. A close frame would only join the queue.
    if (stream.writableLength > SOCKET_LIMITS.maxBufferedBytes) socket.terminate();
  };
  const send = (text: string) => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(text);
    cutOffIfDeaf();
  };
  // `ws` copies each message and writes it in two pieces: a fifth of the time that an event for 10,000 sockets takes.
  // Without compression it holds nothing back, so frames written here and by `ws` stay whole and in order.
  const sendBytes = (bytes: string) => {
    if (socket.readyState !== socket.OPEN) return;
    stream.write(textFrame(bytes), 'latin1');
    cutOffIfDeaf();
  };
  const extra: SocketState = { socket, req, sendBytes, viewer: null, unwatch: () => undefined };
  let isAlive = true;
  const ping = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, SOCKET_LIMITS.pingEveryMs);
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('error', (error) => ctx.log.debug({ err: error }, 'a socket failed'));
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data) => {
          // After the server has sent a close frame, the socket reads on only to find the close frame of the client.
          if (socket.readyState !== socket.OPEN) return;
          const text = String(data);
          if (!isFromClient(text)) return socket.close(CloseCode.BadRequest, 'Invalid message received');
          Promise.resolve(handle(text)).catch((error: unknown) => {
            if (isUnavailable(error)) {
              ctx.log.warn({ reason: String(error) }, 'the database does not answer a socket');
              socket.close(TRY_AGAIN.code, TRY_AGAIN.reason);
              return;
            }
            ctx.log.error({ err: error }, 'a socket message failed');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        }),
    },
    extra,
  );
  socket.once('close', (code, reason) => {
    clearInterval(ping);
    extra.unwatch();
    Promise.resolve(closed(code, String(reason))).catch((error: unknown) =>
      ctx.log.error({ err: error }, 'a socket did not end cleanly'),
    );
  });
}

/**
 * Whether the message is one that clients send. The library also accepts messages of servers, and a client that sends
 * one would look like a defect of ours.
 */
function isFromClient(text: string): boolean {
  try {
    const { type } = parseMessage(text);
    return type !== MessageType.ConnectionAck && type !== MessageType.Next && type !== MessageType.Error;
  } catch {
    return false;
  }
}

/** `Authorization`, in any case, as in HTTP; or `apiKey`. */
function bearerOf(params: Readonly<Record<string, unknown>> | undefined): string | null {
  for (const [name, value] of Object.entries(params ?? {})) {
    if (typeof value !== 'string') continue;
    if (name.toLowerCase() === 'authorization') return bearerIn(value);
    if (name === 'apiKey') return value;
  }
  return null;
}

/** `Accept-Language`, in any case: browsers let no page set headers of a socket. */
function languageIn(params: Readonly<Record<string, unknown>> | undefined): string | null {
  const found = Object.entries(params ?? {}).find(([name]) => name.toLowerCase() === 'accept-language');
  return typeof found?.[1] === 'string' ? found[1] : null;
}

/** Browsers name the connecting page; pages of strangers are refused, although the key is not a cookie. */
function isOwnOrigin(req: IncomingMessage, publicUrl: string): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined) return true;
  const given = URL.parse(origin);
  return given !== null && (given.host === host || given.origin === new URL(publicUrl).origin);
}
