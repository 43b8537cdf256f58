/** What the domain tells about its own work, beside the stream of events: for metrics, and never for a decision. */
import { createFeed } from '../lib/feed.ts';
import type { PostTarget } from '../lib/prisma/client.ts';
import type { StepKind } from '../lib/prisma/enums.ts';
import { createStretch } from '../lib/stretch.ts';
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

/** An endpoint of a partner was sent an event, or the event was given up; `lagMs` from the event to its first attempt. */
export const webhookTried = createFeed<{ result: WebhookResult; tookMs: number; lagMs: number | null }>(
  'slipway:webhook-tried',
);
export const WEBHOOK_RESULTS = ['delivered', 'failed', 'given_up'] as const;
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number];

/** A token was to be renewed; `code` says why it was not. */
export const tokenRenewed = createFeed<{ platform: PlatformId; code: FailureCode | null }>('slipway:token-renewed');

/* ---- stretches of work, for traces ---- */

/** How a run ended. `code` says why it failed. */
export interface RunEnd {
  how: 'done' | 'asleep' | 'withdrawn' | 'failed';
  code: FailureCode | null;
}

/** A run works on a target under its lease. */
export const targetRun = createStretch<{ target: PostTarget }, RunEnd>('slipway:run');

/** A step of a run does its work; steps that are done already are passed over. */
export const stepRun = createStretch<{ platform: PlatformId; step: string; kind: StepKind }>('slipway:step');

/** The access token of an account is renewed. */
export const accountRenewed = createStretch<{ platform: PlatformId; socialAccountId: string }>(
  'slipway:account-renewal',
);

/** An account is checked at its platform; the result is that of `checkAccount`. */
export const accountChecked = createStretch<
  { socialAccountId: string },
  { kind: 'ANSWERED' | 'CHANGED' | 'SKIPPED' } | { kind: 'FAILED'; failure: { code: FailureCode } }
>('slipway:account-check');

/** Asks for the trace that the present work belongs to, as a W3C `traceparent`; whoever traces writes it into the question. */
export const traceAsked = createFeed<{ traceparent: string | null }>('slipway:trace-asked');

export function currentTraceparent(): string | null {
  const asked = { traceparent: null };
  traceAsked.publish(() => asked);
  return asked.traceparent;
}
