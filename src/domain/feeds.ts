/** What the domain tells about its own work, beside the stream of events: for metrics, and never for a decision. */
import { createFeed } from '../lib/feed.ts';
import type { FailureCode } from '../platforms/failure.ts';
import type { Phase, PlatformId } from '../platforms/platform.ts';

/** A step of a publish has its result. `tookMs` counts from its beginning, also when it slept or changed processes. */
export const stepEnded = createFeed<{ platform: PlatformId; phase: Phase; tookMs: number }>('slipway:step-ended');

/** A target is live; by how much later than its due instant. */
export const wentLive = createFeed<{ platform: PlatformId; lateMs: number }>('slipway:went-live');

/** The answer of a publishing call was lost, and the platform was asked: `again` asks once more later. */
export const lookedUp = createFeed<{ platform: PlatformId; result: LookUpResult }>('slipway:looked-up');
export const LOOK_UP_RESULTS = ['found', 'absent', 'again', 'unknown', 'failed'] as const;
export type LookUpResult = (typeof LOOK_UP_RESULTS)[number];

/** A token was to be renewed; `code` says why it was not. */
export const tokenRenewed = createFeed<{ platform: PlatformId; code: FailureCode | null }>('slipway:token-renewed');
