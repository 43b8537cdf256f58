/** X at a sandbox: its adapter for one connected account, and posts as the tests of X write them. */
import { createHash } from 'node:crypto';
import type { FaultInput } from '../../sandbox/faults.ts';
import type { PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { type XOptions, options as xOptions } from '../../src/platforms/x/options.ts';
import { type AdapterBench, startAdapter } from './adapter.ts';
import { sampleGif, sampleJpeg, sampleMp4 } from './sample-media.ts';

export { CODE_VERIFIER, REDIRECT_URI } from './adapter.ts';

type Post = PublishPost<XOptions>;
export interface TestFile {
  bytes: Buffer;
  mimeType: string;
  altText?: string;
}

export interface XBench extends AdapterBench<XOptions> {
  post(files: readonly TestFile[], patch?: Partial<Omit<Post, 'options' | 'media'>> & { options?: unknown }): Post;
}

export async function startXBench(): Promise<XBench> {
  const bench = await startAdapter(x);
  const post: XBench['post'] = (files, { options, ...patch } = {}) => ({
    targetId: 'target-1',
    format: 'TEXT',
    caption: 'hello',
    title: null,
    media: files.map((file, index) => {
      const id = `media-${index}-${sha256(file.bytes).slice(0, 8)}`;
      bench.files.set(id, file);
      return mediaOf(id, file);
    }),
    ...patch,
    options: xOptions.parse(options ?? {}),
  });
  return Object.assign(bench, { post });
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function mediaOf(id: string, { bytes, mimeType, altText }: TestFile): PublishMedia {
  const isVideo = mimeType.startsWith('video/');
  return {
    id,
    kind: isVideo ? 'VIDEO' : 'IMAGE',
    mimeType,
    bytes: bytes.length,
    width: 320,
    height: 320,
    durationMs: isVideo ? 2_000 : null,
    frameRate: isVideo ? 30 : null,
    frameCount: null,
    videoCodec: isVideo ? 'avc' : null,
    audioCodec: isVideo ? 'aac' : null,
    altText: altText ?? null,
  };
}

/* ---- what the tests of X say often ---- */

export const MIB = 1024 * 1024;
export const jpeg = (width = 64): TestFile => ({ bytes: sampleJpeg({ width, height: 64 }), mimeType: 'image/jpeg' });
export const gif = (): TestFile => ({
  bytes: sampleGif({ width: 16, height: 16 }),
  mimeType: 'image/gif',
  altText: 'A loop',
});
export const mp4 = (bytes?: number): TestFile => ({
  bytes: sampleMp4({ width: 320, height: 320, durationMs: 2_000, ...(bytes === undefined ? {} : { bytes }) }),
  mimeType: 'video/mp4',
});

export const live = (bench: XBench) => bench.sandbox.control.live({ platform: 'X' });
export const operations = async (bench: XBench) =>
  (await bench.sandbox.control.requests())
    .map(({ operation }) => operation)
    .filter((name) => !/oauth|users_me/.test(name));
export const count = (bench: XBench, operation: string) => bench.sandbox.control.requestCount(operation);
export const fault = (bench: XBench, input: FaultInput) => bench.sandbox.control.fault(input);
export const forbidden = (detail: string) => ({ title: 'Forbidden', detail, type: 'about:blank', status: 403 });
