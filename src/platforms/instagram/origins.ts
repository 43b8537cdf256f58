/** The base URLs of Instagram (Instagram Login flavour: no Facebook Page is needed). */

export const ORIGINS = {
  authorize: 'https://www.instagram.com',
  api: 'https://api.instagram.com',
  graph: 'https://graph.instagram.com',
} as const;

export const profileUrl = (username: string): string => `https://www.instagram.com/${username}/`;

export function originOf(origins: Readonly<Record<string, string>>, name: keyof typeof ORIGINS): string {
  const origin = origins[name];
  if (origin === undefined) throw new Error(`no base URL for Instagram '${name}'`);
  return origin;
}
