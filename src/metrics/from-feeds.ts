/** Counts what this process tells feeds about its work. Nothing here may throw: it runs inside the work that is told of. */

import { eventsCommitted } from '../domain/events/append.ts';
import type { Event } from '../domain/events/event.ts';
import {
  LOOK_UP_RESULTS,
  lookedUp,
  stepEnded,
  tokenRenewed,
  WEBHOOK_RESULTS,
  webhookTried,
  wentLive,
} from '../domain/feeds.ts';
import { HINT_RESULTS, hintRequestEnded } from '../domain/hints/take-in.ts';
import { operationEnded, requestEnded } from '../http/traffic.ts';
import { keysOf } from '../lib/record.ts';
import { calls } from '../platforms/calls.ts';
import { FAILURE_CODES } from '../platforms/failure.ts';
import type { PlatformId } from '../platforms/platform.ts';
import type { Instruments } from './instruments.ts';

/** Listens until the function that it returns is called. */
export function listen(instruments: Instruments): () => void {
  const { count, observe } = instruments;
  const stops = [
    eventsCommitted.listen((events) => {
      for (const event of events) countEvent(instruments, event);
    }),
    wentLive.listen(({ platform, lateMs }) =>
      observe('slipway_publish_lateness_seconds', { platform }, lateMs / 1_000),
    ),
    stepEnded.listen(({ platform, phase, tookMs }) =>
      observe('slipway_publish_step_seconds', { platform, phase }, tookMs / 1_000),
    ),
    lookedUp.listen(({ platform, result }) => count('slipway_lookups_total', { platform, result })),
    webhookTried.listen(({ result, tookMs, lagMs }) => {
      count('slipway_webhook_attempts_total', { result });
      observe('slipway_webhook_attempt_seconds', {}, tookMs / 1_000);
      if (lagMs !== null) observe('slipway_webhook_delay_seconds', {}, Math.max(0, lagMs) / 1_000);
    }),
    tokenRenewed.listen(({ platform, code }) =>
      count('slipway_token_refreshes_total', { platform, result: code ?? 'renewed' }),
    ),
    calls.listen(({ platform, host, outcome, durationMs, isUpload }) => {
      count('slipway_platform_calls_total', { platform, host, outcome });
      if (!isUpload) observe('slipway_platform_call_seconds', { platform }, durationMs / 1_000);
    }),
    hintRequestEnded.listen(({ platform, result }) => count('slipway_hint_requests_total', { platform, result })),
    requestEnded.listen(({ route, method, status, tookMs }) => {
      count('slipway_http_requests_total', { route, method, status: String(status) });
      observe('slipway_http_request_seconds', { route }, tookMs / 1_000);
    }),
    operationEnded.listen(({ field, type, result, tookMs }) => {
      count('slipway_graphql_operations_total', { field, type, result });
      if (type !== 'subscription') observe('slipway_graphql_operation_seconds', { field, type }, tookMs / 1_000);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The first value of a counter does not show that it rose, so counters that alerts watch begin at 0. */
export function beginAtZero({ count }: Instruments, platforms: Iterable<PlatformId>): void {
  for (const result of WEBHOOK_RESULTS) count('slipway_webhook_attempts_total', { result }, 0);
  for (const platform of platforms) {
    const end = (outcome: string, code: string) =>
      count('slipway_publish_outcomes_total', { platform, outcome, code }, 0);
    end('published', '');
    end('cancelled', '');
    end('missed', 'MISSED_WINDOW');
    for (const code of keysOf(FAILURE_CODES)) end(code === 'OUTCOME_UNKNOWN' ? 'outcome_unknown' : 'failed', code);
    for (const result of ['renewed', ...keysOf(FAILURE_CODES)])
      count('slipway_token_refreshes_total', { platform, result }, 0);
    for (const result of HINT_RESULTS) count('slipway_hint_requests_total', { platform, result }, 0);
    for (const result of LOOK_UP_RESULTS) count('slipway_lookups_total', { platform, result }, 0);
  }
}

/** The events with which a target comes to an end. */
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['target.success', 'published'],
  ['target.error', 'failed'],
  ['target.missed', 'missed'],
  ['target.cancelled', 'cancelled'],
  ['target.outcome_unknown', 'outcome_unknown'],
]);

function countEvent({ count }: Instruments, { type, payload }: Event): void {
  const platform = textOf(payload, 'platform');
  const code = textOf(payload.error, 'code');
  const outcome = OUTCOMES.get(type);
  if (outcome !== undefined) count('slipway_publish_outcomes_total', { platform, outcome, code });
  else if (type === 'target.retry') count('slipway_publish_retries_total', { platform, code });
  else if (type === 'target.blocked')
    count('slipway_publish_blocked_total', { platform, blocked_by: textOf(payload, 'blockedBy'), code });
}

function textOf(from: unknown, key: string): string {
  if (typeof from !== 'object' || from === null) return '';
  const value: unknown = Object.getOwnPropertyDescriptor(from, key)?.value;
  return typeof value === 'string' ? value : '';
}
