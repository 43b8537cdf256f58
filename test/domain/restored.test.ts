/** A database that was restored from a backup: nothing that may be live goes out again, nothing else is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resumePublishing } from '../../src/domain/posts/actions/pausing.ts';
import { resolveOutcome } from '../../src/domain/posts/actions/resolve-outcome.ts';
import { settleRestored } from '../../src/domain/upkeep/restored.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { accepted } from '../support/outcomes.ts';
import { type Sample, startWorld, type World } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };

let world: World;
beforeAll(async () => {
  world = await startWorld(['X']);
});
afterAll(() => world[Symbol.asyncDispose]());

const inAnHour = () => new Date(Date.now() + 3_600_000);
const set = (targetId: string, columns: string) =>
  world.ctx.db.query(`UPDATE post_target SET ${columns} WHERE id = $1`, [targetId]);
async function targetOf(targetId: string): Promise<PostTarget | undefined> {
  const [row] = await world.ctx.db.query<PostTarget>('SELECT * FROM post_target WHERE id = $1', [targetId]);
  return row;
}

it('leaves to a person what was due or had begun, ends extras, and holds back the rest', async () => {
  const { ctx, viewer } = world;
  const due = await world.scheduleOne(TEXT, { caption: 'due' });
  const begun = await world.scheduleOne(TEXT, { caption: 'begun', at: inAnHour() });
  await set(begun, "status = 'PUBLISHING', intent_at = now()");
  const out = await world.scheduleOne(TEXT, { caption: 'out', at: inAnHour() });
  const earlier = { extra: 'thumbnail', code: 'SCOPE_MISSING', message: 'not granted' };
  await set(out, `status = 'PUBLISHED', phase = 'FINISHING', warnings = '[${JSON.stringify(earlier)}]'`);
  const waiting = await world.scheduleOne(TEXT, { caption: 'waiting', at: inAnHour() });

  expect(await settleRestored(ctx.db, new Date())).toEqual({ paused: 1, unknown: 2, ended: 1 });
  for (const id of [due, begun])
    expect(await targetOf(id)).toMatchObject({
      status: 'OUTCOME_UNKNOWN',
      errorCode: 'OUTCOME_UNKNOWN',
      wakeAt: null,
      leaseId: null,
    });
  expect(await targetOf(out)).toMatchObject({
    status: 'PUBLISHED',
    phase: null,
    wakeAt: null,
    warnings: [earlier, { extra: '*', code: 'OUTCOME_UNKNOWN' }],
  });
  expect(await targetOf(waiting)).toMatchObject({ status: 'SCHEDULED', errorCode: null });
  const told = await ctx.db.query<{ status: string }>(
    "SELECT payload ->> 'status' AS status FROM event WHERE subject_id = ANY($1) ORDER BY position DESC LIMIT 3",
    [[due, begun, out]],
  );
  expect(told.map(({ status }) => status).sort()).toEqual(['FINISHING', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);

  expect(await ctx.db.query("SELECT actor, result, changes FROM audit_entry WHERE action = 'settleRestored'")).toEqual([
    {
      ...{ actor: 'OPERATOR', result: 'DONE' },
      changes: [
        {
          ...{ subject: 'WORKSPACE', id: viewer.workspaceId, kind: 'CHANGED' },
          fields: { pausedAt: { from: null, to: expect.any(String) } },
        },
      ],
    },
  ]);

  // Once is enough.
  expect(await settleRestored(ctx.db, new Date())).toEqual({ paused: 0, unknown: 0, ended: 0 });

  accepted(await resolveOutcome(ctx, viewer, { targetId: due, outcome: 'PUBLISHED' }));
  accepted(await resolveOutcome(ctx, viewer, { targetId: begun, outcome: 'NOT_PUBLISHED' }));
  expect(await targetOf(due)).toMatchObject({ status: 'PUBLISHED' });
  expect(await targetOf(begun)).toMatchObject({ status: 'FAILED' });
  const { pausedAt } = accepted(await resumePublishing(ctx, viewer, { kind: 'WORKSPACE' }));
  expect(pausedAt).toBeNull();
});
