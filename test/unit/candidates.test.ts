/** Which of several things that look alike is the post whose answer was lost. */
import { describe, expect, it } from 'vitest';
import { nearest, type Wanted } from '../../src/platforms/kit/candidates.ts';
import type { Others, Unplaced } from '../../src/platforms/platform.ts';

const NOBODY: Others = { isTaken: () => false, unplaced: [] };
const at = (seconds: number) => new Date(Date.parse('2026-11-20T12:00:00Z') + seconds * 1_000);
const one = (id: string, seconds: number) => ({ id, names: [id], madeAt: at(seconds) });
const wanted = (patch: Partial<Wanted> = {}): Wanted => ({
  since: at(10.7),
  isInstant: true,
  unitMs: 1_000,
  isAlike: () => true,
  ...patch,
});
const taken = (...ids: string[]): Others => ({ ...NOBODY, isTaken: (id) => ids.includes(id) });
const unplaced = (seconds: number, names: string[] = []): Others => {
  const post: Unplaced['post'] = { format: 'STORY', caption: '', title: null };
  return { ...NOBODY, unplaced: [{ since: at(seconds), post, names }] };
};

describe('the post', () => {
  it('is the nearest after the call, whatever order they are listed in', () => {
    expect(nearest([one('c', 30), one('b', 12), one('a', 9)], wanted(), NOBODY)).toMatchObject({ id: 'b' });
  });

  it('may carry the very second of the call, which a platform cuts off', () => {
    expect(nearest([one('a', 10)], wanted(), NOBODY)).toMatchObject({ id: 'a' });
    expect(nearest([one('a', 9)], wanted(), NOBODY)).toBe('none');
    expect(nearest([one('a', 10)], wanted({ unitMs: 1 }), NOBODY)).toBe('none');
  });

  it('is nothing that belongs to another post', () => {
    expect(nearest([one('a', 10), one('b', 20)], wanted(), taken('a'))).toMatchObject({ id: 'b' });
    expect(nearest([one('a', 10)], wanted(), taken('a'))).toBe('none');
  });

  it('is not guessed from two that are equally near', () => {
    expect(nearest([one('a', 10), one('b', 10)], wanted(), NOBODY)).toBe('unknown');
    expect(nearest([one('a', 10), one('b', 10)], wanted(), taken('b'))).toMatchObject({ id: 'a' });
  });

  it('is not guessed from two where it is not known when it was sent', () => {
    const sometime = wanted({ isInstant: false });
    expect(nearest([one('a', 11), one('b', 60)], sometime, NOBODY)).toBe('unknown');
    expect(nearest([one('b', 60)], sometime, NOBODY)).toMatchObject({ id: 'b' });
  });
});

describe('another post of which nobody knows what it became', () => {
  it('may be what is listed when it was sent in between', () => {
    expect(nearest([one('a', 14)], wanted(), unplaced(13.2))).toBe('unknown');
  });

  it('is not, when it was sent before the call, after the candidate, or says something else', () => {
    expect(nearest([one('a', 14)], wanted(), unplaced(8))).toMatchObject({ id: 'a' });
    expect(nearest([one('a', 14)], wanted(), unplaced(15.1))).toMatchObject({ id: 'a' });
    expect(nearest([one('a', 14)], wanted({ isAlike: () => false }), unplaced(13.2))).toMatchObject({ id: 'a' });
  });

  it('is not, when it is listed itself under an id that is known', () => {
    const others = { ...unplaced(13.2, ['b']), isTaken: (id: string) => id === 'b' };
    expect(nearest([one('a', 14), one('b', 14)], wanted(), others)).toMatchObject({ id: 'a' });
  });
});
