/** X's Activity API: which events of which users an app wants, and the envelopes they come in. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SandboxState } from '../core.ts';
import { forbidden, invalidBody, invalidParameter, resourceNotFound } from './answers.ts';
import type { AppCall } from './app.ts';
import type { XWebhooks } from './webhooks.ts';

const EVENT_TYPES = [
  ...['post.create', 'post.delete', 'post.mention.create', 'post.reply.create', 'post.quote.create'],
  ...['post.repost.create', 'like.create', 'follow.follow', 'follow.unfollow', 'oauth.revoke', 'news.new'],
  ...['bio', 'profile_picture', 'banner_picture', 'screenname', 'geo', 'url', 'handle'].map(profileUpdate),
  ...['verified_badge', 'affiliate_badge'].map(profileUpdate),
  ...['dm.sent', 'dm.received', 'dm.indicate_typing', 'dm.read', 'mute.mute', 'mute.unmute', 'block.block'],
  ...['block.unblock', 'spaces.start', 'spaces.end', 'broadcast.start', 'broadcast.end', 'broadcast.chat'],
];
/** What the stand-in itself can bring about. */
export type XEvent = 'post.create' | 'post.delete' | 'post.reply.create' | 'oauth.revoke';

/** What a self-serve app may have. */
const SUBSCRIPTIONS_MAX = 1_500;

const id = z.string().regex(/^[0-9]{1,19}$/);
const target = { tag: z.string().max(200).optional(), webhook_id: id.optional() };
const createBody = z.strictObject({
  event_type: z.enum(EVENT_TYPES),
  filter: z.strictObject({
    user_id: z.string().optional(),
    keyword: z.string().optional(),
    direction: z.enum(['inbound', 'outbound']).optional(),
  }),
  ...target,
});
const updateBody = z.strictObject(target);

interface Subscription extends z.infer<typeof createBody> {
  id: string;
  clientId: string;
  createdAt: number;
  updatedAt: number;
}

export function createXActivity(state: SandboxState, webhooks: XWebhooks, newId: () => string) {
  const subscriptions = new Map<string, Subscription>();
  const ofApp = (clientId: string) => [...subscriptions.values()].filter((one) => one.clientId === clientId);
  const total = (clientId: string) => ofApp(clientId).length;

  const own = (subscriptionId: string | undefined, clientId: string): Subscription => {
    const found = subscriptions.get(subscriptionId ?? '');
    if (found?.clientId === clientId) return found;
    throw resourceNotFound('subscription', subscriptionId ?? '', 'subscription_id');
  };

  const checkWebhook = (webhookId: string | undefined, clientId: string): void => {
    if (webhookId !== undefined && !webhooks.has(webhookId, clientId))
      throw invalidParameter('webhook_id', [webhookId], 'The webhook is not one of this app.');
  };

  const create: AppCall = (request, clientId) => {
    const body = createBody.safeParse(request.json);
    if (!body.success) throw invalidBody(body.error);
    checkWebhook(body.data.webhook_id, clientId);
    if (total(clientId) >= SUBSCRIPTIONS_MAX) throw forbidden('The app has reached its number of subscriptions.');
    const now = state.now();
    const subscription = { ...body.data, id: newId(), clientId, createdAt: now, updatedAt: now };
    subscriptions.set(subscription.id, subscription);
    return {
      status: 200,
      json: {
        data: { subscription: resource(subscription) },
        meta: { total_subscriptions: total(clientId) },
      },
    };
  };

  const update: AppCall = (request, clientId) => {
    const body = updateBody.safeParse(request.json);
    if (!body.success) throw invalidBody(body.error);
    const subscription = own(request.params.id, clientId);
    checkWebhook(body.data.webhook_id, clientId);
    Object.assign(subscription, body.data, { updatedAt: state.now() });
    return {
      status: 200,
      json: { data: { subscription: resource(subscription), total_subscriptions: total(clientId) } },
    };
  };

  return {
    create,
    update,
    list: ((_request, clientId) => {
      const data = ofApp(clientId).map(resource);
      return { status: 200, json: { data, meta: { result_count: data.length, total_subscriptions: data.length } } };
    }) satisfies AppCall,
    remove: ((request, clientId) => {
      subscriptions.delete(own(request.params.id, clientId).id);
      return {
        status: 200,
        json: { data: { deleted: true }, meta: { total_subscriptions: total(clientId) } },
      };
    }) satisfies AppCall,
    removeSeveral: ((request, clientId) => {
      const ids = (request.query.get('ids') ?? '').split(',').filter((one) => one !== '');
      if (ids.length === 0 || ids.length > 100) throw invalidParameter('ids', ids, 'The `ids` must be 1 to 100.');
      const data = ids.map((one) => own(one, clientId).id);
      for (const one of data) subscriptions.delete(one);
      return {
        status: 200,
        json: {
          data: data.map((one) => ({ subscription_id: one, deleted: true })),
          meta: { total_subscriptions: total(clientId) },
        },
      };
    }) satisfies AppCall,
    /** To be called when something happens to a user; whoever asked for it is told. */
    happened: (type: XEvent, userId: string, payload: Record<string, unknown>): void => {
      for (const { event_type, filter, tag, webhook_id } of subscriptions.values()) {
        if (event_type !== type || filter.user_id !== userId || webhook_id === undefined) continue;
        const data = { event_uuid: randomUUID(), event_type, filter, ...(tag !== undefined && { tag }), payload };
        webhooks.deliver(webhook_id, event_type, { data });
      }
    },
    reset: () => subscriptions.clear(),
  };
}

function profileUpdate(what: string): string {
  return `profile.update.${what}`;
}

const resource = ({ id, event_type, filter, tag, webhook_id, createdAt, updatedAt }: Subscription) => ({
  subscription_id: id,
  event_type,
  filter,
  ...(tag !== undefined && { tag }),
  ...(webhook_id !== undefined && { webhook_id }),
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
});
