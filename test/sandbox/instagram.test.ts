import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { sampleJpeg, sampleMp4, samplePng, turnedJpeg } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import {
  authorizeUrl,
  CALLBACK,
  codeForm,
  codeOf,
  connectInstagram,
  type InstagramApp,
  send,
} from './instagram-app.ts';

const DAY_MS = 86_400_000;
const TOKEN_URL = 'https://api.instagram.com/oauth/access_token';

let sandbox: TestSandbox;
let media: MediaServer;
let app: InstagramApp;
let jpeg: string;
let mp4: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  media = await startMediaServer();
  jpeg = media.put('photo.jpg', 'image/jpeg', sampleJpeg());
  mp4 = media.put('clip.mp4', 'video/mp4', sampleMp4({ width: 720, height: 1280, durationMs: 5000 }));
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await sandbox.control.reset();
  app = await connectInstagram(sandbox);
});

const create = (fields: Record<string, unknown>) => app.post(`/${app.igId}/media`, fields);
const publish = (id: string) => app.post(`/${app.igId}/media_publish`, { creation_id: id });
const status = async (id: string) => (await app.get(`/${id}?fields=status_code,status`)).json;
const refusal = (answer: { status: number; json: { error: { code: number; error_subcode?: number } } }) => [
  answer.status,
  answer.json.error.code,
  answer.json.error.error_subcode,
];

describe('sign-in', () => {
  const redeem = (code: string, change: Record<string, string> = {}) =>
    send('POST', sandbox.at(TOKEN_URL), { form: { ...codeForm(code), ...change } });

  test('the callback ends with #_ and carries the state', async () => {
    const callback = await sandbox.control.authorize(authorizeUrl());
    expect([callback.origin + callback.pathname, callback.hash, callback.searchParams.get('state')]).toEqual([
      CALLBACK,
      '#_',
      'xyz',
    ]);
  });

  test('a code works once, with the exact redirect_uri, within an hour', async () => {
    const code = async () => codeOf(await sandbox.control.authorize(authorizeUrl()));
    const once = await code();
    expect((await redeem(once)).json.data[0]).toMatchObject({ user_id: '25010000000000011' });
    expect((await redeem(once)).json).toMatchObject({ error_type: 'OAuthException', code: 400 });
    expect((await redeem(await code(), { redirect_uri: `${CALLBACK}/` })).status).toBe(400);
    const old = await code();
    await sandbox.control.advance(3_600_001);
    expect((await redeem(old)).json.error_message).toContain('expired');
  });

  test('the seen answer shapes put the id as a number that JavaScript cannot hold', async () => {
    await sandbox.control.settings('INSTAGRAM', { tokenShape: 'flat' });
    const flat = await redeem(codeOf(await sandbox.control.authorize(authorizeUrl())));
    expect(flat.text).toContain('"user_id":25010000000000011,');
    expect(flat.json.permissions).toContain('instagram_business_basic,');
    await sandbox.control.settings('INSTAGRAM', { tokenShape: 'flat_array' });
    const list = await redeem(codeOf(await sandbox.control.authorize(authorizeUrl())));
    expect(list.json.permissions).toContain('instagram_business_basic');
  });

  test('a long-lived token lives sixty days, cannot be exchanged again, and refreshes after a day', async () => {
    const refresh = () =>
      send(
        'GET',
        sandbox.at(
          `https://graph.instagram.com/refresh_access_token?grant_type=ig_refresh_token&access_token=${app.token}`,
        ),
      );
    const again = `grant_type=ig_exchange_token&client_secret=secret-1&access_token=${app.token}`;
    expect((await send('GET', sandbox.at(`https://graph.instagram.com/access_token?${again}`))).json.error.code).toBe(
      452,
    );
    expect((await refresh()).status).toBe(400);
    await sandbox.control.advance(DAY_MS);
    const renewed = await refresh();
    expect(renewed.json).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 });
    expect((await app.get('/me')).status).toBe(200);
  });

  test('an expired token says 190/463 and a withdrawn grant 190/458', async () => {
    expect(await sandbox.control.expireTokens('INSTAGRAM', app.igId)).toBeGreaterThan(0);
    expect(refusal(await app.get('/me'))).toEqual([400, 190, 463]);
    const other = await connectInstagram(sandbox, { account: 'ada.makes' });
    expect(await sandbox.control.revokeTokens('INSTAGRAM', other.igId)).toBe(1);
    expect(refusal(await other.get('/me'))).toEqual([400, 190, 458]);
  });

  test('a scope that the person unticked is missing later', async () => {
    const limited = await connectInstagram(sandbox, { scopes: ['instagram_business_basic'] });
    expect(refusal(await limited.post(`/${limited.igId}/media`, { image_url: jpeg }))).toEqual([400, 10, undefined]);
  });

  test('the account shows the publishing id apart from the scoped id', async () => {
    const me = await app.get('/me?fields=user_id,username,account_type,media_count');
    expect(me.json).toEqual({
      id: '25010000000000011',
      user_id: '17841400000000011',
      username: 'northwind.bakery',
      account_type: 'BUSINESS',
      media_count: 0,
    });
    expect((await app.get('/me?fields=shoe_size')).json.error.code).toBe(100);
  });
});

describe('containers', () => {
  test('a photo is pulled once, processed, published once, and then says PUBLISHED', async () => {
    const { json } = await create({ image_url: jpeg, caption: 'hello', alt_text: 'a loaf' });
    expect(refusal(await publish(json.id))).toEqual([400, 9007, 2207027]);
    expect((await status(json.id)).status_code).toBe('IN_PROGRESS');
    expect((await status(json.id)).status_code).toBe('FINISHED');
    const published = await publish(json.id);
    expect(published.status).toBe(200);
    expect((await status(json.id)).status_code).toBe('PUBLISHED');
    expect(refusal(await publish(json.id))).toEqual([400, 24, 2207006]);
    expect(await sandbox.control.live({ platform: 'INSTAGRAM' })).toMatchObject([
      { id: published.json.id, kind: 'IMAGE', text: 'hello', mediaCount: 1, visible: true },
    ]);
  });

  test('a form body works like a JSON body, the token may be a field, and lists are JSON text', async () => {
    const form = { image_url: jpeg, caption: '#bread & more', collaborators: '["ada.makes"]', access_token: app.token };
    const made = await send('POST', sandbox.at(`https://graph.instagram.com/v27.0/me/media`), { form });
    expect(made.status).toBe(200);
  });

  test.each([
    ['a PNG that calls itself JPEG', 'image/jpeg', samplePng(), [36001, 2207005]],
    ['a page', 'text/html', Buffer.from('<p>'), [9004, 2207052]],
    ['an image above 8 MiB', 'image/jpeg', sampleJpeg({ bytes: 8 * 1024 * 1024 + 1 }), [36000, 2207004]],
    ['a panorama', 'image/jpeg', sampleJpeg({ width: 1000, height: 400 }), [36003, 2207009]],
    ['one taken upright', 'image/jpeg', turnedJpeg({ width: 400, height: 1000 }), [36003, 2207009]],
  ])('%s is refused at once', async (_name, type, bytes, [code, subcode]) => {
    expect(refusal(await create({ image_url: media.put('odd', type, bytes) }))).toEqual([400, code, subcode]);
  });

  test('a picture has the shape in which it is shown', async () => {
    const upright = media.put('upright.jpg', 'image/jpeg', turnedJpeg({ width: 600, height: 1000 }));
    expect((await create({ image_url: upright })).status).toBe(200);
  });

  test('media behind a redirect or missing cannot be fetched', async () => {
    const moved = media.on('moved', (response) => response.writeHead(302, { location: '/photo.jpg' }).end());
    expect(refusal(await create({ image_url: moved }))).toEqual([400, 9004, 2207052]);
    expect(refusal(await create({ image_url: `${jpeg}.gone` }))).toEqual([400, 9004, 2207052]);
  });

  test.each([
    ['an unknown media_type', { media_type: 'IMAGE', image_url: 'x' }, [100, 2207023]],
    ['a stand-alone VIDEO', { media_type: 'VIDEO', video_url: 'x' }, [100, 2207067]],
    ['a caption above 2200 characters', { image_url: 'x', caption: 'é'.repeat(2201) }, [36004, 2207010]],
    ['31 hashtags', { image_url: 'x', caption: '#a'.repeat(31) }, [36004, 2207010]],
    ['21 mentions', { image_url: 'x', caption: '@a '.repeat(21) }, [36004, 2207010]],
    ['a caption on a child', { image_url: 'x', is_carousel_item: true, caption: 'no' }, [100, undefined]],
    ['a caption on a story', { media_type: 'STORIES', image_url: 'x', caption: 'no' }, [100, undefined]],
    ['share_to_feed on a photo', { image_url: 'x', share_to_feed: true }, [100, undefined]],
    [
      'share_to_feed on a carousel',
      { media_type: 'CAROUSEL', children: ['1', '2'], share_to_feed: true },
      [100, undefined],
    ],
    ['an @ before a collaborator', { image_url: 'x', collaborators: ['@ada'] }, [110, 2207018]],
    ['a field that does not exist', { image_url: 'x', captoin: 'typo' }, [100, undefined]],
    ['no media', { caption: 'only words' }, [100, undefined]],
    ['a carousel of one', { media_type: 'CAROUSEL', children: ['1'] }, [100, 2207028]],
    ['a carousel of 21', { media_type: 'CAROUSEL', children: Array.from({ length: 21 }, String) }, [100, 2207028]],
  ])('%s is refused', async (_name, fields, [code, subcode]) => {
    expect(refusal(await create(fields))).toEqual([400, code, subcode]);
  });

  test('a reel is pulled after the answer and its faults show in the status', async () => {
    const good = await create({ media_type: 'REELS', video_url: mp4, caption: 'spin' });
    expect(await app.ready(good.json.id)).toBe('FINISHED');
    const gone = await create({ media_type: 'REELS', video_url: `${mp4}.gone` });
    expect(await app.ready(gone.json.id)).toBe('ERROR');
    expect((await status(gone.json.id)).status).toBe('Error: Media upload has failed with error code 2207077');
    const picture = await create({ media_type: 'REELS', video_url: jpeg });
    await app.ready(picture.json.id);
    expect((await status(picture.json.id)).status).toContain('2207026');
    const brief = media.put('brief.mp4', 'video/mp4', sampleMp4({ durationMs: 1000 }));
    const tooShort = await create({ media_type: 'REELS', video_url: brief });
    expect(await app.ready(tooShort.json.id)).toBe('ERROR');
    expect(refusal(await publish(tooShort.json.id))).toEqual([400, -1, 2207053]);
  });

  test('a carousel takes finished children and counts as one post', async () => {
    const children = [
      (await create({ image_url: jpeg, is_carousel_item: true })).json.id,
      (await create({ media_type: 'VIDEO', video_url: mp4, is_carousel_item: true })).json.id,
    ];
    const parent = { media_type: 'CAROUSEL', children, caption: 'two' };
    expect(refusal(await create(parent))).toEqual([400, 9007, 2207027]);
    for (const child of children) expect(await app.ready(child)).toBe('FINISHED');
    expect(refusal(await publish(children[0]))).toEqual([400, 100, undefined]);
    const id = await app.publish(parent);
    const read = await app.get(`/${id}?fields=media_type,media_product_type,children`);
    expect(read.json).toMatchObject({ media_type: 'CAROUSEL_ALBUM', media_product_type: 'FEED' });
    expect(read.json.children.data.length).toBe(2);
    expect(await sandbox.control.live()).toMatchObject([{ kind: 'CAROUSEL', mediaCount: 2 }]);
  });

  test('a container expires after a day, or when a test says so', async () => {
    const made = [(await create({ image_url: jpeg })).json.id, (await create({ image_url: jpeg })).json.id];
    await sandbox.control.expireContainers();
    expect((await status(made[0])).status_code).toBe('EXPIRED');
    expect(refusal(await publish(made[0]))).toEqual([400, -2, 2207020]);
    const fresh = (await create({ image_url: jpeg })).json.id;
    await sandbox.control.advance(DAY_MS);
    expect((await status(fresh)).status_code).toBe('EXPIRED');
  });

  test('processing takes as long and fails as the settings say', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 3, failProcessing: '2207082' });
    const { json } = await create({ image_url: jpeg });
    const seen = [];
    for (let read = 0; read < 4; read += 1) seen.push((await status(json.id)).status_code);
    expect(seen).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'ERROR']);
    expect((await status(json.id)).status).toContain('2207082');
  });

  test('a container of another account does not exist', async () => {
    const { json } = await create({ image_url: jpeg });
    const other = await connectInstagram(sandbox, { account: 'ada.makes' });
    expect(refusal(await other.get(`/${json.id}`))).toEqual([400, 100, 33]);
    expect(refusal(await other.post(`/${app.igId}/media_publish`, { creation_id: json.id }))).toEqual([400, 100, 33]);
  });
});

describe('published media', () => {
  test('the listing shows the newest first, pages by cursor, and hides fresh posts as long as told', async () => {
    const ids: string[] = [];
    for (const caption of ['one', 'two', 'three']) ids.push(await app.publish({ image_url: jpeg, caption }));
    const first = (await app.get('/me/media?fields=id,caption&limit=2')).json;
    expect(first.data.map((one: { caption: string }) => one.caption)).toEqual(['three', 'two']);
    const rest = (await send('GET', first.paging.next, { headers: { authorization: `Bearer ${app.token}` } })).json;
    expect(rest.data).toEqual([{ id: ids[0], caption: 'one' }]);
    await sandbox.control.settings('INSTAGRAM', { hideFreshReads: 2 });
    const hidden = await app.publish({ image_url: jpeg });
    const listed = async () => JSON.stringify((await app.get('/me/media')).json).includes(hidden);
    expect([await listed(), await listed(), await listed()]).toEqual([false, false, true]);
  });

  test('a permalink may come late', async () => {
    await sandbox.control.settings('INSTAGRAM', { permalinkDelayReads: 1 });
    const id = await app.publish({ media_type: 'REELS', video_url: mp4 });
    const read = () => app.get(`/${id}?fields=permalink,media_product_type`);
    expect((await read()).json).toEqual({ id, media_product_type: 'REELS' });
    expect((await read()).json.permalink).toMatch(/^https:\/\/www\.instagram\.com\/reel\/[\w-]{11}\/$/);
  });

  test('a story is in the stories edge only and gone after a day', async () => {
    const id = await app.publish({ media_type: 'STORIES', image_url: jpeg });
    expect((await app.get('/me/media')).json.data).toEqual([]);
    expect((await app.get('/me/stories')).json.data).toEqual([{ id }]);
    await sandbox.control.advance(DAY_MS);
    expect((await app.get('/me/stories')).json.data).toEqual([]);
  });

  test('comments are written, read and refused once they are turned off', async () => {
    const id = await app.publish({ image_url: jpeg });
    const comment = await app.post(`/${id}/comments`, { message: 'first!' });
    expect((await app.get(`/${id}/comments?fields=id,text`)).json.data).toEqual([
      { id: comment.json.id, text: 'first!' },
    ]);
    expect((await app.post(`/${id}`, { comment_enabled: false })).json).toEqual({ success: true });
    expect((await app.post(`/${id}/comments`, { message: 'late' })).status).toBe(400);
    expect((await sandbox.control.live())[0]?.details?.comments).toMatchObject([{ text: 'first!' }]);
  });

  test('a comment is answered, hidden and deleted with what answers it', async () => {
    const id = await app.publish({ image_url: jpeg });
    const comment = (await app.post(`/${id}/comments`, { message: 'first!' })).json.id;
    const reply = (await app.post(`/${comment}/replies`, { message: 'thanks' })).json.id;
    const read = async () => (await app.get(`/${comment}?fields=text,hidden,replies{text,parent_id}`)).json;
    expect(await read()).toEqual({
      id: comment,
      text: 'first!',
      hidden: false,
      replies: { data: [{ id: reply, text: 'thanks', parent_id: comment }] },
    });
    expect((await app.get(`/${comment}/replies?fields=text`)).json.data).toEqual([{ id: reply, text: 'thanks' }]);
    expect((await app.get(`/${id}/comments?fields=text`)).json.data).toEqual([{ id: comment, text: 'first!' }]);
    expect((await app.post(`/${comment}`, { hide: true })).json).toEqual({ success: true });
    expect((await read()).hidden).toBe(true);
    expect((await app.post(`/${comment}`, { hide: 'perhaps' })).status).toBe(400);
    const stranger = await connectInstagram(sandbox, { account: 'ada.makes' });
    expect((await stranger.post(`/${comment}`, { hide: true })).status).toBe(400);
    const remove = () =>
      send('DELETE', sandbox.at(`https://graph.instagram.com/v26.0/${comment}?access_token=${app.token}`));
    expect((await remove()).json).toEqual({ success: true });
    expect((await remove()).status).toBe(400);
    expect((await app.get(`/${id}/comments`)).json.data).toEqual([]);
  });

  test('comments are listed newest first, in pages', async () => {
    const id = await app.publish({ image_url: jpeg });
    for (const message of ['one', 'two', 'three']) await app.post(`/${id}/comments`, { message });
    const first = (await app.get(`/${id}/comments?fields=text&limit=2`)).json;
    expect(first.data.map(({ text }: { text: string }) => text)).toEqual(['three', 'two']);
    const rest = await app.get(`/${id}/comments?fields=text&limit=2&after=${first.paging.cursors.after}`);
    expect(rest.json.data).toMatchObject([{ text: 'one' }]);
    expect(rest.json.paging.next).toBeUndefined();
  });

  test('the daily allowance is counted over a rolling day and then refused with 9/2207042', async () => {
    await sandbox.control.settings('INSTAGRAM', { quotaTotal: 1 });
    await app.publish({ image_url: jpeg });
    const limit = await app.get('/me/content_publishing_limit?fields=quota_usage,config');
    expect(limit.json).toEqual({ data: [{ quota_usage: 1, config: { quota_total: 1, quota_duration: 86_400 } }] });
    const { json } = await create({ image_url: jpeg });
    await app.ready(json.id);
    expect(refusal(await publish(json.id))).toEqual([400, 9, 2207042]);
    expect((await sandbox.control.live()).length).toBe(1);
  });

  test('insights come in the documented shape and a metric that is gone fails the call', async () => {
    const id = await app.publish({ image_url: jpeg });
    const good = await app.get(`/${id}/insights?metric=reach,likes`);
    expect(good.json.data.map((one: { name: string }) => one.name)).toEqual(['reach', 'likes']);
    expect((await app.get(`/${id}/insights?metric=reach,impressions`)).json.error.code).toBe(100);
    const account = await app.get('/me/insights?metric=reach&period=day&metric_type=total_value');
    expect(account.json.data[0].total_value.value).toBeTypeOf('number');
  });
});

describe('the Graph around it', () => {
  test('every answer tells the version served and the usage', async () => {
    const { headers } = await app.get('/me');
    expect(headers['facebook-api-version']).toBe('v27.0');
    expect(JSON.parse(String(headers['x-app-usage']))).toHaveProperty('call_count');
    const old = await send('GET', sandbox.at(`https://graph.instagram.com/v20.0/me?access_token=${app.token}`));
    expect(old.headers['facebook-api-version']).toBe('v21.0');
    const last = await send('GET', sandbox.at(`https://graph.instagram.com/v26.0/me?access_token=${app.token}`));
    expect(last.headers['facebook-api-version']).toBe('v26.0');
  });

  test('above the hourly budget the app is throttled with code 4', async () => {
    await sandbox.control.settings('INSTAGRAM', { callsPerHour: 1 });
    await app.get('/me');
    expect((await app.get('/me')).json.error.code).toBe(4);
  });

  test('a wrong method and an unknown path are Graph errors', async () => {
    const headers = { authorization: `Bearer ${app.token}` };
    const wrong = await send('DELETE', sandbox.at(`https://graph.instagram.com/v27.0/${app.igId}/media`), { headers });
    expect(refusal(wrong)).toEqual([400, 100, 33]);
    expect(
      (await send('GET', sandbox.at('https://graph.instagram.com/v27.0/a/b/c'), { headers })).json.error.code,
    ).toBe(2500);
    expect((await send('GET', sandbox.at('https://graph.instagram.com/v28.0/me'), { headers })).json.error.code).toBe(
      2500,
    );
  });
});

describe("what Meta's own SDK sends", () => {
  test('the id of the path may stand in the body, and metrics may come as JSON', async () => {
    const container = await create({ image_url: jpeg, id: app.igId });
    await app.ready(container.json.id);
    const published = await app.post(`/${app.igId}/media_publish`, { creation_id: container.json.id, id: app.igId });
    expect(published.status).toBe(200);
    expect(refusal(await create({ image_url: jpeg, id: '1' }))).toEqual([400, 100, undefined]);
    const metric = encodeURIComponent('["views","reach"]');
    const insights = await app.get(`/me/insights?metric=${metric}&period=day&metric_type=total_value`);
    expect(insights.json.data.map(({ name }: { name: string }) => name)).toEqual(['views', 'reach']);
  });

  test('fields reach below a node, and a broken list is refused', async () => {
    const items = [];
    for (let item = 0; item < 2; item += 1) {
      const { json } = await create({ image_url: jpeg, is_carousel_item: true });
      await app.ready(json.id);
      items.push(json.id);
    }
    const id = await app.publish({ media_type: 'CAROUSEL', children: items, caption: 'two' });
    await app.post(`/${id}/comments`, { message: 'first' });
    const plain = (await app.get(`/${id}?fields=children`)).json;
    const full = await app.get(
      `/${id}?fields=caption,children{media_type,media_url},comments.limit(5){text},owner{id}`,
    );
    expect(full.json).toMatchObject({
      caption: 'two',
      children: { data: [{ id: plain.children.data[0].id, media_type: 'IMAGE', media_url: jpeg }, {}] },
      comments: { data: [{ text: 'first' }] },
      owner: { id: app.igId },
    });
    expect(Object.keys(plain.children.data[0])).toEqual(['id']);
    expect(refusal(await app.get(`/${id}?fields=children{id`))).toEqual([400, 2500, undefined]);
    expect(refusal(await app.get(`/${id}?fields=children{colour}`))).toEqual([400, 100, undefined]);
  });

  test('pages lead forward and back', async () => {
    for (let post = 0; post < 5; post += 1) await app.publish({ image_url: jpeg, caption: `post ${post}` });
    const headers = { authorization: `Bearer ${app.token}` };
    const follow = async (url: string) => (await send('GET', url, { headers })).json;
    const first = (await app.get('/me/media?fields=caption&limit=2')).json;
    expect(first.paging).not.toHaveProperty('previous');
    const second = await follow(first.paging.next);
    const third = await follow(second.paging.next);
    expect(third.data).toMatchObject([{ caption: 'post 0' }]);
    expect(third.paging).not.toHaveProperty('next');
    const back = await follow(third.paging.previous);
    expect(back.data).toEqual(second.data);
  });
});

describe('the account', () => {
  test('an app subscribes to webhook fields of an account, one by one', async () => {
    const path = `/${app.igId}/subscribed_apps`;
    const subscribed = await app.post(path, { subscribed_fields: 'comments,mentions' });
    expect(subscribed.json).toEqual({ success: true });
    expect((await app.get(path)).json.data).toEqual([{ app_id: 'app-1', subscribed_fields: ['comments', 'mentions'] }]);
    expect((await app.post(path, { subscribed_fields: 'gossip' })).status).toBe(400);
    await send('DELETE', sandbox.at(`https://graph.instagram.com/v27.0${path}`), {
      headers: { authorization: `Bearer ${app.token}` },
    });
    expect((await app.get(path)).json.data).toEqual([]);
  });

  test.each([
    ['SPAM', 4, 2207051],
    ['RESTRICTED', 25, 2207050],
  ])('an account in %s standing may not publish', async (standing, code, subcode) => {
    const { json } = await create({ image_url: jpeg });
    await app.ready(json.id);
    await sandbox.control.settings('INSTAGRAM', { standing });
    expect(refusal(await publish(json.id))).toEqual([400, code, subcode]);
    await sandbox.control.settings('INSTAGRAM', { standing: 'GOOD' });
    expect((await publish(json.id)).status).toBe(200);
  });

  test('who follows is told by a breakdown', async () => {
    const ask = (rest: string) =>
      app.get(`/me/insights?metric=follower_demographics&period=lifetime&metric_type=total_value&${rest}`);
    const answer = await ask('timeframe=this_week&breakdown=country');
    expect(answer.json.data[0].total_value.breakdowns[0]).toMatchObject({
      dimension_keys: ['country'],
      results: expect.arrayContaining([{ dimension_values: ['DE'], value: expect.any(Number) }]),
    });
    expect([(await ask('breakdown=country')).status, (await ask('timeframe=this_week')).status]).toEqual([400, 400]);
  });

  test('a bad token is told in the header as well', async () => {
    const answer = await send('GET', sandbox.at('https://graph.instagram.com/v27.0/me?access_token=x'));
    expect(answer.headers['www-authenticate']).toContain('invalid_token');
  });
});
