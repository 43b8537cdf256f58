/** Writes a vendor's answer onto the wire. */
import type { ServerResponse } from 'node:http';
import type { SandboxResponse } from './core.ts';

/** Answers the length of the body. */
export function send(response: ServerResponse, result: SandboxResponse): number {
  const { bytes, type } = bodyOf(result);
  const length = result.status === 204 || result.status === 304 ? {} : { 'content-length': bytes.length };
  response.writeHead(result.status, { ...type, ...length, ...result.headers });
  response.end(bytes);
  return bytes.length;
}

export function bodyOf(result: SandboxResponse): { bytes: Buffer; type: Record<string, string> } {
  const [text, type] =
    result.rawJson !== undefined
      ? [result.rawJson, 'application/json; charset=UTF-8']
      : result.json !== undefined
        ? [JSON.stringify(result.json), 'application/json; charset=UTF-8']
        : result.html !== undefined
          ? [result.html, 'text/html; charset=utf-8']
          : [result.text ?? '', result.text === undefined ? undefined : 'text/plain; charset=utf-8'];
  return { bytes: Buffer.from(text ?? ''), type: type === undefined ? {} : { 'content-type': type } };
}
