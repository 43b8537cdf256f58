/** How an account is: the type behind `SocialAccount.health`. */
import {
  HEALTH_REASONS,
  type HealthReason,
  type HealthReasonCode,
  type StoredError,
  storedError,
  storedReasons,
} from '../domain/accounts/health.ts';
import type { AccountRow } from '../domain/queries/accounts.ts';
import type { AccountHealthStatus } from '../lib/prisma/enums.ts';
import { mapRecord } from '../lib/record.ts';
import { sayFailure, sayHealth } from '../texts/reasons/texts.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { toldByCode } from './language.ts';
import { failureCode, PublishErrorCodeEnum, UserActionEnum } from './publish-error.ts';

export const AccountHealthStatusEnum = describedEnum<AccountHealthStatus>(
  'AccountHealthStatus',
  'How an account is, in one word: that of the most serious reason.',
  {
    ACTIVE: 'Nothing is known that would keep posts from going out.',
    EXPIRING: 'It works, and its access ends within 7 days unless its person reconnects it.',
    EXPIRED: 'The access ended. Posts wait for a reconnect.',
    REVOKED: 'The access was withdrawn, or speaks for another account now. Posts wait for a reconnect.',
    SCOPES_MISSING: 'A permission that publishing needs is not granted.',
    RESTRICTED: 'The platform restricts the account; its owner must act there.',
    DISCONNECTED: 'A person disconnected it.',
    UNREACHABLE:
      'The platform gives no usable answer about it, or refuses the app. The account is kept and asked about again.',
  },
);

export const HealthReasonCodeEnum = describedEnum<HealthReasonCode>(
  'AccountHealthReasonCode',
  'Why an account is not simply fine. Stable; more may be added.',
  mapRecord(HEALTH_REASONS, ({ description }) => description),
);

const HealthReasonType = builder.objectRef<HealthReason>('AccountHealthReason').implement({
  description: 'One reason why an account is not simply fine.',
  fields: (t) => ({
    code: t.expose('code', { type: HealthReasonCodeEnum, description: 'The reason, for programs. Stable.' }),
    message: t.string({
      description: 'The reason, for people, in the language of the caller; what the platform said, where it did.',
      resolve: (reason, _args, { viewer }) => toldByCode(viewer, reason, sayHealth(reason.code)),
    }),
    userAction: t.field({
      type: UserActionEnum,
      description: 'What helps against it.',
      resolve: ({ code }) => HEALTH_REASONS[code].userAction,
    }),
  }),
});

const AccountErrorType = builder.objectRef<StoredError>('AccountError').implement({
  description: 'What last went wrong with an account.',
  fields: (t) => ({
    code: t.field({
      type: PublishErrorCodeEnum,
      description: 'The reason, for programs. Stable.',
      resolve: ({ code }) => failureCode(code) ?? 'INTERNAL',
    }),
    message: t.string({
      description: 'The reason, for people, in the language of the caller.',
      resolve: (error, _args, { viewer }) =>
        toldByCode(viewer, error, sayFailure(failureCode(error.code) ?? 'INTERNAL')),
    }),
    at: t.field({ type: 'DateTime', description: 'When it went wrong.', resolve: ({ at }) => new Date(at) }),
  }),
});

export type HealthyAccount = AccountRow &
  Required<
    Pick<
      AccountRow,
      'healthStatus' | 'healthReasons' | 'healthSince' | 'needsPersonAt' | 'checkedAt' | 'lastError' | 'scopes'
    >
  >;

export const AccountHealthType = builder.objectRef<HealthyAccount>('AccountHealth').implement({
  description:
    'How an account is: checked once a day, and after every failure that may mean the account. Changes are events of the account (`account.health_changed`).',
  fields: (t) => ({
    status: t.expose('healthStatus', { type: AccountHealthStatusEnum, description: 'In one word.' }),
    reasons: t.field({
      type: [HealthReasonType],
      description: 'Why it is not simply fine, the most serious first.',
      complexity: { field: 1, multiplier: 2 },
      resolve: ({ healthReasons }) => storedReasons(healthReasons),
    }),
    since: t.expose('healthSince', { type: 'DateTime', description: 'Since when it has this status.' }),
    expiresAt: t.expose('needsPersonAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When its access ends by the terms of the platform unless it is renewed, which Slipway does by itself where it can; then this moves on. Null where no end is known. Its person is needed within 7 days of it: events `account.expires_soon` tell 7, 3 and 1 days before.',
    }),
    missingScopes: t.stringList({
      description: 'What this installation asks for and the account holder did not grant.',
      resolve: ({ platform, scopes }, _args, { app }) =>
        (app.platforms.get(platform)?.scopes ?? []).filter((scope) => !scopes.includes(scope)),
    }),
    lastCheckedAt: t.expose('checkedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the platform was last asked about it and answered.',
    }),
    lastError: t.field({
      type: AccountErrorType,
      nullable: true,
      description: 'What last went wrong with it, also when that is over; null when nothing ever did.',
      resolve: ({ lastError }) => storedError(lastError),
    }),
    userAction: t.field({
      type: UserActionEnum,
      description: 'What helps: against the most serious reason.',
      resolve: ({ healthReasons }) => {
        const [first] = storedReasons(healthReasons);
        return first === undefined ? 'NONE' : HEALTH_REASONS[first.code].userAction;
      },
    }),
  }),
});
