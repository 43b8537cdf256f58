/** Whose request it is: what a header says counts only from proxies that are trusted. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createClientAddress, networkOf } from '../../src/http/client-address.ts';

const ask = (trusted: readonly string[], remoteAddress: string, ...forwarded: string[]) =>
  createClientAddress(trusted)({
    socket: { remoteAddress },
    headersDistinct: forwarded.length === 0 ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

describe('the address of a client', () => {
  it('is that of its connection while no proxy is trusted', () => {
    expect(ask([], '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
    expect(ask(['10.0.0.0/8'], '192.0.2.1', '198.51.100.7')).toBe('192.0.2.1');
  });

  it('is what the last trusted proxy has seen, and not what the client claims', () => {
    expect(ask(['10.0.0.0/8'], '10.0.0.2', '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7');
    expect(ask(['10.0.0.0/8'], '10.0.0.2', '203.0.113.9', '198.51.100.7, 10.1.1.1')).toBe('198.51.100.7');
    expect(ask(['10.0.0.0/8', '::1'], '::1', '198.51.100.7')).toBe('198.51.100.7');
  });

  it('is that of the proxy when the header holds nothing to go by', () => {
    expect(ask(['10.0.0.2'], '10.0.0.2')).toBe('10.0.0.2');
    expect(ask(['10.0.0.2'], '10.0.0.2', '')).toBe('10.0.0.2');
    expect(ask(['10.0.0.2'], '10.0.0.2', 'unknown')).toBe('10.0.0.2');
    expect(ask(['10.0.0.2'], '10.0.0.2', '198.51.100.7, garbage')).toBe('10.0.0.2');
  });

  it('has one spelling', () => {
    expect(ask(['127.0.0.1'], '::ffff:127.0.0.1', '198.51.100.7:4711')).toBe('198.51.100.7');
    expect(ask(['127.0.0.1'], '127.0.0.1', '[2001:db8::7]:4711')).toBe('2001:db8::7');
    expect(ask([], 'fe80::1%eth0')).toBe('fe80::1');
  });
});

it('all addresses of an IPv6 network of 64 bits are one, and IPv4 addresses are each their own', () => {
  expect(networkOf('2001:db8:0:1::7')).toBe(networkOf('2001:db8:0:1:ffff::1'));
  expect(networkOf('2001:db8:0:1::7')).not.toBe(networkOf('2001:db8:0:2::7'));
  expect(networkOf('::1')).toBe('0:0:0:0::/64');
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1');
  expect(networkOf('')).toBe('');
});
