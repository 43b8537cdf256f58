/**
 * Recognises a failed fetch while no process of ours served links: it does not count as a try, and the file is not at
 * fault.
 */
import { PlatformFailure } from '../failure.ts';
import type { Api } from '../platform.ts';

/**
 * `error`, or `MEDIA_NOT_SERVED` when the links of this installation were not served without interruption since
 * `since`.
 */
export async function unlessNotServed(error: unknown, since: Date, api: Pick<Api, 'media'>): Promise<unknown> {
  if (!(error instanceof PlatformFailure) || error.code !== 'MEDIA_UNREACHABLE') return error;
  if (await api.media.isServedSince(since)) return error;
  const { vendor, discard } = error;
  const message = `Nobody served the file here: ${error.message}`;
  return new PlatformFailure('MEDIA_NOT_SERVED', message, { vendor, discard, cause: error });
}
