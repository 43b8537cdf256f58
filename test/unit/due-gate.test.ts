/** Posts that are held for their instant. */
import { expect, it } from 'vitest';
import { createDueGate } from '../../src/domain/engine/schedule/due-gate.ts';
import { ARM_LEAD_MS } from '../../src/domain/targets/post-target.ts';
import { manualClock } from '../../src/lib/clock.ts';

const START = new Date('2026-06-01T10:00:00Z');
const DUE = new Date(START.getTime() + 4_000);
const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function gateAt() {
  const clock = manualClock(START);
  const gate = createDueGate(clock);
  /** How long before the due instant the first of `size` is let go to store its intent. */
  const leadOf = async (size: number) => {
    const first = Promise.race(Array.from({ length: size }, () => gate.approach(DUE, never, 'X')));
    let leadMs: number | undefined;
    void first.then(() => {
      leadMs = DUE.getTime() - clock.now().getTime();
    });
    for (let steps = 0; leadMs === undefined && steps <= 4_000; steps++) {
      clock.advance(1);
      await turn();
    }
    return leadMs;
  };
  return { clock, gate, leadOf };
}

it('lets nobody pass before the instant, and everybody at it', async () => {
  const { clock, gate } = gateAt();
  let passed = 0;
  const all = Array.from({ length: 100 }, () =>
    gate
      .departure(DUE)
      .wait()
      .then(() => passed++),
  );
  clock.set(new Date(DUE.getTime() - 1));
  await turn();
  expect(passed).toBe(0);
  clock.set(DUE);
  await Promise.all(all);
  expect(gate.waiting).toEqual({ count: 0, earliest: null });
});

it('lets a few at a time pass, so that others get a turn in between', async () => {
  const { clock, gate } = gateAt();
  let passed = 0;
  const all = Array.from({ length: 100 }, () =>
    gate
      .departure(DUE)
      .wait()
      .then(() => passed++),
  );
  clock.set(DUE);
  await turn();
  await turn();
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThan(100);
  await Promise.all(all);
});

it('has intents stored the earlier the more are due at once', async () => {
  expect(await gateAt().leadOf(1)).toBe(ARM_LEAD_MS.least + ARM_LEAD_MS.each);
  expect(await gateAt().leadOf(300)).toBe(ARM_LEAD_MS.least + 300 * ARM_LEAD_MS.each);
  expect(await gateAt().leadOf(5_000)).toBe(ARM_LEAD_MS.most);
});

it('lets go at once of those who are told to leave, and holds the others', async () => {
  const { clock, gate } = gateAt();
  const leaving = new AbortController();
  const leaves = gate.approach(DUE, leaving.signal, 'X');
  const stays = gate.approach(DUE, never, 'X');
  leaving.abort();
  await leaves;
  expect(gate.waiting.count).toBe(1);
  clock.set(DUE);
  await stays;
});

it('starts anew for an instant that everybody had left', async () => {
  const { clock, gate } = gateAt();
  const leaving = new AbortController();
  const leaves = gate.approach(DUE, leaving.signal, 'X');
  leaving.abort();
  let isThrough = false;
  const next = gate.approach(DUE, never, 'X').then(() => {
    isThrough = true;
  });
  await leaves;
  await turn();
  expect(isThrough).toBe(false);
  clock.set(DUE);
  await next;
});

it('keeps answers back until every request of the crowd is written', async () => {
  const { clock, gate } = gateAt();
  const crowd = Array.from({ length: 60 }, () => gate.departure(DUE));
  const gone = crowd.map((one) => one.wait());
  clock.set(DUE);
  await Promise.all(gone);
  const heard: number[] = [];
  const [last, ...others] = crowd.map((one, index) => {
    const hear = () => one.othersLeft().then(() => heard.push(index));
    return { one, hear };
  });
  for (const { one } of others) one.left();
  const answers = others.map(({ hear }) => hear());
  await turn();
  expect(heard).toEqual([]);
  // Twice: written, and then answered.
  last?.one.left();
  last?.one.left();
  await Promise.all(answers);
  expect(heard).toHaveLength(59);
  await last?.hear();
});

it('lets answers go in spite of a request that is never written', async () => {
  const { clock, gate } = gateAt();
  const [stuck, other] = [gate.departure(DUE), gate.departure(DUE)];
  const gone = Promise.all([stuck.wait(), other.wait()]);
  clock.set(DUE);
  await gone;
  other.left();
  await other.othersLeft();
});

it('holds neither the request nor the answer of what is due already', async () => {
  const { clock, gate } = gateAt();
  clock.set(DUE);
  const late = gate.departure(DUE);
  await late.wait();
  await late.othersLeft();
});
