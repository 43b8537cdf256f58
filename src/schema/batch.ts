/** Batching within one request: what many fields ask for in one tick is read with one statement. */
import DataLoader from 'dataloader';

type Load<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

export interface Batcher {
  /**
   * The answer for `key` out of one call of `load` for all keys that were asked for under the same `name` in this tick.
   * Nothing is kept beyond that: a mutation that follows reads afresh.
   */
  load<T>(name: string, key: string, load: Load<T>): Promise<T | undefined>;
}

export function createBatcher(): Batcher {
  // A loader lives for one batch, since its cache would outlive a write.
  const open = new Map<string, DataLoader<string, unknown>>();

  const start = (name: string, load: Load<unknown>): DataLoader<string, unknown> => {
    const loader = new DataLoader<string, unknown>(async (keys) => {
      open.delete(name);
      const found = await load(keys);
      return keys.map((key) => found.get(key));
    });
    open.set(name, loader);
    return loader;
  };

  return {
    load: async <T>(name: string, key: string, load: Load<T>) =>
      (await (open.get(name) ?? start(name, load)).load(key)) as T | undefined,
  };
}
