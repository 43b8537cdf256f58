/** X without a network: knowing a post again, and cutting a file into segments. */
import { describe, expect, it } from 'vitest';
import { isSame, type SentPost } from '../../src/platforms/x/find.ts';
import type { TimelinePost } from '../../src/platforms/x/lists.ts';
import { canonicalPostText, canonicalText, snowflakeTime } from '../../src/platforms/x/text.ts';
import { planSegments, probeOf, segmentBytes } from '../../src/platforms/x/upload.ts';
import { video } from '../support/x-media.ts';

const MIB = 1024 * 1024;
const now = new Date('2026-11-20T12:00:00Z');

describe('finding a post again', () => {
  const sent = (over: Partial<SentPost> = {}): SentPost => ({
    text: 'hello',
    media: [],
    hasPoll: false,
    parentId: null,
    username: 'acme',
    ...over,
  });
  const read = (over: Partial<TimelinePost> = {}): TimelinePost => ({
    id: '1',
    createdAt: null,
    text: 'hello',
    urls: [],
    mediaKeys: null,
    pollIds: null,
    repliesTo: null,
    ...over,
  });

  it('reads the time out of an id that was made from one, and nothing out of another', () => {
    const id = ((BigInt(now.getTime()) - 1_288_834_974_657n) << 22n) + 4_194_303n;
    expect(snowflakeTime(String(id))).toEqual(now);
    expect(snowflakeTime('1042')).toBeNull();
    expect(snowflakeTime('post-7')).toBeNull();
  });

  it.each([
    ['escaped characters', 'a & b < c', 'a &amp; b &lt; c', []],
    ['an escape that the author wrote', 'a &amp; b', 'a &amp;amp; b', []],
    ['another normal form', 'cafe\u0301', 'caf\u00e9', []],
    ['space at the ends and in between', ' a\r\n\nb  ', 'a\n\nb', []],
    [
      'a link',
      'see https://example.com/?a=1&b=2 now',
      'see https://t.co/abc now',
      [{ url: 'https://t.co/abc', expanded_url: 'https://example.com/?a=1&b=2' }],
    ],
    [
      'a bare domain',
      'see Example.com',
      'see https://t.co/abc',
      [{ url: 'https://t.co/abc', expanded_url: 'http://example.com' }],
    ],
    [
      'the link of the media',
      'look',
      'look https://t.co/xyz',
      [{ url: 'https://t.co/xyz', expanded_url: 'https://x.com/acme/status/1/photo/1', media_key: '3_1' }],
    ],
    ['the link of the media without entity', 'look', 'look https://t.co/xyz', []],
    ['nothing but media', '', 'https://t.co/xyz', []],
  ])('knows a text again in spite of %s', (_name, ours, theirs, links) => {
    expect(canonicalPostText(theirs, links)).toBe(canonicalText(ours));
  });

  it('tells different links and texts apart', () => {
    const link = [{ url: 'https://t.co/abc', expanded_url: 'https://example.com/2' }];
    expect(canonicalPostText('see https://t.co/abc', link)).not.toBe(canonicalText('see https://example.com/1'));
    expect(isSame(sent(), read({ text: 'hello!' }))).toBe(false);
  });

  it('goes by the media when there are some, whatever the text says', () => {
    const media = [{ id: '77', mediaKey: '3_77' }];
    expect(isSame(sent({ media }), read({ text: 'changed', mediaKeys: ['3_77'] }))).toBe(true);
    expect(isSame(sent({ media }), read({ mediaKeys: ['3_78'] }))).toBe(false);
    expect(isSame(sent({ media: [{ id: '77', mediaKey: null }] }), read({ mediaKeys: ['7_77'] }))).toBe(true);
    expect(isSame(sent(), read({ mediaKeys: ['3_78'] }))).toBe(false);
    expect(isSame(sent({ media }), read({ mediaKeys: [] }))).toBe(false);
    // A key that X never told us cannot speak against a post with our text.
    expect(isSame(sent({ media: [{ id: '77', mediaKey: null }] }), read({ mediaKeys: ['7_1001'] }))).toBe(true);
  });

  it('goes by the text when the answer does not tell the media', () => {
    expect(isSame(sent({ media: [{ id: '77', mediaKey: '3_77' }] }), read({ text: 'hello https://t.co/xyz' }))).toBe(
      true,
    );
  });

  it('wants the right parent for a part of a thread and none for a post', () => {
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '5' }))).toBe(true);
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '6' }))).toBe(false);
    expect(isSame(sent(), read({ repliesTo: '5' }))).toBe(false);
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '5', text: '@Acme hello' }))).toBe(true);
  });

  it('does not take a post without a poll for one with', () => {
    expect(isSame(sent({ hasPoll: true }), read({ mediaKeys: [], pollIds: [] }))).toBe(false);
    expect(isSame(sent({ hasPoll: true }), read({ mediaKeys: [], pollIds: ['9'] }))).toBe(true);
  });
});

describe('an upload', () => {
  const journal = (entries: Record<string, { next: number }> = {}) => ({ peek: (name: string) => entries[name] });

  it('sends 1 MiB segments numbered from 0 that cover the file', () => {
    const segments = planSegments(2.5 * MIB, MIB).flat();
    expect(segments.map(({ index, start, end }) => [index, start, end])).toEqual([
      [0, 0, MIB],
      [1, MIB, 2 * MIB],
      [2, 2 * MIB, 2.5 * MIB],
    ]);
  });

  it.each([1, 512 * MIB, 1_000 * MIB, 1_000 * MIB + 1, 7_999_999_999, 8_000_000_000])(
    'holds a file of %i bytes in at most 1,000 segments of at most 8 MB',
    (bytes) => {
      const size = segmentBytes(journal(), { index: 0, media: video({ bytes }) });
      const segments = planSegments(bytes, size).flat();
      expect(size).toBeLessThanOrEqual(8_000_000);
      if (bytes <= 1_000 * MIB) expect(size).toBe(MIB);
      expect(segments.length).toBeLessThanOrEqual(1_000);
      expect(segments.at(-1)?.end).toBe(bytes);
      expect(segments.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(bytes);
    },
  );

  it('uses the size that was journaled after a refusal', () => {
    const refused = journal({
      'media-2-segment-size-1': { next: 512 * 1024 },
      'media-2-segment-size-2': { next: 256 * 1024 },
    });
    expect(segmentBytes(refused, { index: 2, media: video({ bytes: 5 * MIB }) })).toBe(256 * 1024);
  });

  it.each([
    [{ state: 'pending' }, 5_000],
    [{ state: 'in_progress', check_after_secs: 5 }, 5_000],
    [{ state: 'in_progress', check_after_secs: 600 }, 60_000],
  ])('asks again as X says, between 1 and 60 seconds, and after 5 where it does not say', (info, againInMs) => {
    expect(probeOf(info)).toMatchObject({ againInMs });
  });

  it('takes a failed processing for a broken file', () => {
    const failed = { state: 'failed', error: { code: 1, name: 'InvalidMedia', message: 'unsupported codec' } };
    expect(() => probeOf(failed)).toThrow(
      expect.objectContaining({
        code: 'MEDIA_INVALID',
        kind: 'rejected',
        vendor: { code: 'InvalidMedia', subcode: '1', message: 'unsupported codec' },
      }),
    );
  });
});
