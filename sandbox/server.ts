/** The sandbox's one HTTP server: finds the vendor's route, applies a fault around it, and sends the answer. */
import { once } from 'node:events';
import { appendFileSync, createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { bodyOf, send } from './answer.ts';
import { createControl } from './control.ts';
import {
  createCore,
  type LivePost,
  type ParameterMode,
  type Route,
  type SandboxRequest,
  type SandboxResponse,
} from './core.ts';
import { echoed } from './echo.ts';
import { createFaults, type Fault } from './faults.ts';
import { permalinkPage } from './page.ts';
import { createRequestLog, type RequestRecord, summary } from './requests.ts';
import { type Address, addressOf, fieldOf, findRoute, readBody, requestUrl } from './router.ts';
import { createVendors } from './vendors.ts';

export interface SandboxOptions {
  /** 0 (the default) takes any free port. */
  port?: number;
  host?: string;
  /** A file that gets one JSON line for every object that goes live. */
  historyFile?: string;
  /** `tolerant` (the default) ignores what the vendor ignores; `strict` refuses it. */
  parameters?: ParameterMode;
  /** Called with defects of the sandbox itself; default: standard error. */
  onDefect?: (error: unknown) => void;
}

export interface Sandbox {
  origin: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = createWorld(options);
  let origin = '';
  const server = createServer((request, response) => {
    serve(world, origin, request, response).catch((error: unknown) => {
      // A client that leaves in the middle of its body is no defect of ours.
      if (request.complete) world.onDefect(error);
      response.destroy();
    });
  });
  // A client behind a proxy agent tunnels even plain HTTP; the tunnel ends here.
  server.on('connect', (_request, socket, head: Buffer) => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    server.emit('connection', socket);
  });
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 0;
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox listens on no port');
  const shown =
    options.host === undefined || options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  origin = `http://${shown}:${address.port}`;
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      world.stop.abort();
      world.core.notices.stop();
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

function createWorld(options: SandboxOptions) {
  const { historyFile } = options;
  const onEffect = (post: LivePost) => {
    if (historyFile !== undefined)
      appendFileSync(historyFile, `${JSON.stringify({ at: new Date().toISOString(), ...post })}\n`);
  };
  const core = createCore({ onEffect, parameters: options.parameters });
  const vendors = createVendors(core);
  const faults = createFaults();
  const requests = createRequestLog();
  const stop = new AbortController();
  const onDefect = options.onDefect ?? ((error: unknown) => console.error('sandbox defect:', error));
  return {
    core,
    vendors,
    faults,
    requests,
    stop,
    onDefect,
    control: createControl({ core, vendors, faults, requests }),
  };
}
type World = ReturnType<typeof createWorld>;

async function serve(world: World, origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = requestUrl(request, origin);
  if (url === undefined) {
    send(response, { status: 400, text: 'Bad Request' });
    return;
  }
  const address = addressOf(request, url, origin, world.vendors);
  if (address === undefined) {
    const read = await readBody(request, 'jsonOrForm');
    const tooLarge = { status: 413, json: { error: 'body too large' } };
    send(response, read === 'too_large' ? tooLarge : world.control(request.method ?? 'GET', url, read.body));
    return;
  }
  const call = await prepare(world, address, request);
  if (call === 'too_large') {
    send(response, { status: 413, text: 'Payload Too Large' });
    return;
  }
  const fault = world.faults.take({ operation: call.record.operation, host: address.host }, (name) =>
    fieldOf(call.request, name),
  );
  call.record.fault = fault?.mode ?? null;
  if (fault === undefined) return answer(call, response, await execute(world, call));
  return withFault(world, call, fault, response);
}

interface Call {
  request: SandboxRequest;
  record: RequestRecord;
  run(request: SandboxRequest): Promise<SandboxResponse> | SandboxResponse;
  incoming: IncomingMessage;
  streams: boolean;
}

async function prepare(world: World, address: Address, incoming: IncomingMessage): Promise<Call | 'too_large'> {
  const { vendor, host, path, url, local } = address;
  const method = incoming.method ?? 'GET';
  const found = findRoute(vendor, host, method, path);
  const operation = `${vendor.id.toLowerCase()}.${found.route?.operation ?? 'unmatched'}`;
  const record = world.requests.open({ operation, method, host, path, at: new Date(world.core.now()).toISOString() });
  const streams = found.route?.body === 'stream';
  const stream = streams ? bodyOfClient(incoming) : Readable.from([]);
  const request: SandboxRequest = {
    method,
    host,
    path,
    url,
    params: found.route === undefined ? {} : found.params,
    query: url.searchParams,
    headers: incoming.headers,
    stream,
    now: world.core.now,
    local,
  };
  if (streams) {
    incoming.on('data', (chunk: Buffer) => {
      record.requestBytes += chunk.length;
    });
  } else {
    const read = await readBody(incoming, found.route?.body ?? 'jsonOrForm');
    if (read === 'too_large') return 'too_large';
    Object.assign(request, read.body);
    record.requestBytes = read.bytes;
  }
  record.request = summary(request);
  const run = found.route === undefined ? notFound(world, address, found.allowed) : found.route.handler;
  return { request, record, run, incoming, streams };
}

/**
 * The body for a handler that streams. The handler may leave it unread, stop in the middle or destroy it: the connection is
 * not touched by that, and `passOver` lets the rest flow. A client that goes away shows in this stream, and nowhere else.
 */
function bodyOfClient(incoming: IncomingMessage): Readable {
  const body = new PassThrough();
  body.on('error', () => undefined);
  finished(incoming).catch((error: Error) => body.destroy(error));
  return incoming.pipe(body);
}

/** What nobody reads has to flow all the same: a client that sends everything first would never get to its answer, nor send its next request. */
function passOver(incoming: IncomingMessage): void {
  incoming.unpipe();
  incoming.resume();
}

/** A permalink opens as a page; everything else is the vendor's own 404. */
function notFound({ vendors }: World, { vendor, host, path }: Address, allowed: string[]): Route['handler'] {
  return (request) => {
    const asked = `https://${host}${path}${request.url.search}`;
    const post = vendors.flatMap((one) => one.timeline()).find((one) => one.permalink === asked);
    if (post !== undefined && request.method === 'GET') return { status: 200, html: permalinkPage(post) };
    return (
      vendor.notFound?.(request, allowed) ?? { status: allowed.length > 0 ? 405 : 404, json: { error: 'not found' } }
    );
  };
}

/** Runs the vendor's code. A client that leaves mid-body is no defect: nobody is left to answer. */
async function execute(world: World, call: Call, request = call.request): Promise<SandboxResponse | undefined> {
  call.record.executed = true;
  try {
    return await call.run(request);
  } catch (error) {
    if (call.incoming.destroyed && !call.incoming.complete) return undefined;
    world.onDefect(error);
    return { status: 500, json: { sandbox_defect: error instanceof Error ? error.message : String(error) } };
  } finally {
    if (call.streams) passOver(call.incoming);
  }
}

async function withFault(world: World, call: Call, fault: Fault, response: ServerResponse): Promise<void> {
  const chosen = chosenAnswer(fault, call.request);
  switch (fault.mode) {
    case 'answer':
      await drain(call);
      return answer(call, response, chosen);
    case 'html':
      await drain(call);
      return answer(call, response, {
        status: 200,
        html: '<!doctype html><title>Sorry</title><p>Something went wrong.</p>',
      });
    case 'drop_before':
      return drop(call, response);
    case 'drop_after':
      await execute(world, call);
      return drop(call, response);
    case 'answer_after':
      await execute(world, call);
      return answer(call, response, chosen);
    case 'hang':
      await drain(call);
      call.record.status = 'hung';
      return;
    case 'hang_after':
      await execute(world, call);
      call.record.status = 'hung';
      return;
    case 'delay':
      if (await stopped(world, fault.delayMs)) return;
      return answer(call, response, await execute(world, call));
    case 'delay_after': {
      const result = await execute(world, call);
      if (await stopped(world, fault.delayMs)) return;
      return answer(call, response, result);
    }
    case 'late':
      return late(world, call, fault.delayMs, response);
    case 'truncate':
      return truncate(call, response, await execute(world, call));
  }
}

function chosenAnswer({ status = 500, headers, text, json = {} }: Fault, request: SandboxRequest): SandboxResponse {
  return {
    status,
    headers: echoed(headers, request),
    ...(text !== undefined ? { text: echoed(text, request) } : { json: echoed(json, request) }),
  };
}

/** Lets the rest of an unread body through, so that the client is ready to read. */
async function drain(call: Call): Promise<void> {
  if (!call.streams) return;
  passOver(call.incoming);
  // An error here is a client that went away, and it gets no answer anyhow.
  await finished(call.incoming).catch(() => undefined);
}

async function stopped(world: World, delayMs: number): Promise<boolean> {
  await world.core.sleep(delayMs, world.stop.signal);
  return world.stop.signal.aborted;
}

/** The network loses the answer at once while the request still makes its way: the worst case for a caller that retries. */
async function late(world: World, call: Call, delayMs: number, response: ServerResponse): Promise<void> {
  const spool = join(tmpdir(), `sandbox-late-${process.pid}-${call.record.id}`);
  if (call.streams) await pipeline(call.request.stream, createWriteStream(spool));
  drop(call, response);
  if (!(await stopped(world, delayMs))) {
    const body = call.streams ? createReadStream(spool) : Readable.from([]);
    await execute(world, call, { ...call.request, stream: body });
  }
  if (call.streams) await rm(spool, { force: true });
}

function drop(call: Call, response: ServerResponse): void {
  call.record.status = 'dropped';
  response.socket?.destroy();
}

function answer(call: Call, response: ServerResponse, result: SandboxResponse | undefined): void {
  if (result === undefined) {
    drop(call, response);
    return;
  }
  call.record.status = result.status;
  call.record.responseBytes = send(response, result);
}

function truncate(call: Call, response: ServerResponse, result: SandboxResponse | undefined): void {
  if (result === undefined) {
    drop(call, response);
    return;
  }
  const { bytes, type } = bodyOf(result);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  call.record.status = result.status;
  call.record.responseBytes = half.length;
  response.writeHead(result.status, {
    ...type,
    ...result.headers,
    'content-length': Math.max(bytes.length, half.length + 1),
  });
  response.write(half, () => response.socket?.destroy());
  if (half.length === 0) response.socket?.destroy();
}
