/** What edit lists leave out is not played: Slipway and the sandbox, which know nothing of each other, agree on how long a video is. */
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createVideoSniffer } from '../../sandbox/sniff.ts';
import { box, withInside } from '../support/damaged-media.ts';
import { testExaminer } from '../support/examiner.ts';
import { sampleMp4 } from '../support/sample-media.ts';

const PLAIN = sampleMp4({ durationMs: 5_000, frameRate: 30, audio: false });
/** Ticks of the sample's video track in a second; those of the movie are milliseconds. */
const SCALE = 30_000;
const RATE = 0x1_0000;
const PAUSE = 0xffff_ffff;

/** Where pictures are stored in another order than they are shown, all are shifted, by two frames of 1,000 ticks here. */
const shifted = withInside(
  PLAIN,
  ['moov', 'trak', 'mdia', 'minf', 'stbl'],
  box('ctts', [0, 3, 1, 2_000, 148, 4_000, 1, 2_000]),
);

const edited = (...edits: readonly (readonly [lengthMs: number, from: number])[]) => withEdits(PLAIN, ...edits);
const withEdits = (file: Buffer, ...edits: readonly (readonly [lengthMs: number, from: number])[]) =>
  withInside(
    file,
    ['moov', 'trak'],
    box('edts', box('elst', [0, edits.length, ...edits.flatMap(([length, from]) => [length, from, RATE])])),
  );
const long = withInside(PLAIN, ['moov', 'trak'], box('edts', box('elst', [0x0100_0000, 1, 0, 2_500, 0, SCALE, RATE])));

async function measured(bytes: Buffer): Promise<number | null> {
  const open = ({ start, end }: { start: number; end: number }) => Readable.from([bytes.subarray(start, end)]);
  return (await testExaminer.examine({ bytes: bytes.length, mimeType: 'video/mp4', open })).durationMs;
}

function seenBySandbox(bytes: Buffer): number | undefined {
  const sniffer = createVideoSniffer();
  sniffer.write(bytes);
  return sniffer.facts().durationMs;
}

describe('a video of 5 s', () => {
  test.each([
    ['without edits', PLAIN, 5_000],
    ['that plays all of it', edited([5_000, 0]), 5_000],
    ['whose end is left out', edited([2_000, 0]), 2_000],
    ['whose beginning is left out', edited([3_000, 2 * SCALE]), 3_000],
    ['of which the middle is played', edited([1_500, SCALE]), 1_500],
    ['of which two parts are played', edited([2_000, 0], [1_000, 4 * SCALE]), 3_000],
    ['that begins after a pause', edited([1_000, PAUSE], [5_000, 0]), 6_000],
    ['with edits in long form', long, 2_500],
    ['with an edit that means the rest', edited([0, 0]), 5_000],
    ['whose edit begins behind the shift of its pictures', withEdits(shifted, [5_000, 2_000]), 5_000],
  ] as const)('%s lasts as long as it plays', async (_name, bytes, durationMs) => {
    expect(await measured(bytes)).toBe(durationMs);
    expect(seenBySandbox(bytes)).toBe(durationMs);
  });

  test('plays no more than it has, whatever its edits claim', async () => {
    expect(await measured(edited([60_000, 0]))).toBe(5_000);
  });
});
