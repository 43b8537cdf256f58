/** The state machine of a target: what must hold of its table, whatever is added to it. */
import { describe, expect, test } from 'vitest';
import {
  allowedActions,
  isFinal,
  TRANSITION_NAMES,
  TRANSITIONS,
  type TransitionName,
  transition,
} from '../../src/domain/targets/post-target.ts';
import { TargetStatus } from '../../src/lib/prisma/enums.ts';

const STATUSES = Object.values(TargetStatus);
const next = (status: TargetStatus, event: TransitionName, intentAt: Date | null = null): TargetStatus | string => {
  const answer = transition({ status, intentAt }, event);
  return answer.ok ? answer.status : answer.reason;
};
/** Where `event` leads from each status in which it may happen. */
const moves = (event: TransitionName) =>
  Object.fromEntries(
    STATUSES.flatMap((status) => {
      const answer = transition({ status, intentAt: null }, event);
      return answer.ok ? [[status, answer.status]] : [];
    }),
  );

describe('the state machine', () => {
  test('every event can happen, and every status can be reached from DRAFT', () => {
    for (const event of TRANSITION_NAMES) expect(moves(event), event).not.toEqual({});
    const reached = new Set<TargetStatus>(['DRAFT']);
    for (const status of reached) for (const to of Object.values(TRANSITIONS[status])) reached.add(to);
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });

  test('nothing leaves PUBLISHED, and only a person leaves OUTCOME_UNKNOWN', () => {
    const after = TRANSITION_NAMES.map((event) => next('PUBLISHED', event)).filter((to) => to !== 'WRONG_STATUS');
    expect([...new Set(after)]).toEqual(['PUBLISHED']);
    expect(TRANSITION_NAMES.filter((event) => next('OUTCOME_UNKNOWN', event) !== 'WRONG_STATUS')).toEqual([
      'resolvePublished',
      'resolveNotPublished',
    ]);
  });

  test('a status is final exactly when the engine does not go on with it', () => {
    const going = Object.keys(moves('advance'));
    expect(STATUSES.filter((status) => !isFinal(status)).sort()).toEqual(['DRAFT', ...going].sort());
  });

  test('the engine acts on what is scheduled or being published, and on nothing else', () => {
    for (const event of ['advance', 'start', 'block', 'miss', 'succeed', 'fail', 'lose'] as const)
      expect(Object.keys(moves(event)), event).toEqual(['SCHEDULED', 'PUBLISHING']);
    expect(moves('finish')).toEqual({ PUBLISHED: 'PUBLISHED' });
  });

  test('going on and holding back keep the status', () => {
    for (const event of ['advance', 'block', 'finish'] as const)
      for (const [from, to] of Object.entries(moves(event))) expect(to, event).toBe(from);
  });

  test('an edit brings nothing back to life, and stops what is being prepared', () => {
    expect(moves('edit')).toEqual({
      DRAFT: 'DRAFT',
      SCHEDULED: 'SCHEDULED',
      PUBLISHING: 'SCHEDULED',
      FAILED: 'FAILED',
      CANCELLED: 'CANCELLED',
      MISSED: 'MISSED',
    });
  });

  test('an intent on record stops what would change or withdraw the post, and nothing else', () => {
    for (const status of STATUSES)
      for (const event of TRANSITION_NAMES) {
        const [without, withIntent] = [next(status, event), next(status, event, new Date(0))];
        const isStopped = without !== 'WRONG_STATUS' && ['schedule', 'unschedule', 'edit', 'cancel'].includes(event);
        expect(withIntent, `${status} on ${event}`).toBe(isStopped ? 'ALREADY_COMMITTED' : without);
      }
  });
});

describe('allowed actions', () => {
  test.each([
    ['DRAFT', false, ['EDIT', 'SCHEDULE', 'CANCEL']],
    ['SCHEDULED', false, ['EDIT', 'SCHEDULE', 'UNSCHEDULE', 'CANCEL']],
    ['PUBLISHING', true, []],
    ['PUBLISHED', true, []],
    ['FAILED', false, ['EDIT', 'SCHEDULE', 'UNSCHEDULE', 'CANCEL', 'RETRY']],
    ['FAILED', true, ['RETRY']],
    ['MISSED', false, ['EDIT', 'SCHEDULE', 'UNSCHEDULE', 'CANCEL']],
    ['OUTCOME_UNKNOWN', true, ['RESOLVE_OUTCOME']],
  ] as const)('of %s (intent stored: %s) are %j', (status, hasIntent, actions) => {
    expect(allowedActions({ status, intentAt: hasIntent ? new Date(0) : null })).toEqual(actions);
  });
});
