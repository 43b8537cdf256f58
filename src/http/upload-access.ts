/** Who may upload to `POST /media`: the same API keys as everywhere, with the scope to write posts. */
import type { IncomingMessage } from 'node:http';
import { hasScope, SCOPES } from '../domain/access.ts';
import { bearerIn, type Doorman } from './doorman.ts';
import { TOO_MANY_WRONG_KEYS, UNAUTHENTICATED } from './graphql-errors.ts';
import type { UploadAccess } from './media.ts';

export async function authorizeUpload(doorman: Doorman, req: IncomingMessage): Promise<UploadAccess> {
  const bearer = bearerIn(req.headers.authorization ?? '');
  const recognised = bearer === null ? null : await doorman.recognise(req, bearer);
  if (recognised === null) return { status: 401, code: 'UNAUTHENTICATED', message: UNAUTHENTICATED };
  if ('retryAfterMs' in recognised) {
    const retryAfterS = Math.ceil(recognised.retryAfterMs / 1_000);
    return { status: 429, code: 'LIMIT_EXCEEDED', message: TOO_MANY_WRONG_KEYS, retryAfterS };
  }
  const { viewer } = recognised;
  if (!hasScope(viewer, 'POSTS_WRITE'))
    return { status: 403, code: 'FORBIDDEN_SCOPE', message: `This needs the scope ${SCOPES.POSTS_WRITE.name}.` };
  return { viewer };
}
