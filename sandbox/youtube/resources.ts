/** The JSON of YouTube's resources, part by part; 64-bit numbers are strings as on the wire. */
import type { SandboxState } from '../core.ts';
import { etag } from './answers.ts';
import { type Channel, type Comment, isShort, type Playlist, type Video, type YoutubeStore } from './store.ts';

/** Parts that only the owner may read. */
export const OWNER_PARTS = ['fileDetails', 'processingDetails', 'suggestions'] as const;

const SIZES = {
  default: [120, 90],
  medium: [320, 180],
  high: [480, 360],
  standard: [640, 480],
  maxres: [1280, 720],
} as const;
/** Made of pictures that are at least so large. */
const LARGE_SIZES = { fhd: [1920, 1080], qhd: [2560, 1440], uhd: [3840, 2160] } as const;

export function videoResource(store: YoutubeStore, video: Video, parts: readonly string[]): Record<string, unknown> {
  const shown = Object.entries(PARTS).flatMap(([name, part]) =>
    parts.includes(name) ? [[name, part(video, store)]] : [],
  );
  const body = { kind: 'youtube#video', id: video.id, ...Object.fromEntries(shown) };
  return { ...body, etag: etag(body) };
}

const PARTS: Record<string, (video: Video, store: YoutubeStore) => unknown> = {
  snippet: (video) => {
    const { title, description, tags, ...others } = video.metadata.snippet;
    return {
      publishedAt: iso(video.publicSince ?? video.uploadedAt),
      channelId: video.channel.id,
      title,
      description,
      thumbnails: thumbnails(video),
      channelTitle: video.channel.displayName,
      // Left out, not empty, when there are none.
      ...(tags.length > 0 && { tags }),
      ...others,
      liveBroadcastContent: 'none',
      localized: { title, description },
    };
  },
  status: (video, store) => ({
    ...uploadStatus(video, store),
    ...video.metadata.status,
    madeForKids: video.metadata.status.selfDeclaredMadeForKids,
  }),
  contentDetails: (video, store) => ({
    duration: store.isProcessing(video) ? 'P0D' : isoDuration(video.file.facts.durationMs ?? 0),
    dimension: '2d',
    definition: (video.file.facts.height ?? 0) >= 720 ? 'hd' : 'sd',
    caption: String(video.captions.some(({ isDraft }) => !isDraft)),
    licensedContent: false,
    contentRating: {},
    projection: 'rectangular',
    hasCustomThumbnail: video.thumbnail !== undefined,
  }),
  processingDetails: (video, store) => {
    const processing = store.isProcessing(video);
    const failed = !processing && video.verdict.is === 'failed';
    return {
      processingStatus: processing ? 'processing' : failed ? 'failed' : 'succeeded',
      ...(processing && {
        processingProgress: {
          partsTotal: '100',
          partsProcessed: String(Math.min(99, video.polls * 25)),
          timeLeftMs: '3000',
        },
      }),
      ...(failed && { processingFailureReason: 'transcodeFailed' }),
      fileDetailsAvailability: processing ? 'inProgress' : 'available',
      processingIssuesAvailability: processing ? 'inProgress' : 'available',
      tagSuggestionsAvailability: 'notAvailable',
      editorSuggestionsAvailability: 'notAvailable',
      thumbnailsAvailability: processing ? 'inProgress' : 'available',
    };
  },
  suggestions: (video) =>
    video.verdict.is === 'failed' && video.verdict.reason === 'invalidFile'
      ? { processingErrors: ['notAVideoFile'] }
      : {},
  fileDetails: ({ file }) => ({
    fileSize: String(file.bytes),
    fileType: file.facts.container === undefined ? 'other' : 'video',
    ...(file.facts.container !== undefined && { container: file.facts.container }),
    ...(file.facts.durationMs !== undefined && { durationMs: String(file.facts.durationMs) }),
    ...(file.facts.width !== undefined && {
      videoStreams: [{ widthPixels: file.facts.width, heightPixels: file.facts.height }],
    }),
  }),
  statistics: (video, store) => statistics(video, store.state),
  player: (video) => ({ embedHtml: `<iframe src="//www.youtube.com/embed/${video.id}"></iframe>` }),
  paidProductPlacementDetails: (video) => video.metadata.paidProductPlacementDetails,
  recordingDetails: (video) => video.metadata.recordingDetails,
  localizations: (video) => video.metadata.localizations,
};

function uploadStatus(video: Video, store: YoutubeStore) {
  if (store.isProcessing(video)) return { uploadStatus: 'uploaded' };
  if (video.verdict.is === 'failed') return { uploadStatus: 'failed', failureReason: video.verdict.reason };
  if (video.verdict.is === 'rejected') return { uploadStatus: 'rejected', rejectionReason: video.verdict.reason };
  return { uploadStatus: 'processed' };
}

export function thumbnails(video: Video) {
  const upright = video.thumbnail === undefined ? isShort(video) : video.thumbnail.height > video.thumbnail.width;
  const longest = Math.max(video.thumbnail?.width ?? 0, video.thumbnail?.height ?? 0);
  const large = Object.entries(LARGE_SIZES).filter(([, [long]]) => long <= longest);
  const sizes = [...Object.entries(SIZES), ...large].map(([name, [long, short]]) => {
    const [width, height] = upright ? [short, long] : [long, short];
    return [
      name,
      { url: `https://i.ytimg.com/vi/${video.id}/${name === 'maxres' ? 'maxresdefault' : name}.jpg`, width, height },
    ];
  });
  return Object.fromEntries(sizes);
}

/** One entry of `videos:batchGetStats`, whose shape is its own. */
export function videoStat(video: Video, parts: readonly string[], state: SandboxState) {
  const { viewCount, likeCount, commentCount } = statistics(video, state);
  const body = {
    kind: 'youtube#videoStat',
    id: video.id,
    ...(parts.includes('snippet') && { snippet: { publishTime: iso(video.publicSince ?? video.uploadedAt) } }),
    ...(parts.includes('contentDetails') && {
      contentDetails: { duration: `${Math.round((video.file.facts.durationMs ?? 0) / 1000)}s` },
    }),
    ...(parts.includes('statistics') && { statistics: { viewCount, likeCount, commentCount } }),
  };
  return { ...body, etag: etag(body) };
}

/** An audience that grows by the minute and differs from video to video, the same on every read. */
function statistics(video: Video, state: SandboxState) {
  const minutes = video.publicSince === undefined ? 0 : Math.floor((state.now() - video.publicSince) / 60_000);
  const pull = (Number.parseInt(video.file.sha256.slice(0, 4), 16) % 40) + 3;
  const views = minutes * pull;
  return state.told('YOUTUBE', video.id, {
    viewCount: String(views),
    likeCount: String(Math.floor(views / 17) + [...video.ratings.values()].filter((one) => one === 'like').length),
    favoriteCount: '0',
    commentCount: String(Math.floor(views / 211)),
  });
}

export function channelResource(store: YoutubeStore, channel: Channel, parts: readonly string[]) {
  const videos = store.videosOf(channel);
  const change = store.state.accountChange('YOUTUBE', channel.id);
  const title = change.displayName ?? channel.displayName;
  const avatar = change.avatarUrl ?? `https://yt3.ggpht.com/${channel.id}=s88`;
  const all: Record<string, unknown> = {
    snippet: {
      title,
      description: '',
      customUrl: `@${change.username ?? channel.username}`,
      publishedAt: '2019-03-01T09:00:00Z',
      thumbnails: { default: { url: avatar, width: 88, height: 88 } },
      localized: { title, description: '' },
    },
    contentDetails: { relatedPlaylists: { likes: '', uploads: channel.uploadsPlaylistId } },
    statistics: store.state.told('YOUTUBE', channel.id, {
      viewCount: String(videos.reduce((sum, video) => sum + Number(statistics(video, store.state).viewCount ?? 0), 0)),
      subscriberCount: '1230',
      hiddenSubscriberCount: false,
      videoCount: String(videos.filter((video) => video.publicSince !== undefined).length),
    }),
    status: { privacyStatus: 'public', isLinked: true, longUploadsStatus: store.own().longUploads, madeForKids: false },
  };
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => parts.includes(name)));
  return { kind: 'youtube#channel', etag: etag(shown), id: change.externalId ?? channel.id, ...shown };
}

export function playlistResource(playlist: Playlist, parts: readonly string[]) {
  const { id, channel, title, description } = playlist;
  const all: Record<string, unknown> = {
    snippet: {
      publishedAt: iso(playlist.createdAt),
      channelId: channel.id,
      title,
      description,
      thumbnails: {},
      channelTitle: channel.displayName,
      localized: { title, description },
    },
    status: { privacyStatus: playlist.privacyStatus },
    contentDetails: { itemCount: playlist.items.length },
  };
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => parts.includes(name)));
  return { kind: 'youtube#playlist', etag: etag(shown), id, ...shown };
}

export interface Entry {
  id: string;
  playlistId: string;
  position: number;
  addedAt: number;
  owner: Channel;
  video: Video;
}

export function playlistItemResource(entry: Entry, parts: readonly string[]) {
  const { video } = entry;
  const all: Record<string, unknown> = {
    snippet: {
      publishedAt: iso(entry.addedAt),
      channelId: entry.owner.id,
      title: video.metadata.snippet.title,
      description: video.metadata.snippet.description,
      thumbnails: thumbnails(video),
      channelTitle: entry.owner.displayName,
      playlistId: entry.playlistId,
      position: entry.position,
      resourceId: { kind: 'youtube#video', videoId: video.id },
      videoOwnerChannelTitle: video.channel.displayName,
      videoOwnerChannelId: video.channel.id,
    },
    contentDetails: {
      videoId: video.id,
      ...(video.publicSince !== undefined && { videoPublishedAt: iso(video.publicSince) }),
    },
    status: { privacyStatus: video.metadata.status.privacyStatus },
  };
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => parts.includes(name)));
  return { kind: 'youtube#playlistItem', etag: etag(shown), id: entry.id, ...shown };
}

export function commentResource({ id, channel, video, parent, text, createdAt, updatedAt, moderation }: Comment) {
  const snippet = {
    channelId: video.channel.id,
    videoId: video.id,
    textDisplay: text,
    textOriginal: text,
    ...(parent !== undefined && { parentId: parent.id }),
    authorDisplayName: `@${channel.username}`,
    authorChannelId: { value: channel.id },
    canRate: true,
    viewerRating: 'none',
    likeCount: 0,
    publishedAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    // Told only where it is not the usual.
    ...(moderation !== 'published' && { moderationStatus: moderation }),
  };
  return { kind: 'youtube#comment', etag: etag(snippet), id, snippet };
}

export function commentThreadResource(comment: Comment, replies: readonly Comment[]) {
  const topLevelComment = commentResource(comment);
  const { channelId, videoId } = topLevelComment.snippet;
  const count = { canReply: true, totalReplyCount: replies.length, isPublic: true };
  return {
    kind: 'youtube#commentThread',
    etag: etag([topLevelComment, replies.length]),
    id: comment.id,
    snippet: { channelId, videoId, topLevelComment, ...count },
    // Left out, not empty, when there are none.
    ...(replies.length > 0 && { replies: { comments: replies.map(commentResource) } }),
  };
}

/** Google writes whole seconds. */
function iso(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

function isoDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `PT${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}${s > 0 || seconds === 0 ? `${s}S` : ''}`;
}

/** What lists around videos tell of one. */
export function listedSnippet(video: Video) {
  const { title, description } = video.metadata.snippet;
  return {
    publishedAt: new Date(video.publicSince ?? video.uploadedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    channelId: video.channel.id,
    title,
    description,
    thumbnails: thumbnails(video),
    channelTitle: video.channel.displayName,
  };
}
