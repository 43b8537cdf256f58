/** Every platform and format, on a day when nothing goes wrong. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../support/engine.ts';
import { nameOf, SAMPLES } from '../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine[Symbol.asyncDispose]());

describe.each(SAMPLES.map((sample) => ({ name: nameOf(sample), sample })))('$name', ({ name, sample }) => {
  it('is published once, with its permalink and an unbroken history', async () => {
    const caption = `Happy ${name}`;
    const targetId = await engine.scheduleOne(sample, { caption, title: caption });
    const target = await engine.finished(targetId);
    expect(target).toMatchObject({
      status: 'PUBLISHED',
      error: null,
      warnings: [],
      blockedBy: null,
      leaseId: null,
      failures: 0,
    });
    expect(target.permalink).toMatch(/^https:\/\//);
    const live = (await engine.sandbox.control.live({ platform: sample.platform })).filter((post) =>
      sample.format === 'STORY' ? post.kind === 'STORIES' : post.text === caption || post.title === caption,
    );
    expect(live).toHaveLength(1);
    expect(target.permalink).toBe(live[0]?.permalink);
    const events = await engine.eventsOf(targetId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['SCHEDULED', 'STARTED', 'COMMITTING', 'SUCCESS']),
    );
  });
});

it('tells X THREAD apart: every part replies to the one before', async () => {
  const live = (await engine.sandbox.control.live({ platform: 'X' })).filter(
    (post) => post.text === 'second part' || post.text === 'third part',
  );
  expect(live.map(({ text }) => text)).toEqual(['second part', 'third part']);
});
