/** What becomes of addresses in what is stored: nothing that lets anybody in stays, however badly they are spelled. */
import { expect, test } from 'vitest';
import { redact } from '../../src/lib/redact.ts';

const BAD = [
  'https://user:CANARY@host.example/path',
  'https://CANARY@host.example/',
  'https://host.example/path?sig=CANARY#CANARY',
  'https://user:CA@NARY-CANARY@host.example/',
  'HTTPS:/user:CANARY@/',
  'https:user:CANARY@host.example',
  'https:\\\\user:CANARY@host.example',
  '//user:CANARY@host.example/',
  'https://user:slash/CANARY@host.example/',
  'ftp://user:CANARY@host.example',
  'postgresql://slipway:CANARY@db/slipway',
  'http:/host.example?token=CANARY',
  'https://proxy.example/https://user:CANARY@host.example/',
];

/** Nothing but the name of the field tells that these are addresses. */
const WORSE = [
  'user:CANARY@host.example',
  'https://user:CANARY',
  'https://user:question?CANARY@host.example/',
  'https://user: space CANARY@host.example/',
  'https://user:"CANARY@host.example/',
  'ht\ntps://user:\tCANARY@host.example/',
  ' host.example/?sig=CANARY',
];

test.each([...BAD, ...WORSE])('a field with the address %j shows no secret of it', (url) => {
  expect(JSON.stringify(redact({ url, sourceUrl: url, media: [{ url }], photo_urls: [url] }))).not.toContain('CANARY');
});

test.each(BAD)('text with the address %j shows no secret of it', (url) => {
  expect(JSON.stringify(redact({ message: `There is nothing at ${url}, it seems`, [url]: 1 }))).not.toContain('CANARY');
});

test('what is no secret stays', () => {
  const harmless = {
    url: 'https://www.tiktok.com/@user/video/1',
    urls: ['http://localhost:4000/media', 'https://[2001:db8::1]:8443/@a', 'localhost:3000'],
    text: 'Mail bob@example.com, or see https://x.com/@bob and https://youtu.be/@a at 12:30 // @c',
  };
  expect(redact(harmless)).toEqual(harmless);
  expect(redact({ url: 'https://user:word@host.example/path?query' })).toEqual({
    url: 'https://[redacted]@host.example/path?[redacted]',
  });
});
