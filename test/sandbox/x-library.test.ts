/** The stand-in of X, spoken to by a library that many use. */
import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { connect as connectSocket } from 'node:net';
import { EUploadMimeType, TwitterApi } from 'twitter-api-v2';
import { describe, expect, test } from 'vitest';
import { clip, photo, REDIRECT, SCOPE, sandbox, token, useX } from './x-app.ts';

useX();

describe('the twitter-api-v2 library', () => {
  /** Speaks plain HTTP to the sandbox although the library insists on https://api.x.com; the Host header does the rest. */
  class SandboxAgent extends Agent {
    override createConnection() {
      const { hostname, port } = new URL(sandbox.origin);
      return connectSocket(Number(port), hostname);
    }
  }
  const settings = () => ({ httpAgent: new SandboxAgent() });

  test('signs in, refreshes, uploads, posts a thread and deletes it', async () => {
    const app = new TwitterApi({ clientId: 'client', clientSecret: 'secret' }, settings());
    const link = app.generateOAuth2AuthLink(REDIRECT, { scope: SCOPE.split(' ') });
    const code = (await sandbox.control.authorize(link.url)).searchParams.get('code') ?? '';
    const login = await app.loginWithOAuth2({ code, codeVerifier: link.codeVerifier, redirectUri: REDIRECT });
    const { client } = await app.refreshOAuth2Token(login.refreshToken ?? '');

    const image = await client.v2.uploadMedia(photo, {
      media_type: EUploadMimeType.Png,
      media_category: 'tweet_image',
    });
    await client.v2.createMediaMetadata(image, { alt_text: { text: 'A bag of beans' } });
    const video = await client.v2.uploadMedia(clip, { media_type: EUploadMimeType.Mp4, media_category: 'tweet_video' });
    const { data: tweet } = await client.v2.tweet('With a picture', { media: { media_ids: [image] } });
    const thread = await client.v2.tweetThread(['One', { text: 'Two', media: { media_ids: [video] } }, 'Three']);

    const { data: me } = await client.v2.me();
    const timeline = await client.v2.userTimeline(me.id, { exclude: ['replies'], 'tweet.fields': ['created_at'] });
    expect(timeline.data.data.map(({ id }) => id)).toEqual([thread[0]?.data.id, tweet.id]);
    const live = await sandbox.control.live();
    expect(live.map(({ kind }) => kind)).toEqual(['IMAGE', 'TEXT', 'VIDEO', 'TEXT']);
    expect(live[2]?.mediaSha256).toEqual([createHash('sha256').update(clip).digest('hex')]);
    for (const { data } of thread.toReversed()) await client.v2.deleteTweet(data.id);
    expect(await sandbox.control.live()).toHaveLength(1);
  });

  test('reads refusals and rate limits', async () => {
    const client = new TwitterApi(token, settings());
    await client.v2.tweet('Once');
    await expect(client.v2.tweet('Once')).rejects.toMatchObject({
      code: 403,
      data: { detail: expect.stringContaining('duplicate content') },
    });
    await sandbox.control.settings('X', { rateLimits: { tweets_create: 2 } });
    await expect(client.v2.tweet('More')).rejects.toMatchObject({ code: 429, rateLimit: { limit: 2, remaining: 0 } });
  });
});
