/** What was asked of the sandbox, newest kept, with every secret cut out. */
import type { SandboxRequest } from './core.ts';
import type { FaultMode } from './faults.ts';

export interface RequestRecord {
  id: number;
  at: string;
  /** `instagram.media_publish`; `….unmatched` when no route fits. */
  operation: string;
  method: string;
  host: string;
  path: string;
  /** The answer's status; `dropped` or `hung` when a fault withheld it; null while running. */
  status: number | 'dropped' | 'hung' | null;
  fault: FaultMode | null;
  /** Whether the vendor's code ran. */
  executed: boolean;
  request: Record<string, unknown>;
  requestBytes: number;
  responseBytes: number;
}

export interface RequestLog {
  open(entry: Pick<RequestRecord, 'operation' | 'method' | 'host' | 'path' | 'at'>): RequestRecord;
  list(filter: RequestFilter): RequestRecord[];
  count(filter: RequestFilter): number;
  clear(): void;
}

interface RequestFilter {
  operation?: string | undefined;
  limit?: number | undefined;
}

const KEPT = 5000;
const SECRET = /token|secret|authorization|code$|code_verifier|verifier|password|signature|^state$/i;
/** Names that look like secrets to the pattern above and are ordinary fields of the vendors. */
const HARMLESS = new Set([
  'status_code',
  'error_code',
  'next_page_token',
  'pagination_token',
  'pageToken',
  'regionCode',
]);
const SHOWN_HEADERS = [
  'content-type',
  'content-length',
  'content-range',
  'x-upload-content-type',
  'x-upload-content-length',
  // Whoever traces its callers would send one.
  'traceparent',
];

export function createRequestLog(): RequestLog {
  let records: RequestRecord[] = [];
  let nextId = 1;
  let counts = new Map<string, number>();
  return {
    open: (entry) => {
      const record: RequestRecord = {
        ...entry,
        id: nextId++,
        status: null,
        fault: null,
        executed: false,
        request: {},
        requestBytes: 0,
        responseBytes: 0,
      };
      records.push(record);
      if (records.length > KEPT * 1.2) records = records.slice(-KEPT);
      counts.set(entry.operation, (counts.get(entry.operation) ?? 0) + 1);
      return record;
    },
    list: ({ operation, limit }) =>
      records.filter((record) => fits(record.operation, operation)).slice(-(limit ?? 100)),
    count: ({ operation }) =>
      [...counts].reduce((sum, [name, count]) => (fits(name, operation) ? sum + count : sum), 0),
    clear: () => {
      records = [];
      counts = new Map();
    },
  };
}

function fits(operation: string, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === operation) return true;
  return wanted.endsWith('.*') && operation.startsWith(wanted.slice(0, -1));
}

/** The request as a person may see it: no credential, no long text. */
export function summary(request: SandboxRequest): Record<string, unknown> {
  const headers = SHOWN_HEADERS.flatMap((name) =>
    request.headers[name] === undefined ? [] : [[name, request.headers[name]]],
  );
  const files = Object.entries(request.multipart?.files ?? {});
  return {
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(request.query.size > 0 && { query: redact(Object.fromEntries(request.query)) }),
    ...(request.form !== undefined && request.form.size > 0 && { form: redact(Object.fromEntries(request.form)) }),
    ...(request.json !== undefined && { json: redact(request.json) }),
    ...(files.length > 0 && { files: Object.fromEntries(files.map(([name, file]) => [name, file.bytes.length])) }),
    ...(request.bodyProblem !== undefined && { bodyProblem: request.bodyProblem }),
  };
}

function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 300)}…` : value;
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) =>
    SECRET.test(name) && !HARMLESS.has(name) ? [name, '[redacted]'] : [name, redact(inner)],
  );
  return Object.fromEntries(entries);
}
