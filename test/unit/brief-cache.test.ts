/** What is kept for a moment, and what must not be. */
import { describe, expect, it } from 'vitest';
import { createBriefCache } from '../../src/lib/brief-cache.ts';

const at = (ms: number) => new Date(1_000_000 + ms);
const cache = () => createBriefCache<string>({ maxAgeMs: 100, maxEntries: 2 });

describe('a brief cache', () => {
  it('keeps a value from when its reading began, and no longer', () => {
    const known = cache();
    known.expect(at(0))('a', 'A');
    expect(known.get('a', at(99))).toBe('A');
    expect(known.get('a', at(100))).toBeUndefined();
  });

  it('distrusts what was read in the future: the clock was set back', () => {
    const known = cache();
    known.expect(at(0))('a', 'A');
    expect(known.get('a', at(-1))).toBeUndefined();
  });

  it('keeps nothing that was being read while something was forgotten', () => {
    const known = cache();
    const keep = known.expect(at(0));
    known.forget((value) => value === 'A');
    keep('a', 'A');
    expect(known.get('a', at(1))).toBeUndefined();
    const keepAgain = known.expect(at(1));
    known.clear();
    keepAgain('a', 'A');
    expect(known.get('a', at(2))).toBeUndefined();
  });

  it('forgets what is outdated and nothing else', () => {
    const known = cache();
    known.expect(at(0))('a', 'A');
    known.expect(at(0))('b', 'B');
    known.forget((value) => value === 'A');
    expect([known.get('a', at(1)), known.get('b', at(1))]).toEqual([undefined, 'B']);
  });

  it('is bounded: the oldest gives way', () => {
    const known = cache();
    for (const key of ['a', 'b', 'c']) known.expect(at(0))(key, key);
    expect(['a', 'b', 'c'].map((key) => known.get(key, at(1)))).toEqual([undefined, 'b', 'c']);
  });
});
