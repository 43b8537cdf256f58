/** The steps of an attempt to connect an account, in their order: how far it came, how long each took, and where it failed. */
import { z } from 'zod';
import type { ConnectionAttempt } from '../../lib/prisma/client.ts';
import { keysOf } from '../../lib/record.ts';

export const CONNECTION_STEPS = {
  STARTED: 'It was begun with `startAccountConnection`.',
  OPENED:
    'The account holder opened `startUrl` and was sent on to the platform. Passed over by clients that open `authorizationUrl` by themselves.',
  RETURNED: 'The platform sent the account holder back. Its duration is the time that they spent there.',
  GRANTED: 'They had agreed.',
  EXCHANGED: 'The platform gave an access, with all permissions that publishing needs.',
  IDENTIFIED: 'The platform told whose access it is.',
  CONNECTED: 'The account was stored, and can publish.',
} as const;
export type ConnectionStep = keyof typeof CONNECTION_STEPS;
const ORDER = keysOf(CONNECTION_STEPS);

export interface StepRecord {
  step: ConnectionStep;
  at: Date;
  /** Since the step before it. */
  durationMs: number;
  /** Why the attempt ended here; null if the step was reached. */
  errorCode: string | null;
}

/** As stored in `ConnectionAttempt.steps`: what is done in one call, when that ends. */
const stored = z.array(
  z.object({
    step: z.enum(ORDER),
    at: z.iso.datetime().transform((text) => new Date(text)),
    durationMs: z.number(),
    errorCode: z.string().nullable(),
  }),
);

/** Notes steps while an attempt is finished. */
export interface StepNotes {
  reached(step: ConnectionStep): void;
  /** Of the step after the last that was reached. */
  failed(errorCode: string): void;
  readonly all: readonly StepRecord[];
}

export function noteSteps(now: () => Date): StepNotes {
  const all: StepRecord[] = [];
  let last: ConnectionStep = 'RETURNED';
  let since = performance.now();
  const note = (step: ConnectionStep, errorCode: string | null) => {
    const until = performance.now();
    all.push({ step, at: now(), durationMs: Math.round(until - since), errorCode });
    since = until;
  };
  return {
    all,
    reached: (step) => {
      note(step, null);
      last = step;
    },
    failed: (errorCode) => note(ORDER[ORDER.indexOf(last) + 1] ?? last, errorCode),
  };
}

/** All steps of an attempt, oldest first. */
export function stepsOf({
  createdAt,
  openedAt,
  usedAt,
  steps,
}: Pick<ConnectionAttempt, 'createdAt' | 'openedAt' | 'usedAt' | 'steps'>): StepRecord[] {
  const record = (step: ConnectionStep, at: Date | null, before: Date): StepRecord[] =>
    at === null ? [] : [{ step, at, durationMs: at.getTime() - before.getTime(), errorCode: null }];
  return [
    ...record('STARTED', createdAt, createdAt),
    ...record('OPENED', openedAt, createdAt),
    ...record('RETURNED', usedAt, openedAt ?? createdAt),
    ...stored.parse(steps),
  ];
}
