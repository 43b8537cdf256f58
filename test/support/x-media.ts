/** Files that X takes, as its checks see them. */
import type { PublishMedia } from '../../src/platforms/platform.ts';

export const image = (over: Partial<PublishMedia> = {}): PublishMedia => ({
  id: 'm',
  kind: 'IMAGE',
  mimeType: 'image/jpeg',
  bytes: 1_000,
  width: 1080,
  height: 1080,
  durationMs: null,
  frameRate: null,
  frameCount: 1,
  videoCodec: null,
  audioCodec: null,
  altText: null,
  ...over,
});

export const video = (over: Partial<PublishMedia> = {}): PublishMedia =>
  image({
    kind: 'VIDEO',
    mimeType: 'video/mp4',
    width: 1280,
    height: 720,
    durationMs: 10_000,
    frameRate: 30,
    frameCount: null,
    videoCodec: 'avc',
    audioCodec: 'aac',
    ...over,
  });
