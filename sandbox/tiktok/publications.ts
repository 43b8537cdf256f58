/** TikTok's publications: bytes arrive or are pulled, processing runs, and then the post is live, polled or not. */
import { createHash, type Hash, randomBytes, randomInt } from 'node:crypto';
import type { LivePost, SandboxRequest, SandboxResponse, SandboxState, Vanishing } from '../core.ts';
import { PullError } from '../pull.ts';
import { createVideoSniffer, type VideoSniffer } from '../sniff.ts';
import type { Creator } from './api.ts';
import { photoFault, videoFault } from './media.ts';
import type { Flow, Publication, Source } from './publication.ts';
import { type FileSource, nextRange, type PrivacyLevel, parseContentRange } from './requests.ts';
import type { TikTokWebhooks } from './webhooks.ts';

interface NewPublication {
  clientKey: string;
  creator: Creator;
  flow: Flow;
  source: Source;
  title?: string;
  description?: string;
  privacy?: PrivacyLevel | undefined;
}

export interface Publications {
  open(input: NewPublication): Publication;
  upload(request: SandboxRequest): Promise<SandboxResponse>;
  get(publishId: string): Publication | undefined;
  /** Brings every publication to where the clock says it is. */
  settle(): void;
  all(): Publication[];
  of(creator: Creator): readonly Publication[];
  /** Its creator deletes it, or lets only themselves see it. */
  vanish(postId: string, how: Vanishing): boolean;
  reset(): void;
}

const HOUR_MS = 3_600_000;
const VIDEO_LIMIT = 4_000_000_000;
const PHOTO_LIMIT = 20_000_000;
const VIDEO_TYPES = ['video/mp4', 'video/quicktime', 'video/webm'];
const PREFIXES = {
  FILE: { DIRECT_VIDEO: 'v_pub_file', INBOX_VIDEO: 'v_inbox_file' },
  VIDEO_URL: { DIRECT_VIDEO: 'v_pub_url', INBOX_VIDEO: 'v_inbox_url' },
  // Drafts of photos have no prefix of their own.
  PHOTO_URLS: { DIRECT_PHOTO: 'p_pub_url', INBOX_PHOTO: 'p_pub_url' },
} as const satisfies Record<Source['kind'], Partial<Record<Flow, string>>>;

/** What is known of the bytes so far; a chunk that breaks off leaves `hash` as it was. */
interface Arrival {
  hash: Hash;
  sniffer: VideoSniffer;
  /** Bytes the sniffer has seen; a repeated chunk is not shown to it twice. */
  sniffed: number;
}

export function createPublications(
  state: SandboxState,
  webhooks: TikTokWebhooks,
  settings: () => { publicIdDelayMs: number },
): Publications {
  const publications = new Map<string, Publication>();
  const arrivals = new Map<string, Arrival>();
  const byUpload = new Map<string, Publication>();
  const byCreator = new Map<string, Publication[]>();
  /** Neither live nor failed; the only ones a look at the clock can change. */
  const open = new Set<Publication>();

  const complete = (publication: Publication, failure: string | undefined): void => {
    publication.completeAt = state.now();
    publication.failure ??= failure;
    const { processingMs } = state.settings('TIKTOK');
    if (processingMs > 0) setTimeout(() => settle(publication), processingMs + 1).unref();
    settle(publication);
  };
  const settle = (publication: Publication): void => {
    const now = state.now();
    const { processingMs, failProcessing } = state.settings('TIKTOK');
    const { completeAt, createdAt, source } = publication;
    // The documents only say that an abandoned upload expires; `internal` is the reason that asks for a new init.
    const abandoned = completeAt === undefined && source.kind === 'FILE' && now - createdAt > HOUR_MS;
    const due = completeAt !== undefined && now >= completeAt + processingMs;
    publication.failure ??= abandoned ? 'internal' : due ? (failProcessing ?? undefined) : undefined;
    if (publication.failure === undefined && !due) return;
    // Not open any more: a reset took place while it was on its way.
    if (!open.delete(publication)) return;
    arrivals.delete(publication.publishId);
    webhooks.settled(publication);
    if (publication.failure !== undefined) return;
    const post = livePost(publication, now);
    publication.live = { post, at: now, listed: 0 };
    state.effect(post);
    if (publication.privacy === 'PUBLIC_TO_EVERYONE')
      setTimeout(() => webhooks.available(publication, post.id), settings().publicIdDelayMs).unref();
  };

  const receive = async (
    publication: Publication,
    file: FileSource,
    request: SandboxRequest,
  ): Promise<SandboxResponse> => {
    const { received } = publication;
    const problem = chunkProblem(publication, file, request);
    if (problem !== undefined) return problem;
    const expected = nextRange(file, received);
    const arrival = arrivals.get(publication.publishId);
    if (arrival === undefined) return { status: 404 };
    const hash = arrival.hash.copy();
    let position = received;
    for await (const chunk of request.stream as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (position + chunk.length > arrival.sniffed) {
        arrival.sniffer.write(chunk.subarray(Math.max(0, arrival.sniffed - position)));
        arrival.sniffed = position + chunk.length;
      }
      position += chunk.length;
    }
    if (position !== expected.last + 1) return { status: 400 };
    // A second copy of the same chunk may have arrived meanwhile; only one of the two counts.
    if (publication.received !== received) return mismatch(publication, file);
    publication.received = position;
    arrival.hash = hash;
    if (position < file.video_size) return { status: 206, headers: storedRange(publication, file) };
    publication.mediaSha256 = [hash.digest('hex')];
    complete(publication, videoFault(arrival.sniffer.facts(), publication.creator));
    return { status: 201, headers: storedRange(publication, file) };
  };

  const pullAll = async (
    publication: Publication,
    urls: readonly string[],
    pullOne: (url: string) => Promise<string | undefined>,
    reason: string,
  ) => {
    try {
      for (const url of urls) {
        const failure = await pullOne(url);
        if (failure !== undefined) return complete(publication, failure);
      }
      complete(publication, undefined);
    } catch (error) {
      complete(publication, error instanceof PullError ? reason : 'internal');
    }
  };
  const requireHttps = () => state.settings('TIKTOK').requireHttpsMedia;
  const pullVideo = async (publication: Publication, url: string) => {
    const sniffer = createVideoSniffer();
    const pulled = await state.pull(url, {
      maxBytes: VIDEO_LIMIT,
      timeoutMs: HOUR_MS,
      requireHttps: requireHttps(),
      tap: sniffer.write,
    });
    publication.received += pulled.bytes;
    publication.mediaSha256.push(pulled.sha256);
    return videoFault(sniffer.facts(), publication.creator);
  };
  const pullPhoto = async (publication: Publication, url: string) => {
    const pulled = await state.pull(url, { maxBytes: PHOTO_LIMIT, requireHttps: requireHttps() });
    publication.received += pulled.bytes;
    publication.mediaSha256.push(pulled.sha256);
    return photoFault(pulled.head);
  };

  return {
    open: (input) => {
      const publication = newPublication(input, state.now());
      publications.set(publication.publishId, publication);
      byUpload.set(publication.uploadId, publication);
      const own = byCreator.get(input.creator.id) ?? [];
      own.push(publication);
      byCreator.set(input.creator.id, own);
      open.add(publication);
      const { source } = publication;
      if (source.kind === 'FILE')
        arrivals.set(publication.publishId, { hash: createHash('sha256'), sniffer: createVideoSniffer(), sniffed: 0 });
      else if (source.kind === 'VIDEO_URL')
        void pullAll(publication, [source.url], (url) => pullVideo(publication, url), 'video_pull_failed');
      else void pullAll(publication, source.urls, (url) => pullPhoto(publication, url), 'photo_pull_failed');
      return publication;
    },
    upload: async (request) => {
      const id = request.query.get('upload_id');
      const publication = byUpload.get(id ?? '');
      if (publication === undefined || publication.source.kind !== 'FILE') return { status: 404 };
      if (request.query.get('upload_token') !== publication.uploadToken) return { status: 403 };
      if (state.now() - publication.createdAt > HOUR_MS) return { status: 403 };
      return receive(publication, publication.source.file, request);
    },
    get: (publishId) => publications.get(publishId),
    settle: () => {
      for (const publication of open) settle(publication);
    },
    all: () => [...publications.values()],
    of: (creator) => byCreator.get(creator.id) ?? [],
    vanish: (postId, how) => {
      const found = [...publications.values()].find(({ live }) => live?.post.id === postId);
      if (found?.live === undefined) return false;
      found.privacy = how === 'SHOWN' ? 'PUBLIC_TO_EVERYONE' : 'SELF_ONLY';
      found.live.post.visible = how === 'SHOWN';
      if (how === 'DELETED') found.live = undefined;
      return true;
    },
    reset: () => {
      for (const store of [publications, arrivals, byUpload, byCreator, open]) store.clear();
    },
  };
}

function newPublication(input: NewPublication, now: number): Publication {
  const prefix = Object.entries(PREFIXES[input.source.kind]).find(([flow]) => flow === input.flow)?.[1] ?? 'v_pub_file';
  return {
    publishId: `${prefix}~v2-1.${postId(now)}`,
    clientKey: input.clientKey,
    creator: input.creator,
    flow: input.flow,
    source: input.source,
    title: input.title ?? '',
    description: input.description ?? '',
    privacy: input.privacy,
    uploadId: postId(now),
    uploadToken: randomBytes(24).toString('base64url'),
    createdAt: now,
    received: 0,
    completeAt: undefined,
    mediaSha256: [],
    failure: undefined,
    reads: 0,
    inboxReads: 0,
    live: undefined,
  };
}

/** 19 digits: Unix seconds in the upper half. */
function postId(now: number): string {
  return ((BigInt(Math.floor(now / 1000)) << 32n) | BigInt(randomInt(2 ** 32))).toString();
}

function chunkProblem(
  publication: Publication,
  file: FileSource,
  request: SandboxRequest,
): SandboxResponse | undefined {
  const range = parseContentRange(request.headers['content-range']);
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!VIDEO_TYPES.includes(type) || range === undefined || range.last - range.first + 1 !== length)
    return { status: 400 };
  if (publication.completeAt !== undefined || range.total !== file.video_size || range.first !== publication.received) {
    return mismatch(publication, file);
  }
  return range.last === nextRange(file, publication.received).last ? undefined : { status: 400 };
}

function mismatch(publication: Publication, file: FileSource): SandboxResponse {
  return { status: 416, headers: storedRange(publication, file) };
}

function storedRange({ received }: Publication, { video_size: total }: FileSource): Record<string, string> {
  return { 'content-range': received === 0 ? `bytes */${total}` : `bytes 0-${received - 1}/${total}` };
}

function livePost(publication: Publication, now: number): LivePost {
  const { creator, flow, source, privacy, publishId } = publication;
  const inbox = flow === 'INBOX_VIDEO' || flow === 'INBOX_PHOTO';
  const photo = source.kind === 'PHOTO_URLS';
  const id = postId(now);
  return {
    id,
    platform: 'TIKTOK',
    accountId: creator.id,
    username: creator.handle,
    kind: flow,
    text: photo ? publication.description : publication.title,
    ...(photo && { title: publication.title }),
    mediaCount: publication.mediaSha256.length,
    mediaSha256: publication.mediaSha256,
    permalink: inbox
      ? 'https://www.tiktok.com/messages?lang=en'
      : `https://www.tiktok.com/@${creator.handle}/${photo ? 'photo' : 'video'}/${id}`,
    createdAt: new Date(now).toISOString(),
    visible: !inbox && privacy !== 'SELF_ONLY',
    details: {
      publishId,
      privacyLevel: privacy ?? null,
      ...(source.kind === 'VIDEO_URL' && { mediaUrls: [source.url], mediaTypes: ['VIDEO'] }),
      ...(source.kind === 'PHOTO_URLS' && { mediaUrls: source.urls, mediaTypes: source.urls.map(() => 'IMAGE') }),
    },
  };
}
