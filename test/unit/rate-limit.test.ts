/** So many at once, so many a second, and bounded in memory. */
import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../src/lib/rate-limit.ts';

const limit = () => createRateLimit({ burst: 2, perSecond: 0.5, maxKeys: 2 });

describe('a rate limit', () => {
  it('lets a burst through, then one at a time, and tells when', () => {
    const limited = limit();
    expect([limited.take('a', 0), limited.take('a', 0), limited.take('a', 0)]).toEqual([0, 0, 2_000]);
    expect(limited.take('a', 1_500)).toBe(500);
    expect([limited.take('a', 2_000), limited.take('a', 2_000)]).toEqual([0, 2_000]);
    expect([limited.take('a', 60_000), limited.take('a', 60_000), limited.take('a', 60_000)]).toEqual([0, 0, 2_000]);
  });

  it('tells its keys apart, and takes back what did not count', () => {
    const limited = limit();
    limited.take('a', 0);
    limited.take('a', 0);
    expect(limited.take('b', 0)).toBe(0);
    limited.giveBack('a');
    expect([limited.take('a', 0), limited.take('a', 0)]).toEqual([0, 2_000]);
  });

  it('gains nothing from a clock that is set back', () => {
    const limited = limit();
    limited.take('a', 10_000);
    limited.take('a', 10_000);
    expect(limited.take('a', 0)).toBe(2_000);
  });

  it('forgets who came first when there are too many', () => {
    const limited = limit();
    for (const key of ['a', 'a', 'b', 'c']) limited.take(key, 0);
    expect([limited.take('a', 0), limited.take('a', 0), limited.take('a', 0)]).toEqual([0, 0, 2_000]);
  });
});
