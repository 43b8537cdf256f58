/** Figures as platforms write them: numbers or digits in a string; whatever else stands there was not told. */
import { z } from 'zod';
import { keysOf } from '../../lib/record.ts';
import type { MetricName, MetricRule, MetricValues } from '../platform.ts';

/** The most that the stored columns and JSON hold exactly. */
const figure = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.number().min(0).max(Number.MAX_SAFE_INTEGER))
  .optional()
  .catch(undefined);

/** An object of which only figures are read: the unreadable ones are left out. */
export const figures = z.record(z.string(), figure).catch({});
export type Figures = z.output<typeof figures>;

/** What an answer tells, by our names. `scale` turns a unit of the platform into ours. */
export function valuesOf(
  told: Figures,
  names: Readonly<Partial<Record<MetricName, string | readonly string[]>>>,
  scale: Readonly<Partial<Record<MetricName, number>>> = {},
): MetricValues {
  return Object.fromEntries(
    keysOf(names).flatMap((metric) => {
      const value = [names[metric] ?? []]
        .flat()
        .map((name) => told[name])
        .find((one) => one !== undefined);
      return value === undefined ? [] : [[metric, value * (scale[metric] ?? 1)]];
    }),
  );
}

/** Rules that are read from one call with one scope. */
export const rulesOf = (
  shared: Omit<MetricRule, 'metric' | 'meaning' | 'source'> & { call: string },
  rows: readonly (readonly [metric: MetricName, field: string, meaning: string])[],
): MetricRule[] => {
  const { call, ...facts } = shared;
  return rows.map(([metric, field, meaning]) => ({ ...facts, metric, meaning, source: { call, field } }));
};
