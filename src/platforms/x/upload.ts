/** Uploads one file to X in journaled steps: session, segments, finalize, processing, alt text. */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { restated } from '../kit/failure-table.ts';
import type { Api, Probe, PublishMedia, Steps } from '../platform.ts';
import {
  appendSegment,
  describeMedia,
  finalizeUpload,
  initializeUpload,
  type ProcessingInfo,
  type UploadTicket,
  uploadStatus,
} from './api.ts';
import { SEGMENTS_MAX } from './formats.ts';

const MIB = 1024 * 1024;
// Segments of 5 MB get an empty 413 from the edge of X although the documents allow them; 1 MiB works.
const SEGMENT_BYTES = MIB;
/** How much one journaled step sends: the most that is sent again after a crash. */
const STEP_BYTES = 8 * MIB;
const STEP_TIMEOUT_MS = 120_000;
const MEDIA_LIFE_MS = 24 * 60 * 60_000;
const EXPIRY_MARGIN_MS = 5 * 60_000;
const PROCESSING_BUDGET_MS = 2 * 60 * 60_000;
const MIN_CHECK_MS = 1_000;
const MAX_CHECK_MS = 60_000;
/** When X does not say when to ask again. */
const UNTOLD_CHECK_SECS = 5;

export interface UploadedMedia {
  id: string;
  mediaKey: string | null;
  /** Throws if the media has expired at X, so that the next run uploads it again. */
  requireFresh(now: Date): void;
  /** The steps to delete if X refuses this media. */
  steps: readonly string[];
}

export interface UploadJob {
  index: number;
  media: PublishMedia;
  category: 'tweet_image' | 'tweet_gif' | 'tweet_video';
  /** Bytes of this post that were sent before this file, and in total. */
  progress: { before: number; total: number };
}

type Names = ReturnType<typeof stepNames>;

export async function upload(steps: Steps, api: Api, job: UploadJob): Promise<UploadedMedia> {
  const names = stepNames(job.index);
  const session = await steps.run(names.init, async (signal) => {
    const { media, category } = job;
    const ticket = await initializeUpload(
      api,
      { media_type: media.mimeType, total_bytes: media.bytes, media_category: category },
      signal,
    );
    return { ...journaled(ticket, api.now()), segmentBytes: segmentBytes(steps, job) };
  });
  const plan = planSegments(job.media.bytes, session.segmentBytes);
  const all = [names.init, ...plan.map((_, step) => names.append(step)), ...names.afterSegments];
  const guarded = <T>(call: () => Promise<T>): Promise<T> => discardingWhenVoid(all, call);

  for (const [step, segments] of plan.entries()) {
    const outcome = await steps.run(
      names.append(step),
      (signal) =>
        guarded(async () => {
          requireFresh(session.expiresAt, api.now(), 0);
          return appendSegments(steps, api, job, { id: session.id, segments }, signal);
        }),
      { timeoutMs: STEP_TIMEOUT_MS },
    );
    if (outcome === 'TOO_LARGE') await giveUpSegmentSize(steps, job, session.segmentBytes, all);
  }

  const isRepeated = steps.peek(names.finalizeTried) !== undefined;
  await steps.run(names.finalizeTried, async () => true);
  const file = await steps.run(names.finalize, (signal) =>
    guarded(async () => {
      const { processing, ...ticket } = await finalizeOnce(api, session.id, isRepeated, signal);
      const state = processing === null ? 'ready' : probeOf(processing);
      return { ...journaled(ticket, api.now()), first: state };
    }),
  );
  const fresh = (now: Date) => discardWhenVoid(all, () => requireFresh(file.expiresAt, now, EXPIRY_MARGIN_MS));

  if (file.first !== 'ready')
    await waitForProcessing(steps, api, { names, id: file.id, first: file.first, guarded, fresh });
  const { altText } = job.media;
  // X takes alt text for images and GIFs only.
  if (altText !== null && altText !== '' && job.category !== 'tweet_video') {
    await steps.run(names.alt, (signal) =>
      guarded(async () => {
        fresh(api.now());
        await describeMedia(api, file.id, altText, signal);
        return true;
      }),
    );
  }
  return { id: file.id, mediaKey: file.mediaKey ?? session.mediaKey, requireFresh: fresh, steps: all };
}

function stepNames(index: number) {
  const name = (step: string) => `media-${index}-${step}`;
  const later = {
    finalizeTried: name('finalize-tried'),
    finalize: name('finalize'),
    firstCheck: name('first-check'),
    processing: name('processing'),
    alt: name('alt'),
  };
  return {
    ...later,
    init: name('init'),
    append: (step: number) => name(`append-${step}`),
    smaller: (time: number) => name(`segment-size-${time}`),
    afterSegments: Object.values(later),
  };
}

const journaled = (ticket: UploadTicket, now: Date) => ({
  id: ticket.id,
  mediaKey: ticket.mediaKey,
  expiresAt: new Date(now.getTime() + (ticket.expiresAfterSecs ?? MEDIA_LIFE_MS / 1_000) * 1_000).toISOString(),
});

interface Segment {
  index: number;
  start: number;
  end: number;
}

/** The segments of a file, grouped by the step that sends them. */
export function planSegments(bytes: number, size: number): Segment[][] {
  const count = Math.ceil(bytes / size);
  const perStep = Math.max(1, Math.floor(STEP_BYTES / size));
  return Array.from({ length: Math.ceil(count / perStep) }, (_, step) =>
    Array.from({ length: Math.min(perStep, count - step * perStep) }, (_, offset) => {
      const index = step * perStep + offset;
      return { index, start: index * size, end: Math.min(bytes, (index + 1) * size) };
    }),
  );
}

/** 1 MiB; more only if a thousand segments would not hold the file; less if the edge of X refused it before. */
export function segmentBytes(steps: Pick<Steps, 'peek'>, job: Pick<UploadJob, 'index' | 'media'>): number {
  const refused = lastRefusal(steps, job.index);
  if (refused !== null) return refused.next;
  return Math.max(SEGMENT_BYTES, Math.ceil(job.media.bytes / SEGMENTS_MAX));
}

const refusedSize = z.object({ next: z.number().int().positive() });

function lastRefusal(steps: Pick<Steps, 'peek'>, index: number): { next: number; times: number } | null {
  const names = stepNames(index);
  let last: { next: number; times: number } | null = null;
  for (let times = 1; ; times++) {
    const entry = refusedSize.safeParse(steps.peek(names.smaller(times)));
    if (!entry.success) return last;
    last = { next: entry.data.next, times };
  }
}

/** Remembers a smaller size and starts this file again: segments of one session must not overlap. */
async function giveUpSegmentSize(steps: Steps, job: UploadJob, size: number, all: readonly string[]): Promise<never> {
  const smallest = Math.ceil(job.media.bytes / SEGMENTS_MAX);
  const next = Math.max(Math.floor(size / 2), smallest);
  const refusal = `media.upload.append: X refused a segment of ${size} bytes as too large`;
  if (next >= size || next < 16 * 1024) {
    throw new PlatformFailure('MEDIA_INVALID', `${refusal}; this file needs at least ${smallest}`, { discard: all });
  }
  const times = (lastRefusal(steps, job.index)?.times ?? 0) + 1;
  await steps.run(stepNames(job.index).smaller(times), async () => ({ next }));
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', `${refusal}; going on with ${next}`, { discard: all });
}

async function appendSegments(
  steps: Steps,
  api: Api,
  job: UploadJob,
  target: { id: string; segments: readonly Segment[] },
  signal: AbortSignal,
): Promise<'SENT' | 'TOO_LARGE'> {
  for (const { index, start, end } of target.segments) {
    const content = api.media.open(job.media.id, { start, end });
    const outcome = await appendSegment(api, { id: target.id, index, bytes: end - start, content }, signal);
    if (outcome === 'TOO_LARGE') return outcome;
    steps.report({ percent: Math.floor(((job.progress.before + end) / job.progress.total) * 100) });
  }
  return 'SENT';
}

/** A repeated finalize may be refused although the first one, whose answer was lost, succeeded; the status tells. */
async function finalizeOnce(api: Api, id: string, isRepeated: boolean, signal: AbortSignal) {
  try {
    return await finalizeUpload(api, id, signal);
  } catch (failure) {
    if (!isRepeated || !(failure instanceof PlatformFailure) || failure.code !== 'MEDIA_INVALID') throw failure;
    const processing = await uploadStatus(api, id, signal).catch(() => {
      throw failure;
    });
    return { id, mediaKey: null, expiresAfterSecs: null, processing };
  }
}

interface Processing {
  names: Names;
  id: string;
  first: Exclude<Probe, 'ready'>;
  guarded<T>(call: () => Promise<T>): Promise<T>;
  fresh(now: Date): void;
}

async function waitForProcessing(steps: Steps, api: Api, { names, id, first, guarded, fresh }: Processing) {
  // The answer to finalize says when to ask for the first time.
  const hasWaited = steps.peek(names.firstCheck) !== undefined;
  if (!hasWaited) await steps.run(names.firstCheck, async () => true);
  await steps.wait(
    names.processing,
    async (signal) => {
      if (!hasWaited) return first;
      return guarded(async () => {
        fresh(api.now());
        const info = await uploadStatus(api, id, signal);
        return info === null ? 'ready' : probeOf(info);
      });
    },
    { budgetMs: PROCESSING_BUDGET_MS },
  );
}

export function probeOf(info: ProcessingInfo): Probe {
  if (info.state === 'succeeded') return 'ready';
  if (info.state === 'failed') {
    const { name, message, code } = info.error ?? {};
    const reason = [name, message].filter((word) => word !== undefined).join(': ') || 'no reason given';
    throw new PlatformFailure('MEDIA_INVALID', `X could not process the media: ${reason}`, {
      vendor: {
        ...(name === undefined ? {} : { code: name }),
        ...(code === undefined ? {} : { subcode: String(code) }),
        ...(message === undefined ? {} : { message: message.slice(0, 500) }),
      },
    });
  }
  return {
    againInMs: Math.min(MAX_CHECK_MS, Math.max(MIN_CHECK_MS, (info.check_after_secs ?? UNTOLD_CHECK_SECS) * 1_000)),
    ...(info.state === undefined ? {} : { platformState: info.state }),
    ...(info.progress_percent === undefined ? {} : { percent: info.progress_percent }),
  };
}

function requireFresh(expiresAt: string, now: Date, marginMs: number): void {
  if (now.getTime() + marginMs < Date.parse(expiresAt)) return;
  // `neverSent` holds inside a commit too, where this is checked before anything is sent.
  throw new PlatformFailure('CONTAINER_EXPIRED', `X has forgotten this upload at ${expiresAt}`, { neverSent: true });
}

const VOID = ['CONTAINER_EXPIRED', 'MEDIA_INVALID'];

function voided(failure: unknown, steps: readonly string[]): unknown {
  return failure instanceof PlatformFailure && VOID.includes(failure.code)
    ? restated(failure, { discard: steps })
    : failure;
}

async function discardingWhenVoid<T>(steps: readonly string[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (failure) {
    throw voided(failure, steps);
  }
}

function discardWhenVoid(steps: readonly string[], check: () => void): void {
  try {
    check();
  } catch (failure) {
    throw voided(failure, steps);
  }
}
