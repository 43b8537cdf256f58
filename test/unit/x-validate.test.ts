/** What X is checked for when a post is written: options, limits and the weighted length. */
import fc from 'fast-check';
import twitterText from 'twitter-text';
import { describe, expect, it } from 'vitest';
import type { AccountFacts, PublishPost } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { type XOptions, options as xOptions } from '../../src/platforms/x/options.ts';
import { partsOf } from '../../src/platforms/x/parts.ts';
import { urlsIn, weightedLength } from '../../src/platforms/x/text.ts';
import { image, video } from '../support/x-media.ts';

const MIB = 1024 * 1024;

const post = (over: Partial<Omit<PublishPost, 'options'>> & { options?: unknown } = {}): PublishPost<XOptions> => ({
  targetId: 't',
  format: 'TEXT',
  caption: 'hello',
  title: null,
  media: [],
  ...over,
  options: xOptions.parse(over.options ?? {}),
});
const account = (subscriptionType: string): AccountFacts => ({
  externalId: '1',
  username: 'acme',
  displayName: null,
  facts: { subscriptionType },
});
const issues = (over: Parameters<typeof post>[0], who: AccountFacts | null = null) =>
  x.validate(post(over), who).map(({ severity, code, limit, actual }) => ({ severity, code, limit, actual }));
const codes = (over: Parameters<typeof post>[0], who: AccountFacts | null = null) =>
  issues(over, who)
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code }) => code);

it('a text of white space is none: it is missed without a file, and left out with one', () => {
  const blank = ' '.repeat(300);
  expect(codes({ caption: blank })).toEqual(['TEXT_MISSING']);
  const [part] = partsOf(post({ format: 'IMAGE', caption: blank, media: [image()] }));
  expect(part.text).toBe('');
});

describe('the weighted length', () => {
  it.each([
    ['plain latin', 'hello', 5],
    ['a decomposed letter counts after NFC', 'e\u0301', 1],
    ['CJK counts two', '日本語', 6],
    ['a letter outside the BMP counts two', '𝒜', 2],
    ['a family of emoji counts two', '👨‍👩‍👧‍👦', 2],
    ['a skin tone counts nothing extra', '👍🏽', 2],
    ['a flag counts two', '🇩🇪', 2],
    ['a long link counts 23', `https://example.com/${'a'.repeat(200)}`, 23],
    ['a bare domain counts 23', 'example.com', 23],
    ['dashes and quotes count one', '—“”', 3],
    ['an ellipsis counts two', '…', 2],
    ['white space counts one each', ' a \n\tb ', 7],
    ['links in brackets and between words', 'see (example.com) or https://x.org, bye', 61],
    ['a long link among many letters', `${'面'.repeat(600)} https://example.com/${'a'.repeat(3_000)}`, 1_224],
  ])('%s', (_name, text, weight) => {
    expect(weightedLength(text)).toBe(weight);
  });

  it('is counted as by the library, which counts the whole text at once', () => {
    const piece = fc.constantFrom(
      'bread',
      '面',
      '😀',
      '👨‍👩‍👧',
      'é',
      'e\u0301',
      'example.com',
      'https://a.de/x?y=z#w',
      '.',
      ',',
      '(',
      ')',
      '@',
      '#',
      '$',
      '/',
      ' ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        expect(weightedLength(text)).toBe(twitterText.parseTweet(text).weightedLength);
        expect(urlsIn(text)).toEqual(twitterText.extractUrls(text));
      }),
      { numRuns: 500 },
    );
  });

  it('of a text that the library would take minutes for is counted while nobody waits', () => {
    // Quadratic, this is beyond the limit of a test; as it is, it takes the blink of an eye.
    const text = `a.de ${'😀'.repeat(50_000)} ${'面.'.repeat(20_000)}`;
    expect(weightedLength(text)).toBeGreaterThan(100_000);
    expect(urlsIn(text)[0]).toBe('a.de');
  });
});

describe('validate', () => {
  it('takes a text of exactly 280 and refuses 281, naming both numbers', () => {
    expect(issues({ caption: 'x'.repeat(280) })).toEqual([]);
    expect(issues({ caption: 'x'.repeat(281) })).toEqual([
      { severity: 'ERROR', code: 'TEXT_TOO_LONG', limit: 280, actual: 281 },
    ]);
  });

  it.each(['Basic', 'Premium', 'PremiumPlus'])('lets a %s subscriber write 25,000', (type) => {
    expect(codes({ caption: 'x'.repeat(25_000) }, account(type))).toEqual([]);
    expect(issues({ caption: 'x'.repeat(25_001) }, account(type))).toEqual([
      { severity: 'ERROR', code: 'TEXT_TOO_LONG', limit: 25_000, actual: 25_001 },
    ]);
  });

  it.each([['None'], ['verified'], ['']])('counts subscription %j as none', (type) => {
    expect(codes({ caption: 'x'.repeat(281) }, account(type))).toEqual(['TEXT_TOO_LONG']);
  });

  it('wants a text where there is no media', () => {
    expect(codes({ caption: ' \n' })).toEqual(['TEXT_MISSING']);
    expect(codes({ format: 'IMAGE', caption: '', media: [image()] })).toEqual([]);
  });

  it('allows one cashtag', () => {
    expect(codes({ caption: 'buy $ACME for $5' })).toEqual([]);
    expect(issues({ caption: '$ACME and $OTHER' })).toEqual([
      { severity: 'ERROR', code: 'TEXT_INVALID', limit: 1, actual: 2 },
    ]);
    expect(codes({ caption: '$ACME up, $ACME down' })).toEqual(['TEXT_INVALID']);
  });

  it('warns of emoji that are newer than its table, and refuses only what is too long by any count', () => {
    const family = '🧑‍🧑‍🧒';
    expect(issues({ caption: `Us: ${family}` })).toEqual([
      { severity: 'WARNING', code: 'TEXT_TOO_LONG', limit: 280, actual: 12 },
    ]);
    expect(codes({ caption: family.repeat(140) })).toEqual([]);
    expect(codes({ caption: `${family.repeat(140)}!` })).toEqual(['TEXT_TOO_LONG']);
    expect(issues({ caption: '👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ❤️ 👍🏽 #️⃣ 🫩 © 🇩🇪' })).toEqual([]);
  });

  it('tells that a link makes the post dearer, without refusing it', () => {
    expect(issues({ caption: 'see example.com' })).toEqual([{ severity: 'WARNING', code: 'COST' }]);
  });

  it('refuses formats that X does not have', () => {
    expect(codes({ format: 'STORY' })).toEqual(['FORMAT_UNSUPPORTED']);
  });

  it.each([
    ['no image', { format: 'IMAGE', media: [] }, ['MEDIA_MISSING']],
    ['two images in IMAGE', { format: 'IMAGE', media: [image(), image()] }, ['MEDIA_TOO_MANY']],
    ['one image in CAROUSEL', { format: 'CAROUSEL', media: [image()] }, ['MEDIA_TOO_FEW']],
    [
      'five images in CAROUSEL',
      { format: 'CAROUSEL', media: Array.from({ length: 5 }, () => image()) },
      ['MEDIA_TOO_MANY'],
    ],
    ['a video as IMAGE', { format: 'IMAGE', media: [video()] }, ['MEDIA_KIND']],
    ['an image as VIDEO', { format: 'VIDEO', media: [image()] }, ['MEDIA_KIND']],
    ['media in TEXT', { format: 'TEXT', media: [image()] }, ['MEDIA_TOO_MANY']],
    ['TIFF', { format: 'IMAGE', media: [image({ mimeType: 'image/tiff' })] }, ['MEDIA_TYPE']],
    ['6 MiB of image', { format: 'IMAGE', media: [image({ bytes: 6 * MIB })] }, ['MEDIA_TOO_LARGE']],
    ['6 MiB of GIF', { format: 'VIDEO', media: [image({ mimeType: 'image/gif', bytes: 6 * MIB })] }, []],
    [
      '16 MiB of GIF',
      { format: 'VIDEO', media: [image({ mimeType: 'image/gif', bytes: 16 * MIB })] },
      ['MEDIA_TOO_LARGE'],
    ],
    [
      'a GIF of 351 frames',
      {
        format: 'VIDEO',
        media: [image({ mimeType: 'image/gif', frameCount: 351, width: 10, height: 10 })],
      },
      ['MEDIA_TOO_LONG'],
    ],
    [
      'a GIF of more than 300 million pixels in all',
      { format: 'VIDEO', media: [image({ mimeType: 'image/gif', frameCount: 326, width: 1280, height: 720 })] },
      ['MEDIA_DIMENSIONS'],
    ],
    ['a still GIF among others', { format: 'CAROUSEL', media: [image(), image({ mimeType: 'image/gif' })] }, []],
    [
      'an animated GIF among others',
      { format: 'CAROUSEL', media: [image(), image({ mimeType: 'image/gif', frameCount: 5 })] },
      ['MEDIA_KIND'],
    ],
    ['a video upright', { format: 'VIDEO', media: [video({ width: 720, height: 1280 })] }, []],
    ['31 pixels', { format: 'VIDEO', media: [video({ width: 31, height: 32 })] }, ['MEDIA_DIMENSIONS']],
    ['4:1', { format: 'VIDEO', media: [video({ width: 1200, height: 300 })] }, ['MEDIA_ASPECT_RATIO']],
    ['60.03 fps', { format: 'VIDEO', media: [video({ frameRate: 60.03 })] }, []],
    ['61 fps', { format: 'VIDEO', media: [video({ frameRate: 61 })] }, ['MEDIA_FRAME_RATE']],
    ['59.94 fps', { format: 'VIDEO', media: [video({ frameRate: 59.94 })] }, []],
    ['60.03 fps', { format: 'VIDEO', media: [video({ frameRate: 60.03 })] }, []],
    ['an image of 8,192 pixels', { format: 'IMAGE', media: [image({ width: 8_192, height: 4 })] }, []],
    ['an image of 8,193 pixels', { format: 'IMAGE', media: [image({ width: 8_193 })] }, ['MEDIA_DIMENSIONS']],
    ['an image of 3 pixels', { format: 'CAROUSEL', media: [image(), image({ height: 3 })] }, ['MEDIA_DIMENSIONS']],
    ['125 minutes', { format: 'VIDEO', media: [video({ durationMs: 7_500_040 })] }, []],
    ['126 minutes', { format: 'VIDEO', media: [video({ durationMs: 7_560_000 })] }, ['MEDIA_TOO_LONG']],
    ['8 GB', { format: 'VIDEO', media: [video({ bytes: 8_000_000_000 })] }, []],
    ['more than 8 GB', { format: 'VIDEO', media: [video({ bytes: 8_000_000_001 })] }, ['MEDIA_TOO_LARGE']],
    ['1920×1200', { format: 'VIDEO', media: [video({ width: 1200, height: 1920 })] }, ['MEDIA_DIMENSIONS']],
    ['0.4 s', { format: 'VIDEO', media: [video({ durationMs: 400 })] }, ['MEDIA_TOO_SHORT']],
    ['HEVC', { format: 'VIDEO', media: [video({ videoCodec: 'hevc' })] }, ['MEDIA_CODEC']],
    ['alt text of 1,001', { format: 'IMAGE', media: [image({ altText: 'x'.repeat(1_001) })] }, ['ALT_TEXT_TOO_LONG']],
  ] as const)('%s', (_name, over, expected) => {
    expect(codes(over)).toEqual(expected);
  });

  it.each([
    ['141 s', video({ durationMs: 141_000 }), 'MEDIA_TOO_LONG', 140_000],
    ['21 minutes', video({ durationMs: 1_260_000 }), 'MEDIA_TOO_LONG', 1_200_000],
    ['513 MiB', video({ bytes: 513 * MIB }), 'MEDIA_TOO_LARGE', 512 * MIB],
    ['1080p', video({ width: 1080, height: 1920 }), 'MEDIA_DIMENSIONS', '1280×1024'],
  ] as const)('warns an account without a subscription, and only that, of %s', (_name, media, code, limit) => {
    expect(issues({ format: 'VIDEO', media: [media] })).toMatchObject([{ severity: 'WARNING', code, limit }]);
    expect(issues({ format: 'THREAD', media: [media], options: { thread: [{ text: 'two' }] } })).toHaveLength(1);
    expect(issues({ format: 'VIDEO', media: [media] }, account('Premium'))).toEqual([]);
  });

  it('says nothing of 140.06 s', () => {
    expect(issues({ format: 'VIDEO', media: [video({ durationMs: 140_060 })] })).toEqual([]);
  });

  it('warns, but does not refuse, when a file could not be examined', () => {
    const media = [video({ width: null, height: null, durationMs: null, frameRate: null })];
    expect(issues({ format: 'VIDEO', media })).toMatchObject([
      { severity: 'WARNING', code: 'MEDIA_UNPROBED', actual: 'length, width, height' },
    ]);
  });

  it('refuses a poll together with media, and thread parts outside a thread', () => {
    const poll = { options: ['a', 'b'], durationMinutes: 60 };
    expect(codes({ options: { poll } })).toEqual([]);
    expect(codes({ format: 'IMAGE', media: [image()], options: { poll } })).toEqual(['OPTION_CONFLICT']);
    expect(codes({ options: { thread: [{ text: 'more' }] } })).toEqual(['OPTION_CONFLICT']);
  });

  it('checks every part of a thread by itself and says which one', () => {
    const found = x.validate(
      post({ format: 'THREAD', options: { thread: [{ text: 'fine' }, { text: 'x'.repeat(281) }, { text: '' }] } }),
      null,
    );
    expect(found.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['TEXT_TOO_LONG', 'options.thread.1.text'],
      ['TEXT_MISSING', 'options.thread.2.text'],
    ]);
    expect(found[0]?.message).toContain('part 3 of 4');
  });

  it('gives the first part of a thread the media that no other part takes', () => {
    const media = Array.from({ length: 5 }, () => image());
    expect(codes({ format: 'THREAD', media, options: { thread: [{ text: 'more' }] } })).toEqual(['MEDIA_TOO_MANY']);
    expect(codes({ format: 'THREAD', media, options: { thread: [{ text: 'more', mediaIndexes: [4] }] } })).toEqual([]);
    expect(codes({ format: 'THREAD', media: [image(), video()], options: { thread: [{ text: 'more' }] } })).toEqual([
      'MEDIA_KIND',
    ]);
  });

  it('refuses a thread of one part, media that do not exist and media used twice', () => {
    expect(codes({ format: 'THREAD' })).toEqual(['OPTION_REQUIRED']);
    expect(codes({ format: 'THREAD', options: { thread: [{ text: 'a', mediaIndexes: [0] }] } })).toEqual([
      'OPTION_INVALID',
    ]);
    const thread = [
      { text: 'a', mediaIndexes: [0] },
      { text: 'b', mediaIndexes: [0] },
    ];
    expect(codes({ format: 'THREAD', media: [image()], options: { thread } })).toEqual(['OPTION_INVALID']);
  });
});

describe('options', () => {
  it.each([
    ['an unknown field', { colour: 'red' }],
    ['one poll option', { poll: { options: ['a'], durationMinutes: 60 } }],
    ['five poll options', { poll: { options: ['a', 'b', 'c', 'd', 'e'], durationMinutes: 60 } }],
    ['a poll option of 26 characters', { poll: { options: ['a', 'b'.repeat(26)], durationMinutes: 60 } }],
    ['a poll of 4 minutes', { poll: { options: ['a', 'b'], durationMinutes: 4 } }],
    ['a poll of 8 days', { poll: { options: ['a', 'b'], durationMinutes: 11_520 } }],
    ['an id that is a name', { communityId: 'cats' }],
    ['eleven tagged users', { taggedUserIds: Array.from({ length: 11 }, (_, index) => String(index)) }],
    ['a made-up reply setting', { replySettings: 'friends' }],
  ])('refuses %s', (_name, options) => {
    expect(xOptions.safeParse(options).success).toBe(false);
  });
});
