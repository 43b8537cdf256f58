/** What a platform bills for each use, as data. */
import type { PublishPost } from './post.ts';

/** Amounts are millionths of the currency: prices have fractions of a cent, and sums stay exact. */
export interface Pricing<Options = unknown> {
  /** ISO 4217. */
  currency: string;
  /** Where the platform states its prices, and the day since when they hold. */
  source: string;
  since: string;
  /** What is billed, by a stable name. */
  items: Readonly<Record<string, { description: string; micros: number }>>;
  /** The names of what publishing such a post takes, one for each time it is billed. Looks for a lost answer are not among them. */
  itemsOf(post: PublishPost<Options>): readonly string[];
}
