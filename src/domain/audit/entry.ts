/** An entry of the audit log, and how one is written. */
import type { Change, ChangeSubject } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { redact } from '../../lib/redact.ts';

/** Who acted. */
export const AUDIT_ACTORS = {
  API_KEY: 'A program or person with an API key.',
  OPERATOR: 'Whoever runs this installation, by a command or its configuration.',
  SYSTEM: 'Slipway itself.',
} as const;
export type AuditActor = keyof typeof AUDIT_ACTORS;

/** What became of it. */
export const AUDIT_RESULTS = {
  DONE: 'It was done, in the transaction that wrote this entry.',
  NOTHING: 'Accepted, but nothing was changed: a repeated call, a trial, or nothing to do.',
  REFUSED: 'It was refused, for the reasons in `codes`.',
  FAILED: 'It broke off. Where the database was cut off, another entry tells whether it was done before that.',
} as const;
export type AuditResult = keyof typeof AUDIT_RESULTS;

/** What an entry is about. */
export const AUDIT_SUBJECTS = {
  WORKSPACE: 'The workspace.',
  API_KEY: 'An API key.',
  BRAND: 'A brand.',
  ACCOUNT: 'A connected account.',
  POST: 'A post.',
  TARGET: 'A post on one account.',
  MEDIA: 'A file.',
  WEBHOOK: 'A webhook endpoint.',
} as const satisfies Record<ChangeSubject, string>;

export interface NewAuditEntry {
  workspaceId: string;
  /** Absent: that of the subject, if it has one. */
  brandId?: string | null;
  actor: AuditActor;
  /** The API key. */
  actorId?: string | null;
  address?: string | null;
  client?: string | null;
  requestId?: string | null;
  /** The mutation, or the type of the event. */
  action: string;
  result: AuditResult;
  codes?: readonly string[];
  subject?: ChangeSubject | null;
  subjectId?: string | null;
  details?: unknown;
  changes?: readonly Change[];
}

/** The function of the database that writes entries; see its comment for how they get their order. */
const APPEND = 'append_audit_entries';

/** Writes entries with COMMIT. `entries` is asked then, when everything is known. */
export function appendAuditEntries(tx: Tx, entries: () => readonly NewAuditEntry[]): void {
  tx.atCommit(APPEND, () => entries().map(rowOf));
}

// JSON leaves out undefined values.
const rowOf = (entry: NewAuditEntry) => ({
  id: uuidv7(),
  workspace_id: entry.workspaceId,
  brand_id: entry.brandId ?? undefined,
  actor: entry.actor,
  actor_id: entry.actorId ?? undefined,
  address: entry.address ?? undefined,
  client: entry.client ?? undefined,
  request_id: entry.requestId ?? undefined,
  action: entry.action,
  result: entry.result,
  codes: entry.codes ?? [],
  subject: entry.subject ?? undefined,
  subject_id: entry.subjectId ?? undefined,
  details: entry.details === undefined || entry.details === null ? undefined : withoutSecrets(entry.details),
  changes: (entry.changes ?? []).map(({ fields, brandId: _brandId, ...about }) => ({
    ...about,
    fields: withoutSecrets(fields),
  })),
});

/** What a platform or a callback sends along: of use to nobody but whoever it was meant for. */
const SECRETS = /^(state|code|codeVerifier)$/;

function withoutSecrets(value: unknown): unknown {
  return redact(hidden(value));
}

const hidden = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
          name,
          SECRETS.test(name) && typeof item === 'string' ? '[redacted]' : item,
        ]),
      )
    : value;
