/** Frames of our own making are messages to any WebSocket, beside those of the library. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { bytesOf, textFrame } from '../../src/http/frames.ts';
import { asyncQueue } from '../support/async-queue.ts';

it('a frame of any length and any script arrives whole and in order, between messages that the library sends', async () => {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const server = createServer();
  const opened = Promise.withResolvers<{ socket: WebSocket; stream: Duplex }>();
  server.on('upgrade', (req, stream, head) =>
    sockets.handleUpgrade(req, stream, head, (socket) => opened.resolve({ socket, stream })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard = asyncQueue<string>();
  client.on('message', (data) => heard.push(String(data)));
  const { socket, stream } = await opened.promise;

  const texts = ['', 'é', 'x'.repeat(125), 'x'.repeat(126), '名'.repeat(300), 'x'.repeat(65_535), '😀'.repeat(20_000)];
  for (const text of texts) {
    stream.write(textFrame(bytesOf(text)), 'latin1');
    socket.send(`after ${text.length}`);
  }
  for (const text of texts) {
    expect(await heard.next()).toBe(text);
    expect(await heard.next()).toBe(`after ${text.length}`);
  }
  client.terminate();
  server.close();
});

it('pieces that were made into bytes apart are the bytes of the whole', () => {
  expect(bytesOf('naïve ') + bytesOf('😀')).toBe(bytesOf('naïve 😀'));
});
