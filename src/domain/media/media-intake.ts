/** Files that are fetched for one call, and forgotten with it unless the call keeps them. */
import type { AppContext, Viewer } from '../../context.ts';
import type { MediaAsset } from '../../lib/prisma/client.ts';
import { accept, type Outcome, refuseIfAny, type UserError, type UserErrorCode, userError } from '../errors.ts';
import { deleteUnusedAsset, type ImportInput, importFromUrl, type MediaFacts } from './media.ts';

/** One of `url` (taken in first) and `mediaAssetId`. */
export interface MediaInput {
  url?: string | null | undefined;
  mediaAssetId?: string | null | undefined;
  altText?: string | null | undefined;
}

export interface Intake extends AsyncDisposable {
  take(input: Omit<ImportInput, 'workspaceId'>): Promise<MediaAsset>;
  /** What was fetched belongs to something now. */
  keep(): void;
}

/** Of a call that is refused, or that repeats another one, nothing stays: neither rows nor bytes. */
export function openIntake(ctx: AppContext, { workspaceId }: Pick<Viewer, 'workspaceId'>): Intake {
  const fetched: string[] = [];
  let isKept = false;
  return {
    take: async (input) => {
      const asset = await importFromUrl(ctx, { ...input, workspaceId });
      fetched.push(asset.id);
      return asset;
    },
    keep: () => {
      isKept = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (isKept) return;
      for (const id of fetched) await deleteUnusedAsset(ctx, { workspaceId, id });
    },
  };
}

/** Several files at once, but never so many that one post fills the disk's or the network's queue. */
const IMPORTS_AT_ONCE = 4;

export interface TakenIn {
  media: readonly { mediaAssetId: string; altText: string | null }[];
  facts: ReadonlyMap<string, MediaFacts>;
}

/** The media of a post, with those fetched that are given by URL. Called before the transaction, for it may take minutes. */
export async function takeInMedia(
  intake: Intake,
  inputs: readonly MediaInput[],
  known: ReadonlyMap<string, MediaFacts>,
): Promise<Outcome<TakenIn>> {
  const facts = new Map(known);
  const imported = new Map<number, MediaAsset>();
  const wanted = inputs.flatMap(({ url, altText }, index) =>
    typeof url === 'string' ? [{ url, altText, index }] : [],
  );
  for (let from = 0; from < wanted.length; from += IMPORTS_AT_ONCE) {
    await Promise.all(
      wanted.slice(from, from + IMPORTS_AT_ONCE).map(async ({ url, altText, index }) => {
        imported.set(index, await intake.take({ url, altText: altText ?? undefined }));
      }),
    );
  }
  const errors = [...imported].flatMap(([index, asset]) =>
    importError(asset, ['input', 'media', String(index), 'url']),
  );
  for (const asset of imported.values()) facts.set(asset.id, asset);
  const media = inputs.flatMap(({ mediaAssetId, altText }, index) => {
    const id = imported.get(index)?.id ?? mediaAssetId?.toLowerCase();
    return id === undefined ? [] : [{ mediaAssetId: id, altText: altText ?? null }];
  });
  return refuseIfAny(errors) ?? accept({ media, facts });
}

/** What taking a file in can fail with, as the caller is told; everything else means that its URL did not deliver. */
const IMPORT_CODES: Readonly<Record<string, UserErrorCode>> = {
  MEDIA_TYPE: 'MEDIA_TYPE',
  MEDIA_TOO_LARGE: 'MEDIA_TOO_LARGE',
  MEDIA_INVALID: 'MEDIA_INVALID',
  MEDIA_EMPTY: 'MEDIA_INVALID',
};

/** Why a file could not be taken in; empty when it was. */
export function importError(asset: MediaAsset, path: readonly string[]): UserError[] {
  if (asset.status === 'READY') return [];
  const code = IMPORT_CODES[asset.errorCode ?? ''] ?? 'MEDIA_UNREACHABLE';
  return [notTakenIn(code, asset.errorMessage ?? 'unknown reason', path)];
}

export const notTakenIn = (code: UserErrorCode, reason: string, path: readonly string[]): UserError =>
  userError(code, `the media could not be taken in: ${reason}`, path);
