-- What platforms tell unasked: kept once, acted upon by a job.
CREATE TABLE "hint" (
  "id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "platform" "Platform" NOT NULL,
  "hint_id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "account" TEXT NOT NULL,
  "post" TEXT,
  "reason" TEXT,
  "at" TIMESTAMPTZ(3),
  "handled_at" TIMESTAMPTZ(3),
  CONSTRAINT "hint_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "hint_platform_hint_id_key" ON "hint" ("platform", "hint_id");
CREATE INDEX "hint_created_at_idx" ON "hint" ("created_at");

-- What a platform was asked to tell of an account, for a time.
CREATE TABLE "hint_lease" (
  "platform" "Platform" NOT NULL,
  "account" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "asked_at" TIMESTAMPTZ(3) NOT NULL,
  "ends_at" TIMESTAMPTZ(3),
  CONSTRAINT "hint_lease_pkey" PRIMARY KEY ("platform", "account")
);

-- What account holders wanted deleted. Without their id: the code is all they have.
CREATE TABLE "erasure" (
  "code" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "platform" "Platform" NOT NULL,
  "hint_id" TEXT NOT NULL,
  "done_at" TIMESTAMPTZ(3),
  CONSTRAINT "erasure_pkey" PRIMARY KEY ("code")
);
CREATE UNIQUE INDEX "erasure_platform_hint_id_key" ON "erasure" ("platform", "hint_id");

ALTER TABLE "social_account" ADD COLUMN "alias_id" TEXT;
-- Before the deploy, where there are millions of accounts:
-- CREATE INDEX CONCURRENTLY IF NOT EXISTS "social_account_platform_alias_id_idx" ON "social_account" ("platform", "alias_id");
CREATE INDEX IF NOT EXISTS "social_account_platform_alias_id_idx" ON "social_account" ("platform", "alias_id");
