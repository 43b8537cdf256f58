/** What steps and looks tell to metrics. */
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { Platform } from '../../../platforms/platform.ts';
import { type LookUpResult, lookedUp, stepEnded } from '../../feeds.ts';
import { Sleep } from '../../sleep.ts';
import { phaseOf } from './progress.ts';

/** `prefix`: that of steps of an extra, which have no phase of their own. */
export function tellEnd(
  { platform, prefix }: { platform: Platform; prefix: string },
  step: string,
  tookMs: () => number,
): void {
  stepEnded.publish(() => ({
    platform: platform.id,
    phase: prefix === '' ? phaseOf(platform, step) : 'FINISHING',
    tookMs: tookMs(),
  }));
}

/** Passes on what a look says, or why it says nothing. */
export async function tellLook<T>(platform: Platform, look: Promise<T | 'absent'>): Promise<T | 'absent'> {
  const tell = (result: LookUpResult) => lookedUp.publish(() => ({ platform: platform.id, result }));
  try {
    const found = await look;
    tell(found === 'absent' ? 'absent' : 'found');
    return found;
  } catch (error) {
    const isUnknown = error instanceof PlatformFailure && error.kind === 'outcome_unknown';
    tell(error instanceof Sleep ? 'again' : isUnknown ? 'unknown' : 'failed');
    throw error;
  }
}
