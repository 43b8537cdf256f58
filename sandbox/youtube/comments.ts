/** Comments below YouTube videos and replies to them: the rules of writing one, and the lists that show it again. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { missingParameter, no, page, partsOf } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { commentResource, commentThreadResource } from './resources.ts';
import { addComment, type Comment, type Video, type YoutubeStore } from './store.ts';

const COST = { list: 1, insert: 50 } as const;
const MAX_LENGTH = 10_000;
const PAGE_SIZE = { fallback: 20, max: 100 };
const ORDERS = ['time', 'relevance'] as const;
const TEXT_FORMATS = ['html', 'plainText'] as const;

const commentBody = z.strictObject({
  snippet: z.strictObject({
    channelId: z.string().optional(),
    videoId: z.string().optional(),
    topLevelComment: z
      .looseObject({ snippet: z.looseObject({ textOriginal: z.string().optional() }).optional() })
      .optional(),
  }),
});

const replyBody = z.strictObject({
  snippet: z.looseObject({ parentId: z.string(), textOriginal: z.string() }),
});

export function createComments(store: YoutubeStore, auth: YoutubeAuth) {
  const commentable = (videoId: string): Video => {
    const video = store.video(videoId);
    if (video === undefined) throw refused(404, 'videoNotFound', 'The video could not be found.');
    // Nobody comments on what nobody sees, and made-for-kids switches comments off.
    const { privacyStatus, selfDeclaredMadeForKids } = video.metadata.status;
    if (video.publicSince === undefined || privacyStatus === 'private' || selfDeclaredMadeForKids)
      throw refused(403, 'commentsDisabled', 'The video identified by the videoId parameter has disabled comments.');
    return video;
  };

  const repliesTo = (comment: Comment) => store.comments.filter((one) => one.parent === comment);

  return {
    /** Newest first. A fresh comment takes its time to appear, like a fresh video. */
    list: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.comment);
      store.quota.spend(COST.list);
      const { query } = request;
      const parts = partsOf(query);
      oneOf(query, 'order', ORDERS);
      oneOf(query, 'textFormat', TEXT_FORMATS);
      const ids = query.get('id')?.split(',');
      const videoId = query.get('videoId');
      if (ids === undefined && videoId === null) throw missingParameter('videoId');
      const video = videoId === null ? undefined : commentable(videoId);
      const { hideFreshMs, hideFreshReads } = store.state.settings('YOUTUBE');
      const listed = store.comments.filter((comment) => {
        if (comment.parent !== undefined) return false;
        if (ids !== undefined ? !ids.includes(comment.id) : comment.video.id !== video?.id) return false;
        const hidden = store.state.now() - comment.createdAt < hideFreshMs || comment.listings < hideFreshReads;
        comment.listings += 1;
        return !hidden;
      });
      const resource = (comment: (typeof listed)[number]) => {
        const { snippet, replies, ...head } = commentThreadResource(comment, repliesTo(comment));
        return {
          ...head,
          ...(parts.includes('snippet') && { snippet }),
          ...(parts.includes('replies') && replies !== undefined && { replies }),
        };
      };
      const json = page('youtube#commentThreadListResponse', listed.toReversed(), query, resource, PAGE_SIZE);
      return { status: 200, json };
    },

    insert: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.comment);
      store.quota.spend(COST.insert);
      partsOf(request.query);
      const body = commentBody.safeParse(request.json);
      if (!body.success)
        throw refused(400, 'processingFailure', 'The API server failed to successfully process the request.');
      const { channelId, videoId, topLevelComment } = body.data.snippet;
      const text = topLevelComment?.snippet?.textOriginal ?? '';
      checkText(text);
      if (videoId === undefined) throw refused(400, 'channelOrVideoIdMissing', 'A video id is required.');
      const video = commentable(videoId);
      if (channelId !== undefined && channelId !== video.channel.id)
        throw refused(404, 'channelNotFound', 'The channel could not be found.');
      return { status: 200, json: commentThreadResource(addComment(store, channel, video, text), []) };
    },

    /** Replies, oldest first, or any comments by their ids. */
    listReplies: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.comment);
      store.quota.spend(COST.list);
      const { query } = request;
      partsOf(query);
      oneOf(query, 'textFormat', TEXT_FORMATS);
      const [ids, parentId] = [query.get('id')?.split(','), query.get('parentId')];
      if (ids === undefined && parentId === null) throw missingParameter('parentId');
      const found = store.comments.filter((one) => ids?.includes(one.id) ?? one.parent?.id === parentId);
      return { status: 200, json: page('youtube#commentListResponse', found, query, commentResource, PAGE_SIZE) };
    },

    reply: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.comment);
      store.quota.spend(COST.insert);
      partsOf(request.query);
      const body = replyBody.safeParse(request.json);
      if (!body.success) throw refused(400, 'parentIdMissing', 'The comment must specify its parent comment id.');
      const { parentId, textOriginal } = body.data.snippet;
      checkText(textOriginal);
      const parent = store.comments.find((one) => one.id === parentId && one.parent === undefined);
      if (parent === undefined) throw refused(404, 'parentCommentNotFound', 'The parent comment could not be found.');
      const video = commentable(parent.video.id);
      return { status: 200, json: commentResource(addComment(store, channel, video, textOriginal, parent)) };
    },
  };
}

function checkText(text: string): void {
  if (text.trim() === '') throw refused(400, 'commentTextRequired', 'The comment has no text.');
  if (text.length > MAX_LENGTH) throw refused(400, 'commentTextTooLong', 'The comment is too long.');
}

function oneOf(query: URLSearchParams, name: string, known: readonly string[]): void {
  const value = query.get(name);
  if (value === null || known.includes(value)) return;
  throw no(400, 'invalidParameter', `Invalid value '${value}'.`, { location: name, locationType: 'parameter' });
}

const refused = (status: number, reason: string, message: string) =>
  no(status, reason, message, { domain: 'youtube.commentThread' });
