/** The one call that makes a post public, and how its outcome is known when the answer is lost: the container tells. */
import { PlatformFailure } from '../failure.ts';
import type { Api, CommitEffect, PublishPost } from '../platform.ts';
import { type ContainerState, publishContainer, readContainer } from './api.ts';
import { containerFailure } from './failures.ts';
import { type Container, voidsOfPost } from './journal.ts';
import { locate, type Published } from './locate.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** A container that still says FINISHED this long after a lost answer was not published. */
const SETTLE_MS = 60_000;

export interface Seen {
  published?: boolean;
  /** ERROR or EXPIRED, seen by `find`: nothing went live and nothing will from this container. */
  dead?: PlatformFailure;
}

export function publishEffect(post: Post, api: Api, container: Container, seen: Seen): CommitEffect<Published> {
  const voids = voidsOfPost(post);
  const createdAt = new Date(container.createdAt);

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
  /** Live, whether or not the media can be told apart yet; the extras look again. */
  const live = async (since: Date, signal: AbortSignal): Promise<Published> =>
    (await locate(post, api, container.id, since, signal)) ?? {
      id: container.id,
      containerId: container.id,
      identified: false,
      since: since.toISOString(),
    };

  /** A refusal can mean that an earlier try landed (a container is published once), or that the container is dead. */
  const afterRefusal = async (failure: PlatformFailure, signal: AbortSignal): Promise<Published> => {
    const state = await look(signal).catch(undecided);
    if (state !== 'gone' && state.statusCode === 'PUBLISHED') return live(createdAt, signal).catch(undecided);
    throw (state === 'gone' ? undefined : deathOf(state)) ?? failure;
  };

  return {
    settleMs: SETTLE_MS,
    async act(signal) {
      if (seen.published) return live(createdAt, signal).catch(undecided);
      if (seen.dead) throw seen.dead;
      try {
        const { id } = await publishContainer(api, api.account.externalId, container.id, { signal, voids });
        return { id, containerId: container.id, identified: true, since: createdAt.toISOString() };
      } catch (error) {
        if (error instanceof PlatformFailure && isTelling(error)) return afterRefusal(error, signal);
        throw error;
      }
    },
    async find(since, signal) {
      const state = await look(signal);
      if (state === 'gone') return (await locate(post, api, container.id, since, signal)) ?? 'unknown';
      if (state.statusCode === 'PUBLISHED') return live(since, signal);
      if (state.statusCode === 'FINISHED') return 'absent';
      if (state.statusCode === '') return (await locate(post, api, container.id, since, signal)) ?? 'unknown';
      const dead = deathOf(state);
      // Instagram is still at it and will decide; looking again later costs less than guessing.
      if (dead === undefined) throw new PlatformFailure('PLATFORM_UNAVAILABLE', `The container is ${state.statusCode}`);
      seen.dead = dead;
      return 'absent';
    },
  };
}

/** Why a look failed (the token, the network) is no answer to the call it was about: the intent stays, and `find` looks again. */
function undecided(cause: unknown): never {
  if (!(cause instanceof PlatformFailure)) throw cause;
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', `After the publish call: ${cause.message}`, {
    vendor: cause.vendor,
    cause,
  });
}

/** Instagram itself spoke, and about this container; token and rate answers say nothing about an earlier try. */
function isTelling({ vendor, kind, code, discard }: PlatformFailure): boolean {
  if (vendor.code === undefined || kind === 'unauthorized') return false;
  return kind !== 'rate_limited' || (discard.length > 0 && code !== 'QUOTA_EXCEEDED');
}

/** Nothing went live: a kind that clears the intent, so that the next run may build and publish a new container. */
function definite(failure: PlatformFailure, now: Date): PlatformFailure {
  const { code, message, vendor, discard } = failure;
  const kind = failure.kind === 'rejected' ? 'rejected' : 'rate_limited';
  const retryAt = kind === 'rejected' ? {} : { retryAt: now };
  return new PlatformFailure(code, message, { vendor, kind, ...retryAt, discard, cause: failure });
}
