/** Announces to all processes what has been committed: within this one at once, to the others in groups. */

export interface Announcement {
  channel: string;
  payload: string;
}

export interface Announcer {
  /** A crash may lose it, so listeners also check by themselves now and then. */
  announce(announcements: readonly Announcement[]): void;
  /** `handler` is called for what this process announces. */
  onAnnounced(channel: string, handler: (payload: string) => void): void;
  /** Resolves when everything announced so far has been carried, or could not be. */
  settled(): Promise<void>;
}

/** Bytes of payload in one group; a group is one statement. */
const MAX_GROUP_BYTES = 256 * 1024;

/**
 * NOTIFY holds a global lock of Postgres until its transaction is durable, so no write shares a transaction with it.
 * One group is carried at a time; announcements that arrive meanwhile form the next.
 */
export function createAnnouncer(
  carry: (announcements: readonly Announcement[]) => Promise<unknown>,
  onError: (error: Error) => void,
): Announcer {
  const handlers = new Map<string, ((payload: string) => void)[]>();
  let waiting: Announcement[] = [];
  let carrying: Promise<void> | null = null;

  const carryAll = async () => {
    while (waiting.length > 0) {
      let bytes = 0;
      const end = waiting.findIndex(({ payload }) => {
        bytes += payload.length;
        return bytes > MAX_GROUP_BYTES;
      });
      const group = end <= 0 ? waiting : waiting.slice(0, end);
      waiting = waiting.slice(group.length);
      await carry(group).catch(onError);
    }
    carrying = null;
  };
  return {
    announce: (announcements) => {
      if (announcements.length === 0) return;
      for (const { channel, payload } of announcements)
        for (const handler of handlers.get(channel) ?? []) handler(payload);
      waiting.push(...announcements);
      carrying ??= carryAll();
    },
    onAnnounced: (channel, handler) => void handlers.set(channel, [...(handlers.get(channel) ?? []), handler]),
    settled: async () => {
      await carrying;
    },
  };
}
