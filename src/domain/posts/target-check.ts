/** Checks saved targets again before they are (re)scheduled: accounts, media and platforms may have changed since. */
import type { AppContext } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Reach } from '../access.ts';
import type { Cost } from '../accounts/prices.ts';
import { invariant, type UserError } from '../errors.ts';
import { mediaOf, optionMedia, type PostContent, type TargetContent } from './post-content.ts';
import { costsOf } from './post-costs.ts';
import { readOverrides } from './post-input.ts';
import { loadReferences } from './post-store.ts';
import { type Findings, validateTargets } from './preflight.ts';
import type { TimedTarget } from './quota-warnings.ts';

export interface CheckedTargets {
  findingsOf: ReadonlyMap<string, Findings>;
  /** How many files each target publishes. */
  mediaCountOf: ReadonlyMap<string, number>;
  /** The files that each target publishes or names in its options. */
  filesOf: ReadonlyMap<string, readonly string[]>;
  /** The targets whose brand reserves units for what is scheduled. */
  reserving: ReadonlySet<string>;
  /** What publishing a target costs; null where nothing. */
  costOf(targetId: string): Cost | null;
}

/** `targets` are locked, so their content cannot change meanwhile. */
export async function checkTargets(
  ctx: Pick<AppContext, 'platforms'>,
  tx: Tx,
  viewer: Reach,
  targets: readonly PostTarget[],
): Promise<CheckedTargets> {
  const contents = await readContents(tx, [...new Set(targets.map(({ postId }) => postId))]);
  const findingsOf = new Map<string, Findings>();
  const mediaCountOf = new Map<string, number>();
  const filesOf = new Map<string, readonly string[]>();
  const reserving = new Set<string>();
  const costs = new Map<string, () => Cost | null>();
  for (const [brandId, ofBrand] of Map.groupBy(targets, (target) => target.brandId)) {
    const entries = ofBrand.map((target) => {
      const post = contents.get(target.postId);
      invariant(post, `target ${target.id} without its post`);
      const content: TargetContent = {
        id: target.id,
        format: target.format,
        overrides: readOverrides(target.overrides),
        options: target.options,
      };
      return { target, post, content, media: mediaOf(post, content).map(({ mediaAssetId }) => mediaAssetId) };
    });
    const references = await loadReferences(tx, viewer, {
      brandId,
      socialAccountIds: ofBrand.map(({ socialAccountId }) => socialAccountId),
      mediaAssetIds: entries.flatMap(({ media, content }) => [
        ...media,
        ...optionMedia(content.options).map(({ id }) => id),
      ]),
    });
    for (const { target, post, content, media } of entries) {
      const account = references?.accounts.get(target.socialAccountId);
      invariant(references && account, `target ${target.id} without its account`);
      if (references.brand.reservesQuota) reserving.add(target.id);
      mediaCountOf.set(target.id, media.length);
      filesOf.set(target.id, [...media, ...optionMedia(content.options).map(({ id }) => id)]);
      const check = [{ account, content, path: ['input'], targetId: target.id }];
      findingsOf.set(target.id, validateTargets(ctx, post, references.media, check));
      costs.set(target.id, () => costsOf(ctx, post, references.media, check)[0] ?? null);
    }
  }
  return { findingsOf, mediaCountOf, filesOf, reserving, costOf: (targetId) => costs.get(targetId)?.() ?? null };
}

/** What `filesOf` tells, read without any lock: perhaps more than each target has by now, never less than it had. */
export async function filesOfTargets(sql: Sql, targetIds: readonly string[]): Promise<Map<string, readonly string[]>> {
  const rows = await sql.query<Pick<PostTarget, 'id' | 'overrides' | 'options'> & { media: string[] }>(
    `SELECT id, overrides, options, ARRAY(SELECT media_asset_id::text FROM post_media m WHERE m.post_id = t.post_id) AS media
     FROM post_target t WHERE id = ANY($1::uuid[])`,
    [targetIds],
    'files_of_targets',
  );
  return new Map(
    rows.map(({ id, overrides, options, media }) => [
      id,
      [...media, ...(readOverrides(overrides).mediaAssetIds ?? []), ...optionMedia(options).map((named) => named.id)],
    ]),
  );
}

export const errorsOf = (checked: CheckedTargets): UserError[] =>
  [...checked.findingsOf.values()].flatMap(({ errors }) => errors);
export const warningsOf = (checked: CheckedTargets): UserError[] =>
  [...checked.findingsOf.values()].flatMap(({ warnings }) => warnings);

/** The targets as `quotaWarnings` takes them, each at its new time. */
export const timedAs =
  ({ mediaCountOf }: Pick<CheckedTargets, 'mediaCountOf'>, atOf: (target: PostTarget) => Date) =>
  (target: PostTarget): TimedTarget => ({
    id: target.id,
    platform: target.platform,
    socialAccountId: target.socialAccountId,
    post: { format: target.format, options: target.options, mediaCount: mediaCountOf.get(target.id) ?? 0 },
    at: atOf(target),
    path: ['input'],
    targetId: target.id,
  });

async function readContents(tx: Tx, postIds: readonly string[]): Promise<Map<string, PostContent>> {
  const rows = await tx.query<PostContent & { id: string }>(
    `SELECT p.id, p.caption, p.title,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('mediaAssetId', m.media_asset_id, 'altText', m.alt_text) ORDER BY m.position), '[]') FROM post_media m WHERE m.post_id = p.id) AS media
     FROM scheduled_post p WHERE p.id = ANY($1::uuid[])`,
    [postIds],
    'post_contents',
  );
  return new Map(rows.map(({ id, ...content }) => [id, content]));
}
