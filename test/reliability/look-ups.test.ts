/** After a lost answer: whose post is it that the platform shows, and when is it believed that it shows none? */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LivePost } from '../../sandbox/core.ts';
import type { FaultInput } from '../../sandbox/faults.ts';
import { updateBrand } from '../../src/domain/brands.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const fault = (input: FaultInput) => engine.sandbox.control.fault(input);
const live = () => engine.sandbox.control.live();

describe('a post of Instagram whose answer was lost', () => {
  const STORY: Sample = { platform: 'INSTAGRAM', format: 'STORY', media: ['image'] };
  const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
  const ERROR = { error: { message: 'An unknown error occurred', type: 'OAuthException', code: 2, fbtrace_id: 'A1' } };
  /** Both published, and were not heard. */
  const LOST: [string, Omit<FaultInput, 'operation'>][] = [
    ['a dropped answer', { mode: 'drop_after' }],
    ['a 500 that did publish', { mode: 'answer_after', status: 500, json: ERROR }],
  ];
  const publishing = (input: Omit<FaultInput, 'operation'>) =>
    fault({ operation: 'instagram.media_publish', ...input });

  /** What became of its own container. */
  const own = async (targetId: string): Promise<LivePost | undefined> => {
    const container = (await engine.steps(targetId)).find(({ step }) => step === 'container')?.result;
    return (await live()).find(({ details }) => details?.containerId === Object(container).id);
  };
  const expectOwn = async (targetId: string) => {
    const target = await engine.finished(targetId);
    const { id, permalink } = (await own(targetId)) ?? {};
    expect(target).toMatchObject({ status: 'PUBLISHED', externalId: id, permalink, warnings: [] });
  };

  it.each(LOST)('after %s has its own id and address, not those of the story just before', async (_what, lost) => {
    // Its container is there before the other one goes out.
    const dueAt = new Date(engine.clock.now().getTime() + 60_000);
    const second = await engine.scheduleOne(STORY, { at: dueAt });
    const first = await engine.scheduleOne(STORY, { at: new Date(dueAt.getTime() - 5_000) });
    await expectOwn(first);
    await publishing(lost);
    await expectOwn(second);
    expect(await live()).toHaveLength(2);
  });

  it.each(LOST)(
    'after %s is not taken for one that went out in the same second, before or after it',
    async (_what, lost) => {
      for (const skip of [0, 1]) {
        const at = new Date(Math.ceil(engine.clock.now().getTime() / 1_000 + 60) * 1_000 + 200);
        const ids = [await engine.scheduleOne(STORY, { at }), await engine.scheduleOne(STORY, { at })];
        await publishing({ ...lost, skip });
        for (const id of ids) await expectOwn(id);
      }
      expect(await live()).toHaveLength(4);
    },
  );

  it.each(LOST)('after %s is not taken for the next one, which answered', async (_what, lost) => {
    await publishing(lost);
    const at = new Date(engine.clock.now().getTime() + 60_000);
    const ids = [
      await engine.scheduleOne(IMAGE, { at }),
      await engine.scheduleOne(IMAGE, { at: new Date(at.getTime() + 1_200) }),
    ];
    for (const id of ids) await expectOwn(id);
  });

  it('is never another one whose answer was lost in the same second: nobody knows which is which', async () => {
    const at = new Date(Math.ceil(engine.clock.now().getTime() / 1_000 + 60) * 1_000 + 200);
    await publishing({ mode: 'drop_after', times: 2 });
    const ids = [await engine.scheduleOne(STORY, { at }), await engine.scheduleOne(STORY, { at })];
    const targets = await Promise.all(ids.map((id) => engine.finished(id)));
    const media = await Promise.all(ids.map(own));
    for (const [index, target] of targets.entries()) {
      expect(target.status).toBe('PUBLISHED');
      const strangers = media.filter((_, other) => other !== index);
      for (const stranger of strangers) {
        expect(target.externalId).not.toBe(stranger?.id);
        expect(target.permalink).not.toBe(stranger?.permalink);
      }
    }
    expect(await live()).toHaveLength(2);
  });

  it('is not taken for a story that somebody posts by hand moments before, while its own is not shown yet', async () => {
    const at = new Date(engine.clock.now().getTime() + 60_000);
    const byHand = await engine.scheduleOne(STORY, { at: new Date(at.getTime() - 4_500) });
    await engine.finished(byHand);
    const [stranger] = await live();
    await engine.sandbox.control.settings('INSTAGRAM', { hideFreshMs: 8_000 });
    // Nobody here knows of it any more.
    await engine.ctx.db.query('DELETE FROM post_target WHERE id = $1', [byHand]);
    await publishing({ mode: 'drop_after' });
    const targetId = await engine.scheduleOne(STORY, { at });
    await expectOwn(targetId);
    expect((await engine.target(targetId)).externalId).not.toBe(stranger?.id);
  });
});

describe('a post of X that its duplicate guard does not protect', () => {
  const IMAGE: Sample = { platform: 'X', format: 'IMAGE', media: ['image'] };
  const POLL: Sample = {
    ...{ platform: 'X', format: 'TEXT', media: [] },
    options: { poll: { options: ['yes', 'no'], durationMinutes: 60 } },
  };
  const THREAD: Sample = { platform: 'X', format: 'THREAD', media: [], options: { thread: [{ text: 'two' }] } };
  const UNGUARDED: [string, Sample, number][] = [
    ['an image', IMAGE, 0],
    ['a poll', POLL, 0],
    ['a part of a thread', THREAD, 1],
  ];
  const LAG_MS = 150_000;

  beforeEach(() => engine.sandbox.control.settings('X', { duplicateGuard: 'words' }));
  const lose = (mode: 'drop_after' | 'drop_before', skip = 0) => fault({ operation: 'x.tweets_create', mode, skip });
  const lag = (ms: number) => engine.sandbox.control.settings('X', { hideFreshMs: ms });
  const posts = async () => (await live()).length;
  const calls = () => engine.sandbox.control.requestCount('x.tweets_create');

  it.each(UNGUARDED)('is published once when the timeline is behind: %s', async (_what, sample, skip) => {
    await lag(LAG_MS);
    await lose('drop_after', skip);
    const targetId = await engine.scheduleOne(sample, { caption: 'one' });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await posts()).toBe(skip + 1);
    expect(await calls()).toBe(skip + 1);
  });

  it('would be published twice without that patience', async () => {
    Object.assign(engine.ctx, { config: { ...engine.ctx.config, unprovableLookMs: 60_000 } });
    await lag(LAG_MS);
    await lose('drop_after');
    await engine.finished(await engine.scheduleOne(IMAGE));
    expect(await posts()).toBe(2);
  });

  it.each(UNGUARDED)(
    'is repeated after ten minutes of ever rarer looks when it did not land: %s',
    async (_what, sample, skip) => {
      await lose('drop_before', skip);
      const targetId = await engine.scheduleOne(sample, { caption: 'one' });
      expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
      expect(await posts()).toBe(skip + 1);
      // Each of these waits ends with a look.
      const looks = (await engine.eventsOf(targetId))
        .filter(({ message }) => message?.includes('looking whether'))
        .flatMap(({ wakeAt }) => wakeAt?.getTime() ?? []);
      const [firstLook = 0, lastLook = 0] = [looks.at(0), looks.at(-1)];
      expect(lastLook - firstLook).toBeGreaterThanOrEqual(600_000);
      expect(looks.length).toBeLessThan(16);
      expect(await engine.sandbox.control.requestCount('x.tweets_search')).toBeGreaterThan(0);
    },
  );

  it('is found by the search when only the timeline is behind', async () => {
    await engine.sandbox.control.settings('X', { hideFreshMs: 3_600_000, searchLagMs: 20_000 });
    await lose('drop_after');
    expect(await engine.finished(await engine.scheduleOne(IMAGE))).toMatchObject({ status: 'PUBLISHED' });
    expect(await posts()).toBe(1);
  });

  it('is looked for by the timeline alone when there is no search', async () => {
    await fault({ operation: 'x.tweets_search', mode: 'answer', status: 403, times: -1, json: { title: 'Forbidden' } });
    await lag(LAG_MS);
    await lose('drop_after');
    expect(await engine.finished(await engine.scheduleOne(IMAGE))).toMatchObject({ status: 'PUBLISHED' });
    expect(await posts()).toBe(1);
  });

  it('waits for a person where the brand wants certainty', async () => {
    accepted(
      await updateBrand(engine.ctx, engine.viewer, { brandId: engine.brandId, expectedVersion: 1, unprovable: 'ASK' }),
    );
    await lose('drop_before');
    const target = await engine.finished(await engine.scheduleOne(IMAGE));
    expect(target).toMatchObject({ status: 'OUTCOME_UNKNOWN', errorCode: 'OUTCOME_UNKNOWN' });
    expect(await calls()).toBe(1);
  });

  it('is not repeated once its late window is over, and waits for a person', async () => {
    accepted(
      await updateBrand(engine.ctx, engine.viewer, {
        ...{ brandId: engine.brandId, expectedVersion: 1, lateWindowMs: 300_000 },
      }),
    );
    await lose('drop_before');
    expect(await engine.finished(await engine.scheduleOne(IMAGE))).toMatchObject({ status: 'OUTCOME_UNKNOWN' });
    expect(await calls()).toBe(1);
  });

  it('that is refused for its rate when it is repeated, is not looked for anew', async () => {
    await lose('drop_before');
    await fault({
      ...{ operation: 'x.tweets_create', mode: 'answer', status: 429 },
      json: { title: 'Too Many Requests', status: 429 },
    });
    const targetId = await engine.scheduleOne(IMAGE);
    await engine.until(targetId, ({ status }) => status === 'BLOCKED');
    const before = await engine.sandbox.control.requestCount('x.user_tweets');
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await engine.sandbox.control.requestCount('x.user_tweets')).toBe(before + 1);
    expect(await posts()).toBe(1);
  });

  it('of words alone is repeated after a minute: X itself would refuse a second one', async () => {
    await lag(LAG_MS);
    await lose('drop_after');
    const targetId = await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await posts()).toBe(1);
    expect(await calls()).toBe(2);
  });

  it('of words alone is found after a refusal as a duplicate, however late the timeline shows it', async () => {
    await lag(400_000);
    await lose('drop_after');
    expect(await engine.finished(await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }))).toMatchObject(
      {
        status: 'PUBLISHED',
      },
    );
    expect(await posts()).toBe(1);
  });
});

describe('what follows a post, and is not seen', () => {
  it.each<[string, Sample, string, string]>([
    ['Instagram', { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] }, 'comment_create', 'comment_list'],
    [
      'YouTube',
      { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] },
      'comment_threads_insert',
      'comment_threads_list',
    ],
  ])(
    'a first comment at %s is repeated only after ten minutes, and never where the brand wants to be asked',
    async (_name, sample, create) => {
      accepted(
        await updateBrand(engine.ctx, engine.viewer, {
          brandId: engine.brandId,
          expectedVersion: 1,
          unprovable: 'ASK',
        }),
      );
      const operation = `${sample.platform.toLowerCase()}.${create}`;
      await fault({ operation, mode: 'drop_before', times: 1 });
      const options = { firstComment: 'First!' };
      const asked = await engine.finished(await engine.scheduleOne({ ...sample, options }, { title: 'Asked' }));
      expect(asked).toMatchObject({
        status: 'PUBLISHED',
        warnings: [{ extra: 'first-comment', code: 'OUTCOME_UNKNOWN' }],
      });
      expect(await engine.sandbox.control.requestCount(operation)).toBe(1);

      accepted(
        await updateBrand(engine.ctx, engine.viewer, {
          brandId: engine.brandId,
          expectedVersion: 2,
          unprovable: 'REPEAT',
        }),
      );
      await fault({ operation, mode: 'drop_before', times: 1 });
      const repeated = await engine.finished(await engine.scheduleOne({ ...sample, options }, { title: 'Repeated' }));
      expect(repeated).toMatchObject({ status: 'PUBLISHED', warnings: [] });
      expect(await engine.sandbox.control.requestCount(operation)).toBe(3);
    },
  );
});
