/** Reads what a media file is (container, length, frame size, hash) from its bytes as they stream past, keeping next to nothing. */
import { createHash } from 'node:crypto';

export interface VideoFacts {
  /** undefined: the bytes are no video that a platform takes. */
  container?: 'mp4' | 'quicktime' | 'webm' | 'avi' | 'flv' | 'mpeg' | 'mpegts' | 'asf';
  durationMs?: number;
  width?: number;
  height?: number;
}

export interface VideoSniffer {
  write(chunk: Buffer): void;
  facts(): VideoFacts;
}

/** Enough for the dimensions of any image with a sane header. */
const IMAGE_HEAD_BYTES = 512 * 1024;

export interface Sink {
  write(chunk: Buffer): void;
  stored(): number;
  /** The beginning of the file. */
  head(): Buffer;
  digest(): { bytes: number; sha256: string; facts: VideoFacts };
}

/** Where uploaded bytes go: counted, hashed, looked at, forgotten. */
export function createSink(): Sink {
  const hash = createHash('sha256');
  const sniffer = createVideoSniffer();
  const head: Buffer[] = [];
  let bytes = 0;
  return {
    write: (chunk) => {
      hash.update(chunk);
      sniffer.write(chunk);
      if (bytes < IMAGE_HEAD_BYTES) head.push(Buffer.from(chunk.subarray(0, IMAGE_HEAD_BYTES - bytes)));
      bytes += chunk.length;
    },
    stored: () => bytes,
    head: () => Buffer.concat(head),
    digest: () => ({ bytes, sha256: hash.digest('hex'), facts: sniffer.facts() }),
  };
}

/** Reaches the second packet of a transport stream, whose first byte alone would also fit a GIF. */
const HEAD_BYTES = 192;
/** A `moov` of a twelve-hour film is a few MiB; anything above is not worth holding. */
const MOOV_CAP = 16 * 1024 * 1024;

/** Walks the top-level boxes of an MP4 and keeps `moov` alone, wherever it stands in the file. */
export function createVideoSniffer(): VideoSniffer {
  let head = Buffer.alloc(0);
  let pending = Buffer.alloc(0);
  let skip = 0;
  let moovLeft = 0;
  const moov: Buffer[] = [];

  const openBox = (rest: Buffer): Buffer => {
    pending = Buffer.concat([pending, rest]);
    const box = boxHeader(pending);
    if (box === undefined) return Buffer.alloc(0);
    const body = pending.subarray(box.headerBytes);
    pending = Buffer.alloc(0);
    if (box.type === 'moov' && box.bodyBytes <= MOOV_CAP) moovLeft = box.bodyBytes;
    else skip = box.bodyBytes;
    return body;
  };

  return {
    write: (chunk) => {
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      let rest = chunk;
      while (rest.length > 0) {
        if (skip > 0) {
          const taken = Math.min(skip, rest.length);
          skip -= taken;
          rest = rest.subarray(taken);
        } else if (moovLeft > 0) {
          const taken = rest.subarray(0, moovLeft);
          moov.push(Buffer.from(taken));
          moovLeft -= taken.length;
          rest = rest.subarray(taken.length);
        } else {
          rest = openBox(rest);
        }
      }
    },
    facts: () => {
      const container = containerOf(head);
      if (container === undefined) return {};
      return { container, ...movieFacts(Buffer.concat(moov)) };
    },
  };
}

/** undefined while the header is incomplete; a size that makes no sense swallows the rest of the file. */
function boxHeader(bytes: Buffer): { type: string; headerBytes: number; bodyBytes: number } | undefined {
  if (bytes.length < 8) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const small = bytes.readUInt32BE(0);
  if (small !== 1) return { type, headerBytes: 8, bodyBytes: small < 8 ? Number.POSITIVE_INFINITY : small - 8 };
  if (bytes.length < 16) return undefined;
  const large = Number(bytes.readBigUInt64BE(8));
  return { type, headerBytes: 16, bodyBytes: large < 16 ? Number.POSITIVE_INFINITY : large - 16 };
}

function containerOf(head: Buffer): VideoFacts['container'] {
  const type = head.toString('latin1', 4, 8);
  if (type === 'ftyp') return head.toString('latin1', 8, 12) === 'qt  ' ? 'quicktime' : 'mp4';
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(type)) return 'quicktime';
  const magic = head.toString('hex', 0, 4);
  if (magic === '1a45dfa3') return 'webm';
  if (magic === '000001ba' || magic === '000001b3') return 'mpeg';
  if (magic === '3026b275') return 'asf';
  if (head.toString('latin1', 0, 3) === 'FLV') return 'flv';
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'AVI ') return 'avi';
  return head[0] === 0x47 && head[188] === 0x47 ? 'mpegts' : undefined;
}

function movieFacts(moov: Buffer): Omit<VideoFacts, 'container'> {
  const boxes = children(moov);
  const header = boxes.find((box) => box.type === 'mvhd')?.body;
  const tracks = boxes.filter((box) => box.type === 'trak').map((box) => children(box.body));
  const durationMs = header === undefined ? undefined : movieDuration(header, tracks);
  const frames = tracks
    .flatMap((track) => track.filter((box) => box.type === 'tkhd'))
    .map((track) => frameSize(track.body))
    .find((size) => size !== undefined);
  return { ...(durationMs === undefined ? {} : { durationMs }), ...frames };
}

interface Box {
  type: string;
  body: Buffer;
}

function children(bytes: Buffer): Box[] {
  const boxes = [];
  let rest = bytes;
  for (let box = boxHeader(rest); box !== undefined; box = boxHeader(rest)) {
    boxes.push({ type: box.type, body: rest.subarray(box.headerBytes, box.headerBytes + box.bodyBytes) });
    rest = rest.subarray(Math.min(rest.length, box.headerBytes + box.bodyBytes));
  }
  return boxes;
}

function movieDuration(mvhd: Buffer, tracks: readonly Box[][]): number | undefined {
  const long = mvhd[0] === 1;
  if (mvhd.length < (long ? 32 : 20)) return undefined;
  const timescale = mvhd.readUInt32BE(long ? 20 : 12);
  const duration = long ? Number(mvhd.readBigUInt64BE(24)) : mvhd.readUInt32BE(16);
  // The header may tell of all there is; what the tracks play of it counts.
  const played = tracks.reduce((longest, track) => Math.max(longest, editedTicks(track)), 0);
  const ticks = played > 0 ? played : duration;
  // A fragmented file says 0 here.
  return timescale === 0 || ticks === 0 ? undefined : Math.round((ticks / timescale) * 1000);
}

/** The length of a track's edits in ticks of the movie; 0 without edits, or where one of them means "the rest". */
function editedTicks(track: readonly Box[]): number {
  const edits = track.find((box) => box.type === 'edts')?.body;
  const list = edits && children(edits).find((box) => box.type === 'elst')?.body;
  if (list === undefined || list.length < 8) return 0;
  const wide = list[0] === 1;
  const step = wide ? 20 : 12;
  const lengths: number[] = [];
  for (let at = 8; at + step <= list.length && lengths.length < list.readUInt32BE(4); at += step)
    lengths.push(wide ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at));
  return lengths.includes(0) ? 0 : lengths.reduce((sum, length) => sum + length, 0);
}

/** The frame as it is shown: a matrix with `a = 0` turns it by a quarter, which is how phones store portrait. */
function frameSize(tkhd: Buffer): { width: number; height: number } | undefined {
  if (tkhd.length < 84) return undefined;
  const width = tkhd.readUInt32BE(tkhd.length - 8) / 65_536;
  const height = tkhd.readUInt32BE(tkhd.length - 4) / 65_536;
  if (width === 0 || height === 0) return undefined;
  const matrix = tkhd.subarray(tkhd.length - 44);
  const turned = matrix.readInt32BE(0) === 0 && matrix.readInt32BE(4) !== 0;
  return turned ? { width: height, height: width } : { width, height };
}
