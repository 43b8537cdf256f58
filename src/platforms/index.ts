/** The registry: the list of platforms from which configuration, schema and documentation derive. */
import { instagram } from './instagram/index.ts';
import type { Platform, PlatformId } from './platform.ts';
import { tiktok } from './tiktok/index.ts';
import { x } from './x/index.ts';
import { youtube } from './youtube/index.ts';

export const PLATFORMS: { readonly [Id in PlatformId]: Platform } = {
  INSTAGRAM: instagram,
  TIKTOK: tiktok,
  YOUTUBE: youtube,
  X: x,
};

/** A table with an entry for every platform. */
export const eachPlatform = <Made>(make: (id: PlatformId) => Made): Record<PlatformId, Made> => ({
  INSTAGRAM: make('INSTAGRAM'),
  TIKTOK: make('TIKTOK'),
  YOUTUBE: make('YOUTUBE'),
  X: make('X'),
});
