-- What a platform told an account, or the whole app, to wait for: one row for all targets and processes.
CREATE TABLE "platform_wait" (
    "platform" "Platform" NOT NULL,
    "scope_id" UUID NOT NULL,
    "quota" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refusals" INTEGER NOT NULL,
    "refused_at" TIMESTAMPTZ(3) NOT NULL,
    "of_commit" BOOLEAN NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "ask_at" TIMESTAMPTZ(3) NOT NULL,
    "asker_id" UUID NOT NULL,
    "is_asking" BOOLEAN NOT NULL,
    "error" JSONB NOT NULL,

    CONSTRAINT "platform_wait_pkey" PRIMARY KEY ("platform","scope_id","quota")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "platform_wait" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
