/** Deletes a post, or one part of a thread: X removes no more than that one. */
import { z } from 'zod';
import type { Removal } from '../platform.ts';
import { read, send } from './api.ts';
import { lookUpPost } from './metrics.ts';

const deleted = z.object({ data: z.object({ deleted: z.literal(true) }) });

export const removal: Removal = {
  scope: 'tweet.write',
  async act(api, postId, signal) {
    const path = `/2/tweets/${encodeURIComponent(postId)}`;
    const answer = await send(api, { endpoint: 'tweets.delete', method: 'DELETE', path, signal });
    if (answer.status === 404 && isAboutThePost(answer.json)) return 'ABSENT';
    read(api, 'tweets.delete', deleted, answer);
    return 'REMOVED';
  },
  find: (api, postId, signal) => lookUpPost(api, postId, signal),
};

/** A path that X does not know is answered with 404, too. */
const isAboutThePost = (json: unknown): boolean =>
  z.object({ type: z.string().endsWith('/resource-not-found') }).safeParse(json).success;
