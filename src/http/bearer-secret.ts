/** Routes for machines of the operator, each kind behind a secret of the configuration, without which it does not exist. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { equalBytes, sha256 } from '../lib/crypto.ts';
import { answerError, answerNothingHere } from './answer.ts';
import { bearerIn } from './doorman.ts';

/** Whether the request may go on; if not, it is answered. */
export function admitBearer(req: IncomingMessage, res: ServerResponse, secret: string | null): boolean {
  if (secret === null) {
    answerNothingHere(res);
    return false;
  }
  const given = bearerIn(req.headers.authorization ?? '');
  // Hashes have one length, and the time that comparing them takes tells nothing of the secret.
  if (given !== null && equalBytes(sha256(given), sha256(secret))) return true;
  res.setHeader('www-authenticate', 'Bearer');
  answerError(res, 401, { code: 'UNAUTHENTICATED', message: 'Send the secret as `Authorization: Bearer …`.' });
  return false;
}
