/** Multipart bodies the way the vendors' upload servers take them: streamed (`related`) or whole (`form-data`, with parts that carry no file name). */
import type { Readable } from 'node:stream';

export interface Part {
  name: string | undefined;
  contentType: string;
  body: Buffer;
}

const CRLF = '\r\n';
const HEADER_END = '\r\n\r\n';

export function boundaryOf(contentType: string | undefined, subtype: 'related' | 'form-data'): string | undefined {
  if (contentType === undefined || !contentType.toLowerCase().startsWith(`multipart/${subtype}`)) return undefined;
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? bare;
}

/** undefined when the body does not keep to its boundary. */
export function wholeParts(body: Buffer, boundary: string): Part[] | undefined {
  const delimiter = Buffer.from(`${CRLF}--${boundary}`);
  const bytes = Buffer.concat([Buffer.from(CRLF), body]);
  const parts: Part[] = [];
  let at = bytes.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (bytes.toString('latin1', start, start + 2) === '--') return parts;
    const next = bytes.indexOf(delimiter, start);
    const headerEnd = bytes.indexOf(HEADER_END, start);
    if (next === -1 || headerEnd === -1 || headerEnd > next) return undefined;
    const headers = bytes.toString('utf8', start, headerEnd);
    parts.push({
      name: /\bname="([^"]*)"/i.exec(headers)?.[1],
      contentType: typeOf(headers),
      body: bytes.subarray(headerEnd + 4, next),
    });
    at = next;
  }
  return undefined;
}

export interface Related {
  metadata: string;
  contentType: string;
  /** The second part, as it arrives. */
  media: AsyncGenerator<Buffer, void>;
}

const MAX_PREAMBLE_BYTES = 256 * 1024;

/** Reads up to the second part of a `multipart/related` upload; undefined when there is none. */
export async function relatedParts(stream: Readable, boundary: string): Promise<Related | undefined> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let held = Buffer.alloc(0);
  for (;;) {
    const opened = openedParts(held, boundary);
    if (opened !== undefined) {
      const { metadata, contentType, rest, delimiter } = opened;
      return { metadata, contentType, media: untilDelimiter(rest, chunks, delimiter) };
    }
    const next = await chunks.next();
    if (next.done === true || held.length > MAX_PREAMBLE_BYTES) return undefined;
    held = Buffer.concat([held, next.value]);
  }
}

/** The first part and the headers of the second, once they are there. */
function openedParts(bytes: Buffer, boundary: string) {
  const first = bytes.indexOf(`--${boundary}`);
  const firstEnd = first + boundary.length + 2;
  if (first === -1 || firstEnd >= bytes.length) return undefined;
  // Google's Python library ends its lines with LF alone, and Google takes them.
  const lineEnd = bytes.toString('latin1', firstEnd, firstEnd + 1) === '\n' ? '\n' : CRLF;
  const delimiter = `${lineEnd}--${boundary}`;
  const headerEnd = lineEnd.repeat(2);
  const metadataAt = bytes.indexOf(headerEnd, firstEnd);
  const second = metadataAt === -1 ? -1 : bytes.indexOf(delimiter, metadataAt);
  const mediaAt = second === -1 ? -1 : bytes.indexOf(headerEnd, second + delimiter.length);
  if (mediaAt === -1) return undefined;
  return {
    metadata: bytes.toString('utf8', metadataAt + headerEnd.length, second),
    contentType: typeOf(bytes.toString('utf8', second, mediaAt)),
    rest: bytes.subarray(mediaAt + headerEnd.length),
    delimiter,
  };
}

/** Holds back as much as the delimiter is long, since it may straddle two chunks. */
async function* untilDelimiter(
  first: Buffer,
  chunks: AsyncIterator<Buffer>,
  delimiter: string,
): AsyncGenerator<Buffer, void> {
  let held = first;
  try {
    for (;;) {
      const end = held.indexOf(delimiter);
      if (end !== -1) {
        yield held.subarray(0, end);
        return;
      }
      const safe = Math.max(0, held.length - delimiter.length);
      if (safe > 0) yield held.subarray(0, safe);
      const next = await chunks.next();
      if (next.done === true) throw new Error('the body ended before its last boundary');
      held = Buffer.concat([held.subarray(safe), next.value]);
    }
  } finally {
    await chunks.return?.();
  }
}

function typeOf(headers: string): string {
  return (/content-type:\s*([^\r\n;]+)/i.exec(headers)?.[1] ?? '').trim().toLowerCase();
}
