/** X at a sandbox: its adapter for one connected account, and posts as the tests of X write them. */
import { createHash } from 'node:crypto';
import type { PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { type XOptions, xOptions } from '../../src/platforms/x/options.ts';
import { type AdapterBench, startAdapter } from './adapter.ts';

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
    videoCodec: isVideo ? 'avc' : null,
    audioCodec: isVideo ? 'aac' : null,
    altText: altText ?? null,
  };
}
