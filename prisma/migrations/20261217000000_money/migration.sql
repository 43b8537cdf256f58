ALTER TYPE "BlockedBy" ADD VALUE 'BUDGET';
ALTER TYPE "EventSubject" ADD VALUE 'WORKSPACE';

-- What a workspace may spend in a calendar month (UTC) at platforms that bill per use; no row = as much as it likes.
CREATE TABLE "budget" (
  "workspace_id" UUID NOT NULL REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "currency" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "limit_micros" BIGINT NOT NULL,
  CONSTRAINT "budget_pkey" PRIMARY KEY ("workspace_id", "currency")
);

-- What it has spent: the sum of its charges in one month. Locked by whoever spends.
CREATE TABLE "spending_month" (
  "workspace_id" UUID NOT NULL REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "currency" TEXT NOT NULL,
  -- '2026-12'
  "month" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "spent_micros" BIGINT NOT NULL DEFAULT 0,
  -- The budget, as it is now.
  "limit_micros" BIGINT,
  "nearly_told_at" TIMESTAMPTZ(3),
  "used_up_told_at" TIMESTAMPTZ(3),
  CONSTRAINT "spending_month_pkey" PRIMARY KEY ("workspace_id", "currency", "month"),
  CONSTRAINT "spending_month_spent" CHECK ("spent_micros" >= 0)
);

-- One row for each thing that a platform bills: a commit (by target and step), or a read (by what was read, once a day).
CREATE TABLE "charge" (
  "id" UUID NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "workspace_id" UUID NOT NULL REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "platform" "Platform" NOT NULL,
  "item" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "micros" BIGINT NOT NULL,
  "month" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "social_account_id" UUID,
  "target_id" UUID,
  "step" TEXT,
  "resource" TEXT,
  "day" DATE,
  CONSTRAINT "charge_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "charge_target_id_step_key" ON "charge" ("target_id", "step");
CREATE UNIQUE INDEX "charge_platform_item_resource_day_key" ON "charge" ("platform", "item", "resource", "day");
CREATE INDEX "charge_workspace_id_month_idx" ON "charge" ("workspace_id", "month");
CREATE INDEX "charge_at_idx" ON "charge" ("at");

CREATE TRIGGER "touch" BEFORE UPDATE ON "budget" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "spending_month" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
CREATE TRIGGER "touch" BEFORE UPDATE ON "charge" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
