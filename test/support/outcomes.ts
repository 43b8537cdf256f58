/** Reads the outcome of a domain call as tests speak of it. */
import type { Outcome } from '../../src/domain/errors.ts';

/** The value; throws what it was refused for. */
export function accepted<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.errors.map(({ code, message, path }) => `${code} ${message} (${path.join('.')})`).join('; '));
}

/** Code and place of each refusal, none when it was accepted. */
export const refusals = (outcome: Outcome<unknown>): string[] =>
  outcome.ok ? [] : outcome.errors.map(({ code, path }) => `${code} ${path.join('.')}`);

/** Codes of what an accepted call is warned of. */
export const warnings = (outcome: Outcome<unknown>): string[] =>
  outcome.ok ? outcome.warnings.map(({ code }) => code) : [];
