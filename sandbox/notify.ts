/** Notifications to the app, sent as the vendors send them: signed by them, at least once, tried again while nobody takes them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';

export interface Notice {
  /** `tiktok.post.publish.complete` */
  event: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface SentNotice extends Pick<Notice, 'event' | 'url' | 'body'> {
  id: number;
  attempts: number;
  /** The last answer; null until there is one. */
  status: number | 'unreachable' | null;
}

/** How sloppily it is done. */
export interface Manner {
  copies: number;
  /** By somebody who saw one and changes what it says. */
  forgeries: number;
  delayMs: number;
  /** It waits for the next one to overtake it. */
  isSwapped: boolean;
}

export interface Notifier {
  /** Answers at once; the delivery goes on by itself. */
  send(notice: Notice, manner: Manner): void;
  list(): SentNotice[];
  clear(): void;
  stop(): void;
}

const KEPT = 500;
/** The vendors go on for hours or days; for a stand-in that is long enough to see it happen. */
const WAITS_MS = [0, 200, 1000, 5000];
const TIMEOUT_MS = 10_000;
const SWAP_MS = 1_000;

export function createNotifier(): Notifier {
  let sent: SentNotice[] = [];
  let nextId = 1;
  const stopping = new AbortController();

  let overtaken: (() => void) | undefined;
  const overtake = () => {
    const held = overtaken;
    overtaken = undefined;
    return held;
  };

  const deliver = async (notice: Notice, record: SentNotice, isTriedAgain: boolean): Promise<void> => {
    for (const wait of isTriedAgain ? WAITS_MS : [0]) {
      await sleep(wait, undefined, { signal: stopping.signal, ref: false });
      record.attempts += 1;
      record.status = await post(notice, stopping.signal);
      if (typeof record.status === 'number' && record.status >= 200 && record.status < 300) return;
    }
  };

  return {
    send: (notice, { copies, forgeries, delayMs, isSwapped }) => {
      const begin = (given: Notice, isTriedAgain: boolean) => {
        const { event, url, body } = given;
        const record: SentNotice = { id: nextId++, event, url, body, attempts: 0, status: null };
        sent.push(record);
        return deliver(given, record, isTriedAgain);
      };
      const held = overtake();
      const all = async () => {
        await sleep(delayMs, undefined, { signal: stopping.signal, ref: false });
        if (isSwapped && held === undefined) {
          const passed = Promise.withResolvers<void>();
          overtaken = passed.resolve;
          await Promise.race([passed.promise, sleep(SWAP_MS, undefined, { signal: stopping.signal, ref: false })]);
          if (overtaken === passed.resolve) overtaken = undefined;
        }
        for (let forgery = 0; forgery < forgeries; forgery += 1) await begin(forged(notice), false);
        await Promise.all(Array.from({ length: copies }, () => begin(notice, true)));
        held?.();
      };
      all().catch((error: unknown) => {
        // Only the end of the sandbox interrupts a delivery.
        if (!stopping.signal.aborted) throw error;
      });
      if (sent.length > KEPT * 1.2) sent = sent.slice(-KEPT);
    },
    list: () => sent.map((record) => ({ ...record })),
    clear: () => {
      sent = [];
    },
    stop: () => stopping.abort(),
  };
}

/** Says something else under the signature of what was overheard. */
const forged = (notice: Notice): Notice => ({
  ...notice,
  event: `${notice.event} (forged)`,
  body: notice.body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)),
});

async function post({ url, headers, body }: Notice, stop: AbortSignal): Promise<number | 'unreachable'> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await request(url, { method: 'POST', headers, body, signal });
    await answer.body.dump();
    return answer.statusCode;
  } catch (error) {
    if (stop.aborted) throw error;
    return 'unreachable';
  }
}
