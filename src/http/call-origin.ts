/** Where a request comes from, for the audit log: its address, and what its client calls itself. */
import type { IncomingMessage } from 'node:http';
import type { CallOrigin } from '../context.ts';
import type { ClientAddress } from './client-address.ts';

const NAME_LENGTH = 200;

/** `X-Client-Name` names a program better than the library that sends its requests. */
export function callOriginOf(req: IncomingMessage, addressOf: ClientAddress): CallOrigin {
  const { 'x-client-name': named, 'user-agent': agent } = req.headers;
  const name = [named, agent].find((text) => typeof text === 'string' && text.trim() !== '');
  return { address: addressOf(req), client: typeof name === 'string' ? name.trim().slice(0, NAME_LENGTH) : null };
}
