/** A feed of facts within this process, on a channel of `node:diagnostics_channel`: costs nothing while nobody listens. */
import { channel } from 'node:diagnostics_channel';

export interface Feed<T> {
  /** Whether anybody listens, to skip preparing facts otherwise. */
  readonly isHeard: boolean;
  /** `tell` is called only when somebody listens. */
  publish(tell: () => T): void;
  /** Gets everything from now on, until the returned function is called. If a listener throws, the process ends. */
  listen(listener: (fact: T) => void): () => void;
}

export function createFeed<T>(name: string): Feed<T> {
  const facts = channel(name);
  return {
    get isHeard() {
      return facts.hasSubscribers;
    },
    publish: (tell) => {
      if (facts.hasSubscribers) facts.publish(tell());
    },
    listen: (listener) => {
      const hear = (fact: unknown) => listener(fact as T);
      facts.subscribe(hear);
      return () => void facts.unsubscribe(hear);
    },
  };
}
