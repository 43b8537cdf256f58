/** The address of the client, also behind known and trusted proxies. */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';

export type ClientAddress = (req: IncomingMessage) => string;

/**
 * `trusted` are addresses and networks (`10.0.0.0/8`) of proxies. `X-Forwarded-For` counts only as far as trusted
 * proxies wrote it: from the right, the first address that is not one of theirs.
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = new BlockList();
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string) => proxies.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (req) => {
    let address = plain(req.socket.remoteAddress ?? '');
    if (trusted.length === 0) return address;
    const named = (req.headersDistinct['x-forwarded-for'] ?? []).join(',').split(',');
    while (isIP(address) !== 0 && isProxy(address)) {
      const before = plain(named.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  };
}

/** Without brackets, port and zone; an IPv4 address mapped into IPv6 is written as IPv4. */
const plain = (text: string): string =>
  text
    .replace(/%.*$/, '')
    .replace(/^\[([^\]]+)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');

/** A household or server may have 2⁶⁴ IPv6 addresses: they count as one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const { address: full } = new SocketAddress({ address, family: 'ipv6' });
  const [head = '', tail = ''] = full.split('::');
  const left = head.split(':').filter((part) => part !== '');
  const right = tail.split(':').filter((part) => part !== '');
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
