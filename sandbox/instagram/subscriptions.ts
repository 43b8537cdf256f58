/** Which webhook fields an app wants for which Instagram account. */
import type { SandboxResponse } from '../core.ts';
import { refuse } from './graph.ts';

const FIELDS = [
  ...['comments', 'live_comments', 'mentions', 'messages', 'message_reactions', 'message_edit', 'messaging_postbacks'],
  ...['messaging_seen', 'messaging_referral', 'messaging_optins', 'messaging_handover', 'standby', 'story_reactions'],
  ...['share_to_story', 'follow', 'delta'],
];

export interface Subscriptions {
  add(accountId: string, fields: unknown): SandboxResponse;
  list(accountId: string, appId: string): SandboxResponse;
  remove(accountId: string): SandboxResponse;
  has(accountId: string, field: string): boolean;
  reset(): void;
}

export function createSubscriptions(): Subscriptions {
  const wanted = new Map<string, readonly string[]>();
  return {
    add: (accountId, given) => {
      const fields = Array.isArray(given) ? given.map(String) : String(given ?? '').split(',');
      const stranger = fields.find((field) => !FIELDS.includes(field));
      if (stranger !== undefined) refuse('PARAMETER', `subscribed_fields: ${stranger}`);
      wanted.set(accountId, fields);
      return { status: 200, json: { success: true } };
    },
    list: (accountId, appId) => {
      const fields = wanted.get(accountId);
      const data = fields === undefined ? [] : [{ app_id: appId, subscribed_fields: fields }];
      return { status: 200, json: { data } };
    },
    remove: (accountId) => {
      wanted.delete(accountId);
      return { status: 200, json: { success: true } };
    },
    has: (accountId, field) => wanted.get(accountId)?.includes(field) ?? false,
    reset: () => wanted.clear(),
  };
}
