/** Videos on YouTube against the sandbox: what is sent, in which order, and what is journaled. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newRun, useJournal } from '../support/journal.ts';
import { LANDSCAPE, mp4, PUT, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

useJournal();

let bench: YouTubeBench;
beforeEach(async () => {
  bench = await startYouTubeBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const UPRIGHT = { width: 1080, height: 1920, durationMs: 20_000 };
const small = mp4(100_000, LANDSCAPE);
const large = mp4(20 * 1_048_576 + 12_345, LANDSCAPE);

describe('a video', () => {
  test('goes up in chunks, and exists only with the last few bytes', async () => {
    const post = bench.post(large);
    const run = newRun();
    await bench.sandbox.control.fault({ operation: PUT, mode: 'drop_before', skip: 2 });
    const failure = await bench.fail(post, run);
    expect(failure.code).toBe('NETWORK');
    expect(run.journal.has('upload')).toBe(true);
    expect(await bench.live()).toEqual([]);

    const { receipt } = await bench.publish(post, run);
    const [video, ...others] = await bench.live();
    expect(others).toEqual([]);
    expect(video).toMatchObject({
      id: receipt.id,
      title: 'Roasting day',
      text: post.caption,
      visible: true,
      mediaSha256: [createHash('sha256').update(large).digest('hex')],
      details: { privacyStatus: 'public', selfDeclaredMadeForKids: false },
    });
    expect(receipt.url).toBe(`https://www.youtube.com/watch?v=${receipt.id}`);
    const sent = (await bench.puts()).map(({ requestBytes }) => requestBytes).filter((bytes) => bytes > 0);
    expect(sent.toSorted((a, b) => b - a)).toEqual(expect.arrayContaining([16 * 1_048_576, 12_345]));
  });

  test('of less than one chunk unit is a single request', async () => {
    const { receipt } = await bench.publish(bench.post(small));
    expect(await bench.live()).toMatchObject([{ id: receipt.id }]);
    expect(await bench.puts()).toEqual([{ requestBytes: small.length, status: 201 }]);
  });

  test('carries every option, and names exactly the parts it sends', async () => {
    const options = {
      privacy: 'UNLISTED',
      tags: ['coffee', 'slow morning'],
      license: 'CREATIVE_COMMON',
      embeddable: false,
      containsSyntheticMedia: true,
      hasPaidProductPlacement: true,
      notifySubscribers: false,
    };
    await bench.publish(bench.post(small, { options }));
    expect(await bench.live()).toMatchObject([
      {
        details: {
          privacyStatus: 'unlisted',
          license: 'creativeCommon',
          embeddable: false,
          containsSyntheticMedia: true,
        },
      },
    ]);
    expect(bench.exchanges.find(({ endpoint }) => endpoint === 'videos.insert')?.request).toMatchObject({
      query: { part: 'snippet,status,paidProductPlacementDetails', notifySubscribers: false, uploadType: 'resumable' },
    });
  });

  test('that YouTube turns into a Short is linked as one', async () => {
    const post = bench.post(mp4(50_000, UPRIGHT), { format: 'SHORT', media: UPRIGHT, title: null });
    const { receipt } = await bench.publish(post);
    expect(await bench.live()).toMatchObject([{ kind: 'SHORT', title: 'How we roast', permalink: receipt.url }]);
    expect(receipt.url).toBe(`https://www.youtube.com/shorts/${receipt.id}`);
  });

  test('goes to wherever the session is said to be, also without a host', async () => {
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_insert',
      mode: 'answer',
      status: 200,
      text: '',
      headers: { location: '/elsewhere/session?id=1' },
    });
    const run = newRun();
    await bench.fail(bench.post(small), run);
    expect(bench.exchanges.at(-1)).toMatchObject({
      method: 'PUT',
      url: `${bench.sandbox.origin}/elsewhere/session`,
    });
  });

  test('takes its token to no other host, wherever the session is said to be', async () => {
    const seen: (string | undefined)[] = [];
    const stranger = createServer((request, response) => {
      seen.push(request.headers.authorization);
      request.resume().on('end', () => response.writeHead(503).end());
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const address = stranger.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await bench.sandbox.control.fault({
      operation: 'youtube.videos_insert',
      mode: 'answer',
      status: 200,
      text: '',
      headers: { location: `http://127.0.0.1:${port}/session?id=1` },
    });
    const run = newRun();
    await bench.fail(bench.post(small), run);
    await bench.fail(bench.post(small), run);
    stranger.close();
    expect(seen).toEqual([undefined, undefined]);
  });

  test.each(['file:///etc/passwd', 'ftp://www.googleapis.com/session', 'http://['])(
    'goes to no session at %s',
    async (location) => {
      await bench.sandbox.control.fault({
        operation: 'youtube.videos_insert',
        mode: 'answer',
        status: 200,
        text: '',
        headers: { location },
      });
      const run = newRun();
      expect(await bench.fail(bench.post(small), run)).toMatchObject({ code: 'NETWORK', kind: 'unavailable' });
      expect(run.journal.has('session')).toBe(false);
    },
  );

  test('leaves no token and no session address in what is recorded', async () => {
    await bench.publish(bench.post(large));
    const recorded = JSON.stringify(bench.exchanges);
    expect(recorded).toContain('videos.insert.chunk');
    expect(recorded).not.toContain(bench.api.accessToken);
    expect(recorded).not.toContain('upload_id');
  });
});
