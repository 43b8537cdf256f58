/** Which of the things that a platform lists is the post whose answer was lost. */
import type { Others, Unplaced } from '../platform.ts';

/** Something listed that may be the post. */
export interface Candidate {
  /** Its id, and whatever stands for it in an address. */
  names: readonly string[];
  /** When it was made, by the platform's clock and in its units. */
  madeAt: Date;
}

export interface Wanted {
  /** Nothing that was made earlier is the post. */
  since: Date;
  /** `false`: it was sent some time after `since`, so that being the nearest proves nothing. */
  isInstant: boolean;
  /** What the platform's times are cut to. */
  unitMs: number;
  /** Whether another post could have become the same candidate. */
  isAlike(other: Unplaced['post']): boolean;
}

/**
 * The nearest one after `since` that belongs to no other post. Times of a platform that tells whole seconds are compared
 * as such. `unknown`: two are equally near, or another post of which nobody knows what it became is as near.
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
