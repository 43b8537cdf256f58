/** Files of a folder as they lie there, compressed beforehand: what pages are made of. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface StaticFiles {
  /** Whether there is a file of this name: its path below the folder, with `/`. */
  has(name: string): boolean;
  /** Answers with the file. A reader who is slow holds a part of it in memory, and one who leaves closes it. */
  send(req: IncomingMessage, res: ServerResponse, name: string): Promise<void>;
}

/** By the last part of a name. Nothing else is served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** From the smallest answer to the largest. */
const ENCODINGS = [
  { coding: 'br', suffix: '.br' },
  { coding: 'gzip', suffix: '.gz' },
  { coding: 'identity', suffix: '' },
] as const;
type Coding = (typeof ENCODINGS)[number]['coding'];

interface StaticFile {
  type: string;
  etag: string;
  cacheControl: string;
  /** Where each form of the file lies, and its length. */
  forms: Partial<Record<Coding, { path: string; bytes: number }>>;
}

/** A name that holds a hash of the content never means anything else. */
const HASHED = /\.[0-9a-f]{12,}\.\w+$/;

/**
 * Reads the folder once: what appears there later does not exist, so that no name is ever looked up on the disk. Ours
 * and no library: `sirv` leaves a file open when its reader goes away, and throws for some ranges.
 */
export async function openStaticFiles(folder: string): Promise<StaticFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const bytesOf = new Map<string, number>();
  const etagOf = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    bytesOf.set(path, content.length);
    etagOf.set(path, createHash('sha256').update(content).digest('base64url').slice(0, 22));
  }
  const files = new Map<string, StaticFile>();
  for (const [path, etag] of etagOf) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const forms: StaticFile['forms'] = {};
    for (const { coding, suffix } of ENCODINGS) {
      const bytes = bytesOf.get(`${path}${suffix}`);
      if (bytes !== undefined) forms[coding] = { path: `${path}${suffix}`, bytes };
    }
    const cacheControl = HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(relative(folder, path).replaceAll(sep, '/'), { type, etag, cacheControl, forms });
  }
  return {
    has: (name) => files.has(name),
    send: async (req, res, name) => {
      const file = files.get(name);
      if (file === undefined) throw new Error(`there is no file ${name}`);
      await send(req, res, file);
    },
  };
}

async function send(req: IncomingMessage, res: ServerResponse, file: StaticFile): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end();
    return;
  }
  const coding = codingFor(req.headers['accept-encoding'], file);
  const form = file.forms[coding] ?? file.forms.identity;
  if (form === undefined) throw new Error('a file without its plain form');
  const etag = `"${file.etag}-${coding}"`;
  res.setHeader('cache-control', file.cacheControl);
  res.setHeader('etag', etag);
  res.appendHeader('vary', 'accept-encoding');
  if (isKnown(req.headers['if-none-match'], etag)) {
    res.writeHead(304).end();
    return;
  }
  res.setHeader('content-type', file.type);
  res.setHeader('content-length', form.bytes);
  if (coding !== 'identity') res.setHeader('content-encoding', coding);
  res.statusCode = 200;
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  try {
    await pipeline(createReadStream(form.path), res);
  } catch (error) {
    const hungUp = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hungUp) throw error;
  }
}

/** The smallest form that the reader takes: a coding that is named without `q=0`, or covered by `*`. */
function codingFor(header: string | undefined, { forms }: StaticFile): Coding {
  const accepted = new Map(
    (header ?? '').split(',').map((part) => {
      const [name = '', ...params] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = params.find((param) => param.startsWith('q='));
      return [name, weight === undefined || Number(weight.slice(2)) > 0] as const;
    }),
  );
  const found = ENCODINGS.find(
    ({ coding }) => forms[coding] !== undefined && (accepted.get(coding) ?? accepted.get('*') ?? false),
  );
  return found?.coding ?? 'identity';
}

const isKnown = (header = '', etag: string): boolean =>
  header.split(',').some((given) => given.trim().replace(/^W\//, '') === etag || given.trim() === '*');
