-- That an allowance is nearly used, or used up, as it was told last: once in a window.
CREATE TABLE "quota_notice" (
  "platform" "Platform" NOT NULL,
  "name" TEXT NOT NULL,
  "scope_id" UUID NOT NULL,
  "level" TEXT NOT NULL,
  "id" UUID NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "quota_notice_pkey" PRIMARY KEY ("platform", "name", "scope_id", "level")
);
