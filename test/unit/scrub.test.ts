/** Secrets are found again in every spelling, and nothing else is taken for one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from '../../src/lib/scrub.ts';

const SECRET = 'EAAB+k3y/9=~qzx&en "7"';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a secret', () => {
  const spellings = {
    'as it is': SECRET,
    'percent-encoded': encodeURIComponent(SECRET),
    'percent-encoded in lower case': encodeURIComponent(SECRET).replace(/%../g, (octet) => octet.toLowerCase()),
    'percent-encoded twice': encodeURIComponent(encodeURIComponent(SECRET)),
    'as a field of a form': new URLSearchParams({ token: SECRET }).toString(),
    'as JSON': JSON.stringify({ token: SECRET }),
    'as JSON in JSON': JSON.stringify(JSON.stringify(SECRET)),
    'as JSON with escaped slashes and ampersands': String.raw`"EAAB+k3y\/9=~qzx\u0026en \"7\""`,
    'in a page': 'EAAB+k3y/9=~qzx&amp;en &quot;7&#34;',
    'as base64': base64(SECRET),
    'as credentials for Basic': `Basic ${base64(`client:${SECRET}`)}`,
    'in the middle of base64': base64(`ab${SECRET}cd`),
    'as base64 of the other alphabet': Buffer.from(`x${SECRET}`).toString('base64url'),
    'as percent-encoded base64': encodeURIComponent(base64(SECRET)),
    'as hexadecimal digits': Buffer.from(SECRET).toString('hex').toUpperCase(),
  };
  for (const [how, echo] of Object.entries(spellings))
    it(`is taken out ${how}`, () => {
      const left = createScrubber([SECRET]).text(`before ${echo} after`);
      expect(left).toMatch(/^before .*\[redacted\].* after$/);
      // What is left of base64 beside it belongs to what stood beside the secret.
      for (const piece of ['k3y', 'qzx', base64(SECRET).slice(4, 12)]) expect(left).not.toContain(piece);
    });

  it('is taken out of names and values of JSON at any depth, and what holds none stays the same object', () => {
    const harmless = { list: [1, 'a', null, { b: true }] };
    const { json } = createScrubber([SECRET]);
    expect(json(harmless)).toBe(harmless);
    expect(json({ [`no ${SECRET}`]: [{ deep: `x${SECRET}` }], harmless })).toEqual({
      'no [redacted]': [{ deep: 'x[redacted]' }],
      harmless,
    });
  });

  it('that contains another one leaves nothing over', () => {
    expect(createScrubber(['abcdef', 'abcdefghijkl']).text('abcdefghijkl abcdef')).toBe('[redacted] [redacted]');
  });

  it('is found whatever it is made of and whatever surrounds it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }),
        fc.string({ maxLength: 9, unit: 'grapheme' }),
        fc.string({ maxLength: 9, unit: 'grapheme' }),
        (secret, before, after) => {
          const { text } = createScrubber([secret]);
          const whole = `${before}${secret}${after}`;
          for (const echo of [whole, encodeURIComponent(whole), JSON.stringify(whole), base64(whole)])
            expect(text(echo)).toContain('[redacted]');
        },
      ),
    );
  });
});

it('leaves alone what merely looks like a secret', () => {
  const harmless = 'invalid_client_secret: see https://example.com/?code=12 and c2VjcmV0';
  expect(createScrubber(['another-secret-value', 'short']).text(harmless)).toBe(harmless);
});
