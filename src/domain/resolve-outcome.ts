/** The last word on a target that may be live: a person looks at the platform and says what is there. */
import type { AppContext, Viewer } from '../context.ts';
import type { Tx } from '../lib/db.ts';
import type { PostTarget } from '../lib/prisma/client.ts';
import { FAILURE_CODES } from '../platforms/failure.ts';
import { requireScope } from './access.ts';
import { accept, notFound, type Outcome, refuse, userError } from './errors.ts';
import { forgetSteps } from './intents.ts';
import { lockTargets } from './post-store.ts';
import { transition } from './post-target.ts';
import type { TargetError } from './publish-failure.ts';
import { releaseQuota, settleQuotas } from './quotas.ts';
import { AT_REST, FRESH } from './target-batch.ts';
import { changeTarget } from './target-change.ts';
import { refusedTarget } from './target-choice.ts';
import { write } from './write.ts';

export type OutcomeClaim = { outcome: 'PUBLISHED'; url?: string | null | undefined } | { outcome: 'NOT_PUBLISHED' };

const RESOLVED_ID = 'resolved-by-user';

/**
 * A person has looked and says whether it is live. PUBLISHED closes the open intent with a receipt; nothing more is done
 * at the platform. NOT_PUBLISHED removes it: the target is FAILED and may be retried.
 */
export async function resolveOutcome(
  ctx: AppContext,
  viewer: Viewer,
  input: { targetId: string } & OutcomeClaim,
): Promise<Outcome<{ targetId: string }>> {
  const url = input.outcome === 'PUBLISHED' ? (input.url ?? null) : null;
  const malformed =
    requireScope(viewer, 'POSTS_PUBLISH') ??
    (url === null || isWebUrl(url)
      ? null
      : refuse(userError('VALIDATION', 'url is not an https address', ['input', 'url'])));
  if (malformed) return malformed;
  return write(ctx.db, async (tx) => {
    const [target] = await lockTargets(tx, viewer, [input.targetId]);
    if (target === undefined) return refuse(notFound('target', ['input', 'targetId']));
    const next = transition(target, input.outcome === 'PUBLISHED' ? 'resolvePublished' : 'resolveNotPublished');
    if (!next.ok) return refuse(refusedTarget(target, next.reason, 'resolved', ['input', 'targetId']));
    await (input.outcome === 'PUBLISHED'
      ? closeIntents(tx, target, url === null ? null : new URL(url).href, ctx.clock.now())
      : removeIntents(tx, target, ctx.clock.now()));
    return accept({ targetId: target.id });
  });
}

const isWebUrl = (url: string): boolean =>
  url.length <= 2_048 && URL.canParse(url) && new URL(url).protocol === 'https:';

async function closeIntents(tx: Tx, target: PostTarget, url: string | null, now: Date): Promise<void> {
  const result = { id: RESOLVED_ID, ...(url === null ? {} : { url }) };
  const closed = await tx.query<{ step: string }>(
    `UPDATE publish_step SET state = 'DONE', result = $2 WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN' RETURNING step`,
    [target.id, JSON.stringify(result)],
  );
  for (const { step } of closed) await settleQuotas(tx, [target.id], [step]);
  const patch = {
    ...FRESH,
    ...AT_REST,
    status: 'PUBLISHED',
    publishedAt: target.intentAt ?? now,
    permalink: target.permalink ?? url,
  } as const;
  await changeTarget(tx, target.id, patch, { status: 'RESOLVED', message: 'A person found it published.' });
}

async function removeIntents(tx: Tx, target: PostTarget, now: Date): Promise<void> {
  const open = await tx.query<{ step: string }>(
    `SELECT step FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'OPEN'`,
    [target.id],
  );
  for (const { step } of open) await releaseQuota(tx, target.id, step, now);
  await forgetSteps(
    tx,
    target.id,
    open.map(({ step }) => step),
  );
  const message = 'A person found that it was not published.';
  const error: TargetError = {
    code: 'OUTCOME_UNKNOWN',
    kind: 'rejected',
    message,
    source: FAILURE_CODES.OUTCOME_UNKNOWN.source,
    retryable: true,
    userAction: 'RETRY',
  };
  await changeTarget(
    tx,
    target.id,
    { ...AT_REST, status: 'FAILED', failures: 0, errorCode: error.code, error },
    { status: 'RESOLVED', message, error },
  );
}
