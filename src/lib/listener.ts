/** Listens to announcements, by channel: one LISTEN connection, a heartbeat, and a reconnect after which users catch up. */
import type pg from 'pg';
import type { Db } from './db.ts';
import type { Logger } from './log.ts';

export interface Listener extends AsyncDisposable {
  /** Announcements of this process are heard at once, and again with those of others. */
  on(channel: string, handler: (payload: string) => void): void;
  /** Called after every (re)connection: notifications may have been missed. */
  onConnect(handler: () => void): void;
}

export interface ListenerOptions {
  channels: readonly string[];
  heartbeatMs?: number;
  heartbeatTimeoutMs?: number;
  reconnectMs?: number;
}

export function createListener(db: Db, log: Logger, options: ListenerOptions): Listener {
  const { heartbeatMs = 5_000, heartbeatTimeoutMs = 3_000, reconnectMs = 250 } = options;
  const handlers = new Map<string, ((payload: string) => void)[]>();
  const connectHandlers: (() => void)[] = [];
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const lose = (from: pg.Client, error: Error) => {
    if (client !== from || closed) return;
    log.warn({ err: error }, 'listener lost its connection');
    // A half-open connection never answers end() either, so it is not awaited.
    from.end().catch((failure: Error) => log.debug({ err: failure }, 'listener connection did not end cleanly'));
    again();
  };

  const again = () => {
    client = undefined;
    clearTimeout(timer);
    timer = setTimeout(open, reconnectMs);
  };

  const beat = (on: pg.Client) => {
    timer = setTimeout(() => {
      const silence = setTimeout(() => lose(on, new Error('no answer to the heartbeat')), heartbeatTimeoutMs);
      on.query('SELECT 1').then(
        () => {
          clearTimeout(silence);
          if (client === on) beat(on);
        },
        (error: Error) => {
          clearTimeout(silence);
          lose(on, error);
        },
      );
    }, heartbeatMs);
    timer.unref();
  };

  const connect = async () => {
    const fresh = await db.connect();
    if (closed) return fresh.end();
    client = fresh;
    fresh.on('error', (error) => lose(fresh, error));
    fresh.on('end', () => lose(fresh, new Error('connection ended')));
    fresh.on('notification', ({ channel, payload }) => {
      for (const handler of handlers.get(channel) ?? []) handler(payload ?? '');
    });
    const listening = options.channels.map((channel) => `LISTEN "${channel}"`).join('; ');
    await fresh.query(listening).catch((error: Error) => lose(fresh, error));
    if (client !== fresh || closed) return;
    beat(fresh);
    for (const handler of connectHandlers) handler();
  };

  const open = () => {
    connect().catch((error: Error) => {
      if (closed) return;
      log.warn({ err: error }, 'listener cannot connect, trying again');
      again();
    });
  };

  open();
  return {
    on: (channel, handler) => {
      handlers.set(channel, [...(handlers.get(channel) ?? []), handler]);
      db.onAnnounced(channel, handler);
    },
    onConnect: (handler) => {
      connectHandlers.push(handler);
      if (client !== undefined) handler();
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end();
    },
  };
}
