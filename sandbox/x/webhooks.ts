/** X's webhooks: an address is taken once it has answered a challenge, and what it is sent carries the app's signature. */
import { createHmac, randomBytes } from 'node:crypto';
import { request as send } from 'undici';
import { z } from 'zod';
import type { SandboxState } from '../core.ts';
import { invalidBody, invalidParameter, resourceNotFound } from './answers.ts';
import type { AppCall } from './app.ts';

const CRC_TIMEOUT_MS = 3_000;
const MINUTE = /^[0-9]{12}$/;

const createBody = z.strictObject({ url: z.string().min(1).max(200) });
const replayBody = z.strictObject({
  webhook_id: z.string().regex(/^[0-9]{1,19}$/),
  from_date: z.string().regex(MINUTE),
  to_date: z.string().regex(MINUTE),
});

interface Webhook {
  id: string;
  clientId: string;
  url: string;
  valid: boolean;
  createdAt: number;
  sent: { at: number; event: string; body: string }[];
}

export interface XWebhooks {
  create: AppCall;
  list: AppCall;
  validate: AppCall;
  remove: AppCall;
  replay: AppCall;
  has(id: string, clientId: string): boolean;
  deliver(id: string, event: string, content: unknown): void;
  reset(): void;
}

export function createXWebhooks(state: SandboxState, newId: () => string): XWebhooks {
  const webhooks = new Map<string, Webhook>();

  const sign = (text: string) => {
    const { webhookSecret } = state.settings('X');
    return `sha256=${createHmac('sha256', webhookSecret).update(text).digest('base64')}`;
  };

  /** The challenge-response check; whoever knows the app's secret can answer it. */
  const answersChallenge = async (address: string): Promise<boolean> => {
    const challenge = randomBytes(24).toString('base64url');
    const url = new URL(address);
    url.searchParams.set('crc_token', challenge);
    try {
      const answer = await send(url, { signal: AbortSignal.timeout(CRC_TIMEOUT_MS) });
      const said: unknown = await answer.body.json();
      return answer.statusCode === 200 && tokenOf(said) === sign(challenge);
    } catch (error) {
      // Nobody there, too slow, or no JSON: to the vendor one and the same.
      if (error instanceof Error) return false;
      throw error;
    }
  };

  const own = (id: string | undefined, clientId: string): Webhook => {
    const found = webhooks.get(id ?? '');
    if (found === undefined || found.clientId !== clientId) throw resourceNotFound('webhook', id ?? '', 'webhook_id');
    return found;
  };

  const notify = (webhook: Webhook, event: string, body: string): void => {
    const headers = { 'content-type': 'application/json', 'x-twitter-webhooks-signature': sign(body) };
    state.notify('X', { event: `x.${event}`, url: webhook.url, headers, body });
  };

  return {
    create: async (request, clientId) => {
      const body = createBody.safeParse(request.json);
      if (!body.success) throw invalidBody(body.error);
      const { url } = body.data;
      const { requireHttpsMedia: isStrict } = state.settings('X');
      const { protocol, port } = URL.parse(url) ?? {};
      if (!(protocol === 'https:' && port === '') && (isStrict || protocol !== 'http:'))
        throw invalidParameter('url', [url], 'The url must be https and name no port.');
      if ([...webhooks.values()].some((one) => one.clientId === clientId && one.url === url))
        throw invalidParameter('url', [url], 'A webhook with this url exists already.');
      if (!(await answersChallenge(url))) throw crcFailed(url);
      const webhook = { id: newId(), clientId, url, valid: true, createdAt: state.now(), sent: [] };
      webhooks.set(webhook.id, webhook);
      return { status: 200, json: { data: resource(webhook) } };
    },
    list: (_request, clientId) => {
      const data = [...webhooks.values()].filter((one) => one.clientId === clientId).map(resource);
      return { status: 200, json: { data, meta: { result_count: data.length } } };
    },
    validate: async (request, clientId) => {
      const webhook = own(request.params.id, clientId);
      webhook.valid = await answersChallenge(webhook.url);
      if (!webhook.valid) throw crcFailed(webhook.url);
      return { status: 200, json: { data: { valid: true } } };
    },
    remove: (request, clientId) => {
      webhooks.delete(own(request.params.id, clientId).id);
      return { status: 200, json: { data: { deleted: true } } };
    },
    /** Sends the events of a span of minutes once more. */
    replay: (request, clientId) => {
      const body = replayBody.safeParse(request.json);
      if (!body.success) throw invalidBody(body.error);
      const webhook = own(body.data.webhook_id, clientId);
      const [from, to] = [minuteOf(body.data.from_date), minuteOf(body.data.to_date)];
      if (!(to > from)) throw invalidParameter('to_date', [body.data.to_date], 'to_date must be after from_date.');
      for (const { at, event, body: sent } of webhook.sent) if (at >= from && at < to) notify(webhook, event, sent);
      return { status: 200, json: { data: { job_id: newId(), created_at: new Date(state.now()).toISOString() } } };
    },
    has: (id, clientId) => webhooks.get(id)?.clientId === clientId,
    deliver: (id, event, content) => {
      const webhook = webhooks.get(id);
      if (webhook === undefined || !webhook.valid) return;
      const body = JSON.stringify(content);
      webhook.sent.push({ at: state.now(), event, body });
      notify(webhook, event, body);
    },
    reset: () => webhooks.clear(),
  };
}

const resource = ({ id, url, valid, createdAt }: Webhook) => ({
  id,
  url,
  valid,
  created_at: new Date(createdAt).toISOString(),
});

const tokenOf = (said: unknown) => z.object({ response_token: z.string() }).safeParse(said).data?.response_token;

/** `yyyymmddhhmm`, UTC. */
function minuteOf(text: string): number {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
}

const crcFailed = (url: string) => invalidParameter('url', [url], 'The url did not answer the CRC request correctly.');
