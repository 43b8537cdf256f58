/** The faults that tests inject around any operation: what happens to the request, and what to the answer. */
import { z } from 'zod';

const FAULT_MODES = [
  'answer',
  'drop_before',
  'drop_after',
  'answer_after',
  'html',
  'hang',
  'hang_after',
  'delay',
  'delay_after',
  'late',
  'truncate',
] as const;
export type FaultMode = (typeof FAULT_MODES)[number];

const jsonValue = z.json();

export const faultInput = z.strictObject({
  /** `instagram.media_publish`, or `instagram.*`. */
  operation: z.string().regex(/^[a-z]+\.([a-z0-9_]+|\*)$/),
  mode: z.enum(FAULT_MODES),
  /** Only on this host of the vendor, such as `graph.instagram.com`. */
  host: z.string().optional(),
  /** The share of the requests that it happens to, evenly spread. */
  rate: z.number().gt(0).max(1).default(1),
  /** -1 = always. */
  times: z.int().min(-1).default(1),
  /** Requests to let pass first. */
  skip: z.int().min(0).default(0),
  /** Every named field (path, query, body; dots reach into JSON) must equal the value. */
  match: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  status: z.int().min(200).max(599).optional(),
  /** `{{request}}` in text, JSON (also in names of fields) and headers stands for what the request carried: see `echoed`. */
  json: jsonValue.optional(),
  text: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  delayMs: z.number().min(0).default(0),
});
export type FaultInput = z.input<typeof faultInput>;
/** `due`: how much of the next hit has come together, which `rate` adds to. */
export type Fault = z.output<typeof faultInput> & { id: number; hits: number; due: number };

export interface Faults {
  add(input: z.output<typeof faultInput>): Fault;
  list(): Fault[];
  clear(): void;
  /** The fault for this request, if any; counts skips and hits. */
  take(request: { operation: string; host: string }, field: (name: string) => string | undefined): Fault | undefined;
}

export function createFaults(): Faults {
  let rules: Fault[] = [];
  let nextId = 1;
  return {
    add: (input) => {
      const fault = { ...input, id: nextId++, hits: 0, due: 0 };
      rules.push(fault);
      return fault;
    },
    list: () => rules.map((rule) => ({ ...rule })),
    clear: () => {
      rules = [];
    },
    take: ({ operation, host }, field) => {
      const everything = `${operation.split('.')[0]}.*`;
      for (const rule of rules) {
        if (rule.operation !== operation && rule.operation !== everything) continue;
        if (rule.host !== undefined && rule.host !== host) continue;
        if (rule.times !== -1 && rule.hits >= rule.times) continue;
        if (!Object.entries(rule.match).every(([name, value]) => field(name) === String(value))) continue;
        if (rule.skip > 0) {
          rule.skip -= 1;
          continue;
        }
        const due = rule.due + rule.rate;
        rule.due = due < 0.999 ? due : due - 1;
        if (due < 0.999) continue;
        rule.hits += 1;
        return rule;
      }
      return undefined;
    },
  };
}
