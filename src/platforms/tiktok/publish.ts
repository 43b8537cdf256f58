/** Publishes to TikTok: a video in chunks, or photos that TikTok pulls. */
import { PlatformFailure } from '../failure.ts';
import type { Api, PublishPost, Receipt, Steps } from '../platform.ts';
import type { TikTokOptions } from './options.ts';
import { publishPhotos } from './photos.ts';
import { publishVideo } from './video.ts';

export async function publish(post: PublishPost<TikTokOptions>, steps: Steps, api: Api): Promise<Receipt> {
  if (post.format !== 'VIDEO') return publishPhotos(post, steps, api);
  const media = post.media[0];
  if (media === undefined) throw new PlatformFailure('CONTENT_INVALID', 'TikTok: a video post needs a video');
  return publishVideo(post, media, steps, api);
}
