/** Posts that the budget of their month will not reach for: told before they are due, in the order in which they will be paid. */
import { expect, test } from 'vitest';
import { setBudget } from '../../src/domain/accounts/budgets.ts';
import { cancelScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { assessRisks } from '../../src/domain/posts/risks.ts';
import { openDesk } from '../support/desk.ts';
import { accepted } from '../support/outcomes.ts';

const desk = openDesk();
const HOUR_MS = 3_600_000;

const allow = async (limitMinor: number | null) =>
  accepted(await setBudget(desk.ctx, desk.viewer, { currency: 'USD', limitMinor }));
const due = (at: Date) => desk.created({ schedule: { mode: 'AT', at } });
const inHours = (hours: number) => new Date(desk.clock.now().getTime() + hours * HOUR_MS);

/** Which of `posts` are at risk for money, after a look at them all; `seen`: after a look at these alone. */
async function atRisk(posts: readonly string[], seen = posts): Promise<boolean[]> {
  const targets = await desk.db.query<{ id: string; postId: string }>(
    'SELECT id, post_id FROM post_target WHERE post_id = ANY($1::uuid[])',
    [seen],
  );
  await desk.db.tx((tx) =>
    assessRisks(
      desk.ctx,
      tx,
      targets.map(({ id }) => id),
    ),
  );
  const risks = await desk.db.query<{ postId: string }>(`SELECT post_id FROM post_risk WHERE cause = 'BUDGET'`);
  return posts.map((id) => risks.some(({ postId }) => postId === id));
}
const told = (postId: string) =>
  desk.db.query<{ type: string; payload: Record<string, unknown> }>(
    `SELECT type, payload FROM event WHERE post_id = $1 AND type IN ('post.at_risk', 'post.safe_again') ORDER BY position`,
    [postId],
  );

test('what is due first is paid first, whichever of them is looked at, and whatever order they were scheduled in', async () => {
  // A text costs 1.5 cents.
  await allow(3);
  const [third, first, second] = [await due(inHours(3)), await due(inHours(1)), await due(inHours(2))];
  const posts = [first, second, third];
  expect(await atRisk(posts)).toEqual([false, false, true]);
  for (const one of posts) expect(await atRisk(posts, [one])).toEqual([false, false, true]);
  expect(await told(third)).toMatchObject([
    {
      type: 'post.at_risk',
      payload: {
        cause: 'BUDGET',
        userAction: 'RAISE_BUDGET',
        message:
          'with what is due before it, 0.03 USD of the budget of 0.03 USD for 2026-06 (UTC) are spent, and this costs 0.015 USD',
      },
    },
  ]);
  accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId: first }));
  expect(await atRisk(posts)).toEqual([false, false, false]);
  expect((await told(third)).map(({ type }) => type)).toEqual(['post.at_risk', 'post.safe_again']);
});

test('each month has its own budget, and without one nothing is at risk', async () => {
  desk.clock.set(new Date('2026-06-30T20:00:00Z'));
  const posts = [await due(inHours(1)), await due(inHours(2)), await due(inHours(5))];
  expect(await atRisk(posts)).toEqual([false, false, false]);
  await allow(2);
  expect(await atRisk(posts)).toEqual([false, true, false]);
  await allow(1);
  expect(await atRisk(posts)).toEqual([true, true, true]);
  await allow(null);
  expect(await atRisk(posts)).toEqual([false, false, false]);
});

test('a thread that waits for money in its middle is at risk', async () => {
  await allow(100);
  const postId = await due(inHours(1));
  await desk.setTargets(postId, `status = 'PUBLISHING', blocked_by = 'BUDGET', intent_at = due_at`);
  expect(await atRisk([postId])).toEqual([true]);
  await desk.setTargets(postId, 'blocked_by = NULL');
  expect(await atRisk([postId])).toEqual([false]);
});
