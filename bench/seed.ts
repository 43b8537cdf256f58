/** Rows that a benchmark starts from, written in bulk: a tenant, accounts with sealed tokens, posts due and posts far ahead. */
import { randomUUID } from 'node:crypto';
import type { AppContext } from '../src/context.ts';
import { sealCredentials } from '../src/domain/accounts/credentials.ts';
import { WAKE_CHANNEL, wakeAtFor } from '../src/domain/targets/target-wake.ts';
import { createVault, uuidv7 } from '../src/lib/crypto.ts';
import type { Db } from '../src/lib/db.ts';
import type { Format, PlatformId } from '../src/platforms/platform.ts';

/** A fixed key: the benchmark seals the tokens that the app opens. */
export const ENCRYPTION_KEY = {
  id: 'bench',
  key: Buffer.from('q3Jv0wXbS8nY2mTzR5kLhPfEoUaGiD1c7V6e4NtBsxA=', 'base64'),
};

export interface Tenant {
  workspaceId: string;
  brandId: string;
  apiKey: string;
}

/** The workspace of the bootstrap key gets a brand. */
export async function createTenant(db: Db, apiKey: string): Promise<Tenant> {
  const [workspace] = await db.query<{ id: string }>('SELECT id FROM workspace');
  if (workspace === undefined) throw new Error('the app has made no workspace');
  return { workspaceId: workspace.id, brandId: await createBrand(db, workspace.id), apiKey };
}

export async function createBrand(db: Db, workspaceId: string): Promise<string> {
  const id = uuidv7();
  await db.query(`INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, 'Bench', 'UTC')`, [
    id,
    workspaceId,
  ]);
  return id;
}

export async function createAccounts(
  db: Db,
  { workspaceId, brandId }: Tenant,
  platform: PlatformId,
  amount: number,
): Promise<string[]> {
  // Sealing needs no more of the context than this.
  const ctx = { vault: createVault([ENCRYPTION_KEY]) } as AppContext;
  const ids = Array.from({ length: amount }, () => uuidv7());
  const sealed = ids.map((id) =>
    sealCredentials(
      ctx,
      { workspaceId, id },
      {
        accessToken: `token-${randomUUID()}`,
        refreshToken: null,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
        scopes: [],
      },
    ),
  );
  // An account that was never checked is checked at once; in an installation those checks are spread over the day.
  await db.query(
    `INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id, username, credentials, credentials_key_id, check_at)
     SELECT u.id, $1, $2, $3::"Platform", u.id::text, 'bench', u.credentials, $4, now() + interval '1 day' FROM unnest($5::uuid[], $6::bytea[]) AS u (id, credentials)`,
    [workspaceId, brandId, platform, ENCRYPTION_KEY.id, ids, sealed],
  );
  return ids;
}

export interface DueTarget {
  accountId: string;
  dueAt: Date;
  /** Found again in what reaches the platform. */
  caption: string;
}

/** One post with one target each, as a mutation would schedule them; answers with the ids of the targets. */
export async function scheduleTargets(
  db: Db,
  { workspaceId, brandId }: Tenant,
  what: { platform: PlatformId; format: Format; mediaAssetId?: string },
  targets: readonly DueTarget[],
): Promise<string[]> {
  const postIds = targets.map(() => uuidv7());
  const ids = targets.map(() => uuidv7());
  const mediaCount = what.mediaAssetId === undefined ? 0 : 1;
  const wakes = targets.map(({ dueAt }) => wakeAtFor({ format: what.format, mediaCount }, dueAt, new Date()));
  await db.tx(async (tx) => {
    await tx.query(
      `INSERT INTO scheduled_post (id, workspace_id, brand_id, caption, time_zone, content_hash, scheduled_at)
       SELECT u.id, $1, $2, u.caption, 'UTC', 'bench', u.due_at FROM unnest($3::uuid[], $4::text[], $5::timestamptz[]) AS u (id, caption, due_at)`,
      [workspaceId, brandId, postIds, targets.map(({ caption }) => caption), targets.map(({ dueAt }) => dueAt)],
    );
    if (what.mediaAssetId !== undefined) {
      await tx.query('INSERT INTO post_media (post_id, position, media_asset_id) SELECT unnest($1::uuid[]), 0, $2', [
        postIds,
        what.mediaAssetId,
      ]);
    }
    await tx.query(
      `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at)
       SELECT u.id, $1, $2, u.post_id, u.account_id, $3::"Platform", $4::"Format", 'SCHEDULED', u.due_at, u.wake_at
       FROM unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::timestamptz[], $9::timestamptz[]) AS u (id, post_id, account_id, due_at, wake_at)`,
      [
        workspaceId,
        brandId,
        what.platform,
        what.format,
        ids,
        postIds,
        targets.map(({ accountId }) => accountId),
        targets.map(({ dueAt }) => dueAt),
        wakes,
      ],
    );
    const earliest = Math.min(...wakes.map((at) => at.getTime()));
    await tx.query(`SELECT pg_notify('${WAKE_CHANNEL}', $1)`, [new Date(earliest).toISOString()]);
  });
  return ids;
}

/**
 * `amount` targets (four to a post) from tomorrow on. Creation and due times are all distinct: rows that share them make
 * a scan look cheaper than it is.
 */
export async function seedFuture(
  db: Db,
  { workspaceId, brandId }: Tenant,
  accountIds: readonly string[],
  amount: number,
): Promise<void> {
  await db.tx(async (tx) => {
    // Foreign keys hold by construction; checking four of them a million times would be most of the time.
    await tx.query('SET LOCAL session_replication_role = replica');
    await tx.query(
      `WITH post AS (
         INSERT INTO scheduled_post (id, created_at, updated_at, workspace_id, brand_id, caption, time_zone, content_hash, scheduled_at)
         SELECT uuidv7(), clock_timestamp() - n * interval '61 ms', clock_timestamp(), $1, $2, 'future post ' || n, 'UTC', 'bench', clock_timestamp() + interval '1 day' + n * interval '997 ms'
         FROM generate_series(1, $3::int / 4) AS n
         RETURNING id, created_at, scheduled_at
       )
       INSERT INTO post_target (id, created_at, updated_at, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at, seq)
       SELECT uuidv7(), post.created_at + k * interval '7 ms', clock_timestamp(), $1, $2, post.id, ($4::uuid[])[1 + (row_number() OVER ())::int % cardinality($4::uuid[])], 'X', 'TEXT', 'SCHEDULED',
         post.scheduled_at + k * interval '151 ms', post.scheduled_at + k * interval '151 ms', 1
       FROM post, generate_series(0, 3) AS k`,
      [workspaceId, brandId, amount, accountIds],
    );
  });
  await db.query('VACUUM (ANALYZE) post_target, scheduled_post');
  await db.query('CHECKPOINT');
}

/** A JPEG that no byte exists of: enough where the platform is only told its link. */
export async function createImage(db: Db, { workspaceId }: Tenant): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO media_asset (id, workspace_id, status, kind, storage_key, mime_type, bytes, width, height) VALUES ($1, $2, 'READY', 'IMAGE', 'image', 'image/jpeg', 100000, 1080, 1080)`,
    [id, workspaceId],
  );
  return id;
}

/** A video of `bytes` whose content is at `storageKey`. */
export async function createVideo(db: Db, { workspaceId }: Tenant, storageKey: string, bytes: number): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO media_asset (id, workspace_id, status, kind, storage_key, mime_type, bytes, width, height, duration_ms, frame_rate, video_codec, audio_codec)
     VALUES ($1, $2, 'READY', 'VIDEO', $3, 'video/mp4', $4, 1920, 1080, 600000, 30, 'avc', 'aac')`,
    [id, workspaceId, storageKey, bytes],
  );
  return id;
}
