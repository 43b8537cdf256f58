/** Base URLs of a platform as they are configured: the real hosts, or stand-ins for them. */

export function originOf(origins: Readonly<Record<string, string>>, name: string): string {
  const origin = origins[name];
  if (origin === undefined) throw new Error(`no base URL '${name}' is configured for this platform`);
  return origin;
}
