/** How videos reach YouTube: through a resumable session, or in the one request of Google's own libraries. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { boundaryOf, relatedParts } from '../multipart.ts';
import { createSink, type Sink } from '../sniff.ts';
import { no } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { defaults, insertedMetadata, type Metadata, videoParts } from './metadata.ts';
import { videoResource } from './resources.ts';
import { announcement, bare, header, parsedJson, type Sessions } from './sessions.ts';
import type { Channel, Video, YoutubeStore } from './store.ts';

const MAX_BYTES = 274_877_906_944;

/** What the bytes will become. */
interface Target {
  channel: Channel;
  parts: string[];
  metadata: Metadata;
  contentType: string;
  notifySubscribers: boolean;
}

export function createUploads(store: YoutubeStore, auth: YoutubeAuth, sessions: Sessions) {
  const finish = (target: Target, sink: Sink): Video =>
    store.addVideo(target.channel, target.metadata, {
      ...sink.digest(),
      contentType: target.contentType,
      notifySubscribers: target.notifySubscribers,
    });

  const insert = async (request: SandboxRequest): Promise<SandboxResponse> => {
    const channel = auth.channel(request, SCOPES.upload);
    store.quota.spend(1, 'inserts');
    if (!store.own().hasChannel) throw signupRequired();
    const cap = store.own().channelDailyUploads;
    if (cap !== null && store.uploadsToday(channel) >= cap) throw uploadLimitExceeded();
    const type = request.query.get('uploadType');
    // Subscribers hear of an upload unless the caller says otherwise.
    const notifySubscribers = request.query.get('notifySubscribers') !== 'false';
    const target = { channel, parts: videoParts(request.query), notifySubscribers };
    const sentType = request.headers['content-type'];
    if (type === 'resumable') {
      // All of it is checked before a byte of video moves.
      const metadata = insertedMetadata(await announcement(request), target.parts);
      const contentType = videoType(header(request, 'x-upload-content-type'));
      return sessions.open(request, resumable({ ...target, metadata, contentType }));
    }
    if (type === 'media') {
      return single({ ...target, metadata: defaults(), contentType: videoType(sentType) }, request.stream);
    }
    if (type !== 'multipart') throw mediaBodyRequired();
    const boundary = boundaryOf(sentType, 'related');
    const related = boundary === undefined ? undefined : await relatedParts(request.stream, boundary);
    if (related === undefined) throw mediaBodyRequired();
    const metadata = insertedMetadata(parsedJson(related.metadata), target.parts);
    return single({ ...target, metadata, contentType: videoType(related.contentType) }, related.media);
  };

  const resumable = (target: Target) => {
    const sink = createSink();
    let video: Video | undefined;
    const shown = (status: number): SandboxResponse => {
      const current = video && (store.video(video.id) ?? video);
      return { status, json: current && videoResource(store, current, target.parts) };
    };
    return {
      maxBytes: MAX_BYTES,
      receiver: sink,
      complete: () => {
        video = finish(target, sink);
        return shown(201);
      },
      completed: () => shown(200),
      empty: mediaBodyRequired,
    };
  };

  const single = async (target: Target, body: AsyncIterable<Buffer>): Promise<SandboxResponse> => {
    const sink = createSink();
    for await (const chunk of body) sink.write(chunk);
    if (sink.stored() === 0) throw mediaBodyRequired();
    const video = finish(target, sink);
    return { status: 200, json: videoResource(store, video, target.parts) };
  };

  return {
    insert,
    /** The same method outside of the upload server, which is where a library sends it without a file. */
    withoutMedia: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.upload);
      throw mediaBodyRequired();
    },
  };
}

function videoType(value: string | undefined): string {
  const type = bare(value ?? 'application/octet-stream');
  if (type.startsWith('video/') || type === 'application/octet-stream') return type;
  throw no(
    400,
    'badContent',
    `Media type '${type}' is not supported. Valid media types: [application/octet-stream, video/*]`,
  );
}

const mediaBodyRequired = () =>
  no(400, 'mediaBodyRequired', 'The request does not include the video content.', { domain: 'youtube.video' });

const signupRequired = () =>
  no(401, 'youtubeSignupRequired', 'Unauthorized', {
    domain: 'youtube.header',
    location: 'Authorization',
    locationType: 'header',
  });

const uploadLimitExceeded = () =>
  no(400, 'uploadLimitExceeded', 'The user has exceeded the number of videos they may upload.', {
    domain: 'youtube.video',
  });
