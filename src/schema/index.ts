/** The schema: every type file, then the executable whole. */
import type { GraphQLSchema } from 'graphql';
import './account-connection.ts';
import './api-key.ts';
import './brand.ts';
import { builder } from './builder.ts';
import './calendar.ts';
import './media-asset.ts';
import './node.ts';
import './pausing.ts';
import './platform.ts';
import './post-target.ts';
import './publish-event.ts';
import './publishing-log.ts';
import './scheduled-post.ts';
import './scheduled-post-mutations.ts';
import './social-account.ts';
import './target-recovery.ts';
import './tiktok-creator.ts';
import './validate-post.ts';
import './workspace.ts';

export const schema: GraphQLSchema = builder.toSchema();
