/** What TikTok lets a creator choose at this moment, which its rules oblige every client to show before a direct post. */
import type { ChoicesAnswer } from '../domain/accounts/account-choices.ts';
import { targetError } from '../domain/engine/target-error.ts';
import { knownChoices } from '../platforms/tiktok/creator.ts';
import { PRIVACY_LEVELS } from '../platforms/tiktok/options.ts';
import { builder } from './builder.ts';
import { sharedEnum } from './platform-options.ts';
import { PublishErrorType, publishErrorOf } from './publish-error.ts';

const told = (answer: ChoicesAnswer) => (answer.ok ? knownChoices(answer.facts) : null);

const isKnownLevel = (level: string) => PRIVACY_LEVELS.some((known) => known === level);

export const TikTokCreatorType = builder.objectRef<ChoicesAnswer>('TikTokCreator').implement({
  description:
    "A TikTok creator and the choices that the account offers for direct posts. TikTok's rules: show `nickname`, offer exactly these privacy levels and preselect none, grey out what is disabled, and let nobody post while there is an `error`.",
  fields: (t) => ({
    nickname: t.string({ nullable: true, description: 'The name to show.', resolve: (a) => told(a)?.nickname ?? null }),
    username: t.string({ nullable: true, description: 'The handle.', resolve: (a) => told(a)?.username ?? null }),
    avatarUrl: t.string({
      nullable: true,
      description: 'The picture to show. The address works for two hours.',
      resolve: (a) => told(a)?.avatarUrl ?? null,
    }),
    privacyLevels: t.field({
      type: [sharedEnum('TikTokPrivacyLevel', PRIVACY_LEVELS)],
      nullable: true,
      description: 'What `privacyLevel` may be.',
      resolve: (a) => told(a)?.privacyLevels?.filter(isKnownLevel) ?? null,
    }),
    commentDisabled: t.boolean({
      nullable: true,
      description: 'Comments are switched off in the app: `allowComment` has no effect.',
      resolve: (a) => told(a)?.commentDisabled ?? null,
    }),
    duetDisabled: t.boolean({
      nullable: true,
      description: 'Duets are switched off in the app: `allowDuet` has no effect.',
      resolve: (a) => told(a)?.duetDisabled ?? null,
    }),
    stitchDisabled: t.boolean({
      nullable: true,
      description: 'Stitches are switched off in the app: `allowStitch` has no effect.',
      resolve: (a) => told(a)?.stitchDisabled ?? null,
    }),
    maxVideoDurationSeconds: t.int({
      nullable: true,
      description: 'How long a video of this creator may be.',
      resolve: (a) => told(a)?.maxVideoDurationSeconds ?? null,
    }),
    checkedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When TikTok said so: at most a minute ago. It is asked again when the post is published.',
      resolve: (a) => {
        const choices = told(a);
        return choices === null ? null : new Date(choices.checkedAt);
      },
    }),
    error: t.field({
      type: PublishErrorType,
      nullable: true,
      description: 'Why nothing can be told, or why the creator cannot post now; everything else is null then.',
      resolve: (a) => (a.ok ? null : publishErrorOf(targetError(a.failure, null))),
    }),
  }),
});
