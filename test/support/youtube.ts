/** YouTube at a sandbox: its adapter for one connected channel, and videos as the tests of YouTube write them. */
import type { LivePost } from '../../sandbox/core.ts';
import type { RequestRecord } from '../../sandbox/requests.ts';
import type { PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import { youtube } from '../../src/platforms/youtube/index.ts';
import type { YouTubeOptions } from '../../src/platforms/youtube/options.ts';
import { type AdapterBench, startAdapter } from './adapter.ts';

export { CODE_VERIFIER, REDIRECT_URI } from './adapter.ts';

/** What the sandbox calls a request to an upload session. */
export const PUT = 'youtube.upload_put';
export const LANDSCAPE = { width: 1920, height: 1080, durationMs: 300_000 };

type Post = PublishPost<YouTubeOptions>;

export interface YouTubeBench extends AdapterBench<YouTubeOptions> {
  /** Renews the access token, as the engine does after `unauthorized`. */
  refresh(): Promise<void>;
  post(bytes: Buffer, patch?: PostPatch): Post;
  live(): Promise<LivePost[]>;
  /** Every request to an upload session, as it was answered. */
  puts(): Promise<Pick<RequestRecord, 'requestBytes' | 'status'>[]>;
}

type PostPatch = Partial<Omit<Post, 'options' | 'media'>> & {
  options?: Readonly<Record<string, unknown>>;
  media?: Partial<PublishMedia>;
};

export async function startYouTubeBench(): Promise<YouTubeBench> {
  const bench = await startAdapter(youtube);
  const refresh: YouTubeBench['refresh'] = async () => {
    const { accessToken } = await youtube.oauth.refresh(bench.oauth, bench.credentials);
    bench.api = { ...bench.api, accessToken };
  };
  const post: YouTubeBench['post'] = (bytes, patch = {}) => {
    bench.files.set('video', { bytes, mimeType: 'video/mp4' });
    return {
      targetId: 'target-1',
      format: 'VIDEO',
      caption: 'How we roast\nEvery Tuesday.',
      title: 'Roasting day',
      ...patch,
      media: [{ ...videoMedia(bytes.length), ...patch.media }],
      options: youtube.options.parse(patch.options ?? {}),
    };
  };
  const { control } = bench.sandbox;
  const live: YouTubeBench['live'] = () => control.live({ platform: 'YOUTUBE' });
  const puts: YouTubeBench['puts'] = async () =>
    (await control.requests({ operation: PUT })).map(({ requestBytes, status }) => ({ requestBytes, status }));
  return Object.assign(bench, { refresh, post, live, puts });
}

const videoMedia = (bytes: number): PublishMedia => ({
  id: 'video',
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes,
  width: 1920,
  height: 1080,
  durationMs: 300_000,
  frameRate: 30,
  frameCount: null,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
});

/** An MP4 with a true header and `mdat` of filler. */
export function mp4(totalBytes: number, shape: { width: number; height: number; durationMs: number }): Buffer {
  const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isommp42', 'latin1'));
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1_000, 12);
  mvhd.writeUInt32BE(shape.durationMs, 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeUInt32BE(shape.width * 65_536, 76);
  tkhd.writeUInt32BE(shape.height * 65_536, 80);
  const head = Buffer.concat([ftyp, box('moov', Buffer.concat([box('mvhd', mvhd), box('trak', box('tkhd', tkhd))]))]);
  return Buffer.concat([head, box('mdat', Buffer.alloc(totalBytes - head.length - 8, 7))]);
}

function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}
