/** The schema: loads every type file and builds the executable schema. */
import type { GraphQLSchema } from 'graphql';
import { PLATFORMS } from '../platforms/index.ts';
import { builder } from './builder.ts';
import './account-connection.ts';
import './account-metrics.ts';
import './account-test.ts';
import './account-recovery.ts';
import './api-key.ts';
import './audit-entry.ts';
import './brand.ts';
import './brand-overview.ts';
import './calendar.ts';
import './connection-attempt.ts';
import './event.ts';
import './free-time.ts';
import './installation-health.ts';
import './media-asset.ts';
import './metric.ts';
import './node.ts';
import './notification.ts';
import './notification-preference.ts';
import './pausing.ts';
import './platform.ts';
import './platform-status.ts';
import './post-metrics.ts';
import './post-target.ts';
import './publish-event.ts';
import './publishing-log.ts';
import './scheduled-post.ts';
import './scheduled-post-mutations.ts';
import './social-account.ts';
import './target-recovery.ts';
import './validate-post.ts';
import './webhook-delivery.ts';
import './webhook-endpoint.ts';
import './workspace.ts';

export const schema: GraphQLSchema = builder.toSchema();

const platforms = new Intl.ListFormat('en-GB').format(Object.values(PLATFORMS).map(({ displayName }) => displayName));

// The builder cannot set it, and it is all that a partner with only the introspected schema can read.
schema.description = `Slipway publishes posts to ${platforms}, at their time and once.

Send your API key with every request as \`Authorization: Bearer slw_…\`; over WebSocket, put the same header into the payload of \`connection_init\`.

A first post: \`brands\` and \`socialAccounts\` (or \`startAccountConnection\`) tell where it can go, \`platforms\` what each takes, \`validatePost\` whether it fits, \`createScheduledPost\` schedules it, \`publishStatusChanged\` shows what becomes of it.

Files come from an address (\`importMediaFromUrl\`, or \`url\` in a post), or are sent as the body of \`POST /media\` beside this endpoint, with \`Content-Type\`, \`X-File-Name\` and the same \`Authorization\`; the answer is \`{ "mediaAsset": { "id" … } }\`.

What a caller can cause is a value: \`userErrors\` of mutations. Top-level \`errors\` say in \`extensions.code\` that a request was none (BAD_REQUEST, GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, BAD_USER_INPUT), named nothing to follow (NOT_FOUND, subscriptions only), was not allowed (UNAUTHENTICATED, FORBIDDEN_SCOPE), too large (LIMIT_EXCEEDED), is to be repeated later (UNAVAILABLE), or met a defect (INTERNAL).

A call whose answer was lost is repeated with the same \`idempotencyKey\`; mutations that take none may be repeated as they are.`;
