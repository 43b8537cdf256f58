/** Reads what a run needs in one statement: post, media and journal of a leased target. */
import type { AppContext } from '../context.ts';
import type { PostTarget, PublishStep, ScheduledPost } from '../lib/prisma/client.ts';
import { PlatformFailure } from '../platforms/failure.ts';
import type { PublishPost } from '../platforms/platform.ts';
import { invariant } from './errors.ts';
import { type MediaFacts, mergeTarget, parseOptions, type TargetOverrides } from './preflight.ts';
import { configuredPlatform } from './tokens.ts';

export interface LeasedTarget {
  target: PostTarget;
  lateWindowMs: number;
  steps: PublishStep[];
  mediaCount: number;
  /** Post and overrides merged, options parsed: what the adapter is handed. */
  publishPost(): PublishPost;
}

interface Loaded {
  post: Pick<ScheduledPost, 'caption' | 'title'>;
  postMedia: { mediaAssetId: string; altText: string | null }[] | null;
  media: MediaFacts[] | null;
  steps: StoredStep[] | null;
}

/** As `to_jsonb` writes a journal row: instants are text, names are those of the columns. */
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

export async function loadTarget(ctx: AppContext, target: PostTarget, lateWindowMs: number): Promise<LeasedTarget> {
  const [row] = await ctx.db.query<Loaded>(
    `SELECT jsonb_build_object('caption', p.caption, 'title', p.title) AS post,
       (SELECT jsonb_agg(jsonb_build_object('mediaAssetId', pm.media_asset_id, 'altText', pm.alt_text) ORDER BY pm.position) FROM post_media pm WHERE pm.post_id = p.id) AS post_media,
       (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'status', m.status, 'kind', m.kind, 'mimeType', m.mime_type, 'bytes', m.bytes, 'width', m.width, 'height', m.height, 'durationMs', m.duration_ms,
          'frameRate', m.frame_rate, 'videoCodec', m.video_codec, 'audioCodec', m.audio_codec, 'altText', m.alt_text))
        FROM media_asset m
        WHERE m.id IN (SELECT pm.media_asset_id FROM post_media pm WHERE pm.post_id = p.id)
           OR m.id::text IN (SELECT jsonb_array_elements_text(coalesce($2::jsonb -> 'mediaAssetIds', '[]')))) AS media,
       (SELECT jsonb_agg(to_jsonb(s)) FROM publish_step s WHERE s.target_id = $3) AS steps
     FROM scheduled_post p WHERE p.id = $1`,
    [target.postId, JSON.stringify(target.overrides ?? {}), target.id],
    'load_target',
  );
  invariant(row, `target ${target.id} has no post`);
  const media = new Map((row.media ?? []).map((facts) => [facts.id, facts]));
  const { platform } = configuredPlatform(ctx, target.platform);
  const publishPost = (): PublishPost => {
    const parsed = parseOptions(platform, target.options);
    if (!parsed.ok)
      throw new PlatformFailure('CONTENT_INVALID', parsed.issues.map((issue) => issue.message).join('; '));
    const content = {
      id: target.id,
      format: target.format,
      overrides: (target.overrides ?? {}) as TargetOverrides,
      options: parsed.options,
    };
    return mergeTarget(
      { caption: row.post.caption, title: row.post.title, media: row.postMedia ?? [] },
      content,
      media,
    );
  };
  return {
    target,
    lateWindowMs,
    steps: (row.steps ?? []).map(journalRow),
    mediaCount: row.postMedia?.length ?? 0,
    publishPost,
  };
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
