/** How Google says no, and the small shapes that every YouTube answer shares. */
import { createHash } from 'node:crypto';
import { Refusal } from '../refusal.ts';

interface Detail {
  domain?: string;
  location?: string;
  locationType?: 'parameter' | 'header' | 'other';
  status?: string;
  details?: unknown[];
  headers?: Record<string, string>;
}

/** `errors[0].reason` is what clients must go by; `message` is prose. */
export function no(code: number, reason: string, message: string, more: Detail = {}): Refusal {
  const { domain = 'global', location, locationType, status, details, headers } = more;
  const error = { message, domain, reason, ...(location && { location }), ...(locationType && { locationType }) };
  return new Refusal({
    status: code,
    ...(headers && { headers }),
    json: { error: { code, message, errors: [error], ...(status && { status }), ...(details && { details }) } },
  });
}

export const bodyRefused = (reason: string, message: string, location: string) =>
  no(400, reason, message, { domain: 'youtube.video', location: `body.${location}`, locationType: 'other' });

export const videoNotFound = (location = 'parameters.id') =>
  no(404, 'videoNotFound', 'The video that you are trying to use cannot be found.', {
    domain: 'youtube.video',
    location,
    locationType: 'other',
  });

export const missingParameter = (name: string) =>
  no(400, 'missingRequiredParameter', `The request is missing the required parameter ${name}.`, {
    domain: 'youtube.parameter',
    location: name,
    locationType: 'parameter',
  });

export function etag(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('base64url');
}

/** The `part` parameter of the smaller resources. */
export function partsOf(query: URLSearchParams): string[] {
  const parts = query.getAll('part').flatMap((list) => list.split(','));
  if (parts.length === 0) throw missingParameter('part');
  return parts;
}

/** How many items a page has without `maxResults`, and at most. */
const PAGE_SIZE = { fallback: 5, max: 50 };

/** One page of a list method; page tokens are offsets in disguise. */
export function page<Item>(
  kind: string,
  items: readonly Item[],
  query: URLSearchParams,
  resource: (item: Item) => unknown,
  sizes = PAGE_SIZE,
) {
  const size = pageSize(query, sizes);
  const token = query.get('pageToken');
  const start = token === null ? 0 : pageStart(token);
  const shown = items.slice(start, start + size).map(resource);
  const end = start + shown.length;
  return {
    kind,
    etag: etag(shown),
    ...(end < items.length && { nextPageToken: pageToken(end) }),
    ...(start > 0 && { prevPageToken: pageToken(Math.max(0, start - size)) }),
    items: shown,
    pageInfo: { totalResults: items.length, resultsPerPage: size },
  };
}

function pageSize(query: URLSearchParams, { fallback, max }: typeof PAGE_SIZE): number {
  const asked = query.get('maxResults');
  if (asked === null) return fallback;
  const size = Number(asked);
  if (Number.isInteger(size) && size >= 0 && size <= max) return size;
  throw no(400, 'invalidParameter', `Invalid value '${asked}'. Values must be within the range: [0, ${max}]`, {
    location: 'maxResults',
    locationType: 'parameter',
  });
}

const pageToken = (offset: number) => Buffer.from(`offset:${offset}`).toString('base64url');

function pageStart(token: string): number {
  const offset = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (offset !== undefined) return Number(offset);
  throw no(400, 'invalidPageToken', 'The request specifies an invalid page token.', {
    domain: 'youtube.parameter',
    location: 'pageToken',
    locationType: 'parameter',
  });
}
