/** A platform that gives the same answer to every new try: how often it is asked. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const always = (operation: string, code: number, subcode: number) =>
  engine.sandbox.control.fault({
    operation,
    mode: 'answer',
    status: 400,
    json: { error: { message: 'no', type: 'OAuthException', code, error_subcode: subcode } },
    times: -1,
  });
const calls = (operation: string) => engine.sandbox.control.requestCount(operation);

describe('a container of Instagram', () => {
  it('that is said to be expired whenever it is published is replaced twice', async () => {
    await always('instagram.media_publish', -2, 2207020);
    const targetId = await engine.scheduleOne(IMAGE);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', errorCode: 'CONTAINER_EXPIRED' });
    expect(await calls('instagram.container_create')).toBe(3);
  });

  it('that stays hidden is replaced once', async () => {
    await always('instagram.container_status', 24, 2207008);
    const targetId = await engine.scheduleOne(IMAGE);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', errorCode: 'PLATFORM_UNAVAILABLE' });
    expect(await calls('instagram.container_create')).toBe(2);
    expect(await calls('instagram.container_status')).toBe(6);
  });

  it('that is never ready is asked for ever more seldom, and nobody is told of an allowance', async () => {
    await always('instagram.media_publish', 9007, 2207027);
    const targetId = await engine.scheduleOne(IMAGE);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', errorCode: 'PLATFORM_UNAVAILABLE' });
    expect(await calls('instagram.media_publish')).toBeLessThan(60);
    expect((await engine.eventsOf(targetId)).map(({ status }) => status)).not.toContain('BLOCKED');
  });
});
