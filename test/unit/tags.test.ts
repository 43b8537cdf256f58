/** Hashtags and mentions, counted by validation and by the stand-in, which know nothing of each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tagsOf } from '../../sandbox/tags.ts';
import { hashtagsIn, mentionsIn } from '../../src/platforms/kit/tags.ts';
import { TAG_CASES } from '../support/tag-cases.ts';

describe.each(TAG_CASES)('$name', ({ text, hashtags = 0, mentions = 0 }) => {
  it('is counted alike', () => {
    expect({ hashtags: hashtagsIn(text), mentions: mentionsIn(text) }).toEqual({ hashtags, mentions });
    expect(tagsOf(text)).toEqual({ hashtags, mentions });
  });
});

it('whatever is put together of signs, letters and addresses is counted alike', () => {
  const piece = fc.constantFrom(
    ...[
      '#',
      '@',
      '＃',
      '＠',
      '&',
      '.',
      '-',
      '_',
      '+',
      '/',
      ' ',
      '\n',
      ',',
      'a',
      'Zz',
      'ä',
      'の',
      '1',
      '\uFE0F',
      '\u20E3',
    ],
    ...['🍞', '🇩', 'www.', 'http://', 'https://', 'a.de', 'x@y.org', '%', 'e\u0301'],
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      (text) => {
        expect(tagsOf(text)).toEqual({ hashtags: hashtagsIn(text), mentions: mentionsIn(text) });
      },
    ),
    { numRuns: 3_000 },
  );
});

it('a long text costs little', () => {
  const text = `${'a'.repeat(50_000)}${'a.'.repeat(50_000)}${' #a@b'.repeat(50_000)}`;
  expect([hashtagsIn(text), mentionsIn(text)]).toEqual([50_000, 0]);
});
