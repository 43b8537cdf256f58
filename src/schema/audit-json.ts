/** The audit log outside of GraphQL: the filter as parameters of an address, and an entry as a JSON object. */
import { z } from 'zod';
import { AUDIT_ACTORS, AUDIT_RESULTS, AUDIT_SUBJECTS } from '../domain/audit/entry.ts';
import type { AuditEntryRow, AuditFilter } from '../domain/queries/audit.ts';
import { keysOf } from '../lib/record.ts';
import { globalIdsIn, SUBJECT_NODES } from './audit-ids.ts';
import { localIds, NO_ID, parseGlobalId, toGlobalId } from './ids.ts';

/** As the type `AuditEntry` shows it. */
export const auditEntryJson = (entry: AuditEntryRow): object => ({
  id: toGlobalId('AuditEntry', entry.id),
  at: entry.createdAt,
  actor: entry.actor,
  apiKeyId: entry.actorId === null ? null : toGlobalId('ApiKey', entry.actorId),
  actorName: entry.actorName,
  address: entry.address,
  client: entry.client,
  requestId: entry.requestId,
  action: entry.action,
  result: entry.result,
  codes: entry.codes,
  subject: entry.subject,
  subjectId:
    entry.subject === null || entry.subjectId === null
      ? null
      : toGlobalId(SUBJECT_NODES[entry.subject], entry.subjectId),
  brandId: entry.brandId === null ? null : toGlobalId('Brand', entry.brandId),
  details: entry.details,
  changes: entry.changes.map(({ subject, id, kind, fields }) => ({
    kind,
    subject,
    subjectId: toGlobalId(SUBJECT_NODES[subject], id),
    fields: globalIdsIn(fields),
  })),
  link: entry.number === null ? null : { day: entry.day, number: entry.number, digest: entry.digest },
});

const oneOf = <Name extends string>(names: Readonly<Record<Name, string>>) => z.enum(keysOf(names)).array();

/** A parameter may come several times, for several values. */
const parameters = z.strictObject({
  actor: oneOf(AUDIT_ACTORS).optional(),
  apiKeyId: z.string().array().optional(),
  action: z.string().array().optional(),
  result: oneOf(AUDIT_RESULTS).optional(),
  subject: oneOf(AUDIT_SUBJECTS).optional(),
  subjectId: z.string().array().optional(),
  brandId: z.string().array().optional(),
  requestId: z.tuple([z.string()]).optional(),
  from: z.tuple([z.iso.datetime({ offset: true })]).optional(),
  to: z.tuple([z.iso.datetime({ offset: true })]).optional(),
});

export function auditFilterFrom(query: URLSearchParams): { filter: AuditFilter } | { wrong: string } {
  const given = Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
  const parsed = parameters.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path[0] === undefined ? '' : `${String(issue.path[0])}: `;
    return {
      wrong: `${where}${issue?.message ?? 'malformed'}. Parameters are ${keysOf(parameters.shape).join(', ')}.`,
    };
  }
  const { actor, apiKeyId, action, result, subject, subjectId, brandId, requestId, from, to } = parsed.data;
  return {
    filter: {
      actors: actor,
      apiKeyIds: apiKeyId && localIds('ApiKey', apiKeyId),
      actions: action,
      results: result,
      subjects: subject,
      subjectIds: subjectId?.map((id) => parseGlobalId(id)?.id ?? NO_ID),
      brandIds: brandId && localIds('Brand', brandId),
      requestId: requestId?.[0],
      createdAt: { from: dateOf(from), to: dateOf(to) },
    },
  };
}

const dateOf = (given: readonly [string] | undefined): Date | null => (given === undefined ? null : new Date(given[0]));
