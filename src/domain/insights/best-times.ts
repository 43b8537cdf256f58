/** The hours of the week at which posts of an account did best, from how they did in their first day. */
import { localTimeOf } from '../schedule-time.ts';
import { sum } from './formulas.ts';

/** With fewer, an hour says more about its one post than about itself. */
export const LEAST_POSTS = { inAll: 10, inSlot: 2 } as const;

export interface BestTime {
  /** 1 = Monday … 7 = Sunday. */
  weekday: number;
  hour: number;
  posts: number;
  /** On average. */
  value: number;
  /** How many times the average of all posts. */
  factor: number;
}

/** The best first; none as long as too little is known. */
export function bestTimesOf(posts: readonly { publishedAt: Date; value: number }[], timeZone: string): BestTime[] {
  if (posts.length < LEAST_POSTS.inAll) return [];
  const average = sum(posts.map(({ value }) => value)) / posts.length;
  if (average === 0) return [];
  const slots = Map.groupBy(posts, ({ publishedAt }) => slotOf(publishedAt, timeZone));
  return [...slots]
    .filter(([, inSlot]) => inSlot.length >= LEAST_POSTS.inSlot)
    .map(([slot, inSlot]) => {
      const value = sum(inSlot.map((post) => post.value)) / inSlot.length;
      return {
        weekday: Math.floor(slot / 24) + 1,
        hour: slot % 24,
        posts: inSlot.length,
        value,
        factor: value / average,
      };
    })
    .toSorted((a, b) => b.factor - a.factor || a.weekday - b.weekday || a.hour - b.hour);
}

/** The hour of the week on the clocks of the zone, from Monday at 0. */
function slotOf(at: Date, timeZone: string): number {
  const local = localTimeOf(at, timeZone);
  const weekday = (new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay() + 6) % 7;
  return weekday * 24 + Number(local.slice(11, 13));
}
