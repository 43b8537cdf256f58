/** Resolves a target with an unknown outcome: a person looks at the platform and says whether the post is there. */

import { z } from 'zod';
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { toldBy } from '../../../lib/texts.ts';
import { FAILURE_CODES, PlatformFailure } from '../../../platforms/failure.ts';
import type { CommitResult, PublishPost } from '../../../platforms/platform.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { spendUnits } from '../../accounts/quotas.ts';
import { noteChange } from '../../changes.ts';
import { forgetSteps } from '../../engine/journal/forgetting.ts';
import { journalReceipts } from '../../engine/journal/receipts.ts';
import type { Warning } from '../../engine/run/extras.ts';
import { readPost } from '../../engine/run/load-target.ts';
import { accept, type Outcome, refuse, userError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { AT_REST, FRESH } from '../../targets/target-batch.ts';
import { changeTarget } from '../../targets/target-change.ts';
import type { TargetPatch } from '../../targets/target-columns.ts';
import type { TargetError } from '../../targets/target-error.ts';
import { write } from '../../write.ts';
import { lockTarget } from '../post-store.ts';
import { permitted } from '../target-choice.ts';

export type OutcomeClaim = { outcome: 'PUBLISHED'; url?: string | null | undefined } | { outcome: 'NOT_PUBLISHED' };

const RESOLVED_ID = 'resolved-by-user';

/**
 * PUBLISHED closes the open intent with a receipt; extras (first comment, thumbnail …) then run as far as the platform
 * can identify the post. NOT_PUBLISHED deletes the intent: the target is FAILED and may be retried.
 */
export async function resolveOutcome(
  ctx: AppContext,
  viewer: Viewer,
  input: { targetId: string } & OutcomeClaim,
): Promise<Outcome<{ targetId: string }>> {
  const url = input.outcome === 'PUBLISHED' ? (input.url ?? null) : null;
  const malformed =
    requireScope(viewer, 'POSTS_PUBLISH') ??
    (url === null || isWebUrl(url) ? null : refuse(userError('VALIDATION', say('notHttps'), ['input', 'url'])));
  if (malformed) return malformed;
  const isPublished = input.outcome === 'PUBLISHED';
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockTarget(tx, viewer, input.targetId))
      .step((target) => permitted(target, isPublished ? 'resolvePublished' : 'resolveNotPublished', 'resolved'))
      .step(async (target) => {
        const now = ctx.clock.now();
        if (isPublished) await closeIntents(ctx, tx, target, url === null ? null : addressOf(url), now);
        else await removeIntents(tx, target, now);
        return accept({ targetId: target.id });
      })
      .outcome(),
  );
}

const isWebUrl = (url: string): boolean =>
  url.length <= 2_048 && URL.canParse(url) && new URL(url).protocol === 'https:';

/** Without a user name and a password, which everybody who sees the post would see. */
function addressOf(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href;
}

async function closeIntents(ctx: AppContext, tx: Tx, target: PostTarget, url: string | null, now: Date): Promise<void> {
  const result = { id: RESOLVED_ID, ...(url === null ? {} : { url }) };
  const earlier = await receiptInHand(tx, target, url);
  const closed = await tx.query<{ step: string }>(
    `UPDATE publish_step SET state = 'DONE', result = $2 WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN' RETURNING step`,
    [target.id, JSON.stringify(result)],
  );
  await spendUnits(tx, { claims: closed.map(({ step }) => ({ targetId: target.id, step })) }, now);
  const patch = {
    ...FRESH,
    ...AT_REST,
    publishedAt: target.intentAt ?? now,
    permalink: target.permalink ?? url,
    ...(await followUp(ctx, tx, target, earlier, { url, since: target.intentAt ?? now }, now)),
  } as const;
  const message = say('foundPublished').message;
  const after = await changeTarget(tx, target.id, 'resolvePublished', patch, { status: 'RESOLVED', message });
  noteChange(tx, 'TARGET', () => ({ id: target.id, brandId: target.brandId, before: target, after }));
}

const storedReceipt = z.object({ id: z.string(), url: z.string().optional() }).catchall(z.json());

/** The receipt is in the journal already; only what followed it was unclear. */
async function receiptInHand(tx: Tx, target: PostTarget, url: string | null): Promise<CommitResult | null> {
  const commits = await tx.query<{ state: string; result: unknown }>(
    `SELECT state, result FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT'`,
    [target.id],
  );
  const [only] = commits;
  if (commits.length !== 1 || only?.state !== 'DONE') return null;
  const receipt = storedReceipt.parse(only.result);
  return { ...receipt, url: receipt.url ?? url ?? undefined };
}

/** Wakes the target for its extras, or reports which of them a person has to do because the id of the post is unknown. */
async function followUp(
  ctx: AppContext,
  tx: Tx,
  target: PostTarget,
  earlier: CommitResult | null,
  found: { url: string | null; since: Date },
  now: Date,
): Promise<TargetPatch> {
  const platform = ctx.platforms.get(target.platform)?.platform;
  if (platform === undefined || platform.extras.length === 0) return {};
  const post = await postOf(ctx, tx, target);
  if (post instanceof PlatformFailure)
    return { warnings: [...warningsBefore(target), { extra: '*', code: post.code, ...toldBy(post) }] };
  const handedOver = platform.handOver?.applies(post.options) ? platform.handOver.platformState : null;
  const wanted = platform.extras.filter((extra) => extra.wanted(post));
  if (wanted.length === 0) return { platformState: handedOver };
  const receipt = earlier ?? platform.receiptOf?.(post, found) ?? null;
  if (receipt !== null) {
    await journalReceipts(tx, [{ targetId: target.id, receipt }]);
    return { platformState: handedOver, phase: 'FINISHING', wakeAt: now };
  }
  const said = say('extraNotDone', { url: found.url, platform: platform.displayName });
  const warnings = wanted.map(({ name }): Warning => ({ extra: name, code: 'OUTCOME_UNKNOWN', ...said }));
  return { platformState: handedOver, warnings: [...warningsBefore(target), ...warnings] };
}

const warningsBefore = ({ warnings }: PostTarget): unknown[] => (Array.isArray(warnings) ? warnings : []);

/** Stored options that cannot be parsed must not keep a person from resolving the outcome. */
async function postOf(ctx: AppContext, tx: Tx, target: PostTarget): Promise<PublishPost | PlatformFailure> {
  try {
    return await readPost(ctx, tx, target);
  } catch (error) {
    if (error instanceof PlatformFailure) return error;
    throw error;
  }
}

async function removeIntents(tx: Tx, target: PostTarget, now: Date): Promise<void> {
  const open = await tx.query<{ step: string }>(
    `SELECT step FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'`,
    [target.id],
  );
  await forgetSteps(
    tx,
    target.id,
    open.map(({ step }) => step),
    now,
  );
  const message = say('foundUnpublished').message;
  const error: TargetError = {
    code: 'OUTCOME_UNKNOWN',
    kind: 'rejected',
    message,
    source: FAILURE_CODES.OUTCOME_UNKNOWN.source,
    retryable: true,
    userAction: 'RETRY',
  };
  const after = await changeTarget(
    tx,
    target.id,
    'resolveNotPublished',
    { ...AT_REST, failures: 0, errorCode: error.code, error },
    { status: 'RESOLVED', message, error },
  );
  noteChange(tx, 'TARGET', () => ({ id: target.id, brandId: target.brandId, before: target, after }));
}
