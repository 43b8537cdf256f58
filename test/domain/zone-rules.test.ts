/** Posts written under older rules of time zones, when a process with newer ones starts. */
import { beforeEach, describe, expect, test } from 'vitest';
import { reschedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { followZoneRules } from '../../src/domain/upkeep/zone-rules.ts';
import { createLogger } from '../../src/lib/log.ts';
import { ZONE_RULES } from '../../src/lib/time-zones.ts';
import { openDesk } from '../support/desk.ts';
import { readEvents, readPost, readTarget, readTargets } from '../support/tenant.ts';

const desk = openDesk();

const HOUR_MS = 3_600_000;
const RIGHT = new Date('2027-01-15T15:00:00.000Z');
/** Before 2026d, clocks in Inuvik were to go back in winter. */
const WRONG = new Date(RIGHT.getTime() + HOUR_MS);
const IN_INUVIK = { mode: 'AT', localTime: '2027-01-15T09:00', timeZone: 'America/Inuvik' } as const;

beforeEach(() => desk.db.query('DELETE FROM zone_rules'));

/** A post as a process with the older rules would have written it. */
async function written(input: Partial<CreateScheduledPostInput> = {}, byMs = HOUR_MS): Promise<string> {
  const postId = await desk.created({ schedule: IN_INUVIK, ...input });
  await desk.db.query(
    `UPDATE scheduled_post SET scheduled_at = scheduled_at + make_interval(secs => $2) WHERE id = $1`,
    [postId, byMs / 1_000],
  );
  await desk.db.query(
    `UPDATE post_target SET due_at = due_at + make_interval(secs => $2), wake_at = wake_at + make_interval(secs => $2) WHERE post_id = $1`,
    [postId, byMs / 1_000],
  );
  return postId;
}

describe('a post whose instant the newer rules change', () => {
  test('keeps its time of day, and each of its targets tells', async () => {
    const postId = await written();
    const before = await readTarget(desk.db, postId);
    expect(before.dueAt).toEqual(WRONG);
    await followZoneRules(desk.ctx);
    expect(await readPost(desk.db, postId)).toMatchObject({
      scheduledAt: RIGHT,
      localTime: '2027-01-15T09:00:00',
      version: 2,
    });
    const target = await readTarget(desk.db, postId);
    expect(target).toMatchObject({ status: 'SCHEDULED', dueAt: RIGHT });
    expect(target.wakeAt).toEqual(new Date((before.wakeAt?.getTime() ?? 0) - HOUR_MS));
    const events = await readEvents(desk.db, target.id);
    expect(events).toMatchObject([{ status: 'SCHEDULED' }, { status: 'SCHEDULED', wakeAt: target.wakeAt }]);
    expect(events[1]?.message).toMatch(/America\/Inuvik.*2026f.*16:00:00\.000Z to 2027-01-15T15:00:00\.000Z.*09:00:00/);
  });
  test('is moved once, however many processes start', async () => {
    const postId = await written();
    await Promise.all([followZoneRules(desk.ctx), followZoneRules(desk.ctx), followZoneRules(desk.ctx)]);
    await followZoneRules(desk.ctx);
    const target = await readTarget(desk.db, postId);
    expect(target.dueAt).toEqual(RIGHT);
    expect(await readEvents(desk.db, target.id)).toHaveLength(2);
  });
  test('is moved as a draft too, with targets or without', async () => {
    const schedule = { ...IN_INUVIK, mode: 'DRAFT' } as const;
    const [postId, bareId] = [await written({ schedule }), await written({ schedule, targets: [] })];
    await followZoneRules(desk.ctx);
    expect(await readTarget(desk.db, postId)).toMatchObject({ status: 'DRAFT', dueAt: RIGHT, wakeAt: null });
    expect((await readPost(desk.db, bareId)).scheduledAt).toEqual(RIGHT);
  });
  test('takes only those targets along that nothing has begun for', async () => {
    const account = desk.accounts.X;
    const postId = await written({
      targets: [
        { socialAccountId: account, format: 'TEXT' },
        { socialAccountId: account, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
      ],
    });
    const [begun, waiting] = await readTargets(desk.db, postId);
    await desk.db.query(`UPDATE post_target SET status = 'PUBLISHING' WHERE id = $1`, [begun?.id]);
    await followZoneRules(desk.ctx);
    expect((await readTargets(desk.db, postId)).map(({ id, dueAt }) => [id, dueAt])).toEqual([
      [begun?.id, WRONG],
      [waiting?.id, RIGHT],
    ]);
    expect(await readEvents(desk.db, begun?.id ?? '')).toHaveLength(1);
  });
  test('stays where it is when all of it has begun', async () => {
    const postId = await written();
    await desk.db.query(`UPDATE post_target SET status = 'PUBLISHED', wake_at = NULL WHERE post_id = $1`, [postId]);
    await followZoneRules(desk.ctx);
    expect(await readPost(desk.db, postId)).toMatchObject({ scheduledAt: WRONG, version: 1 });
  });
});

describe('a target with a time of its own', () => {
  test('keeps that on its own clocks', async () => {
    const account = desk.accounts.X;
    const postId = await desk.created({
      schedule: { mode: 'AT', localTime: '2026-10-01T09:00', timeZone: 'Europe/Berlin' },
      targets: [
        { socialAccountId: account, format: 'TEXT' },
        { socialAccountId: account, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
      ],
    });
    const [first, second] = await readTargets(desk.db, postId);
    await reschedulePost(desk.ctx, desk.viewer, { postId, targetIds: [second?.id ?? ''], schedule: IN_INUVIK });
    await desk.db.query('UPDATE post_target SET due_at = $2 WHERE id = $1', [second?.id, WRONG]);
    await followZoneRules(desk.ctx);
    expect((await readTargets(desk.db, postId)).map(({ dueAt }) => dueAt)).toEqual([first?.dueAt, RIGHT]);
    // With the post as a whole it goes along again.
    const schedule = { mode: 'AT', localTime: '2026-10-02T09:00' } as const;
    await reschedulePost(desk.ctx, desk.viewer, { postId, schedule });
    expect((await readTargets(desk.db, postId)).map(({ ownLocalTime }) => ownLocalTime)).toEqual([null, null]);
  });
});

test('of an hour that the newer rules leave out, the end is taken', async () => {
  const schedule = { mode: 'AT', localTime: '2027-03-28T01:30', timeZone: 'Europe/Berlin' } as const;
  const postId = await desk.created({ schedule });
  // As if clocks were not set forward that night when it was written.
  await desk.db.query(
    `UPDATE scheduled_post SET scheduled_at = '2027-03-28T01:30Z', local_time = '2027-03-28T02:30:00' WHERE id = $1`,
    [postId],
  );
  await desk.db.query(`UPDATE post_target SET due_at = '2027-03-28T01:30Z' WHERE post_id = $1`, [postId]);
  await followZoneRules(desk.ctx);
  expect(await readPost(desk.db, postId)).toMatchObject({
    scheduledAt: new Date('2027-03-28T01:00Z'),
    localTime: '2027-03-28T03:00:00',
  });
});

test('posts that the rules agree with are left alone, also those on the later of two equal hours', async () => {
  const times = ['2027-07-01T09:00', '2026-10-25T02:30+01:00', '2026-10-25T02:30', '2027-03-28T03:00'];
  const ids = await Promise.all(
    times.map((localTime) => desk.created({ schedule: { mode: 'AT', localTime, timeZone: 'Europe/Berlin' } })),
  );
  await followZoneRules(desk.ctx);
  for (const id of ids) expect((await readPost(desk.db, id)).version).toBe(1);
});

test('a process with older rules than another one on the database moves nothing, and says so', async () => {
  const postId = await written();
  await desk.db.query(`INSERT INTO zone_rules (version) VALUES ('2099z')`);
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
  await followZoneRules({ ...desk.ctx, log });
  expect((await readTarget(desk.db, postId)).dueAt).toEqual(WRONG);
  expect(lines).toEqual([expect.stringMatching(new RegExp(`"here":"${ZONE_RULES.version}","newest":"2099z"`))]);
});
