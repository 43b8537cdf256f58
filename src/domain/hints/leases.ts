/** Has platforms tell of accounts that they have to be asked for, and asks again before they stop. */
import type { AppContext } from '../../context.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { oauthContext } from '../accounts/platform-api.ts';

/** In one run of the job. What is left over has its turn in the next one. */
const BATCH = 200;
const AT_A_TIME = 8;
/** A platform that has not asked for proof by then is asked once more. */
const UNANSWERED_MS = 3_600_000;

export const webhookUrl = ({ config }: Pick<AppContext, 'config'>, platform: string, route = 'events'): string =>
  `${config.publicUrl}/webhooks/${platform.toLowerCase()}${route === 'events' ? '' : `/${route}`}`;

/** Asks for nothing where the platform could not reach this installation. */
export async function keepHintLeases(ctx: AppContext): Promise<void> {
  for (const configured of ctx.platforms.values()) {
    const { platform, sandbox } = configured;
    const { lease } = platform.webhook;
    if (lease === undefined || !(sandbox || ctx.config.publicUrl.startsWith('https://'))) continue;
    const now = ctx.clock.now();
    const due = await ctx.db.query<{ account: string }>(
      `SELECT DISTINCT a.external_id AS account FROM social_account a LEFT JOIN hint_lease l ON l.platform = a.platform AND l.account = a.external_id
       WHERE a.platform = $1 AND a.status = 'ACTIVE'
         AND (l.account IS NULL OR (coalesce(l.ends_at, '-infinity') < $2 AND l.asked_at < $3)) LIMIT ${BATCH}`,
      [platform.id, new Date(now.getTime() + lease.renewMs), new Date(now.getTime() - UNANSWERED_MS)],
      'due_hint_leases',
    );
    for (let at = 0; at < due.length; at += AT_A_TIME)
      await Promise.all(
        due.slice(at, at + AT_A_TIME).map(async ({ account }) => {
          // Before the call: the platform asks for proof before it answers.
          await ctx.db.query(
            `INSERT INTO hint_lease (platform, account, created_at, asked_at) VALUES ($1, $2, $3, $3)
             ON CONFLICT (platform, account) DO UPDATE SET asked_at = excluded.asked_at`,
            [platform.id, account, now],
            'ask_hint_lease',
          );
          try {
            await lease.ask(oauthContext(ctx, configured), { account, callbackUrl: webhookUrl(ctx, platform.id) });
          } catch (error) {
            if (!(error instanceof PlatformFailure)) throw error;
            ctx.log.warn({ err: error, platform: platform.id }, 'a platform was asked in vain to tell of an account');
          }
        }),
      );
  }
}
