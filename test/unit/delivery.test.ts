/** Events on their way to very many receivers. */
import { expect, it } from 'vitest';
import { createDelivery } from '../../src/domain/live/delivery.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Giving something to one receiver takes a millisecond of a clock that only giving moves. */
function slowDelivery(receivers: Set<string>) {
  let time = 0;
  const given: string[] = [];
  const delivery = createDelivery<string, string>({
    receiversOf: () => receivers,
    give: (receiver, event) => {
      time += 1;
      given.push(`${event} ${receiver}`);
    },
    now: () => time,
  });
  return { delivery, given };
}
const crowd = (size: number) => new Set(Array.from({ length: size }, (_, index) => `r${index}`));

it('gives an event to few receivers at once', () => {
  const { delivery, given } = slowDelivery(crowd(3));
  delivery.add('a');
  expect(given).toEqual(['a r0', 'a r1', 'a r2']);
});

it('lets others have a turn in between, and keeps the order of events for every receiver', async () => {
  const { delivery, given } = slowDelivery(crowd(100));
  delivery.add('a');
  delivery.add('b');
  expect(given.length).toBeLessThan(100);
  for (let turns = 0; given.length < 200; turns++) {
    if (turns > 50) throw new Error(`${given.length} of 200 were given`);
    await turn();
  }
  expect(given.slice(0, 100).every((one) => one.startsWith('a '))).toBe(true);
  expect(new Set(given).size).toBe(200);
});

it('leaves out who goes away in between', async () => {
  const receivers = crowd(100);
  const { delivery, given } = slowDelivery(receivers);
  delivery.add('a');
  receivers.delete('r99');
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(given).toHaveLength(99);
  expect(given).not.toContain('a r99');
});
