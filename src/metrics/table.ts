/** Every metric of ours as data: instruments, the page of `/metrics` and the document for operators derive from it. */

export interface MetricFacts {
  type: 'counter' | 'gauge' | 'histogram';
  /** Whether the value belongs to the process that answers, or to the database; the latter is the same whichever process is asked. */
  of: 'process' | 'database';
  /** What it counts or measures, for the page of `/metrics` and the document. */
  help: string;
  /** Values of labels are fixed words of ours: each id, name or text of a caller would be a series of its own. */
  labels: readonly string[];
  /** Only for histograms: the upper bounds of the buckets, in the unit of the metric. */
  buckets?: readonly number[];
}

const QUICK_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const SLOW_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800] as const;
const LATE_S = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 21_600] as const;

export const METRICS = {
  /* ---- publishing ---- */
  slipway_due_lag_seconds: {
    type: 'gauge',
    of: 'database',
    help: 'By how much the latest target is past its due instant, of those that have no intent and are not blocked; 0 where nothing is late',
    labels: ['platform'],
  },
  slipway_due_targets: {
    type: 'gauge',
    of: 'database',
    help: 'Targets past their due instant that have no intent and are not blocked',
    labels: ['platform'],
  },
  slipway_blocked_targets: {
    type: 'gauge',
    of: 'database',
    help: 'Targets that something holds back',
    labels: ['platform', 'blocked_by'],
  },
  slipway_open_intents: {
    type: 'gauge',
    of: 'database',
    help: 'Publishing calls whose outcome is not known: `under_way` (their deadline lies ahead), `lost` (the platform is being asked) or `unknown` (a person has to say)',
    labels: ['platform', 'state'],
  },
  slipway_dispatcher_lag_seconds: {
    type: 'gauge',
    of: 'database',
    help: 'By how much the earliest wake-up of a target is overdue, because no dispatcher of any process has looked',
    labels: [],
  },
  slipway_publish_lateness_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time from the due instant of a target until it was live',
    labels: ['platform'],
    buckets: LATE_S,
  },
  slipway_publish_step_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time that a step of a publish took, by the phase that it belongs to: from its beginning until its result, also across retries and processes for what was waited for; COMMITTING is the publishing call, counted from the due instant',
    labels: ['platform', 'phase'],
    buckets: SLOW_S,
  },
  slipway_publish_outcomes_total: {
    type: 'counter',
    of: 'process',
    help: 'Targets that came to an end, by outcome and the code of what went wrong',
    labels: ['platform', 'outcome', 'code'],
  },
  slipway_publish_retries_total: {
    type: 'counter',
    of: 'process',
    help: 'Tries of targets that failed and are repeated by themselves, by the code of what went wrong; without a code when an answer was lost and is looked up',
    labels: ['platform', 'code'],
  },
  slipway_publish_blocked_total: {
    type: 'counter',
    of: 'process',
    help: 'How often targets began to be held back, by what holds them back and the code of what the platform said',
    labels: ['platform', 'blocked_by', 'code'],
  },
  slipway_lookups_total: {
    type: 'counter',
    of: 'process',
    help: 'Looks whether a publishing call whose answer was lost has landed: `found`, `absent` (it is sent again), `again` (asked once more later), `unknown` (waits for a person) or `failed` (the platform did not answer)',
    labels: ['platform', 'result'],
  },
  slipway_workers_in_flight: {
    type: 'gauge',
    of: 'process',
    help: 'Targets that this process works on',
    labels: [],
  },

  /* ---- accounts ---- */
  slipway_accounts: {
    type: 'gauge',
    of: 'database',
    help: 'Connected accounts, by status',
    labels: ['platform', 'status'],
  },
  slipway_tokens: {
    type: 'gauge',
    of: 'database',
    help: 'Tokens of active accounts by the time until they end, `past`, `1h`, `1d`, `7d`, `30d` or `later`: `access` tokens, which are renewed, and the `refresh` tokens that renew them',
    labels: ['platform', 'token', 'expires_within'],
  },
  slipway_token_refreshes_total: {
    type: 'counter',
    of: 'process',
    help: 'Renewals of access tokens: `renewed`, or the code of why not',
    labels: ['platform', 'result'],
  },
  slipway_quota_used_ratio: {
    type: 'gauge',
    of: 'database',
    help: 'Used and reserved part of an allowance, from 0 to 1: that of the app, or of the account that has used most of its own among those that published in the last day',
    labels: ['platform', 'quota'],
  },
  slipway_quota_exhausted_accounts: {
    type: 'gauge',
    of: 'database',
    help: 'Accounts that have used all of an allowance of their own',
    labels: ['platform', 'quota'],
  },
  slipway_platform_waits: {
    type: 'gauge',
    of: 'database',
    help: 'Accounts (scope `account`), or the app itself (scope `app`), that a platform told to wait',
    labels: ['platform', 'scope'],
  },

  /* ---- calls ---- */
  slipway_platform_state: {
    type: 'gauge',
    of: 'database',
    help: '1 for the state that a host of a platform is in, 0 for the others; calls to one that is DOWN are held back',
    labels: ['platform', 'host', 'state'],
  },
  slipway_platform_calls_total: {
    type: 'counter',
    of: 'process',
    help: 'Calls to platforms, by what became of them',
    labels: ['platform', 'host', 'outcome'],
  },
  slipway_platform_call_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time from the first byte of a call to a platform until its whole answer, uploads aside',
    labels: ['platform'],
    buckets: QUICK_S,
  },
  slipway_hint_requests_total: {
    type: 'counter',
    of: 'process',
    help: 'Requests to the webhooks of platforms: `taken`, `repeated` (all of it was told before), `ignored` (nothing of use), `forged` (not signed by the platform, or long ago) or `too_large`',
    labels: ['platform', 'result'],
  },
  slipway_http_requests_total: {
    type: 'counter',
    of: 'process',
    help: 'Requests to this process',
    labels: ['route', 'method', 'status'],
  },
  slipway_http_request_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time from the head of a request until its answer was sent; streams of events last as long as they are followed',
    labels: ['route'],
    buckets: QUICK_S,
  },
  slipway_graphql_operations_total: {
    type: 'counter',
    of: 'process',
    help: 'GraphQL operations by the field that they ask for (`several`, `introspection`); names of operations come from callers and are no labels. `errors`: there were top-level errors; `refused`: too costly, or not allowed',
    labels: ['type', 'field', 'result'],
  },
  slipway_graphql_operation_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time that a query or mutation took to execute',
    labels: ['type', 'field'],
    buckets: QUICK_S,
  },

  /* ---- the machinery ---- */
  slipway_queue_jobs: {
    type: 'gauge',
    of: 'database',
    help: 'Jobs that wait for a worker',
    labels: ['queue'],
  },
  slipway_webhook_attempts_total: {
    type: 'counter',
    of: 'process',
    help: 'Attempts to deliver webhooks: `delivered`, `failed` (tried again later) or `given_up`',
    labels: ['result'],
  },
  slipway_webhook_attempt_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'How long endpoints take to answer an attempt',
    labels: [],
    buckets: SLOW_S,
  },
  slipway_webhook_delay_seconds: {
    type: 'histogram',
    of: 'process',
    help: 'Time from an event to the first attempt to deliver it',
    labels: [],
    buckets: SLOW_S,
  },
  slipway_webhook_lag_seconds: {
    type: 'gauge',
    of: 'database',
    help: 'By how much the earliest delivery is overdue at an endpoint that no process serves',
    labels: [],
  },
  slipway_webhook_endpoints: {
    type: 'gauge',
    of: 'database',
    help: 'Webhook endpoints by status',
    labels: ['status'],
  },
  slipway_event_consumer_lag_events: {
    type: 'gauge',
    of: 'database',
    help: 'Positions of the stream of events that a consumer has not reached yet',
    labels: ['consumer'],
  },
  slipway_event_consumer_lag_seconds: {
    type: 'gauge',
    of: 'database',
    help: 'Age of the first event that a consumer has not reached yet',
    labels: ['consumer'],
  },
  slipway_subscribers: {
    type: 'gauge',
    of: 'process',
    help: 'Subscriptions that follow the stream of events in this process',
    labels: [],
  },
  slipway_pool_connections: {
    type: 'gauge',
    of: 'process',
    help: 'Connections of this process to Postgres, `busy` or `idle`',
    labels: ['state'],
  },
  slipway_pool_waiting: {
    type: 'gauge',
    of: 'process',
    help: 'Statements of this process that wait for a connection to Postgres',
    labels: [],
  },
  slipway_database_up: {
    type: 'gauge',
    of: 'process',
    help: '1 if the database answered this process just now; without it the values of the database are missing',
    labels: [],
  },
  slipway_ready: {
    type: 'gauge',
    of: 'process',
    help: '1 while `GET /health/ready` answers 200',
    labels: [],
  },
  slipway_info: {
    type: 'gauge',
    of: 'process',
    help: 'Always 1: version, role and edition of the time zone rules of this process',
    labels: ['version', 'role', 'zone_rules'],
  },
} as const satisfies Record<string, MetricFacts>;

export type MetricName = keyof typeof METRICS;

/** The metrics of a type or an owner. */
export type NamesOf<Wanted extends Partial<MetricFacts>> = {
  [Name in MetricName]: (typeof METRICS)[Name] extends Wanted ? Name : never;
}[MetricName];

export type LabelsOf<Name extends MetricName> = Readonly<Record<(typeof METRICS)[Name]['labels'][number], string>>;
