/** Decides which listed item is the post whose answer was lost. */
import type { Others, Unplaced } from '../platform.ts';

/** A listed item that may be the post. */
export interface Candidate {
  /** Its id, and what stands for the id in its address. */
  names: readonly string[];
  /** When it was made, by the clock of the platform and rounded like its times. */
  madeAt: Date;
}

export interface Wanted {
  /** Items that were made earlier cannot be the post. */
  since: Date;
  /** `false`: sent at an unknown time after `since`, so being the nearest proves nothing. */
  isInstant: boolean;
  /** The unit to which the platform rounds its times. */
  unitMs: number;
  /** Whether another post could have become the same candidate. */
  isAlike(other: Unplaced['post']): boolean;
}

/**
 * The nearest candidate after `since` that belongs to no other post. Times are compared in the unit of the platform.
 * `unknown`: two are equally near, or another post with an unknown outcome is as near.
 */
export function nearest<C extends Candidate>(
  listed: readonly C[],
  { since, isInstant, unitMs, isAlike }: Wanted,
  others: Others,
): C | 'none' | 'unknown' {
  const unitOf = (at: Date) => Math.floor(at.getTime() / unitMs);
  const [first, second] = listed
    .filter(({ names }) => !names.some(others.isTaken))
    .filter(({ madeAt }) => unitOf(madeAt) >= unitOf(since))
    .toSorted((a, b) => unitOf(a.madeAt) - unitOf(b.madeAt));
  if (first === undefined) return 'none';
  if (second !== undefined && (!isInstant || unitOf(second.madeAt) === unitOf(first.madeAt))) return 'unknown';
  const isListed = ({ names }: Unplaced) => listed.some((one) => one.names.some((name) => names.includes(name)));
  const isContested = others.unplaced.some(
    (other) =>
      isAlike(other.post) &&
      unitOf(other.since) >= unitOf(since) &&
      unitOf(other.since) <= unitOf(first.madeAt) &&
      !isListed(other),
  );
  return isContested ? 'unknown' : first;
}
