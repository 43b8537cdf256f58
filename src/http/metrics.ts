/** `GET /metrics` for Prometheus. `/metrics/process` and `/metrics/database` are its two halves. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerNothingHere, answerWrongMethod } from './answer.ts';
import { admitBearer } from './bearer-secret.ts';
import { pathOf } from './request-checks.ts';

const PARTS = new Map([
  ['/metrics', 'all'],
  ['/metrics/process', 'process'],
  ['/metrics/database', 'database'],
] as const);
type Part = typeof PARTS extends Map<string, infer Value> ? Value : never;

export interface MetricsPage {
  scrape(part: Part): Promise<{ contentType: string; text: string }>;
}

export const isMetricsPath = (path: string): boolean => path === '/metrics' || path.startsWith('/metrics/');

/** `page` is set if `secret` is. */
export async function handleMetrics(
  req: IncomingMessage,
  res: ServerResponse,
  { page, secret }: { page: MetricsPage | null; secret: string | null },
): Promise<void> {
  if (!admitBearer(req, res, secret)) return;
  const part = new Map<string, Part>(PARTS).get(pathOf(req));
  if (page === null || part === undefined) return answerNothingHere(res);
  if (req.method !== 'GET' && req.method !== 'HEAD') return answerWrongMethod(res, 'GET, HEAD');
  const { contentType, text } = await page.scrape(part);
  res.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}
