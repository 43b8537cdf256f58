/**
 * Reads the index of an MP4 or QuickTime file: its times, and whether the file can contain what it declares. Libraries
 * trust such numbers, and a count of 2³² would use up all memory.
 */
import { Buffer } from 'node:buffer';
import { UnreadableBytes } from '../cage/inside.ts';
import type { MediaFile } from './file-reader.ts';

export interface Movie {
  durationMs: number;
  /** By track number: a thumbnail or chapter pictures may come before the video. */
  videos: ReadonlyMap<number, Frames>;
}

interface Frames {
  frameCount: number;
  frameRate: number;
}

const MAX_BOXES = 4_096;
const MAX_TRACKS = 100;
/** Some writers are off by a few samples. */
const SLACK = 1_024;

/** Null if the index does not tell: there is none at the front, or the samples are in fragments. */
export async function readMovie(file: MediaFile): Promise<Movie | null> {
  const moov = await findIndex(file);
  if (moov === null) return null;
  const boxes = childrenOf(moov);
  const header = boxes.find(({ type }) => type === 'mvhd');
  const trackBoxes = boxes.filter(({ type }) => type === 'trak');
  if (trackBoxes.length > MAX_TRACKS) throw new UnreadableBytes(`it has ${trackBoxes.length} tracks`);
  const movieScale = header === undefined ? 0 : timescaleOf(header.body);
  const tracks = trackBoxes
    .map(({ body }) => readTrack(body, movieScale, file.bytes))
    .filter((track) => track.handler === 'vide' || track.handler === 'soun');
  const videos = tracks.filter(({ handler, samples, seconds }) => handler === 'vide' && samples > 0 && seconds > 0);
  if (videos.length === 0) return null;
  return {
    durationMs: Math.round(Math.max(...tracks.map(({ shownSeconds }) => shownSeconds)) * 1_000),
    videos: new Map(
      videos.map(({ id, samples, seconds }) => [id, { frameCount: samples, frameRate: samples / seconds }]),
    ),
  };
}

/* ---------------------------------------------------------------- boxes ---- */

interface Box {
  type: string;
  body: Buffer;
}

async function findIndex({ bytes, read }: MediaFile): Promise<Buffer | null> {
  let at = 0;
  for (let boxes = 0; at + 8 <= bytes; boxes += 1) {
    if (boxes > MAX_BOXES) throw new UnreadableBytes(`more than ${MAX_BOXES} boxes lie in front of its index`);
    const head = headOf(await read(at, at + 16));
    if (head === null) return null;
    const end = head.length === 0 ? bytes : at + head.length;
    if (head.type === 'moov') return read(at + head.headBytes, end);
    at = end;
  }
  return null;
}

/** A length of 0 means: to the end. Null if there is no box. */
function headOf(bytes: Buffer): { type: string; length: number; headBytes: number } | null {
  if (bytes.length < 8) return null;
  const type = bytes.toString('latin1', 4, 8);
  const short = bytes.readUInt32BE(0);
  if (short !== 1) return short === 0 || short >= 8 ? { type, length: short, headBytes: 8 } : null;
  const length = bytes.length < 16 ? 0 : Number(bytes.readBigUInt64BE(8));
  return length < 16 ? null : { type, length, headBytes: 16 };
}

/** As far as they are readable. */
function childrenOf(parent: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; ; ) {
    const head = headOf(parent.subarray(at, at + 16));
    if (head === null) return boxes;
    if (boxes.length > MAX_BOXES) throw new UnreadableBytes(`a box of it holds more than ${MAX_BOXES} others`);
    const end = head.length === 0 ? parent.length : at + head.length;
    boxes.push({ type: head.type, body: parent.subarray(at + head.headBytes, end) });
    at = end;
  }
}

const within = (body: Buffer, ...path: readonly string[]): Buffer | null =>
  path.reduce<Buffer | null>(
    (parent, type) => (parent === null ? null : (childrenOf(parent).find((box) => box.type === type)?.body ?? null)),
    body,
  );

/** For `mvhd` and `mdhd`, which begin alike. */
function timescaleOf(body: Buffer): number {
  const at = body[0] === 1 ? 20 : 12;
  return body.length < at + 4 ? 0 : body.readUInt32BE(at);
}

/* ---------------------------------------------------------------- tracks ---- */

interface Track {
  id: number;
  handler: string;
  samples: number;
  /** Of all samples. */
  seconds: number;
  /** Of what the edit list shows. */
  shownSeconds: number;
}

function readTrack(trak: Buffer, movieScale: number, fileBytes: number): Track {
  const media = within(trak, 'mdia') ?? Buffer.alloc(0);
  const handler = within(media, 'hdlr')?.toString('latin1', 8, 12) ?? '';
  const scale = timescaleOf(within(media, 'mdhd') ?? Buffer.alloc(0));
  const tables = childrenOf(within(media, 'minf', 'stbl') ?? Buffer.alloc(0));
  const samples = Math.max(0, ...tables.map((box) => checkSizes(box, fileBytes)));
  const ticks = Math.max(0, ...tables.map((box) => checkTable(box, samples)));
  const seconds = scale === 0 ? 0 : ticks / scale;
  const end = scale === 0 ? 0 : lastTick(tables, ticks) / scale;
  const id = trackId(within(trak, 'tkhd') ?? Buffer.alloc(0));
  return { id, handler, samples, seconds, shownSeconds: shownSeconds(trak, { movieScale, scale, seconds, end }) };
}

function trackId(tkhd: Buffer): number {
  const at = tkhd[0] === 1 ? 20 : 12;
  return tkhd.length < at + 4 ? 0 : tkhd.readUInt32BE(at);
}

/**
 * When the last picture ends. Pictures stored in another order than shown have an offset, which shifts all of them, and
 * the edit list starts after that shift.
 */
function lastTick(tables: readonly Box[], ticks: number): number {
  const times = tables.find(({ type }) => type === 'stts')?.body;
  const offsets = tables.find(({ type }) => type === 'ctts')?.body;
  if (times === undefined || offsets === undefined || times.length < 16 || offsets.length < 16) return ticks;
  const [timesEnd, offsetsEnd] = [times, offsets].map((table) => 8 + table.readUInt32BE(4) * 8);
  let [last, now, at, left] = [0, 0, 8, times.readUInt32BE(8)];
  for (let from = 8; from < (offsetsEnd ?? 0); from += 8) {
    const offset = offsets.readInt32BE(from + 4);
    for (let samples = offsets.readUInt32BE(from); samples > 0; ) {
      for (; left === 0; left = times.readUInt32BE(at)) {
        at += 8;
        if (at >= (timesEnd ?? 0)) return last;
      }
      const run = Math.min(samples, left);
      now += run * times.readUInt32BE(at + 4);
      last = Math.max(last, now + offset);
      samples -= run;
      left -= run;
    }
  }
  return last;
}

const impossible = (what: string, count: number) =>
  new UnreadableBytes(`it declares ${count} ${what}, more than it can hold`);

/** The number of samples in the table of sizes; 0 for other tables. */
function checkSizes({ type, body }: Box, fileBytes: number): number {
  if ((type !== 'stsz' && type !== 'stz2') || body.length < 12) return 0;
  const count = body.readUInt32BE(8);
  const each = type === 'stsz' ? body.readUInt32BE(4) : 0;
  const listed = type === 'stsz' ? 4 : (body[7] ?? 8) / 8;
  if (each === 0 ? 12 + count * listed > body.length : count * each > fileBytes) throw impossible('samples', count);
  return count;
}

/** The length of an entry in each table that consists of a version, a count and entries of equal length. */
const ENTRY_BYTES: Readonly<Record<string, number>> = { stts: 8, ctts: 8, stsc: 12, stss: 4, stco: 4, co64: 8 };

/** The ticks of a table of times; 0 for other tables. */
function checkTable({ type, body }: Box, samples: number): number {
  const entryBytes = ENTRY_BYTES[type];
  if (entryBytes === undefined || body.length < 8) return 0;
  const entries = body.readUInt32BE(4);
  if (8 + entries * entryBytes > body.length) throw impossible(`entries of ${type}`, entries);
  let counted = 0;
  let ticks = 0;
  for (let at = 8; at < 8 + entries * entryBytes; at += entryBytes) {
    const first = body.readUInt32BE(at);
    if (type === 'stsc' && body.readUInt32BE(at + 4) > samples + SLACK) {
      throw impossible('samples in one chunk', body.readUInt32BE(at + 4));
    }
    if (type !== 'stts' && type !== 'ctts') continue;
    counted += first;
    if (type === 'stts') ticks += first * body.readUInt32BE(at + 4);
  }
  if (counted > samples + SLACK) throw impossible(`samples in ${type}`, counted);
  return ticks;
}

/** Edits name the parts of the media to show in sequence; an empty one is a pause. Without edits, all of it is shown. */
function shownSeconds(
  trak: Buffer,
  { movieScale, scale, seconds, end }: { movieScale: number; scale: number; seconds: number; end: number },
): number {
  const list = within(trak, 'edts', 'elst');
  if (list === null || list.length < 8 || movieScale === 0 || scale === 0) return seconds;
  const isLong = list[0] === 1;
  const entryBytes = isLong ? 20 : 12;
  const entries = list.readUInt32BE(4);
  if (8 + entries * entryBytes > list.length) throw impossible('edits', entries);
  let shown = 0;
  for (let at = 8; at < 8 + entries * entryBytes; at += entryBytes) {
    const length = (isLong ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at)) / movieScale;
    const from = (isLong ? Number(list.readBigInt64BE(at + 8)) : list.readInt32BE(at + 4)) / scale;
    const rate = list.readInt32BE(at + (isLong ? 16 : 8)) / 0x1_0000;
    const isPauseOrStill = from < 0 || rate === 0;
    // Zero means: the rest.
    const left = Math.max(0, end - from) / (rate > 0 ? rate : 1);
    shown += isPauseOrStill ? length : Math.min(length === 0 ? left : length, left);
  }
  return shown > 0 ? shown : seconds;
}
