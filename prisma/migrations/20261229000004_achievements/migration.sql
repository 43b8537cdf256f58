-- What a workspace has achieved, each once, and the credits that it got for it.

CREATE TABLE "achievement" (
    "workspace_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "achievement_pkey" PRIMARY KEY ("workspace_id", "code")
);
ALTER TABLE "achievement" ADD CONSTRAINT "achievement_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- How far it is on the way to one: each thing counts once. Deleted when it is achieved.
CREATE TABLE "achievement_step" (
    "workspace_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "item_id" UUID NOT NULL,

    CONSTRAINT "achievement_step_pkey" PRIMARY KEY ("workspace_id", "code", "item_id")
);
ALTER TABLE "achievement_step" ADD CONSTRAINT "achievement_step_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "credit_entry" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" UUID NOT NULL,
    "amount" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "credit_entry_pkey" PRIMARY KEY ("id")
);
-- Nothing is credited twice for the same reason.
CREATE UNIQUE INDEX "credit_entry_workspace_id_reason_key" ON "credit_entry"("workspace_id", "reason");
ALTER TABLE "credit_entry" ADD CONSTRAINT "credit_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The first connections of these workspaces were long ago.
INSERT INTO "achievement" ("workspace_id", "code", "created_at")
SELECT "workspace_id", 'FIRST_CONNECTION', min("created_at") FROM "social_account" GROUP BY "workspace_id";

-- One event may complete several achievements.
CREATE UNIQUE INDEX "notification_event_id_type_code_key" ON "notification"("event_id", "type", "code");
DROP INDEX "notification_event_id_type_key";
