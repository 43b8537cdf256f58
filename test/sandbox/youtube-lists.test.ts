/** The stand-in of YouTube: playlists, comments, lists, and Google's own client library over all of it. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { auth, youtube } from '@googleapis/youtube';
import { describe, expect, test } from 'vitest';
import { samplePng } from '../support/sample-media.ts';
import { VERIFIER } from './ask.ts';
import {
  call,
  connect,
  consent,
  landscape,
  metadata,
  portrait,
  REDIRECT,
  sandbox,
  speakAs,
  start,
  token,
  upload,
  useYouTube,
} from './youtube-app.ts';

useYouTube();

describe('playlists, comments and lists', () => {
  test('the uploads playlist shows new uploads first, once they are no longer hidden', async () => {
    await sandbox.control.settings('YOUTUBE', { hideFreshReads: 1 });
    const ids = [await upload(), await upload(portrait)];
    const channels = await call('GET', '/youtube/v3/channels?part=contentDetails,statistics,status&mine=true');
    expect(channels.at('items.0')).toMatchObject({
      statistics: { subscriberCount: '1230' },
      status: { longUploadsStatus: 'allowed' },
    });
    const uploads = channels.id('items.0.contentDetails.relatedPlaylists.uploads');
    const list = () =>
      call('GET', `/youtube/v3/playlistItems?part=snippet,contentDetails&playlistId=${uploads}&maxResults=1`);
    expect((await list()).at('pageInfo.totalResults')).toBe(0);
    const page = await list();
    expect(page.at('items.0.contentDetails.videoId')).toBe(ids[1]);
    const next = await call(
      'GET',
      `/youtube/v3/playlistItems?part=contentDetails&playlistId=${uploads}&maxResults=1&pageToken=${page.at('nextPageToken')}`,
    );
    expect(next.at('items.0.contentDetails.videoId')).toBe(ids[0]);
  });

  test('a playlist entry is added each time it is asked for', async () => {
    const id = await upload();
    const playlistId = (
      await call('POST', '/youtube/v3/playlists?part=snippet,status', { snippet: { title: 'Roasts' } })
    ).id();
    const body = { snippet: { playlistId, resourceId: { kind: 'youtube#video', videoId: id } } };
    for (const position of [0, 1]) {
      expect((await call('POST', '/youtube/v3/playlistItems?part=snippet', body)).at('snippet.position')).toBe(
        position,
      );
    }
    const listed = await call('GET', '/youtube/v3/playlists?part=snippet,contentDetails&mine=true');
    expect(listed.at('items.0.contentDetails.itemCount')).toBe(2);
    await sandbox.control.settings('YOUTUBE', { playlistsSortThemselves: true });
    const placed = { snippet: { ...body.snippet, position: 0 } };
    const unsorted = await call('POST', '/youtube/v3/playlistItems?part=snippet', placed);
    expect([unsorted.status, unsorted.at('error.errors.0.reason')]).toEqual([400, 'manualSortRequired']);
    const gone = await call('POST', '/youtube/v3/playlistItems?part=snippet', {
      snippet: { ...body.snippet, playlistId: 'PLnone' },
    });
    expect([gone.status, gone.at('error.errors.0.reason')]).toEqual([404, 'playlistNotFound']);
  });

  test('a comment stands under a public video only', async () => {
    const comment = (videoId: string) =>
      call('POST', '/youtube/v3/commentThreads?part=snippet', {
        snippet: { videoId, topLevelComment: { snippet: { textOriginal: 'First!' } } },
      });
    const hidden = await upload(landscape, metadata({}, { privacyStatus: 'private' }));
    const forKids = await upload(landscape, metadata({}, { selfDeclaredMadeForKids: true }));
    expect((await comment(hidden)).at('error.errors.0.reason')).toBe('commentsDisabled');
    expect((await comment(forKids)).at('error.errors.0.reason')).toBe('commentsDisabled');
    const video = await upload();
    const answer = await comment(video);
    expect(answer.at('snippet.topLevelComment.snippet.textOriginal')).toBe('First!');
    expect((await sandbox.control.live()).filter(({ kind }) => kind === 'COMMENT')).toMatchObject([
      { id: answer.at('id'), text: 'First!' },
    ]);
    const second = await comment(video);
    const list = (query: string) => call('GET', `/youtube/v3/commentThreads?part=snippet&${query}`);
    const listed = await list(`videoId=${video}&maxResults=100&order=time&textFormat=plainText`);
    expect([listed.at('items.0.id'), listed.at('items.1.id'), listed.at('items.2')]).toEqual([
      second.at('id'),
      answer.at('id'),
      undefined,
    ]);
    expect(listed.at('items.1.snippet.topLevelComment.snippet.textOriginal')).toBe('First!');
    expect((await list(`videoId=${video}&maxResults=101`)).at('error.errors.0.reason')).toBe('invalidParameter');
    expect((await list(`videoId=${hidden}`)).at('error.errors.0.reason')).toBe('commentsDisabled');
  });

  test('categories say which are assignable', async () => {
    const answer = await call('GET', '/youtube/v3/videoCategories?part=snippet&regionCode=DE&hl=en');
    expect(answer.at('items')).toContainEqual(
      expect.objectContaining({ id: '22', snippet: expect.objectContaining({ assignable: true }) }),
    );
    expect(answer.at('items')).toContainEqual(
      expect.objectContaining({ id: '30', snippet: expect.objectContaining({ assignable: false }) }),
    );
  });

  test('a deleted video is gone, and the video of another channel is not ours to change', async () => {
    const id = await upload();
    const mine = token;
    speakAs((await connect({}, { account: 'northlightfilm' })).access_token);
    expect((await call('DELETE', `/youtube/v3/videos?id=${id}`)).status).toBe(403);
    expect((await call('GET', `/youtube/v3/videos?part=processingDetails&id=${id}`)).status).toBe(403);
    speakAs(mine);
    expect((await call('DELETE', `/youtube/v3/videos?id=${id}`)).status).toBe(204);
    expect((await call('GET', `/youtube/v3/videos?part=status&id=${id}`)).at('items')).toEqual([]);
  });

  test('an account without a channel has no items and may not upload', async () => {
    await sandbox.control.settings('YOUTUBE', { hasChannel: false });
    expect((await call('GET', '/youtube/v3/channels?part=id&mine=true')).json).not.toHaveProperty('items');
    expect((await start(metadata(), 100)).at('error.errors.0.reason')).toBe('youtubeSignupRequired');
  });
});

describe("Google's own client library", () => {
  const client = (accessToken: string) => {
    const oauth = new auth.OAuth2();
    oauth.setCredentials({ access_token: accessToken });
    return youtube({ version: 'v3', auth: oauth });
  };
  const rootUrl = () => `${sandbox.origin}/youtube.googleapis.com/`;

  test('signs in and refreshes', async () => {
    const oauth = new auth.OAuth2({
      clientId: 'client',
      clientSecret: 'secret',
      redirectUri: REDIRECT,
      endpoints: { oauth2TokenUrl: sandbox.at('https://oauth2.googleapis.com/token') },
    });
    const code = (await consent()).searchParams.get('code') ?? '';
    const { tokens } = await oauth.getToken({ code, codeVerifier: VERIFIER });
    expect(tokens.refresh_token).toBeTypeOf('string');
    oauth.setCredentials({ refresh_token: tokens.refresh_token ?? null });
    expect((await oauth.getAccessToken()).token).not.toBe(tokens.access_token);
  });

  test('lists, uploads, updates, sets a thumbnail and deletes', async () => {
    const api = client(token);
    const options = { rootUrl: rootUrl() };
    const { data: channels } = await api.channels.list(
      { part: ['id', 'snippet', 'contentDetails'], mine: true },
      options,
    );
    expect(channels.items?.[0]?.snippet?.customUrl).toBe('@harbourroasters');

    const inserted = await api.videos.insert(
      {
        part: ['snippet', 'status'],
        requestBody: { snippet: { title: 'By the library', categoryId: '22' }, status: { privacyStatus: 'unlisted' } },
        media: { mimeType: 'video/mp4', body: Readable.from(pieces(landscape)) },
      },
      options,
    );
    const id = inserted.data.id ?? '';
    expect(inserted.data.status).toMatchObject({ uploadStatus: 'uploaded', privacyStatus: 'unlisted' });
    const [live] = await sandbox.control.live();
    expect(live?.mediaSha256).toEqual([createHash('sha256').update(landscape).digest('hex')]);

    const updated = await api.videos.update(
      { part: ['snippet'], requestBody: { id, snippet: { title: 'Renamed', categoryId: '26' } } },
      options,
    );
    expect(updated.data.snippet).toMatchObject({ title: 'Renamed', categoryId: '26' });
    const picture = { mimeType: 'image/png', body: Readable.from([samplePng({ width: 1280, height: 720 })]) };
    const set = await api.thumbnails.set({ videoId: id, media: picture }, options);
    expect(set.data.items?.[0]?.high?.height).toBe(360);
    await api.videos.delete({ id }, options);
    const { data: listed } = await api.videos.list({ part: ['status', 'processingDetails'], id: [id] }, options);
    expect(listed.items).toEqual([]);
  });

  test('sees the reason of a refusal', async () => {
    const refused = client(token).videos.update(
      { part: ['snippet'], requestBody: { id: 'unknown-id0', snippet: { title: 'x', categoryId: '22' } } },
      { rootUrl: rootUrl() },
    );
    await expect(refused).rejects.toMatchObject({
      status: 404,
      response: { data: { error: { errors: [{ reason: 'videoNotFound' }] } } },
    });
  });
});

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}
