/** Options of a target in the input, where each platform has a name of its own for them. */
import type { PlatformId } from '../platforms/platform.ts';
import { type UserError, userError } from './errors.ts';

/** Under which name the options of a platform stand in the input. */
export const OPTION_KEYS = {
  INSTAGRAM: 'instagram',
  TIKTOK: 'tiktok',
  YOUTUBE: 'youtube',
  X: 'x',
} as const satisfies Record<PlatformId, string>;

/** Where a finding about a target stands in the input: adapters know their own options only. */
export const inputPath = (platform: PlatformId, [first = '', ...rest]: readonly string[]): string[] =>
  first === 'options' ? [first, OPTION_KEYS[platform], ...rest] : [first, ...rest];

export const optionsPath = (path: readonly string[], platform: PlatformId | undefined): string[] => [
  ...path,
  'options',
  ...(platform === undefined ? [] : [OPTION_KEYS[platform]]),
];

/** Options that were written for another platform: where names are shared, they would even be accepted. */
export function checkOptionsOf(
  { optionsOf }: { optionsOf?: PlatformId | undefined },
  platform: PlatformId,
  path: readonly string[],
): UserError[] {
  if (optionsOf === undefined || optionsOf === platform) return [];
  const message = `these are options of ${optionsOf}; the account is on ${platform}, whose options stand under \`${OPTION_KEYS[platform]}\``;
  const values = { limit: OPTION_KEYS[platform], actual: OPTION_KEYS[optionsOf] };
  return [userError('OPTIONS_OF_OTHER_PLATFORM', message, optionsPath(path, optionsOf), values)];
}
