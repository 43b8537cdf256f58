/** The hub that pushes a channel's news: a subscription is verified at its callback, has a lease, and gets Atom feeds. */
import { createHmac, randomBytes } from 'node:crypto';
import { request } from 'undici';
import { escapeHtml } from '../consent.ts';
import type { SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import type { Video } from './store.ts';

interface Subscription {
  callback: string;
  topic: string;
  secret: string | undefined;
  endsAt: number;
}

const TOPIC = /^https:\/\/www\.youtube\.com\/(?:xml\/)?feeds\/videos\.xml\?channel_id=(UC[\w-]+)$/;
const MAX_LEASE_S = 864_000;
const DEFAULT_LEASE_S = 432_000;

export type Hub = ReturnType<typeof createHub>;

export function createHub(state: SandboxState) {
  const subscriptions = new Map<string, Subscription>();

  /** The callback must echo the challenge, or nothing changes. */
  const verify = async (mode: string, asked: Subscription, leaseSeconds: number): Promise<void> => {
    const challenge = randomBytes(16).toString('hex');
    const url = new URL(asked.callback);
    const hub = { mode, topic: asked.topic, challenge, lease_seconds: String(leaseSeconds) };
    for (const [name, value] of Object.entries(hub)) url.searchParams.set(`hub.${name}`, value);
    if ((await answerOf(url)) !== challenge) return;
    const key = `${asked.callback} ${asked.topic}`;
    if (mode === 'subscribe') subscriptions.set(key, asked);
    else subscriptions.delete(key);
  };

  const tell = (video: Video, bodyOf: (topic: string) => string): void => {
    for (const { callback, topic, secret, endsAt } of subscriptions.values()) {
      if (TOPIC.exec(topic)?.[1] !== video.channel.id || endsAt <= state.now()) continue;
      const body = bodyOf(topic);
      const signature = secret === undefined ? undefined : createHmac('sha1', secret).update(body).digest('hex');
      const headers = {
        'content-type': 'application/atom+xml',
        ...(signature !== undefined && { 'x-hub-signature': `sha1=${signature}` }),
      };
      state.notify('YOUTUBE', { event: 'youtube.feed', url: callback, headers, body });
    }
  };

  return {
    subscribe: (call: SandboxRequest): SandboxResponse => {
      const field = (name: string) => call.form?.get(`hub.${name}`) ?? '';
      const [mode, topic, callback] = [field('mode'), field('topic'), field('callback')];
      if (mode !== 'subscribe' && mode !== 'unsubscribe') return refused('hub.mode must be subscribe or unsubscribe');
      if (!TOPIC.test(topic)) return refused('hub.topic is not a feed of a channel');
      if (!/^https?:\/\//.test(callback) || !URL.canParse(callback)) return refused('hub.callback is not a URL');
      const asked = Number(field('lease_seconds') || DEFAULT_LEASE_S);
      if (!(asked > 0)) return refused('hub.lease_seconds is not a number');
      const lease = Math.min(asked, MAX_LEASE_S);
      const secret = field('secret') === '' ? undefined : field('secret');
      const subscription = { callback, topic, secret, endsAt: state.now() + lease * 1000 };
      void verify(mode, subscription, lease);
      return { status: 202 };
    },
    /** To be called when a video is public for the first time, and when its title or description changes. */
    changed: (video: Video): void => tell(video, (topic) => feed(video, topic, state.now())),
    /** To be called when a video that was public is deleted. */
    deleted: (video: Video): void => tell(video, () => tombstone(video, state.now())),
    reset: () => subscriptions.clear(),
  };
}

/** What a callback says with a status of success. One that cannot be reached says nothing. */
async function answerOf(callback: URL): Promise<string | null> {
  try {
    const answer = await request(callback, { signal: AbortSignal.timeout(10_000) });
    const text = await answer.body.text();
    return answer.statusCode >= 200 && answer.statusCode <= 299 ? text : null;
  } catch {
    // Refused, reset or too late: to a hub these are all the same.
    return null;
  }
}

function feed(video: Video, topic: string, now: number): string {
  const link = `https://www.youtube.com/watch?v=${video.id}`;
  const published = new Date(video.publicSince ?? video.uploadedAt).toISOString();
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom">
<link rel="hub" href="https://pubsubhubbub.appspot.com"/><link rel="self" href="${escapeHtml(topic)}"/>
<title>YouTube video feed</title><updated>${new Date(now).toISOString()}</updated>
<entry><id>yt:video:${video.id}</id><yt:videoId>${video.id}</yt:videoId><yt:channelId>${video.channel.id}</yt:channelId>
<title>${escapeHtml(video.metadata.snippet.title)}</title><link rel="alternate" href="${link}"/>
<author><name>${escapeHtml(video.channel.displayName)}</name><uri>https://www.youtube.com/channel/${video.channel.id}</uri></author>
<published>${published}</published><updated>${new Date(now).toISOString()}</updated></entry></feed>`;
}

function tombstone({ id, channel }: Video, now: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">
<at:deleted-entry ref="yt:video:${id}" when="${new Date(now).toISOString()}"><link href="https://www.youtube.com/watch?v=${id}"/>
<at:by><name>${escapeHtml(channel.displayName)}</name><uri>https://www.youtube.com/channel/${channel.id}</uri></at:by></at:deleted-entry></feed>`;
}

const refused = (text: string): SandboxResponse => ({ status: 400, text });
