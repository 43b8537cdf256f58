/** Turns a draft into rows to save: looks up what it names, fetches its media, checks its targets. */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Sql, Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { canonicalHash } from '../../canonical-json.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { currentTraceparent } from '../../feeds.ts';
import type { AssetRow } from '../../media/media.ts';
import { type Intake, type TakenIn, takeInMedia } from '../../media/media-intake.ts';
import { pipeline } from '../../pipeline.ts';
import { localTimeOf, type ResolvedSchedule } from '../../schedule-time.ts';
import type { NewTarget } from '../../targets/target-columns.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { checkOptionsOf } from '../options-input.ts';
import { mediaOf, optionMedia, type PostContent } from '../post-content.ts';
import { budgetWarnings, costsOf } from '../post-costs.ts';
import { loadReferences, type NewPost, type References } from '../post-store.ts';
import { type Findings, type TargetToCheck, validateTargets } from '../preflight.ts';
import { quotaWarnings, reservingTargets, type TimedTarget, timedTargets } from '../quota-warnings.ts';
import type { Draft, DraftTarget } from './post-draft.ts';

export interface PlannedPost {
  draft: Draft;
  content: PostContent;
  /** Facts of its files. */
  files: ReadonlyMap<string, AssetRow>;
  /** A hash that is equal for equal content: tells partners whether anything visible to the audience has changed. */
  contentHash: string;
  /** When the added targets are due. */
  schedule: ResolvedSchedule;
  /** Rows of the targets that are added. */
  added: NewTarget[];
  /** Those that are to reserve units: added ones, and others whose needs an edit may have changed. */
  toReserve: readonly TimedTarget[];
  now: Date;
}

/** The rows that a draft becomes, or why it is refused. */
export const planPost = (
  ctx: AppContext,
  sql: Sql,
  viewer: Viewer,
  draft: Draft,
  intake: Intake,
): Promise<Outcome<PlannedPost>> =>
  pipeline(lookUp(sql, viewer, draft))
    .step((references) => findTime(viewer, draft, references, ctx.clock.now()))
    .step((found) =>
      pipeline(takeInMedia(intake, draft.media, found.references.media))
        .step((files) => check(ctx, draft, { ...found, files }))
        .step((plan) => warnOfFull(ctx, sql, plan, found.references))
        .step((plan) => warnOfBudget(ctx, sql, plan, found.references))
        .outcome(),
    )
    .outcome();

/** Looks up everything that the draft names, and refuses, at its place, what the viewer cannot see. */
export async function lookUp(sql: Sql, viewer: Viewer, draft: Draft): Promise<Outcome<References>> {
  const references = await loadReferences(sql, viewer, {
    brandId: draft.post.brandId,
    socialAccountIds: draft.targets.map(({ socialAccountId }) => socialAccountId),
    mediaAssetIds: [
      ...draft.media.flatMap(({ mediaAssetId }) => mediaAssetId?.toLowerCase() ?? []),
      ...draft.targets.flatMap(({ content: { overrides, options } }) => [
        ...(overrides.mediaAssetIds ?? []),
        ...optionMedia(options).map(({ id }) => id),
      ]),
    ],
  });
  if (references === null) return refuse(draft.missing);
  const errors = [
    ...draft.errors,
    ...draft.targets.flatMap((target) => referenceErrors(target, references)),
    ...draft.namedMedia.flatMap(({ id, path }) => (references.media.has(id) ? [] : [notFound('media', path)])),
  ];
  return refuseIfAny(errors) ?? accept(references);
}

/** Checks that a target names an account of the brand, and options of its platform. */
function referenceErrors({ socialAccountId, optionsOf, path }: DraftTarget, references: References): UserError[] {
  const account = references.accounts.get(socialAccountId);
  if (account === undefined) return [notFound('accountOfBrand', [...path, 'socialAccountId'])];
  return checkOptionsOf({ optionsOf }, account.platform, path);
}

/** The row of a post that is new. */
export const newPostOf = ({ draft, content, schedule, contentHash: hash }: PlannedPost): NewPost => ({
  ...draft.post,
  ...draft.attributes,
  content,
  scheduledAt: schedule.at,
  timeZone: schedule.timeZone,
  localTime: schedule.localTime,
  contentHash: hash,
});

interface Found {
  references: References;
  schedule: ResolvedSchedule;
  files: TakenIn;
}

/** The time of the added targets; refuses a viewer who may not schedule them. */
function findTime(
  viewer: Viewer,
  draft: Draft,
  references: References,
  now: Date,
): Outcome<Pick<Found, 'references' | 'schedule'>> {
  const forbidden = draft.goesLive ? requireScope(viewer, 'POSTS_PUBLISH') : null;
  const schedule = forbidden ?? draft.schedule(references.brand.timeZone, now);
  if (!schedule.ok) return schedule;
  return refuseIfAny(targetless(draft)) ?? accept({ references, schedule: schedule.value }, schedule.warnings);
}

export const targetless = ({ targets, goesLive }: Pick<Draft, 'targets' | 'goesLive'>): UserError[] =>
  targets.length > 0 || !goesLive ? [] : [userError('TARGET_MISSING', say('draftOnly'), ['input', 'targets'])];

function check(ctx: AppContext, draft: Draft, { references, schedule, files }: Found): Outcome<PlannedPost> {
  const content = { ...draft.content, media: files.media };
  const changed = draft.targets.filter(({ isChanged }) => isChanged);
  const findings = (targets: readonly DraftTarget[]) =>
    validateTargets(ctx, content, files.facts, toCheck(targets, references));
  const strict = findings(changed.filter(({ isStrict }) => isStrict));
  const lenient = findings(changed.filter(({ isStrict }) => !isStrict));
  // Fetching media may have taken minutes: "now" is when the post is saved.
  const now = ctx.clock.now();
  const when =
    schedule.mode === 'NOW' ? { ...schedule, at: now, localTime: localTimeOf(now, schedule.timeZone) } : schedule;
  const added = toCheck(
    draft.targets.filter(({ row }) => row === null),
    references,
  );
  const planned: PlannedPost = {
    draft,
    content,
    files: files.facts,
    contentHash: contentHash(content, draft.targets),
    schedule: when,
    added: added.map((target) => newTarget({ ...draft.post, ...draft.attributes, content }, target, when, now)),
    toReserve: references.brand.reservesQuota
      ? [
          ...(when.mode === 'DRAFT' ? [] : timedTargets(content, added, when.at ?? now)),
          ...changed.flatMap((target) => {
            const dueAt = target.row !== null && isWaiting(target.row) ? target.row.dueAt : null;
            return dueAt === null ? [] : timedTargets(content, toCheck([target], references), dueAt);
          }),
        ]
      : [],
    now,
  };
  return refuseIfAny(strict.errors) ?? accept(planned, allWarnings(strict, lenient));
}

const isWaiting = ({ status }: PostTarget): boolean => status === 'SCHEDULED' || status === 'PUBLISHING';

/** The rows to add, and the targets for which units are reserved; to be written in this transaction. */
export async function withReservations(
  ctx: AppContext,
  tx: Tx,
  { added, toReserve }: PlannedPost,
): Promise<{ added: NewTarget[]; reserving: ReadonlySet<string> }> {
  const reserving = await reservingTargets(ctx, tx, toReserve);
  return { added: added.map((target) => ({ ...target, reservesQuota: reserving.has(target.id) })), reserving };
}

async function warnOfFull(
  ctx: AppContext,
  sql: Sql,
  plan: PlannedPost,
  references: References,
): Promise<Outcome<PlannedPost>> {
  const { draft, content, schedule, now } = plan;
  if (schedule.mode === 'DRAFT') return accept(plan);
  const added = toCheck(
    draft.targets.filter(({ row }) => row === null),
    references,
  );
  return accept(plan, await quotaWarnings(ctx, sql, timedTargets(content, added, schedule.at ?? now)));
}

async function warnOfBudget(
  ctx: AppContext,
  sql: Sql,
  plan: PlannedPost,
  references: References,
): Promise<Outcome<PlannedPost>> {
  const { draft, content, files, schedule, now } = plan;
  if (schedule.mode === 'DRAFT' || !references.hasBudget) return accept(plan);
  const targets = toCheck(
    draft.targets.filter(({ row }) => row === null),
    references,
  );
  const costs = costsOf(ctx, content, files, targets);
  const { workspaceId } = references.brand;
  return accept(plan, await budgetWarnings(sql, { workspaceId, costs, targets, at: schedule.at ?? now, now }));
}

const allWarnings = (strict: Findings, lenient: Findings): UserError[] => [
  ...strict.warnings,
  ...lenient.errors,
  ...lenient.warnings,
];

/** The targets as `validateTargets` takes them. `references` has all their accounts. */
export const toCheck = (targets: readonly DraftTarget[], references: References): TargetToCheck[] =>
  targets.flatMap(({ row, content, socialAccountId, path }) => {
    const account = references.accounts.get(socialAccountId);
    if (account === undefined) return [];
    return [{ account, content, path, ...(row === null ? {} : { targetId: row.id }) }];
  });

/** The row of a target that joins `post`, scheduled or (mode DRAFT) not. */
function newTarget(
  post: { id: string; workspaceId: string; brandId: string; content: PostContent; priority: number },
  { account, content }: TargetToCheck,
  schedule: ResolvedSchedule,
  now: Date,
): NewTarget {
  const mediaCount = mediaOf(post.content, content).length;
  const isScheduled = schedule.mode !== 'DRAFT';
  return {
    id: content.id,
    workspaceId: post.workspaceId,
    brandId: post.brandId,
    postId: post.id,
    socialAccountId: account.id,
    platform: account.platform,
    format: content.format,
    overrides: content.overrides,
    options: content.options,
    status: isScheduled ? 'SCHEDULED' : 'DRAFT',
    dueAt: schedule.at,
    wakeAt:
      isScheduled && schedule.at !== null ? wakeAtFor({ format: content.format, mediaCount }, schedule.at, now) : null,
    priority: post.priority,
    traceparent: currentTraceparent(),
    reservesQuota: false,
  };
}

const contentHash = (content: PostContent, targets: readonly DraftTarget[]): string =>
  canonicalHash({
    ...content,
    targets: targets.map(({ socialAccountId, content: { format, overrides, options } }) => ({
      socialAccountId,
      format,
      overrides,
      options,
    })),
  });
