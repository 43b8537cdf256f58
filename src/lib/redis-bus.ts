/** Carries announcements between processes over Redis, by Yoga's own event target, in the shape of a `Listener`. */
import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';
import { Redis } from 'ioredis';
import type { Listener } from './listener.ts';
import type { Logger } from './log.ts';

export interface RedisBus extends Listener {
  /** Tells all processes, this one included; lost while Redis is away, which costs the reader's own polling interval. */
  announce(channel: string, payload: string): void;
}

export function createRedisBus(url: string, log: Logger): RedisBus {
  const options = { lazyConnect: false, enableReadyCheck: false, maxRetriesPerRequest: null };
  const publishClient = new Redis(url, { ...options, enableOfflineQueue: false });
  const subscribeClient = new Redis(url, options);
  tellOfOutages([publishClient, subscribeClient], log);
  const target = createRedisEventTarget<CustomEvent<string>>({ publishClient, subscribeClient });
  return {
    announce: (channel, payload) => {
      if (publishClient.status === 'ready') target.dispatchEvent(new CustomEvent(channel, { detail: payload }));
    },
    on: (channel, handler) =>
      target.addEventListener(channel, ({ detail }) => handler(typeof detail === 'string' ? detail : '')),
    // Whatever was announced while the connection was down is read when it is back.
    onConnect: (handler) => void subscribeClient.on('ready', handler),
    [Symbol.asyncDispose]: async () => {
      publishClient.disconnect();
      subscribeClient.disconnect();
    },
  };
}

/** One line when it is lost and one when it is back, not one per client and attempt in between. */
function tellOfOutages(clients: readonly Redis[], log: Logger): void {
  const lost = new Set<Redis>();
  for (const client of clients) {
    client.on('error', (error) => {
      if (lost.size === 0)
        log.warn(
          { reason: error.message },
          'Redis does not answer; until it does, live events are up to two seconds late',
        );
      lost.add(client);
    });
    client.on('ready', () => {
      if (lost.delete(client) && lost.size === 0) log.info('Redis is back');
    });
  }
}
