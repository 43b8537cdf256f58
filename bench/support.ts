/** What every row of the benchmark shares: its surroundings, its result, and how numbers are made and shown. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Surroundings {
  /** Under two minutes in all, with smaller numbers. */
  short: boolean;
  /** Removed at the end. */
  dir: string;
  /** A fresh, empty database of the benchmark's own Postgres. */
  createDatabase(name: string): Promise<string>;
  /** Told to whoever watches; not part of the result. */
  note(text: string): void;
}

/** One line of the table. */
export interface Line {
  what: string;
  measured: string;
  /** What the minimal hand-written reference did in the same run, where there is one. */
  floor: string | null;
  /** As the goal counts it; usually measured ÷ floor. */
  ratio: number | null;
  goal: string;
  reached: boolean;
}

export interface Row {
  name: string;
  run(surroundings: Surroundings): Promise<Line[]>;
}

/** Wall-clock milliseconds with a fraction, comparable between processes of one machine. */
export const now = (): number => performance.timeOrigin + performance.now();

/* ---- numbers ---- */

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const ms = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);

export const p50p99 = (values: readonly number[]): string =>
  `p50 ${ms(median(values))} ms, p99 ${ms(quantile(values, 0.99))} ms`;

export const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MiB`;

export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/* ---- procedures ---- */

/** Both sides in turn, `rounds` times, so that a noisy moment hurts both. */
export async function alternate<T>(
  rounds: number,
  ours: () => Promise<T>,
  floor: () => Promise<T>,
): Promise<{ ours: T[]; floor: T[] }> {
  const result: { ours: T[]; floor: T[] } = { ours: [], floor: [] };
  for (let round = 0; round < rounds; round++) {
    // Whoever comes second finds caches warm; taking turns shares that.
    if (round % 2 === 0) result.floor.push(await floor());
    result.ours.push(await ours());
    if (round % 2 === 1) result.floor.push(await floor());
  }
  return result;
}

export async function until(
  condition: () => Promise<boolean>,
  /** A function tells how far it came. */
  what: string | (() => string),
  withinMs: number,
  everyMs = 50,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      const goal = typeof what === 'string' ? what : what();
      throw new Error(`waited ${withinMs / 1_000} s in vain for: ${goal}`);
    }
    await delay(everyMs);
  }
}
