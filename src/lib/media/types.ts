/**
 * The accepted file types, and how the first bytes of a file tell its type; its name, and what a server declares, do
 * not count.
 */
import { Buffer } from 'node:buffer';

export interface MediaFacts {
  kind: 'IMAGE' | 'VIDEO';
  mimeType: MediaType;
  /** As displayed: after rotation and pixel aspect ratio. */
  width: number;
  height: number;
  /** As played: without what edit lists leave out. Null for images. */
  durationMs: number | null;
  /** The average of the whole file. Null for images. */
  frameRate: number | null;
  /** Pictures of a video or an animation, images in a file of several, 1 for a still; null = not counted. */
  frameCount: number | null;
  /** Short names: `avc`, `hevc`, `vp9`, `av1` …; null = no such track, `unknown` = an unknown codec. */
  videoCodec: string | null;
  /** `aac`, `opus`, `mp3` … */
  audioCodec: string | null;
}

/** What can be published, with the extension its links carry. */
export const MEDIA_TYPES = {
  'image/jpeg': { kind: 'IMAGE', extension: 'jpg' },
  'image/png': { kind: 'IMAGE', extension: 'png' },
  'image/webp': { kind: 'IMAGE', extension: 'webp' },
  'image/gif': { kind: 'IMAGE', extension: 'gif' },
  'video/mp4': { kind: 'VIDEO', extension: 'mp4' },
  'video/quicktime': { kind: 'VIDEO', extension: 'mov' },
  'video/webm': { kind: 'VIDEO', extension: 'webm' },
  'video/x-matroska': { kind: 'VIDEO', extension: 'mkv' },
  'video/mp2t': { kind: 'VIDEO', extension: 'ts' },
  'video/x-msvideo': { kind: 'VIDEO', extension: 'avi' },
} as const satisfies Record<string, { kind: 'IMAGE' | 'VIDEO'; extension: string }>;
export type MediaType = keyof typeof MEDIA_TYPES;

export const isMediaType = (type: string | null): type is MediaType =>
  type !== null && Object.hasOwn(MEDIA_TYPES, type);

/** Bytes `sniff` needs to see, or the whole file when it is shorter. */
export const SNIFF_BYTES = 4_096;

/** Recognised only so that the refusal can name them. */
const FOREIGN_TYPES = [
  'image/heic',
  'image/avif',
  'image/bmp',
  'image/tiff',
  'image/svg+xml',
  'audio/mp4',
  'audio/mpeg',
  'audio/wav',
  'audio/ogg',
  'video/x-flv',
  'video/mpeg',
  'video/x-ms-wmv',
  'application/pdf',
  'application/gzip',
  'application/zip',
  'text/html',
] as const;
export type ForeignType = (typeof FOREIGN_TYPES)[number];

/** A `MediaType`, another type that was recognised but cannot be published, or null. */
export function sniff(head: Uint8Array): MediaType | ForeignType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const ascii = (start: number, end: number) => bytes.toString('latin1', start, end);
  if (bytes.length >= 12) {
    if (ascii(4, 8) === 'ftyp') return typeOfBrand(ascii(8, 12));
    if (ascii(0, 4) === 'RIFF') return RIFF_TYPES[ascii(8, 12)] ?? null;
    if (bytes.readUInt32BE(0) === 0x1a45dfa3) {
      return bytes.subarray(0, 128).includes('webm') ? 'video/webm' : 'video/x-matroska';
    }
    const magic = MAGIC.find(([start]) => ascii(0, start.length) === start);
    if (magic !== undefined) return magic[1];
    // QuickTime before 2001 had no `ftyp`; some cameras still write such files.
    if (/^(moov|mdat|wide|free|skip|pnot)$/.test(ascii(4, 8))) return 'video/quicktime';
    if (isTransportStream(bytes)) return 'video/mp2t';
  }
  return typeOfText(bytes);
}

const MAGIC: readonly (readonly [string, MediaType | ForeignType])[] = [
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['II*\0', 'image/tiff'],
  ['MM\0*', 'image/tiff'],
  ['BM', 'image/bmp'],
  ['FLV\x01', 'video/x-flv'],
  ['\0\0\x01\xba', 'video/mpeg'],
  ['\0\0\x01\xb3', 'video/mpeg'],
  ['\x30\x26\xb2\x75\x8e\x66\xcf\x11', 'video/x-ms-wmv'],
  ['ID3', 'audio/mpeg'],
  ['OggS', 'audio/ogg'],
  ['%PDF-', 'application/pdf'],
  ['\x1f\x8b', 'application/gzip'],
  ['PK\x03\x04', 'application/zip'],
];

const RIFF_TYPES: Readonly<Record<string, MediaType | ForeignType>> = {
  WEBP: 'image/webp',
  'AVI ': 'video/x-msvideo',
  WAVE: 'audio/wav',
};

function typeOfBrand(brand: string): MediaType | ForeignType {
  if (brand === 'qt  ') return 'video/quicktime';
  if (/^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/.test(brand)) return 'image/heic';
  if (/^avi[fs]$/.test(brand)) return 'image/avif';
  return /^(M4A |M4B |M4P |F4A )$/.test(brand) ? 'audio/mp4' : 'video/mp4';
}

/** Packets of 188 bytes, or of 192 with a timestamp before each; three in sequence, or as many as there are. */
function isTransportStream(bytes: Buffer): boolean {
  return [
    { from: 0, every: 188 },
    { from: 4, every: 192 },
  ].some(
    ({ from, every }) =>
      bytes.length > from + every && [0, 1, 2].every((nth) => (bytes[from + nth * every] ?? 0x47) === 0x47),
  );
}

function typeOfText(bytes: Buffer): ForeignType | null {
  const text = bytes.toString('utf8', 0, 1_024).replace(/^\uFEFF/, '');
  if (/^\s*(<!--[\s\S]*?-->\s*)*(<!doctype html|<html|<head|<body|<script)\b/i.test(text)) return 'text/html';
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg\b/i.test(text)
    ? 'image/svg+xml'
    : null;
}
