/** References for types of the hot pages that refer to each other; the file of each type implements it. */
import type { NotificationRow } from '../domain/queries/notifications.ts';
import type { PostRow } from '../domain/queries/posts.ts';
import type { TargetRow } from '../domain/queries/targets.ts';
import type { EndpointView } from '../domain/queries/webhooks.ts';
import { builder } from './builder.ts';

export const ScheduledPostType = builder.objectRef<PostRow>('ScheduledPost');
export const PostTargetType = builder.objectRef<TargetRow>('PostTarget');
export const WebhookEndpointType = builder.objectRef<EndpointView>('WebhookEndpoint');
export const NotificationRef = builder.objectRef<NotificationRow>('Notification');
