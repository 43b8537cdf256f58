/** Pausing and resuming publishing. */

import type { Outcome } from '../domain/errors.ts';
import { type Paused, pausePublishing, pauseScope, resumePublishing } from '../domain/posts/actions/pausing.ts';
import { builder } from './builder.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { localId } from './ids.ts';
import { answerOf, payloadType } from './user-error.ts';

export const PauseScopeEnum = describedEnum<'WORKSPACE' | 'BRAND' | 'ACCOUNT'>('PauseScope', 'What a pause covers.', {
  WORKSPACE: 'Everything.',
  BRAND: 'One brand.',
  ACCOUNT: 'One account.',
});

const pauseInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      scope: t.field({ type: PauseScopeEnum, required: true, description: 'What it covers.' }),
      brandId: t.id({ description: 'With BRAND: which one.' }),
      socialAccountId: t.id({ description: 'With ACCOUNT: which one.' }),
    }),
  });

const PausePublishingInput = pauseInput('PausePublishingInput', 'What to pause.');
const ResumePublishingInput = pauseInput('ResumePublishingInput', 'What to resume.');

const inScope =
  (name: 'pause' | 'resume', act: typeof pausePublishing) =>
  async (
    { scope, brandId, socialAccountId }: typeof PausePublishingInput.$inferInput,
    { app, viewer }: SchemaContext,
  ): Promise<Outcome<Paused>> => {
    const named = pauseScope(viewer, name, {
      scope,
      brandId: brandId == null ? null : localId('Brand', brandId),
      socialAccountId: socialAccountId == null ? null : localId('SocialAccount', socialAccountId),
    });
    return named.ok ? act(app, viewer, named.value) : named;
  };
const pause = inScope('pause', pausePublishing);
const resume = inScope('resume', resumePublishing);

const pausePayload = (name: string) =>
  payloadType<Paused>(name, (t) => ({
    pausedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is paused; null when it is not.',
      resolve: ({ value }) => value?.pausedAt ?? null,
    }),
    wokenTargets: t.int({
      nullable: true,
      description: 'How many waiting targets continue because of this.',
      resolve: ({ value }) => value?.woken ?? null,
    }),
  }));

const PausePublishingPayload = pausePayload('PausePublishingPayload');
const ResumePublishingPayload = pausePayload('ResumePublishingPayload');

builder.mutationFields((t) => ({
  pausePublishing: t.field({
    type: PausePublishingPayload,
    description:
      'Holds back everything that it covers; nothing is lost or cancelled. Once this is answered, no further call is armed; what was armed before (at most a second before its due time) still goes out and is followed to its end. Needs the scope `posts:write`, for the workspace `admin`.',
    args: { input: t.arg({ type: PausePublishingInput, required: true, description: 'What to pause.' }) },
    resolve: async (_root, { input }, context) => answerOf(await pause(input, context)),
  }),
  resumePublishing: t.field({
    type: ResumePublishingPayload,
    description:
      'Releases what was held back, except targets whose late window is over. Needs the scope `posts:publish`, for the workspace `admin`.',
    args: { input: t.arg({ type: ResumePublishingInput, required: true, description: 'What to resume.' }) },
    resolve: async (_root, { input }, context) => answerOf(await resume(input, context)),
  }),
}));
