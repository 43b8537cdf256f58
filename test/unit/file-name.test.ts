/** Names of files, however they travel. */
import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { cleanFileName, fileNameFromHeader, fileNameFromUrl } from '../../src/domain/media/file-name.ts';

const NAME = 'Café 東京 – Généré.jpg';
/** As Node hands over the bytes of a header. */
const raw = (name: string, encoding: 'utf8' | 'latin1' = 'utf8') => Buffer.from(name, encoding).toString('latin1');

describe('a name in a header', () => {
  test.each([
    ['UTF-8 bytes', raw(NAME), NAME],
    ['percent-encoded', encodeURIComponent(NAME), NAME],
    ['RFC 8187', `UTF-8''${encodeURIComponent(NAME)}`, NAME],
    ['RFC 8187 with a language', `utf-8'en'na%C3%AFve.jpg`, 'naïve.jpg'],
    ['RFC 8187 in Latin-1', `iso-8859-1''%A3%20rates.jpg`, '£ rates.jpg'],
    ['Latin-1 bytes', raw('naïve.jpg', 'latin1'), 'naïve.jpg'],
    ['a percent sign of its own', '100% bread.jpg', '100% bread.jpg'],
    ['UTF-8 bytes and a percent sign', raw('100 % Käse.jpg'), '100 % Käse.jpg'],
    ['an apostrophe', "the baker's'bread.jpg", "the baker's'bread.jpg"],
    ['a path', '../../etc/passwd', 'passwd'],
    ['a path, encoded', '..%2F..%2Fetc%2Fpasswd', 'passwd'],
    ['a path of Windows', 'C:\\photos\\bread.jpg', 'bread.jpg'],
    ['controls and lines', 'a%00b%0D%0Ac%7F.jpg', 'abc.jpg'],
    ['text turned around', encodeURIComponent('bread\u202Egpj.exe'), 'breadgpj.exe'],
    ['isolates and marks', encodeURIComponent('\u2066a\u2069\u200F\u061Cb\uFEFF.jpg'), 'ab.jpg'],
    ['joined emoji', encodeURIComponent('👩‍🍳.jpg'), '👩‍🍳.jpg'],
    ['letters in two pieces', encodeURIComponent('Cafe\u0301.jpg'), 'Café.jpg'],
  ])('%s', (_how, header, name) => {
    expect(fileNameFromHeader(header)).toBe(name);
  });

  test.each(['', ' ', '/', '..', '%2E%2E', '%00', 'photos/'])('%j is no name', (header) => {
    expect(fileNameFromHeader(header)).toBeNull();
  });

  test('is cut between characters', () => {
    expect(cleanFileName(`${'a'.repeat(254)}👩`)).toBe('a'.repeat(254));
    expect(cleanFileName('a'.repeat(300))).toHaveLength(255);
  });
});

test('a name in a URL is decoded', () => {
  expect(fileNameFromUrl(`https://example.com/a/${encodeURIComponent(NAME)}?x=/y.png`)).toBe(NAME);
  expect(fileNameFromUrl('https://example.com/a%2Fb.jpg')).toBe('b.jpg');
  expect(fileNameFromUrl('https://example.com/')).toBeNull();
  expect(fileNameFromUrl('nonsense')).toBeNull();
});
