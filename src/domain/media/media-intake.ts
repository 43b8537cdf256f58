/** Fetches files for one call, and deletes them unless the call keeps them. */

import type { AppContext, Viewer } from '../../context.ts';
import type { GateLimits } from '../../lib/gate.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import { say } from '../../texts/posts/texts.ts';
import type { FileReason } from '../../texts/posts/words.ts';
import { accept, type Outcome, refuseIfAny, type UserError, type UserErrorCode, userError } from '../errors.ts';
import { type AssetRow, createImport, deleteUnusedAsset, type ImportInput, reasonOf, runImport } from './media.ts';

/** Exactly one of `url` (fetched first) and `mediaAssetId`. */
export interface PostMediaInput {
  url?: string | null | undefined;
  mediaAssetId?: string | null | undefined;
  altText?: string | null | undefined;
}

export interface Intake extends AsyncDisposable {
  /** Null when it may not be fetched now, or when the caller has left. */
  take(input: Omit<ImportInput, 'workspaceId'>): Promise<MediaAsset | null>;
  /** Marks the fetched files as used. */
  keep(): void;
}

/**
 * Deletes the rows and bytes of files that were fetched for a call that is refused, repeats another one, or was left by
 * its caller.
 */
export function openIntake(ctx: AppContext, viewer: Pick<Viewer, 'apiKeyId' | 'workspaceId' | 'left'>): Intake {
  const { workspaceId } = viewer;
  const stay = ctx.imports.stay();
  const fetched: string[] = [];
  let isKept = false;
  return {
    take: async (input) => {
      using pass = await ctx.imports.enter(viewer.apiKeyId, viewer.left);
      if (pass === null) return null;
      const { id } = await createImport(ctx, { ...input, workspaceId });
      fetched.push(id);
      try {
        return await runImport(ctx, id, pass.signal);
      } catch (error) {
        if (pass.signal.aborted) return null;
        throw error;
      }
    },
    keep: () => {
      isKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      using _ = stay;
      if (isKept) return;
      for (const id of fetched) await deleteUnusedAsset(ctx, { workspaceId, id });
    },
  };
}

/** Of all calls together; one call may have fewer at once. */
export const IMPORT_LIMITS: GateLimits = { perHolder: 4, total: 16, waiting: 100, waitMs: 60_000 };

/** Fetches several files at once, but not so many that one post fills the queue of disk or network. */
const IMPORTS_AT_ONCE = 4;

export interface TakenIn {
  media: readonly { mediaAssetId: string; altText: string | null }[];
  facts: ReadonlyMap<string, AssetRow>;
}

/** The media of a post, after fetching those given by URL. Called before the transaction, because it may take minutes. */
export async function takeInMedia(
  intake: Intake,
  inputs: readonly PostMediaInput[],
  known: ReadonlyMap<string, AssetRow>,
): Promise<Outcome<TakenIn>> {
  const facts = new Map(known);
  const imported = new Map<number, MediaAsset>();
  const errors: UserError[] = [];
  const wanted = inputs.flatMap(({ url, altText }, index) =>
    typeof url === 'string' ? [{ url, altText, index }] : [],
  );
  for (let from = 0; from < wanted.length; from += IMPORTS_AT_ONCE) {
    await Promise.all(
      wanted.slice(from, from + IMPORTS_AT_ONCE).map(async ({ url, altText, index }) => {
        const taken = await intake.take({ url, altText: altText ?? undefined });
        const result = takenIn(taken, ['input', 'media', String(index), 'url']);
        if (result.ok) imported.set(index, result.asset);
        else errors.push(result.error);
      }),
    );
  }
  for (const asset of imported.values()) facts.set(asset.id, asset);
  const media = inputs.flatMap(({ mediaAssetId, altText }, index) => {
    const id = imported.get(index)?.id ?? mediaAssetId?.toLowerCase();
    return id === undefined ? [] : [{ mediaAssetId: id, altText: altText ?? null }];
  });
  return refuseIfAny(errors) ?? accept({ media, facts });
}

/** The errors of fetching a file that callers are told by their own code; any other means that its URL did not deliver. */
const IMPORT_CODES: Readonly<Record<string, UserErrorCode>> = {
  MEDIA_TYPE: 'MEDIA_TYPE',
  MEDIA_IS_PAGE: 'MEDIA_IS_PAGE',
  MEDIA_TOO_LARGE: 'MEDIA_TOO_LARGE',
  MEDIA_INVALID: 'MEDIA_INVALID',
  MEDIA_EMPTY: 'MEDIA_INVALID',
};

/** The file, or the error of fetching it. */
export function takenIn(
  asset: MediaAsset | null,
  path: readonly string[],
): { ok: true; asset: MediaAsset } | { ok: false; error: UserError } {
  if (asset === null) return { ok: false, error: userError('IMPORTS_BUSY', say('importsBusy'), path) };
  if (asset.status === 'READY') return { ok: true, asset };
  const code = IMPORT_CODES[asset.errorCode ?? ''] ?? 'MEDIA_UNREACHABLE';
  return { ok: false, error: notTakenIn(code, reasonOf(asset), path) };
}

export const notTakenIn = (
  code: UserErrorCode,
  { code: reason, message }: FileReason,
  path: readonly string[],
): UserError => userError(code, say('mediaRefused', { reason: { code: reason, message } }), path);
