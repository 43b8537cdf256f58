-- Notifications: what people are told of, made from events by a consumer.

ALTER TYPE "EventSubject" ADD VALUE IF NOT EXISTS 'NOTIFICATION';
ALTER TYPE "ApiScope" ADD VALUE IF NOT EXISTS 'notifications:read';
ALTER TYPE "ApiScope" ADD VALUE IF NOT EXISTS 'notifications:write';

-- Without foreign keys to what it is about, which may be deleted while people are still to be told of it.
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" UUID NOT NULL,
    "brand_id" UUID,
    "type" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "user_action" TEXT NOT NULL,
    "subject" "EventSubject" NOT NULL,
    "subject_id" UUID NOT NULL,
    "post_id" UUID,
    "social_account_id" UUID,
    "event_id" UUID NOT NULL,
    "last_position" BIGINT NOT NULL,
    "collapse_key" TEXT,
    "targets" INTEGER NOT NULL DEFAULT 0,
    "post_ids" UUID[] NOT NULL DEFAULT '{}',

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- An event makes one notification of a type, however often it is handled.
CREATE UNIQUE INDEX "notification_event_id_type_key" ON "notification"("event_id", "type");

-- Pages and counts of what is unread, of a workspace and of a brand.
CREATE INDEX "notification_workspace_id_id_idx" ON "notification"("workspace_id", "id");
CREATE INDEX "notification_brand_id_id_idx" ON "notification"("brand_id", "id");

-- The newest notification of a cause, which takes in what follows.
CREATE INDEX "notification_cause" ON "notification"("workspace_id", "collapse_key", "id") WHERE "collapse_key" IS NOT NULL;

-- What is past its time. Rows are stored in the order of time.
CREATE INDEX "notification_created_at_idx" ON "notification" USING brin ("created_at");

ALTER TABLE "notification" ADD CONSTRAINT "notification_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Which targets a notification with a cause tells of: each is counted once.
CREATE TABLE "notification_target" (
    "notification_id" UUID NOT NULL,
    "target_id" UUID NOT NULL,

    CONSTRAINT "notification_target_pkey" PRIMARY KEY ("notification_id", "target_id")
);
ALTER TABLE "notification_target" ADD CONSTRAINT "notification_target_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a key has read: everything up to an id, and single ones after it.
CREATE TABLE "notification_reader" (
    "api_key_id" UUID NOT NULL,
    "read_to" UUID NOT NULL,

    CONSTRAINT "notification_reader_pkey" PRIMARY KEY ("api_key_id")
);
ALTER TABLE "notification_reader" ADD CONSTRAINT "notification_reader_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "notification_read" (
    "api_key_id" UUID NOT NULL,
    "notification_id" UUID NOT NULL,

    CONSTRAINT "notification_read_pkey" PRIMARY KEY ("api_key_id", "notification_id")
);
CREATE INDEX "notification_read_notification_id_idx" ON "notification_read"("notification_id");
ALTER TABLE "notification_read" ADD CONSTRAINT "notification_read_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notification_read" ADD CONSTRAINT "notification_read_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a key wants to be told of by which channel, where that differs from the default. Without a brand: in all others.
CREATE TABLE "notification_preference" (
    "id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "brand_id" UUID,
    "channel" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "notification_preference_place" ON "notification_preference"("api_key_id", "type", "channel", "brand_id") NULLS NOT DISTINCT;
ALTER TABLE "notification_preference" ADD CONSTRAINT "notification_preference_api_key_id_fkey" FOREIGN KEY ("api_key_id") REFERENCES "api_key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notification_preference" ADD CONSTRAINT "notification_preference_brand_id_fkey" FOREIGN KEY ("brand_id") REFERENCES "brand"("id") ON DELETE CASCADE ON UPDATE CASCADE;
