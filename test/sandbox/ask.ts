/** One raw HTTP request to a stand-in, answered with everything a test may look at. */
import { createHash } from 'node:crypto';
import { type FormData, request } from 'undici';

export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** undefined when the body is not JSON. */
  json: unknown;
  /** A value inside the JSON by dotted path. */
  at(path: string): unknown;
  /** The same for what must be a string. */
  id(path?: string): string;
}

export interface Ask {
  method?: string;
  token?: string;
  json?: unknown;
  form?: URLSearchParams;
  body?: Buffer | FormData;
  headers?: Record<string, string>;
}

export async function ask(url: string, what: Ask = {}): Promise<Answer> {
  const { statusCode, headers, body } = await request(url, {
    method: what.method ?? 'GET',
    headers: {
      ...(what.token !== undefined && { authorization: `Bearer ${what.token}` }),
      ...(what.json !== undefined && { 'content-type': 'application/json; charset=UTF-8' }),
      ...(what.form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...what.headers,
    },
    body: bodyOf(what),
  });
  const text = await body.text();
  const json = parsed(text);
  const at = (path: string) => inside(json, path.split('.'));
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    text,
    json,
    at,
    id: (path = 'id') => {
      const value = at(path);
      if (typeof value !== 'string') throw new Error(`no string at ${path}: ${statusCode} ${text}`);
      return value;
    },
  };
}

function bodyOf({ json, form, body }: Ask): string | Buffer | FormData | null {
  if (json !== undefined) return JSON.stringify(json);
  return form?.toString() ?? body ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function inside(value: unknown, [key, ...rest]: string[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  return inside(Reflect.get(value, key), rest);
}
