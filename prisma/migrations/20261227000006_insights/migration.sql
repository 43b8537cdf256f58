-- Figures of accounts and posts, and when they are read.
CREATE TYPE "FigureAge" AS ENUM ('H1', 'H24', 'D7', 'D30', 'LATEST');
CREATE TYPE "FigureKind" AS ENUM ('LEVEL', 'DAY');
CREATE TYPE "PostPresence" AS ENUM ('HIDDEN', 'GONE', 'UNPUBLISHED');

CREATE TABLE "account_sync" (
  "social_account_id" UUID NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "retry_at" TIMESTAMPTZ(3),
  "asked_at" TIMESTAMPTZ(3),
  "synced_at" TIMESTAMPTZ(3),
  "failures" INTEGER NOT NULL DEFAULT 0,
  "is_failure_told" BOOLEAN NOT NULL DEFAULT false,
  "error" JSONB,
  CONSTRAINT "account_sync_pkey" PRIMARY KEY ("social_account_id"),
  CONSTRAINT "account_sync_social_account_id_fkey" FOREIGN KEY ("social_account_id") REFERENCES "social_account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "account_sync_due_at_idx" ON "account_sync"("due_at");

CREATE TABLE "account_figures" (
  "social_account_id" UUID NOT NULL,
  "kind" "FigureKind" NOT NULL,
  "day" DATE NOT NULL,
  "time_zone" TEXT NOT NULL,
  "values" JSONB NOT NULL,
  "read_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "account_figures_pkey" PRIMARY KEY ("social_account_id", "kind", "day"),
  CONSTRAINT "account_figures_social_account_id_fkey" FOREIGN KEY ("social_account_id") REFERENCES "social_account"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "post_figures" (
  "target_id" UUID NOT NULL,
  "age" "FigureAge" NOT NULL,
  "workspace_id" UUID NOT NULL,
  "brand_id" UUID NOT NULL,
  "post_id" UUID NOT NULL,
  "social_account_id" UUID NOT NULL,
  "platform" "Platform" NOT NULL,
  "published_at" TIMESTAMPTZ(3) NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "closed_at" TIMESTAMPTZ(3),
  "read_at" TIMESTAMPTZ(3),
  "values" JSONB NOT NULL DEFAULT '{}',
  "gap" TEXT,
  CONSTRAINT "post_figures_pkey" PRIMARY KEY ("target_id", "age"),
  CONSTRAINT "post_figures_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "post_figures_open" ON "post_figures"("due_at") WHERE "closed_at" IS NULL;
CREATE INDEX "post_figures_open_of_account" ON "post_figures"("social_account_id", "due_at") WHERE "closed_at" IS NULL;
CREATE INDEX "post_figures_latest_of_account" ON "post_figures"("social_account_id", "published_at") WHERE "age" = 'LATEST';
CREATE INDEX "post_figures_latest_of_brand" ON "post_figures"("brand_id", "published_at") WHERE "age" = 'LATEST';

-- Whether the platform still shows what was published; null as long as nothing else is known.
ALTER TABLE "post_target" ADD COLUMN "presence" "PostPresence";
ALTER TABLE "post_target" ADD COLUMN "presence_at" TIMESTAMPTZ(3);
