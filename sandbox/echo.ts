/** Answers that repeat what they were sent, secrets included, as careless servers do in their error messages. */
import { Buffer } from 'node:buffer';
import type { SandboxRequest } from './core.ts';

const PLACE = '{{request}}';

/** `template` with the credentials, address and fields of `request` in place of every `{{request}}`. */
export function echoed<T>(template: T, request: SandboxRequest): T {
  const json = JSON.stringify(template);
  if (!json.includes(PLACE)) return template;
  const inJson = JSON.stringify(carried(request)).slice(1, -1);
  return JSON.parse(json.replaceAll(PLACE, () => inJson)) as T;
}

function carried({ headers, url, form, json }: SandboxRequest): string {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ');
  const isBasic = scheme.toLowerCase() === 'basic';
  const proof = isBasic ? Buffer.from(credentials, 'base64').toString() : credentials;
  const fields = [...url.searchParams.values(), ...(form?.values() ?? [])];
  return [
    headers.authorization,
    proof,
    Buffer.from(`as ${proof}`).toString('base64'),
    url.search,
    ...fields,
    ...fields.map(encodeURIComponent),
    json === undefined ? '' : JSON.stringify(json),
  ]
    .join(' ')
    .trim();
}
