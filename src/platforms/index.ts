/** The registry: the one list of platforms. */
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
