/** Checks a post without saving or fetching anything. */
import type { AppContext, Viewer } from '../../../context.ts';
import { requireScope } from '../../access.ts';
import type { Cost } from '../../accounts/prices.ts';
import { accept, type Outcome, refuseIfAny, type UserError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { mediaOf } from '../post-content.ts';
import { budgetWarnings, costsOf } from '../post-costs.ts';
import { checkPostInput, type ValidatePostInput } from '../post-input.ts';
import type { References } from '../post-store.ts';
import { validateTargets } from '../preflight.ts';
import { presumeMedia } from '../presumed-media.ts';
import { quotaWarnings, timedTargets } from '../quota-warnings.ts';
import { type Draft, newDraft } from './post-draft.ts';
import { lookUp, targetless, toCheck } from './post-plan.ts';

export interface PostValidation {
  valid: boolean;
  errors: readonly UserError[];
  warnings: readonly UserError[];
  /** Of each target, in order. */
  costs: readonly (Cost | null)[];
}

/** Returns what `createScheduledPost` with mode AT would say about this post. */
export async function validatePost(
  ctx: AppContext,
  viewer: Viewer,
  input: ValidatePostInput,
): Promise<Outcome<PostValidation>> {
  const forbidden = requireScope(viewer, 'POSTS_READ');
  if (forbidden) return forbidden;
  const draft = newDraft(viewer, { ...input, schedule: input.schedule ?? { mode: 'DRAFT' } }, true);
  const verdict = await pipeline(refuseIfAny(checkPostInput(input)) ?? accept(draft))
    .step(() => lookUp(ctx.db, viewer, draft))
    .step(async (references) => accept(await verdictOn(ctx, draft, references)))
    .outcome();
  return verdict.ok ? verdict : accept({ valid: false, errors: verdict.errors, warnings: [], costs: [] });
}

async function verdictOn(ctx: AppContext, draft: Draft, references: References): Promise<PostValidation> {
  const schedule = draft.schedule(references.brand.timeZone, ctx.clock.now());
  const media = presumeMedia(ctx.checkUrl, draft.media, references.media);
  const content = { ...draft.content, media: media.media };
  const checks = toCheck(draft.targets, references);
  const found = validateTargets(ctx, content, media.facts, checks);
  // A finding about a file names it by its place among the media of the target.
  const isKnown = ({ code, path: [, , target, about, index] }: UserError) => {
    const check = about === 'media' && index !== undefined ? checks[Number(target)] : undefined;
    return check === undefined || !media.isGuess(code, mediaOf(content, check.content)[Number(index)]?.mediaAssetId);
  };
  const errors = [
    ...(schedule.ok ? [] : schedule.errors),
    ...targetless(draft),
    ...media.errors,
    ...found.errors.filter(isKnown),
  ];
  const at = schedule.ok && schedule.value.mode !== 'DRAFT' ? schedule.value.at : null;
  const costs = costsOf(ctx, content, media.facts, checks);
  const { workspaceId } = references.brand;
  const now = ctx.clock.now();
  const warnings = [
    ...(schedule.ok ? schedule.warnings : []),
    ...media.warnings,
    ...found.warnings.filter(isKnown),
    ...(at === null ? [] : await quotaWarnings(ctx, ctx.db, timedTargets(content, checks, at))),
    ...(references.hasBudget
      ? await budgetWarnings(ctx.db, { workspaceId, costs, targets: checks, at: at ?? now, now })
      : []),
  ];
  return { valid: errors.length === 0, errors, warnings, costs };
}
