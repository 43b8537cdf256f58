/** A stretch of work within this process, on a tracing channel of `node:diagnostics_channel`: costs nothing while nobody follows it. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';

/** `Fact` tells of the work before it begins, `Result` is what it comes to. */
export interface Stretch<Fact, Result> {
  readonly isFollowed: boolean;
  /** Runs `work`; `tell` is called only when somebody follows. */
  run<R extends Result>(tell: () => Fact, work: () => Promise<R>): Promise<R>;
  /** Follows every stretch that begins from now on, until the returned function is called. If a follower throws, the process ends. */
  follow<Store>(follower: Follower<Fact, Result, Store>): () => void;
}

export interface Follower<Fact, Result, Store> {
  /** Holds what `begin` answered in everything that the work calls. */
  storage: AsyncLocalStorage<Store>;
  begin(fact: Fact): Store;
  /** `store` is what `begin` answered for this stretch. */
  end(store: Store, outcome: Outcome<Result>): void;
}

type Outcome<Result> = { result: Result } | { error: unknown };

/** The one object that the channel hands to all its followers; Node adds `result` or `error`. */
interface Message<Fact> {
  fact: Fact;
  result?: unknown;
  error?: unknown;
}

export function createStretch<Fact, Result = unknown>(name: string): Stretch<Fact, Result> {
  const channels = tracingChannel<unknown, Message<Fact>>(name);
  return {
    get isFollowed() {
      return channels.hasSubscribers;
    },
    run: (tell, work) => (channels.hasSubscribers ? channels.tracePromise(work, { fact: tell() }) : work()),
    follow: ({ storage, begin, end }) => {
      type Store = ReturnType<typeof begin>;
      const begun = new WeakMap<Message<Fact>, { store: Store }>();
      channels.start.bindStore(storage, (message) => {
        const store = begin(message.fact);
        begun.set(message, { store });
        return store;
      });
      const asyncEnd = (message: Message<Fact>) => {
        const known = begun.get(message);
        if (known === undefined) return;
        const failed = 'error' in message;
        end(known.store, failed ? { error: message.error } : { result: message.result as Result });
      };
      channels.asyncEnd.subscribe(asyncEnd as (message: unknown) => void);
      return () => {
        channels.start.unbindStore(storage);
        channels.asyncEnd.unsubscribe(asyncEnd as (message: unknown) => void);
      };
    },
  };
}
