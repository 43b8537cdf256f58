/** Sends a file in ranges to an upload session that says how far it has come: the loop that TikTok and YouTube share. */

import { callSignal } from '../deadline.ts';
import type { Api, PublishMedia } from '../platform.ts';
import type { HttpAnswer } from '../request.ts';

/** `[start, end)`. */
export interface Range {
  start: number;
  end: number;
}

/** One request with a range of the file, in borrowed memory. */
export const putRange = (
  api: Pick<Api, 'http' | 'media'>,
  call: { endpoint: string; url: string; headers?: Readonly<Record<string, string>> },
  media: Pick<PublishMedia, 'id' | 'mimeType' | 'bytes'>,
  { start, end }: Range,
  signal: AbortSignal,
): Promise<HttpAnswer> =>
  api.http.request({
    endpoint: call.endpoint,
    method: 'PUT',
    url: call.url,
    headers: {
      ...call.headers,
      'content-type': media.mimeType,
      'content-range': `bytes ${start}-${end - 1}/${media.bytes}`,
    },
    body: { stream: api.media.lend(media.id, { start, end }), bytes: end - start },
    signal,
  });

export interface RangeUpload {
  totalBytes: number;
  /** What to send next, or null when nothing is to be sent ahead any more. */
  next(stored: number): Range | null;
  /** Sends it; answers how many bytes are stored then, or null when the session does not tell. */
  send(range: Range, signal: AbortSignal): Promise<number | null>;
  /** Asks the session how many bytes are stored. */
  ask(signal: AbortSignal): Promise<number>;
  /** How long sending so many bytes may take. */
  timeoutMs(bytes: number): number;
  /** After how many ranges that stored nothing the session is given up, and with what. */
  stalls: number;
  stalled(stored: number): Error;
  onPercent(percent: number): void;
}

/** `known`: how much is stored, or null to ask first. Answers how much is stored in the end. */
export async function sendAhead(upload: RangeUpload, known: number | null, signal: AbortSignal): Promise<number> {
  let stored = known ?? (await upload.ask(signal));
  let stalls = 0;
  for (let range = upload.next(stored); range !== null; range = upload.next(stored)) {
    const reached =
      (await upload.send(range, callSignal(upload.timeoutMs(range.end - range.start), signal))) ??
      (await upload.ask(signal));
    stalls = reached > stored ? 0 : stalls + 1;
    if (stalls >= upload.stalls) throw upload.stalled(stored);
    stored = reached;
    upload.onPercent(Math.floor((stored / upload.totalBytes) * 100));
  }
  return stored;
}
