/**
 * The choices that the account of a creator offers at this moment: shown to clients, and checked right before each
 * direct post, as TikTok demands.
 */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import type { AccountChoices, AccountFacts, Api, Credentials, OAuthContext, PublishPost } from '../platform.ts';
import { type CreatorInfo, queryCreatorInfo } from './api.ts';
import { PRIVACY_LEVELS, type PrivacyLevel, type TikTokOptions } from './options.ts';
import { SCOPES } from './setup.ts';

export interface DirectSettings {
  privacyLevel: PrivacyLevel;
  disableComment: boolean;
  disableDuet: boolean;
  disableStitch: boolean;
  username: string | null;
}

/** Null = TikTok did not tell. */
const creatorChoices = z.object({
  nickname: z.string().nullable().describe('The name to show.'),
  username: z.string().nullable().describe('The handle.'),
  avatarUrl: z.string().nullable().describe('The picture to show. The address works for two hours.'),
  privacyLevels: z.array(z.string()).nullable(),
  commentDisabled: z
    .boolean()
    .nullable()
    .describe('Comments are switched off in the app: `allowComment` has no effect.'),
  duetDisabled: z.boolean().nullable().describe('Duets are switched off in the app: `allowDuet` has no effect.'),
  stitchDisabled: z.boolean().nullable().describe('Stitches are switched off in the app: `allowStitch` has no effect.'),
  maxVideoDurationSeconds: z.int().nullable().describe('How long a video of this creator may be.'),
});
export type CreatorChoices = z.output<typeof creatorChoices>;

const isKnownLevel = (level: string) => PRIVACY_LEVELS.some((known) => known === level);

/** As clients see them: levels that TikTok adds later are not values of our enum. */
const shownChoices = creatorChoices.extend({
  privacyLevels: z
    .preprocess(
      (levels) => (Array.isArray(levels) ? levels.filter(isKnownLevel) : levels),
      z.array(z.enum(PRIVACY_LEVELS)).nullable(),
    )
    .describe('What `privacyLevel` may be.'),
});

const knownCreatorChoices = creatorChoices.extend({ checkedAt: z.string() });
export type KnownChoices = z.output<typeof knownCreatorChoices>;

/** What a client must show before a direct post. */
async function readChoices(ctx: OAuthContext, credentials: Credentials, signal: AbortSignal): Promise<CreatorChoices> {
  if (!credentials.scopes.includes(SCOPES.publish))
    throw new PlatformFailure(
      'SCOPE_MISSING',
      `TikTok tells the choices for direct posts only with the permission ${SCOPES.publish}, which this account did not grant; inbox posts need none of them`,
    );
  const { http, origins } = ctx;
  const { accessToken } = credentials;
  const info = await queryCreatorInfo({ http, origins, accessToken, now: () => ctx.now() }, signal);
  return {
    nickname: info.creator_nickname || null,
    username: info.creator_username || null,
    avatarUrl: info.creator_avatar_url || null,
    privacyLevels: info.privacy_level_options ?? null,
    commentDisabled: info.comment_disabled ?? null,
    duetDisabled: info.duet_disabled ?? null,
    stitchDisabled: info.stitch_disabled ?? null,
    maxVideoDurationSeconds: info.max_video_post_duration_sec ?? null,
  };
}

export const choices: AccountChoices = {
  field: {
    name: 'tiktokCreator',
    description:
      'The choices that TikTok offers this creator, asked for live and kept for a minute. Null for accounts of other platforms.',
  },
  type: {
    name: 'TikTokCreator',
    description:
      "A TikTok creator and the choices that the account offers for direct posts. TikTok's rules: show `nickname`, offer exactly these privacy levels and preselect none, grey out what is disabled, and let nobody post while there is an `error`.",
  },
  shown: shownChoices,
  read: readChoices,
};

/** The last answer and its time; null if it was never asked for. */
export const knownChoices = (account: AccountFacts): KnownChoices | null =>
  knownCreatorChoices.safeParse(account.facts.choices).data ?? null;

export async function checkCreator(
  post: PublishPost<TikTokOptions>,
  api: Api,
  signal: AbortSignal,
): Promise<DirectSettings> {
  return directSettings(post, await queryCreatorInfo(api, signal));
}

/**
 * The choices of the author, limited to what the account still offers. A choice that is no longer offered is refused,
 * never replaced.
 */
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
    // What the creator switched off in the app stays off, whatever the author chose.
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
