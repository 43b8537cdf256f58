/** The table of metrics as instruments of the client, each on the registry of its owner. */
import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';
import { keysOf } from '../lib/record.ts';
import { type LabelsOf, METRICS, type MetricFacts, type NamesOf } from './table.ts';

/** Writes values; names and labels are those of the table. */
export interface Instruments {
  /** `by` 0 makes a series before there is anything to count. */
  count<Name extends NamesOf<{ type: 'counter' }>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  set<Name extends NamesOf<{ type: 'gauge' }>>(name: Name, labels: LabelsOf<Name>, value: number): void;
  observe<Name extends NamesOf<{ type: 'histogram' }>>(name: Name, labels: LabelsOf<Name>, value: number): void;
}

export function createInstruments(registries: Readonly<Record<MetricFacts['of'], Registry>>): Instruments {
  const counters = new Map<string, Counter<string>>();
  const gauges = new Map<string, Gauge<string>>();
  const histograms = new Map<string, Histogram<string>>();
  for (const name of keysOf(METRICS)) {
    const { type, of, help, labels, buckets = [] }: MetricFacts = METRICS[name];
    const settings = { name, help, labelNames: [...labels], registers: [registries[of]] };
    if (type === 'counter') counters.set(name, new Counter(settings));
    else if (type === 'gauge') gauges.set(name, new Gauge(settings));
    else histograms.set(name, new Histogram({ ...settings, buckets: [...buckets] }));
  }
  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    set: (name, labels, value) => gauges.get(name)?.set({ ...labels }, value),
    observe: (name, labels, value) => histograms.get(name)?.observe({ ...labels }, value),
  };
}
