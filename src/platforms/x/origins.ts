/** The base URLs of X. */

export const ORIGINS = { authorize: 'https://x.com', api: 'https://api.x.com' } as const;

export function originOf(origins: Readonly<Record<string, string>>, name: keyof typeof ORIGINS): string {
  const origin = origins[name];
  if (origin === undefined) throw new Error(`no base URL for X '${name}'`);
  return origin;
}
