/** The state machine of a target: every state with every event, and what is allowed in each. */
import { describe, expect, test } from 'vitest';
import {
  allowedActions,
  isFinal,
  TARGET_EVENTS,
  TRANSITIONS,
  transition,
} from '../../src/domain/targets/post-target.ts';
import { TargetStatus } from '../../src/lib/prisma/enums.ts';

const STATUSES = Object.values(TargetStatus);

// The whole machine, written a second time by hand: rows are states, columns events in the order of TARGET_EVENTS, and
// each letter is the next state. `.` = refused.
const LETTERS = {
  D: 'DRAFT',
  S: 'SCHEDULED',
  P: 'PUBLISHING',
  L: 'PUBLISHED',
  F: 'FAILED',
  C: 'CANCELLED',
  M: 'MISSED',
  U: 'OUTCOME_UNKNOWN',
} as const;
const TABLE: Record<TargetStatus, string> = {
  //                schedule unschedule edit advance start block miss cancel succeed fail lose retry finish yes no
  DRAFT: /*        */ 'S.D....C.......',
  SCHEDULED: /*    */ 'SDSSPSMC.F.....',
  PUBLISHING: /*   */ 'SDSPPPMCLFU....',
  PUBLISHED: /*    */ '............L..',
  FAILED: /*       */ 'SDF....C...S...',
  CANCELLED: /*    */ 'SDC............',
  MISSED: /*       */ 'SDM....C.......',
  OUTCOME_UNKNOWN: '.............LF',
};
const REFUSED_AFTER_INTENT = ['schedule', 'unschedule', 'edit', 'cancel'];

const cells = STATUSES.flatMap((status) =>
  TARGET_EVENTS.map((event, column) => ({ status, event, letter: TABLE[status][column] })),
);
const nameOf = (letter: string | undefined) => Object.entries(LETTERS).find(([key]) => key === letter)?.[1];

describe('the state machine', () => {
  test('has a row for every status and a column for every event', () => {
    expect(Object.keys(TABLE).sort()).toEqual([...STATUSES].sort());
    for (const row of Object.values(TABLE)) expect(row).toHaveLength(TARGET_EVENTS.length);
  });
  test.each(cells)('$status on $event', ({ status, event, letter }) => {
    const next = nameOf(letter);
    expect(transition({ status, intentAt: null }, event)).toEqual(
      next === undefined ? { ok: false, reason: 'WRONG_STATUS' } : { ok: true, status: next },
    );
  });
  test.each(cells)('$status on $event once an intent is stored', ({ status, event, letter }) => {
    const next = nameOf(letter);
    const expected =
      next === undefined
        ? { ok: false, reason: 'WRONG_STATUS' }
        : REFUSED_AFTER_INTENT.includes(event)
          ? { ok: false, reason: 'ALREADY_COMMITTED' }
          : { ok: true, status: next };
    expect(transition({ status, intentAt: new Date(0) }, event)).toEqual(expected);
  });
  test('every status can be reached from DRAFT', () => {
    const reached = new Set<TargetStatus>(['DRAFT']);
    for (const status of reached) for (const next of Object.values(TRANSITIONS[status])) reached.add(next);
    expect([...reached].sort()).toEqual([...STATUSES].sort());
  });
  test('nothing leaves PUBLISHED', () => {
    expect(Object.values(TRANSITIONS.PUBLISHED)).toEqual(['PUBLISHED']);
  });
  test('a status is final exactly when the engine has nothing to do in it', () => {
    expect(STATUSES.filter((status) => !isFinal(status)).sort()).toEqual(['DRAFT', 'PUBLISHING', 'SCHEDULED']);
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
