/** `GET /audit.ndjson`: the audit log as a stream of JSON objects, one a line, for a key with the scope to read it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppContext, Viewer } from '../context.ts';
import { auditPages } from '../domain/queries/audit.ts';
import { auditEntryJson, auditFilterFrom } from '../schema/audit-json.ts';
import { answerError, answerWrongMethod } from './answer.ts';
import type { Doorman } from './doorman.ts';
import { exportViewer, lacksScope, sendLines } from './export.ts';
import { queryOf } from './request-checks.ts';

export async function handleAuditExport(
  ctx: Pick<AppContext, 'db' | 'log'>,
  doorman: Doorman,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== 'GET') return answerWrongMethod(res, 'GET');
  const viewer = await exportViewer(doorman, req, res);
  if (viewer === null || lacksScope(viewer, 'AUDIT_READ', res)) return;
  const filter = auditFilterFrom(queryOf(req));
  if ('wrong' in filter) return answerError(res, 400, { code: 'BAD_USER_INPUT', message: filter.wrong });
  const headers = { 'content-type': 'application/x-ndjson; charset=utf-8' };
  await sendLines(ctx, res, { what: 'the audit log', headers, lines: lines(ctx, viewer, filter.filter) });
}

async function* lines(ctx: Pick<AppContext, 'db'>, viewer: Viewer, filter: Parameters<typeof auditPages>[2]) {
  for await (const page of auditPages(ctx, viewer, filter))
    yield page.map((entry) => `${JSON.stringify(auditEntryJson(entry))}\n`).join('');
}
