/** What a file says of itself: images and videos, whole, large, turned and broken. */
import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Output, WebMOutputFormat } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { UnreadableMediaError } from '../../src/lib/media/examiner.ts';
import { isMediaType, type MediaFacts, sniff } from '../../src/lib/media/types.ts';
import { boxAt, withNumber } from '../support/damaged-media.ts';
import { testExaminer } from '../support/examiner.ts';
import { sampleGif, sampleJpeg, sampleMp4, samplePng } from '../support/sample-media.ts';

async function examined(file: Buffer): Promise<MediaFacts & { read: number }> {
  let read = 0;
  const type = sniff(file.subarray(0, 4_096));
  if (!isMediaType(type)) throw new Error(`sniffed ${type}`);
  const open = ({ start, end }: { start: number; end: number }) => {
    read += end - start;
    return Readable.from([file.subarray(start, end)]);
  };
  return { ...(await testExaminer.examine({ bytes: file.length, mimeType: type, open })), read };
}

describe('images', () => {
  test.each([
    ['image/jpeg', sampleJpeg],
    ['image/png', samplePng],
    ['image/gif', sampleGif],
  ] as const)('%s is known by its bytes and measured', async (mimeType, sample) => {
    expect(await examined(sample({ width: 321, height: 123 }))).toMatchObject({
      kind: 'IMAGE',
      mimeType,
      width: 321,
      height: 123,
      durationMs: null,
      videoCodec: null,
    });
  });

  test('a WebP is measured', async () => {
    const bits = (100 - 1) | ((50 - 1) << 14);
    const body = Buffer.from([0x2f, bits & 0xff, (bits >> 8) & 0xff, (bits >> 16) & 0xff, (bits >> 24) & 0xff, 0]);
    const size = (value: number) => Buffer.from([value, 0, 0, 0]);
    const file = Buffer.concat([
      Buffer.from('RIFF'),
      size(18),
      Buffer.from('WEBPVP8L'),
      size(6),
      body,
      Buffer.alloc(8),
    ]);
    expect(await examined(file)).toMatchObject({ mimeType: 'image/webp', width: 100, height: 50 });
  });

  test('what lies behind the end of an image is not read', async () => {
    const { read, width } = await examined(sampleJpeg({ width: 640, height: 480, bytes: 5_000_000 }));
    expect(width).toBe(640);
    expect(read).toBeLessThan(600_000);
  });

  test('a JPEG taken on its side has the dimensions it is shown with', async () => {
    const upright = sampleJpeg({ width: 400, height: 300 });
    const orientation = Buffer.from(
      'Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0',
      'latin1',
    );
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, orientation.length + 2]), orientation]);
    const file = Buffer.concat([upright.subarray(0, 2), segment, upright.subarray(2)]);
    expect(await examined(file)).toMatchObject({ width: 300, height: 400 });
  });

  test('dimensions behind a long colour profile are found', async () => {
    const plain = sampleJpeg({ width: 640, height: 480 });
    const profile = Buffer.concat([Buffer.from([0xff, 0xe2, 0xff, 0xff]), Buffer.alloc(0xfffd)]);
    const file = Buffer.concat([plain.subarray(0, 2), ...new Array(6).fill(profile), plain.subarray(2)]);
    expect(await examined(file)).toMatchObject({ width: 640, height: 480 });
  });
});

describe('videos', () => {
  test('an MP4 tells dimensions, duration, frame rate and codecs', async () => {
    expect(await examined(sampleMp4({ width: 720, height: 1280, durationMs: 12_345, frameRate: 29.97 }))).toMatchObject(
      {
        kind: 'VIDEO',
        mimeType: 'video/mp4',
        width: 720,
        height: 1280,
        durationMs: 12_345,
        frameRate: expect.closeTo(29.97, 2),
        frameCount: 370,
        videoCodec: 'avc',
        audioCodec: 'aac',
      },
    );
  });

  test('a silent one has no audio codec, a turned one has the dimensions it is shown with', async () => {
    const file = sampleMp4({ width: 1920, height: 1080, rotation: 90, audio: false });
    expect(await examined(file)).toMatchObject({ width: 1080, height: 1920, audioCodec: null });
  });

  describe('with a thumbnail as a track of its own in front of the video', () => {
    const video = sampleMp4({ width: 1080, height: 1920, durationMs: 5_000, frameRate: 25 });
    const jpeg = Buffer.from(sampleMp4({ width: 320, height: 180, durationMs: 40, frameRate: 25, audio: false }));
    jpeg.write('mjpg', jpeg.indexOf('avc1'));
    const withThumbnail = (flags: number) => {
      const own = withNumber(withNumber(jpeg, 'tkhd', 0, flags), 'tkhd', 12, 7);
      const [at, trak] = [boxAt(own, 'trak'), boxAt(video, 'trak')];
      const thumbnail = own.subarray(at, at + own.readUInt32BE(at));
      const moov = withNumber(video, 'moov', -8, video.readUInt32BE(boxAt(video, 'moov')) + thumbnail.length);
      return Buffer.concat([moov.subarray(0, trak), thumbnail, moov.subarray(trak)]);
    };
    const asVideo = { width: 1080, height: 1920, frameRate: 25, frameCount: 125, videoCodec: 'avc' };

    test('that players are told to skip, the video is measured', async () => {
      expect(await examined(withThumbnail(0))).toMatchObject(asVideo);
    });

    test('that says nothing of it, the video is measured', async () => {
      expect(await examined(withThumbnail(3))).toMatchObject(asVideo);
    });
  });

  test('a QuickTime file is told from an MP4', async () => {
    expect(await examined(sampleMp4({ brand: 'qt  ' }))).toMatchObject({
      mimeType: 'video/quicktime',
      videoCodec: 'avc',
    });
  });

  test('an hour in a large file costs little reading', async () => {
    const file = sampleMp4({ durationMs: 3_600_000, frameRate: 60, bytes: 40_000_000 });
    const facts = await examined(file);
    expect(facts).toMatchObject({ durationMs: 3_600_000, frameRate: 60 });
    expect(facts.read).toBeLessThan(400_000);
  });

  test('a WebM with VP9 is understood', async () => {
    const target = new BufferTarget();
    const output = new Output({ format: new WebMOutputFormat(), target });
    const source = new EncodedVideoPacketSource('vp9');
    output.addVideoTrack(source, { frameRate: 25 });
    await output.start();
    const decoderConfig = { codec: 'vp09.00.10.08', codedWidth: 640, codedHeight: 360 };
    for (let frame = 0; frame < 50; frame++) {
      const packet = new EncodedPacket(new Uint8Array([0x82, 0x49, 0x83, 0x42]), 'key', frame / 25, 1 / 25);
      await source.add(packet, frame === 0 ? { decoderConfig } : undefined);
    }
    await output.finalize();
    expect(await examined(Buffer.from(target.buffer ?? new ArrayBuffer(0)))).toMatchObject({
      mimeType: 'video/webm',
      width: 640,
      height: 360,
      durationMs: 2_000,
      frameRate: 25,
      videoCodec: 'vp9',
    });
  });

  test('storage that cannot be read is not blamed on the file', async () => {
    const open = () =>
      new Readable({
        read() {
          this.destroy(new Error('disk'));
        },
      });
    await expect(testExaminer.examine({ open, bytes: 1_000, mimeType: 'video/mp4' })).rejects.toThrow('disk');
  });
});

describe('what cannot be used', () => {
  test.each([
    ['a cut-off JPEG', sampleJpeg().subarray(0, 30)],
    ['a cut-off PNG', samplePng().subarray(0, 14)],
    ['an MP4 without its index', Buffer.concat([sampleMp4().subarray(0, 24), Buffer.alloc(100)])],
    ['an MP4 cut off within its index', sampleMp4().subarray(0, 400)],
  ])('%s', async (_name, file) => {
    await expect(examined(file)).rejects.toBeInstanceOf(UnreadableMediaError);
  });

  test.each([
    ['text', Buffer.from('Dear diary, today I learned nothing.'), null],
    ['a web page', Buffer.from('\ufeff <!-- hi --><!DOCTYPE html><html></html>'), 'text/html'],
    ['a short web page', Buffer.from('<html>'), 'text/html'],
    ['nothing', Buffer.alloc(0), null],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['a photo of an iPhone', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'image/heic'],
    ['an audio file', Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0isomM4A ', 'latin1'), 'audio/mp4'],
  ])('%s is not a media type', (_name, head, type) => {
    expect(sniff(head)).toBe(type);
    expect(isMediaType(type)).toBe(false);
  });
});

describe('a file whose end is missing', () => {
  const webp = (declared: number) => {
    const head = Buffer.from('RIFF____WEBPVP8L\x06\0\0\0\x2f\x63\x40\x0c\0\0', 'latin1');
    head.writeUInt32LE(declared, 4);
    return Buffer.concat([head, Buffer.alloc(10)]);
  };
  const preview = Buffer.concat([Buffer.from([0xff, 0xe2, 0, 6]), Buffer.from([0xff, 0xd8, 0xff, 0xd9])]);
  const withPreview = (jpeg: Buffer) => Buffer.concat([jpeg.subarray(0, 2), preview, jpeg.subarray(2)]);
  const large = (type: string, length: bigint) => {
    const head = Buffer.alloc(16);
    head.writeUInt32BE(1, 0);
    head.write(type, 4, 'latin1');
    head.writeBigUInt64BE(length, 8);
    return head;
  };
  const cut = (file: Buffer, bytes = 1) => file.subarray(0, file.length - bytes);

  test.each([
    ['JPEG', sampleJpeg(), cut(sampleJpeg())],
    ['JPEG with a preview', withPreview(sampleJpeg()), cut(withPreview(sampleJpeg()), 100)],
    ['PNG', samplePng(), cut(samplePng(), 8)],
    ['WebP', webp(24), webp(900)],
    ['MP4', sampleMp4(), cut(sampleMp4())],
    [
      'MP4 with a long length',
      Buffer.concat([sampleMp4(), large('free', 16n)]),
      Buffer.concat([sampleMp4(), large('free', 2n ** 33n)]),
    ],
    ['QuickTime', sampleMp4({ brand: 'qt  ' }), cut(sampleMp4({ brand: 'qt  ' }), 3_000)],
  ])('is refused although what is there can be shown: %s', async (_name, whole, broken) => {
    await expect(examined(broken)).rejects.toThrow('the end of the file is missing');
    expect(await examined(whole)).toMatchObject({ width: expect.any(Number) });
    // What some programs append is not part of it.
    expect(await examined(Buffer.concat([whole, Buffer.from('\0\0\0\0trailing garbage')]))).toBeDefined();
  });
});
