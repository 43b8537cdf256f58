/** The query parameters of X's reads, which are closed lists: a name or a value outside them refuses the call. */
import type { SandboxRequest } from '../core.ts';
import { invalidParameter } from './answers.ts';

export function listed(request: SandboxRequest, parameter: string, known: readonly string[]): string[] {
  const values = request.query
    .getAll(parameter)
    .flatMap((list) => list.split(','))
    .filter((value) => value !== '');
  const stranger = values.find((value) => !known.includes(value));
  if (stranger === undefined) return values;
  throw invalidParameter(
    parameter,
    values,
    `The \`${parameter}\` query parameter value [${stranger}] is not one of [${known.join(',')}]`,
  );
}

export function checkParameters(request: SandboxRequest, known: readonly string[]): void {
  const stranger = [...request.query.keys()].find((name) => !known.includes(name));
  if (stranger === undefined) return;
  throw invalidParameter(
    stranger,
    request.query.getAll(stranger),
    `The query parameter [${stranger}] is not one of [${known.join(',')}]`,
  );
}

export function instant(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms))
    throw invalidParameter(name, [value], `The \`${name}\` query parameter value [${value}] is not valid`);
  return ms;
}
