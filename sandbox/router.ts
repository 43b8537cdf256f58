/** Finds the vendor and the route a request is for, and reads its body the way the route declares. */
import type { IncomingMessage } from 'node:http';
import type { BodyKind, MultipartFile, Route, SandboxRequest, Vendor } from './core.ts';

export interface Address {
  vendor: Vendor;
  host: string;
  path: string;
  url: URL;
  local(url: string): string;
}

const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/**
 * `http://127.0.0.1:4010/graph.instagram.com/v27.0/me`, the same without the host (`/v27.0/me`), or any address whose Host header (or absolute request line, as
 * a forward proxy sees it) names a vendor's host.
 */
export function addressOf(
  request: IncomingMessage,
  url: URL,
  origin: string,
  vendors: readonly Vendor[],
): Address | undefined {
  const byHost = [url.hostname, (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase()];
  const direct = vendors.find((vendor) => byHost.some((host) => vendor.hosts.includes(host)));
  if (direct !== undefined) {
    const host = byHost.find((one) => direct.hosts.includes(one)) ?? '';
    return { vendor: direct, host, path: url.pathname, url, local: (target) => target };
  }
  const named = hostByPath(url.pathname, vendors);
  if (named === undefined) return undefined;
  const { vendor, host, rest } = named;
  const known = new Set(vendors.flatMap((one) => one.hosts));
  const local = (target: string) => {
    const parsed = new URL(target);
    return known.has(parsed.hostname) ? `${origin}/${parsed.hostname}${parsed.pathname}${parsed.search}` : target;
  };
  return { vendor, host, path: rest === '' ? '/' : rest, url: new URL(`https://${host}${rest}${url.search}`), local };
}

/** A host as the first segment, or a path that only one vendor has: some libraries take an origin and no path. */
function hostByPath(path: string, vendors: readonly Vendor[]) {
  const [, first = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const vendor = vendors.find((one) => one.hosts.includes(first));
  if (vendor !== undefined) return { vendor, host: first, rest };
  const all = vendors.flatMap((one) => one.ownPaths.map(([pattern, host]) => ({ vendor: one, pattern, host })));
  const found = all.find(({ pattern }) => pattern.test(path));
  return found === undefined ? undefined : { vendor: found.vendor, host: found.host, rest: path };
}

/** undefined: no URL at all. A request line may be absolute, and a path may begin with two slashes. */
export function requestUrl(request: IncomingMessage, origin: string): URL | undefined {
  const asked = request.url ?? '/';
  const whole = asked.startsWith('/') ? `${origin}${asked}` : asked;
  return URL.canParse(whole) ? new URL(whole) : undefined;
}

export type Found = { route: Route; params: Record<string, string> } | { route: undefined; allowed: string[] };

export function findRoute(vendor: Vendor, host: string, method: string, path: string): Found {
  const allowed: string[] = [];
  for (const route of vendor.routes) {
    if (route.host !== host) continue;
    const params = matchPath(route.path, path);
    if (params === undefined || route.accepts?.(params) === false) continue;
    // Node leaves the body of an answer to HEAD away by itself.
    if (route.method === (method === 'HEAD' ? 'GET' : method)) return { route, params };
    allowed.push(route.method);
  }
  return { route: undefined, allowed };
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    if (part === '*') return { ...params, '*': given.slice(index).join('/') };
    const value = given[index];
    if (value === undefined) return undefined;
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
    } else {
      if (value === '') return undefined;
      params[part.slice(1)] = decoded(value);
    }
  }
  return wanted.length === given.length ? params : undefined;
}

/** Percent-decoded where that is possible. */
export function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    // A lone `%` is not an encoded character; vendors answer "no such object", so the raw text goes on.
    if (error instanceof URIError) return value;
    throw error;
  }
}

type Body = Pick<SandboxRequest, 'json' | 'form' | 'multipart' | 'bodyProblem'>;

/** Reads the whole body (routes that stream never come here). Answers `too_large` above 64 MiB. */
export async function readBody(
  request: IncomingMessage,
  kind: BodyKind,
): Promise<{ body: Body; bytes: number } | 'too_large'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BUFFERED_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BUFFERED_BYTES) return 'too_large';
  const header = request.headers['content-type'] ?? '';
  return { body: await parseBody(Buffer.concat(chunks), header, kind), bytes };
}

async function parseBody(raw: Buffer, header: string, kind: BodyKind): Promise<Body> {
  const type = (header.split(';')[0] ?? '').trim().toLowerCase();
  if (kind === 'none') return {};
  const either = kind === 'jsonOrForm';
  if (raw.length === 0 && type === '')
    return either || kind === 'form' ? { form: new URLSearchParams() } : { bodyProblem: 'content_type' };
  // Libraries announce JSON also where they send nothing.
  if (type === 'application/json' && (kind === 'json' || either)) return raw.length === 0 ? {} : parseJson(raw);
  if (type === 'application/x-www-form-urlencoded' && (kind === 'form' || either)) {
    return { form: new URLSearchParams(raw.toString('utf8')) };
  }
  if (type === 'multipart/form-data' && (kind === 'multipart' || either)) return parseMultipart(raw, header);
  return { bodyProblem: 'content_type' };
}

function parseJson(raw: Buffer): Body {
  try {
    const json: unknown = JSON.parse(raw.toString('utf8'));
    return { json };
  } catch (error) {
    if (error instanceof SyntaxError) return { bodyProblem: 'malformed' };
    throw error;
  }
}

async function parseMultipart(raw: Buffer, header: string): Promise<Body> {
  const fields: Record<string, string> = {};
  const files: Record<string, MultipartFile> = {};
  try {
    const data = await new Response(new Uint8Array(raw), { headers: { 'content-type': header } }).formData();
    for (const [name, value] of data) {
      if (typeof value === 'string') fields[name] = value;
      else
        files[name] = { bytes: Buffer.from(await value.arrayBuffer()), filename: value.name, contentType: value.type };
    }
  } catch (error) {
    if (error instanceof TypeError) return { bodyProblem: 'malformed' };
    throw error;
  }
  return { multipart: { fields, files }, form: new URLSearchParams(fields) };
}

/** A field of the request by name, for fault matching: path, query, form, then JSON by dotted path. */
export function fieldOf(request: SandboxRequest, name: string): string | undefined {
  const flat = request.params[name] ?? request.query.get(name) ?? request.form?.get(name) ?? headerOf(request, name);
  if (flat !== undefined && flat !== null) return flat;
  let value: unknown = request.json;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}

function headerOf(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
