/** The SQL of posts: reads what a write refers to, locks a post with its targets, and inserts a whole post in one call. */

import type { Viewer } from '../../context.ts';
import { type Sql, sqlState, type Tx } from '../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../lib/prisma/client.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/posts/texts.ts';
import { isId, type Reach, visibleSql } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import type { AssetRow } from '../media/media.ts';
import { appendPublishEvents, firstEntry } from '../targets/publish-event.ts';
import type { NewTarget } from '../targets/target-columns.ts';
import { asBegun, noteNewTargets, targetRow } from '../targets/target-rows.ts';
import { announceWake } from '../targets/target-wake.ts';
import type { PostContent } from './post-content.ts';
import { appendPostEvents } from './post-event.ts';
import type { AccountToCheck } from './preflight.ts';

/** The rows that a post refers to, if the viewer may see them. */
export interface References {
  brand: { id: string; workspaceId: string; timeZone: string; reservesQuota: boolean };
  /** The workspace has a budget for what platforms bill. */
  hasBudget: boolean;
  accounts: ReadonlyMap<string, AccountToCheck>;
  media: ReadonlyMap<string, AssetRow>;
}

interface ReferenceRow {
  id: string;
  workspaceId: string;
  hasBudget: boolean;
  timeZone: string;
  reservesQuota: boolean;
  accounts: AccountToCheck[];
  media: AssetRow[];
}

/** Null if the viewer cannot see the brand; invisible accounts and media are absent. */
export async function loadReferences(
  sql: Sql,
  viewer: Reach,
  named: { brandId: string; socialAccountIds: readonly string[]; mediaAssetIds: readonly string[] },
): Promise<References | null> {
  if (!isId(named.brandId)) return null;
  const params: unknown[] = [named.brandId, named.socialAccountIds.filter(isId), named.mediaAssetIds.filter(isId)];
  const visible = visibleSql(viewer, params, { workspace: 'b.workspace_id', brand: 'b.id' });
  const [row] = await sql.query<ReferenceRow>(
    `SELECT b.id, b.workspace_id, b.time_zone, b.reserves_quota, EXISTS (SELECT FROM budget WHERE budget.workspace_id = b.workspace_id) AS has_budget,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'platform', a.platform, 'externalId', a.external_id, 'username', a.username, 'displayName', a.display_name,
          'facts', a.facts || jsonb_build_object('scopes', a.scopes), 'status', a.status, 'isPaused', coalesce(a.paused_at, b.paused_at, w.paused_at) IS NOT NULL)), '[]')
        FROM social_account a WHERE a.brand_id = b.id AND a.id = ANY($2::uuid[])) AS accounts,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'status', m.status, 'kind', m.kind, 'mimeType', m.mime_type, 'bytes', m.bytes, 'width', m.width, 'height', m.height,
          'durationMs', m.duration_ms, 'frameRate', m.frame_rate, 'frameCount', m.frame_count, 'videoCodec', m.video_codec, 'audioCodec', m.audio_codec, 'altText', m.alt_text, 'errorCode', m.error_code, 'errorMessage', m.error_message)), '[]')
        FROM media_asset m WHERE m.workspace_id = b.workspace_id AND m.id = ANY($3::uuid[])) AS media
     FROM brand b JOIN workspace w ON w.id = b.workspace_id
     WHERE b.id = $1 AND ${visible}`,
    params,
    'post_references',
  );
  if (row === undefined) return null;
  return {
    brand: { id: row.id, workspaceId: row.workspaceId, timeZone: row.timeZone, reservesQuota: row.reservesQuota },
    hasBudget: row.hasBudget,
    accounts: new Map(row.accounts.map((account) => [account.id, account])),
    media: new Map(row.media.map((media) => [media.id, media])),
  };
}

export interface LockedPost {
  post: ScheduledPost;
  content: PostContent;
  /** Locked in the order of their ids, as by every write. */
  targets: PostTarget[];
}

/** Locks a post and then its targets; refuses a post that the viewer cannot see, or that was changed since it was read. */
export async function lockPost(
  tx: Tx,
  viewer: Viewer,
  input: { postId: string; expectedVersion?: number | null | undefined },
): Promise<Outcome<LockedPost>> {
  const path = ['input', 'postId'];
  if (!isId(input.postId)) return refuse(notFound('post', path));
  const params: unknown[] = [input.postId];
  const visible = visibleSql(viewer, params, { workspace: 'workspace_id', brand: 'brand_id' });
  const [post] = await tx.query<ScheduledPost>(
    `SELECT * FROM scheduled_post WHERE id = $1 AND ${visible} FOR NO KEY UPDATE`,
    params,
    'lock_post',
  );
  if (post === undefined) return refuse(notFound('post', path));
  const { expectedVersion } = input;
  if (typeof expectedVersion === 'number' && expectedVersion !== post.version) {
    const said = sayCommon('versionConflict', { what: 'post', version: post.version, expected: expectedVersion });
    return refuse(
      userError('VERSION_CONFLICT', said, ['input', 'expectedVersion'], {
        limit: post.version,
        actual: expectedVersion,
      }),
    );
  }
  const targets = await lockTargetsOfPost(tx, post.id);
  const media = await tx.query<PostContent['media'][number]>(
    'SELECT media_asset_id, alt_text FROM post_media WHERE post_id = $1 ORDER BY position',
    [post.id],
    'post_media',
  );
  return accept({ post, targets, content: { caption: post.caption, title: post.title, media } });
}

const lockTargetsOfPost = (tx: Tx, postId: string): Promise<PostTarget[]> =>
  tx.query<PostTarget>(
    'SELECT * FROM post_target WHERE post_id = $1 ORDER BY id FOR NO KEY UPDATE',
    [postId],
    'lock_targets_of_post',
  );

/** Locks single targets in the order of their ids. Invisible ones are absent. */
export function lockVisibleTargets(tx: Tx, viewer: Viewer, targetIds: readonly string[]): Promise<PostTarget[]> {
  const params: unknown[] = [targetIds.filter(isId)];
  const visible = visibleSql(viewer, params, { workspace: 'workspace_id', brand: 'brand_id' });
  return tx.query<PostTarget>(
    `SELECT * FROM post_target WHERE id = ANY($1::uuid[]) AND ${visible} ORDER BY id FOR NO KEY UPDATE`,
    params,
    'lock_targets',
  );
}

/** Locks the one target that a call names. */
export async function lockTarget(tx: Tx, viewer: Viewer, targetId: string): Promise<Outcome<PostTarget>> {
  const [target] = await lockVisibleTargets(tx, viewer, [targetId]);
  return target === undefined ? refuse(notFound('target', ['input', 'targetId'])) : accept(target);
}

export interface NewPost {
  id: string;
  workspaceId: string;
  brandId: string;
  content: PostContent;
  scheduledAt: Date | null;
  timeZone: string;
  localTime: string | null;
  priority: number;
  contentHash: string;
  externalId: string | null;
  metadata: unknown;
}

/** The database function that inserts a whole post, and the name of its refusal. */
const CREATE_POST = 'create_scheduled_post';
const EXTERNAL_ID_TAKEN = 'SW001';
/** The index that refuses it when a post is changed. */
const UNIQUE_VIOLATION = '23505';

/**
 * Writes post, media, targets and their first events, and wakes the dispatchers, in one round trip including COMMIT.
 * Fails if the brand already has a post with this `externalId`, or gets one from an open transaction, for which it
 * waits; `unlessExternalIdTaken` turns that into a refusal.
 */
export function insertPost(tx: Tx, post: NewPost, targets: readonly NewTarget[]): void {
  tx.atCommit(CREATE_POST, () => ({
    post: {
      id: post.id,
      workspace_id: post.workspaceId,
      brand_id: post.brandId,
      caption: post.content.caption,
      title: post.content.title,
      scheduled_at: post.scheduledAt,
      time_zone: post.timeZone,
      local_time: post.localTime,
      priority: post.priority,
      content_hash: post.contentHash,
      external_id: post.externalId,
      metadata: post.metadata,
    },
    media: post.content.media.map(({ mediaAssetId, altText }, position) => ({
      position,
      media_asset_id: mediaAssetId,
      alt_text: altText,
    })),
    targets: targets.map(targetRow),
  }));
  const { content, ...columns } = post;
  noteChange(tx, 'POST', () => ({
    id: post.id,
    brandId: post.brandId,
    before: null,
    after: { ...columns, ...content },
  }));
  noteNewTargets(tx, targets);
  const wakeAt = earliestWake(targets);
  if (wakeAt !== null) announceWake(tx, wakeAt);
  appendPostEvents(tx, 'post.created', [{ post, details: { version: 1 } }]);
  appendPublishEvents(
    tx,
    targets.map((target) => ({
      target: asBegun(target),
      entry: firstEntry(target),
    })),
  );
}

/** The outcome of a write with an `externalId`: a duplicate is a refusal, whichever statement found it. */
export async function unlessExternalIdTaken<T>(
  externalId: string | null | undefined,
  written: Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  try {
    return await written;
  } catch (error) {
    const state = sqlState(error);
    if (typeof externalId !== 'string' || (state !== EXTERNAL_ID_TAKEN && state !== UNIQUE_VIOLATION)) throw error;
    const said = say('externalIdTaken', { externalId: JSON.stringify(externalId) });
    return refuse(userError('EXTERNAL_ID_TAKEN', said, ['input', 'externalId']));
  }
}

function earliestWake(targets: readonly NewTarget[]): Date | null {
  const times = targets.flatMap(({ wakeAt }) => (wakeAt === null ? [] : [wakeAt.getTime()]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
