/** Files that are damaged, or made to hurt: each is measured or refused, and what examines it goes on. */
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { createExaminer, UnreadableMediaError } from '../../src/lib/media/examiner.ts';
import { isMediaType, type MediaFacts, sniff } from '../../src/lib/media/types.ts';
import { damagedFiles, hurtfulFiles, wholeFiles } from '../support/damaged-media.ts';

/** Thousands when asked: `SLIPWAY_DAMAGED_FILES=5000 SLIPWAY_SEED=7 npx vitest run test/unit/damaged-files.test.ts`. */
const COUNT = Number(process.env.SLIPWAY_DAMAGED_FILES ?? 330);
const SEED = Number(process.env.SLIPWAY_SEED ?? 1);

// Whole files of this size take a hundredth of it.
const examiner = createExaminer({ cpuMs: 1_000 });
afterAll(() => examiner[Symbol.asyncDispose]());

/** Its measures, or why it is refused; anything else is thrown. */
async function verdict(bytes: Buffer): Promise<MediaFacts | string> {
  const mimeType = sniff(bytes.subarray(0, 4_096));
  if (!isMediaType(mimeType)) return 'not a media type';
  const open = ({ start, end }: { start: number; end: number }) => Readable.from([bytes.subarray(start, end)]);
  try {
    return await examiner.examine({ bytes: bytes.length, mimeType, open });
  } catch (error) {
    if (error instanceof UnreadableMediaError) return error.message;
    throw error;
  }
}

const COLUMN = 2 ** 31 - 1;

test('every whole file that is damaged below is measured', async () => {
  for (const [name, bytes] of Object.entries(await wholeFiles())) {
    expect(await verdict(bytes), name).toMatchObject({ width: expect.any(Number), frameCount: expect.any(Number) });
  }
});

test(`${COUNT} files damaged at random are measured or refused`, async () => {
  let measured = 0;
  let refused = 0;
  for await (const { name, bytes } of damagedFiles(SEED, COUNT)) {
    const result = await verdict(bytes);
    if (typeof result === 'string') {
      expect(result, name).not.toBe('');
      refused += 1;
      continue;
    }
    measured += 1;
    for (const value of [result.width, result.height, result.durationMs, result.frameCount]) {
      if (value === null) continue;
      expect(value, name).toBeGreaterThan(0);
      expect(value, name).toBeLessThanOrEqual(COLUMN);
    }
  }
  // Damage that does neither would be none.
  expect(measured).toBeGreaterThan(COUNT / 20);
  expect(refused).toBeGreaterThan(COUNT / 20);
});

test('a small file that sends its reader in circles gets little time, so that others get their turn', async () => {
  await using usual = createExaminer();
  // 277 bytes, on which the library that reads them never comes to an end.
  let circular: Buffer = Buffer.alloc(0);
  for await (const { bytes } of damagedFiles(4_242, 60)) circular = bytes;
  const open = ({ start, end }: { start: number; end: number }) => Readable.from([circular.subarray(start, end)]);
  await expect(usual.examine({ bytes: circular.length, mimeType: 'video/x-matroska', open })).rejects.toThrow(
    'it took more than 2001 ms of processor time',
  );
});

describe('a file that declares what it cannot hold is refused, and the next one is measured', async () => {
  test.each(await hurtfulFiles())('$name', async ({ bytes }) => {
    const reason = await verdict(bytes);
    expect(reason).toEqual(expect.any(String));
    expect(reason).not.toBe('not a media type');
    const whole = await wholeFiles();
    expect(await verdict(whole.mp4 ?? Buffer.alloc(0))).toMatchObject({ kind: 'VIDEO' });
  });
});
