/** Small videos in the containers that `mediabunny` writes, and an AVI by bytes: two seconds of VP9 or H.264. */
import { Buffer } from 'node:buffer';
import {
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  MkvOutputFormat,
  Mp4OutputFormat,
  MpegTsOutputFormat,
  Output,
  type OutputFormat,
  WebMOutputFormat,
} from 'mediabunny';

const RATE = 25;
const FRAMES = 50;

const VP9 = {
  codec: 'vp9',
  decoderConfig: { codec: 'vp09.00.10.08', codedWidth: 640, codedHeight: 360 },
  frame: [0x82, 0x49, 0x83, 0x42],
} as const;

const SPS = [0x67, 0x42, 0xc0, 0x1f, 0xda, 0x01, 0x40, 0x16, 0xe8, 0x06, 0xd0, 0xa1, 0x35];
const PPS = [0x68, 0xce, 0x06, 0xe2];
const MARK = [0, 0, 0, 1];
/** Of 1280 × 720, in the form of a transport stream: every key frame carries its parameters. */
const AVC = {
  codec: 'avc',
  decoderConfig: { codec: 'avc1.42c01f', codedWidth: 1280, codedHeight: 720 },
  frame: [...MARK, ...SPS, ...MARK, ...PPS, ...MARK, 0x65, 0x88, 0x84, 0],
} as const;

async function written(
  format: OutputFormat,
  { codec, decoderConfig, frame }: typeof VP9 | typeof AVC,
): Promise<Buffer> {
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(source, { frameRate: RATE });
  await output.start();
  for (let index = 0; index < FRAMES; index++) {
    const packet = new EncodedPacket(new Uint8Array(frame), 'key', index / RATE, 1 / RATE);
    await source.add(packet, index === 0 ? { decoderConfig } : undefined);
  }
  await output.finalize();
  return Buffer.from(target.buffer ?? new ArrayBuffer(0));
}

export const sampleWebm = (): Promise<Buffer> => written(new WebMOutputFormat(), VP9);
export const sampleMkv = (): Promise<Buffer> => written(new MkvOutputFormat(), VP9);
export const sampleTs = (): Promise<Buffer> => written(new MpegTsOutputFormat(), AVC);
/** Its samples are listed in fragments. */
export const sampleFragmentedMp4 = (): Promise<Buffer> =>
  written(new Mp4OutputFormat({ fastStart: 'fragmented' }), VP9);

const u32 = (...values: number[]) => {
  const out = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    out.writeUInt32LE(value, index * 4);
  });
  return out;
};
const chunk = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), u32(body.length), body, Buffer.alloc(body.length % 2)]);
};
const list = (type: string, ...parts: Buffer[]) => chunk('LIST', Buffer.from(type), ...parts);

export function sampleAvi(): Buffer {
  const head = chunk('strh', Buffer.from('vidsH264'), u32(0, 0, 0, 1, RATE, 0, FRAMES, 0, 0, 0, 0, 0));
  const format = chunk('strf', u32(40, 640, 360, 0x180001), Buffer.from('H264'), u32(0, 0, 0, 0, 0));
  const header = list('hdrl', chunk('avih', Buffer.alloc(56)), list('strl', head, format));
  return chunk('RIFF', Buffer.from('AVI '), header, list('movi', chunk('00dc', Buffer.alloc(16))));
}
