/** Small media files made by bytes: valid enough to be examined, of any dimensions, duration and size. */
import { Buffer } from 'node:buffer';
import { crc32, deflateSync } from 'node:zlib';

export interface SampleImage {
  width?: number;
  height?: number;
  /** Pads the file to exactly this size. */
  bytes?: number;
}

export interface SampleVideo {
  width?: number;
  height?: number;
  durationMs?: number;
  frameRate?: number;
  /** Clockwise turn stored in the file; width and height are those before the turn. */
  rotation?: 0 | 90 | 180 | 270;
  /** `false`: no sound track. */
  audio?: boolean;
  /** `qt  ` makes a QuickTime file. */
  brand?: string;
  /** Pads the file to exactly this size. */
  bytes?: number;
}

/* ---------------------------------------------------------------- images ---- */

/** A grey baseline JPEG that any decoder opens. */
export function sampleJpeg({ width = 1080, height = 1080, bytes }: SampleImage = {}): Buffer {
  const segment = (marker: number, body: readonly number[] | Buffer) => {
    const length = body.length + 2;
    return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 0xff]), Buffer.from(body)]);
  };
  // One code of one bit per table: every block is "difference 0, end of block", two zero bits.
  const table = (id: number) => [id, 1, ...new Array(15).fill(0), 0];
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const scan = Buffer.alloc(Math.ceil(blocks / 4));
  if (blocks % 4 > 0) scan[scan.length - 1] = 0xff >> ((blocks % 4) * 2);
  const start = [Buffer.from([0xff, 0xd8]), segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0])];
  const rest = [
    segment(0xdb, [0, ...new Array(64).fill(1)]),
    segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]),
    segment(0xc4, table(0x00)),
    segment(0xc4, table(0x10)),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    scan,
    Buffer.from([0xff, 0xd9]),
  ];
  return pad([...start, ...rest], bytes);
}

/** With the mark of a camera that was held upright: the picture is shown turned by a quarter. */
export function turnedJpeg(image: SampleImage = {}): Buffer {
  const jpeg = sampleJpeg(image);
  const tiff = Buffer.from('49492a0008000000010012010300010000000600000000000000', 'hex');
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 0xff]);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

export function samplePng({ width = 1080, height = 1080, bytes }: SampleImage = {}): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    return Buffer.concat([u32(body.length), content, u32(crc32(content))]);
  };
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.alloc((width + 1) * height));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return pad([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))], bytes);
}

export function sampleGif({
  width = 320,
  height = 320,
  bytes,
  frames = 1,
}: SampleImage & { frames?: number } = {}): Buffer {
  const size = [width & 0xff, width >> 8, height & 0xff, height >> 8];
  // Three-bit codes; a clear code (4) after every two pixels keeps the code width from growing.
  const codes: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (pixel % 2 === 0) codes.push(4);
    codes.push(0);
  }
  codes.push(5);
  const data = Buffer.alloc(Math.ceil((codes.length * 3) / 8));
  codes.forEach((code, index) => {
    for (let bit = 0; bit < 3; bit++) {
      const at = index * 3 + bit;
      data[at >> 3] = (data[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7));
    }
  });
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  const palette = [0x80, 0x80, 0x80, 0, 0, 0];
  const delay = frames > 1 ? [0x21, 0xf9, 4, 0, 5, 0, 0, 0] : [];
  const picture = [Buffer.from([...delay, 0x2c, 0, 0, 0, 0, ...size, 0, 2]), ...blocks, Buffer.from([0])];
  return pad(
    [
      Buffer.from('GIF89a', 'latin1'),
      Buffer.from([...size, 0x80, 0, 0, ...palette]),
      ...new Array(frames).fill(picture).flat(),
      Buffer.from([0x3b]),
    ],
    bytes,
  );
}

/** Lossless, of one colour; with `frames`, an animation. */
export function sampleWebp({ width = 320, height = 320, frames = 1 }: SampleImage & { frames?: number } = {}): Buffer {
  const u24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(type, 'latin1'), length, body, Buffer.alloc(body.length % 2)]);
  };
  const bits = Buffer.alloc(5);
  bits[0] = 0x2f;
  bits.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
  const picture = chunk('VP8L', Buffer.concat([bits, Buffer.alloc(5)]));
  const frame = chunk(
    'ANMF',
    Buffer.concat([Buffer.from([...u24(0), ...u24(0), ...u24(width - 1), ...u24(height - 1), ...u24(40), 0]), picture]),
  );
  const canvas = chunk('VP8X', Buffer.from([2, 0, 0, 0, ...u24(width - 1), ...u24(height - 1)]));
  const animation = [canvas, chunk('ANIM', Buffer.alloc(6)), ...new Array(frames).fill(frame)];
  const file = chunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...(frames > 1 ? animation : [picture])]));
  return file;
}

/* ---------------------------------------------------------------- video ---- */

const SAMPLE_BYTES = 16;
const AUDIO_RATE = 48_000;
const AUDIO_FRAME = 1_024;

/** An MP4 (H.264, and AAC unless `audio` is false) whose frames hold nothing: for probing and transport, not for watching. */
export function sampleMp4(options: SampleVideo = {}): Buffer {
  const { width = 1080, height = 1920, durationMs = 5_000, frameRate = 30, rotation = 0, audio = true } = options;
  const brand = options.brand ?? 'isom';
  // One tick is a thousandth of a frame, so that 29.97 is exact and the last frame can end at any millisecond.
  const timescale = Math.round(frameRate * 1_000);
  const ticks = Math.max(1, Math.round((durationMs / 1_000) * timescale));
  const frames = Math.max(1, Math.round((durationMs / 1_000) * frameRate));
  const lastTicks = Math.max(1, ticks - (frames - 1) * 1_000);
  const audioFrames = audio ? Math.max(1, Math.floor(((durationMs / 1_000) * AUDIO_RATE) / AUDIO_FRAME)) : 0;

  const ftyp = box('ftyp', Buffer.from(brand, 'latin1'), u32(512), Buffer.from(`${brand}mp41`, 'latin1'));
  const layout = (dataAt: number) => {
    const video = track({
      id: 1,
      handler: 'vide',
      durationMs,
      timescale,
      ticks: (frames - 1) * 1_000 + lastTicks,
      matrix: MATRICES[rotation],
      size: [width, height],
      mediaHeader: full('vmhd', 1, u16(0, 0, 0, 0)),
      entry: avcEntry(width, height),
      times: [...(frames > 1 ? [[frames - 1, 1_000]] : []), [1, lastTicks]],
      frames,
      chunkAt: dataAt,
    });
    const sound = track({
      id: 2,
      handler: 'soun',
      durationMs,
      timescale: AUDIO_RATE,
      ticks: audioFrames * AUDIO_FRAME,
      matrix: MATRICES[0],
      size: [0, 0],
      mediaHeader: full('smhd', 0, u16(0, 0)),
      entry: aacEntry(),
      times: [[audioFrames, AUDIO_FRAME]],
      frames: audioFrames,
      chunkAt: dataAt + frames * SAMPLE_BYTES,
    });
    const header = full(
      'mvhd',
      0,
      u32(0, 0, 1_000, durationMs, 0x10000),
      u16(0x100, 0),
      u32(0, 0),
      MATRICES[0],
      u32(0, 0, 0, 0, 0, 0, 3),
    );
    return box('moov', header, video, ...(audio ? [sound] : []));
  };
  const moovLength = layout(0).length;
  const data = Buffer.alloc((frames + audioFrames) * SAMPLE_BYTES);
  // Each frame is one H.264 unit of type 5 (key frame), length first.
  for (let frame = 0; frame < frames; frame++) data.set([0, 0, 0, SAMPLE_BYTES - 4, 0x65], frame * SAMPLE_BYTES);
  return pad([ftyp, layout(ftyp.length + moovLength + 8), box('mdat', data)], options.bytes, (length) =>
    box('free', Buffer.alloc(length - 8)),
  );
}

interface TrackLayout {
  id: number;
  handler: 'vide' | 'soun';
  durationMs: number;
  timescale: number;
  ticks: number;
  matrix: Buffer;
  size: readonly [number, number];
  mediaHeader: Buffer;
  entry: Buffer;
  /** Runs of [frames, ticks each]. */
  times: readonly (readonly number[])[];
  frames: number;
  chunkAt: number;
}

function track(layout: TrackLayout): Buffer {
  const [width, height] = layout.size;
  const tkhd = full(
    'tkhd',
    3,
    u32(0, 0, layout.id, 0, layout.durationMs, 0, 0),
    u16(0, 0, layout.handler === 'soun' ? 0x100 : 0, 0),
    layout.matrix,
    u32(width * 0x10000, height * 0x10000),
  );
  const mdhd = full('mdhd', 0, u32(0, 0, layout.timescale, layout.ticks), u16(0x55c4, 0));
  const hdlr = full('hdlr', 0, u32(0), Buffer.from(layout.handler, 'latin1'), u32(0, 0, 0), Buffer.from([0]));
  const dinf = box('dinf', full('dref', 0, u32(1), full('url ', 1)));
  const stbl = box(
    'stbl',
    full('stsd', 0, u32(1), layout.entry),
    full('stts', 0, u32(layout.times.length, ...layout.times.flat())),
    full('stsc', 0, u32(1, 1, layout.frames, 1)),
    full('stsz', 0, u32(SAMPLE_BYTES, layout.frames)),
    full('stco', 0, u32(1, layout.chunkAt)),
  );
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', layout.mediaHeader, dinf, stbl)));
}

function avcEntry(width: number, height: number): Buffer {
  const sps = [0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xe8, 0x06, 0xd0, 0xa1, 0x35];
  const pps = [0x68, 0xce, 0x06, 0xe2];
  const avcC = box(
    'avcC',
    Buffer.from([1, 0x42, 0xc0, 0x1f, 0xff, 0xe1, 0, sps.length, ...sps, 1, 0, pps.length, ...pps]),
  );
  const reserved = Buffer.alloc(6);
  return box(
    'avc1',
    reserved,
    u16(1),
    Buffer.alloc(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    avcC,
  );
}

function aacEntry(): Buffer {
  const descriptor = (tag: number, ...body: Buffer[]) => {
    const content = Buffer.concat(body);
    return Buffer.concat([Buffer.from([tag, content.length]), content]);
  };
  // AAC-LC, 48 kHz, stereo.
  const config = descriptor(5, Buffer.from([0x11, 0x90]));
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(128_000, 128_000), config);
  const esds = full('esds', 0, descriptor(3, u16(2), Buffer.from([0]), decoder, descriptor(6, Buffer.from([2]))));
  return box('mp4a', Buffer.alloc(6), u16(1), u32(0, 0), u16(2, 16, 0, 0), u32(AUDIO_RATE * 0x10000), esds);
}

const matrix = (a: number, b: number, c: number, d: number) =>
  u32(a * 0x10000, b * 0x10000, 0, c * 0x10000, d * 0x10000, 0, 0, 0, 0x40000000);
const MATRICES = {
  0: matrix(1, 0, 0, 1),
  90: matrix(0, 1, -1, 0),
  180: matrix(-1, 0, 0, -1),
  270: matrix(0, -1, 1, 0),
} as const;

/* ---------------------------------------------------------------- bytes ---- */

function u32(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    out.writeUInt32BE(value >>> 0, index * 4);
  });
  return out;
}

function u16(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    out.writeUInt16BE(value, index * 2);
  });
  return out;
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

const full = (type: string, flags: number, ...parts: Buffer[]): Buffer => box(type, u32(flags), ...parts);

function pad(parts: Buffer[], bytes: number | undefined, filler: (length: number) => Buffer = Buffer.alloc): Buffer {
  const file = Buffer.concat(parts);
  if (bytes === undefined || bytes === file.length) return file;
  if (bytes < file.length + 8) throw new Error(`the sample needs ${file.length} bytes already, or 8 more than that`);
  return Buffer.concat([file, filler(bytes - file.length)]);
}
