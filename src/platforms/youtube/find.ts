/** Finds a video whose answer was lost: among the uploads of the channel, or by the address that a person gives. */
import type { z } from 'zod';
import { nearest, type Wanted } from '../kit/candidates.ts';
import type { Api, PublishPost, Steps } from '../platform.ts';
import { ask, ChannelList, PlaylistItemList } from './api.ts';

/** Uploads have times of the clock of YouTube, `since` of ours. */
const CLOCK_SKEW_MS = 60_000;
/** YouTube's times are whole seconds. */
const UNIT_MS = 1_000;
const UPLOADS_PAGE = 50;
const UPLOADS_PAGES_MAX = 10;

export type Published = { id: string; url: string; at: string };

/** The id of the video in an address that a person gave, in any format of YouTube. */
export function receiptOf(post: PublishPost, found: { url: string | null; since: Date }): Published | null {
  const url = URL.parse(found.url ?? '');
  const host = url?.hostname.replace(/^(www|m|music)\./, '');
  const named =
    host === 'youtu.be'
      ? url?.pathname.slice(1)
      : host === 'youtube.com'
        ? (url?.searchParams.get('v') ?? /^\/(?:shorts|live|embed)\/([^/]+)/.exec(url?.pathname ?? '')?.[1])
        : undefined;
  if (named === undefined || !/^[\w-]{11}$/.test(named)) return null;
  return { id: named, url: videoUrl(post.format, named), at: found.since.toISOString() };
}

export const videoUrl = (format: PublishPost['format'], id: string) =>
  format === 'SHORT' ? `https://www.youtube.com/shorts/${id}` : `https://www.youtube.com/watch?v=${id}`;

/**
 * Searches the uploads of the account for one with this title: the nearest after `since`, the intent. YouTube may also
 * give the video the time when its session began (`from`). If several fit, or one is older by no more than the clocks
 * may differ, the answer is unknown.
 */
export async function findUpload(
  api: Api,
  title: string,
  { since, from }: { since: Date; from: Date },
  steps: Steps,
  signal: AbortSignal,
): Promise<{ id: string } | 'unseen' | 'unknown'> {
  const uploads = await readUploads(api, new Date(unitOf(from).getTime() - CLOCK_SKEW_MS), signal);
  if (uploads === 'unknown') return uploads;
  const others = await steps.others();
  const named = uploads
    .filter((upload) => upload.title.trim() === title)
    .flatMap(({ resourceId, publishedAt }) =>
      resourceId?.videoId === undefined
        ? []
        : // One without a time counts as fresh.
          [{ id: resourceId.videoId, names: [resourceId.videoId], madeAt: publishedAt ?? since }],
    )
    .filter(({ id }) => !others.isTaken(id));
  // A list may name one video twice.
  const own = [...new Map(named.map((upload) => [upload.id, upload])).values()];
  const isAlike: Wanted['isAlike'] = (other) => other.title?.trim() === title;
  const fits = { unitMs: UNIT_MS, isAlike };
  const isDoubtful = own.some(({ madeAt }) => madeAt < unitOf(from));
  const found =
    from < since && own.some(({ madeAt }) => madeAt >= unitOf(from) && madeAt < unitOf(since))
      ? nearest(own, { ...fits, since: from, isInstant: false }, others)
      : nearest(own, { ...fits, since, isInstant: true }, others);
  if (found === 'none') return isDoubtful ? 'unknown' : 'unseen';
  return found;
}

const unitOf = (at: Date): Date => new Date(Math.floor(at.getTime() / UNIT_MS) * UNIT_MS);

type Upload = z.output<typeof PlaylistItemList>['items'][number]['snippet'];

/** The uploads of the account back to `from`; `unknown` if they cannot be read that far. */
async function readUploads(api: Api, from: Date, signal: AbortSignal): Promise<readonly Upload[] | 'unknown'> {
  const playlistId = await uploadsPlaylist(api, signal);
  if (playlistId === undefined) return 'unknown';
  const uploads: Upload[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < UPLOADS_PAGES_MAX; page++) {
    const list = await ask(api, 'playlistItems.list', PlaylistItemList, signal, (service, options) =>
      service.playlistItems.list(
        { part: ['snippet'], playlistId, maxResults: UPLOADS_PAGE, ...(pageToken !== undefined && { pageToken }) },
        options,
      ),
    );
    const fresh = list.items
      .map(({ snippet }) => snippet)
      .filter(({ publishedAt }) => publishedAt === undefined || publishedAt >= from);
    uploads.push(...fresh);
    pageToken = list.nextPageToken;
    if (pageToken === undefined || fresh.length < list.items.length) return uploads;
  }
  return 'unknown';
}

async function uploadsPlaylist(api: Api, signal: AbortSignal): Promise<string | undefined> {
  const known = api.account.facts.uploadsPlaylistId;
  if (typeof known === 'string') return known;
  const { items } = await ask(api, 'channels.list', ChannelList, signal, (service, options) =>
    service.channels.list({ part: ['contentDetails'], mine: true }, options),
  );
  return items[0]?.contentDetails?.relatedPlaylists?.uploads;
}
