/** Sends an event that never happened, now, and tells what the endpoint answers. */

import type { AppContext, Viewer } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import { say } from '../../texts/workspace/texts.ts';
import { requireScope } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, type Outcome, refuse, userError } from '../errors.ts';
import { write } from '../write.ts';
import { type Attempt, addressOf, makeAttempt } from './attempt.ts';
import { lockEndpoint } from './endpoint-rows.ts';
import { publicEventId, testEnvelope } from './payload.ts';

/** Somebody else's server is asked: not more often than a person would. */
const AGAIN_MS = 5_000;

/** Also of an endpoint that is paused or disabled. It changes nothing about what waits, and does not count as a failure. */
export async function testWebhookEndpoint(
  ctx: AppContext,
  viewer: Viewer,
  { endpointId }: { endpointId: string },
): Promise<Outcome<{ endpointId: string; attempt: Attempt }>> {
  const forbidden = requireScope(viewer, 'WEBHOOKS_WRITE');
  if (forbidden) return forbidden;
  const now = ctx.clock.now();
  const claimed = await write(ctx.db, viewer, async (tx) => {
    const locked = await lockEndpoint(tx, viewer, endpointId);
    if (!locked.ok) return locked;
    const retryAt = new Date((locked.value.testedAt?.getTime() ?? 0) + AGAIN_MS);
    if (retryAt > now) {
      return refuse(userError('TESTED_JUST_NOW', say('endpointTestedJustNow'), ['input', 'endpointId'], { retryAt }));
    }
    await tx.query('UPDATE webhook_endpoint SET tested_at = $2 WHERE id = $1', [endpointId, now]);
    noteChange(tx, 'WEBHOOK', () => ({
      id: endpointId,
      brandId: null,
      before: locked.value,
      after: { testedAt: now },
    }));
    return locked;
  });
  if (!claimed.ok) return claimed;
  const eventId = uuidv7();
  const body = JSON.stringify(testEnvelope(claimed.value, eventId, now));
  const attempt = await makeAttempt(ctx, await addressOf(ctx, claimed.value), { id: publicEventId(eventId), body });
  return accept({ endpointId, attempt });
}
