/**
 * Guards routes for machines of the operator: each kind has a secret in the configuration, and does not exist without
 * it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { equalBytes, sha256 } from '../lib/crypto.ts';
import { answerError, answerNothingHere } from './answer.ts';
import { bearerIn } from './doorman.ts';

/** Whether the request may go on; otherwise it has been answered. */
export function admitBearer(req: IncomingMessage, res: ServerResponse, secret: string | null): boolean {
  if (secret === null) {
    answerNothingHere(res);
    return false;
  }
  const given = bearerIn(req.headers.authorization ?? '');
  // Hashes have equal lengths, and the time of comparing them reveals nothing of the secret.
  if (given !== null && equalBytes(sha256(given), sha256(secret))) return true;
  res.setHeader('www-authenticate', 'Bearer');
  answerError(res, 401, { code: 'UNAUTHENTICATED', message: 'Send the secret as `Authorization: Bearer …`.' });
  return false;
}
