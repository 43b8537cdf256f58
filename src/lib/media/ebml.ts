/**
 * Checks the outer structure of WebM and Matroska files: whether the end is missing, and whether they consist of too
 * many tiny elements.
 */
import type { Buffer } from 'node:buffer';
import { UnreadableBytes } from '../cage/inside.ts';
import type { MediaFile } from './file-reader.ts';

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
/** Elements in front of the first cluster of frames; a dozen are usual. */
const MAX_ELEMENTS = 2_048;

/** After the header everything is in one element, whose length is known unless it was written as a live stream. */
export function segmentIsCut(head: Buffer, bytes: number): boolean {
  const header = elementAt(head, 0);
  if (header === null || header.length === null) return false;
  const at = header.headBytes + header.length;
  const segment = elementAt(head, at);
  return segment?.id === SEGMENT && segment.length !== null && at + segment.headBytes + segment.length > bytes;
}

/** Libraries spend time on each element, and an empty one takes only two bytes. */
export async function refuseCrumbs({ bytes, read }: MediaFile): Promise<void> {
  for (let at = 0, elements = 0; at < bytes; elements += 1) {
    if (elements > MAX_ELEMENTS)
      throw new UnreadableBytes(`more than ${MAX_ELEMENTS} elements lie in front of its frames`);
    const element = elementAt(await read(at, at + 16), 0);
    if (element === null || element.id === CLUSTER) return;
    // The elements of a segment are checked too.
    if (element.id !== SEGMENT && element.length === null) return;
    at += element.headBytes + (element.id === SEGMENT ? 0 : (element.length ?? 0));
  }
}

interface Element {
  id: number;
  /** Null = up to the next element. */
  length: number | null;
  headBytes: number;
}

function elementAt(bytes: Buffer, at: number): Element | null {
  const idBytes = vintBytes(bytes, at);
  const lengthBytes = vintBytes(bytes, at + idBytes);
  if (idBytes === 0 || idBytes > 4 || lengthBytes === 0) return null;
  const mark = 2 ** (7 * lengthBytes);
  const length = unsigned(bytes, at + idBytes, lengthBytes) - mark;
  const id = unsigned(bytes, at, idBytes);
  return { id, length: length === mark - 1 ? null : length, headBytes: idBytes + lengthBytes };
}

/** The zeros of the first byte of a number tell its length; 0 if there is none, or not all of it. */
function vintBytes(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  return first === 0 || at + length > bytes.length ? 0 : length;
}

function unsigned(bytes: Buffer, at: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
