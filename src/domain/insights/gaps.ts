/** Why there is no figure: the reasons, as stored and as told. */

export const GAPS = {
  NOT_READ: 'Nobody read it: it could not be read in time, or nobody did so yet.',
  NOT_YET: 'It is too early: the age is not reached, or the platform has not reckoned the day yet.',
  NOT_TOLD: 'The platform was asked and did not tell.',
  NOT_GRANTED: 'The account did not grant the permission that it needs; reconnect the account.',
  NO_BUDGET: 'The platform bills it, and the workspace has no budget, or one that does not reach.',
  NOT_CONNECTED: 'The account was not connected yet.',
  GONE: 'The platform no longer has the post.',
  TOO_FEW: 'Too few people saw it for the platform to tell.',
  ID_UNKNOWN: 'The platform has not told the id of the post, without which it cannot be asked for.',
  PARTIAL: 'Some of the days have no figure; the value is that of the others.',
  NOT_ADDABLE: 'It counts people, or is an average: figures of days do not add up to one of a longer time.',
} as const;
export type Gap = keyof typeof GAPS;

/** A reason that was stored by another release counts as the most general one. */
export function gapFrom(stored: string | null): Gap {
  if (stored === 'SCOPE_MISSING') return 'NOT_GRANTED';
  return stored !== null && Object.hasOwn(GAPS, stored) ? (stored as Gap) : 'NOT_READ';
}
