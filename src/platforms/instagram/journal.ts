/** The journaled steps of an Instagram post: their names, what they leave, and which of them an answer makes void. */
import type { PublishPost } from '../platform.ts';
import type { CallContext } from './failures.ts';

/** What the step that made a container leaves. */
export type Container = { id: string; createdAt: string };

export const child = (index: number) => `child-${index}`;
export const processing = (step: string) => `processing-${step}`;

type Voids = Required<NonNullable<CallContext['voids']>>;

const processingOf = (steps: readonly string[]) => steps.map(processing);

/** After an answer about one item of a carousel, the others stay. */
export function voidsOfChild(index: number): Voids {
  const step = child(index);
  return { CONTAINER: [step, processing(step)], PROCESSING: [processing(step)], LIMIT: ['limit'] };
}

/** After an answer about the container of the post: a carousel's items were handed to it, so they go with it. */
export function voidsOfPost(post: PublishPost): Voids {
  const steps = [...childrenOf(post), 'container'];
  return {
    CONTAINER: [...steps, ...processingOf(steps), 'limit'],
    PROCESSING: [processing('container')],
    LIMIT: ['limit'],
  };
}

/** While the container of a carousel is made, "not ready" is about its items. */
export function voidsOfParent(post: PublishPost): Voids {
  return { ...voidsOfPost(post), PROCESSING: processingOf(childrenOf(post)) };
}

const childrenOf = (post: PublishPost) =>
  post.format === 'CAROUSEL' ? post.media.map((_, index) => child(index)) : [];
