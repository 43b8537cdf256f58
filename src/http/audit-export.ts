/** `GET /audit.ndjson`: the audit log as a stream of JSON objects, one a line, for a key with the scope to read it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppContext, Viewer } from '../context.ts';
import { hasScope, SCOPES } from '../domain/access.ts';
import { auditPages } from '../domain/queries/audit.ts';
import { auditEntryJson, auditFilterFrom } from '../schema/audit-json.ts';
import { answerError, answerWrongMethod } from './answer.ts';
import { bearerIn, type Doorman } from './doorman.ts';
import { TOO_MANY_WRONG_KEYS, UNAUTHENTICATED } from './graphql-errors.ts';
import { queryOf } from './request-checks.ts';

export async function handleAuditExport(
  ctx: Pick<AppContext, 'db' | 'log'>,
  doorman: Doorman,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== 'GET') return answerWrongMethod(res, 'GET');
  const bearer = bearerIn(req.headers.authorization ?? '');
  const recognised = bearer === null ? null : await doorman.recognise(req, bearer);
  if (recognised === null) {
    res.setHeader('www-authenticate', 'Bearer');
    return answerError(res, 401, { code: 'UNAUTHENTICATED', message: UNAUTHENTICATED });
  }
  if ('retryAfterMs' in recognised) {
    res.setHeader('retry-after', Math.ceil(recognised.retryAfterMs / 1_000));
    return answerError(res, 429, { code: 'LIMIT_EXCEEDED', message: TOO_MANY_WRONG_KEYS });
  }
  const { viewer } = recognised;
  if (!hasScope(viewer, 'AUDIT_READ')) {
    const message = `This needs the scope ${SCOPES.AUDIT_READ.name}.`;
    return answerError(res, 403, { code: 'FORBIDDEN_SCOPE', message });
  }
  const filter = auditFilterFrom(queryOf(req));
  if ('wrong' in filter) return answerError(res, 400, { code: 'BAD_USER_INPUT', message: filter.wrong });
  res.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
  try {
    // The next page is read when the reader has taken the one before.
    await pipeline(Readable.from(lines(ctx, viewer, filter.filter), { highWaterMark: 1 }), res);
  } catch (error) {
    const hungUp = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hungUp) ctx.log.error({ err: error }, 'an export of the audit log broke off');
    // Without the end of the body, nobody takes the part for the whole.
    res.destroy();
  }
}

async function* lines(ctx: Pick<AppContext, 'db'>, viewer: Viewer, filter: Parameters<typeof auditPages>[2]) {
  for await (const page of auditPages(ctx, viewer, filter))
    yield page.map((entry) => `${JSON.stringify(auditEntryJson(entry))}\n`).join('');
}
