/** The registry of stand-ins. */
import type { SandboxState, Vendor } from './core.ts';
import { createInstagram } from './instagram.ts';
import { createTikTok } from './tiktok.ts';
import { createX } from './x.ts';
import { createYouTube } from './youtube.ts';

export function createVendors(state: SandboxState): Vendor[] {
  return [createInstagram(state), createTikTok(state), createYouTube(state), createX(state)];
}
