/** The names of codecs: the rules of all platforms and the measured facts use the same ones. */

export type VideoCodec = 'avc' | 'hevc' | 'vp8' | 'vp9';
export type AudioCodec = 'aac';

/** Other spellings of the same codec: `avc1.640028`, `H264`, `hvc1.1.6.L93.90`, `mp4a.40.2`. */
const SPELLINGS: readonly (readonly [RegExp, VideoCodec | AudioCodec])[] = [
  [/^(avc|h\.?264)/, 'avc'],
  [/^(hevc|hvc1|hev1|h\.?265)/, 'hevc'],
  [/^(aac|mp4a)/, 'aac'],
];

export function codecName(spelling: string): string {
  const name = spelling.toLowerCase();
  return SPELLINGS.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}
