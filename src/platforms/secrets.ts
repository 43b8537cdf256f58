/** Knows what is secret in a call to a platform, and which fields of an answer hand out secrets on purpose. */
import { Buffer } from 'node:buffer';
import type { HttpCall } from './http-call.ts';

/** Fields in which OAuth and the platforms pass secrets, in queries and bodies. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'client_secret',
  'code',
  'code_verifier',
  'upload_token',
  'upload_id',
  'sig',
  'signature',
  'password',
  'hub.secret',
]);

/** Shorter parameters of an address are settings (`uploadType=resumable`), not secrets. */
const SHORTEST_PROOF = 12;

/** A renewed token may equal the one that renewed it: it is stored, and without it the account would be lost. */
export const isGranted = (field: string): boolean => /^(access|refresh|id)_token$/.test(field);

/** Every secret value of the call: tokens, client secrets, codes, upload addresses, signed links. */
export function secretsIn({
  url,
  query,
  headers,
  body,
}: Pick<HttpCall, 'url' | 'query' | 'headers' | 'body'>): string[] {
  return [
    ...ofAddress(url),
    ...ofFields(query),
    ...Object.entries(headers ?? {}).flatMap(([name, value]) => (/^authorization$/i.test(name) ? ofHeader(value) : [])),
    ...(body === undefined ? [] : 'json' in body ? ofFields(body.json) : 'form' in body ? ofFields(body.form) : []),
  ];
}

/** Calls put their own parameters into `query`: parameters in the address itself came from the platform. */
function ofAddress(url: string): string[] {
  const [, search] = url.split('?', 2);
  if (search === undefined) return [];
  return [url, ...[...new URLSearchParams(search).values()].filter((value) => value.length >= SHORTEST_PROOF)];
}

function ofFields(value: unknown, field = ''): string[] {
  if (typeof value === 'string') return CREDENTIALS.has(field) ? [value] : LINK_FIELD.test(field) ? ofLink(value) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => ofFields(item, Array.isArray(value) ? field : name));
}

/** Fields that name media by a link. Links in the texts of authors are not secret. */
const LINK_FIELD = /(?:url|_images)$/;

const ofLink = (link: string): string[] =>
  [...new URLSearchParams(link.split('?', 2)[1])].flatMap(([name, value]) =>
    CREDENTIALS.has(name) && value.length >= SHORTEST_PROOF ? [value] : [],
  );

function ofHeader(value: string): string[] {
  const [scheme = '', credentials = ''] = value.split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  const [, password = ''] = Buffer.from(credentials, 'base64').toString().split(/:(.*)/s, 2);
  return [credentials, password, decoded(password)];
}

/** RFC 6749 has both parts encoded for a form before they are joined. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
