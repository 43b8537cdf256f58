import { createHash, createPublicKey, verify } from 'node:crypto';
import { Agent, request } from 'node:http';
import { Readable } from 'node:stream';
import { auth, youtube, type youtube_v3 } from '@googleapis/youtube';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { ask } from './ask.ts';

/** What surrounds a video, spoken by Google's own client library. */

const DAY_MS = 86_400_000;
const REDIRECT = 'https://slipway.test/callback';
const scope = (...names: string[]) => names.map((name) => `https://www.googleapis.com/auth/${name}`);
const FULL = scope('youtube.upload', 'youtube.readonly', 'youtube.force-ssl', 'yt-analytics.readonly');
const clip = sampleMp4({ width: 1920, height: 1080, durationMs: 60_000 });

let sandbox: TestSandbox;
let api: youtube_v3.Youtube;
let token: string;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  await connect(FULL);
});
afterEach(() => sandbox[Symbol.asyncDispose]());

async function connect(scopes: readonly string[], account = 'first'): Promise<void> {
  const oauth = new auth.OAuth2({
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri: REDIRECT,
    endpoints: {
      oauth2TokenUrl: sandbox.at('https://oauth2.googleapis.com/token'),
      tokenInfoUrl: sandbox.at('https://oauth2.googleapis.com/tokeninfo'),
    },
  });
  const asked = { access_type: 'offline', prompt: 'consent', include_granted_scopes: true, scope: [...scopes] };
  const back = await sandbox.control.authorize(oauth.generateAuthUrl(asked), { account });
  const { tokens } = await oauth.getToken(back.searchParams.get('code') ?? '');
  oauth.setCredentials(tokens);
  token = tokens.access_token ?? '';
  const info = await oauth.getTokenInfo(token);
  expect(info).toMatchObject({ aud: 'client', scopes: tokens.scope?.split(' ') });
  api = youtube({ version: 'v3', auth: oauth });
}

const options = () => ({ rootUrl: `${sandbox.origin}/youtube.googleapis.com/` });

async function upload(title = 'At the library', privacyStatus = 'public'): Promise<string> {
  const requestBody = { snippet: { title, categoryId: '22' }, status: { privacyStatus } };
  const media = { mimeType: 'video/mp4', body: Readable.from([clip]) };
  const { data } = await api.videos.insert({ part: ['snippet', 'status'], requestBody, media }, options());
  return data.id ?? '';
}

const reason = async (call: Promise<unknown>) => {
  const refused: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  return (refused as { response?: { data?: { error?: { errors?: { reason: string }[] } } } }).response?.data?.error
    ?.errors?.[0]?.reason;
};

describe('tokens', () => {
  test('a second consent carries the scopes of the first, and the user may see what a token is good for', async () => {
    await connect(scope('youtube.readonly'));
    await upload();
    const unknown = await ask(sandbox.at('https://oauth2.googleapis.com/tokeninfo?access_token=nothing'));
    expect([unknown.status, unknown.at('error')]).toEqual([400, 'invalid_token']);
    const refused = await ask(sandbox.at('https://www.googleapis.com/youtube/v3/channels?part=id&mine=true'), {
      token: 'nothing',
    });
    expect(refused.headers['www-authenticate']).toContain('invalid_token');
  });
});

describe('uploads in one request', () => {
  const parts = (lineEnd: string, bytes: Buffer) =>
    Buffer.concat([
      Buffer.from(
        ['--cut', 'Content-Type: application/json', '', '{"snippet":{"title":"Two parts"}}'].join(lineEnd) +
          ['', '--cut', 'Content-Type: video/mp4', '', ''].join(lineEnd),
      ),
      bytes,
      Buffer.from(`${lineEnd}--cut--`),
    ]);
  const url = () =>
    new URL(sandbox.at('https://www.googleapis.com/upload/youtube/v3/videos?uploadType=multipart&part=snippet'));
  const headers = () => ({
    authorization: `Bearer ${token}`,
    'content-type': 'multipart/related; boundary="cut"',
  });

  test.each([
    ['CRLF', '\r\n'],
    // What Google's Python library sends.
    ['LF', '\n'],
  ])('lines may end with %s', async (_name, lineEnd) => {
    const answer = await ask(url().href, { method: 'POST', body: parts(lineEnd, clip), headers: headers() });
    expect(answer).toMatchObject({ status: 200, json: { snippet: { title: 'Two parts' } } });
    const [live] = await sandbox.control.live();
    expect(live?.mediaSha256).toEqual([createHash('sha256').update(clip).digest('hex')]);
  });

  test('a body that makes no sense is read to its end, so that the connection serves the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (body: Buffer) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request(url(), { method: 'POST', agent, headers: headers() }, (answer) => {
          answer.resume().once('end', () => resolve(answer.statusCode));
        });
        sent.once('error', reject).end(body);
      });
    expect(await send(Buffer.alloc(16 * 1024 * 1024))).toBe(400);
    expect(await send(parts('\n', clip))).toBe(200);
    agent.destroy();
  }, 20_000);
});

describe('resumable uploads of what is no video', () => {
  /** As the libraries of Java, .NET and Python send whatever they are told to: announced, then in one range. */
  async function resumable(
    path: string,
    content: Buffer,
    type: string,
    what: { method?: string; json?: unknown } = {},
  ) {
    const opened = await ask(sandbox.at(`https://www.googleapis.com/upload/youtube/v3/${path}&uploadType=resumable`), {
      method: what.method ?? 'POST',
      token,
      ...(what.json !== undefined && { json: what.json }),
      headers: { 'x-upload-content-type': type, 'x-upload-content-length': String(content.length) },
    });
    if (opened.status !== 200) return opened;
    const headers = { 'content-range': `bytes 0-${content.length - 1}/${content.length}`, 'content-type': type };
    const url = opened.headers.location ?? '';
    const answer = await ask(url, { method: 'PUT', token, body: content, headers });
    const probe = { 'content-range': `bytes */${content.length}` };
    expect(await ask(url, { method: 'PUT', token, headers: probe })).toMatchObject({ status: 200, json: answer.json });
    return answer;
  }

  test('a thumbnail is set by the last byte', async () => {
    const videoId = await upload();
    const picture = sampleJpeg({ width: 1280, height: 720 });
    const answer = await resumable(`thumbnails/set?videoId=${videoId}`, picture, 'image/jpeg');
    expect(answer).toMatchObject({ status: 200, json: { kind: 'youtube#thumbnailSetResponse' } });
    const { data } = await api.videos.list({ part: ['contentDetails'], id: [videoId] }, options());
    expect(data.items?.[0]?.contentDetails?.hasCustomThumbnail).toBe(true);
    expect(await resumable('thumbnails/set?videoId=unknown-id0', picture, 'image/jpeg')).toMatchObject({ status: 404 });
    const narrow = sampleJpeg({ width: 320, height: 180 });
    const opened = await ask(
      sandbox.at(`https://www.googleapis.com/upload/youtube/v3/thumbnails/set?videoId=${videoId}&uploadType=resumable`),
      { method: 'POST', token, headers: { 'x-upload-content-type': 'image/jpeg' } },
    );
    const refused = await ask(opened.headers.location ?? '', { method: 'PUT', token, body: narrow });
    expect(refused.at('error.errors.0.reason')).toBe('invalidImage');
  });

  test('a caption track is added, and replaced', async () => {
    const videoId = await upload();
    const snippet = { videoId, language: 'en', name: 'Subtitles' };
    const added = await resumable('captions?part=snippet', Buffer.from('WEBVTT'), 'text/vtt', { json: { snippet } });
    expect(added.at('snippet.language')).toBe('en');
    const id = added.id('id');
    const change = { method: 'PUT', json: { id } };
    expect(await resumable('captions?part=snippet', Buffer.from('WEBVTT 2'), 'text/vtt', change)).toMatchObject({
      status: 200,
      json: { id },
    });
    const { data: file } = await api.captions.download({ id }, { ...options(), responseType: 'text' });
    expect(file).toBe('WEBVTT 2');
  });
});

describe('captions', () => {
  const insert = (videoId: string, body = 'WEBVTT', language = 'en') =>
    api.captions.insert(
      {
        part: ['snippet'],
        requestBody: { snippet: { videoId, language, name: 'Subtitles' } },
        media: { mimeType: 'text/vtt', body },
      },
      options(),
    );

  test('a track is uploaded, listed, replaced, read back and deleted', async () => {
    const videoId = await upload();
    const { data: track } = await insert(videoId);
    const id = track.id ?? '';
    expect(track.snippet).toMatchObject({ videoId, language: 'en', isDraft: false, status: 'serving' });
    expect(await reason(insert(videoId))).toBe('captionExists');
    const { data: video } = await api.videos.list({ part: ['contentDetails'], id: [videoId] }, options());
    expect(video.items?.[0]?.contentDetails?.caption).toBe('true');
    const media = { mimeType: 'text/vtt', body: 'WEBVTT 2' };
    await api.captions.update({ part: ['snippet'], requestBody: { id, snippet: { isDraft: true } }, media }, options());
    const { data: file } = await api.captions.download({ id }, { ...options(), responseType: 'text' });
    expect(file).toBe('WEBVTT 2');
    const { data: list } = await api.captions.list({ part: ['snippet'], videoId }, options());
    expect(list.items?.map(({ snippet }) => snippet?.isDraft)).toEqual([true]);
    await api.captions.delete({ id }, options());
    expect(await reason(api.captions.delete({ id }, options()))).toBe('captionNotFound');
  });

  test('a track needs its text, a language and a video of the same channel, and costs 400 units', async () => {
    const videoId = await upload();
    expect(await reason(insert(videoId, 'WEBVTT', 'not a language'))).toBe('invalidMetadata');
    expect(await reason(insert('unknown-id0'))).toBe('videoNotFound');
    await connect(FULL, 'northlightfilm');
    expect(await reason(insert(videoId))).toBe('forbidden');
    await sandbox.control.settings('YOUTUBE', { dailyUnits: 1399 });
    expect(await reason(insert(videoId))).toBe('quotaExceeded');
  });
});

describe('comments and playlists', () => {
  test('a reply hangs below its thread and is live', async () => {
    const videoId = await upload();
    const snippet = { videoId, topLevelComment: { snippet: { textOriginal: 'First!' } } };
    const { data: thread } = await api.commentThreads.insert(
      { part: ['snippet'], requestBody: { snippet } },
      options(),
    );
    const parentId = thread.id ?? '';
    const reply = (id: string) =>
      api.comments.insert(
        { part: ['snippet'], requestBody: { snippet: { parentId: id, textOriginal: 'Second' } } },
        options(),
      );
    const { data: answer } = await reply(parentId);
    expect(answer.snippet).toMatchObject({ parentId, textOriginal: 'Second' });
    expect(await reason(reply('nobody'))).toBe('parentCommentNotFound');
    const { data: list } = await api.comments.list({ part: ['snippet'], parentId }, options());
    expect(list.items?.map(({ id }) => id)).toEqual([answer.id]);
    const { data: threads } = await api.commentThreads.list({ part: ['snippet', 'replies'], videoId }, options());
    expect(threads.items).toHaveLength(1);
    expect(threads.items?.[0]?.snippet?.totalReplyCount).toBe(1);
    expect(threads.items?.[0]?.replies?.comments?.[0]?.id).toBe(answer.id);
    expect((await sandbox.control.live()).filter(({ kind }) => kind === 'COMMENT')).toHaveLength(2);
  });

  test('a playlist is renamed, an entry taken out, and the playlist deleted', async () => {
    const videoId = await upload();
    const requestBody = { snippet: { title: 'Mornings' }, status: { privacyStatus: 'public' } };
    const { data: playlist } = await api.playlists.insert({ part: ['snippet', 'status'], requestBody }, options());
    const id = playlist.id ?? '';
    const entry = { snippet: { playlistId: id, resourceId: { kind: 'youtube#video', videoId } } };
    const { data: item } = await api.playlistItems.insert({ part: ['snippet'], requestBody: entry }, options());
    const { data: renamed } = await api.playlists.update(
      { part: ['snippet', 'status'], requestBody: { id, snippet: { title: 'Evenings' } } },
      options(),
    );
    expect([renamed.snippet?.title, renamed.status?.privacyStatus]).toEqual(['Evenings', 'public']);
    await api.playlistItems.delete({ id: item.id ?? '' }, options());
    expect(await reason(api.playlistItems.delete({ id: item.id ?? '' }, options()))).toBe('playlistItemNotFound');
    await connect(FULL, 'northlightfilm');
    expect(await reason(api.playlists.delete({ id }, options()))).toBe('playlistForbidden');
    await connect(FULL);
    await api.playlists.delete({ id }, options());
    expect(await reason(api.playlists.delete({ id }, options()))).toBe('playlistNotFound');
  });
});

describe('reads', () => {
  test('`fields` cuts an answer down to what it names, and a broken one is refused', async () => {
    const id = await upload('Cut down');
    const list = (fields: string) =>
      api.videos.list({ part: ['snippet', 'status'], id: [id], fields }, options()).then(({ data }) => data);
    expect(await list('items(id,snippet/title,status(uploadStatus,privacyStatus)),pageInfo/*')).toEqual({
      items: [{ id, snippet: { title: 'Cut down' }, status: { uploadStatus: 'uploaded', privacyStatus: 'public' } }],
      pageInfo: { totalResults: 1, resultsPerPage: 1 },
    });
    for (const broken of ['items(', 'items)', ',', 'items//id']) {
      expect(await reason(list(broken))).toBe('invalidParameter');
    }
  });

  test('a search finds own videos from a bucket of its own, and stats come in batches', async () => {
    const hidden = await upload('Harbour at night', 'private');
    const open = await upload('Harbour at noon');
    const search = (q: string) =>
      api.search.list({ part: ['snippet'], forMine: true, type: ['video'], q }, options()).then(({ data }) => data);
    const found = async (q: string) => (await search(q)).items?.map((item) => item.id?.videoId);
    expect(await found('harbour')).toEqual([open, hidden]);
    expect(await found('noon')).toEqual([open]);
    await sandbox.control.settings('YOUTUBE', { dailySearches: 2, dailyUnits: 0 });
    expect(await reason(search('harbour'))).toBe('quotaExceeded');
    const { data: stats } = await api.videos.batchGetStats({ part: ['statistics'], id: [open, hidden] }, options());
    expect(stats.items).toMatchObject([{ id: open, statistics: { viewCount: '0' } }]);
  });

  test('analytics are a table with a header, without rows where nothing happened', async () => {
    const id = await upload();
    await sandbox.control.advance(5 * DAY_MS);
    await connect(FULL);
    const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
    const query = (changes: Record<string, string> = {}) => {
      const asked = {
        ids: 'channel==MINE',
        startDate: day(-10),
        endDate: day(5),
        metrics: 'views,averageViewPercentage',
        dimensions: 'day',
        ...changes,
      };
      const url = `https://youtubeanalytics.googleapis.com/v2/reports?${new URLSearchParams(asked)}`;
      return ask(sandbox.at(url), { token });
    };
    const byDay = await query();
    expect(byDay.at('columnHeaders.1')).toEqual({ name: 'views', columnType: 'METRIC', dataType: 'INTEGER' });
    // From the day of the upload up to the day before yesterday.
    expect(byDay.at('rows')).toHaveLength(4);
    expect(byDay.at('rows.0.0')).toBe(day(0));
    const byVideo = await query({ dimensions: 'video', filters: `video==${id},other`, sort: '-views' });
    expect(byVideo.at('rows')).toEqual([[id, expect.any(Number), expect.any(Number)]]);
    const byType = await query({ dimensions: 'day,creatorContentType', sort: 'creatorContentType,-day' });
    expect(byType.at('rows.0')).toEqual([day(3), 'videoOnDemand', expect.any(Number), expect.any(Number)]);
    expect((await query({ endDate: day(-5) })).at('rows')).toEqual([]);
    const wrong = { ids: 'channel==UCother', metrics: 'fame', dimensions: 'mood', sort: 'likes', startDate: 'today' };
    for (const [name, value] of Object.entries(wrong)) expect((await query({ [name]: value })).status).toBe(400);
  });

  test('every part of a video that the client knows may be asked for', async () => {
    const id = await upload();
    const owned = ['fileDetails', 'processingDetails', 'suggestions', 'status', 'localizations', 'recordingDetails'];
    const rest = [
      'ageGating',
      'brandPartner',
      'liveStreamingDetails',
      'monetizationDetails',
      'player',
      'projectDetails',
    ];
    const more = ['contentDetails', 'paidProductPlacementDetails', 'snippet', 'statistics', 'topicDetails'];
    const { data } = await api.videos.list({ part: [...owned, ...rest, ...more], id: [id] }, options());
    expect(data.items?.[0]).toMatchObject({ id, status: { privacyStatus: 'public' }, statistics: { viewCount: '0' } });
  });

  test('an upload without a file is refused wherever it is sent', async () => {
    const requestBody = { snippet: { title: 'Nothing' } };
    expect(await reason(api.videos.insert({ part: ['snippet'], requestBody }, options()))).toBe('mediaBodyRequired');
  });
});

describe('what a channel does besides publishing', () => {
  const write = async (videoId: string, text: string) => {
    const snippet = { videoId, topLevelComment: { snippet: { textOriginal: text } } };
    const { data } = await api.commentThreads.insert({ part: ['snippet'], requestBody: { snippet } }, options());
    return data.id ?? '';
  };
  const texts = async (videoId: string, moderationStatus?: string) => {
    const asked = { part: ['snippet'], videoId, ...(moderationStatus !== undefined && { moderationStatus }) };
    const { data } = await api.commentThreads.list(asked, options());
    return data.items?.map(({ snippet }) => snippet?.topLevelComment?.snippet?.textOriginal);
  };

  test('a comment is changed by its author, and deleted with its replies by whose video it is below', async () => {
    const videoId = await upload();
    await connect(FULL, 'northlightfilm');
    const id = await write(videoId, 'First');
    const edit = (textOriginal: string) =>
      api.comments.update({ part: ['snippet'], requestBody: { id, snippet: { textOriginal } } }, options());
    expect((await edit('Furst')).data.snippet?.textOriginal).toBe('Furst');
    expect(await reason(edit(' '))).toBe('commentTextRequired');
    await connect(FULL);
    expect(await reason(edit('Mine now'))).toBe('forbidden');
    await api.comments.insert(
      { part: ['snippet'], requestBody: { snippet: { parentId: id, textOriginal: 'Thanks' } } },
      options(),
    );
    await api.comments.delete({ id }, options());
    expect(await reason(api.comments.delete({ id }, options()))).toBe('commentNotFound');
    expect((await sandbox.control.live()).map(({ kind }) => kind)).toEqual(['VIDEO']);
  });

  test('comments are moderated by whose video they are below, and listed by their state', async () => {
    const videoId = await upload();
    const [kept, held, gone] = [
      await write(videoId, 'kept'),
      await write(videoId, 'held'),
      await write(videoId, 'gone'),
    ];
    const moderate = (id: string, moderationStatus: string, banAuthor = false) =>
      api.comments.setModerationStatus({ id: [id], moderationStatus, banAuthor }, options());
    await moderate(held, 'heldForReview');
    await moderate(gone, 'rejected', true);
    expect(await texts(videoId)).toEqual(['kept']);
    expect(await texts(videoId, 'heldForReview')).toEqual(['held']);
    expect(await reason(moderate(kept, 'published', true))).toBe('banWithoutReject');
    expect(await reason(moderate(kept, 'likelySpam'))).toBe('operationNotSupported');
    expect(await reason(moderate(kept, 'loved'))).toBe('invalidParameter');
    await moderate(held, 'published');
    expect(await texts(videoId)).toEqual(['held', 'kept']);
    await api.comments.markAsSpam({ id: [kept] }, options());
    expect(await texts(videoId, 'likelySpam')).toEqual(['kept']);
    await connect(FULL, 'northlightfilm');
    expect(await reason(moderate(held, 'rejected'))).toBe('forbidden');
  });

  test('a rating counts once for each channel, and is told to whoever gave it', async () => {
    const id = await upload();
    const rate = (rating: string) => api.videos.rate({ id, rating }, options());
    const likes = async () => {
      const { data } = await api.videos.list({ part: ['statistics'], id: [id] }, options());
      return data.items?.[0]?.statistics?.likeCount;
    };
    expect((await rate('like')).status).toBe(204);
    await rate('like');
    expect(await likes()).toBe('1');
    const { data } = await api.videos.getRating({ id: [id, 'unknown-id0'] }, options());
    expect(data).toMatchObject({ kind: 'youtube#videoGetRatingResponse', items: [{ videoId: id, rating: 'like' }] });
    const { data: liked } = await api.videos.list({ part: ['id'], myRating: 'like' }, options());
    expect(liked.items?.map((video) => video.id)).toEqual([id]);
    await rate('none');
    expect(await likes()).toBe('0');
    expect(await reason(rate('love'))).toBe('invalidRating');
    expect(await reason(api.videos.rate({ id: 'unknown-id0', rating: 'like' }, options()))).toBe('videoNotFound');
  });

  test('an entry of a playlist is moved, and keeps its video', async () => {
    const videos = [await upload('One'), await upload('Two'), await upload('Three')];
    const { data: playlist } = await api.playlists.insert(
      { part: ['snippet'], requestBody: { snippet: { title: 'Mornings' } } },
      options(),
    );
    const playlistId = playlist.id ?? '';
    const entry = (videoId: string) => ({ playlistId, resourceId: { kind: 'youtube#video', videoId } });
    const ids: string[] = [];
    for (const videoId of videos) {
      const asked = { part: ['snippet'], requestBody: { snippet: entry(videoId) } };
      ids.push((await api.playlistItems.insert(asked, options())).data.id ?? '');
    }
    const [first = '', , last = ''] = videos;
    const move = (id: string | undefined, videoId: string, position: number) =>
      api.playlistItems.update(
        { part: ['snippet'], requestBody: { id: id ?? '', snippet: { ...entry(videoId), position } } },
        options(),
      );
    expect((await move(ids[2], last, 0)).data.snippet?.position).toBe(0);
    const { data: list } = await api.playlistItems.list({ part: ['snippet'], playlistId }, options());
    expect(list.items?.map(({ snippet }) => snippet?.title)).toEqual(['Three', 'One', 'Two']);
    expect(await reason(move(ids[2], first, 1))).toBe('invalidPlaylistItem');
    expect(await reason(move('nobody', first, 1))).toBe('playlistItemNotFound');
    await sandbox.control.settings('YOUTUBE', { playlistsSortThemselves: true });
    expect(await reason(move(ids[2], last, 1))).toBe('manualSortRequired');
  });

  test('languages, regions, activities and channels by their handle are listed', async () => {
    const id = await upload('On record');
    const { data: languages } = await api.i18nLanguages.list({ part: ['snippet'], hl: 'de' }, options());
    expect(languages.items).toContainEqual(
      expect.objectContaining({ id: 'en', snippet: { hl: 'en', name: 'Englisch' }, kind: 'youtube#i18nLanguage' }),
    );
    const { data: regions } = await api.i18nRegions.list({ part: ['snippet'] }, options());
    expect(regions.items).toContainEqual(expect.objectContaining({ id: 'NO', snippet: { gl: 'NO', name: 'Norway' } }));
    const { data: done } = await api.activities.list({ part: ['snippet', 'contentDetails'], mine: true }, options());
    expect(done.items).toMatchObject([
      { snippet: { type: 'upload', title: 'On record' }, contentDetails: { upload: { videoId: id } } },
    ]);
    const { data: found } = await api.channels.list({ part: ['snippet'], forHandle: '@northlightfilm' }, options());
    expect(found.items).toMatchObject([{ snippet: { customUrl: '@northlightfilm' } }]);
  });
});

describe('who the user is', () => {
  const userinfo = async (address: string) => {
    const { status, json } = await ask(sandbox.at(address), { token });
    return [status, json];
  };

  test('is told to an app that was granted it, in the words of each version', async () => {
    await connect([...FULL, ...scope('userinfo.profile', 'userinfo.email')]);
    const name = { name: 'Harbour Roasters', given_name: 'Harbour', family_name: 'Roasters' };
    const email = 'harbourroasters@gmail.com';
    expect(await userinfo('https://www.googleapis.com/oauth2/v2/userinfo')).toEqual([
      200,
      { id: expect.stringMatching(/^\d{21}$/), email, verified_email: true, ...name, picture: expect.any(String) },
    ]);
    const third = expect.objectContaining({ sub: expect.stringMatching(/^\d{21}$/), email_verified: true, ...name });
    expect(await userinfo('https://www.googleapis.com/oauth2/v3/userinfo')).toEqual([200, third]);
    expect(await userinfo('https://openidconnect.googleapis.com/v1/userinfo')).toEqual([200, third]);
    await connect([...FULL, 'openid'], 'northlightfilm');
    expect(await userinfo('https://www.googleapis.com/oauth2/v3/userinfo')).toEqual([200, { sub: expect.any(String) }]);
  });

  test('is not told to an app that only asked for YouTube', async () => {
    expect(await userinfo('https://www.googleapis.com/oauth2/v2/userinfo')).toMatchObject([
      401,
      { error: { code: 401 } },
    ]);
  });

  test('is in an id token that the certificates of the sandbox verify', async () => {
    const client = { clientId: 'client', clientSecret: 'secret', redirectUri: REDIRECT };
    const endpoints = {
      oauth2TokenUrl: sandbox.at('https://oauth2.googleapis.com/token'),
      oauth2FederatedSignonJwkCertsUrl: sandbox.at('https://www.googleapis.com/oauth2/v3/certs'),
    };
    const oauth = new auth.OAuth2({ ...client, endpoints });
    const url = oauth.generateAuthUrl({ access_type: 'offline', scope: ['openid', 'email'] });
    const back = await sandbox.control.authorize(url);
    const { tokens } = await oauth.getToken(back.searchParams.get('code') ?? '');
    const [head = '', payload = '', signature = ''] = (tokens.id_token ?? '').split('.');
    const { json } = await ask(endpoints.oauth2FederatedSignonJwkCertsUrl);
    const [key] = (json as { keys: JsonWebKey[] }).keys;
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${payload}`),
      createPublicKey({ key: key as never, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: 'https://accounts.google.com',
      aud: 'client',
      email: 'harbourroasters@gmail.com',
    });
  });
});
