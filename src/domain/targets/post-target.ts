/** The state machine of a post target: one table, one pure function, and the actions that follow from them. */
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import { keysOf } from '../../lib/record.ts';
import { invariant } from '../errors.ts';

export const TRANSITION_NAMES = [
  'schedule',
  'unschedule',
  'edit',
  'advance',
  'start',
  'block',
  'miss',
  'cancel',
  'succeed',
  'fail',
  'lose',
  'retry',
  'finish',
  'resolvePublished',
  'resolveNotPublished',
  'vanish',
  'reappear',
  'unpublish',
] as const;
export type TransitionName = (typeof TRANSITION_NAMES)[number];

/**
 * status → transition → next status. Anything else is refused. `start` happens at the due instant, or with the intent
 * before it; `advance` and `block` go on with a target and hold it back; `finish` is work after the post is live.
 * `vanish` and `reappear` are what the platform shows of a live post, `unpublish` its removal by a person.
 */
export const TRANSITIONS = {
  DRAFT: { schedule: 'SCHEDULED', edit: 'DRAFT', cancel: 'CANCELLED' },
  SCHEDULED: {
    schedule: 'SCHEDULED',
    unschedule: 'DRAFT',
    edit: 'SCHEDULED',
    advance: 'SCHEDULED',
    start: 'PUBLISHING',
    block: 'SCHEDULED',
    miss: 'MISSED',
    cancel: 'CANCELLED',
    // A retried target may hold intents and receipts of the runs before.
    succeed: 'PUBLISHED',
    fail: 'FAILED',
    lose: 'OUTCOME_UNKNOWN',
  },
  PUBLISHING: {
    schedule: 'SCHEDULED',
    unschedule: 'DRAFT',
    edit: 'SCHEDULED',
    advance: 'PUBLISHING',
    start: 'PUBLISHING',
    block: 'PUBLISHING',
    miss: 'MISSED',
    cancel: 'CANCELLED',
    succeed: 'PUBLISHED',
    fail: 'FAILED',
    lose: 'OUTCOME_UNKNOWN',
  },
  PUBLISHED: { finish: 'PUBLISHED', vanish: 'PUBLISHED', reappear: 'PUBLISHED', unpublish: 'PUBLISHED' },
  FAILED: { schedule: 'SCHEDULED', unschedule: 'DRAFT', edit: 'FAILED', retry: 'SCHEDULED', cancel: 'CANCELLED' },
  CANCELLED: { schedule: 'SCHEDULED', unschedule: 'DRAFT', edit: 'CANCELLED' },
  MISSED: { schedule: 'SCHEDULED', unschedule: 'DRAFT', edit: 'MISSED', cancel: 'CANCELLED' },
  OUTCOME_UNKNOWN: { resolvePublished: 'PUBLISHED', resolveNotPublished: 'FAILED' },
} as const satisfies Record<TargetStatus, Partial<Record<TransitionName, TargetStatus>>>;

/** Transitions that would change or withdraw what may already be on its way to the audience. */
const REFUSED_AFTER_INTENT: ReadonlySet<TransitionName> = new Set(['schedule', 'unschedule', 'edit', 'cancel']);

const FINAL_STATUSES = [
  'PUBLISHED',
  'FAILED',
  'CANCELLED',
  'MISSED',
  'OUTCOME_UNKNOWN',
] as const satisfies readonly TargetStatus[];
export const isFinal = (status: TargetStatus): boolean => FINAL_STATUSES.some((final) => final === status);

/**
 * How long before its due instant a target is prepared (tokens, uploads, containers), so that only one call is left for
 * the instant.
 */
export const PREPARE_LEAD_MS = 5 * 60_000;
/**
 * How long before the due instant a prepared run starts to wait in its process, so that nothing at the instant needs
 * the database. Long enough to load a thousand targets of one instant.
 */
export const HOLD_LEAD_MS = 5_000;
/**
 * How long before the due instant the intent is stored; from then on cancelling is refused. The fewer targets share the
 * instant, the later. The call itself never leaves early.
 */
export const ARM_LEAD_MS = { least: 100, each: 1, most: 1_000 } as const;

export type Transition =
  | { ok: true; status: TargetStatus }
  | { ok: false; reason: 'WRONG_STATUS' | 'ALREADY_COMMITTED' };

/** Whether the transition `name` may happen to `target` now, and the status that follows. */
export function transition(target: { status: TargetStatus; intentAt: Date | null }, name: TransitionName): Transition {
  const next: Partial<Record<TransitionName, TargetStatus>> = TRANSITIONS[target.status];
  const status = next[name];
  if (status === undefined) return { ok: false, reason: 'WRONG_STATUS' };
  if (target.intentAt !== null && REFUSED_AFTER_INTENT.has(name)) return { ok: false, reason: 'ALREADY_COMMITTED' };
  return { ok: true, status };
}

/** The status of `target` after the transition `name`, or after a change that keeps it (null). Throws when the table forbids it. */
export function statusAfter(
  target: { status: TargetStatus; intentAt: Date | null },
  name: TransitionName | null,
): TargetStatus {
  if (name === null) return target.status;
  const next = transition(target, name);
  invariant(next.ok, `${name} cannot happen to a target that is ${target.status}`);
  return next.status;
}

/** `statusAfter` in SQL, over the columns of `post_target`. Where that throws, this is NULL, which the column refuses. */
export function statusAfterSql(name: TransitionName): string {
  const moves = keysOf(TRANSITIONS).flatMap((status) => {
    const next: Partial<Record<TransitionName, TargetStatus>> = TRANSITIONS[status];
    return next[name] === undefined ? [] : [{ from: status, to: next[name] }];
  });
  const free = REFUSED_AFTER_INTENT.has(name) ? ' AND intent_at IS NULL' : '';
  const cases = [...Map.groupBy(moves, ({ to }) => to)].map(
    ([to, group]) =>
      `WHEN status IN (${group.map(({ from }) => `'${from}'`).join(', ')})${free} THEN '${to}'::"TargetStatus"`,
  );
  return `CASE ${cases.join(' ')} END`;
}

/** The actions of a person on a target. Clients show the allowed ones and need no rules of their own. */
const TARGET_ACTIONS = {
  EDIT: 'edit',
  SCHEDULE: 'schedule',
  UNSCHEDULE: 'unschedule',
  CANCEL: 'cancel',
  RETRY: 'retry',
  RESOLVE_OUTCOME: 'resolvePublished',
} as const satisfies Record<string, TransitionName>;
export type TargetAction = keyof typeof TARGET_ACTIONS;

export function allowedActions(target: { status: TargetStatus; intentAt: Date | null }): TargetAction[] {
  return keysOf(TARGET_ACTIONS).filter((action) => transition(target, TARGET_ACTIONS[action]).ok);
}

const POST_STATUSES = [
  'DRAFT',
  'SCHEDULED',
  'PUBLISHING',
  'PUBLISHED',
  'PARTIALLY_PUBLISHED',
  'FAILED',
  'MISSED',
  'CANCELLED',
  'OUTCOME_UNKNOWN',
] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

/** The status of a post, derived from its targets; never stored. */
export function postStatus(targets: readonly TargetStatus[]): PostStatus {
  const some = (status: TargetStatus) => targets.includes(status);
  const left = targets.filter((status) => status !== 'CANCELLED');
  if (targets.length === 0) return 'DRAFT';
  if (left.length === 0) return 'CANCELLED';
  if (some('PUBLISHING')) return 'PUBLISHING';
  if (some('SCHEDULED')) return some('PUBLISHED') ? 'PUBLISHING' : 'SCHEDULED';
  if (some('OUTCOME_UNKNOWN')) return 'OUTCOME_UNKNOWN';
  if (left.every((status) => status === 'PUBLISHED')) return 'PUBLISHED';
  if (some('PUBLISHED')) return 'PARTIALLY_PUBLISHED';
  if (some('FAILED')) return 'FAILED';
  if (some('MISSED')) return 'MISSED';
  return 'DRAFT';
}

/** `postStatus` in SQL, over an aggregate of `post_target.status`; a test compares the two. */
export const POST_STATUS_SQL = (status: string): string => `
  CASE
    WHEN count(*) = 0 THEN 'DRAFT'
    WHEN bool_and(${status} = 'CANCELLED') THEN 'CANCELLED'
    WHEN bool_or(${status} = 'PUBLISHING') THEN 'PUBLISHING'
    WHEN bool_or(${status} = 'SCHEDULED') THEN CASE WHEN bool_or(${status} = 'PUBLISHED') THEN 'PUBLISHING' ELSE 'SCHEDULED' END
    WHEN bool_or(${status} = 'OUTCOME_UNKNOWN') THEN 'OUTCOME_UNKNOWN'
    WHEN bool_and(${status} IN ('PUBLISHED', 'CANCELLED')) THEN 'PUBLISHED'
    WHEN bool_or(${status} = 'PUBLISHED') THEN 'PARTIALLY_PUBLISHED'
    WHEN bool_or(${status} = 'FAILED') THEN 'FAILED'
    WHEN bool_or(${status} = 'MISSED') THEN 'MISSED'
    ELSE 'DRAFT'
  END`;
