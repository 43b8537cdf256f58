-- The announcement of events carries them, when they fit: whoever listens and has seen all before them need not read the
-- table. Cursors come from one sequence, so "the next cursor" proves that nothing lies between. What is too large (a
-- notification holds less than 8,000 bytes) or too many is announced by its newest cursor alone and read.
CREATE OR REPLACE FUNCTION "append_publishing_events"(events jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  told text;
BEGIN
  -- See the first migration: held until the transaction is durable, so that cursors rise in commit order.
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
    RETURNING "cursor"::text, "created_at" AS "createdAt", "workspace_id" AS "workspaceId", "brand_id" AS "brandId", "post_id" AS "postId", "target_id" AS "targetId",
      "social_account_id" AS "socialAccountId", "platform", "seq", "attempt", "status", "target_status" AS "targetStatus", "phase", "blocked_by" AS "blockedBy",
      "platform_state" AS "platformState", "percent", "message", "permalink", "wake_at" AS "wakeAt", "error"
  )
  SELECT json_agg(written) FILTER (WHERE jsonb_array_length(events) <= 8)::text INTO told FROM written;
  PERFORM pg_notify('slipway_events', CASE WHEN octet_length(told) < 8000 THEN told ELSE currval('publishing_event_cursor')::text END);
END $$;
