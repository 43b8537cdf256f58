/** The order of an action: draft, look up, check, write. Each step is given what the one before accepted. */
import { accept, type Outcome } from './errors.ts';

type Pending<T> = Outcome<T> | Promise<Outcome<T>>;

/** The first refusal is the answer; later steps are not run. Warnings add up. */
export interface Pipeline<T> {
  step<U>(next: (value: T) => Pending<U>): Pipeline<U>;
  outcome(): Promise<Outcome<T>>;
}

export const pipeline = <T>(first: Pending<T>): Pipeline<T> => ({
  step: (next) => pipeline(goOn(first, next)),
  outcome: async () => first,
});

async function goOn<T, U>(before: Pending<T>, next: (value: T) => Pending<U>): Promise<Outcome<U>> {
  const accepted = await before;
  if (!accepted.ok) return accepted;
  const outcome = await next(accepted.value);
  return outcome.ok ? accept(outcome.value, [...accepted.warnings, ...outcome.warnings]) : outcome;
}
