/** Instagram's published media: the one-time publish, listings, single reads, comments and the daily allowance. */
import { randomBytes } from 'node:crypto';
import type { LivePost, SandboxRequest, SandboxResponse } from '../core.ts';
import type { Containers } from './containers.ts';
import { type GraphContext, ownAccount, parameters, project, refuse, type Session } from './graph.ts';
import { childNodes, livePost, type Media, type MediaSettings, node } from './nodes.ts';
import { page } from './paging.ts';

export interface MediaStore {
  publish(session: Session, creationId: string): Media;
  list(session: Session, request: SandboxRequest, edge: 'media' | 'stories'): SandboxResponse;
  read(media: Media, fields: string | null): SandboxResponse;
  children(media: Media, fields: string | null): SandboxResponse;
  update(media: Media, request: SandboxRequest): SandboxResponse;
  limit(session: Session, request: SandboxRequest): SandboxResponse;
  /** The fields of an account's node that differ from what it was when it was connected. */
  changed(accountId: string): Record<string, unknown>;
  get(session: Session, id: string): Media;
  has(id: string): boolean;
  /** The media that carries a comment. */
  commented(commentId: string): Media | undefined;
  count(accountId: string): number;
  timeline(): LivePost[];
  /** Its holder deletes or archives it, which looks the same from here. */
  vanish(id: string): boolean;
  reset(): void;
}

const DAY_MS = 86_400_000;
const MEDIA_FIELDS = [
  ...[
    'id',
    'caption',
    'alt_text',
    'media_type',
    'media_product_type',
    'media_url',
    'thumbnail_url',
    'permalink',
    'shortcode',
  ],
  ...[
    'timestamp',
    'username',
    'owner',
    'children',
    'comments',
    'comments_count',
    'like_count',
    'is_comment_enabled',
    'is_shared_to_feed',
  ],
];
export function createMediaStore(ctx: GraphContext, containers: Containers, settings: () => MediaSettings): MediaStore {
  const published = new Map<string, Media>();
  let sequence = Date.now();
  const nextId = (prefix: string) => `${prefix}${sequence++}`;
  const byAccount = new Map<string, Media[]>();
  const ofAccount = (accountId: string): Media[] => byAccount.get(accountId) ?? [];
  const used = (accountId: string, since: number): number => {
    const own = ofAccount(accountId);
    return own.length - 1 - own.findLastIndex((one) => one.publishedAt <= since);
  };
  const hidden = (media: Media): boolean => {
    const { hideFreshMs, hideFreshReads } = ctx.state.settings('INSTAGRAM');
    return ctx.state.now() - media.publishedAt < hideFreshMs || media.listed <= hideFreshReads;
  };

  const refuseRestricted = (accountId: string): void => {
    const { standing } = settings();
    if (standing !== 'GOOD') refuse(standing);
    if (ctx.state.accountChange('INSTAGRAM', accountId).restricted === true) refuse('RESTRICTED');
  };

  return {
    publish: (session, creationId) => {
      const container = containers.get(creationId);
      if (container === undefined || container.accountId !== session.account.id) return refuse('NO_MEDIA', creationId);
      if (container.kind === 'IMAGE_ITEM' || container.kind === 'VIDEO_ITEM')
        refuse('PARAMETER', 'creation_id is a carousel item');
      const status = containers.status(container);
      if (status === 'PUBLISHED') refuse('NO_MEDIA', `container ${creationId} is already published`);
      if (status === 'EXPIRED') refuse('EXPIRED');
      if (status === 'ERROR') refuse('BROKEN');
      if (status === 'IN_PROGRESS') refuse('NOT_READY');
      refuseRestricted(session.account.id);
      if (used(session.account.id, ctx.state.now() - DAY_MS) >= settings().quotaTotal) refuse('QUOTA');
      const media: Media = {
        id: nextId('1803'),
        account: session.account,
        container,
        media: container.kind === 'CAROUSEL' ? container.children.flatMap((child) => child.media) : container.media,
        shortcode: `D${randomBytes(8).toString('base64url').slice(0, 10)}`,
        publishedAt: ctx.state.now(),
        listed: 0,
        reads: 0,
        commentsEnabled: true,
        comments: [],
      };
      published.set(media.id, media);
      const own = byAccount.get(session.account.id) ?? [];
      own.push(media);
      byAccount.set(session.account.id, own);
      container.mediaId = media.id;
      ctx.state.effect(livePost(media));
      return media;
    },
    list: (session, request, edge) => {
      ownAccount(session, request.params.id);
      const wanted = ofAccount(session.account.id).filter(
        (one) => (one.container.kind === 'STORIES') === (edge === 'stories'),
      );
      for (const media of wanted) media.listed += 1;
      const visible = wanted
        .filter((one) => !hidden(one) && withinTimes(one, request.query) && aliveStory(one, ctx))
        .reverse();
      return page(visible, request, (media) =>
        project(node(media, ctx, settings()), request.query.get('fields'), MEDIA_FIELDS),
      );
    },
    read: (media, fields) => {
      const json = project(node(media, ctx, settings()), fields, MEDIA_FIELDS);
      media.reads += 1;
      return { status: 200, json };
    },
    children: (media, fields) => {
      const nodes = childNodes(media).map((child) => project(child, fields, MEDIA_FIELDS));
      return { status: 200, json: { data: nodes } };
    },
    update: (media, request) => {
      const { comment_enabled: enabled } = parameters(request);
      if (!['true', 'false'].includes(String(enabled))) refuse('PARAMETER', 'comment_enabled is required');
      media.commentsEnabled = String(enabled) === 'true';
      return { status: 200, json: { success: true } };
    },
    changed: (accountId) => {
      const { externalId, username, displayName, avatarUrl, accountType } = ctx.state.accountChange(
        'INSTAGRAM',
        accountId,
      );
      return {
        ...(externalId !== undefined && { user_id: externalId }),
        ...(username !== undefined && { username }),
        ...(displayName !== undefined && { name: displayName }),
        ...(avatarUrl !== undefined && { profile_picture_url: avatarUrl }),
        ...(accountType !== undefined && { account_type: accountType }),
      };
    },
    limit: (session, request) => {
      const account = ownAccount(session, request.params.id);
      refuseRestricted(account.id);
      const now = ctx.state.now();
      const since = request.query.has('since') ? Number(request.query.get('since')) * 1000 : now - DAY_MS;
      if (!Number.isFinite(since) || since < now - DAY_MS - 60_000 || since > now)
        refuse('PARAMETER', 'since must lie within the last 24 hours');
      const node = {
        quota_usage: used(account.id, since),
        config: { quota_total: settings().quotaTotal, quota_duration: DAY_MS / 1000 },
      };
      const fields = request.query.get('fields') ?? 'quota_usage';
      return { status: 200, json: { data: [project(node, fields, ['quota_usage', 'config'], [])] } };
    },
    get: (session, id) => {
      const media = published.get(id);
      return media !== undefined && media.account.id === session.account.id ? media : refuse('NO_OBJECT', `ID '${id}'`);
    },
    has: (id) => published.has(id),
    commented: (commentId) => [...published.values()].find((one) => one.comments.some(({ id }) => id === commentId)),
    count: (accountId) => ofAccount(accountId).length,
    vanish: (id) => {
      const one = published.get(id);
      if (one === undefined) return false;
      published.delete(id);
      byAccount.set(
        one.account.id,
        ofAccount(one.account.id).filter((other) => other !== one),
      );
      return true;
    },
    timeline: () => [...published.values()].map(livePost),
    reset: () => {
      published.clear();
      byAccount.clear();
    },
  };
}

function withinTimes(media: Media, query: URLSearchParams): boolean {
  const since = Number(query.get('since') ?? 0) * 1000;
  const until = Number(query.get('until') ?? Number.POSITIVE_INFINITY) * 1000;
  return media.publishedAt >= since && media.publishedAt <= until;
}

function aliveStory(media: Media, ctx: GraphContext): boolean {
  return media.container.kind !== 'STORIES' || ctx.state.now() - media.publishedAt < DAY_MS;
}
