-- How far each attempt to connect an account came, and how long each step took.
ALTER TABLE "connection_attempt"
  ADD COLUMN "opened_at" TIMESTAMPTZ(3),
  ADD COLUMN "steps" JSONB NOT NULL DEFAULT '[]';
CREATE INDEX "connection_attempt_workspace_id_created_at_idx" ON "connection_attempt" ("workspace_id", "created_at");
