/** Publishes to Instagram: containers, their processing, the allowance, and the call that makes the post public. */
import { PlatformFailure } from '../failure.ts';
import { unlessNotServed } from '../kit/not-served.ts';
import type { Api, Probe, PublishPost, Receipt, Steps } from '../platform.ts';
import {
  type ContainerFields,
  type ContainerState,
  createContainer,
  readContainer,
  readPublishingLimit,
} from './api.ts';
import { publishEffect, type Seen } from './commit.ts';
import { carouselFields, childFields, singleFields } from './containers.ts';
import { allowance, type CallContext, containerFailure } from './failures.ts';
import type { CallOptions } from './graph.ts';
import { type Container, child, processing, voidsOfChild, voidsOfParent, voidsOfPost } from './journal.ts';
import type { InstagramOptions } from './options.ts';
import { coverProblem } from './validate-media.ts';

type Post = PublishPost<InstagramOptions>;

/** Long reels take longer than the five minutes that Instagram documents; a slow container is never replaced. */
const PROCESSING_BUDGET_MS = 30 * 60_000;
/**
 * Instagram asks for one look a minute. An image or a short reel is finished seconds after the first look, so three
 * more looks come early, by the age of the container: without them a post for "now" would wait that minute.
 */
const EARLY_LOOKS_MS = [3_000, 10_000, 30_000] as const;
const POLL_MS = 60_000;
/** Above this, fewer calls are made; at 100 Instagram refuses all. */
const BUSY_PERCENT = 80;
/**
 * For this long an empty `status_code` counts as in progress, then as ready: publishing too early is refused, not
 * harmful.
 */
const EMPTY_STATUS_GRACE_MS = 60_000;
/** The window rolls: a unit becomes free when the oldest post of the last 24 hours leaves it. */
const LIMIT_RETRY_MS = 30 * 60_000;

export async function publish(post: Post, steps: Steps, api: Api): Promise<Receipt> {
  // The last look at the container, whatever it said: one that was already published or dead is not published again.
  const seen: Seen = {};
  const container =
    post.format === 'CAROUSEL'
      ? await prepareCarousel(post, steps, api, seen)
      : await prepareSingle(post, steps, api, seen);
  // A post that is live already takes no further unit.
  if (!seen.published) await checkAllowance(steps, api);
  return steps.commit('publish', publishEffect(post, steps, api, container, seen));
}

/* ---------------------------------------------------------------- containers ---- */

async function prepareSingle(post: Post, steps: Steps, api: Api, seen: Seen): Promise<Container> {
  const [media] = post.media;
  if (media === undefined) throw new PlatformFailure('CONTENT_INVALID', 'There is no media to publish');
  const voids = voidsOfPost(post);
  const container = await create('container', steps, api, { voids }, async () => {
    const cover = post.format === 'REEL' ? post.options.coverMediaAssetId : undefined;
    // The cover is not part of the media, so the checks of the post have not seen it.
    const problem = cover === undefined ? undefined : coverProblem(await api.media.describe(cover));
    if (problem !== undefined) throw new PlatformFailure('MEDIA_INVALID', problem);
    return singleFields(
      post,
      media,
      await api.media.link(media.id, 'container'),
      cover === undefined ? undefined : await api.media.link(cover, 'cover'),
    );
  });
  await processed('container', container, steps, api, { voids }, seen);
  return container;
}

async function prepareCarousel(post: Post, steps: Steps, api: Api, seen: Seen): Promise<Container> {
  const children: Container[] = [];
  for (const [index, media] of post.media.entries()) {
    const options = { voids: voidsOfChild(index) };
    children.push(
      await create(child(index), steps, api, options, async () =>
        childFields(post, media, index, await api.media.link(media.id, child(index))),
      ),
    );
  }
  // Instagram fetches all items at the same time; the parent needs all of them finished.
  for (const [index, container] of children.entries()) {
    await processed(child(index), container, steps, api, { voids: voidsOfChild(index) }, {});
  }
  const ids = children.map((container) => container.id);
  const parent = await create('container', steps, api, { voids: voidsOfParent(post) }, async () =>
    carouselFields(post, ids),
  );
  await processed('container', parent, steps, api, { voids: voidsOfPost(post) }, seen);
  return parent;
}

function create(
  step: string,
  steps: Steps,
  api: Api,
  options: CallOptions,
  fields: () => Promise<ContainerFields>,
): Promise<Container> {
  return patiently(step, steps, api, { ...options, since: api.now() }, () =>
    steps.run(step, async (signal): Promise<Container> => {
      const body = await fields();
      const { id } = await createContainer(api, api.account.externalId, body, { ...options, signal });
      return { id, createdAt: api.now().toISOString() };
    }),
  );
}

/** Polls until the container is finished. Images and carousels too: published too early, they are refused with 9007. */
function processed(
  step: string,
  container: Container,
  steps: Steps,
  api: Api,
  options: CallOptions,
  seen: Seen,
): Promise<void> {
  return patiently(step, steps, api, { ...options, since: new Date(container.createdAt) }, () =>
    steps.wait(
      processing(step),
      async (signal) => {
        let usedPercent = 0;
        const onUsage = (percent: number) => {
          usedPercent = percent;
        };
        const state = await readContainer(api, container.id, { ...options, signal, onUsage });
        seen.published = state.statusCode === 'PUBLISHED';
        const context = { ...options, role: 'WRITE', now: api.now() } as const;
        return probe(state, container, context, usedPercent);
      },
      { budgetMs: PROCESSING_BUDGET_MS },
    ),
  );
}

function probe(state: ContainerState, container: Container, context: CallContext, usedPercent: number): Probe {
  const ageMs = Math.max(0, context.now.getTime() - Date.parse(container.createdAt));
  const failure = containerFailure(state, context);
  if (failure) throw failure;
  if (state.statusCode === 'FINISHED' || state.statusCode === 'PUBLISHED') return 'ready';
  if (state.statusCode === '' && ageMs >= EMPTY_STATUS_GRACE_MS) return 'ready';
  return {
    againInMs: pollAgainInMs(ageMs) * (usedPercent >= BUSY_PERCENT ? 2 : 1),
    platformState: state.statusCode || 'IN_PROGRESS',
  };
}

/** After five minutes, which is what Instagram documents, the pauses grow. */
export function pollAgainInMs(ageMs: number): number {
  const early = EARLY_LOOKS_MS.find((lookMs) => ageMs < lookMs);
  // A look that came slightly early must not make the next one follow at once.
  return early === undefined ? Math.max(POLL_MS, ageMs / 5) : Math.max(early - ageMs, EARLY_LOOKS_MS[0]);
}

/**
 * Some failures get a new container once or twice and are final after that. The journal counts, because neither the
 * process nor the failed container lives long enough. `since`: from when Instagram may have fetched the media.
 */
async function patiently<T>(
  step: string,
  steps: Steps,
  api: Api,
  options: CallOptions & { since: Date },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = await unlessNotServed(thrown, options.since, api);
    const allowed = error instanceof PlatformFailure ? allowance(error) : undefined;
    if (!(error instanceof PlatformFailure) || allowed === undefined) throw error;
    const marks = Array.from({ length: allowed.tries }, (_, index) => `${step}-failed-${index + 1}`);
    const next = marks.find((mark) => steps.peek(mark) === undefined);
    if (next !== undefined) {
      await steps.run(next, async () => error.code);
      throw error;
    }
    // Deleting the marks gives the next container, or the person who retries, the full number again.
    const discard = [...(options.voids?.CONTAINER ?? []), ...marks];
    const rebuilt = `${step}-rebuilt`;
    if (allowed.rebuild && steps.peek(rebuilt) === undefined) {
      await steps.run(rebuilt, async () => error.code);
      throw new PlatformFailure('CONTAINER_EXPIRED', error.message, {
        vendor: error.vendor,
        kind: 'rate_limited',
        retryAt: api.now(),
        discard,
        cause: error,
      });
    }
    const details = { vendor: error.vendor, discard: [...discard, rebuilt], cause: error };
    const message = `${error.message} (${allowed.tries + 1} tries)`;
    throw new PlatformFailure(error.code, message, { ...details, kind: 'rejected' });
  }
}

/* ---------------------------------------------------------------- allowance ---- */

/**
 * Journaled, so that the due instant needs only one call, and so that a re-run with an unknown outcome reaches `find`
 * even if that very post used up the allowance. A refusal (9/2207042) makes it void.
 */
async function checkAllowance(steps: Steps, api: Api): Promise<void> {
  await steps.run('limit', async (signal) => {
    const allowance = await readPublishingLimit(api, api.account.externalId, { signal }).catch(whenWithheld);
    if ('withheld' in allowance) return allowance;
    const { used, total } = allowance;
    api.http.onQuota({
      name: 'posts_24h',
      ...(total === null ? {} : { limit: total }),
      ...(used === null ? {} : { used }),
    });
    if (used !== null && total !== null && used >= total) {
      throw new PlatformFailure('QUOTA_EXCEEDED', `Instagram allows ${total} posts in 24 hours; ${used} are used`, {
        retryAt: new Date(api.now().getTime() + LIMIT_RETRY_MS),
      });
    }
    return { used, total };
  });
}

/**
 * Only a hint: `media_publish` itself refuses when the day is full. So an answer without the number stops nothing; it
 * stays in the journal and in the log of calls. A silent network, a dead token or a throttle would stop the next call
 * too, and therefore does stop.
 */
function whenWithheld(error: unknown): { withheld: string } {
  if (!(error instanceof PlatformFailure) || error.vendor.httpStatus === undefined) throw error;
  if (error.kind === 'rate_limited' || (error.kind === 'unauthorized' && error.code !== 'SCOPE_MISSING')) throw error;
  return { withheld: error.message };
}
