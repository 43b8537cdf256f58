/** How many took how long: counts by durations that grow by a quarter, so that quantiles of any sum are right to an eighth. */

/** Of the exponent of a duration, as text, because it is stored as JSON. */
export type Histogram = Readonly<Record<string, number>>;

const GROWTH = 1.25;

const binOf = (ms: number): string => String(Math.max(0, Math.round(Math.log(Math.max(1, ms)) / Math.log(GROWTH))));
const middleOf = (bin: string): number => GROWTH ** Number(bin);

export function histogramOf(durationsMs: readonly number[]): Histogram {
  const counts: Record<string, number> = {};
  for (const ms of durationsMs) counts[binOf(ms)] = (counts[binOf(ms)] ?? 0) + 1;
  return counts;
}

export function addHistograms(histograms: readonly Histogram[]): Histogram {
  const sum: Record<string, number> = {};
  for (const one of histograms) for (const [bin, count] of Object.entries(one)) sum[bin] = (sum[bin] ?? 0) + count;
  return sum;
}

/** The duration that the share `q` of all stays below, in milliseconds; null of nothing. */
export function quantile(histogram: Histogram, q: number): number | null {
  const bins = Object.entries(histogram).toSorted(([a], [b]) => Number(a) - Number(b));
  let left = q * bins.reduce((total, [, count]) => total + count, 0);
  for (const [bin, count] of bins) {
    left -= count;
    if (left <= 0) return Math.round(middleOf(bin));
  }
  return null;
}
