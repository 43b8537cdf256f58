/** Comments below YouTube videos and replies to them: the rules of writing one, and the lists that show it again. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { missingParameter, no, page, partsOf } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { commentResource, commentThreadResource } from './resources.ts';
import { addComment, type Channel, type Comment, MODERATIONS, type Video, type YoutubeStore } from './store.ts';

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

const editBody = z.looseObject({ id: z.string(), snippet: z.looseObject({ textOriginal: z.string() }) });

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

  const repliesTo = (comment: Comment) =>
    store.comments.filter((one) => one.parent === comment && one.moderation === 'published');

  const known = (id: string): Comment => {
    const comment = store.comments.find((one) => one.id === id);
    if (comment === undefined)
      throw refused(404, 'commentNotFound', 'One or more of the specified comments cannot be found.');
    return comment;
  };
  const acting = (request: SandboxRequest): Channel => {
    const channel = auth.channel(request, SCOPES.comment);
    store.quota.spend(COST.insert);
    return channel;
  };
  const idsOf = ({ query }: SandboxRequest): string[] => {
    const ids = (query.get('id') ?? '').split(',').filter((id) => id !== '');
    if (ids.length === 0) throw missingParameter('id');
    return ids;
  };
  const remove = (gone: Comment): void => {
    const kept = store.comments.filter((one) => one !== gone && one.parent !== gone);
    store.comments.splice(0, store.comments.length, ...kept);
  };

  return {
    /** Newest first. A fresh comment takes its time to appear, like a fresh video. */
    list: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.comment);
      store.quota.spend(COST.list);
      const { query } = request;
      const parts = partsOf(query);
      oneOf(query, 'order', ORDERS);
      oneOf(query, 'textFormat', TEXT_FORMATS);
      oneOf(query, 'moderationStatus', MODERATIONS);
      const moderation = query.get('moderationStatus') ?? 'published';
      const ids = query.get('id')?.split(',');
      const videoId = query.get('videoId');
      if (ids === undefined && videoId === null) throw missingParameter('videoId');
      const video = videoId === null ? undefined : commentable(videoId);
      const { hideFreshMs, hideFreshReads } = store.state.settings('YOUTUBE');
      const listed = store.comments.filter((comment) => {
        if (comment.parent !== undefined || comment.moderation !== moderation) return false;
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
      const shown = store.comments.filter(({ moderation }) => moderation !== 'rejected');
      const found = shown.filter(
        (one) => ids?.includes(one.id) ?? (one.parent?.id === parentId && one.moderation === 'published'),
      );
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

    /** Only its author changes a comment. */
    update: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request);
      partsOf(request.query);
      const body = editBody.safeParse(request.json);
      if (!body.success) throw refused(400, 'processingFailure', 'The comment must specify its id and its text.');
      const comment = known(body.data.id);
      if (comment.channel.id !== channel.id) throw forbidden();
      checkText(body.data.snippet.textOriginal);
      comment.text = body.data.snippet.textOriginal;
      comment.updatedAt = store.state.now();
      return { status: 200, json: commentResource(comment) };
    },

    /** Its author, or whose video it is below, with everything that answers it. */
    remove: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request);
      const [id = ''] = idsOf(request);
      const comment = known(id);
      if (comment.channel.id !== channel.id && comment.video.channel.id !== channel.id) throw forbidden();
      remove(comment);
      return { status: 204 };
    },

    setModerationStatus: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request);
      const comments = idsOf(request).map(known);
      const { query } = request;
      const asked = query.get('moderationStatus');
      if (asked === null) throw missingParameter('moderationStatus');
      oneOf(query, 'moderationStatus', MODERATIONS);
      const status = MODERATIONS.find((one) => one === asked);
      // What is likely spam is for YouTube alone to say.
      if (status === undefined || status === 'likelySpam')
        throw refused(400, 'operationNotSupported', 'This moderation status cannot be set.');
      if (query.get('banAuthor') === 'true' && status !== 'rejected')
        throw refused(400, 'banWithoutReject', 'The author can only be banned together with a rejection.');
      if (comments.some(({ video }) => video.channel.id !== channel.id)) throw forbidden();
      for (const comment of comments) comment.moderation = status;
      return { status: 204 };
    },

    markAsSpam: (request: SandboxRequest): SandboxResponse => {
      acting(request);
      for (const comment of idsOf(request).map(known)) comment.moderation = 'likelySpam';
      return { status: 204 };
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

const forbidden = () =>
  no(403, 'forbidden', 'The comment cannot be changed because of insufficient permissions.', {
    domain: 'youtube.comment',
    status: 'PERMISSION_DENIED',
  });

const refused = (status: number, reason: string, message: string) =>
  no(status, reason, message, { domain: 'youtube.commentThread' });
