-- Positions that a workspace may name in plain, as cursors did before they were sealed: those that it knew then. Whoever could
-- name any position would find that of each event by trying, and with it how much happens elsewhere.
ALTER TABLE "workspace" ADD COLUMN "plain_cursors_to" BIGINT NOT NULL DEFAULT 0;
UPDATE "workspace" SET "plain_cursors_to" = coalesce((SELECT max("position") FROM "event" WHERE "event"."workspace_id" = "workspace"."id"), 0);
