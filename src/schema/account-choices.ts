/** The choices that platforms oblige clients to show for an account: one field per such platform. */
import type { ChoicesAnswer } from '../domain/accounts/account-choices.ts';
import { targetError } from '../domain/targets/target-error.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { type AccountChoices, PLATFORM_IDS, type PlatformId } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { outputFields, schemaOf } from './platform-options.ts';
import { PublishErrorType, publishErrorOf } from './publish-error.ts';

/** For each platform with such choices: the field of an account that shows them, and its type. */
export const ACCOUNT_CHOICES = PLATFORM_IDS.flatMap((id) => {
  const { choices } = PLATFORMS[id];
  return choices === undefined ? [] : [{ id, ...choices.field, type: choicesType(id, choices) }];
});

function choicesType(id: PlatformId, { type, shown }: AccountChoices) {
  const { displayName } = PLATFORMS[id];
  const told = (answer: ChoicesAnswer) =>
    answer.ok ? (shown.safeParse(answer.facts.facts.choices).data ?? null) : null;

  return builder.objectRef<ChoicesAnswer>(type.name).implement({
    description: type.description,
    fields: (t) => ({
      ...outputFields(t, id, schemaOf(shown, 'output'), told),
      checkedAt: t.field({
        type: 'DateTime',
        nullable: true,
        description: `When ${displayName} said so: at most a minute ago. It is asked again when the post is published.`,
        resolve: (answer) => (answer.ok ? checkedAtOf(answer.facts.facts.choices) : null),
      }),
      error: t.field({
        type: PublishErrorType,
        nullable: true,
        description: 'Why the choices are unknown, or why the creator cannot post now; everything else is null then.',
        resolve: (answer) => (answer.ok ? null : publishErrorOf(targetError(answer.failure, null))),
      }),
    }),
  });
}

const checkedAtOf = (choices: unknown): Date | null =>
  typeof choices === 'object' && choices !== null && 'checkedAt' in choices
    ? new Date(String(choices.checkedAt))
    : null;
