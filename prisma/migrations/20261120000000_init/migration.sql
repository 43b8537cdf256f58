-- CreateEnum
CREATE TYPE "Platform" AS ENUM ('INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X');

-- CreateEnum
CREATE TYPE "Format" AS ENUM ('IMAGE', 'CAROUSEL', 'REEL', 'STORY', 'VIDEO', 'SHORT', 'TEXT', 'THREAD');

-- CreateEnum
CREATE TYPE "ApiScope" AS ENUM ('posts:read', 'posts:write', 'posts:publish', 'accounts:read', 'accounts:write', 'admin');

-- CreateEnum
CREATE TYPE "AccountStatus" AS ENUM ('ACTIVE', 'EXPIRED', 'DISCONNECTED');

-- CreateEnum
CREATE TYPE "TargetStatus" AS ENUM ('DRAFT', 'SCHEDULED', 'PUBLISHING', 'PUBLISHED', 'FAILED', 'CANCELLED', 'MISSED', 'OUTCOME_UNKNOWN');

-- CreateEnum
CREATE TYPE "TargetPhase" AS ENUM ('PREPARING', 'UPLOADING', 'CONTAINER_CREATED', 'PROCESSING', 'COMMITTING', 'FINISHING');

-- CreateEnum
CREATE TYPE "BlockedBy" AS ENUM ('QUOTA', 'PAUSED', 'RECONNECT', 'ACCOUNT_BUSY');

-- CreateEnum
CREATE TYPE "StepKind" AS ENUM ('RUN', 'WAIT', 'COMMIT');

-- CreateEnum
CREATE TYPE "StepState" AS ENUM ('OPEN', 'DONE');

-- CreateEnum
CREATE TYPE "LogStatus" AS ENUM ('SCHEDULED', 'STARTED', 'UPLOADING', 'CONTAINER_CREATED', 'PROCESSING', 'COMMITTING', 'SUCCESS', 'FINISHING', 'ERROR', 'RETRY', 'BLOCKED', 'MISSED', 'CANCELLED', 'OUTCOME_UNKNOWN', 'RESOLVED', 'DRAFTED', 'CALL');

-- CreateEnum
CREATE TYPE "MediaKind" AS ENUM ('IMAGE', 'VIDEO');

-- CreateEnum
CREATE TYPE "MediaStatus" AS ENUM ('PENDING', 'READY', 'FAILED');

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3),

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "scopes" "ApiScope"[],
    "brand_ids" UUID[],
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "brand" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "late_window_ms" INTEGER NOT NULL DEFAULT 21600000,
    "paused_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "brand_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "social_account" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "external_id" TEXT NOT NULL,
    "username" TEXT,
    "display_name" TEXT,
    "avatar_url" TEXT,
    "profile_url" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "status" "AccountStatus" NOT NULL DEFAULT 'ACTIVE',
    "status_reason" TEXT,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "paused_at" TIMESTAMPTZ(3),
    "scopes" TEXT[],
    "credentials" BYTEA,
    "credentials_key_id" TEXT,
    "token_expires_at" TIMESTAMPTZ(3),
    "refresh_expires_at" TIMESTAMPTZ(3),
    "refreshed_at" TIMESTAMPTZ(3),
    "refresh_lease_until" TIMESTAMPTZ(3),
    "last_published_at" TIMESTAMPTZ(3),

    CONSTRAINT "social_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_attempt" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "code_verifier" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "social_account_id" UUID,
    "error_code" TEXT,
    "error_message" TEXT,
    "duration_ms" INTEGER,

    CONSTRAINT "connection_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scheduled_post" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "caption" TEXT NOT NULL DEFAULT '',
    "title" TEXT,
    "scheduled_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL,
    "local_time" TEXT,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "content_hash" TEXT NOT NULL,
    "external_id" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "scheduled_post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "post_media" (
    "post_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "media_asset_id" UUID NOT NULL,
    "alt_text" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "post_media_pkey" PRIMARY KEY ("post_id","position")
);

-- CreateTable
CREATE TABLE "post_target" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "post_id" UUID NOT NULL,
    "social_account_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "format" "Format" NOT NULL,
    "overrides" JSONB NOT NULL DEFAULT '{}',
    "options" JSONB NOT NULL DEFAULT '{}',
    "status" "TargetStatus" NOT NULL DEFAULT 'DRAFT',
    "phase" "TargetPhase",
    "blocked_by" "BlockedBy",
    "due_at" TIMESTAMPTZ(3),
    "wake_at" TIMESTAMPTZ(3),
    "priority" INTEGER NOT NULL DEFAULT 0,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "lease_holder" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "platform_state" TEXT,
    "percent" INTEGER,
    "intent_at" TIMESTAMPTZ(3),
    "published_at" TIMESTAMPTZ(3),
    "external_id" TEXT,
    "permalink" TEXT,
    "error_code" TEXT,
    "error" JSONB,
    "warnings" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "post_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "publish_step" (
    "target_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "kind" "StepKind" NOT NULL,
    "state" "StepState" NOT NULL,
    "result" JSONB,
    "intent_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "publish_step_pkey" PRIMARY KEY ("target_id","step")
);

-- CreateTable
CREATE TABLE "publishing_log" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cursor" BIGINT,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "post_id" UUID NOT NULL,
    "target_id" UUID NOT NULL,
    "social_account_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "seq" INTEGER,
    "attempt" INTEGER NOT NULL,
    "status" "LogStatus" NOT NULL,
    "target_status" "TargetStatus" NOT NULL,
    "phase" "TargetPhase",
    "blocked_by" "BlockedBy",
    "platform_state" TEXT,
    "percent" INTEGER,
    "message" TEXT,
    "permalink" TEXT,
    "wake_at" TIMESTAMPTZ(3),
    "error" JSONB,
    "endpoint" TEXT,
    "method" TEXT,
    "url" TEXT,
    "request" JSONB,
    "response" JSONB,
    "http_status" INTEGER,
    "duration_ms" INTEGER,

    CONSTRAINT "publishing_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_asset" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "status" "MediaStatus" NOT NULL,
    "kind" "MediaKind",
    "storage_key" TEXT,
    "source_url" TEXT,
    "file_name" TEXT,
    "mime_type" TEXT,
    "bytes" BIGINT,
    "sha256" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "duration_ms" INTEGER,
    "frame_rate" DOUBLE PRECISION,
    "video_codec" TEXT,
    "audio_codec" TEXT,
    "alt_text" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "media_asset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_link" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "target_id" UUID NOT NULL,
    "media_asset_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "first_fetched_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "media_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_usage" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "platform" "Platform" NOT NULL,
    "name" TEXT NOT NULL,
    "social_account_id" UUID,
    "target_id" UUID,
    "step" TEXT,
    "units" INTEGER NOT NULL,
    "used" BOOLEAN NOT NULL DEFAULT false,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_usage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quota_reading" (
    "platform" "Platform" NOT NULL,
    "name" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "limit" INTEGER,
    "used" INTEGER,
    "remaining" INTEGER,
    "resets_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quota_reading_pkey" PRIMARY KEY ("platform","name","scope_id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "workspace_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mutation" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "result" JSONB,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("workspace_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_prefix_key" ON "api_key"("prefix");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_id_idx" ON "api_key"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "brand_workspace_id_id_idx" ON "brand"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "social_account_workspace_id_id_idx" ON "social_account"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "social_account_token_expires_at_idx" ON "social_account"("token_expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "social_account_brand_id_platform_external_id_key" ON "social_account"("brand_id", "platform", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_attempt_state_hash_key" ON "connection_attempt"("state_hash");

-- CreateIndex
CREATE INDEX "connection_attempt_workspace_id_id_idx" ON "connection_attempt"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "connection_attempt_expires_at_idx" ON "connection_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "scheduled_post_workspace_id_scheduled_at_id_idx" ON "scheduled_post"("workspace_id", "scheduled_at", "id");

-- CreateIndex
CREATE INDEX "scheduled_post_brand_id_scheduled_at_id_idx" ON "scheduled_post"("brand_id", "scheduled_at", "id");

-- CreateIndex
CREATE INDEX "scheduled_post_workspace_id_id_idx" ON "scheduled_post"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_post_brand_id_external_id_key" ON "scheduled_post"("brand_id", "external_id");

-- CreateIndex
CREATE INDEX "post_media_media_asset_id_idx" ON "post_media"("media_asset_id");

-- CreateIndex
CREATE INDEX "post_target_post_id_idx" ON "post_target"("post_id");

-- CreateIndex
CREATE INDEX "post_target_social_account_id_status_due_at_idx" ON "post_target"("social_account_id", "status", "due_at");

-- CreateIndex
CREATE INDEX "post_target_workspace_id_status_due_at_idx" ON "post_target"("workspace_id", "status", "due_at");

-- CreateIndex
CREATE INDEX "post_target_brand_id_due_at_idx" ON "post_target"("brand_id", "due_at");

-- CreateIndex
CREATE INDEX "post_target_workspace_id_id_idx" ON "post_target"("workspace_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "publishing_log_cursor_key" ON "publishing_log"("cursor");

-- CreateIndex
CREATE INDEX "publishing_log_workspace_id_id_idx" ON "publishing_log"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "publishing_log_target_id_id_idx" ON "publishing_log"("target_id", "id");

-- CreateIndex
CREATE INDEX "publishing_log_post_id_id_idx" ON "publishing_log"("post_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "publishing_log_target_id_seq_key" ON "publishing_log"("target_id", "seq");

-- CreateIndex
CREATE INDEX "media_asset_workspace_id_id_idx" ON "media_asset"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "media_asset_workspace_id_sha256_idx" ON "media_asset"("workspace_id", "sha256");

-- CreateIndex
CREATE INDEX "media_link_expires_at_idx" ON "media_link"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "media_link_target_id_media_asset_id_label_key" ON "media_link"("target_id", "media_asset_id", "label");

-- CreateIndex
CREATE INDEX "quota_usage_platform_name_social_account_id_at_idx" ON "quota_usage"("platform", "name", "social_account_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "quota_usage_target_id_step_name_key" ON "quota_usage"("target_id", "step", "name");

-- CreateIndex
CREATE INDEX "idempotency_record_expires_at_idx" ON "idempotency_record"("expires_at");

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "brand" ADD CONSTRAINT "brand_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "social_account" ADD CONSTRAINT "social_account_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "social_account" ADD CONSTRAINT "social_account_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scheduled_post" ADD CONSTRAINT "scheduled_post_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scheduled_post" ADD CONSTRAINT "scheduled_post_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_media" ADD CONSTRAINT "post_media_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "scheduled_post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_media" ADD CONSTRAINT "post_media_media_asset_id_fkey" FOREIGN KEY ("media_asset_id") REFERENCES "media_asset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_post_id_fkey" FOREIGN KEY ("post_id") REFERENCES "scheduled_post"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_social_account_id_fkey" FOREIGN KEY ("social_account_id") REFERENCES "social_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publish_step" ADD CONSTRAINT "publish_step_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publishing_log" ADD CONSTRAINT "publishing_log_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publishing_log" ADD CONSTRAINT "publishing_log_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_asset" ADD CONSTRAINT "media_asset_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_link" ADD CONSTRAINT "media_link_media_asset_id_fkey" FOREIGN KEY ("media_asset_id") REFERENCES "media_asset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota_usage" ADD CONSTRAINT "quota_usage_social_account_id_fkey" FOREIGN KEY ("social_account_id") REFERENCES "social_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema language cannot say -----------------------------------------------------------------------

-- The stream position of events. Drawn under a lock that is held until commit, so that it rises in commit order.
CREATE SEQUENCE "publishing_event_cursor" AS bigint;

-- Cursors must rise in commit order, or a reader that has seen 8 would never see a 7 that commits later. Whoever writes
-- events draws their cursors under one lock, which Postgres releases only once the transaction is durable. NOTIFY
-- serialises commits in the same way, so the lock costs nothing that announcing the event would not cost anyway; called
-- in one round trip with COMMIT, it is held for the length of a commit.
CREATE FUNCTION "append_publishing_events"(events jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(5117001);
  WITH written AS (
    INSERT INTO "publishing_log" ("id", "created_at", "cursor", "workspace_id", "brand_id", "post_id", "target_id", "social_account_id", "platform", "seq", "attempt", "status", "target_status",
      "phase", "blocked_by", "platform_state", "percent", "message", "permalink", "wake_at", "error", "endpoint", "duration_ms")
    SELECT id, clock_timestamp(), nextval('publishing_event_cursor'), workspace_id, brand_id, post_id, target_id, social_account_id, platform, seq, attempt, status, target_status,
      phase, blocked_by, platform_state, percent, message, permalink, wake_at, error, endpoint, duration_ms
    FROM jsonb_to_recordset(events) AS event (
      id uuid, workspace_id uuid, brand_id uuid, post_id uuid, target_id uuid, social_account_id uuid, platform "Platform", seq int, attempt int, status "LogStatus",
      target_status "TargetStatus", phase "TargetPhase", blocked_by "BlockedBy", platform_state text, percent int, message text, permalink text, wake_at timestamptz, error jsonb,
      endpoint text, duration_ms int)
    RETURNING "cursor"
  )
  SELECT max("cursor") INTO newest FROM written;
  PERFORM pg_notify('slipway_events', newest::text);
END $$;

-- "Something is due at this instant": shortens the sleep of dispatchers.
CREATE FUNCTION "announce_wake"(wake_at jsonb) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('slipway_wake', wake_at #>> '{}');
$$;

-- The schedule: the dispatcher asks only for what is due, whatever waits in the future.
CREATE INDEX "post_target_wake" ON "post_target" ("wake_at", "priority" DESC) WHERE "wake_at" IS NOT NULL;

-- Targets that hold or wait for their account's turn.
CREATE INDEX "post_target_lease" ON "post_target" ("social_account_id") WHERE "lease_until" IS NOT NULL;
CREATE INDEX "post_target_blocked" ON "post_target" ("social_account_id", "blocked_by") WHERE "blocked_by" IS NOT NULL;

-- Commit intents without a result: what a reconciler has to look at.
CREATE INDEX "publish_step_open_intent" ON "publish_step" ("target_id") WHERE "kind" = 'COMMIT' AND "state" = 'OPEN';

-- A row that must go on and that nobody will wake would be a lost post. The database refuses to hold one.
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_never_asleep_for_ever"
  CHECK ("status" NOT IN ('SCHEDULED', 'PUBLISHING') OR "wake_at" IS NOT NULL);
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_due_when_scheduled"
  CHECK ("status" IN ('DRAFT', 'CANCELLED') OR "due_at" IS NOT NULL);
ALTER TABLE "post_target" ADD CONSTRAINT "post_target_percent" CHECK ("percent" BETWEEN 0 AND 100);
ALTER TABLE "publishing_log" ADD CONSTRAINT "publishing_log_event_or_call" CHECK (("cursor" IS NULL) = ("seq" IS NULL));

-- The newest page of calls and events per workspace, and text search over captions without an extension.
CREATE INDEX "publishing_log_events" ON "publishing_log" ("workspace_id", "cursor") WHERE "cursor" IS NOT NULL;

CREATE FUNCTION "touch_updated_at"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."updated_at" := clock_timestamp();
  RETURN NEW;
END $$;

CREATE TRIGGER "touch" BEFORE UPDATE ON "workspace" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "api_key" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "brand" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "social_account" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "connection_attempt" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "scheduled_post" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "post_media" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "post_target" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "publish_step" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "media_asset" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "media_link" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "quota_usage" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "quota_reading" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "idempotency_record" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
