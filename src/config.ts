/** Reads the environment: every variable is declared and checked here, or by the platform that it belongs to. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type PlatformConfig, platformContradictions, platformSchema, platformsFrom } from './config/platforms.ts';
import { baseUrl } from './config/values.ts';
import { parseApiKey, type VaultKey } from './lib/crypto.ts';
import { FAILPOINT } from './lib/failpoint.ts';
import { parseKeys } from './lib/keyfile.ts';
import { LOG_LEVELS, type LogLevel } from './lib/log.ts';
import { StartError } from './lib/start-error.ts';
import type { PlatformId } from './platforms/platform.ts';

export interface Config {
  env: 'development' | 'production' | 'test';
  role: 'all' | 'api' | 'worker';
  host: string;
  port: number;
  /** Where people and platforms reach this server; without a trailing slash. */
  publicUrl: string;
  /** Absolute path: files, the embedded database, the key made for development. */
  dataDir: string;
  /** Without an external database, Slipway runs its own. */
  database: 'external' | 'embedded';
  logLevel: LogLevel;
  /** How long the process keeps running after the signal to end, until no requests are sent to it any more. */
  shutdownGraceMs: number;
  /** How long events and calls to platforms are kept. */
  logRetentionDays: number;
  /** How long the audit log is kept. */
  auditRetentionDays: number;
  /** How long notifications are kept. */
  notificationRetentionDays: number;
  sandbox: { mode: 'auto' | 'on' | 'off'; url: string | null };
  allowPrivateMediaHosts: readonly string[];
  /** Hosts of webhooks that may be private, use any port, and be reached without TLS. */
  allowPrivateWebhookHosts: readonly string[];
  /** How long a post with a lost answer is looked for, if only lists can tell. */
  unprovableLookMs: number;
  /** How many hours before its due instant each post is checked again. */
  riskCheckHours: readonly number[];
  /** An account whose publishing is very suspicious is paused, not only told of. */
  pausesSuspicious: boolean;
  /** Platforms are asked every few minutes, without an account, whether they answer. */
  probesPlatforms: boolean;
  /** Whether tokens that rotate are renewed in a process that outlives this one. */
  keepsTokens: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` counts. */
  trustedProxies: readonly string[];
  /** Origins of pages to which an account holder may be sent back after connecting. */
  returnOrigins: readonly string[];
  /** For crash tests: the journal edge at which this process stops, and how. */
  failpoint: string | null;
  /** Where traces go, and how; null = there are none. */
  traces: TraceConfig | null;
  platforms: Readonly<Record<PlatformId, PlatformConfig>>;
  /** Never logged, never shown. */
  secrets: Secrets;
}

export interface TraceConfig {
  /** Takes OTLP over HTTP, as protobuf. */
  endpoint: string;
  serviceName: string;
  sampler: (typeof SAMPLERS)[number];
  /** For the samplers by ratio: the share of traces that are kept. */
  ratio: number;
  /** How long spans are collected before they are sent. */
  delayMs: number;
  /** After which a request with spans is given up, its repetitions included. */
  timeoutMs: number;
}

export interface Secrets {
  databaseUrl: string | null;
  /** The address of Postgres itself, if `databaseUrl` is that of a pooler. */
  databaseDirectUrl: string | null;
  redisUrl: string | null;
  /** Newest first; null = create one and keep it in the data folder. */
  encryptionKeys: readonly VaultKey[] | null;
  bootstrapApiKey: string | null;
  /** Null = there is no `/metrics`. */
  metricsSecret: string | null;
  /** Null = there is no `/cron`. */
  cronSecret: string | null;
  /** Headers of requests with traces. */
  traceHeaders: Readonly<Record<string, string>>;
}

/** Reports everything that is wrong at once, each with its variable and never with a secret value. */
export class ConfigError extends StartError {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/* ---------------------------------------------------------------- the variables ---- */

const connection = (...protocols: string[]) =>
  z.string().refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), {
    message: `must be a URL that starts with ${protocols.join('// or ')}//`,
  });

const oneOf = <const Names extends readonly [string, ...string[]]>(...names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}` });

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, { message: 'must be a number from 0 to 65535' })
  .transform(Number);

/** With less, a list that lags briefly could lead to a second post. */
const LEAST_LOOK_S = 600;
const lookSeconds = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 86_400, {
    message: 'must be a number of seconds to 86400',
  })
  .transform(Number);

const encryptionKeys = z.string().transform((text, ctx) => {
  try {
    return parseKeys(text);
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const entriesOf = (text: string): string[] =>
  text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()]));

const HOST_ENTRY = /^(\*|\[[0-9a-f:.]+\](:\d+)?|[a-z0-9._-]+(:\d+)?)$/;
const hostList = z
  .string()
  .default('')
  .transform((text) => entriesOf(text.toLowerCase()))
  .refine((hosts) => hosts.every((host) => HOST_ENTRY.test(host)), {
    message: 'must be a list of host, host:port or *',
  });

const isNetwork = (entry: string): boolean => {
  const [address = '', bits = '0', ...rest] = entry.split('/');
  const version = isIP(address);
  return version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
};
const leads = z
  .string()
  .refine((text) => /^\d{1,3}(,\d{1,3}){0,4}$/.test(text) && text.split(',').every((hours) => Number(hours) > 0), {
    message: 'must be up to five numbers of hours before a post, such as 24,1',
  })
  .transform((text) => text.split(',').map(Number));

const networkList = z
  .string()
  .default('')
  .transform(entriesOf)
  .refine((entries) => entries.every(isNetwork), {
    message: 'must be a list of IP addresses and networks, such as 10.0.0.0/8',
  });

const originList = z
  .string()
  .default('')
  .transform(entriesOf)
  .refine((entries) => entries.every((entry) => /^https?:/i.test(entry) && URL.parse(entry)?.origin === entry), {
    message: 'must be a list of origins, such as https://app.example.com, without a path',
  });

/** What a caller sends as `Authorization: Bearer …`. */
const bearerSecret = z.string().regex(/^[\x21-\x7e]{16,512}$/, {
  message: 'must be 16 to 512 characters of ASCII without spaces; make one with: openssl rand -hex 32',
});

/** Those of the OpenTelemetry specification. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const milliseconds = z
  .string()
  .refine((text) => /^[1-9]\d{0,4}$/.test(text), { message: 'must be a number of milliseconds from 1 to 99999' })
  .transform(Number);

const ratio = z
  .string()
  .transform(Number)
  .refine((value) => value >= 0 && value <= 1, { message: 'must be a share from 0 to 1' });

/** `name=value,name=value`, values percent-encoded. */
const headerList = z
  .string()
  .default('')
  .transform((text, ctx) => {
    const headers = new Map<string, string>();
    for (const entry of entriesOf(text)) {
      const [, name, value] =
        /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)\s*$/.exec(entry) ?? [];
      if (name === undefined || value === undefined || /%(?![0-9a-f]{2})/i.test(value)) {
        ctx.addIssue({ code: 'custom', message: 'must be a list of name=value, values percent-encoded' });
        return z.NEVER;
      }
      headers.set(name, decodeURIComponent(value));
    }
    return Object.fromEntries(headers);
  });

/** Logs are dropped by the month; no list is kept for less. */
const retentionDays = z
  .string()
  .regex(/^\d{2,5}$/, { message: 'must be a number of days from 31 to 99999' })
  .transform(Number)
  .refine((days) => days >= 31, { message: 'must be a number of days from 31 to 99999' });

const serverSchema = z.object({
  NODE_ENV: oneOf('development', 'production', 'test').default('development'),
  SLIPWAY_ROLE: oneOf('all', 'api', 'worker').default('all'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  PUBLIC_URL: z.string().transform(baseUrl).optional(),
  SLIPWAY_DATA_DIR: z.string().default('.slipway'),
  DATABASE_URL: connection('postgresql:', 'postgres:').optional(),
  DATABASE_DIRECT_URL: connection('postgresql:', 'postgres:').optional(),
  REDIS_URL: connection('redis:', 'rediss:').optional(),
  SLIPWAY_SHUTDOWN_GRACE_SECONDS: z
    .string()
    .refine((text) => /^\d{1,2}$/.test(text) && Number(text) <= 60, { message: 'must be a number of seconds to 60' })
    .transform(Number)
    .default(0),
  LOG_LEVEL: oneOf(...LOG_LEVELS).default('info'),
  SLIPWAY_LOG_RETENTION_DAYS: retentionDays.default(400),
  SLIPWAY_AUDIT_RETENTION_DAYS: retentionDays.default(730),
  SLIPWAY_NOTIFICATION_RETENTION_DAYS: retentionDays.default(180),
  SLIPWAY_ENCRYPTION_KEYS: encryptionKeys.optional(),
  SLIPWAY_BOOTSTRAP_API_KEY: z
    .string()
    .refine((text) => parseApiKey(text) !== null, {
      message: 'is not an API key of the form slw_…_… with its checksum; make one with: npm run key',
    })
    .optional(),
  METRICS_SECRET: bearerSecret.optional(),
  CRON_SECRET: bearerSecret.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().transform(baseUrl).optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.string().transform(baseUrl).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf('http/protobuf').default('http/protobuf'),
  OTEL_EXPORTER_OTLP_HEADERS: headerList,
  OTEL_SERVICE_NAME: z.string().default('slipway'),
  OTEL_TRACES_SAMPLER: oneOf(...SAMPLERS).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: ratio.default(1),
  OTEL_BSP_SCHEDULE_DELAY: milliseconds.default(5_000),
  OTEL_EXPORTER_OTLP_TIMEOUT: milliseconds.default(10_000),
  OTEL_SDK_DISABLED: oneOf('true', 'false').default('false'),
  SLIPWAY_SANDBOX: oneOf('auto', 'on', 'off').default('auto'),
  SLIPWAY_SANDBOX_URL: z.string().transform(baseUrl).optional(),
  SLIPWAY_ALLOW_PRIVATE_MEDIA_HOSTS: hostList,
  SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS: hostList,
  SLIPWAY_UNPROVABLE_LOOK_SECONDS: lookSeconds.default(LEAST_LOOK_S),
  SLIPWAY_PLATFORM_PROBES: oneOf('on', 'off').default('on'),
  SLIPWAY_TOKEN_KEEPER: oneOf('on', 'off').default('on'),
  SLIPWAY_RISK_CHECK_HOURS: leads.default([24, 1]),
  SLIPWAY_SUSPICIOUS_ACTIVITY: oneOf('tell', 'pause').default('tell'),
  SLIPWAY_TRUSTED_PROXIES: networkList,
  SLIPWAY_RETURN_ORIGINS: originList,
  SLIPWAY_FAILPOINT: z.string().regex(FAILPOINT, { message: 'must look like commit:publish:armed=kill' }).optional(),
});

/** Every variable this program reads. */
export const VARIABLES: readonly string[] = [...Object.keys(serverSchema.shape), ...Object.keys(platformSchema.shape)];

/* ---------------------------------------------------------------- reading ---- */

export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  // `NAME=` in a .env file means "not set".
  const given: Record<string, string | undefined> = Object.fromEntries(
    VARIABLES.flatMap((name) => (env[name] === undefined || env[name].trim() === '' ? [] : [[name, env[name].trim()]])),
  );
  const server = serverSchema.safeParse(given);
  const platform = platformSchema.safeParse(given);
  const issues = [...(server.error?.issues ?? []), ...(platform.error?.issues ?? [])];
  const problems = issues.map((issue) => `${String(issue.path[0])} ${issue.message}`);
  problems.push(...contradictions(given));
  if (!server.success || !platform.success || problems.length > 0) throw new ConfigError(problems);
  const values = server.data;
  return {
    env: values.NODE_ENV,
    role: values.SLIPWAY_ROLE,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    dataDir: resolve(values.SLIPWAY_DATA_DIR),
    database: values.DATABASE_URL === undefined ? 'embedded' : 'external',
    logLevel: values.LOG_LEVEL,
    shutdownGraceMs: values.SLIPWAY_SHUTDOWN_GRACE_SECONDS * 1_000,
    logRetentionDays: values.SLIPWAY_LOG_RETENTION_DAYS,
    auditRetentionDays: values.SLIPWAY_AUDIT_RETENTION_DAYS,
    notificationRetentionDays: values.SLIPWAY_NOTIFICATION_RETENTION_DAYS,
    sandbox: { mode: values.SLIPWAY_SANDBOX, url: values.SLIPWAY_SANDBOX_URL ?? null },
    allowPrivateMediaHosts: values.SLIPWAY_ALLOW_PRIVATE_MEDIA_HOSTS,
    allowPrivateWebhookHosts: [
      ...values.SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS,
      // Whoever tries webhooks has the receiver on the same machine.
      ...(values.NODE_ENV === 'development' ? ['localhost', '127.0.0.1'] : []),
    ],
    unprovableLookMs: values.SLIPWAY_UNPROVABLE_LOOK_SECONDS * 1_000,
    riskCheckHours: values.SLIPWAY_RISK_CHECK_HOURS,
    pausesSuspicious: values.SLIPWAY_SUSPICIOUS_ACTIVITY === 'pause',
    probesPlatforms: values.SLIPWAY_PLATFORM_PROBES === 'on',
    keepsTokens: values.SLIPWAY_TOKEN_KEEPER === 'on',
    trustedProxies: values.SLIPWAY_TRUSTED_PROXIES,
    returnOrigins: values.SLIPWAY_RETURN_ORIGINS,
    failpoint: values.SLIPWAY_FAILPOINT ?? null,
    traces: tracesOf(values),
    platforms: platformsFrom(platform.data),
    secrets: {
      databaseUrl: values.DATABASE_URL ?? null,
      databaseDirectUrl: values.DATABASE_DIRECT_URL ?? null,
      redisUrl: values.REDIS_URL ?? null,
      encryptionKeys: values.SLIPWAY_ENCRYPTION_KEYS ?? null,
      bootstrapApiKey: values.SLIPWAY_BOOTSTRAP_API_KEY ?? null,
      metricsSecret: values.METRICS_SECRET ?? null,
      cronSecret: values.CRON_SECRET ?? null,
      traceHeaders: values.OTEL_EXPORTER_OTLP_HEADERS,
    },
  };
}

function tracesOf(values: z.output<typeof serverSchema>): TraceConfig | null {
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  const endpoint = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  if (endpoint === undefined || values.OTEL_SDK_DISABLED === 'true') return null;
  return {
    endpoint,
    serviceName: values.OTEL_SERVICE_NAME,
    sampler: values.OTEL_TRACES_SAMPLER,
    ratio: values.OTEL_TRACES_SAMPLER_ARG,
    delayMs: values.OTEL_BSP_SCHEDULE_DELAY,
    timeoutMs: values.OTEL_EXPORTER_OTLP_TIMEOUT,
  };
}

/** The environment without the variables of this program: certificates, proxies and time zones, for its child processes. */
export const foreignEnvironment = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || VARIABLES.includes(name) ? [] : [[name, value] as const],
    ),
  );

/** Problems that no single variable shows. */
function contradictions(given: Readonly<Record<string, string | undefined>>): string[] {
  const problems = platformContradictions(given);
  if (given.NODE_ENV === 'production') {
    if (given.SLIPWAY_ENCRYPTION_KEYS === undefined) {
      problems.push(
        'SLIPWAY_ENCRYPTION_KEYS is required in production; make one with: echo "k1:$(openssl rand -base64 32)"',
      );
    }
    if (given.PUBLIC_URL === undefined) problems.push('PUBLIC_URL is required in production');
  }
  if (given.DATABASE_DIRECT_URL !== undefined && given.DATABASE_URL === undefined)
    problems.push('DATABASE_URL is missing although DATABASE_DIRECT_URL is set');
  if (given.SLIPWAY_FAILPOINT !== undefined && given.NODE_ENV !== 'test')
    problems.push('SLIPWAY_FAILPOINT is for tests: it needs NODE_ENV=test');
  const lookS = lookSeconds.safeParse(given.SLIPWAY_UNPROVABLE_LOOK_SECONDS).data;
  if (lookS !== undefined && lookS < LEAST_LOOK_S && given.NODE_ENV !== 'test')
    problems.push(
      `SLIPWAY_UNPROVABLE_LOOK_SECONDS must be at least ${LEAST_LOOK_S}; less is for tests (NODE_ENV=test)`,
    );
  if (given.SLIPWAY_SANDBOX === 'off' && given.SLIPWAY_SANDBOX_URL !== undefined) {
    problems.push('SLIPWAY_SANDBOX_URL is set although SLIPWAY_SANDBOX is off');
  }
  return problems;
}

/** Every secret value of the configuration, for the logger to scrub. */
export function secretValues(config: Config): string[] {
  const { databaseUrl, databaseDirectUrl, redisUrl, encryptionKeys, bootstrapApiKey, metricsSecret, cronSecret } =
    config.secrets;
  const traceHeaders = Object.values(config.secrets.traceHeaders);
  const passwords = [databaseUrl, databaseDirectUrl, redisUrl].map((url) =>
    decodeURIComponent(URL.parse(url ?? '')?.password ?? ''),
  );
  const clientSecrets = Object.values(config.platforms).flatMap(({ credentials, webhookSecrets }) => [
    credentials?.clientSecret ?? '',
    ...Object.values(webhookSecrets).map((secret) => secret ?? ''),
  ]);
  const keys = (encryptionKeys ?? []).map(({ key }) => key.toString('base64'));
  const own = [bootstrapApiKey ?? '', metricsSecret ?? '', cronSecret ?? ''];
  return [...passwords, ...clientSecrets, ...keys, ...own, ...traceHeaders].filter((value) => value !== '');
}
