/**
 * When targets are given a time: warns of allowances that will be used up then, names the next free time, and reserves units where
 * the brand wants that.
 */
import type { AppContext } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import { say } from '../../texts/posts/texts.ts';
import { lockAllAllowances, needsOf } from '../accounts/allowances.ts';
import { type FullQuota, fullQuotas, nextFreeTime, type PlannedPost } from '../accounts/quota-plan.ts';
import { type UserError, userError } from '../errors.ts';
import { mediaOf, type PostContent } from './post-content.ts';
import type { TargetToCheck } from './preflight.ts';

/** A target that is given a time. */
export interface TimedTarget extends Omit<PlannedPost, 'platform'> {
  id: string;
  platform: PlannedPost['platform']['id'];
  path: readonly string[];
  /** Set if it is saved already: its present time is given up. */
  targetId?: string;
}

/**
 * Which of `targets` have room at their time, and reserve it until COMMIT of what is to say so: two at the same time do not both
 * get the last units.
 */
export async function reservingTargets(
  ctx: Pick<AppContext, 'platforms' | 'clock'>,
  tx: Tx,
  targets: readonly TimedTarget[],
): Promise<ReadonlySet<string>> {
  const posts = plannedPosts(ctx, targets);
  if (posts.length === 0) return new Set();
  const needs = posts.flatMap(({ platform, socialAccountId, post }) => {
    const rules = platform.quotas.filter(({ advisory }) => advisory !== true);
    const units = Object.fromEntries(rules.map((rule) => [rule.name, rule.cost(post)]));
    return needsOf({ platform, socialAccountId, units });
  });
  await lockAllAllowances(tx, needs);
  const replaced = posts.flatMap(({ targetId }) => targetId ?? []);
  const full = await fullQuotas(tx, posts, replaced, ctx.clock.now());
  return new Set(posts.flatMap(({ id }, index) => (full[index]?.length === 0 ? [id] : [])));
}

const plannedPosts = (ctx: Pick<AppContext, 'platforms'>, targets: readonly TimedTarget[]) =>
  targets.flatMap((target) => {
    const platform = ctx.platforms.get(target.platform)?.platform;
    return platform === undefined ? [] : [{ ...target, platform }];
  });

/** One warning for each allowance that is full when a target is due. One statement where none is. */
export async function quotaWarnings(
  ctx: Pick<AppContext, 'platforms' | 'clock'>,
  sql: Sql,
  targets: readonly TimedTarget[],
): Promise<UserError[]> {
  const now = ctx.clock.now();
  const posts = plannedPosts(ctx, targets);
  if (posts.length === 0) return [];
  const replaced = posts.flatMap(({ targetId }) => targetId ?? []);
  const full = await fullQuotas(sql, posts, replaced, now);
  const fitting = posts.filter((_, index) => full[index]?.length === 0);
  // Targets of one account that need the same units are free at the same time.
  const freeTimes = new Map<string, Promise<Date | null>>();
  const warnings: UserError[] = [];
  for (const [index, post] of posts.entries()) {
    const quotas = full[index] ?? [];
    if (quotas.length === 0) continue;
    const units = quotas.map((quota) => quota.units);
    const key = JSON.stringify([post.socialAccountId, post.at, post.post.format, units]);
    const free = freeTimes.get(key) ?? nextFreeTime(sql, post, { others: fitting, replaced }, now);
    freeTimes.set(key, free);
    const freeAt = await free;
    warnings.push(...quotas.map((quota) => fullWarning(post, quota, freeAt)));
  }
  return warnings;
}

function fullWarning(
  post: Pick<TimedTarget, 'at' | 'path' | 'targetId'>,
  quota: FullQuota,
  freeAt: Date | null,
): UserError {
  const { name, limit, taken, units, basis } = quota;
  const said = say('quotaFull', {
    name,
    taken,
    limit,
    at: post.at.toISOString(),
    units,
    freeAt: freeAt?.toISOString() ?? null,
    isGuessed: basis === 'GUESSED',
  });
  return userError('QUOTA_FULL_AT_DUE', said, post.path, {
    limit,
    actual: taken + units,
    ...(post.targetId === undefined ? {} : { targetId: post.targetId }),
    ...(freeAt === null ? {} : { nextFreeTime: freeAt.toISOString() }),
  });
}

/** Targets of a post as it is being written, all due at `at`. */
export const timedTargets = (post: PostContent, checks: readonly TargetToCheck[], at: Date): TimedTarget[] =>
  checks.map(({ account, content, path, targetId }) => ({
    id: content.id,
    platform: account.platform,
    socialAccountId: account.id,
    post: { format: content.format, options: content.options, mediaCount: mediaOf(post, content).length },
    at,
    path,
    ...(targetId === undefined ? {} : { targetId }),
  }));
