/** `UserError` and the payloads of mutations: the thing that changed, or why nothing did, and warnings. */
import type { FieldMap } from '@pothos/core';
import { type Outcome, USER_ERROR_CODES, type UserError } from '../domain/errors.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { toGlobalId } from './ids.ts';
import { toldTo } from './language.ts';

export const UserErrorCodeEnum = describedEnum(
  'UserErrorCode',
  'Why something was refused, or what a warning is about. Stable.',
  USER_ERROR_CODES,
);

export const UserErrorType = builder.objectRef<UserError>('UserError').implement({
  description: 'Why something was refused, or (under `warnings`) what should be known about something that was done.',
  fields: (t) => ({
    code: t.expose('code', { type: UserErrorCodeEnum, description: 'The reason, for programs. Stable.' }),
    message: t.string({
      description:
        'The reason, for people, in the language of the caller (`viewer { language }`). Names the limit and the actual value.',
      resolve: (told, _args, { viewer }) => toldTo(viewer, told),
    }),
    path: t.stringList({
      description:
        'Where in the arguments: `["input", "targets", "0", "caption"]`. The content of a target is named under the target, even if it is inherited from the post. For a target that is already saved the path is, for example, `["input", "caption"]`, with the target in `targetId`. Empty when it is about the call as a whole.',
      resolve: ({ path }) => [...path],
    }),
    limit: t.string({
      nullable: true,
      description: 'The limit that was exceeded, where there is one.',
      resolve: ({ limit }) => limit?.toString() ?? null,
    }),
    actual: t.string({
      nullable: true,
      description: 'The value that exceeded it, or the state that forbids it.',
      resolve: ({ actual }) => actual?.toString() ?? null,
    }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the same call may succeed, where time alone helps.',
      resolve: ({ retryAt }) => retryAt ?? null,
    }),
    targetId: t.id({
      nullable: true,
      description: 'The target it is about, where the input does not name one.',
      resolve: ({ targetId }) => (targetId === undefined ? null : toGlobalId('PostTarget', targetId)),
    }),
    nextFreeTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'With QUOTA_FULL_AT_DUE: the first time after it at which the allowances have room for this target.',
      resolve: ({ nextFreeTime }) => (nextFreeTime === undefined ? null : new Date(nextFreeTime)),
    }),
  }),
});

/** The parts of a payload. */
export interface Answer<Value> {
  value: Value | null;
  userErrors: readonly UserError[];
  warnings: readonly UserError[];
}

export const answerOf = <Value>(outcome: Outcome<Value>): Answer<Value> =>
  outcome.ok
    ? { value: outcome.value, userErrors: [], warnings: outcome.warnings }
    : { value: null, userErrors: outcome.errors, warnings: [] };

export type PayloadFields<Value> = PothosSchemaTypes.ObjectFieldBuilder<
  typeof builder.$inferSchemaTypes,
  Answer<Value>
>;

/** A payload type. Its own fields are null when there are `userErrors`. */
export const payloadType = <Value>(name: string, fields: (t: PayloadFields<Value>) => FieldMap) =>
  builder.objectRef<Answer<Value>>(name).implement({
    description: `What \`${name.charAt(0).toLowerCase()}${name.slice(1).replace(/Payload$/, '')}\` did.`,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserErrorType],
        description: 'Why nothing was changed; empty on success.',
        resolve: ({ userErrors }) => [...userErrors],
      }),
      warnings: t.field({
        type: [UserErrorType],
        description: 'Warnings about a call that succeeded.',
        resolve: ({ warnings }) => [...warnings],
      }),
    }),
  });
