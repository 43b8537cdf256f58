/** The words for what there is to publish, where, and how far it is; and the values that the journal can hold. */

export const PLATFORM_IDS = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const;
export type PlatformId = (typeof PLATFORM_IDS)[number];

export const FORMATS = ['IMAGE', 'CAROUSEL', 'REEL', 'STORY', 'VIDEO', 'SHORT', 'TEXT', 'THREAD'] as const;
export type Format = (typeof FORMATS)[number];

/** Where a publishing target is between SCHEDULED and PUBLISHED. Adapters name the phase of each of their steps. */
export const PHASES = ['PREPARING', 'UPLOADING', 'CONTAINER_CREATED', 'PROCESSING', 'COMMITTING', 'FINISHING'] as const;
export type Phase = (typeof PHASES)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };
