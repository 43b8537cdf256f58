/** Carries announcements between processes over Redis, through the event target of Yoga, in the form of a `Listener`. */
import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';
import { Redis } from 'ioredis';
import type { Listener } from './listener.ts';
import type { Logger } from './log.ts';

export interface RedisBus extends Listener {
  /**
   * Announces to all processes, including this one; lost while Redis is away, which delays readers by their polling
   * interval.
   */
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
    // Announcements made while the connection was down are read from the table when it is back.
    onConnect: (handler) => void subscribeClient.on('ready', handler),
    [Symbol.asyncDispose]: async () => {
      publishClient.disconnect();
      subscribeClient.disconnect();
    },
  };
}

/** Logs one line when the connection is lost and one when it is back, not one per client and attempt. */
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
