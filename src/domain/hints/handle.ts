/** What a hint makes us do. Whatever it says, the platform is asked; only that an access ended is believed, if it is new. */

import { setTimeout as delay } from 'node:timers/promises';
import type { AppContext } from '../../context.ts';
import type { Hint as HintRow, SocialAccount } from '../../lib/prisma/client.ts';
import { verbatim } from '../../lib/texts.ts';
import { expireAccount } from '../accounts/account-status.ts';
import { checkAccount } from '../accounts/checks.ts';
import { sleepingWithPost, wakeSleeping } from '../targets/target-hint.ts';
import { eraseAccount, noteErased } from './erasure.ts';

/** Platforms give whole seconds. */
const UNIT_MS = 1_000;
/** A run that looks at this moment may have asked just before: it is waited for, this often and so long. */
const PATIENCE = { looks: 20, everyMs: 250 } as const;

export async function handleHint(ctx: AppContext, hintId: string): Promise<void> {
  const [hint] = await ctx.db.query<HintRow>('SELECT * FROM hint WHERE id = $1', [hintId], 'hint_by_id');
  if (hint === undefined || hint.handledAt !== null) return;
  const accounts = await ctx.db.query<SocialAccount>(
    'SELECT * FROM social_account WHERE platform = $1 AND (external_id = $2 OR alias_id = $2) ORDER BY id',
    [hint.platform, hint.account],
    'accounts_of_hint',
  );
  await act(ctx, hint, accounts);
  await ctx.db.query('UPDATE hint SET handled_at = $2 WHERE id = $1', [hintId, ctx.clock.now()], 'hint_handled');
}

async function act(ctx: AppContext, hint: HintRow, accounts: readonly SocialAccount[]): Promise<void> {
  switch (hint.kind) {
    case 'POST_MOVED':
      return lookAtPost(ctx, hint, accounts);
    case 'GRANT_ENDED':
      for (const account of accounts) await endGrant(ctx, hint, account);
      return;
    case 'ERASURE':
      for (const account of accounts) if (isOfThisGrant(hint, account)) await eraseAccount(ctx, account);
      return noteErased(ctx, hint);
    default:
      // Of a newer release.
      ctx.log.warn({ hintId: hint.id, kind: hint.kind }, 'a hint of an unknown kind was ignored');
  }
}

async function lookAtPost(ctx: AppContext, { post }: HintRow, accounts: readonly SocialAccount[]): Promise<void> {
  if (post === null || accounts.length === 0) return;
  const about = { socialAccountIds: accounts.map(({ id }) => id), post };
  for (let look = 0; look < PATIENCE.looks; look++) {
    const now = ctx.clock.now();
    const found = await sleepingWithPost(ctx.db, about, now);
    const asleep = found.filter(({ isAtWork }) => !isAtWork).map(({ id }) => id);
    if (asleep.length > 0) await ctx.db.tx((tx) => wakeSleeping(tx, asleep, now));
    if (asleep.length === found.length) return;
    await delay(PATIENCE.everyMs);
  }
}

/** Whether it can be about the access that the account has now: what ended before that was given ended another one. */
const isOfThisGrant = ({ at }: HintRow, { refreshedAt }: SocialAccount): boolean =>
  at !== null && (refreshedAt === null || at.getTime() + UNIT_MS > refreshedAt.getTime());

/** Surely after the access was given or renewed, and not within the same second. */
const isSurelyLater = ({ at }: HintRow, { refreshedAt }: SocialAccount): boolean =>
  at !== null && (refreshedAt === null || at > refreshedAt);

async function endGrant(ctx: AppContext, hint: HintRow, account: SocialAccount): Promise<void> {
  if (account.status !== 'ACTIVE') return;
  if (isSurelyLater(hint, account)) {
    await expireAccount(ctx, account, 'AUTH_REVOKED', hint.reason === null ? undefined : verbatim(hint.reason));
    return;
  }
  // Late or without a time: the platform is asked, whose refusal says the same.
  if (hint.at === null || isOfThisGrant(hint, account)) await checkAccount(ctx, account.id);
}
