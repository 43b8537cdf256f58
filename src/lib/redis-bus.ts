/** Carries announcements between processes over Redis, by Yoga's own event target, in the shape of a `Listener`. */
import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';
import { Redis } from 'ioredis';
import type { Listener } from './listener.ts';
import type { Logger } from './log.ts';

export interface RedisBus extends Listener {
  /** Tells all processes, this one included; lost while Redis is away, which costs the reader's own polling interval. */
  announce(channel: string): void;
}

export function createRedisBus(url: string, log: Logger): RedisBus {
  const options = { lazyConnect: false, enableReadyCheck: false, maxRetriesPerRequest: null };
  const publishClient = new Redis(url, { ...options, enableOfflineQueue: false });
  const subscribeClient = new Redis(url, options);
  for (const client of [publishClient, subscribeClient])
    client.on('error', (error) => log.warn({ err: error }, 'redis'));
  const target = createRedisEventTarget<CustomEvent<string>>({ publishClient, subscribeClient });
  return {
    announce: (channel) => {
      if (publishClient.status === 'ready') target.dispatchEvent(new CustomEvent(channel, { detail: '' }));
    },
    on: (channel, handler) => target.addEventListener(channel, () => handler('')),
    // Whatever was announced while the connection was down is read when it is back.
    onConnect: (handler) => void subscribeClient.on('ready', handler),
    [Symbol.asyncDispose]: async () => {
      publishClient.disconnect();
      subscribeClient.disconnect();
    },
  };
}
