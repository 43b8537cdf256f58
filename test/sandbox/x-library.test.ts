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

  test('searches, counts, reposts, hides replies and reads who reacted', async () => {
    const scopes = [...SCOPE.split(' '), 'like.read', 'timeline.read', 'tweet.moderate.write'];
    const app = new TwitterApi({ clientId: 'client', clientSecret: 'secret' }, settings());
    const signIn = async (account: string) => {
      const link = app.generateOAuth2AuthLink(REDIRECT, { scope: scopes });
      const code = (await sandbox.control.authorize(link.url, { account })).searchParams.get('code') ?? '';
      return (await app.loginWithOAuth2({ code, codeVerifier: link.codeVerifier, redirectUri: REDIRECT })).client.v2;
    };
    const harbour = await signIn('harbourroasters');
    const northlight = await signIn('northlightfilm');
    const { data: me } = await harbour.me();
    const { data: first } = await harbour.tweet('Fresh beans today');
    const { data: answer } = await harbour.reply('And tomorrow', first.id);
    const { data: mention } = await northlight.tweet('Coffee from @harbourroasters');

    const found = async (query: string) => (await harbour.search(query)).tweets.map(({ id }) => id);
    expect(await found('from:harbourroasters -is:reply')).toEqual([first.id]);
    expect(await found(`conversation_id:${first.id}`)).toEqual([answer.id, first.id]);
    expect(await found('"fresh beans"')).toEqual([first.id]);
    await expect(harbour.search('beans OR coffee')).rejects.toMatchObject({ code: 400 });
    const counts = await harbour.tweetCountRecent('from:harbourroasters', { granularity: 'day' });
    expect(counts.meta.total_tweet_count).toBe(2);
    expect(counts.data.at(-1)?.tweet_count).toBe(2);
    const { data: users } = await harbour.get('users/search', { query: 'northlight' });
    expect(users).toMatchObject([{ username: 'northlightfilm' }]);

    const { data: other } = await northlight.me();
    await northlight.retweet(other.id, first.id);
    await expect(northlight.retweet(me.id, first.id)).rejects.toMatchObject({ code: 403 });
    expect((await harbour.tweetRetweetedBy(first.id)).data).toMatchObject([{ id: other.id }]);
    const { data: read } = await harbour.singleTweet(first.id, { 'tweet.fields': ['public_metrics'] });
    expect(read.public_metrics?.retweet_count).toBe(1);
    expect((await harbour.get('users/reposts_of_me')).data).toMatchObject([{ id: first.id }]);
    await northlight.unretweet(other.id, first.id);
    expect((await harbour.tweetRetweetedBy(first.id)).meta.result_count).toBe(0);
    expect((await harbour.tweetLikedBy(first.id)).meta.result_count).toBe(0);
    expect((await harbour.quotes(first.id)).tweets).toEqual([]);
    expect((await harbour.userMentionTimeline(me.id)).tweets.map(({ id }) => id)).toEqual([mention.id]);

    expect((await harbour.hideReply(answer.id, true)).data).toEqual({ hidden: true });
    await expect(northlight.hideReply(answer.id, true)).rejects.toMatchObject({ code: 403 });
    await expect(harbour.hideReply(first.id, true)).rejects.toMatchObject({ code: 400 });
  });

  test('reads media by their keys, with the figures that are for their owner', async () => {
    const client = new TwitterApi(token, settings());
    const video = await client.v2.uploadMedia(clip, { media_type: EUploadMimeType.Mp4, media_category: 'tweet_video' });
    await client.v2.tweet('With a video', { media: { media_ids: [video] } });
    await sandbox.control.advance(3_600_000);
    const key = `7_${video}`;
    const fields = 'alt_text,duration_ms,public_metrics,non_public_metrics,variants';
    const { data } = await client.v2.get(`media/${key}`, { 'media.fields': fields });
    expect(data).toMatchObject({ media_key: key, type: 'video', duration_ms: 10_000 });
    expect(data.public_metrics.view_count).toBeGreaterThan(0);
    expect(data.non_public_metrics.playback_0_count).toBe(data.public_metrics.view_count);
    const several = await client.v2.get('media', { media_keys: `${key},3_1` });
    expect(several).toMatchObject({
      data: [{ media_key: key }],
      errors: [{ resource_type: 'media', value: '3_1', title: 'Not Found Error' }],
    });
    await expect(client.v2.get('media/none')).rejects.toMatchObject({ code: 400 });
  });

  test('the app reads its own usage', async () => {
    const app = await new TwitterApi({ appKey: 'client', appSecret: 'secret' }, settings()).appLogin();
    const usage = await app.v2.usage({ days: 2 });
    expect(usage.data).toMatchObject({ project_cap: '3000000', project_usage: '0' });
    await expect(new TwitterApi(token, settings()).v2.usage()).rejects.toMatchObject({ code: 401 });
  });
});
