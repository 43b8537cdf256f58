-- How an account is, as it was found last: written with whatever changes it.
CREATE TYPE "AccountHealthStatus" AS ENUM ('ACTIVE', 'EXPIRING', 'EXPIRED', 'REVOKED', 'SCOPES_MISSING', 'RESTRICTED', 'DISCONNECTED', 'UNREACHABLE');

ALTER TABLE "social_account"
  ADD COLUMN "health_status" "AccountHealthStatus" NOT NULL DEFAULT 'ACTIVE',
  ADD COLUMN "health_reasons" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "health_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ADD COLUMN "needs_person_at" TIMESTAMPTZ(3),
  ADD COLUMN "noticed_days" INTEGER,
  ADD COLUMN "checked_at" TIMESTAMPTZ(3),
  ADD COLUMN "check_at" TIMESTAMPTZ(3),
  ADD COLUMN "check_failures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "last_error" JSONB,
  ADD COLUMN "tested_at" TIMESTAMPTZ(3);

CREATE INDEX "social_account_check_at_idx" ON "social_account"("check_at");
CREATE INDEX "social_account_needs_person_at_idx" ON "social_account"("needs_person_at");
CREATE INDEX "social_account_workspace_id_health_status_idx" ON "social_account"("workspace_id", "health_status");

-- Each has its turn at another moment of the first day. The reasons follow with it.
UPDATE "social_account" SET "check_at" = now() + random() * interval '24 hours', "health_since" = "status_changed_at",
  "health_status" = CASE WHEN "status" = 'DISCONNECTED' THEN 'DISCONNECTED' WHEN "status" = 'ACTIVE' THEN 'ACTIVE'
    WHEN "status_reason" = 'AUTH_REVOKED' THEN 'REVOKED' WHEN "status_reason" = 'SCOPE_MISSING' THEN 'SCOPES_MISSING' ELSE 'EXPIRED' END::"AccountHealthStatus";
