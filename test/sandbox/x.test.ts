import { describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { API, call, connect, EPOCH_MS, MINUTE_MS, myId, photo, post, sandbox, speakAs, upload, useX } from './x-app.ts';

useX();

describe('creating posts', () => {
  test('a post is answered with its id and appears with a permalink', async () => {
    const answer = await post({ text: 'Fresh beans' });
    const id = answer.id('data.id');
    expect([answer.status, answer.json]).toEqual([
      201,
      { data: { id, text: 'Fresh beans', edit_history_tweet_ids: [id] } },
    ]);
    expect(await sandbox.control.live()).toMatchObject([
      {
        id,
        platform: 'X',
        kind: 'TEXT',
        text: 'Fresh beans',
        visible: true,
        permalink: `https://x.com/harbourroasters/status/${id}`,
      },
    ]);
  });

  test('ids carry the time of the sandbox clock', async () => {
    const before = Date.now();
    const id = BigInt((await post({ text: 'now' })).id('data.id'));
    const at = Number(id >> 22n) + EPOCH_MS;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    await sandbox.control.advance(MINUTE_MS);
    const later = BigInt((await post({ text: 'later' })).id('data.id'));
    expect(Number((later - id) >> 22n)).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  test('the same text is refused again, whatever white space surrounds it', async () => {
    await post({ text: 'Only once' });
    expect(await post({ text: ' Only once\n' })).toMatchObject({
      status: 403,
      json: {
        detail: 'You are not allowed to create a Tweet with duplicate content.',
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
      },
    });
  });

  test('where only words are guarded, media, polls and replies go out again', async () => {
    await sandbox.control.settings('X', { duplicateGuard: 'words' });
    const root = (await post({ text: 'Words' })).id('data.id');
    expect((await post({ text: 'Words' })).status).toBe(403);
    const picture = { text: 'Picture', media: { media_ids: [await upload(photo)] } };
    const poll = { text: 'Poll', poll: { options: ['a', 'b'], duration_minutes: 5 } };
    const reply = { text: 'Reply', reply: { in_reply_to_tweet_id: root } };
    for (const body of [picture, poll, reply])
      expect([(await post(body)).status, (await post(body)).status]).toEqual([201, 201]);
  });

  test('a repeated call with spent media is a duplicate, not a media error', async () => {
    const body = { text: 'Picture', media: { media_ids: [await upload(photo)] } };
    expect((await post(body)).status).toBe(201);
    expect((await post(body)).at('detail')).toContain('duplicate content');
    expect((await post({ ...body, text: 'Another text' })).at('errors.0.message')).toBe('Your media IDs are invalid.');
  });

  test.each([
    ['an unknown field', { text: 'a', txt: 'b' }, '$.txt: is not defined in the schema'],
    [
      'an unknown nested field',
      { text: 'a', reply: { to: '1', in_reply_to_tweet_id: '1' } },
      '$.reply.to: is not defined',
    ],
    ['numbers for media ids', { media: { media_ids: [1] } }, '$.media.media_ids.0'],
    ['five media', { media: { media_ids: ['1', '2', '3', '4', '5'] } }, '$.media.media_ids'],
    ['no text and no media', {}, 'must not be empty'],
    [
      'a poll with media',
      { text: 'a', poll: { options: ['x', 'y'], duration_minutes: 5 }, media: { media_ids: ['1'] } },
      'mutually exclusive',
    ],
    ['a poll with one option', { text: 'a', poll: { options: ['x'], duration_minutes: 5 } }, '$.poll.options'],
    [
      'a poll of four minutes',
      { text: 'a', poll: { options: ['x', 'y'], duration_minutes: 4 } },
      '$.poll.duration_minutes',
    ],
    ['an unknown reply setting', { text: 'a', reply_settings: 'nobody' }, '$.reply_settings'],
    ['media that do not exist', { media: { media_ids: ['12'] } }, 'Your media IDs are invalid.'],
  ])('%s is an invalid request', async (_name, body, message) => {
    const answer = await post(body);
    expect(answer.json).toMatchObject({
      title: 'Invalid Request',
      type: expect.stringMatching(/\/problems\/invalid-request$/),
    });
    expect([answer.status, answer.at('errors.0.message')]).toEqual([400, expect.stringContaining(message)]);
  });

  test('text is counted by weight, and subscribers may write long posts', async () => {
    expect((await post({ text: '☕'.repeat(140) })).status).toBe(201);
    expect((await post({ text: `${'☕'.repeat(140)}!` })).at('detail')).toBe(
      'You are not permitted to perform this action.',
    );
    expect((await post({ text: `${'a'.repeat(256)} https://example.com/${'x'.repeat(500)}` })).status).toBe(201);
    await sandbox.control.settings('X', { subscriptionType: 'PremiumPlus' });
    const long = 'word '.repeat(200).trim();
    const id = (await post({ text: long })).id('data.id');
    const read = await call('GET', `/2/tweets/${id}?tweet.fields=note_tweet`);
    expect(read.at('data.note_tweet.text')).toBe(long);
    expect(read.id('data.text')).toMatch(/… https:\/\/t\.co\/\w{10}$/);
  });

  test('two cashtags are one too many', async () => {
    expect((await post({ text: '$BEAN up' })).status).toBe(201);
    for (const text of ['$BEAN beats $LEAF', '$BEAN up, $BEAN down'])
      expect((await post({ text })).at('detail')).toContain('maximum of one cashtag');
  });

  test('every emoji weighs two, new ones too', async () => {
    expect((await post({ text: '🧑‍🧑‍🧒'.repeat(140) })).status).toBe(201);
    expect((await post({ text: `${'🧑‍🧑‍🧒'.repeat(140)}!` })).status).toBe(403);
  });

  test('only own posts may be answered, and nothing may be quoted', async () => {
    const mine = (await post({ text: 'one' })).id('data.id');
    const reply = await post({ text: 'two', reply: { in_reply_to_tweet_id: mine } });
    const read = await call('GET', `/2/tweets/${reply.id('data.id')}?tweet.fields=conversation_id,referenced_tweets`);
    expect(read.at('data')).toMatchObject({
      conversation_id: mine,
      referenced_tweets: [{ type: 'replied_to', id: mine }],
    });
    expect((await post({ text: 'lost', reply: { in_reply_to_tweet_id: '99' } })).status).toBe(404);
    speakAs((await connect({}, { account: 'northlightfilm' })).id('access_token'));
    const detail = 'You can only reply to or quote posts where you are mentioned or are the author.';
    expect(await post({ text: 'hi', reply: { in_reply_to_tweet_id: mine } })).toMatchObject({
      status: 403,
      json: { detail },
    });
    expect(await post({ text: 'hi', quote_tweet_id: mine })).toMatchObject({ status: 403, json: { detail } });
    expect((await call('DELETE', `/2/tweets/${mine}`)).status).toBe(403);
  });

  test('a post that mentions the account may be answered', async () => {
    const other = (await connect({}, { account: 'northlightfilm' })).id('access_token');
    const said = async (text: string) =>
      (await ask(sandbox.at(`${API}/2/tweets`), { method: 'POST', token: other, json: { text } })).id('data.id');
    const answer = async (to: string) => (await post({ text: `to ${to}`, reply: { in_reply_to_tweet_id: to } })).status;
    expect(await answer(await said('@HarbourRoasters how dark?'))).toBe(201);
    expect(await answer(await said('nobody asked'))).toBe(403);
  });

  test('a subscriber edits an own post of the last hour, and the versions know each other', async () => {
    const first = (await post({ text: 'frist' })).id('data.id');
    const edit = (text: string, id = first) => post({ text, edit_options: { previous_post_id: id } });
    expect((await edit('first')).status).toBe(403);
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    const second = await edit('first');
    expect(second.at('data.edit_history_tweet_ids')).toEqual([first, second.id('data.id')]);
    expect(await sandbox.control.live({ platform: 'X' })).toMatchObject([{ text: 'first' }]);
    const listed = await call('GET', `/2/users/${await myId()}/tweets`);
    expect(listed.at('data')).toMatchObject([{ id: second.id('data.id') }]);
    expect((await edit('again')).status).toBe(403);
    expect((await edit('nothing', '1')).status).toBe(404);
    await sandbox.control.advance(60 * MINUTE_MS);
    expect((await edit('too late', second.id('data.id'))).status).toBe(403);
  });

  test('a poll is published with its options', async () => {
    const id = (await post({ text: 'Which?', poll: { options: ['Light', 'Dark'], duration_minutes: 60 } })).id(
      'data.id',
    );
    const read = await call('GET', `/2/tweets?ids=${id}&expansions=attachments.poll_ids`);
    expect(read.at('includes.polls.0.options')).toMatchObject([{ position: 1, label: 'Light' }, { label: 'Dark' }]);
  });

  test('a deleted post is gone', async () => {
    const id = (await post({ text: 'gone soon' })).id('data.id');
    expect((await call('DELETE', `/2/tweets/${id}`)).json).toEqual({ data: { deleted: true } });
    expect((await call('GET', `/2/tweets?ids=${id}`)).json).toMatchObject({
      errors: [{ resource_id: id, title: 'Not Found Error', type: expect.stringMatching(/resource-not-found$/) }],
    });
    expect(await sandbox.control.live()).toEqual([]);
  });
});
