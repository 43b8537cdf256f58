/** When accounts are checked (each once a day, and sooner after a post failed), and the notices before a grant ends. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { FailureCode } from '../../platforms/failure.ts';
import type { ConsumerDefinition } from '../events/consumer.ts';
import { appendAccountEvent } from './account-event.ts';
import { DAY_MS, NOTICE_DAYS, writeHealth } from './health.ts';

/** Of one sweep; the rest waits for the next one, a minute later. */
const CHECKS_PER_SWEEP = 200;
const NOTICES_PER_SWEEP = 500;
/** A check that began and never ended is begun again after this long. */
const CLAIM_MS = 10 * 60_000;
/** An account is not checked again within this long, because many of its posts may fail in a row. */
const AFTER_FAILURE_MS = 15 * 60_000;

/** Runs as a periodic job. */
export async function haveAccountsChecked(ctx: AppContext): Promise<void> {
  await enqueueDue(ctx);
  await judgeAnew(ctx);
  await giveNotice(ctx);
}

async function enqueueDue(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const due = await tx.query<{ id: string }>(
      `UPDATE social_account SET check_at = $2 WHERE id IN (
         SELECT id FROM social_account WHERE status <> 'DISCONNECTED' AND platform = ANY($3::"Platform"[]) AND (check_at <= $1 OR check_at IS NULL)
         ORDER BY check_at NULLS LAST LIMIT ${CHECKS_PER_SWEEP} FOR NO KEY UPDATE SKIP LOCKED
       ) RETURNING id`,
      [now, new Date(now.getTime() + CLAIM_MS), [...ctx.platforms.keys()]],
      'checks_due',
    );
    await ctx.queue.enqueue(
      tx,
      'check-account',
      due.map(({ id }) => ({ data: { socialAccountId: id }, key: id })),
    );
  });
}

/** For accounts whose status was changed by a process of the previous release, which does not know health. */
async function judgeAnew(ctx: AppContext): Promise<void> {
  await ctx.db.tx(async (tx) => {
    const differing = await tx.query<SocialAccount>(
      `SELECT * FROM social_account WHERE (status = 'DISCONNECTED') <> (health_status = 'DISCONNECTED') OR status = 'EXPIRED' AND health_status IN ('ACTIVE', 'EXPIRING', 'UNREACHABLE', 'RESTRICTED')
         OR status = 'ACTIVE' AND health_status IN ('EXPIRED', 'REVOKED')
       LIMIT ${NOTICES_PER_SWEEP} FOR NO KEY UPDATE SKIP LOCKED`,
      [],
      'judge_anew',
    );
    for (const account of differing) await writeHealth(ctx, tx, account);
  });
}

/** One notice for each of `NOTICE_DAYS`; of several that are due only the nearest. After a reconnect they begin anew. */
async function giveNotice(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const ending = await tx.query<SocialAccount & { days: number }>(
      `SELECT a.*, notice.days FROM social_account a, LATERAL (
         SELECT min(days) AS days FROM unnest($2::int[]) AS days WHERE a.needs_person_at <= $1::timestamptz + days * interval '1 day'
       ) notice
       WHERE status = 'ACTIVE' AND needs_person_at > $1 AND needs_person_at <= $3 AND (noticed_days IS NULL OR noticed_days > notice.days)
       ORDER BY needs_person_at LIMIT ${NOTICES_PER_SWEEP} FOR NO KEY UPDATE OF a SKIP LOCKED`,
      [now, NOTICE_DAYS, new Date(now.getTime() + Math.max(...NOTICE_DAYS) * DAY_MS)],
      'notices_due',
    );
    for (const { days, ...account } of ending) {
      await tx.query('UPDATE social_account SET noticed_days = $2 WHERE id = $1', [account.id, days], 'notice_given');
      appendAccountEvent(tx, 'account.expires_soon', account, {
        days,
        expiresAt: account.needsPersonAt?.toISOString() ?? null,
        userAction: 'RECONNECT',
      });
      await writeHealth(ctx, tx, account);
    }
  });
}

/* ---- after failures ---- */

/** The failures of a post that its account may have caused. */
const MAY_MEAN_THE_ACCOUNT: readonly string[] = [
  'AUTH_EXPIRED',
  'AUTH_REVOKED',
  'SCOPE_MISSING',
  'ACCOUNT_RESTRICTED',
  'CONTENT_POLICY',
] satisfies FailureCode[];

/** Has an account checked when a post failed in a way that may mean the account. */
export const checksAfterFailures = (ctx: Pick<AppContext, 'clock'>): ConsumerDefinition => ({
  name: 'checks-after-failures',
  begins: 'NOW',
  concerns: ({ subject, payload }) => subject === 'TARGET' && meansTheAccount(payload.error),
  handle: async (tx, events) =>
    hasten(ctx, tx, [...new Set(events.flatMap(({ socialAccountId }) => socialAccountId ?? []))]),
});

const meansTheAccount = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && MAY_MEAN_THE_ACCOUNT.includes(String(error.code));

async function hasten({ clock }: Pick<AppContext, 'clock'>, tx: Tx, accountIds: readonly string[]): Promise<void> {
  const now = clock.now();
  await tx.query(
    `UPDATE social_account SET check_at = $2
     WHERE id = ANY($1::uuid[]) AND status = 'ACTIVE' AND check_at > $2 AND (checked_at IS NULL OR checked_at < $3)`,
    [accountIds, now, new Date(now.getTime() - AFTER_FAILURE_MS)],
    'hasten_checks',
  );
}
