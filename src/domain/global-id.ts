/** Ids as partners see them: the kind and the uuid of a thing in one opaque string, such as `post_0198f3c2-…`. */

/** GraphQL type → prefix. Prefixes are stored by partners, so they never change. */
export const ID_PREFIXES = {
  Workspace: 'workspace',
  ApiKey: 'key',
  Brand: 'brand',
  SocialAccount: 'account',
  ScheduledPost: 'post',
  PostTarget: 'target',
  PublishingLog: 'log',
  MediaAsset: 'media',
  PlatformIncident: 'incident',
  AuditEntry: 'audit',
  WebhookEndpoint: 'webhook',
  WebhookDelivery: 'delivery',
  ConnectionAttempt: 'connection',
  Notification: 'notification',
} as const;
export type NodeName = keyof typeof ID_PREFIXES;

export const toGlobalId = (name: NodeName, id: string): string => `${ID_PREFIXES[name]}_${id}`;
