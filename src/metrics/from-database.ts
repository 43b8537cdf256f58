/** Sets the metrics that are read from tables. A platform without rows gets a zero, because an absent series raises no alert. */
import type { Operations } from '../domain/queries/operations.ts';
import { QUEUE_NAMES } from '../jobs/catalog.ts';
import { BlockedBy, PlatformState, WebhookStatus } from '../lib/prisma/enums.ts';
import type { PlatformId } from '../platforms/platform.ts';
import type { Instruments } from './instruments.ts';

export function showOperations({ set }: Instruments, shown: Operations, platforms: readonly PlatformId[]): void {
  for (const platform of platforms) {
    set('slipway_due_lag_seconds', { platform }, 0);
    set('slipway_due_targets', { platform }, 0);
    for (const state of ['under_way', 'lost', 'unknown']) set('slipway_open_intents', { platform, state }, 0);
    for (const blockedBy of Object.values(BlockedBy))
      set('slipway_blocked_targets', { platform, blocked_by: blockedBy }, 0);
    for (const scope of ['app', 'account']) set('slipway_platform_waits', { platform, scope }, 0);
  }
  for (const { platform, targets, lagMs } of shown.due) {
    set('slipway_due_lag_seconds', { platform }, lagMs / 1_000);
    set('slipway_due_targets', { platform }, targets);
  }
  for (const { platform, blockedBy, targets } of shown.blocked)
    set('slipway_blocked_targets', { platform, blocked_by: blockedBy }, targets);
  for (const { platform, state, calls } of shown.intents) set('slipway_open_intents', { platform, state }, calls);
  set('slipway_dispatcher_lag_seconds', {}, shown.dispatcherLagMs / 1_000);
  for (const { platform, status, accounts } of shown.accounts) set('slipway_accounts', { platform, status }, accounts);
  for (const { platform, token, within, tokens } of shown.tokens)
    set('slipway_tokens', { platform, token, expires_within: within }, tokens);
  for (const { platform, quota, usedRatio, exhaustedAccounts } of shown.quotas) {
    set('slipway_quota_used_ratio', { platform, quota }, usedRatio);
    set('slipway_quota_exhausted_accounts', { platform, quota }, exhaustedAccounts);
  }
  for (const { platform, scope, waits } of shown.waits) set('slipway_platform_waits', { platform, scope }, waits);
  for (const { platform, host, state: current } of shown.hosts)
    for (const state of Object.values(PlatformState))
      set('slipway_platform_state', { platform, host, state }, state === current ? 1 : 0);
  for (const queue of QUEUE_NAMES) set('slipway_queue_jobs', { queue }, 0);
  for (const { queue, waiting } of shown.jobs) set('slipway_queue_jobs', { queue }, waiting);
  set('slipway_webhook_lag_seconds', {}, shown.webhooks.lagMs / 1_000);
  for (const status of Object.values(WebhookStatus)) set('slipway_webhook_endpoints', { status }, 0);
  for (const { status, endpoints } of shown.webhooks.endpoints) set('slipway_webhook_endpoints', { status }, endpoints);
  for (const { name, events, lagMs } of shown.consumers) {
    set('slipway_event_consumer_lag_events', { consumer: name }, events);
    set('slipway_event_consumer_lag_seconds', { consumer: name }, lagMs / 1_000);
  }
}
