-- Webhooks: addresses that are told of events, what each is still to be told, and every try to tell it.

ALTER TYPE "EventSubject" ADD VALUE 'WEBHOOK';
ALTER TYPE "ApiScope" ADD VALUE 'webhooks:read';
ALTER TYPE "ApiScope" ADD VALUE 'webhooks:write';

CREATE TYPE "WebhookStatus" AS ENUM ('ENABLED', 'PAUSED', 'DISABLED');
CREATE TYPE "WebhookDeliveryStatus" AS ENUM ('PENDING', 'DELIVERED', 'FAILED');

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "events" TEXT[] NOT NULL,
    "brand_ids" UUID[] NOT NULL,
    "scopes" "ApiScope"[] NOT NULL,
    "query" TEXT,
    "status" "WebhookStatus" NOT NULL DEFAULT 'ENABLED',
    "status_reason" TEXT,
    "status_since" TIMESTAMPTZ(3) NOT NULL,
    "secret" BYTEA NOT NULL,
    "old_secret" BYTEA,
    "old_secret_until" TIMESTAMPTZ(3),
    "made_by" UUID NOT NULL,
    "tested_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "webhook_endpoint" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateIndex
CREATE INDEX "webhook_endpoint_workspace_id_id_idx" ON "webhook_endpoint"("workspace_id", "id");

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What changes with every delivery of an endpoint, apart from what people change about it.
CREATE TABLE "webhook_lane" (
    "endpoint_id" UUID NOT NULL,
    "next_at" TIMESTAMPTZ(3),
    "holder" TEXT,
    "held_until" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_lane_pkey" PRIMARY KEY ("endpoint_id")
);

-- CreateIndex
CREATE INDEX "webhook_lane_next_at_idx" ON "webhook_lane"("next_at");

-- AddForeignKey
ALTER TABLE "webhook_lane" ADD CONSTRAINT "webhook_lane_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One row per endpoint and event. No foreign key: an endpoint may have millions of rows, which are deleted bit by bit.
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "position" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "subject" "EventSubject" NOT NULL,
    "subject_id" UUID NOT NULL,
    "status" "WebhookDeliveryStatus" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_endpoint_id_event_id_key" ON "webhook_delivery"("endpoint_id", "event_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_id_idx" ON "webhook_delivery"("endpoint_id", "id");

-- The line of each subject, and what of it is due: only the head of a line has a "next_attempt_at".
CREATE INDEX "webhook_delivery_line" ON "webhook_delivery" ("endpoint_id", "subject_id", "position") WHERE "status" = 'PENDING';
CREATE INDEX "webhook_delivery_due" ON "webhook_delivery" ("endpoint_id", "next_attempt_at") WHERE "next_attempt_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_finished" ON "webhook_delivery" ("finished_at") WHERE "finished_at" IS NOT NULL;

-- Append-only, partitioned by the time that a UUIDv7 carries.
CREATE TABLE "webhook_attempt" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "request_headers" JSONB NOT NULL,
    "request_body" TEXT NOT NULL,
    "status" INTEGER,
    "response_headers" JSONB,
    "response_body" TEXT,
    "error" TEXT,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

CREATE TABLE "webhook_attempt_default" PARTITION OF "webhook_attempt" DEFAULT;

-- CreateIndex
CREATE INDEX "webhook_attempt_delivery_id_id_idx" ON "webhook_attempt"("delivery_id", "id");

-- CreateIndex
CREATE INDEX "webhook_attempt_endpoint_id_id_idx" ON "webhook_attempt"("endpoint_id", "id");
