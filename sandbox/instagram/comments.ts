/** Comments below Instagram media: written, answered, listed, hidden and deleted. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { type GraphContext, parameters, project, refuse, type Session } from './graph.ts';
import type { MediaStore } from './media.ts';
import { type Comment, commentNode, commentNodes, type Media, replyNodes } from './nodes.ts';
import { page } from './paging.ts';

const FIELDS = [
  ...['id', 'text', 'timestamp', 'username', 'from', 'like_count', 'hidden', 'parent_id', 'replies', 'media', 'user'],
];
const FALLBACK = 'timestamp,text';
const MAX_LENGTH = 2200;

type OnMedia = (media: Media, request: SandboxRequest) => SandboxResponse;
type OnComment = (session: Session, request: SandboxRequest) => SandboxResponse;

export interface Comments {
  has(id: string): boolean;
  write: OnMedia;
  list: OnMedia;
  read: OnComment;
  /** `hide=true` or `hide=false`. */
  update: OnComment;
  remove: OnComment;
  reply: OnComment;
  replies: OnComment;
}

export function createComments(
  ctx: GraphContext,
  store: MediaStore,
  onComment: (media: Media, comment: Comment) => void,
): Comments {
  // Starts at the clock, so that a sandbox that restarts never hands out an id of its former life.
  let sequence = Date.now();

  const add = (media: Media, request: SandboxRequest, parentId: string | undefined): SandboxResponse => {
    const { message } = parameters(request);
    if (typeof message !== 'string' || message === '') return refuse('PARAMETER', 'message is required');
    if ([...message].length > MAX_LENGTH) refuse('PARAMETER', 'message is too long');
    if (!media.commentsEnabled) refuse('PARAMETER', 'comments are turned off for this media');
    const comment = { id: `1801${sequence++}`, text: message, createdAt: ctx.state.now(), isHidden: false, parentId };
    media.comments.push(comment);
    onComment(media, comment);
    return { status: 200, json: { id: comment.id } };
  };
  const found = (session: Session, id = ''): { media: Media; comment: Comment } => {
    const media = store.commented(id);
    const comment = media?.comments.find((one) => one.id === id);
    if (media === undefined || comment === undefined || media.account.id !== session.account.id)
      return refuse('NO_OBJECT', `ID '${id}'`);
    return { media, comment };
  };

  return {
    has: (id) => store.commented(id) !== undefined,
    write: (media, request) => add(media, request, undefined),
    list: (media, request) =>
      page(commentNodes(media), request, (one) => project(one, request.query.get('fields') ?? FALLBACK, FIELDS)),
    read: (session, request) => {
      const { media, comment } = found(session, request.params.id);
      return {
        status: 200,
        json: project(commentNode(media, comment), request.query.get('fields') ?? FALLBACK, FIELDS),
      };
    },
    update: (session, request) => {
      const { comment } = found(session, request.params.id);
      const hide = String(parameters(request).hide);
      if (hide !== 'true' && hide !== 'false') refuse('PARAMETER', 'hide is required');
      comment.isHidden = hide === 'true';
      return { status: 200, json: { success: true } };
    },
    remove: (session, request) => {
      const { media, comment } = found(session, request.params.id);
      media.comments = media.comments.filter((one) => one !== comment && one.parentId !== comment.id);
      return { status: 200, json: { success: true } };
    },
    reply: (session, request) => {
      const { media, comment } = found(session, request.params.id);
      return add(media, request, comment.parentId ?? comment.id);
    },
    replies: (session, request) => {
      const { media, comment } = found(session, request.params.id);
      return page(replyNodes(media, comment), request, (one) =>
        project(one, request.query.get('fields') ?? FALLBACK, FIELDS),
      );
    },
  };
}
