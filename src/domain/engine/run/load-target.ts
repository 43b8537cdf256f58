/** Reads the post, media, journal and account of leased targets. */

import type { AppContext } from '../../../context.ts';
import type { Sql } from '../../../lib/db.ts';
import type { PostTarget, PublishStep, ScheduledPost, SocialAccount } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { PublishPost } from '../../../platforms/platform.ts';
import { allOf } from '../../../texts/common/texts.ts';
import { configuredPlatform } from '../../accounts/platform-api.ts';
import { invariant } from '../../errors.ts';
import type { AssetRow } from '../../media/media.ts';
import { parseOptions } from '../../posts/options-input.ts';
import { mergeTarget, type TargetOverrides } from '../../posts/post-content.ts';
import type { TakenTarget } from '../schedule/admission.ts';

export interface LeasedTarget extends TakenTarget {
  account: SocialAccount;
  steps: PublishStep[];
  mediaCount: number;
  /** What the adapter gets: post and overrides merged, options parsed. */
  publishPost(): PublishPost;
}

interface Loaded {
  targetId: string;
  post: Pick<ScheduledPost, 'caption' | 'title'>;
  postMedia: { mediaAssetId: string; altText: string | null }[] | null;
  media: AssetRow[] | null;
  steps: StoredStep[] | null;
}

/** A journal row as `to_jsonb` writes it: instants are text, names are column names. */
interface StoredStep {
  target_id: string;
  step: string;
  kind: PublishStep['kind'];
  state: PublishStep['state'];
  result: PublishStep['result'];
  intent_at: string | null;
  deadline_at: string | null;
  tries: number;
  created_at: string;
  updated_at: string;
}

export async function loadTargets(ctx: AppContext, taken: readonly TakenTarget[]): Promise<LeasedTarget[]> {
  const [loaded, accounts] = await Promise.all([
    load(
      ctx.db,
      taken.map(({ target }) => target),
    ),
    ctx.db.query<SocialAccount>(
      'SELECT * FROM social_account WHERE id = ANY($1)',
      [taken.map(({ target }) => target.socialAccountId)],
      'load_accounts',
    ),
  ]);
  const accountOf = new Map(accounts.map((account) => [account.id, account]));
  return taken.map((one) => {
    const row = loaded.get(one.target.id);
    const account = accountOf.get(one.target.socialAccountId);
    invariant(row && account, `target ${one.target.id} has no post or no account`);
    return {
      ...one,
      account,
      steps: (row.steps ?? []).map(journalRow),
      mediaCount: row.postMedia?.length ?? 0,
      publishPost: () => publishPost(ctx, one.target, row),
    };
  });
}

/** The post as an adapter would get it, for a target that no run works on. */
export async function readPost(ctx: AppContext, sql: Sql, target: PostTarget): Promise<PublishPost> {
  const row = (await load(sql, [target])).get(target.id);
  invariant(row, `target ${target.id} has no post`);
  return publishPost(ctx, target, row);
}

/** The same for many: by target, each read when it is asked for. Throws, then, what makes it impossible to publish. */
export async function readPosts(
  ctx: Pick<AppContext, 'platforms'>,
  sql: Sql,
  targets: readonly PostTarget[],
): Promise<Map<string, () => PublishPost>> {
  const rows = await load(sql, targets);
  return new Map(
    targets.flatMap((target) => {
      const row = rows.get(target.id);
      return row === undefined ? [] : [[target.id, () => publishPost(ctx, target, row)] as const];
    }),
  );
}

/** By target. */
async function load(sql: Sql, targets: readonly PostTarget[]): Promise<Map<string, Loaded>> {
  const rows = await sql.query<Loaded>(
    `SELECT t.id AS target_id, jsonb_build_object('caption', p.caption, 'title', p.title) AS post,
       (SELECT jsonb_agg(jsonb_build_object('mediaAssetId', pm.media_asset_id, 'altText', pm.alt_text) ORDER BY pm.position) FROM post_media pm WHERE pm.post_id = p.id) AS post_media,
       (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'status', m.status, 'kind', m.kind, 'mimeType', m.mime_type, 'bytes', m.bytes, 'width', m.width, 'height', m.height, 'durationMs', m.duration_ms,
          'frameRate', m.frame_rate, 'frameCount', m.frame_count, 'videoCodec', m.video_codec, 'audioCodec', m.audio_codec, 'altText', m.alt_text))
        FROM media_asset m
        WHERE m.id IN (SELECT pm.media_asset_id FROM post_media pm WHERE pm.post_id = p.id
                       UNION SELECT media_id::uuid FROM jsonb_array_elements_text(coalesce(t.overrides -> 'mediaAssetIds', '[]')) AS media_id)) AS media,
       (SELECT jsonb_agg(to_jsonb(s)) FROM publish_step s WHERE s.target_id = t.id) AS steps
     FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) AS t (id, post_id, overrides) JOIN scheduled_post p ON p.id = t.post_id`,
    [
      targets.map(({ id }) => id),
      targets.map(({ postId }) => postId),
      targets.map(({ overrides }) => JSON.stringify(overrides ?? {})),
    ],
    'load_targets',
  );
  return new Map(rows.map((row) => [row.targetId, row]));
}

function publishPost(
  ctx: Pick<AppContext, 'platforms'>,
  target: PostTarget,
  { post, postMedia, media }: Loaded,
): PublishPost {
  const { platform } = configuredPlatform(ctx, target.platform);
  const parsed = parseOptions(platform, target.options);
  if (!parsed.ok) throw new PlatformFailure('CONTENT_INVALID', allOf(parsed.issues));
  return mergeTarget(
    { caption: post.caption, title: post.title, media: postMedia ?? [] },
    {
      id: target.id,
      format: target.format,
      overrides: (target.overrides ?? {}) as TargetOverrides,
      options: parsed.options,
    },
    new Map((media ?? []).map((facts) => [facts.id, facts])),
  );
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

const journalRow = (row: StoredStep): PublishStep => ({
  targetId: row.target_id,
  step: row.step,
  kind: row.kind,
  state: row.state,
  result: row.result,
  intentAt: instant(row.intent_at),
  deadlineAt: instant(row.deadline_at),
  tries: row.tries,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});
