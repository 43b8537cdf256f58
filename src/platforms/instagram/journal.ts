/** The journaled steps of an Instagram post: their names, their results, and which of them an answer makes void. */
import type { PublishPost } from '../platform.ts';
import type { CallContext } from './failures.ts';

/** The result of the step that made a container. */
export type Container = { id: string; createdAt: string };

export const child = (index: number) => `child-${index}`;
export const processing = (step: string) => `processing-${step}`;

type Voids = Required<NonNullable<CallContext['voids']>>;

const processingOf = (steps: readonly string[]) => steps.map(processing);

/** After an answer about one item of a carousel, the other items stay. */
export function voidsOfChild(index: number): Voids {
  const step = child(index);
  return { CONTAINER: [step, processing(step)], PROCESSING: [processing(step)], LIMIT: ['limit'] };
}

/** After an answer about the container of the post: the items of a carousel belong to it and become void with it. */
export function voidsOfPost(post: PublishPost): Voids {
  const steps = [...childrenOf(post), 'container'];
  return {
    CONTAINER: [...steps, ...processingOf(steps), 'limit'],
    PROCESSING: [processing('container')],
    LIMIT: ['limit'],
  };
}

/** While the container of a carousel is being made, "not ready" refers to its items. */
export function voidsOfParent(post: PublishPost): Voids {
  return { ...voidsOfPost(post), PROCESSING: processingOf(childrenOf(post)) };
}

const childrenOf = (post: PublishPost) =>
  post.format === 'CAROUSEL' ? post.media.map((_, index) => child(index)) : [];
