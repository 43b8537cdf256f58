/** Media files that are broken: at random from a seed, or in a way that is known to hurt. */
import { Buffer } from 'node:buffer';
import { sampleAvi, sampleFragmentedMp4, sampleMkv, sampleTs, sampleWebm } from './sample-containers.ts';
import { sampleGif, sampleJpeg, sampleMp4, samplePng, sampleWebp } from './sample-media.ts';

export interface DamagedFile {
  name: string;
  bytes: Buffer;
}

/* ---------------------------------------------------------------- at random ---- */

/** Whole files of every kind, small, so that most of their bytes mean something. */
export async function wholeFiles(): Promise<Record<string, Buffer>> {
  return {
    mp4: sampleMp4({ durationMs: 1_000 }),
    mov: sampleMp4({ durationMs: 1_000, brand: 'qt  ' }),
    fragmented: await sampleFragmentedMp4(),
    webm: await sampleWebm(),
    mkv: await sampleMkv(),
    ts: await sampleTs(),
    avi: sampleAvi(),
    jpeg: sampleJpeg({ width: 64, height: 64 }),
    png: samplePng({ width: 64, height: 64 }),
    gif: sampleGif({ width: 32, height: 32, frames: 5 }),
    webp: sampleWebp({ width: 64, height: 64 }),
  };
}

/** The same files for the same seed. */
export async function* damagedFiles(seed: number, count: number): AsyncGenerator<DamagedFile> {
  const files = Object.entries(await wholeFiles());
  const random = randomFrom(seed);
  for (let index = 0; index < count; index += 1) {
    const [kind, whole] = files[index % files.length] ?? ['', Buffer.alloc(0)];
    let bytes: Buffer = Buffer.from(whole);
    const wounds = 1 + random.below(4);
    const told: string[] = [];
    for (let wound = 0; wound < wounds; wound += 1) {
      const [name, wounded] = random.of(WOUNDS);
      bytes = wounded(bytes, random);
      told.push(name);
    }
    yield { name: `${kind} ${index} of seed ${seed}: ${told.join(', ')}`, bytes };
  }
}

interface Random {
  below(limit: number): number;
  of<T>(values: readonly T[]): T;
}

/** Mulberry32. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    of: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('nothing to choose from');
      return value;
    },
  };
}

const EXTREMES = [0, 1, 0x7f, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff] as const;

type Wound = (bytes: Buffer, random: Random) => Buffer;
const WOUNDS: readonly (readonly [string, Wound])[] = [
  ['a bit turned', (bytes, random) => changed(bytes, random, 1, (at) => (bytes[at] ?? 0) ^ (1 << random.below(8)))],
  ['noise', (bytes, random) => changed(bytes, random, 1 + random.below(32), () => random.below(256))],
  [
    'an extreme number',
    (bytes, random) => {
      if (bytes.length < 4) return bytes;
      bytes.writeUInt32BE(random.of(EXTREMES), random.below(bytes.length - 3));
      return bytes;
    },
  ],
  ['the end missing', (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))],
  [
    'a part missing',
    (bytes, random) => {
      const from = random.below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(64))]);
    },
  ],
  [
    'a part twice',
    (bytes, random) => {
      const from = random.below(bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(random.below(from + 1))]);
    },
  ],
];

function changed(bytes: Buffer, random: Random, length: number, value: (at: number) => number): Buffer {
  const from = random.below(bytes.length + 1);
  for (let at = from; at < Math.min(from + length, bytes.length); at += 1) bytes[at] = value(at);
  return bytes;
}

/* ---------------------------------------------------------------- on purpose ---- */

/** A box of an MP4 with a count in front of its entries. */
export function box(type: string, ...parts: readonly (Buffer | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : u32(...part))));
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function u32(...values: readonly number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    out.writeUInt32BE(value, index * 4);
  });
  return out;
}

/** Where the first box of this type begins. */
export function boxAt(file: Buffer, type: string): number {
  const at = file.indexOf(type, 0, 'latin1') - 4;
  if (at < 0) throw new Error(`the sample has no ${type}`);
  return at;
}

/** Writes a number into the first box of this type, so many bytes behind its head. */
export function withNumber(file: Buffer, type: string, offset: number, value: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUInt32BE(value, boxAt(file, type) + 8 + offset);
  return copy;
}

/** Puts bytes at the end of the box that the path leads to, and makes all boxes around them longer. */
export function withInside(file: Buffer, path: readonly string[], bytes: Buffer): Buffer {
  const copy = Buffer.from(file);
  let end = 0;
  for (const type of path) {
    const at = boxAt(copy, type);
    const length = copy.readUInt32BE(at);
    end = at + length;
    copy.writeUInt32BE(length + bytes.length, at);
  }
  return Buffer.concat([copy.subarray(0, end), bytes, copy.subarray(end)]);
}

const repeated = (count: number, part: Buffer): Buffer => Buffer.alloc(count * part.length, part);

/** What once took all memory, or all time. */
export async function hurtfulFiles(): Promise<DamagedFile[]> {
  const mp4 = sampleMp4();
  const STBL = ['moov', 'trak', 'mdia', 'minf', 'stbl'];
  const trak = mp4.subarray(boxAt(mp4, 'trak'), boxAt(mp4, 'trak') + mp4.readUInt32BE(boxAt(mp4, 'trak')));
  const ftyp = mp4.subarray(0, mp4.readUInt32BE(0));
  const webm = await sampleWebm();
  const fragmented = await sampleFragmentedMp4();
  return [
    { name: 'stts with 2³²-1 entries', bytes: withNumber(mp4, 'stts', 4, 0xffff_ffff) },
    { name: 'stts with 2³²-1 samples in its first entry', bytes: withNumber(mp4, 'stts', 8, 0xffff_ffff) },
    { name: 'stsc with 10⁷ samples per chunk', bytes: withNumber(mp4, 'stsc', 12, 10_000_000) },
    { name: 'stsz with 2³²-1 samples', bytes: withNumber(mp4, 'stsz', 8, 0xffff_ffff) },
    { name: 'stco with 2³²-1 chunks', bytes: withNumber(mp4, 'stco', 4, 0xffff_ffff) },
    { name: 'ctts with 2³²-1 entries', bytes: withInside(mp4, STBL, box('ctts', [0, 0xffff_ffff, 1, 1])) },
    { name: 'ctts with 2³²-1 samples in its entry', bytes: withInside(mp4, STBL, box('ctts', [0, 1, 0xffff_ffff, 1])) },
    { name: 'stss with 2³²-1 entries', bytes: withInside(mp4, STBL, box('stss', [0, 0xffff_ffff, 1])) },
    {
      name: 'elst with 2³²-1 entries',
      bytes: withInside(mp4, ['moov', 'trak'], box('edts', box('elst', [0, 0xffff_ffff, 1]))),
    },
    { name: '20,000 tracks', bytes: withInside(mp4, ['moov'], repeated(20_000, trak)) },
    {
      name: '30,000 empty boxes',
      bytes: Buffer.concat([ftyp, repeated(30_000, box('free')), mp4.subarray(ftyp.length)]),
    },
    { name: 'trun with 2³²-1 samples', bytes: withNumber(fragmented, 'trun', 4, 0xffff_ffff) },
    { name: 'a PNG of 2³¹ columns', bytes: withNumber(samplePng(), 'IHDR', 0, 0x8000_0000) },
    { name: 'frames of 2³²-1 ticks', bytes: withNumber(mp4, 'stts', 12, 0xffff_ffff) },
    { name: 'a time scale of 1', bytes: withNumber(withNumber(mp4, 'mdhd', 12, 1), 'stts', 12, 0xff_ffff) },
    {
      name: '50,000 empty WebM elements',
      bytes: Buffer.concat([webm.subarray(0, segmentBody(webm)), repeated(50_000, Buffer.from([0xec, 0x80])), webm]),
    },
    {
      name: '50,000 empty WebM elements within a broken one',
      bytes: Buffer.concat([
        webm.subarray(0, segmentBody(webm) + 2),
        repeated(50_000, Buffer.from([0xec, 0x80])),
        webm,
      ]),
    },
  ];
}

/** Behind the id of the segment and its length. */
function segmentBody(webm: Buffer): number {
  const at = webm.indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67])) + 4;
  return at + Math.clz32(webm[at] ?? 0) - 23;
}
