/** GraphiQL at `/graphql` for browsers, and the files that its page loads. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { StartError } from '../lib/start-error.ts';
import { pathOf } from './request-checks.ts';
import { openStaticFiles } from './static-files.ts';

export interface Graphiql {
  takes(req: IncomingMessage): boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

const FOLDER = join(import.meta.dirname, '../../public/graphiql');
const FILES = '/assets/graphiql/';
const PAGE = 'index.html';

/** Its editor writes styles into the page, and takes its fonts and pictures from its stylesheet. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function openGraphiql(): Promise<Graphiql> {
  const files = await openStaticFiles(FOLDER).catch((cause: unknown) => {
    throw new StartError('The files of GraphiQL are missing. Make them with: npm run generate', { cause });
  });
  const nameOf = (req: IncomingMessage): string | null => {
    const path = pathOf(req);
    // Matches a browser that opens the address, not a page or program that sends a query.
    if (path === '/graphql') return isVisit(req) ? PAGE : null;
    const name = path.startsWith(FILES) ? path.slice(FILES.length) : PAGE;
    return name !== PAGE && files.has(name) ? name : null;
  };
  return {
    takes: (req) => nameOf(req) !== null,
    handle: async (req, res) => {
      const name = nameOf(req) ?? PAGE;
      // A web worker obeys the policy that comes with its own file.
      res.setHeader('content-security-policy', POLICY);
      if (name === PAGE) res.setHeader('vary', 'accept');
      await files.send(req, res, name);
    },
  };
}

const isVisit = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html');
