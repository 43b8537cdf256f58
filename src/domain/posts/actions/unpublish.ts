/** Unpublishing: removes a published post from its platform. Nothing is called removed before the platform has said so. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, SocialAccount } from '../../../lib/prisma/client.ts';
import type { PlatformFailure } from '../../../platforms/failure.ts';
import { PLATFORMS } from '../../../platforms/index.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { noteChange } from '../../changes.ts';
import { accept, type Outcome, refuse, userError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { write } from '../../write.ts';
import { lockTarget } from '../post-store.ts';
import { permitted } from '../target-choice.ts';
import { removeParts } from './removal.ts';

export interface Unpublished {
  targetId: string;
  /** Otherwise it is still to be removed, or to be found out; that goes on by itself. */
  isRemoved: boolean;
}

const PATH = ['input', 'targetId'];

export async function unpublishTarget(
  ctx: AppContext,
  viewer: Viewer,
  input: { targetId: string },
): Promise<Outcome<Unpublished>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden !== null) return forbidden;
  const armed = await write(ctx.db, viewer, (tx) =>
    pipeline(lockTarget(tx, viewer, input.targetId))
      .step((target) => permitted(target, 'unpublish', 'unpublished'))
      .step((target) => arm(ctx, tx, target))
      .outcome(),
  );
  if (!armed.ok) return armed;
  const { targetId, isRemoved } = armed.value;
  if (isRemoved) return armed;
  const removed = await removeParts(ctx, targetId);
  if (removed.kind === 'REFUSED') return refuse(failedError(removed.failure));
  return accept({ targetId, isRemoved: removed.kind === 'REMOVED' });
}

/** Stores what is to be removed, before anything of it is. A call that is repeated goes on with what is left. */
async function arm(ctx: AppContext, tx: Tx, target: PostTarget): Promise<Outcome<Unpublished>> {
  const { id, platform: platformId } = target;
  const { removal, displayName: platform } = PLATFORMS[platformId];
  if (target.presence === 'UNPUBLISHED') return accept({ targetId: id, isRemoved: true });
  if ('instead' in removal)
    return refuse(
      userError(
        'UNPUBLISH_UNSUPPORTED',
        say('unpublishUnsupported', { platform, url: target.permalink ?? removal.url }),
        PATH,
        {
          actual: target.permalink ?? removal.url,
        },
      ),
    );
  const [account] = await tx.query<Pick<SocialAccount, 'status' | 'scopes'>>(
    'SELECT status, scopes FROM social_account WHERE id = $1 FOR SHARE',
    [target.socialAccountId],
    'account_to_unpublish',
  );
  if (account?.status !== 'ACTIVE') {
    const code = account?.status === 'EXPIRED' ? 'ACCOUNT_EXPIRED' : 'ACCOUNT_DISCONNECTED';
    return refuse(userError(code, say('reconnectFirst'), PATH));
  }
  if (!account.scopes.includes(removal.scope))
    return refuse(
      userError('CONNECTION_SCOPE_MISSING', say('unpublishNotGranted', { platform, scope: removal.scope }), PATH),
    );
  // What follows a post that is live would be done to one that is gone.
  if (target.wakeAt !== null)
    return refuse(userError('WRONG_STATUS', say('unpublishTooSoon'), PATH, { actual: 'FINISHING' }));
  const parts = await partsOf(tx, target);
  if (parts === null) return refuse(userError('UNPUBLISH_UNSUPPORTED', say('unpublishUnknown', { platform }), PATH));
  const now = ctx.clock.now();
  await tx.query(
    `INSERT INTO post_removal (target_id, part, position, intent_at, next_at)
     SELECT $1, part, position, $3, $4 FROM unnest($2::text[]) WITH ORDINALITY AS p (part, position) ON CONFLICT (target_id, part) DO UPDATE SET next_at = excluded.next_at WHERE post_removal.state = 'OPEN'`,
    [id, parts, now, new Date(now.getTime() + FIRST_LOOK_MS)],
    'arm_removal',
  );
  noteChange(tx, 'TARGET', () => ({ id, brandId: target.brandId, before: target, after: target }));
  return accept({ targetId: id, isRemoved: false });
}

/** A process that ends in between is made up for after this time. */
const FIRST_LOOK_MS = 2 * 60_000;
/** What stands in the journal for a post that a person found at the platform. */
const FOUND_BY_PERSON = 'resolved-by-user';

/**
 * The ids of all that was published for the target, the last one first: of a thread that is interrupted, the beginning stays,
 * and no answer to nothing. Null if one of them is not known.
 */
async function partsOf(tx: Tx, { id, externalId }: PostTarget): Promise<string[] | null> {
  const rows = await tx.query<{ id: string | null }>(
    `SELECT result->>'id' AS id FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT' AND state = 'DONE' AND step NOT LIKE '%:%' ORDER BY intent_at, created_at`,
    [id],
    'published_parts',
  );
  const ids = rows.length === 0 ? [externalId] : rows.map((row) => row.id);
  const known = ids.flatMap((one) => (one === null || one === FOUND_BY_PERSON ? [] : [one]));
  return known.length === 0 || known.length < ids.length ? null : [...new Set(known)].toReversed();
}

const failedError = ({ code, message }: PlatformFailure) =>
  userError('UNPUBLISH_FAILED', say('unpublishFailed', { said: { message } }), PATH, { actual: code });
