/** Structured logs without secrets: removed by field name, by form, and by known value. */
import { type DestinationStream, type LevelWithSilent, type Logger as PinoLogger, pino, stdSerializers } from 'pino';
import { redact } from './redact.ts';
import { createScrubber, REDACTED } from './scrub.ts';

export type Logger = PinoLogger;
export type LogLevel = LevelWithSilent;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const satisfies LogLevel[];

export interface LoggerOptions {
  level: LogLevel;
  /** Values that must never be written, wherever they turn up: configured secrets. */
  secrets?: readonly string[];
  /** Where lines go; standard output by default. */
  destination?: DestinationStream;
}

// Child loggers' bindings bypass `formatters.log`, so the well-known names are listed for pino itself too.
const REDACTED_PATHS = [
  ...[
    'authorization',
    'cookie',
    'password',
    'accessToken',
    'refreshToken',
    'clientSecret',
    'apiKey',
    'secret',
    'token',
  ],
].flatMap((name) => [name, `*.${name}`]);

/** The form of secrets in running text, where no field name reveals them. */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/\bslw_[0-9A-Za-z]{12}_[0-9A-Za-z]{20,}/g, REDACTED],
  [/\b(Bearer|Basic|OAuth)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [/((?<!\/)\/{2,}|\b(?:https?|wss?|ftp):\/?)([^\s/:@"'\\?#]{0,256}:)?[^\s/"'\\?#]{1,2048}@/gi, `$1$2${REDACTED}@`],
  [/\b((?:access_token|refresh_token|client_secret|code_verifier|code|sig|signature)=)[^\s&"'\\]+/gi, `$1${REDACTED}`],
  [/\bwhsec_[A-Za-z0-9+/=]{16,}/g, REDACTED],
];

export function createLogger(options: LoggerOptions): Logger {
  const configured = createScrubber(options.secrets ?? []);
  const scrub = (line: string): string => {
    let out = configured.text(line);
    for (const [shape, replacement] of SECRET_SHAPES) out = out.replace(shape, replacement);
    return out;
  };
  return pino(
    {
      level: options.level,
      redact: { paths: REDACTED_PATHS, censor: REDACTED },
      // Errors are already plain objects when serializers run; the serializer of pino would take them for errors of
      // type Object.
      serializers: { err: (value) => value },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(plain(fields, 0), { scrub: configured, maxString: 8_000 }) as Record<string, unknown>,
      },
      // Finally, the finished line is scrubbed: message, interpolated values and bindings.
      hooks: { streamWrite: scrub },
    },
    options.destination ?? pino.destination({ fd: 1, sync: false }),
  );
}

/** `redact` walks own enumerable properties: without this, an Error would be empty, and a buffer one field per byte. */
function plain(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date || depth > 8) return value;
  if (value instanceof Error) return plain({ ...stdSerializers.err(value) }, depth + 1);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}
