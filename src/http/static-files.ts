/** Serves the files of a folder, compressed in advance. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface StaticFiles {
  /** Whether the folder has a file of this name: its path below the folder, with `/`. */
  has(name: string): boolean;
  /** Answers with the file. For a slow reader a part of it is held in memory; a reader who leaves closes it. */
  send(req: IncomingMessage, res: ServerResponse, name: string): Promise<void>;
}

/** By extension. Other files are not served. */
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
  /** The path and length of each encoding of the file. */
  forms: Partial<Record<Coding, { path: string; bytes: number }>>;
}

/** A name with a hash of the content always means the same content. */
const HASHED = /\.[0-9a-f]{12,}\.\w+$/;

/**
 * Reads the folder once: files that appear later are not served, so no name is ever looked up on the disk. Not done by
 * a library: `sirv` leaves a file open when its reader leaves, and throws for some ranges.
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

/** The smallest encoding that the reader accepts: one that is named without `q=0`, or covered by `*`. */
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
