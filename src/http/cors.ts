/** Cross-origin rules: any page may call, because no browser sends the key by itself; therefore never with credentials. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The longest that Firefox keeps an answer; Chrome keeps it for two hours. */
const MAX_AGE_S = 86_400;
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Lets any page read the answer, and answers preflights. All requested headers are allowed: clients add their own
 * (names and versions, traces), and none of them is a credential that a browser adds by itself.
 */
export function answerCors(req: IncomingMessage, res: ServerResponse, methods: string): 'answered' | 'go on' {
  res.setHeader('access-control-allow-origin', '*');
  res.setHeader('access-control-expose-headers', 'x-request-id, retry-after, www-authenticate');
  if (req.method !== 'OPTIONS') return 'go on';
  const asked = req.headers['access-control-request-headers']?.trim() ?? '';
  if (HEADER_NAMES.test(asked)) res.setHeader('access-control-allow-headers', asked);
  res.setHeader('access-control-allow-methods', methods);
  res.setHeader('access-control-max-age', MAX_AGE_S);
  res.setHeader('vary', 'access-control-request-headers');
  res.writeHead(204, { allow: methods }).end();
  return 'answered';
}
