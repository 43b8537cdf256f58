/** Makes a post public, and finds out what became of it when the answer is lost: the container tells. */
import { PlatformFailure } from '../failure.ts';
import type { Api, CommitEffect, PublishPost, Steps } from '../platform.ts';
import { type ContainerState, publishContainer, readContainer } from './api.ts';
import { containerFailure } from './failures.ts';
import { locate, type Published, type Sent, unidentified } from './find.ts';
import { type Container, voidsOfPost } from './journal.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** A container that still says FINISHED this long after a lost answer was not published. */
const SETTLE_MS = 60_000;

export interface Seen {
  published?: boolean;
  /** ERROR or EXPIRED, seen by `find`: nothing went live and nothing will from this container. */
  dead?: PlatformFailure;
}

export function publishEffect(
  post: Post,
  steps: Steps,
  api: Api,
  container: Container,
  seen: Seen,
): CommitEffect<Published> {
  const voids = voidsOfPost(post);
  const search = async (sent: Sent, signal: AbortSignal) =>
    locate(post, api, { containerId: container.id, ...sent }, await steps.others(), signal);

  const look = async (signal: AbortSignal): Promise<ContainerState | 'gone'> => {
    try {
      return await readContainer(api, container.id, { signal, voids });
    } catch (error) {
      if (error instanceof PlatformFailure && error.code === 'CONTAINER_EXPIRED') return 'gone';
      throw error;
    }
  };
  const deathOf = (state: ContainerState): PlatformFailure | undefined => {
    const dead = containerFailure(state, { role: 'WRITE', voids, now: api.now() });
    return dead && definite(dead, api.now());
  };
  /** The post is live, even if its media cannot be identified yet; the extras look again. */
  const live = async (sent: Sent, signal: AbortSignal): Promise<Published> => {
    const found = await search(sent, signal);
    return typeof found === 'string' ? unidentified(container.id, sent) : found;
  };

  /** A refusal can mean that an earlier try landed (a container is published once), or that the container is dead. */
  const afterRefusal = async (failure: PlatformFailure, sent: Sent, signal: AbortSignal): Promise<Published> => {
    const state = await look(signal).catch(undecided);
    if (state !== 'gone' && state.statusCode === 'PUBLISHED') return live(sent, signal).catch(undecided);
    throw (state === 'gone' ? undefined : deathOf(state)) ?? failure;
  };

  return {
    settleMs: SETTLE_MS,
    async act(signal, since) {
      // The run that published it left no intent: all that is known is when its container was made.
      if (seen.published)
        return live({ since: new Date(container.createdAt), isInstant: false }, signal).catch(undecided);
      if (seen.dead) throw seen.dead;
      try {
        const { id } = await publishContainer(api, api.account.externalId, container.id, { signal, voids });
        return { id, containerId: container.id, identified: true, since: since.toISOString() };
      } catch (error) {
        if (error instanceof PlatformFailure && isTelling(error))
          return afterRefusal(error, { since, isInstant: true }, signal);
        throw error;
      }
    },
    async find(signal, since) {
      const sent = { since, isInstant: true };
      const state = await look(signal);
      if (state !== 'gone' && state.statusCode === 'PUBLISHED') return live(sent, signal);
      // A container publishes once, and this one is not published: that is the proof.
      if (state !== 'gone' && state.statusCode === 'FINISHED') return 'absent';
      if (state === 'gone' || state.statusCode === '') {
        const found = await search(sent, signal);
        return typeof found === 'string' ? 'unknown' : found;
      }
      const dead = deathOf(state);
      // Instagram is still processing and will decide; looking again costs less than guessing.
      if (dead === undefined) throw new PlatformFailure('PLATFORM_UNAVAILABLE', `The container is ${state.statusCode}`);
      seen.dead = dead;
      return 'absent';
    },
  };
}

/**
 * The reason why a look failed (token, network) says nothing about the publish call: the intent stays, and `find` looks
 * again.
 */
function undecided(cause: unknown): never {
  if (!(cause instanceof PlatformFailure)) throw cause;
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', `After the publish call: ${cause.message}`, {
    vendor: cause.vendor,
    cause,
  });
}

/**
 * Whether Instagram itself answered about this container. Answers about the token or the rate say nothing about an
 * earlier try.
 */
function isTelling({ vendor, kind, code, discard }: PlatformFailure): boolean {
  if (vendor.code === undefined || kind === 'unauthorized') return false;
  return kind !== 'rate_limited' || (discard.length > 0 && code !== 'QUOTA_EXCEEDED');
}

/**
 * Nothing went live: changes the failure to a kind that clears the intent, so that the next run may build and publish a
 * new container.
 */
function definite(failure: PlatformFailure, now: Date): PlatformFailure {
  const { code, message, vendor, discard } = failure;
  const kind = failure.kind === 'rejected' ? 'rejected' : 'rate_limited';
  const retryAt = kind === 'rejected' ? {} : { retryAt: now };
  return new PlatformFailure(code, message, { vendor, kind, ...retryAt, discard, cause: failure });
}
