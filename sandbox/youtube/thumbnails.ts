/** Custom thumbnails: who may set one, when, and which pictures are taken. */
import { createHash } from 'node:crypto';
import { wholeBody } from '../body.ts';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { pictureFacts } from '../picture.ts';
import { Refusal } from '../refusal.ts';
import { missingParameter, no, videoNotFound } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { thumbnails } from './resources.ts';
import { bare, header, held, type Sessions } from './sessions.ts';
import { type Channel, isShort, type Video, type YoutubeStore } from './store.ts';

const COST = 50;
const THUMBNAIL_MAX_BYTES = 52_428_800;
const THUMBNAIL_MIN_WIDTH = 640;

export function createThumbnails(store: YoutubeStore, auth: YoutubeAuth, sessions: Sessions) {
  const target = (id: string, channel: Channel): Video => {
    const video = store.video(id);
    if (video === undefined) throw videoNotFound('parameters.videoId');
    if (video.channel.id !== channel.id)
      throw forbidden('The request is not properly authorized to access the resource.');
    if (!store.own().phoneVerified)
      throw forbidden("The authenticated user doesn't have permissions to upload and set custom video thumbnails.");
    return video;
  };

  const set = (video: Video, image: Buffer, type: string): SandboxResponse => {
    if (image.length === 0) throw mediaBodyRequired();
    const size = measured(image, type);
    if (isShort(video) && store.isProcessing(video)) throw notProcessed();
    checkShape(size, isShort(video));
    video.thumbnail = { ...size, sha256: createHash('sha256').update(image).digest('hex') };
    return shown(video, video.thumbnail.sha256);
  };

  return async (request: SandboxRequest): Promise<SandboxResponse> => {
    const channel = auth.channel(request, SCOPES.upload);
    store.quota.spend(COST);
    const id = request.query.get('videoId');
    if (id === null) throw missingParameter('videoId');
    const uploadType = request.query.get('uploadType');
    if (uploadType === 'resumable') {
      const video = target(id, channel);
      const type = bare(header(request, 'x-upload-content-type'));
      return sessions.open(
        request,
        held({ maxBytes: THUMBNAIL_MAX_BYTES, empty: mediaBodyRequired, use: (image) => set(video, image, type) }),
      );
    }
    if (uploadType !== 'media') throw mediaBodyRequired();
    const image = await imageOf(request);
    return set(target(id, channel), image, bare(request.headers['content-type']));
  };
}

const shown = (video: Video, etag: string): SandboxResponse => ({
  status: 200,
  json: { kind: 'youtube#thumbnailSetResponse', etag, items: [thumbnails(video)] },
});

/** What is announced as too large is refused before it is read. */
async function imageOf(request: SandboxRequest): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const image = announced > THUMBNAIL_MAX_BYTES ? undefined : await wholeBody(request.stream, THUMBNAIL_MAX_BYTES);
  if (image !== undefined) return image;
  throw new Refusal({ status: 413, json: { error: { code: 413, message: 'Request Entity Too Large', errors: [] } } });
}

function measured(image: Buffer, contentType: string): { width: number; height: number } {
  if (!['image/jpeg', 'image/png', 'application/octet-stream'].includes(contentType)) throw invalidImage();
  const facts = pictureFacts(image);
  if (facts?.type === 'jpg' || facts?.type === 'png') return facts;
  throw invalidImage();
}

function checkShape({ width, height }: { width: number; height: number }, short: boolean): void {
  if (short && width > height) throw thumbnailRefused(400, 'imageTooWide', 'The thumbnail of a Short must be upright.');
  if (!short && height > width)
    throw thumbnailRefused(400, 'imageTooTall', 'The thumbnail must be wider than it is tall.');
  if (!short && width < THUMBNAIL_MIN_WIDTH) throw invalidImage();
}

const thumbnailRefused = (status: number, reason: string, message: string) =>
  no(status, reason, message, { domain: 'youtube.thumbnail' });
const invalidImage = () => thumbnailRefused(400, 'invalidImage', 'The provided image content is invalid.');
const mediaBodyRequired = () =>
  thumbnailRefused(400, 'mediaBodyRequired', 'The request does not include the image content.');
const notProcessed = () => thumbnailRefused(412, 'failedPrecondition', 'The video is still being processed.');

const forbidden = (message: string) =>
  no(403, 'forbidden', message, { domain: 'youtube.common', status: 'PERMISSION_DENIED' });
