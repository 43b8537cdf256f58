/** The metadata endpoints of YouTube and the form of their answers. */
import type { MethodOptions, youtube_v3 } from '@googleapis/youtube';
import { z } from 'zod';
import { type FailureKind, PlatformFailure } from '../failure.ts';
import { figures } from '../kit/figures.ts';
import { originOf } from '../kit/origins.ts';
import type { Api } from '../platform.ts';
import { type HttpAnswer, isSuccess } from '../request.ts';
import { type FailureOverrides, failureOf } from './failures.ts';

/** What every call needs; an `Api` has it, and so does an OAuth context with a token. */
export type Caller = Pick<Api, 'http' | 'origins' | 'accessToken' | 'now'>;

export const bearer = (caller: Pick<Caller, 'accessToken'>) => ({ authorization: `Bearer ${caller.accessToken}` });

/* ---------------------------------------------------------------- calls ---- */

// Loaded on the first call: the library takes as long to load as the rest of a starting worker.
const google = async (): Promise<youtube_v3.Youtube> => (await import('@googleapis/youtube')).youtube('v3');

/**
 * Makes one metadata call. The typed client of Google builds it and our transport sends it, so it has our deadline and
 * log row and is sent once. Lists in `part` must be passed joined: the client would repeat the parameter.
 */
export async function ask<T>(
  caller: Caller,
  endpoint: string,
  schema: z.ZodType<T>,
  signal: AbortSignal | undefined,
  invoke: (service: youtube_v3.Youtube, options: MethodOptions) => Promise<unknown>,
  overrides: FailureOverrides = {},
): Promise<T> {
  const answers: HttpAnswer[] = [];
  const options: MethodOptions = {
    // Set per call, not per client: only here the library keeps the path prefix of the base URL.
    rootUrl: originOf(caller.origins, 'api'),
    retry: false,
    validateStatus: () => true,
    responseType: 'text',
    fetchImplementation: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const answer = await caller.http.request({
        endpoint,
        method: methodOf(init?.method),
        url: `${url.origin}${url.pathname}`,
        query: Object.fromEntries(url.searchParams),
        // The headers of the library are dropped: it asks for gzip, which the transport does not unpack.
        headers: bearer(caller),
        ...(typeof init?.body === 'string' && { body: { json: JSON.parse(init.body) } }),
        ...(signal !== undefined && { signal }),
      });
      answers.push(answer);
      // Read above. The library is not told the status, because `Response` accepts none above 599.
      return new Response(null);
    },
  };
  try {
    await invoke(await google(), options);
  } catch (error) {
    // The library wraps the error of the transport.
    throw error instanceof Error && error.cause instanceof PlatformFailure ? error.cause : error;
  }
  const [answer] = answers;
  if (answer === undefined) throw new Error(`${endpoint}: the client returned without a call`);
  if (!isSuccess(answer)) throw failureOf(answer, caller, endpoint, { overrides });
  return parse(schema, answer, endpoint);
}

const methodOf = (name: string | undefined): 'GET' | 'POST' | 'DELETE' =>
  name === 'POST' || name === 'DELETE' ? name : 'GET';

/** The failure, if a read was refused for one of `kinds`: a refused read says nothing about the video. */
export async function unlessRefused<T>(read: Promise<T>, kinds: readonly FailureKind[]): Promise<T | PlatformFailure> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof PlatformFailure && kinds.includes(error.kind)) return error;
    throw error;
  }
}

/** Parses the answer as the reference documents it; anything else counts as no answer. */
export function parse<T>(schema: z.ZodType<T>, answer: HttpAnswer, endpoint: string): T {
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new PlatformFailure('NETWORK', `${endpoint}: answer ${answer.status} is not understandable`, {
    vendor: { httpStatus: answer.status },
    cause: parsed.error,
  });
}

/* ---------------------------------------------------------------- answers ---- */

export const Created = z.object({ id: z.string().min(1) });

/** An empty list may come without `items`, but then it names its kind; anything else says nothing about what exists. */
const listOf = <Item extends z.ZodType>(kind: string, item: Item) =>
  z
    .object({ kind: z.string().optional(), nextPageToken: z.string().optional(), items: z.array(item).optional() })
    .refine((list) => list.items !== undefined || list.kind === `youtube#${kind}ListResponse`, {
      error: 'neither items nor an empty list',
    })
    .transform(({ items = [], nextPageToken }) => ({ items, nextPageToken }));

// 64-bit numbers come as strings. They only become a percentage, and must not make an answer unreadable.
const count = z.coerce.number().optional().catch(undefined);

export const VideoList = listOf(
  'video',
  z.object({
    id: z.string(),
    status: z
      .object({
        uploadStatus: z.string().optional(),
        failureReason: z.string().optional(),
        rejectionReason: z.string().optional(),
        privacyStatus: z.string().optional(),
      })
      .optional(),
    processingDetails: z
      .object({
        processingStatus: z.string().optional(),
        processingFailureReason: z.string().optional(),
        processingProgress: z.object({ partsTotal: count, partsProcessed: count }).optional(),
      })
      .optional(),
    statistics: figures.optional(),
  }),
);
export type Video = z.output<typeof VideoList>['items'][number];

export const PlaylistItemList = listOf(
  'playlistItem',
  z.object({
    id: z.string().optional(),
    snippet: z.object({
      title: z.string().default(''),
      // `null` would be coerced to 1970, and a video without a time counts as fresh.
      publishedAt: z.preprocess((at) => at ?? undefined, z.coerce.date().optional().catch(undefined)),
      resourceId: z.object({ videoId: z.string().optional() }).optional(),
    }),
  }),
);

export const CommentThreadList = listOf(
  'commentThread',
  z.object({
    id: z.string(),
    snippet: z.object({
      topLevelComment: z.object({
        snippet: z.object({
          textOriginal: z.string().optional(),
          textDisplay: z.string().optional(),
          authorChannelId: z.object({ value: z.string().optional() }).optional(),
        }),
      }),
    }),
  }),
);

/** Without `items`: a Google account that has no channel. */
export const ChannelList = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        snippet: z
          .object({
            title: z.string().optional(),
            customUrl: z.string().optional(),
            thumbnails: z.record(z.string(), z.object({ url: z.string().optional() })).optional(),
          })
          .optional(),
        contentDetails: z
          .object({ relatedPlaylists: z.object({ uploads: z.string().optional() }).optional() })
          .optional(),
        status: z.object({ longUploadsStatus: z.string().optional() }).optional(),
        statistics: figures.optional(),
      }),
    )
    .default([]),
});
