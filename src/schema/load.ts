/** Things by id, as far as the viewer may see them: one statement for all that are asked for at once. */
import { visibleBrands, visibleMediaAssets, visibleSocialAccounts } from '../domain/access.ts';
import { logsByIds } from '../domain/queries/logs.ts';
import { postsByIds, type PostRow } from '../domain/queries/posts.ts';
import { targetsByIds } from '../domain/queries/targets.ts';
import type { Brand, MediaAsset, PostTarget, PublishingLog, SocialAccount } from '../lib/prisma/client.ts';
import type { SchemaContext } from './context.ts';

const byId = <Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> => new Map(rows.map((row) => [row.id, row]));

export const loadBrand = (context: SchemaContext, id: string): Promise<Brand | undefined> =>
  context.batch.load('brand', id, async (ids) =>
    byId(await context.app.db.prisma.brand.findMany({ where: { AND: [visibleBrands(context.viewer), { id: { in: [...ids] } }] } })),
  );

export const loadAccount = (context: SchemaContext, id: string): Promise<SocialAccount | undefined> =>
  context.batch.load('socialAccount', id, async (ids) =>
    byId(await context.app.db.prisma.socialAccount.findMany({ where: { AND: [visibleSocialAccounts(context.viewer), { id: { in: [...ids] } }] } })),
  );

export const loadMedia = (context: SchemaContext, id: string): Promise<MediaAsset | undefined> =>
  context.batch.load('mediaAsset', id, async (ids) =>
    byId(await context.app.db.prisma.mediaAsset.findMany({ where: { AND: [visibleMediaAssets(context.viewer), { id: { in: [...ids] } }] } })),
  );

export const loadPost = (context: SchemaContext, id: string): Promise<PostRow | undefined> =>
  context.batch.load('scheduledPost', id, (ids) => postsByIds(context.app, context.viewer, ids));

export const loadTarget = (context: SchemaContext, id: string): Promise<PostTarget | undefined> =>
  context.batch.load('postTarget', id, (ids) => targetsByIds(context.app, context.viewer, ids));

export const loadLog = (context: SchemaContext, id: string): Promise<PublishingLog | undefined> =>
  context.batch.load('publishingLog', id, (ids) => logsByIds(context.app, context.viewer, ids));

/** For what a foreign key says is there and the viewer may see whenever they see what refers to it. */
export async function required<T>(found: Promise<T | undefined>): Promise<T> {
  const value = await found;
  if (value === undefined) throw new Error('a row refers to one that is gone or not visible');
  return value;
}
