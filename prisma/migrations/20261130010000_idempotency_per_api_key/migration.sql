-- An idempotency key belongs to the API key that sends it: two partners who choose the same one have nothing to do with
-- each other. Nobody knows which API key the records of the last 24 hours came with, so each one of the workspace keeps
-- them: a call that is repeated across this change must not have its effect twice.
ALTER TABLE "idempotency_record" DROP CONSTRAINT "idempotency_record_pkey";
ALTER TABLE "idempotency_record" ADD COLUMN "api_key_id" UUID;
INSERT INTO "idempotency_record" ("workspace_id", "api_key_id", "key", "created_at", "updated_at", "mutation", "input_hash", "result", "expires_at")
SELECT r."workspace_id", k."id", r."key", r."created_at", r."updated_at", r."mutation", r."input_hash", r."result", r."expires_at"
FROM "idempotency_record" r JOIN "api_key" k ON k."workspace_id" = r."workspace_id" AND k."revoked_at" IS NULL;
DELETE FROM "idempotency_record" WHERE "api_key_id" IS NULL;
ALTER TABLE "idempotency_record" ALTER COLUMN "api_key_id" SET NOT NULL;
ALTER TABLE "idempotency_record" ADD CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("api_key_id", "key");
