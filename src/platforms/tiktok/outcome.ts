/** Follows a committed post to the verdict of TikTok: polls the status, and knows what a FAILED verdict makes void. */
import { PlatformFailure } from '../failure.ts';
import { unlessNotServed } from '../kit/not-served.ts';
import type { Api, CommitResult, Steps } from '../platform.ts';
import { fetchStatus, type PublishStatus } from './api.ts';
import { asUnknownOutcome, exhaustedQuota, publishFailure } from './failures.ts';

/** What the journal keeps of a committed post. */
export interface Posted extends CommitResult {
  /** The publish_id; or the id of the public post, if only that was found. */
  readonly id: string;
  readonly url?: string;
  /** Set when the post was found in the public list of the account: no verdict is needed then. */
  readonly postId: string | null;
  readonly username: string | null;
  readonly committedAt: string;
  /** The earliest time that TikTok can give the post: that of the call, or of the start of the upload. */
  readonly sentAt: string;
}

export const posted = (publishId: string, username: string | null, sentAt: Date, api: Api): Posted => ({
  id: publishId,
  postId: null,
  username,
  committedAt: api.now().toISOString(),
  sentAt: sentAt.toISOString(),
});

export const postUrl = (username: string, format: string, postId: string): string =>
  `https://www.tiktok.com/@${username}/${format === 'VIDEO' ? 'video' : 'photo'}/${postId}`;

/** How long to wait before the next look, by the time since the commit. */
export const POLL_LADDER = [
  { untilMs: 30_000, everyMs: 5_000 },
  { untilMs: 330_000, everyMs: 30_000 },
  { untilMs: Number.POSITIVE_INFINITY, everyMs: 300_000 },
] as const;

export function pollAgainInMs(committedAt: string, now: Date): number {
  const elapsedMs = now.getTime() - Date.parse(committedAt);
  return (POLL_LADDER.find((rung) => elapsedMs < rung.untilMs) ?? POLL_LADDER[2]).everyMs;
}

// A limit, because polls without one have been seen to go on for ever; TikTok speaks of hours at most.
const VERDICT_BUDGET_MS = 24 * 60 * 60_000;
/** A fresh publish_id may not be known everywhere yet; a person is asked only if that lasts. */
const UNTOLD_MS = 10 * 60_000;
const DELIVERED = ['PUBLISH_COMPLETE', 'SEND_TO_USER_INBOX'];
// TikTok could not fetch from us: tried twice more, after which the address itself must be wrong.
const PULL_RETRIES = ['pull-failed-1', 'pull-failed-2'];
const PULL_REASONS = ['photo_pull_failed', 'video_pull_failed'];

export const isDelivered = (status: PublishStatus): boolean => DELIVERED.includes(status.status);

/** Returns once the post is live or in the creator's inbox. `madeBy`: the steps that a FAILED verdict makes void. */
export async function awaitVerdict(
  committed: Posted,
  madeBy: readonly string[],
  steps: Steps,
  api: Api,
): Promise<void> {
  if (committed.postId !== null) return;
  let seen: PublishStatus | undefined;
  await steps.wait(
    'processing',
    async (signal) => {
      const againInMs = pollAgainInMs(committed.committedAt, api.now());
      const status = await statusOf(committed.id, api, signal).catch((error: unknown) => {
        if (isUntold(error) && api.now().getTime() - Date.parse(committed.committedAt) < UNTOLD_MS) return null;
        throw error;
      });
      if (status === null) return { againInMs };
      if (!isDelivered(status) && status.status !== 'FAILED') return { againInMs, platformState: status.status };
      seen = status;
      steps.report({ platformState: status.status });
      return 'ready';
    },
    { budgetMs: VERDICT_BUDGET_MS },
  );
  const verdict = await steps.run('verdict', async (signal) => {
    const { status, failReason } = seen ?? (await statusOf(committed.id, api, signal));
    return { status, failReason };
  });
  if (verdict.status !== 'FAILED') return;
  const pullFailed = PULL_REASONS.includes(verdict.failReason ?? '');
  if (pullFailed) {
    const failure = failedVerdict(verdict.failReason, madeBy, api);
    const meant = await unlessNotServed(failure, new Date(committed.committedAt), api);
    if (meant !== failure) throw meant;
  }
  const isFinal = pullFailed && !(await mayPullAgain(committed.id, steps));
  throw failedVerdict(verdict.failReason, [...madeBy, ...(isFinal ? PULL_RETRIES : [])], api, isFinal);
}

/**
 * TikTok itself says that nothing went live, so all steps that led to it are deleted and a retry starts from the
 * beginning.
 */
export function failedVerdict(
  reason: string | null,
  madeBy: readonly string[],
  api: Api,
  isFinal = false,
): PlatformFailure {
  const failure = publishFailure(reason, api.now(), {
    ...(isFinal && { kind: 'rejected' as const }),
    discard: [...madeBy, 'publish', 'processing', 'verdict'],
  });
  const quota = exhaustedQuota(failure);
  if (quota !== null) api.http.onQuota({ ...quota, remaining: 0 });
  return failure;
}

/** The status of a publish that may be live. A refusal to tell is not a verdict. */
export async function statusOf(publishId: string, api: Api, signal: AbortSignal): Promise<PublishStatus> {
  const status = await statusIfKnown(publishId, api, signal);
  if (status !== null) return status;
  throw new PlatformFailure('OUTCOME_UNKNOWN', 'TikTok does not know the publish_id of this post any more', {
    vendor: { code: 'invalid_publish_id' },
  });
}

const isUntold = (error: unknown): boolean => error instanceof PlatformFailure && error.kind === 'outcome_unknown';

export async function statusIfKnown(publishId: string, api: Api, signal: AbortSignal): Promise<PublishStatus | null> {
  try {
    return await fetchStatus(api, publishId, signal);
  } catch (error) {
    throw asUnknownOutcome(error);
  }
}

// One row per failure, each with its publish_id: repeated runs count it once.
async function mayPullAgain(publishId: string, steps: Steps): Promise<boolean> {
  for (const name of PULL_RETRIES) {
    if ((await steps.run(name, async () => publishId)) === publishId) return true;
  }
  return false;
}
