/** Exports: who asks is recognised as everywhere, and lines are sent as fast as the reader takes them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppContext, Viewer } from '../context.ts';
import { hasScope, SCOPES } from '../domain/access.ts';
import type { ApiScope } from '../lib/prisma/enums.ts';
import { answerError } from './answer.ts';
import { bearerIn, type Doorman } from './doorman.ts';
import { TOO_MANY_WRONG_KEYS, UNAUTHENTICATED } from './graphql-errors.ts';

/** Whoever asks; null once they were told that they may not. */
export async function exportViewer(
  doorman: Doorman,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<Viewer | null> {
  const bearer = bearerIn(req.headers.authorization ?? '');
  const recognised = bearer === null ? null : await doorman.recognise(req, bearer);
  if (recognised === null) {
    res.setHeader('www-authenticate', 'Bearer');
    answerError(res, 401, { code: 'UNAUTHENTICATED', message: UNAUTHENTICATED });
    return null;
  }
  if ('retryAfterMs' in recognised) {
    res.setHeader('retry-after', Math.ceil(recognised.retryAfterMs / 1_000));
    answerError(res, 429, { code: 'LIMIT_EXCEEDED', message: TOO_MANY_WRONG_KEYS });
    return null;
  }
  return recognised.viewer;
}

/** Whether the viewer lacks the scope, and was told so. */
export function lacksScope(viewer: Viewer, scope: ApiScope, res: ServerResponse): boolean {
  if (hasScope(viewer, scope)) return false;
  answerError(res, 403, { code: 'FORBIDDEN_SCOPE', message: `This needs the scope ${SCOPES[scope].name}.` });
  return true;
}

/** Sends lines under these headers; `what` names the export in the log. */
export async function sendLines(
  ctx: Pick<AppContext, 'log'>,
  res: ServerResponse,
  { what, headers, lines }: { what: string; headers: Record<string, string>; lines: AsyncIterable<string> },
): Promise<void> {
  res.writeHead(200, { 'cache-control': 'no-store', ...headers });
  try {
    // The next page is read when the reader has taken the one before.
    await pipeline(Readable.from(lines, { highWaterMark: 1 }), res);
  } catch (error) {
    const hungUp = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hungUp) ctx.log.error({ err: error }, `an export of ${what} broke off`);
    // Without the end of the body, nobody takes the part for the whole.
    res.destroy();
  }
}
