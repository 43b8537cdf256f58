-- How an attempt to connect an account ended, where its holder is sent then, and which browser began it.
ALTER TABLE "connection_attempt"
    ADD COLUMN "finished_at" TIMESTAMPTZ(3),
    ADD COLUMN "return_url" TEXT,
    ADD COLUMN "browser_hash" BYTEA;

UPDATE "connection_attempt" SET "finished_at" = "used_at" WHERE "used_at" IS NOT NULL;
