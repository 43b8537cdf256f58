-- Whether posts of a brand reserve units of allowances when they are scheduled, and which targets have got theirs. How many units that
-- are is reckoned from the target, and ends with it: see docs/decisions/0025-quota-reservations.md.

-- AlterTable
ALTER TABLE "brand" ADD COLUMN "reserves_quota" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "post_target" ADD COLUMN "reserves_quota" BOOLEAN NOT NULL DEFAULT false;

-- Both are empty as long as no brand reserves. Where the table is large, build them beforehand, after the column:
-- CREATE INDEX CONCURRENTLY "post_target_reserving_account" ON "post_target" ("social_account_id", "due_at") WHERE "reserves_quota" AND "status" IN ('SCHEDULED', 'PUBLISHING');
CREATE INDEX IF NOT EXISTS "post_target_reserving_account" ON "post_target" ("social_account_id", "due_at") WHERE "reserves_quota" AND "status" IN ('SCHEDULED', 'PUBLISHING');
-- CREATE INDEX CONCURRENTLY "post_target_reserving_platform" ON "post_target" ("platform", "due_at") WHERE "reserves_quota" AND "status" IN ('SCHEDULED', 'PUBLISHING');
CREATE INDEX IF NOT EXISTS "post_target_reserving_platform" ON "post_target" ("platform", "due_at") WHERE "reserves_quota" AND "status" IN ('SCHEDULED', 'PUBLISHING');

CREATE OR REPLACE FUNCTION "create_scheduled_post"(input jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  post record;
BEGIN
  SELECT * INTO post FROM jsonb_to_record(input -> 'post') AS r (
    id uuid, workspace_id uuid, brand_id uuid, caption text, title text, scheduled_at timestamptz, time_zone text, local_time text, priority int, content_hash text,
    external_id text, metadata jsonb);
  INSERT INTO "scheduled_post" ("id", "workspace_id", "brand_id", "caption", "title", "scheduled_at", "time_zone", "local_time", "priority", "content_hash", "external_id", "metadata")
  VALUES (post.id, post.workspace_id, post.brand_id, post.caption, post.title, post.scheduled_at, post.time_zone, post.local_time, post.priority, post.content_hash, post.external_id, post.metadata)
  ON CONFLICT ("brand_id", "external_id") DO NOTHING;
  -- Also by a transaction that was still open: this one has waited for it.
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the externalId is taken' USING ERRCODE = 'SW001';
  END IF;
  INSERT INTO "post_media" ("post_id", "position", "media_asset_id", "alt_text")
  SELECT post.id, r.position, r.media_asset_id, r.alt_text
  FROM jsonb_to_recordset(input -> 'media') AS r (position int, media_asset_id uuid, alt_text text);
  INSERT INTO "post_target" ("id", "workspace_id", "brand_id", "post_id", "social_account_id", "platform", "format", "overrides", "options", "status", "due_at", "wake_at", "priority", "seq", "traceparent", "reserves_quota")
  SELECT r.id, post.workspace_id, post.brand_id, post.id, r.social_account_id, r.platform, r.format, r.overrides, r.options, r.status, r.due_at, r.wake_at, post.priority, 1, r.traceparent, coalesce(r.reserves_quota, false)
  FROM jsonb_to_recordset(input -> 'targets') AS r (
    id uuid, social_account_id uuid, platform "Platform", format "Format", overrides jsonb, options jsonb, status "TargetStatus", due_at timestamptz, wake_at timestamptz, traceparent text, reserves_quota boolean);
END $$;
