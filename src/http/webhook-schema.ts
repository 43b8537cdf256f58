/** `GET /webhooks/schema` and `/webhooks/schema/<type>`: the form of what webhooks send, as JSON Schema, for everybody. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PAYLOAD_SCHEMAS } from '../domain/webhooks/payload.ts';
import { answerJson, answerNothingHere, answerWrongMethod } from './answer.ts';

const PATH = '/webhooks/schema';

export const isWebhookSchemaPath = (path: string): boolean => path === PATH || path.startsWith(`${PATH}/`);

export function handleWebhookSchema(req: IncomingMessage, res: ServerResponse, path: string): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    answerWrongMethod(res, 'GET');
    return;
  }
  const type = path.slice(PATH.length + 1);
  const answer = type === '' ? { types: Object.fromEntries(PAYLOAD_SCHEMAS) } : PAYLOAD_SCHEMAS.get(type);
  if (answer === undefined) answerNothingHere(res);
  else answerJson(res, 200, answer);
}
