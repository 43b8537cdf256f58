-- Processes that answer at the public address, from where platforms pull media.
CREATE TABLE "link_server" (
    "holder" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_server_pkey" PRIMARY KEY ("holder")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "link_server" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
