/** What the creator's account allows at this moment, checked right before each direct post as TikTok demands. */
import { PlatformFailure } from '../failure.ts';
import type { Api, PublishPost } from '../platform.ts';
import { type CreatorInfo, queryCreatorInfo } from './api.ts';
import type { PrivacyLevel, TikTokOptions } from './options.ts';

export interface DirectSettings {
  privacyLevel: PrivacyLevel;
  disableComment: boolean;
  disableDuet: boolean;
  disableStitch: boolean;
  username: string | null;
}

export async function checkCreator(
  post: PublishPost<TikTokOptions>,
  api: Api,
  signal: AbortSignal,
): Promise<DirectSettings> {
  return directSettings(post, await queryCreatorInfo(api, signal));
}

/** The author's choices within what the account still offers. A choice that vanished is refused, never replaced. */
export function directSettings(post: PublishPost<TikTokOptions>, creator: CreatorInfo): DirectSettings {
  const { options } = post;
  if (options.privacyLevel === null)
    throw new PlatformFailure('CONTENT_INVALID', 'TikTok: a direct post needs a privacy level');
  const offered = creator.privacy_level_options ?? null;
  if (offered !== null && !offered.includes(options.privacyLevel))
    throw new PlatformFailure(
      'CONTENT_INVALID',
      `TikTok: the account does not offer the privacy level ${options.privacyLevel} (any more); it offers ${offered.join(', ')}`,
    );
  requireDuration(post, creator.max_video_post_duration_sec ?? null);
  return {
    privacyLevel: options.privacyLevel,
    // What the creator switched off in the app stays off, whatever was wished for.
    disableComment: !options.allowComment || creator.comment_disabled === true,
    disableDuet: !options.allowDuet || creator.duet_disabled === true,
    disableStitch: !options.allowStitch || creator.stitch_disabled === true,
    username: creator.creator_username || null,
  };
}

function requireDuration(post: PublishPost<TikTokOptions>, maxSeconds: number | null): void {
  if (maxSeconds === null) return;
  for (const { kind, durationMs } of post.media) {
    if (kind === 'VIDEO' && durationMs !== null && durationMs > maxSeconds * 1_000)
      throw new PlatformFailure(
        'MEDIA_INVALID',
        `TikTok: this account may post videos of up to ${maxSeconds} s; this one has ${durationMs / 1_000} s`,
      );
  }
}
