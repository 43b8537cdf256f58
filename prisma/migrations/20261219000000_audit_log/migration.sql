-- The audit log: who changed what, from where and when. Written in the transaction of the change, and never changed.

ALTER TYPE "ApiScope" ADD VALUE IF NOT EXISTS 'audit:read';

CREATE TABLE "audit_entry" (
  "id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "position" BIGINT NOT NULL,
  "workspace_id" UUID NOT NULL,
  "brand_id" UUID,
  "actor" TEXT NOT NULL,
  "actor_id" UUID,
  "actor_name" TEXT,
  "address" TEXT,
  "client" TEXT,
  "request_id" TEXT,
  "action" TEXT NOT NULL,
  "result" TEXT NOT NULL,
  "codes" TEXT[] NOT NULL,
  "subject" TEXT,
  "subject_id" UUID,
  "details" JSONB,
  "changes" JSONB NOT NULL,
  CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");
CREATE TABLE "audit_entry_default" PARTITION OF "audit_entry" DEFAULT;
CREATE INDEX "audit_entry_position_idx" ON "audit_entry"("position");
CREATE INDEX "audit_entry_workspace_id_id_idx" ON "audit_entry"("workspace_id", "id");
CREATE INDEX "audit_entry_subject_id_id_idx" ON "audit_entry"("subject_id", "id");

-- One link per entry: each holds the hash of the one before it, per workspace and day.
CREATE TABLE "audit_link" (
  "id" UUID NOT NULL,
  "workspace_id" UUID NOT NULL,
  "day" DATE NOT NULL,
  "number" INTEGER NOT NULL,
  "previous" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "audit_link_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");
CREATE TABLE "audit_link_default" PARTITION OF "audit_link" DEFAULT;
CREATE INDEX "audit_link_workspace_id_day_number_idx" ON "audit_link"("workspace_id", "day", "number");

-- Up to which position entries are linked. Whoever links locks the row.
CREATE TABLE "audit_chain" (
  "name" TEXT NOT NULL,
  "position" BIGINT NOT NULL,
  CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("name")
);
INSERT INTO "audit_chain" ("name", "position") VALUES ('chain', 0);

-- The owner of a table can drop a trigger. This one stops everybody who only has statements that change rows.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log takes new entries and no changes' USING ERRCODE = 'SW002';
END $$;
-- Triggers for rows are copied to every partition, those for statements are not.
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE ON "audit_link" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "no_truncate" BEFORE TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "no_truncate" BEFORE TRUNCATE ON "audit_link" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

-- Positions as of events: see "append_events". Called in one round trip with COMMIT.
CREATE SEQUENCE "audit_position";
-- A sequence that was never called says 1 before and after its first call.
SELECT nextval('audit_position');

CREATE FUNCTION "append_audit_entries"(entries jsonb) RETURNS TABLE ("entry_id" uuid) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5117005, ("last_value" & 2147483647)::int) FROM "audit_position";
  RETURN QUERY
    INSERT INTO "audit_entry" ("id", "created_at", "position", "workspace_id", "brand_id", "actor", "actor_id", "actor_name", "address", "client", "request_id", "action", "result", "codes",
      "subject", "subject_id", "details", "changes")
    SELECT r.id, clock_timestamp(), nextval('audit_position'), r.workspace_id,
      coalesce(r.brand_id, CASE r.subject
        WHEN 'ACCOUNT' THEN (SELECT t."brand_id" FROM "social_account" t WHERE t."id" = r.subject_id AND t."workspace_id" = r.workspace_id)
        WHEN 'POST' THEN (SELECT t."brand_id" FROM "scheduled_post" t WHERE t."id" = r.subject_id AND t."workspace_id" = r.workspace_id)
        WHEN 'TARGET' THEN (SELECT t."brand_id" FROM "post_target" t WHERE t."id" = r.subject_id AND t."workspace_id" = r.workspace_id) END),
      r.actor, r.actor_id, (SELECT k."name" FROM "api_key" k WHERE k."id" = r.actor_id AND k."workspace_id" = r.workspace_id), r.address, r.client, r.request_id, r.action, r.result,
      coalesce(r.codes, '{}'), r.subject, r.subject_id, r.details, coalesce(r.changes, '[]')
    FROM jsonb_to_recordset(entries) AS r (
      id uuid, workspace_id uuid, brand_id uuid, actor text, actor_id uuid, address text, client text, request_id text, action text, result text, codes text[], subject text, subject_id uuid,
      details jsonb, changes jsonb)
    RETURNING "audit_entry"."id";
END $$;

-- As "settled_event_position", of entries.
CREATE FUNCTION "settled_audit_position"() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  newest bigint;
  lag bigint;
BEGIN
  SELECT "last_value" INTO newest FROM "audit_position";
  SELECT max(behind) FILTER (WHERE behind < 1073741824) INTO lag
    FROM pg_locks, LATERAL (SELECT (newest - "objid"::bigint) & 2147483647 AS behind) AS distance
    WHERE "locktype" = 'advisory' AND "classid" = 5117005 AND "objsubid" = 2 AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database());
  RETURN newest - coalesce(lag, 0);
END $$;
