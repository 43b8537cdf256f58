/**
 * Shows subscribers a running step: its phase, the state at the platform, percent. Throttled, and never holding up the
 * step.
 */
import type { AppContext } from '../../../context.ts';
import type { PublishEventStatus } from '../../../lib/prisma/enums.ts';
import type { Phase, Platform, Progress } from '../../../platforms/platform.ts';
import { LeaseLost } from '../../sleep.ts';
import { changeTarget } from '../../targets/target-change.ts';

const MIN_INTERVAL_MS = 1_000;

const EVENT_OF_PHASE = {
  PREPARING: 'STARTED',
  UPLOADING: 'UPLOADING',
  CONTAINER_CREATED: 'CONTAINER_CREATED',
  PROCESSING: 'PROCESSING',
  COMMITTING: 'COMMITTING',
  FINISHING: 'FINISHING',
} as const satisfies Record<Phase, PublishEventStatus>;

export interface ProgressReporter {
  /** A step starts. */
  enter(step: string): Promise<void>;
  /** A step has a journaled result. */
  leave(step: string): Promise<void>;
  report(progress: Progress): void;
  /** Resolves when everything reported so far is written. */
  settled(): Promise<void>;
}

interface Shown {
  phase: Phase | null;
  platformState: string | null;
  percent: number | null;
}

/** `quiet`: work after the post is live changes no phase. */
export function createProgress(
  ctx: AppContext,
  platform: Platform,
  target: { id: string; phase: Phase | null; platformState: string | null; percent: number | null },
  leaseId: string,
  quiet: boolean,
): ProgressReporter {
  const shown: Shown = { phase: target.phase, platformState: target.platformState, percent: target.percent };
  let wanted: Shown = { ...shown };
  let writing: Promise<void> = Promise.resolve();
  let writtenAt = 0;
  let lost: LeaseLost | undefined;

  const write = async () => {
    if (
      quiet ||
      (wanted.phase === shown.phase && wanted.platformState === shown.platformState && wanted.percent === shown.percent)
    )
      return;
    const next = { ...wanted };
    const written = await ctx.db.tx((tx) =>
      changeTarget(tx, target.id, 'advance', next, { status: EVENT_OF_PHASE[next.phase ?? 'PREPARING'] }, { leaseId }),
    );
    if (written === null) throw new LeaseLost();
    Object.assign(shown, next);
    writtenAt = performance.now();
  };
  const flush = () => {
    writing = writing.then(write).catch((error: unknown) => {
      // Only a lost lease stops the run; a progress report that fails is no reason to give up an upload.
      if (error instanceof LeaseLost) lost = error;
      else ctx.log.warn({ err: error, targetId: target.id }, 'progress could not be written');
    });
    return writing;
  };
  const settled = async () => {
    await flush();
    if (lost !== undefined) throw lost;
  };
  const show = async (phase: Phase) => {
    if (phase === wanted.phase) return;
    wanted = { phase, platformState: null, percent: null };
    await settled();
  };
  return {
    // "Container created" is true only after the step; every other phase names what is going on.
    enter: async (step) => {
      const phase = phaseOf(platform, step);
      if (phase !== 'CONTAINER_CREATED') await show(phase);
    },
    leave: async (step) => {
      if (phaseOf(platform, step) === 'CONTAINER_CREATED') await show('CONTAINER_CREATED');
    },
    report: ({ platformState, percent }) => {
      wanted = {
        ...wanted,
        ...(platformState === undefined ? {} : { platformState }),
        ...(percent === undefined ? {} : { percent: Math.max(0, Math.min(100, Math.round(percent))) }),
      };
      if (performance.now() - writtenAt >= MIN_INTERVAL_MS) {
        writtenAt = performance.now();
        void flush();
      }
    },
    settled,
  };
}

/** The phase of the longest prefix of `step` in the table of the platform. */
export function phaseOf(platform: Platform, step: string): Phase {
  const prefix = Object.keys(platform.phases)
    .filter((candidate) => step.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return (prefix === undefined ? undefined : platform.phases[prefix]) ?? 'PREPARING';
}
