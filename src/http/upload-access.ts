/** Who may upload to `POST /media`: the same API keys as everywhere, with the scope to write posts. */
import type { IncomingMessage } from 'node:http';
import type { AppContext } from '../context.ts';
import { hasScope, SCOPES } from '../domain/access.ts';
import { authenticate } from '../domain/keys/authentication.ts';
import type { UploadAccess } from './media.ts';

export async function authorizeUpload(ctx: AppContext, req: IncomingMessage): Promise<UploadAccess> {
  const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
  const viewer = bearer === undefined ? null : await authenticate(ctx, bearer);
  if (viewer === null)
    return { status: 401, code: 'UNAUTHENTICATED', message: 'Send a valid API key: `Authorization: Bearer slw_…`.' };
  if (!hasScope(viewer, 'POSTS_WRITE'))
    return { status: 403, code: 'FORBIDDEN_SCOPE', message: `This needs the scope ${SCOPES.POSTS_WRITE.name}.` };
  return { workspaceId: viewer.workspaceId };
}
