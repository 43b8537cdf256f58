/** The registry of stand-ins. */
import type { SandboxState, Vendor } from './core.ts';
import { createInstagram } from './instagram/index.ts';
import { createTikTok } from './tiktok/index.ts';
import { createX } from './x/index.ts';
import { createYouTube } from './youtube/index.ts';

export function createVendors(state: SandboxState): Vendor[] {
  return [createInstagram(state), createTikTok(state), createYouTube(state), createX(state)];
}
