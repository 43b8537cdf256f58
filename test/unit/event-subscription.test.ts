/** One consumer of the event stream gets every event once and in order, however slowly it takes them and wherever it begins. */
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/domain/events/event.ts';
import {
  createEventSubscription,
  type Handle,
  type OfferedSubscription,
} from '../../src/domain/live/event-subscription.ts';

// Only the position matters here.
const event = (position: number) => ({ position: BigInt(position) }) as Event;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A stream whose table holds what was written, and which offers all of it. */
function world({ after, stored = 0 }: { after: number | null; stored?: number }) {
  const table = numbers(1, stored).map(event);
  let replays = 0;
  let left = 0;
  const subscription: OfferedSubscription = createEventSubscription({
    after: BigInt(after ?? 0),
    isBehind: after !== null,
    replay: async function* (from) {
      replays++;
      yield* table.filter(({ position }) => position > from);
    },
    leave: () => void left++,
  });
  const write = (cursor: number) => {
    table.push(event(cursor));
    subscription.offer(event(cursor));
  };
  return {
    subscription,
    write,
    get replays() {
      return replays;
    },
    get left() {
      return left;
    },
  };
}

/** Lets everything that waits for nothing but promises go on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

const WAYS: [string, (subscription: OfferedSubscription, handle: Handle) => Promise<void>][] = [
  ['each', (subscription, handle) => subscription.each(handle)],
  [
    'next',
    async (subscription, handle) => {
      for await (const arrived of subscription) await handle(arrived);
    },
  ],
];

describe.each(WAYS)('a consumer with `%s`', (_name, consume) => {
  it('gets what it missed, then what comes, also what was both stored and offered', async () => {
    const the = world({ after: 2, stored: 5 });
    const seen: bigint[] = [];
    // Offered again, as a reader that is behind the table does.
    for (const cursor of [4, 5]) the.subscription.offer(event(cursor));
    const consumed = consume(the.subscription, ({ position }) => void seen.push(position));
    the.write(6);
    await settled();
    the.write(7);
    the.subscription.offer(event(7));
    await settled();
    await the.subscription.return();
    await consumed;
    expect(seen).toEqual([3n, 4n, 5n, 6n, 7n]);
  });

  it('misses nothing that comes when it has found nothing and does not wait yet', async () => {
    const the = world({ after: null });
    const seen: bigint[] = [];
    const consumed = consume(the.subscription, ({ position }) => void seen.push(position));
    the.write(1);
    await settled();
    expect(seen).toEqual([1n]);
    await the.subscription.return();
    await consumed;
  });

  it('is given the next event only when it is done with the last', async () => {
    const the = world({ after: null });
    const seen: bigint[] = [];
    let release: () => void = () => undefined;
    const consumed = consume(the.subscription, ({ position }) => {
      seen.push(position);
      const { promise, resolve } = Promise.withResolvers<void>();
      release = resolve;
      return promise;
    });
    await settled();
    for (const cursor of [1, 2, 3]) the.write(cursor);
    await settled();
    expect(seen).toEqual([1n]);
    release();
    await settled();
    the.write(4);
    expect(seen).toEqual([1n, 2n]);
    for (let left = 0; left < 3; left++) {
      release();
      await settled();
    }
    expect(seen).toEqual([1n, 2n, 3n, 4n]);
    await the.subscription.return();
    await consumed;
  });

  it('that falls far behind reads from the table what was not kept for it, and then goes on live', async () => {
    const the = world({ after: null });
    const seen: bigint[] = [];
    const { promise: busy, resolve: release } = Promise.withResolvers<void>();
    const consumed = consume(the.subscription, ({ position }) => {
      seen.push(position);
      return position === 1n ? busy : undefined;
    });
    await settled();
    for (const cursor of numbers(1, 2_500)) the.write(cursor);
    release();
    await expect.poll(() => seen.length).toBe(2_500);
    the.write(2_501);
    await settled();
    expect(seen).toEqual(numbers(1, 2_501).map(BigInt));
    expect(the.replays).toBe(1);
    await the.subscription.return();
    await consumed;
  });

  it('ends while it waits, leaves once, and hears nothing more', async () => {
    const the = world({ after: null });
    const seen: bigint[] = [];
    const consumed = consume(the.subscription, ({ position }) => void seen.push(position));
    await settled();
    await the.subscription.return();
    await consumed;
    the.write(1);
    await the.subscription.return();
    expect(await the.subscription.next()).toEqual({ done: true, value: undefined });
    expect([seen, the.left]).toEqual([[], 1]);
  });

  it('that fails is told so, and whoever offers is not', async () => {
    for (const fail of [() => Promise.reject(new Error('cannot')), () => expect.fail('cannot')]) {
      const the = world({ after: null });
      const consumed = consume(the.subscription, fail);
      await settled();
      expect(() => the.write(1)).not.toThrow();
      await expect(consumed).rejects.toThrow('cannot');
    }
  });
});

it('`each` hands an event on before the offer returns', async () => {
  const the = world({ after: null });
  const seen: bigint[] = [];
  const consumed = the.subscription.each(({ position }) => void seen.push(position));
  await settled();
  the.write(1);
  expect(seen).toEqual([1n]);
  await the.subscription.return();
  await consumed;
});
