/** Options of a target in the input: where they are written, and what is wrong with them. */

import type { z } from 'zod';
import { type Said, storedText } from '../../lib/texts.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { Issue, Platform, PlatformId } from '../../platforms/platform.ts';
import { say } from '../../texts/posts/texts.ts';
import type { Unit } from '../../texts/posts/words.ts';
import { type UserError, userError } from '../errors.ts';

/** The name of the options of a platform in the input. */
export const optionKey = (platform: PlatformId): string => PLATFORMS[platform].names.input;

/** Where a finding about a target belongs in the input: adapters know only their own options. */
export const inputPath = (platform: PlatformId, [first = '', ...rest]: readonly string[]): string[] =>
  first === 'options' ? [first, optionKey(platform), ...rest] : [first, ...rest];

export const optionsPath = (path: readonly string[], platform: PlatformId | undefined): string[] => [
  ...path,
  'options',
  ...(platform === undefined ? [] : [optionKey(platform)]),
];

/** Refuses options written for another platform: with shared names they might even be accepted. */
export function checkOptionsOf(
  { optionsOf }: { optionsOf?: PlatformId | undefined },
  platform: PlatformId,
  path: readonly string[],
): UserError[] {
  if (optionsOf === undefined || optionsOf === platform) return [];
  const said = say('otherPlatform', { given: optionsOf, platform, key: optionKey(platform) });
  const values = { limit: optionKey(platform), actual: optionKey(optionsOf) };
  return [userError('OPTIONS_OF_OTHER_PLATFORM', said, optionsPath(path, optionsOf), values)];
}

/** Parses the options with the schema of the platform, which also fills in defaults. */
export function parseOptions<Options>(
  platform: Platform<Options>,
  raw: unknown,
): { ok: true; options: Options } | { ok: false; issues: Issue[] } {
  const parsed = platform.options.safeParse(raw ?? {});
  if (parsed.success) return { ok: true, options: parsed.data };
  return { ok: false, issues: parsed.error.issues.map((issue) => optionIssue(issue, raw)) };
}

function optionIssue(issue: z.core.$ZodIssue, raw: unknown): Issue {
  const path = issue.path.map(String);
  const value = valueAt(raw, path);
  const name = path.join('.');
  const at = ['options', ...path];
  if (issue.code === 'invalid_type' && value === undefined)
    return { severity: 'ERROR', code: 'OPTION_REQUIRED', ...say('optionRequired', { name }), path: at };
  const actual = measured(issue, value);
  const limit = limitOf(issue);
  return {
    severity: 'ERROR',
    code: 'OPTION_INVALID',
    ...saidOf(issue, name === '' ? 'options' : name, value, actual),
    path: at,
    ...(limit === undefined ? {} : { limit }),
    ...(actual === undefined ? {} : { actual }),
  };
}

function saidOf(issue: z.core.$ZodIssue, name: string, value: unknown, measure: number | string | undefined): Said {
  const actual = typeof measure === 'number' ? measure : null;
  const shown = measure === undefined ? null : String(measure);
  if (issue.code === 'too_small')
    return say('optionTooSmall', { name, min: Number(issue.minimum), actual, unit: unitOf(value) });
  if (issue.code === 'too_big')
    return say('optionTooBig', { name, max: Number(issue.maximum), actual, unit: unitOf(value) });
  if (issue.code === 'invalid_value')
    return say('optionNotOneOf', { name, values: issue.values.join(', '), actual: shown });
  if (issue.code === 'unrecognized_keys') return say('optionUnknown', { name, names: issue.keys.join(', ') });
  if (issue.code === 'custom')
    return say('optionMalformed', {
      name,
      reason: { message: issue.message, text: storedText(issue.params?.text) },
      actual: shown,
    });
  return say('optionWrongKind', { name });
}

const unitOf = (value: unknown): Unit =>
  typeof value === 'string' ? 'characters' : Array.isArray(value) ? 'items' : 'value';

function limitOf(issue: z.core.$ZodIssue): number | string | undefined {
  if (issue.code === 'too_small') return Number(issue.minimum);
  if (issue.code === 'too_big') return Number(issue.maximum);
  return issue.code === 'invalid_value' ? issue.values.join(', ') : undefined;
}

/** The longest part of the input that a message repeats. */
const MAX_SHOWN = 100;

/** What the limit measures in `value`: its size, or the value itself. */
function measured(issue: z.core.$ZodIssue, value: unknown): number | string | undefined {
  const isSize = issue.code === 'too_small' || issue.code === 'too_big';
  if (isSize && (typeof value === 'string' || Array.isArray(value))) return value.length;
  const isShown = typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_SHOWN);
  return isShown ? value : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
