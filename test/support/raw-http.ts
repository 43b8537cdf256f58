/** Requests as no client library would send them: text over a connection, and what comes back until it is closed. */
import { connect } from 'node:net';

export interface RawHttpAnswer {
  status: number;
  head: string;
  body: string;
}

/** Resolves when the server has closed the connection. */
export async function askRaw(origin: string, text: string): Promise<RawHttpAnswer> {
  const { port, hostname } = new URL(origin);
  const { promise, resolve } = Promise.withResolvers<void>();
  const chunks: Buffer[] = [];
  const socket = connect(Number(port), hostname);
  socket.on('data', (chunk) => chunks.push(chunk));
  // A server that is not interested in the rest may reset: what it said before counts.
  socket.on('error', () => undefined);
  socket.once('close', () => resolve());
  socket.write(text, 'latin1');
  await promise;
  const answer = Buffer.concat(chunks).toString('latin1');
  const [head = '', ...body] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: body.join('\r\n\r\n') };
}

/** Sends and resets at once, as somebody does whose machine goes away. */
export async function sendAndReset(origin: string, text: string): Promise<void> {
  const { port, hostname } = new URL(origin);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.once('close', () => resolve());
  socket.write(text, () => socket.resetAndDestroy());
  await promise;
}
