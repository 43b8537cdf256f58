/** Batching within one request: reads what many fields ask for in one tick with one statement. */
import DataLoader from 'dataloader';

type Load<T> = (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>;

export interface Batcher {
  /**
   * Returns the value for `key` from one call of `load` for all keys that were asked for under the same `name` in this
   * tick. Nothing is cached beyond that: a later mutation reads again.
   */
  load<T>(name: string, key: string, load: Load<T>): Promise<T | undefined>;
}

export function createBatcher(): Batcher {
  // A loader lives for one batch, because its cache would survive a write.
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
