/** Reads the state of a video after its last byte: processing, ready, or refused. */
import { type FailureCode, type FailureKind, PlatformFailure } from '../failure.ts';
import type { Probe } from '../platform.ts';
import { ask, type Caller, type Video, VideoList } from './api.ts';

const MINUTE_MS = 60_000;
/**
 * When does a video count as published? Its last byte creates it, and from then on those whom its privacy admits can
 * see it; but YouTube may still find the file broken or refuse it. Waiting for the end of the processing would show a
 * live video as unpublished for hours; not waiting would call a video published that is refused seconds later. So it is
 * watched for the first minute, which is enough for everything that YouTube can tell at once. A video that is still
 * `uploaded` after that, with the requested privacy, counts as published, and the extra `verdict` follows it: a late
 * refusal becomes a warning on the post.
 */
const VERDICT_PATIENCE_MS = MINUTE_MS;
/** After this time a live video is no longer followed: only quality levels are still missing. */
export const FOLLOW_MS = 6 * 60 * MINUTE_MS;
/** Right after the upload other endpoints may not know the video yet. */
export const INVISIBLE_PATIENCE_MS = 15 * MINUTE_MS;

/** A verdict means that nothing is live, so a retry starts from the first byte. */
const ALL_STEPS = ['session', 'upload', 'publish', 'processing'] as const;

interface Verdict {
  code: FailureCode;
  kind?: FailureKind;
}
const BROKEN_FILE: Verdict = { code: 'MEDIA_INVALID' };
const NOT_PROCESSED: Verdict = { code: 'PROCESSING_FAILED', kind: 'rejected' };
const POLICY: Verdict = { code: 'CONTENT_POLICY' };
const ACCOUNT: Verdict = { code: 'ACCOUNT_RESTRICTED' };

/** `status.failureReason`. Only an aborted upload is worth another try with the same file. */
const FAILURE_REASONS = {
  conversion: NOT_PROCESSED,
  invalidFile: BROKEN_FILE,
  emptyFile: BROKEN_FILE,
  tooSmall: BROKEN_FILE,
  codec: BROKEN_FILE,
  uploadAborted: { code: 'PROCESSING_FAILED' },
} as const satisfies Record<string, Verdict>;

/** `status.rejectionReason`. */
const REJECTION_REASONS = {
  copyright: POLICY,
  inappropriate: POLICY,
  termsOfUse: POLICY,
  claim: POLICY,
  trademark: POLICY,
  legal: POLICY,
  duplicate: { code: 'CONTENT_DUPLICATE' },
  length: BROKEN_FILE,
  uploaderAccountSuspended: ACCOUNT,
  uploaderAccountClosed: ACCOUNT,
} as const satisfies Record<string, Verdict>;

const failureReasons = new Map<string, Verdict>(Object.entries(FAILURE_REASONS));
const rejectionReasons = new Map<string, Verdict>(Object.entries(REJECTION_REASONS));

/** Whether YouTube has accepted the video, as far as it can tell now. Throws its verdict if not. */
export async function probePublished(
  caller: Caller,
  video: { id: string; privacy: string; ageMs: number },
  signal: AbortSignal,
): Promise<Probe> {
  const { id, privacy, ageMs } = video;
  const isPatient = ageMs < VERDICT_PATIENCE_MS;
  const waiting = (platformState: string, againInMs: number): Exclude<Probe, 'ready'> => ({
    againInMs: Math.max(1_000, Math.min(againInMs, VERDICT_PATIENCE_MS - ageMs)),
    platformState,
  });
  const seen = await look(caller, id, signal, isPatient);
  // The answer to the last byte named the video. A refused look says nothing against that.
  if (seen instanceof PlatformFailure) {
    const mayChange = seen.kind !== 'rejected' && seen.code !== 'QUOTA_EXCEEDED' && seen.code !== 'SCOPE_MISSING';
    return isPatient && mayChange ? waiting(seen.vendor.code ?? seen.code, pollMs(ageMs)) : 'ready';
  }
  const probe = processingProbe(seen, ageMs);
  if (seen === undefined) return probe;
  if (probe !== 'ready' && isPatient) return { ...probe, ...waiting(probe.platformState ?? '', probe.againInMs) };
  if (seen.status?.privacyStatus !== 'private' || privacy === 'private') return 'ready';
  if (isPatient) return waiting('private', pollMs(ageMs));
  // No step is deleted: the video stays, and a retry looks at it again instead of uploading another one.
  throw new PlatformFailure('ACCOUNT_RESTRICTED', `YouTube keeps the video private although it was to be ${privacy}`, {
    vendor: { httpStatus: 200, code: 'private' },
  });
}

/** The failure, if the video could not be read. */
async function look(caller: Caller, videoId: string, signal: AbortSignal, mayRenew: boolean) {
  try {
    return await readVideo(caller, videoId, signal);
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    // The engine renews the token and looks again; a dead grant must not keep the video from counting as published.
    if (mayRenew && (error.code === 'AUTH_EXPIRED' || error.code === 'AUTH_REVOKED')) throw error;
    return error;
  }
}

export async function readVideo(caller: Caller, videoId: string, signal: AbortSignal): Promise<Video | undefined> {
  const { items } = await ask(caller, 'videos.list', VideoList, signal, (service, options) =>
    service.videos.list({ part: ['status,processingDetails'], id: [videoId] }, options),
  );
  return items.find((video) => video.id === videoId);
}

/** Reads one answer of `videos.list`; throws the failure when YouTube has given up on the video. */
export function processingProbe(video: Video | undefined, ageMs: number): Probe {
  // No item means "not visible": at first not yet, later not any more.
  if (video === undefined) {
    if (ageMs < INVISIBLE_PATIENCE_MS) return { againInMs: pollMs(ageMs), platformState: 'not visible yet' };
    throw verdict(NOT_PROCESSED, 'deleted', 'the video was deleted');
  }
  const { uploadStatus, failureReason, rejectionReason } = video.status ?? {};
  const { processingStatus, processingFailureReason, processingProgress } = video.processingDetails ?? {};

  if (uploadStatus === 'failed')
    throw verdict(
      failureReasons.get(failureReason ?? '') ?? NOT_PROCESSED,
      failureReason ?? 'failed',
      'processing failed',
    );
  if (uploadStatus === 'rejected')
    throw verdict(
      rejectionReasons.get(rejectionReason ?? '') ?? POLICY,
      rejectionReason ?? 'rejected',
      'video rejected',
    );
  if (uploadStatus === 'deleted') throw verdict(NOT_PROCESSED, 'deleted', 'the video was deleted');
  // `terminated`: processing has ended, and nothing failed.
  if (uploadStatus === 'processed' || processingStatus === 'succeeded' || processingStatus === 'terminated')
    return 'ready';
  if (processingStatus === 'failed')
    throw verdict(NOT_PROCESSED, processingFailureReason ?? 'failed', 'processing failed');

  const { partsTotal, partsProcessed } = processingProgress ?? {};
  return {
    againInMs: pollMs(ageMs),
    platformState: processingStatus ?? uploadStatus ?? 'uploaded',
    ...(partsTotal !== undefined &&
      partsTotal > 0 &&
      partsProcessed !== undefined && { percent: Math.min(100, Math.floor((partsProcessed / partsTotal) * 100)) }),
  };
}

/** Short videos are ready within seconds, long ones take hours; each look costs a unit of the project's quota. */
export function pollMs(ageMs: number): number {
  if (ageMs < MINUTE_MS) return 5_000;
  return ageMs < 15 * MINUTE_MS ? 30_000 : 5 * MINUTE_MS;
}

function verdict(rule: Verdict, reason: string, said: string): PlatformFailure {
  return new PlatformFailure(rule.code, `${said} (${reason})`, {
    ...(rule.kind !== undefined && { kind: rule.kind }),
    vendor: { httpStatus: 200, code: reason },
    discard: ALL_STEPS,
  });
}
