/** Reads a streamed body that a stand-in wants whole after all. */
import type { Readable } from 'node:stream';

/** undefined as soon as there are more bytes than allowed. */
export async function wholeBody(stream: Readable, maxBytes: number): Promise<Buffer | undefined> {
  const body: AsyncIterable<Buffer> = stream;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
