-- Calls to platforms that are about an account and no target.
ALTER TABLE "platform_call" ALTER COLUMN "post_id" DROP NOT NULL, ALTER COLUMN "target_id" DROP NOT NULL, ALTER COLUMN "attempt" DROP NOT NULL, ALTER COLUMN "target_status" DROP NOT NULL;

CREATE INDEX "platform_call_account_idx" ON "platform_call"("social_account_id", "id") WHERE "target_id" IS NULL;

-- The log of targets holds none of them.
CREATE OR REPLACE VIEW "publishing_log" AS
  SELECT "id", "created_at", "position" AS "cursor", "workspace_id", "brand_id", "post_id", "subject_id" AS "target_id", "social_account_id",
    ("payload" ->> 'platform')::"Platform" AS "platform", ("payload" ->> 'seq')::int AS "seq", ("payload" ->> 'attempt')::int AS "attempt", ("payload" ->> 'status')::"PublishEventStatus" AS "status",
    ("payload" ->> 'targetStatus')::"TargetStatus" AS "target_status", ("payload" ->> 'phase')::"TargetPhase" AS "phase", ("payload" ->> 'blockedBy')::"BlockedBy" AS "blocked_by",
    "payload" ->> 'platformState' AS "platform_state", ("payload" ->> 'percent')::int AS "percent", "payload" ->> 'message' AS "message", "payload" ->> 'permalink' AS "permalink",
    ("payload" ->> 'wakeAt')::timestamptz AS "wake_at", "payload" -> 'error' AS "error", "payload" ->> 'endpoint' AS "endpoint", NULL::text AS "method", NULL::text AS "url", NULL::jsonb AS "request",
    NULL::jsonb AS "response", NULL::int AS "http_status", ("payload" ->> 'durationMs')::int AS "duration_ms"
  FROM "event" WHERE "subject" = 'TARGET' AND EXISTS (SELECT FROM "post_target" WHERE "post_target"."id" = "event"."subject_id")
  UNION ALL
  SELECT "id", "created_at", NULL, "workspace_id", "brand_id", "post_id", "target_id", "social_account_id", "platform", NULL, "attempt", 'CALL', "target_status", "phase", NULL, NULL, NULL, "message",
    NULL, NULL, NULL, "endpoint", "method", "url", "request", "response", "http_status", "duration_ms"
  FROM "platform_call" WHERE "target_id" IS NOT NULL;
