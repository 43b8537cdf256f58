-- What may keep a scheduled target from going out, as it was found last: one row per cause.
CREATE TABLE "post_risk" (
  "target_id" UUID NOT NULL REFERENCES "post_target"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "cause" TEXT NOT NULL,
  "post_id" UUID NOT NULL,
  "message" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "checked_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "post_risk_pkey" PRIMARY KEY ("target_id", "cause")
);
CREATE INDEX "post_risk_post_id_idx" ON "post_risk"("post_id");
CREATE INDEX "post_risk_checked_at_idx" ON "post_risk"("checked_at");

-- How far ahead targets were looked at, per lead: the place of the last one in the order of their due instants.
CREATE TABLE "risk_scan" (
  "lead_ms" BIGINT NOT NULL,
  "due_at" TIMESTAMPTZ(3) NOT NULL,
  "target_id" UUID NOT NULL,
  CONSTRAINT "risk_scan_pkey" PRIMARY KEY ("lead_ms")
);

CREATE INDEX "post_target_scheduled" ON "post_target" ("due_at", "id") WHERE "status" = 'SCHEDULED';
