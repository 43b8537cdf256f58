/** What platforms bill: the prices in force, and what publishing a post costs by them. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import type { PlatformId, PublishPost } from '../../platforms/platform.ts';

/** What one thing is billed. Amounts are in millionths of the currency. */
export interface Price {
  item: string;
  currency: string;
  micros: number;
}

type Priced = Pick<ConfiguredPlatform, 'platform' | 'prices'>;

/** Null where it costs nothing. */
export function priceOf({ platform: { pricing }, prices }: Priced, item: string | undefined | null): Price | null {
  const listed = item == null ? undefined : pricing?.items[item];
  if (pricing === undefined || listed === undefined || item == null) return null;
  const micros = prices[item] ?? listed.micros;
  return micros === 0 ? null : { item, currency: pricing.currency, micros };
}

export interface CostItem extends Price {
  description: string;
  count: number;
}

/** What publishing a post costs. */
export interface Cost {
  currency: string;
  micros: number;
  items: readonly CostItem[];
  /** Where the platform states its prices, and the day since when they hold. */
  source: string;
  since: string;
  /** The operator has set a price of these items. */
  isOverridden: boolean;
}

/** Null where the platform bills nothing for it. */
export function costOf(
  ctx: Pick<AppContext, 'platforms'>,
  platformId: PlatformId,
  readPost: () => PublishPost | null,
): Cost | null {
  const configured = ctx.platforms.get(platformId);
  const pricing = configured?.platform.pricing;
  if (configured === undefined || pricing === undefined) return null;
  const post = readPost();
  if (post === null) return null;
  const names = Map.groupBy(pricing.itemsOf(post), (name) => name);
  const items = [...names].flatMap(([name, { length: count }]): CostItem[] => {
    const price = priceOf(configured, name);
    return price === null ? [] : [{ ...price, description: pricing.items[name]?.description ?? name, count }];
  });
  const { currency, source, since } = pricing;
  return {
    currency,
    micros: items.reduce((sum, { micros, count }) => sum + micros * count, 0),
    items,
    source,
    since,
    isOverridden: [...names.keys()].some((name) => configured.prices[name] !== undefined),
  };
}
