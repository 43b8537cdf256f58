/** For each alert: what Prometheus sees when it must fire, and what looks much like it and must not. */

/** Series and their values, one a minute, in the notation of promtool. */
type Seen = Readonly<Record<string, string>>;

export interface AlertCase {
  fires: Seen;
  /** When it has to have fired. */
  at: string;
  /** Of the alert that fires. */
  labels: Readonly<Record<string, string>>;
  quiet: Seen;
}

const X = { platform: 'X' };

export const ALERT_CASES: Readonly<Record<string, AlertCase>> = {
  SlipwayPostsAreLate: {
    fires: { 'slipway_due_lag_seconds{platform="X"}': '0 70+60x5' },
    at: '4m',
    labels: X,
    // Late for a moment, as a crowd at the same instant is.
    quiet: { 'slipway_due_lag_seconds{platform="X"}': '0 90 30 0 0 0' },
  },
  SlipwayDispatcherStuck: {
    fires: { slipway_dispatcher_lag_seconds: '0 40+60x5' },
    at: '3m',
    labels: {},
    quiet: { slipway_dispatcher_lag_seconds: '15 16 14 15 12 15' },
  },
  SlipwayPostsMissed: {
    fires: {
      'slipway_publish_outcomes_total{platform="X", outcome="missed", code="MISSED_WINDOW", instance="a"}': '0x5 1x5',
    },
    at: '8m',
    labels: X,
    quiet: {
      'slipway_publish_outcomes_total{platform="X", outcome="missed", code="MISSED_WINDOW", instance="a"}': '3x10',
    },
  },
  SlipwayOutcomeUnknown: {
    fires: { 'slipway_open_intents{platform="X", state="unknown"}': '0 1x5' },
    at: '3m',
    labels: X,
    quiet: {
      'slipway_open_intents{platform="X", state="unknown"}': '0x10',
      'slipway_open_intents{platform="X", state="lost"}': '1x10',
    },
  },
  SlipwayLostAnswers: {
    fires: { 'slipway_open_intents{platform="X", state="lost"}': '1x40' },
    at: '25m',
    labels: X,
    quiet: { 'slipway_open_intents{platform="X", state="lost"}': '1x12 0x28' },
  },
  SlipwayPublishingFails: {
    fires: {
      'slipway_publish_outcomes_total{platform="X", outcome="failed", code="MEDIA_INVALID", instance="a"}': '0+1x30',
      'slipway_publish_outcomes_total{platform="X", outcome="published", code="", instance="a"}': '0+1x30',
    },
    at: '20m',
    labels: X,
    // As many fail, among ten times as many that do not.
    quiet: {
      'slipway_publish_outcomes_total{platform="X", outcome="failed", code="MEDIA_INVALID", instance="a"}': '0+1x30',
      'slipway_publish_outcomes_total{platform="X", outcome="published", code="", instance="a"}': '0+10x30',
    },
  },
  SlipwayPlatformDown: {
    fires: { 'slipway_platform_state{platform="X", host="api", state="DOWN"}': '0 1x10' },
    at: '5m',
    labels: { ...X, host: 'api' },
    quiet: {
      'slipway_platform_state{platform="X", host="api", state="DOWN"}': '0x10',
      'slipway_platform_state{platform="X", host="api", state="DEGRADED"}': '1x10',
    },
  },
  SlipwayPlatformFails: {
    fires: {
      'slipway_platform_calls_total{platform="X", outcome="unavailable", instance="a"}': '0+30x30',
      'slipway_platform_calls_total{platform="X", outcome="ok", instance="a"}': '0+5x30',
    },
    at: '15m',
    labels: X,
    // What the platform refuses because of the content says nothing of the platform.
    quiet: {
      'slipway_platform_calls_total{platform="X", outcome="rejected", instance="a"}': '0+30x30',
      'slipway_platform_calls_total{platform="X", outcome="unavailable", instance="a"}': '0+2x30',
    },
  },
  SlipwayTokensNotRenewed: {
    fires: { 'slipway_tokens{platform="X", token="access", expires_within="past"}': '2x30' },
    at: '20m',
    labels: X,
    quiet: {
      'slipway_tokens{platform="X", token="access", expires_within="past"}': '1 0x30',
      'slipway_tokens{platform="X", token="access", expires_within="1h"}': '5x30',
    },
  },
  SlipwayGrantsEnd: {
    fires: {
      'slipway_tokens{platform="X", token="refresh", expires_within="1d"}': '1x5',
      'slipway_tokens{platform="X", token="refresh", expires_within="1h"}': '2x5',
    },
    at: '2m',
    labels: X,
    quiet: { 'slipway_tokens{platform="X", token="refresh", expires_within="7d"}': '3x5' },
  },
  SlipwayAccountsDisconnected: {
    fires: { 'slipway_accounts{platform="X", status="EXPIRED"}': '1x90' },
    at: '65m',
    labels: X,
    quiet: {
      'slipway_accounts{platform="X", status="EXPIRED"}': '1x30 0x60',
      'slipway_accounts{platform="X", status="DISCONNECTED"}': '1x90',
    },
  },
  SlipwayQuotaNearlyUsed: {
    fires: { 'slipway_quota_used_ratio{platform="X", quota="posts"}': '0.95x20' },
    at: '10m',
    labels: { ...X, quota: 'posts' },
    quiet: { 'slipway_quota_used_ratio{platform="X", quota="posts"}': '0.85x20' },
  },
  SlipwayJobsPileUp: {
    fires: { 'slipway_queue_jobs{queue="publish"}': '3000x10' },
    at: '5m',
    labels: { queue: 'publish' },
    quiet: { 'slipway_queue_jobs{queue="publish"}': '0 9000 0x10' },
  },
  SlipwayEventConsumerBehind: {
    fires: { 'slipway_event_consumer_lag_seconds{consumer="webhooks"}': '130+60x10' },
    at: '5m',
    labels: { consumer: 'webhooks' },
    quiet: { 'slipway_event_consumer_lag_seconds{consumer="webhooks"}': '2x10' },
  },
  SlipwayDatabaseAway: {
    fires: { 'slipway_database_up{instance="a"}': '1 0x10', 'slipway_database_up{instance="b"}': '1x10' },
    at: '4m',
    labels: { instance: 'a' },
    quiet: { 'slipway_database_up{instance="a"}': '1x10' },
  },
  SlipwayNotReady: {
    fires: { 'slipway_ready{instance="a"}': '1 0x10' },
    at: '5m',
    labels: { instance: 'a' },
    // Restarted.
    quiet: { 'slipway_ready{instance="a"}': '1 0 1x10' },
  },
  SlipwayNotSeen: {
    fires: { 'up{instance="a"}': '0x10' },
    at: '4m',
    labels: {},
    quiet: { 'slipway_info{instance="a", version="1.0.0", role="all", zone_rules="2026a"}': '1x10' },
  },
  SlipwayEventLoopLate: {
    fires: {
      'nodejs_eventloop_lag_p99_seconds{instance="a"}': '0.8x20',
      'slipway_info{instance="a", version="1.0.0", role="all", zone_rules="2026a"}': '1x20',
    },
    at: '10m',
    labels: { instance: 'a' },
    // Another program in Node, which Prometheus scrapes as well.
    quiet: {
      'nodejs_eventloop_lag_p99_seconds{instance="b"}': '0.8x20',
      'slipway_info{instance="a", version="1.0.0", role="all", zone_rules="2026a"}': '1x20',
    },
  },
  SlipwayPoolUsedUp: {
    fires: { 'slipway_pool_waiting{instance="a"}': '50x10' },
    at: '5m',
    labels: { instance: 'a' },
    quiet: { 'slipway_pool_waiting{instance="a"}': '0 300 5x10' },
  },
  SlipwayApiFails: {
    fires: {
      'slipway_http_requests_total{route="graphql", method="POST", status="500", instance="a"}': '0+6x30',
      'slipway_http_requests_total{route="graphql", method="POST", status="200", instance="a"}': '0+60x30',
    },
    at: '15m',
    labels: {},
    // The 503 of a process that is not ready is what it is for.
    quiet: {
      'slipway_http_requests_total{route="health", method="GET", status="503", instance="a"}': '0+60x30',
      'slipway_http_requests_total{route="graphql", method="POST", status="200", instance="a"}': '0+60x30',
    },
  },
};
