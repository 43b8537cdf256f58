/** References to the types of the hot pages, for types that point at each other: each is filled in by its own file. */
import type { PostRow } from '../domain/queries/posts.ts';
import type { TargetRow } from '../domain/queries/targets.ts';
import { builder } from './builder.ts';

export const ScheduledPostType = builder.objectRef<PostRow>('ScheduledPost');
export const PostTargetType = builder.objectRef<TargetRow>('PostTarget');
