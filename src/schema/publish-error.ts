/** Why publishing failed or is delayed, as stored with targets and events. */

import { z } from 'zod';
import type { Viewer } from '../context.ts';
import { mapRecord } from '../lib/record.ts';
import { storedText } from '../lib/texts.ts';
import {
  FAILURE_CODES,
  type FailureCode,
  type FailureSource,
  isFailureCode,
  USER_ACTIONS,
  type UserAction,
} from '../platforms/failure.ts';
import { sayFailure } from '../texts/reasons/texts.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { toldByCode, toldTo } from './language.ts';

export const PublishErrorCodeEnum = describedEnum(
  'PublishErrorCode',
  'Why publishing failed or is delayed. Stable; the vendor’s own code is in `vendor`.',
  mapRecord(FAILURE_CODES, ({ description }) => description),
);

export const PublishErrorSourceEnum = describedEnum<FailureSource>(
  'PublishErrorSource',
  'Who can do something about a failure.',
  {
    USER: 'The author or the account holder.',
    PLATFORM: 'The platform.',
    SYSTEM: 'Slipway or its operator.',
  },
);

export const UserActionEnum = describedEnum<UserAction>('UserAction', 'What helps.', {
  RECONNECT: 'Reconnect the account.',
  EDIT: 'Change the post.',
  WAIT: 'Wait; it goes on by itself.',
  CHECK_PLATFORM: 'Look at the platform.',
  RETRY: 'Retry.',
  RESCHEDULE: 'Give it a new time.',
  RESUME: 'Resume publishing.',
  RAISE_BUDGET: 'Raise the budget of the workspace (`updateWorkspaceBudget`), or wait for the next month.',
  NONE: 'Nothing: it goes on by itself, it was withdrawn, or the operator has to act.',
});

export const failureCode = (code: string | null): FailureCode | null => (isFailureCode(code) ? code : null);

const told = z.object({
  code: z.string().refine(isFailureCode).catch('INTERNAL'),
  message: z.string().catch(''),
  text: z.unknown().optional().transform(storedText),
  source: z.enum(['USER', 'PLATFORM', 'SYSTEM']).optional().catch(undefined),
  retryable: z.boolean().catch(false),
  userAction: z.enum(USER_ACTIONS).optional().catch(undefined),
  retryAt: z.coerce.date().nullish(),
  vendor: z
    .object({
      httpStatus: z.number().nullish(),
      code: z.string().nullish(),
      subcode: z.string().nullish(),
      message: z.string().nullish(),
      traceId: z.string().nullish(),
    })
    .nullish(),
});

/** What an error does not say follows from its code. */
const stored = told.transform((error) => {
  const code = failureCode(error.code) ?? 'INTERNAL';
  const { source, userAction } = FAILURE_CODES[code];
  return { ...error, code, source: error.source ?? source, userAction: error.userAction ?? userAction };
});
export type PublishError = z.output<typeof stored>;

/** Reads what the engine stored; null when nothing is. */
export function publishErrorOf(value: unknown): PublishError | null {
  const parsed = stored.safeParse(value);
  return parsed.success ? parsed.data : null;
}

const VendorErrorType = builder.objectRef<NonNullable<PublishError['vendor']>>('VendorError').implement({
  description: 'What the platform itself said.',
  fields: (t) => ({
    httpStatus: t.int({
      nullable: true,
      description: 'HTTP status of its answer.',
      resolve: ({ httpStatus }) => httpStatus ?? null,
    }),
    code: t.string({ nullable: true, description: 'Its code.', resolve: ({ code }) => code ?? null }),
    subcode: t.string({ nullable: true, description: 'Its finer code.', resolve: ({ subcode }) => subcode ?? null }),
    message: t.string({
      nullable: true,
      description: 'Its message, cut to 500 characters.',
      resolve: ({ message }) => message ?? null,
    }),
    traceId: t.string({
      nullable: true,
      description: "What the platform's support asks for.",
      resolve: ({ traceId }) => traceId ?? null,
    }),
  }),
});

export const PublishErrorType = builder.objectRef<PublishError>('PublishError').implement({
  description: 'Why publishing failed or is delayed, and what helps.',
  fields: (t) => ({
    code: t.field({
      type: PublishErrorCodeEnum,
      description: 'The reason, for programs. Stable.',
      resolve: ({ code }) => code,
    }),
    message: t.string({
      description: 'The reason, for people, in the language of the caller; what the platform said, where it did.',
      resolve: (error, _args, { viewer }) =>
        toldByCode(viewer, error, sayFailure(error.code), error.vendor?.message ?? null),
    }),
    source: t.expose('source', { type: PublishErrorSourceEnum, description: 'Who can do something about it.' }),
    retryable: t.exposeBoolean('retryable', { description: 'Trying again may help.' }),
    userAction: t.expose('userAction', { type: UserActionEnum, description: 'What helps.' }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it is, or may be, tried again.',
      resolve: ({ retryAt }) => retryAt ?? null,
    }),
    vendor: t.field({
      type: VendorErrorType,
      nullable: true,
      description: 'What the platform itself said.',
      resolve: ({ vendor }) => vendor ?? null,
    }),
  }),
});

/** What an event says: a sentence of its own, else why publishing failed or waits. */
export function toldOfEvent(
  viewer: Viewer,
  { message, error }: { message: string | null; error: unknown },
): string | null {
  if (message === null) return null;
  const failed = publishErrorOf(error);
  if (failed === null) return toldTo(viewer, { message });
  const told = failed.message === message ? failed : { message };
  return toldByCode(viewer, told, sayFailure(failed.code), failed.vendor?.message ?? null);
}
