/** Row: how often a platform that says "later" is asked again while 100 targets wait for it. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from '../child.ts';
import type { FakeX } from '../fakes/x.ts';
import { createAccounts, scheduleTargets } from '../seed.ts';
import { type Slipway, startSlipway, X_AT } from '../slipway.ts';
import type { Line, Row } from '../support.ts';

const TARGETS = 100;
const LEAD_MS = 1_000;
/** Between two targets: each could find out for itself. */
const SPACING_MS = 100;
const GOAL_PER_MINUTE = 10;

const ANSWERS = [
  {
    what: 'of one account at an X that says 429 and no more',
    accounts: 1,
    status: 429,
    json: { title: 'Too Many Requests', status: 429 },
  },
  {
    what: 'of 100 accounts at an X without credits (402)',
    accounts: TARGETS,
    status: 402,
    json: { title: 'CreditsDepleted', status: 402 },
  },
] as const;

export const refusals: Row = {
  name: 'refusals',
  run: async (surroundings) => {
    await using stack = new AsyncDisposableStack();
    const sides = await Promise.all(
      ANSWERS.map(async (answer, index) => {
        const platform = stack.use(startChild<FakeX>('fakes/x.ts'));
        const origin = await platform.call('start');
        const slipway = stack.use(await startSlipway(surroundings, `refusals_${index}`, X_AT(origin)));
        return { answer, platform, slipway };
      }),
    );
    // Beside each other, once both have started: what is counted is calls, and nearly all of the time is waiting.
    // Awaited here: what is in the stack must outlive it.
    return await Promise.all(sides.map((side) => refusedBy(side, surroundings.short ? 20 : 60)));
  },
};

interface Side {
  answer: (typeof ANSWERS)[number];
  platform: Child<FakeX>;
  slipway: Slipway;
}

async function refusedBy({ answer, platform, slipway }: Side, seconds: number): Promise<Line> {
  await platform.call('refuse', { status: answer.status, json: answer.json });
  await schedule(slipway, answer.accounts);
  await delay(LEAD_MS + seconds * 1_000);
  const refused = await platform.call('refusals');
  const [waiting] = await slipway.db.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM post_target WHERE blocked_by IS NOT NULL AND status = 'PUBLISHING'",
  );
  if ((waiting?.count ?? 0) < TARGETS / 2) throw new Error(`only ${waiting?.count} targets wait`);
  const perMinute = (refused * 60) / seconds;
  return {
    what: `refused calls while ${TARGETS} targets ${answer.what} wait`,
    measured: `${Math.round(perMinute)} a minute (${refused} in the first ${seconds} s)`,
    floor: null,
    ratio: null,
    goal: `≤ ${GOAL_PER_MINUTE} a minute`,
    reached: perMinute <= GOAL_PER_MINUTE,
  };
}

async function schedule({ db, tenant }: Slipway, amount: number): Promise<void> {
  const accounts = await createAccounts(db, tenant, 'X', amount);
  const start = Date.now() + LEAD_MS;
  await scheduleTargets(
    db,
    tenant,
    { platform: 'X', format: 'TEXT' },
    Array.from({ length: TARGETS }, (_, index) => ({
      accountId: accounts[index % amount] ?? '',
      dueAt: new Date(start + index * SPACING_MS),
      caption: `refused ${index}`,
    })),
  );
}
