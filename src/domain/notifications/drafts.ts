/** Which events people are told of, and how: an event becomes a draft of a notification, or nothing. */
import { z } from 'zod';
import { BlockedBy, Platform } from '../../lib/prisma/enums.ts';
import { FAILURE_CODES, isFailureCode, USER_ACTIONS, type UserAction } from '../../platforms/failure.ts';
import type { Event } from '../events/event.ts';
import { isRiskCause, RISK_CAUSES, type RiskCause } from '../posts/risk-causes.ts';
import type { WebhookEventType } from '../webhooks/endpoint-events.ts';
import type { SubscribableType } from '../webhooks/subscribable.ts';
import type { Achieved } from './achievements.ts';
import type { NotificationType, ParamsOf, Severity } from './types.ts';

/** The cause under which notifications are one: what has the same key within this time of the first is told with it. */
export interface Cause {
  key: string;
  withinMs: number;
}

interface DraftOf<Type extends NotificationType> {
  type: Type;
  severity: Severity;
  /** What exactly happened. */
  code: string;
  params: ParamsOf<Type>;
  userAction: UserAction;
  /** The target that it tells of; those of a cause are counted. */
  targetId: string | null;
  /** Under which it takes in what follows. */
  key: string | null;
  /** It is told with the newest notification of the first of these that is open, if there is one. */
  joins: readonly Cause[];
  /** It is made only if the newest notification under its key has this type. */
  follows: NotificationType | null;
}
export type Draft = { [Type in NotificationType]: DraftOf<Type> }[NotificationType];

/** What events do not say. */
export interface Facts {
  /** Null once it is deleted. */
  accountOf(event: Event): { platform: Platform; username: string | null } | null;
}

const MINUTE_MS = 60_000;
/** What fails for the same reason is told once; later it is news again. */
const SOON_MS = 10 * MINUTE_MS;
/** Whoever knows that an account is lost need not be told of each of its posts. */
const LOST_ACCOUNT_MS = 24 * 60 * MINUTE_MS;

const lost = (accountId: string | null): string => `LOST/${accountId}`;
const ends = (accountId: string | null): string => `ENDS/${accountId}`;
const outage = (platform: string): string => `OUTAGE/${platform}`;

/** A cause of a risk that is told of with the notification about the account itself. */
const TOLD_WITH_ACCOUNT: Readonly<Partial<Record<RiskCause, (accountId: string | null) => string>>> = {
  ACCOUNT_ACCESS: lost,
  ACCESS_ENDS: ends,
};

/* ---- what events carry ---- */

const platform = z.enum(Platform);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const number = z.number().catch(0);
const instant = z.iso
  .datetime()
  .nullish()
  .transform((value) => value ?? null)
  .catch(null);
const account = z.object({ platform, username: text });
const target = z.object({
  platform,
  error: z
    .object({
      code: z.string().refine(isFailureCode),
      userAction: z.enum(USER_ACTIONS),
      blockedBy: z.enum(BlockedBy).nullish(),
    })
    .nullable()
    .catch(null),
});
const quota = z.object({ platform, username: text, quota: z.string(), taken: number, limit: number });
const budget = z.object({
  currency: z.string(),
  month: z.string(),
  limit: z.string(),
  spent: z.string(),
  resetsAt: z.iso.datetime(),
});
const SEVERITY_OF_DAYS: Readonly<Record<number, Severity>> = { 7: 'INFO', 3: 'WARNING', 1: 'CRITICAL' };

/* ---- drafts ---- */

const ALONE = { targetId: null, key: null, joins: [], follows: null } as const;

/** Reads the payload; null if it is not what this release knows. */
const read =
  <Shape extends z.ZodType>(shape: Shape, make: (told: z.output<Shape>, event: Event, facts: Facts) => Draft | null) =>
  (event: Event, facts: Facts): Draft | null => {
    const told = shape.safeParse(event.payload);
    return told.success ? make(told.data, event, facts) : null;
  };

/** Of a target: counted, and told with others of the same reason on the same account. */
const ofTarget = (event: Event, type: NotificationType, code: string) => {
  const key = `${type}/${code}/${event.socialAccountId}`;
  return { code, targetId: event.subjectId, key, joins: [{ key, withinMs: SOON_MS }], follows: null };
};

const usernameOf = (event: Event, facts: Facts): string | null => facts.accountOf(event)?.username ?? null;

const ofQuota = (type: 'QUOTA_NEARLY_USED' | 'QUOTA_USED_UP') =>
  read(quota, (params): Draft => ({ ...ALONE, type, severity: 'WARNING', code: type, params, userAction: 'WAIT' }));
const ofBudget = (type: 'BUDGET_NEARLY_USED' | 'BUDGET_USED_UP', severity: Severity) =>
  read(budget, (params): Draft => ({ ...ALONE, type, severity, code: type, params, userAction: 'RAISE_BUDGET' }));

/** Without its access an account has to be connected again, which is told whenever it happens. */
const ofLost = (type: 'TOKEN_EXPIRED' | 'TOKEN_REVOKED' | 'CONNECTION_LOST', code: string, event: Event) =>
  ({ ...ALONE, type, severity: 'CRITICAL', code, key: lost(event.socialAccountId) }) as const;

const LOST_TYPES: Readonly<Record<string, 'TOKEN_EXPIRED' | 'TOKEN_REVOKED'>> = {
  AUTH_EXPIRED: 'TOKEN_EXPIRED',
  AUTH_REVOKED: 'TOKEN_REVOKED',
};

/** Health that `account.expired` does not tell of. */
const UNFIT: Readonly<Record<string, UserAction>> = {
  SCOPE_MISSING: 'RECONNECT',
  ACCOUNT_RESTRICTED: 'CHECK_PLATFORM',
};

const suspicion = read(
  z.object({ kind: z.string(), severity: z.string(), action: z.string() }),
  ({ kind, severity, action }, event, facts): Draft => {
    const { platform = null, username = null } = facts.accountOf(event) ?? {};
    const paused = action === 'PAUSED';
    return {
      ...ALONE,
      type: 'SUSPICIOUS_ACTIVITY',
      severity: severity === 'HIGH' ? 'CRITICAL' : 'WARNING',
      code: kind,
      params: { platform, username, paused },
      userAction: paused ? 'RESUME' : 'NONE',
    };
  },
);

/** Types of events that exist. */
type ToldType =
  | SubscribableType
  | WebhookEventType
  | 'brand.digest'
  | 'platform.down'
  | 'platform.operational'
  | 'api_key.suspicious_activity';
type Make = (event: Event, facts: Facts) => Draft | null;

const MAKERS: ReadonlyMap<string, Make> = new Map(
  Object.entries({
    'account.expires_soon': read(
      account.extend({ days: number, expiresAt: instant }),
      ({ days, ...params }, { socialAccountId }): Draft => ({
        ...ALONE,
        type: 'TOKEN_EXPIRES',
        severity: SEVERITY_OF_DAYS[days] ?? 'WARNING',
        code: 'TOKEN_EXPIRES',
        params: { days, ...params },
        userAction: 'RECONNECT',
        key: ends(socialAccountId),
      }),
    ),
    'account.expired': read(
      account.extend({ statusReason: z.string().nullish() }),
      ({ statusReason, ...params }, event): Draft => {
        const code = statusReason ?? 'AUTH_EXPIRED';
        return { ...ofLost(LOST_TYPES[code] ?? 'CONNECTION_LOST', code, event), params, userAction: 'RECONNECT' };
      },
    ),
    'account.health_changed': read(
      account.extend({
        health: z.string(),
        healthBefore: z.string(),
        reasons: z.array(z.object({ code: z.string() })),
      }),
      ({ health, healthBefore, reasons, ...params }, event): Draft | null => {
        const { code = '' } = reasons[0] ?? {};
        const userAction = UNFIT[code];
        if (userAction === undefined || health === healthBefore) return null;
        return { ...ofLost('CONNECTION_LOST', code, event), params, userAction };
      },
    ),
    'account.metrics_failed': read(account.extend({ code: z.string() }), ({ code, ...params }): Draft => {
      const userAction = isFailureCode(code) ? FAILURE_CODES[code].userAction : 'NONE';
      return { ...ALONE, type: 'SYNC_FAILED', severity: 'WARNING', code, params, userAction };
    }),
    'account.metrics_synced': read(
      account.extend({ followers: z.number().nullable(), followersBefore: z.number().nullable() }),
      ({ followers, followersBefore, ...params }): Draft | null =>
        followers === null || followersBefore === null || followers <= followersBefore
          ? null
          : {
              ...ALONE,
              type: 'AUDIENCE_GREW',
              severity: 'INFO',
              code: 'AUDIENCE_GREW',
              params: { ...params, followers, followersBefore },
              userAction: 'NONE',
            },
    ),
    'brand.digest': read(
      z.object({
        period: z.string(),
        day: z.string(),
        published: number,
        failed: number,
        missed: number,
        unknown: number,
        planned: number,
      }),
      ({ period, ...params }): Draft => ({
        ...ALONE,
        type: 'DIGEST',
        severity: 'INFO',
        code: period,
        params,
        userAction: 'NONE',
      }),
    ),
    'target.success': read(
      target,
      ({ platform }, event, facts): Draft => ({
        ...ALONE,
        type: 'POST_PUBLISHED',
        severity: 'INFO',
        code: 'POST_PUBLISHED',
        params: { platform, username: usernameOf(event, facts) },
        userAction: 'NONE',
        targetId: event.subjectId,
      }),
    ),
    'target.error': read(target, ({ platform, error }, event, facts): Draft => {
      const code = error?.code ?? 'INTERNAL';
      return {
        ...ofTarget(event, 'POST_FAILED', code),
        type: 'POST_FAILED',
        severity: 'CRITICAL',
        params: { platform, username: usernameOf(event, facts) },
        userAction: error?.userAction ?? FAILURE_CODES[code].userAction,
      };
    }),
    'target.missed': read(
      target,
      ({ platform, error }, event, facts): Draft => ({
        ...ofTarget(event, 'POST_MISSED', error?.blockedBy ?? 'MISSED_WINDOW'),
        type: 'POST_MISSED',
        severity: 'CRITICAL',
        params: { platform, username: usernameOf(event, facts) },
        userAction: 'RESCHEDULE',
      }),
    ),
    'target.outcome_unknown': read(
      target,
      ({ platform }, event, facts): Draft => ({
        ...ofTarget(event, 'POST_OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN'),
        type: 'POST_OUTCOME_UNKNOWN',
        severity: 'CRITICAL',
        params: { platform, username: usernameOf(event, facts) },
        userAction: 'CHECK_PLATFORM',
      }),
    ),
    'post.at_risk': read(
      z.object({ platform, targetId: z.string(), cause: z.string().refine(isRiskCause), dueAt: instant }),
      ({ platform, targetId, cause, dueAt }, event, facts): Draft => {
        const ofAccount = TOLD_WITH_ACCOUNT[cause]?.(event.socialAccountId);
        const own = ofTarget(event, 'POST_AT_RISK', cause);
        return {
          ...own,
          type: 'POST_AT_RISK',
          severity: 'WARNING',
          params: { platform, username: usernameOf(event, facts), dueAt },
          userAction: RISK_CAUSES[cause].userAction,
          targetId: targetId.replace(/^target_/, ''),
          joins: [...(ofAccount === undefined ? [] : [{ key: ofAccount, withinMs: LOST_ACCOUNT_MS }]), ...own.joins],
        };
      },
    ),
    'platform.down': read(z.object({ platform }), (params): Draft => {
      const key = outage(params.platform);
      return {
        ...ALONE,
        type: 'PLATFORM_DOWN',
        severity: 'WARNING',
        code: 'PLATFORM_DOWN',
        params,
        userAction: 'WAIT',
        key,
      };
    }),
    'platform.operational': read(
      z.object({ platform }),
      (params): Draft => ({
        ...ALONE,
        type: 'PLATFORM_BACK',
        severity: 'INFO',
        code: 'PLATFORM_BACK',
        params,
        userAction: 'NONE',
        key: outage(params.platform),
        follows: 'PLATFORM_DOWN',
      }),
    ),
    'account.quota_nearly_used': ofQuota('QUOTA_NEARLY_USED'),
    'account.quota_used_up': ofQuota('QUOTA_USED_UP'),
    'workspace.quota_nearly_used': ofQuota('QUOTA_NEARLY_USED'),
    'workspace.quota_used_up': ofQuota('QUOTA_USED_UP'),
    'workspace.budget_nearly_used': ofBudget('BUDGET_NEARLY_USED', 'WARNING'),
    'workspace.budget_used_up': ofBudget('BUDGET_USED_UP', 'CRITICAL'),
    'webhook.disabled': read(
      z.object({ reason: z.string() }),
      ({ reason }): Draft => ({
        ...ALONE,
        type: 'WEBHOOK_DISABLED',
        severity: 'CRITICAL',
        code: reason,
        params: {},
        userAction: 'NONE',
      }),
    ),
    'account.suspicious_activity': suspicion,
    'api_key.suspicious_activity': suspicion,
  } satisfies Readonly<Partial<Record<ToldType, Make>>>),
);

export const isTold = (type: string): boolean => MAKERS.has(type);

export const draftOf = (event: Event, facts: Facts): Draft | null => MAKERS.get(event.type)?.(event, facts) ?? null;

/** Told of by itself, so that a type can be muted. */
export const achievementDraft = ({ code, credits }: Pick<Achieved, 'code' | 'credits'>): Draft => ({
  ...ALONE,
  type: code === 'FIRST_CONNECTION' ? 'FIRST_CONNECTION' : 'ACHIEVEMENT',
  severity: 'INFO',
  code,
  params: { credits },
  userAction: 'NONE',
});
