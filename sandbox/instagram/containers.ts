/** Instagram's containers: media pulled, processed in their own time, ready for one publish within a day. */
import type { SandboxResponse } from '../core.ts';
import { pictureFacts } from '../picture.ts';
import { PullError, type Pulled } from '../pull.ts';
import { createVideoSniffer, type VideoFacts } from '../sniff.ts';
import { type ContainerFields, type ContainerKind, readContainerFields } from './fields.ts';
import { type GraphContext, type GraphError, graphTime, project, refuse, type Session } from './graph.ts';

export interface Container {
  id: string;
  accountId: string;
  kind: ContainerKind;
  fields: ContainerFields;
  children: readonly Container[];
  /** Empty until a video has been pulled. */
  media: PulledMedia[];
  createdAt: number;
  reads: number;
  expired: boolean;
  /** Subcode with which processing failed. */
  failure: string | undefined;
  /** Still pulling. */
  pulling: boolean;
  mediaId: string | undefined;
}

export interface PulledMedia extends Pulled {
  type: 'IMAGE' | 'VIDEO';
  url: string;
}

type ContainerStatus = 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED';

export interface Containers {
  create(session: Session, given: Record<string, unknown>): Promise<Container>;
  /** One status read, which lets processing advance. */
  read(container: Container, fields: string | null): SandboxResponse;
  status(container: Container): ContainerStatus;
  get(id: string): Container | undefined;
  expire(filter: { accountId?: string | undefined }): number;
  reset(): void;
}

const DAY_MS = 86_400_000;
const IMAGE_LIMIT = 8 * 1024 * 1024;
/** Bytes and milliseconds per kind of video. */
const VIDEO_LIMITS = {
  REELS: { maxBytes: 300_000_000, minMs: 3000, maxMs: 900_000 },
  STORIES: { maxBytes: 100_000_000, minMs: 3000, maxMs: 60_000 },
  VIDEO_ITEM: { maxBytes: 100_000_000, minMs: 3000, maxMs: 60_000 },
} as const;
const DOWNLOAD_FAILED = '2207077';
const FORMAT_UNSUPPORTED = '2207026';
const THUMB_OUTSIDE = '2207057';
/** A container's length may be off by the rounding of its last frame. */
const DURATION_SLACK_MS = 100;

export function createContainers(
  ctx: GraphContext,
  settings: () => { containerTotal: number; trialEligible: boolean },
): Containers {
  const containers = new Map<string, Container>();
  const byAccount = new Map<string, Container[]>();
  // Starts at the clock, so that a sandbox that restarts never hands out an id of its former life.
  let sequence = Date.now();

  const status = (container: Container): ContainerStatus => {
    const { processingPolls, processingMs, failProcessing } = ctx.state.settings('INSTAGRAM');
    const age = ctx.state.now() - container.createdAt;
    if (container.mediaId !== undefined) return 'PUBLISHED';
    if (container.expired || age >= DAY_MS) return 'EXPIRED';
    if (container.pulling || container.reads < processingPolls || age < processingMs) return 'IN_PROGRESS';
    if (failProcessing !== null) container.failure ??= failProcessing;
    return container.failure === undefined ? 'FINISHED' : 'ERROR';
  };

  const child = (session: Session, id: string): Container => {
    const found = containers.get(id);
    if (found === undefined || found.accountId !== session.account.id) return refuse('NO_MEDIA', id);
    if (found.kind !== 'IMAGE_ITEM' && found.kind !== 'VIDEO_ITEM')
      refuse('PARAMETER', `child ${id} is not a carousel item`);
    const state = status(found);
    if (state === 'EXPIRED') refuse('EXPIRED', id);
    if (state === 'ERROR') refuse('BROKEN', id);
    if (state !== 'FINISHED') refuse('NOT_READY', id);
    return found;
  };

  return {
    create: async (session, given) => {
      const fields = readContainerFields(given, ctx.state.settings('INSTAGRAM').parameters);
      const own = byAccount.get(session.account.id) ?? [];
      // Full when even the oldest of the last `containerTotal` is younger than a day.
      const oldest = own.at(-settings().containerTotal);
      if (settings().containerTotal === 0 || (oldest !== undefined && ctx.state.now() - oldest.createdAt < DAY_MS)) {
        refuse('CONTAINER_QUOTA');
      }
      if (fields.trial_params !== undefined && !settings().trialEligible) refuse('NOT_TRIAL');
      const children = fields.children.map((id) => child(session, id));
      const container: Container = {
        id: `1790${sequence++}`,
        accountId: session.account.id,
        kind: fields.kind,
        fields,
        children,
        media: [],
        createdAt: ctx.state.now(),
        reads: 0,
        expired: false,
        failure: undefined,
        pulling: false,
        mediaId: undefined,
      };
      if (fields.image_url !== undefined)
        container.media.push(await pullImage(ctx, fields.image_url, fields.kind !== 'STORIES'));
      if (fields.cover_url !== undefined) await pullImage(ctx, fields.cover_url, false);
      containers.set(container.id, container);
      byAccount.set(session.account.id, own);
      own.push(container);
      if (fields.video_url !== undefined) pullVideo(ctx, container, fields.video_url);
      return container;
    },
    read: (container, fields) => {
      const state = status(container);
      container.reads += container.pulling ? 0 : 1;
      const node = {
        id: container.id,
        status_code: state,
        status: STATUS_TEXT[state](container),
        copyright_check_status: { status: state === 'IN_PROGRESS' ? 'in_progress' : 'completed', matches_found: false },
      };
      // Only uploads in pieces have a `video_status`; whoever asks for it elsewhere is told nothing.
      return { status: 200, json: project(node, fields, [...Object.keys(node), 'video_status']) };
    },
    status,
    get: (id) => containers.get(id),
    expire: ({ accountId }) => {
      const open = [...containers.values()].filter((one) => one.mediaId === undefined && !one.expired);
      const hit = open.filter((one) => accountId === undefined || one.accountId === accountId);
      for (const container of hit) container.expired = true;
      return hit.length;
    },
    reset: () => {
      containers.clear();
      byAccount.clear();
    },
  };
}

const STATUS_TEXT: Record<ContainerStatus, (container: Container) => string> = {
  IN_PROGRESS: () => 'In Progress: Media is still being processed.',
  FINISHED: () => 'Finished: Media has been uploaded and it is ready to be published.',
  ERROR: (container) => `Error: Media upload has failed with error code ${container.failure}`,
  EXPIRED: (container) =>
    `Expired: The container was not published within 24 hours of ${graphTime(container.createdAt)}.`,
  PUBLISHED: () => 'Published: Media has been successfully published.',
};

/** Images are fetched while the caller waits, so their faults are this call's answer. */
async function pullImage(ctx: GraphContext, url: string, checkRatio: boolean): Promise<PulledMedia> {
  const pulled = await fetchMedia(ctx, url, IMAGE_LIMIT, undefined).catch((error: unknown) => {
    if (error instanceof PullError) return refuse(IMAGE_PULL_ERRORS[error.problem] ?? 'FETCH', error.message);
    throw error;
  });
  const facts = pictureFacts(pulled.head);
  // The bytes decide, not the declared type: a PNG that calls itself image/jpeg is refused as well.
  if (facts?.type !== 'jpg') return refuse('IMAGE_FORMAT', facts?.type);
  if (!pulled.contentType.startsWith('image/')) refuse('FETCH', `content type ${pulled.contentType}`);
  const ratio = facts.width / facts.height;
  if (checkRatio && (ratio < 0.795 || ratio > 1.915)) refuse('IMAGE_RATIO', `${facts.width}x${facts.height}`);
  return { ...pulled, type: 'IMAGE', url };
}

const IMAGE_PULL_ERRORS: Partial<Record<PullError['problem'], GraphError>> = {
  too_large: 'IMAGE_SIZE',
  timeout: 'FETCH_TIMEOUT',
};

/** Videos are fetched after the answer; what goes wrong shows in the container's status. */
function pullVideo(ctx: GraphContext, container: Container, url: string): void {
  const kind = container.kind === 'REELS' || container.kind === 'STORIES' ? container.kind : 'VIDEO_ITEM';
  const limits = VIDEO_LIMITS[kind];
  const sniffer = createVideoSniffer();
  container.pulling = true;
  fetchMedia(ctx, url, limits.maxBytes, sniffer.write)
    .then((pulled) => {
      container.failure = videoFault(sniffer.facts(), pulled.contentType, limits, container.fields.thumb_offset);
      if (container.failure === undefined) container.media.push({ ...pulled, type: 'VIDEO', url });
    })
    .catch((error: unknown) => {
      container.failure =
        error instanceof PullError && error.problem === 'too_large' ? FORMAT_UNSUPPORTED : DOWNLOAD_FAILED;
    })
    .finally(() => {
      container.pulling = false;
    });
}

function videoFault(
  facts: VideoFacts,
  type: string,
  limits: { minMs: number; maxMs: number },
  thumbOffset: number | undefined,
) {
  if (facts.container !== 'mp4' && facts.container !== 'quicktime') return FORMAT_UNSUPPORTED;
  if (!type.startsWith('video/')) return DOWNLOAD_FAILED;
  const { durationMs } = facts;
  if (durationMs === undefined) return undefined;
  if (durationMs < limits.minMs - DURATION_SLACK_MS || durationMs > limits.maxMs + DURATION_SLACK_MS)
    return FORMAT_UNSUPPORTED;
  return thumbOffset !== undefined && thumbOffset > durationMs ? THUMB_OUTSIDE : undefined;
}

/** The path must be plain ASCII; `https` is demanded when the settings say so. */
function fetchMedia(
  ctx: GraphContext,
  url: string,
  maxBytes: number,
  tap: ((chunk: Buffer) => void) | undefined,
): Promise<Pulled> {
  const requireHttps = ctx.state.settings('INSTAGRAM').requireHttpsMedia;
  if (!/^[\x21-\x7e]+$/.test(url)) return Promise.reject(new PullError('bad_url', 'the URL is not plain ASCII'));
  // An image is waited for; a video may take its time in the background.
  const timeoutMs = tap === undefined ? 30_000 : 600_000;
  return ctx.state.pull(url, { maxBytes, requireHttps, timeoutMs, ...(tap !== undefined && { tap }) });
}
