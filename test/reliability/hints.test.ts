/** A post moves on when its platform says so, and only as far as the platform then confirms, however sloppily it is told. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handlePlatformWebhook } from '../../src/http/platform-webhook.ts';
import { signatureOf } from '../../src/platforms/kit/webhook.ts';
import { type Engine, startEngine } from '../support/engine.ts';

let engine: Engine;
let server: Server;
let address: string;
beforeAll(async () => {
  engine = await startEngine();
  server = createServer((req, res) => {
    handlePlatformWebhook(engine.ctx, req, res).catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/tiktok`;
});
afterEach(() => {
  engine.hooks.clear();
  engine.time.skip();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

const VIDEO = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'] } as const;
const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const hints = () =>
  engine.ctx.db.query<{ kind: string; post: string; handledAt: Date | null }>('SELECT * FROM hint ORDER BY id');

/** Publishes until the first look at the verdict; from then on no time passes here, so that no other look becomes due. */
async function untilFirstLook(settings: Record<string, unknown>): Promise<string> {
  await engine.sandbox.control.settings('TIKTOK', { webhookUrl: address, processingPolls: 0, ...settings });
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  engine.hooks.set('wait:processing:after', () => {
    engine.time.freeze();
    resolve();
  });
  const targetId = await engine.scheduleOne(VIDEO, { options: DIRECT });
  await looked;
  return targetId;
}

describe('what TikTok tells', () => {
  it('has the target looked at now, and not at its next turn, also when it comes forged, twice and out of order', async () => {
    const targetId = await untilFirstLook({
      processingMs: 400,
      webhookCopies: 3,
      webhookForgeries: 1,
      webhookSwapped: true,
    });
    const since = engine.clock.now();
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect(engine.clock.now()).toEqual(since);
    await expect.poll(async () => (await hints()).map(({ handledAt }) => handledAt !== null)).toEqual([true, true]);
    const posts = new Set((await hints()).map(({ post }) => post));
    expect(posts.size).toBe(1);
    expect((await engine.sandbox.control.live({ platform: 'TIKTOK' })).length).toBe(1);
  });

  it('is not believed: a post that TikTok calls public while it still works on it is not live', async () => {
    const targetId = await untilFirstLook({ processingMs: 3_600_000, webhookCopies: 1, webhookForgeries: 0 });
    const [step] = await engine.ctx.db.query<{ id: string; openId: string }>(
      `SELECT s.result->>'id' AS id, a.external_id AS open_id FROM publish_step s JOIN post_target t ON t.id = s.target_id JOIN social_account a ON a.id = t.social_account_id
       WHERE s.target_id = $1 AND s.step = 'publish'`,
      [targetId],
    );
    const looks = await engine.sandbox.control.requestCount('tiktok.status_fetch');
    const t = Math.floor(engine.clock.now().getTime() / 1_000);
    const body = JSON.stringify({
      client_key: 'sandbox',
      event: 'post.publish.publicly_available',
      create_time: t,
      user_openid: step?.openId,
      content: JSON.stringify({ publish_id: step?.id, post_id: '7', publish_type: 'DIRECT_POST' }),
    });
    const signed = { algorithm: 'sha256', secret: 'sandbox-secret', text: `${t}.${body}`, encoding: 'hex' } as const;
    const answer = await fetch(address, {
      method: 'POST',
      body,
      headers: { 'tiktok-signature': `t=${t},s=${signatureOf(signed)}` },
    });
    expect(answer.status).toBe(200);
    await expect.poll(() => engine.sandbox.control.requestCount('tiktok.status_fetch')).toBeGreaterThan(looks);
    await expect.poll(async () => (await engine.target(targetId)).leaseId).toBeNull();
    expect(await engine.target(targetId)).toMatchObject({ status: 'PUBLISHING', publishedAt: null });
  });
});
