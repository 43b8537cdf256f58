-- One append-only stream of events replaces the events among the rows of "publishing_log"; calls to platforms get a table
-- of their own; "publishing_log" becomes a view of both. Both tables are partitioned by the time that a UUIDv7 carries.

-- CreateEnum
CREATE TYPE "EventSubject" AS ENUM ('POST', 'TARGET', 'ACCOUNT', 'MEDIA');

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT NOT NULL,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID,
    "subject" "EventSubject" NOT NULL,
    "subject_id" UUID NOT NULL,
    "post_id" UUID,
    "social_account_id" UUID,
    "type" TEXT NOT NULL,
    "actor" TEXT,
    "payload" JSONB NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

CREATE TABLE "event_default" PARTITION OF "event" DEFAULT;

-- CreateIndex
CREATE INDEX "event_position_idx" ON "event"("position");

-- CreateIndex
CREATE INDEX "event_workspace_id_position_idx" ON "event"("workspace_id", "position");

-- CreateIndex
CREATE INDEX "event_workspace_id_id_idx" ON "event"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "event_subject_id_id_idx" ON "event"("subject_id", "id");

-- CreateIndex
CREATE INDEX "event_post_id_id_idx" ON "event"("post_id", "id");

-- CreateTable
CREATE TABLE "platform_call" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID NOT NULL,
    "post_id" UUID NOT NULL,
    "target_id" UUID NOT NULL,
    "social_account_id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "target_status" "TargetStatus" NOT NULL,
    "phase" "TargetPhase",
    "endpoint" TEXT NOT NULL,
    "method" TEXT,
    "url" TEXT,
    "request" JSONB,
    "response" JSONB,
    "http_status" INTEGER,
    "duration_ms" INTEGER,
    "message" TEXT,

    CONSTRAINT "platform_call_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

CREATE TABLE "platform_call_default" PARTITION OF "platform_call" DEFAULT;

-- CreateIndex
CREATE INDEX "platform_call_workspace_id_id_idx" ON "platform_call"("workspace_id", "id");

-- CreateIndex
CREATE INDEX "platform_call_target_id_id_idx" ON "platform_call"("target_id", "id");

-- CreateIndex
CREATE INDEX "platform_call_post_id_id_idx" ON "platform_call"("post_id", "id");

-- AddForeignKey
ALTER TABLE "platform_call" ADD CONSTRAINT "platform_call_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "event_consumer" (
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "position" BIGINT NOT NULL,

    CONSTRAINT "event_consumer_pkey" PRIMARY KEY ("name")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "event_consumer" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- What is there already keeps its ids and its positions: cursors that clients hold stay valid.
INSERT INTO "event" ("id", "created_at", "position", "workspace_id", "brand_id", "subject", "subject_id", "post_id", "social_account_id", "type", "payload")
SELECT "id", "created_at", "cursor", "workspace_id", "brand_id", 'TARGET', "target_id", "post_id", "social_account_id", 'target.' || lower("status"::text),
  jsonb_strip_nulls(jsonb_build_object('platform', "platform", 'seq', "seq", 'attempt', "attempt", 'status', "status", 'targetStatus', "target_status", 'phase', "phase", 'blockedBy', "blocked_by",
    'platformState', "platform_state", 'percent', "percent", 'message', "message", 'permalink', "permalink", 'wakeAt', "wake_at", 'error', "error", 'endpoint', "endpoint", 'durationMs', "duration_ms"))
FROM "publishing_log" WHERE "cursor" IS NOT NULL;

INSERT INTO "platform_call" ("id", "created_at", "workspace_id", "brand_id", "post_id", "target_id", "social_account_id", "platform", "attempt", "target_status", "phase", "endpoint", "method", "url",
  "request", "response", "http_status", "duration_ms", "message")
SELECT "id", "created_at", "workspace_id", "brand_id", "post_id", "target_id", "social_account_id", "platform", "attempt", "target_status", "phase", coalesce("endpoint", ''), "method", "url",
  "request", "response", "http_status", "duration_ms", "message"
FROM "publishing_log" WHERE "cursor" IS NULL;

DROP TABLE "publishing_log";
DROP FUNCTION "append_publishing_events"(jsonb);
DROP FUNCTION "announce_wake"(jsonb);
ALTER SEQUENCE "publishing_event_cursor" RENAME TO "event_position";
-- A sequence that was never called says 1 before and after its first call.
SELECT nextval('event_position');

-- Cursors are positions under a key of their workspace: they say nothing of how much happens elsewhere.
ALTER TABLE "workspace" ADD COLUMN "cursor_key" BYTEA NOT NULL DEFAULT uuid_send(gen_random_uuid());

-- The log of a target as people read it: its events and the calls to its platform. Events outlive their target, its log
-- does not.
CREATE VIEW "publishing_log" AS
  SELECT "id", "created_at", "position" AS "cursor", "workspace_id", "brand_id", "post_id", "subject_id" AS "target_id", "social_account_id",
    ("payload" ->> 'platform')::"Platform" AS "platform", ("payload" ->> 'seq')::int AS "seq", ("payload" ->> 'attempt')::int AS "attempt", ("payload" ->> 'status')::"LogStatus" AS "status",
    ("payload" ->> 'targetStatus')::"TargetStatus" AS "target_status", ("payload" ->> 'phase')::"TargetPhase" AS "phase", ("payload" ->> 'blockedBy')::"BlockedBy" AS "blocked_by",
    "payload" ->> 'platformState' AS "platform_state", ("payload" ->> 'percent')::int AS "percent", "payload" ->> 'message' AS "message", "payload" ->> 'permalink' AS "permalink",
    ("payload" ->> 'wakeAt')::timestamptz AS "wake_at", "payload" -> 'error' AS "error", "payload" ->> 'endpoint' AS "endpoint", NULL::text AS "method", NULL::text AS "url", NULL::jsonb AS "request",
    NULL::jsonb AS "response", NULL::int AS "http_status", ("payload" ->> 'durationMs')::int AS "duration_ms"
  FROM "event" WHERE "subject" = 'TARGET' AND EXISTS (SELECT FROM "post_target" WHERE "post_target"."id" = "event"."subject_id")
  UNION ALL
  SELECT "id", "created_at", NULL, "workspace_id", "brand_id", "post_id", "target_id", "social_account_id", "platform", NULL, "attempt", 'CALL', "target_status", "phase", NULL, NULL, NULL, "message",
    NULL, NULL, NULL, "endpoint", "method", "url", "request", "response", "http_status", "duration_ms"
  FROM "platform_call";

-- Positions are drawn without a lock, so an event may become visible after another with a higher position. Before it draws,
-- a writer therefore takes a ticket: a shared lock, until its transaction is over, whose number lies below any position that
-- it will draw. Called in one round trip with COMMIT, it holds the ticket for the length of a commit.
CREATE FUNCTION "append_events"(events jsonb) RETURNS TABLE ("event_id" uuid, "event_position" bigint, "event_at" timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5117001, ("last_value" & 2147483647)::int) FROM "event_position";
  RETURN QUERY
    INSERT INTO "event" ("id", "created_at", "position", "workspace_id", "brand_id", "subject", "subject_id", "post_id", "social_account_id", "type", "actor", "payload")
    SELECT r.id, clock_timestamp(), nextval('event_position'), r.workspace_id, r.brand_id, r.subject, r.subject_id, r.post_id, r.social_account_id, r.type, r.actor, r.payload
    FROM jsonb_to_recordset(events) AS r (
      id uuid, workspace_id uuid, brand_id uuid, subject "EventSubject", subject_id uuid, post_id uuid, social_account_id uuid, type text, actor text, payload jsonb)
    RETURNING "event"."id", "event"."position", "event"."created_at";
END $$;

-- The position up to which all events are settled: visible to whoever looks from now on, or never to come. The newest
-- position is read first and the tickets afterwards: whoever draws later gets a higher position, and whoever has drawn and
-- not committed holds a ticket below it. Transactions that append nothing are of no account, however long they stay open.
-- A ticket is a position without its upper bits; what seems to lie a billion positions back is newer than "newest".
CREATE FUNCTION "settled_event_position"() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  newest bigint;
  lag bigint;
BEGIN
  SELECT "last_value" INTO newest FROM "event_position";
  SELECT max(behind) FILTER (WHERE behind < 1073741824) INTO lag
    FROM pg_locks, LATERAL (SELECT (newest - "objid"::bigint) & 2147483647 AS behind) AS distance
    WHERE "locktype" = 'advisory' AND "classid" = 5117001 AND "objsubid" = 2 AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database());
  RETURN newest - coalesce(lag, 0);
END $$;

-- Dispatchers are told of the wake-up once the transaction is durable, by the process that wrote it.
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
  INSERT INTO "post_target" ("id", "workspace_id", "brand_id", "post_id", "social_account_id", "platform", "format", "overrides", "options", "status", "due_at", "wake_at", "priority", "seq")
  SELECT r.id, post.workspace_id, post.brand_id, post.id, r.social_account_id, r.platform, r.format, r.overrides, r.options, r.status, r.due_at, r.wake_at, post.priority, 1
  FROM jsonb_to_recordset(input -> 'targets') AS r (
    id uuid, social_account_id uuid, platform "Platform", format "Format", overrides jsonb, options jsonb, status "TargetStatus", due_at timestamptz, wake_at timestamptz);
END $$;
