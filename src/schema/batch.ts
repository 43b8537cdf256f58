/** Batching within one request: what many fields ask for in one tick is read with one statement. */

type Load = (keys: readonly string[]) => Promise<ReadonlyMap<string, unknown>>;

interface Batch {
  keys: Set<string>;
  answers: Promise<ReadonlyMap<string, unknown>>;
}

export interface Batcher {
  /**
   * The answer for `key` out of one call of `load` for all keys that were asked for under the same `name` in this tick.
   * Nothing is kept beyond that: a mutation that follows reads afresh.
   */
  load<T>(
    name: string,
    key: string,
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<T | undefined>;
}

export function createBatcher(): Batcher {
  const open = new Map<string, Batch>();

  const start = (name: string, load: Load): Batch => {
    const keys = new Set<string>();
    const { promise, resolve } = Promise.withResolvers<void>();
    // Resolvers of one level run in several microtasks; the next tick comes after all of them.
    queueMicrotask(() => process.nextTick(resolve));
    const answers = promise.then(() => {
      open.delete(name);
      return load([...keys]);
    });
    const batch = { keys, answers };
    open.set(name, batch);
    return batch;
  };

  return {
    load: async <T>(name: string, key: string, load: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>) => {
      const batch = open.get(name) ?? start(name, load);
      batch.keys.add(key);
      const answers = await batch.answers;
      return answers.get(key) as T | undefined;
    },
  };
}
