/** A platform could not fetch a file while nobody of ours served it: no try of the platform, and no fault of the file. */
import { PlatformFailure } from '../failure.ts';
import type { Api } from '../platform.ts';

/** `error`, or what it really means when the links of this installation were not served all the time since `since`. */
export async function unlessNotServed(error: unknown, since: Date, api: Pick<Api, 'media'>): Promise<unknown> {
  if (!(error instanceof PlatformFailure) || error.code !== 'MEDIA_UNREACHABLE') return error;
  if (await api.media.isServedSince(since)) return error;
  const { vendor, discard } = error;
  const message = `Nobody served the file here: ${error.message}`;
  return new PlatformFailure('MEDIA_NOT_SERVED', message, { vendor, discard, cause: error });
}
