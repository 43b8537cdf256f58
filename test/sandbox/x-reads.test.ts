/** The stand-in of X: what can be read back, in the words of either vocabulary. */
import { describe, expect, test } from 'vitest';
import {
  append,
  call,
  connect,
  EPOCH_MS,
  initialize,
  MINUTE_MS,
  myId,
  photo,
  post,
  sandbox,
  speakAs,
  useX,
} from './x-app.ts';

useX();

describe('reading back', () => {
  test('the timeline returns own posts since an id, newest first, with links shortened and text escaped', async () => {
    const user = await myId();
    const first = (await post({ text: 'before' })).id('data.id');
    const second = await post({ text: 'Tea & beans < https://example.com/a/very/long/path' });
    const path = `/2/users/${user}/tweets?since_id=${first}&max_results=5&tweet.fields=created_at,entities`;
    const read = await call('GET', path);
    expect(read.id('data.0.text')).toMatch(/^Tea &amp; beans &lt; https:\/\/t\.co\/\w{10}$/);
    expect(read.json).toMatchObject({
      data: [
        { id: second.at('data.id'), entities: { urls: [{ expanded_url: 'https://example.com/a/very/long/path' }] } },
      ],
      meta: { result_count: 1, newest_id: second.at('data.id') },
    });
    const none = await call('GET', `/2/users/${user}/tweets?since_id=${second.at('data.id')}`);
    expect(none.json).toEqual({ meta: { result_count: 0 } });
  });

  test('a post whose answer was lost is found by its media key since the moment before', async () => {
    const media = await initialize(photo, 'image/png', 'tweet_image');
    await append(media, 0, photo);
    const key = (await call('POST', `/2/media/upload/${media}/finalize`)).id('data.media_key');
    const since = BigInt(Date.now() - EPOCH_MS) << 22n;
    await sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
    await expect(post({ text: 'Lost & found', media: { media_ids: [media] } })).rejects.toThrow();
    const path = `/2/users/${await myId()}/tweets?since_id=${since}&max_results=5&tweet.fields=attachments`;
    expect((await call('GET', path)).at('data.0.attachments.media_keys')).toEqual([key]);
  });

  test('pages follow one another', async () => {
    const user = await myId();
    for (let n = 0; n < 7; n += 1) await post({ text: `post ${n}` });
    const first = await call('GET', `/2/users/${user}/tweets?max_results=5`);
    const rest = await call(
      'GET',
      `/2/users/${user}/tweets?max_results=5&pagination_token=${first.at('meta.next_token')}`,
    );
    expect([first.at('meta.result_count'), rest.at('meta.result_count')]).toEqual([5, 2]);
    expect(rest.at('data.1.text')).toBe('post 0');
    for (const query of [
      'max_results=4',
      'tweet.fields=colour',
      'post.fields=colour',
      'since_id=x',
      'start_time=today',
    ]) {
      expect((await call('GET', `/2/users/${user}/tweets?${query}`)).status).toBe(400);
    }
  });

  test('a fresh post stays hidden for a number of reads and a while', async () => {
    const user = await myId();
    await sandbox.control.settings('X', { hideFreshReads: 1, hideFreshMs: MINUTE_MS });
    const id = (await post({ text: 'shy' })).id('data.id');
    const count = async () => (await call('GET', `/2/users/${user}/tweets`)).at('meta.result_count');
    expect([await count(), await count()]).toEqual([0, 0]);
    await sandbox.control.advance(MINUTE_MS);
    expect(await count()).toBe(1);
    expect((await call('GET', `/2/tweets/${id}`)).status).toBe(200);
  });

  test('private metrics of a post older than thirty days are refused field by field', async () => {
    const id = (await post({ text: 'old' })).id('data.id');
    const path = `/2/tweets?ids=${id}&tweet.fields=public_metrics,non_public_metrics`;
    expect((await call('GET', path)).at('data.0.non_public_metrics')).toBeDefined();
    await sandbox.control.advance(31 * 86_400_000);
    speakAs((await connect()).id('access_token'));
    const late = await call('GET', path);
    expect(late.at('data.0')).toMatchObject({ public_metrics: { retweet_count: expect.any(Number) } });
    expect(late.at('data.0')).not.toHaveProperty('non_public_metrics');
    expect(late.at('errors.0')).toMatchObject({
      type: expect.stringMatching(/not-authorized-for-field$/),
      value: 'non_public_metrics',
    });
  });
});

describe('the search', () => {
  test('finds the posts of a user by id and by name, and says which operators it does not understand', async () => {
    const id = (await post({ text: 'Find me' })).id('data.id');
    for (const name of [await myId(), 'harbourroasters'])
      expect((await call('GET', `/2/tweets/search/recent?query=from:${name}`)).at('data.0.id')).toBe(id);
    expect((await call('GET', '/2/tweets/search/recent?query=lang:en')).status).toBe(400);
  });

  test('may know a post that the timeline does not show yet', async () => {
    await sandbox.control.settings('X', { hideFreshMs: MINUTE_MS, searchLagMs: 0 });
    await post({ text: 'Fresh' });
    const me = await myId();
    expect((await call('GET', `/2/users/${me}/tweets`)).at('meta.result_count')).toBe(0);
    expect((await call('GET', `/2/tweets/search/recent?query=from:${me}`)).at('meta.result_count')).toBe(1);
  });
});

describe('what the newer specification says', () => {
  test('only the words that are set may be asked for', async () => {
    const asked = async (query: string) => (await call('GET', `/2/users/${await myId()}/tweets?${query}`)).status;
    const old = ['tweet.fields=created_at', 'expansions=referenced_tweets.id'];
    const renamed = ['post.fields=created_at', 'expansions=referenced_posts'];
    await sandbox.control.settings('X', { queries: 'post' });
    expect(await Promise.all([...old, ...renamed].map(asked))).toEqual([400, 400, 200, 200]);
    await sandbox.control.settings('X', { queries: 'tweet' });
    expect(await Promise.all([...old, ...renamed].map(asked))).toEqual([200, 200, 400, 400]);
  });

  test('post.fields is understood, and the answer keeps to the words that are set', async () => {
    const root = (await post({ text: 'root' })).id('data.id');
    await post({ text: 'answer', reply: { in_reply_to_tweet_id: root } });
    const path = `/2/users/${await myId()}/tweets?post.fields=public_metrics,referenced_tweets&expansions=referenced_posts`;
    expect((await call('GET', path)).at('data.0')).toMatchObject({
      public_metrics: { retweet_count: 0 },
      edit_history_tweet_ids: [expect.any(String)],
      referenced_tweets: [{ id: root }],
    });
    await sandbox.control.settings('X', { words: 'post' });
    const renamed = await call('GET', path);
    expect(renamed.at('data.0')).toMatchObject({
      public_metrics: { repost_count: 0 },
      edit_history_post_ids: [expect.any(String)],
      referenced_posts: [{ id: root }],
    });
    expect(renamed.text).not.toContain('tweet_');
    const me = await call('GET', '/2/users/me?user.fields=public_metrics');
    expect(me.at('data.public_metrics.post_count')).toBe(2);
  });

  test('a look-up of one post that does not exist succeeds with an error entry', async () => {
    expect(await call('GET', '/2/tweets/12')).toMatchObject({
      status: 200,
      json: { errors: [{ resource_id: '12', title: 'Not Found Error' }] },
    });
    expect((await call('GET', '/2/tweets/newest')).status).toBe(400);
  });

  test('users are found by id and by name, and strangers are error entries', async () => {
    const id = await myId();
    const expected = { id, name: 'Harbour Roasters', username: 'harbourroasters' };
    expect((await call('GET', `/2/users/${id}`)).at('data')).toEqual(expected);
    expect((await call('GET', '/2/users/by/username/HarbourRoasters')).at('data')).toEqual(expected);
    expect((await call('GET', `/2/users?ids=${id},5`)).json).toMatchObject({
      data: [expected],
      errors: [{ value: '5', resource_type: 'user' }],
    });
    expect((await call('GET', '/2/users/by?usernames=nobody')).json).not.toHaveProperty('data');
    expect((await call('GET', '/2/users/by/username/not-a-name')).status).toBe(400);
  });

  test('analytics of own posts come as a total or in buckets', async () => {
    const id = (await post({ text: 'counted' })).id('data.id');
    const start = new Date(Date.now() - MINUTE_MS).toISOString();
    const end = new Date(Date.now() + 47 * 60 * MINUTE_MS).toISOString();
    const path = `/2/tweets/analytics?start_time=${start}&end_time=${end}&analytics.fields=impressions,likes`;
    const total = await call('GET', `${path}&ids=${id},77`);
    expect(total.at('data.0')).toEqual({ id, impressions: expect.any(Number), likes: expect.any(Number) });
    expect(total.at('data.0.impressions')).toBeGreaterThan(0);
    expect(total.at('errors.0.resource_id')).toBe('77');
    const days = await call('GET', `${path}&ids=${id}&granularity=daily`);
    expect(days.at('data.0.timestamped_metrics')).toHaveLength(2);
    const refused = [`${path}&ids=${id}&granularity=yearly`, `${path}&ids=first`, path, path.replace(end, start)];
    for (const wrong of refused) expect((await call('GET', wrong)).status).toBe(400);
    const key = (await call('GET', `/2/media/analytics?media_keys=7_1&start_time=${start}&end_time=${end}`)).json;
    expect(key).toMatchObject({ errors: [{ value: '7_1' }] });
  });
});
