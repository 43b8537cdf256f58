/** JSON answers, for all routes except GraphQL and files. */
import type { ServerResponse } from 'node:http';

export function answerJson(res: ServerResponse, status: number, body: unknown): void {
  res
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}

export function answerError(
  res: ServerResponse,
  status: number,
  error: { code: string; message: string; requestId?: string },
): void {
  answerJson(res, status, { error });
}

export function answerNothingHere(res: ServerResponse): void {
  answerError(res, 404, { code: 'NOT_FOUND', message: 'There is nothing at this address.' });
}

export function answerWrongMethod(res: ServerResponse, allowed: string): void {
  res.setHeader('allow', allowed);
  answerError(res, 405, { code: 'METHOD_NOT_ALLOWED', message: `Use ${allowed}.` });
}
