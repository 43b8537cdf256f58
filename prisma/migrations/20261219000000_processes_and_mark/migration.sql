-- Which processes run and what keys they can open, and the mark by which a database that was restored shows itself.

-- CreateTable
CREATE TABLE "server_process" (
    "holder" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "role" TEXT NOT NULL,
    "key_ids" TEXT[],
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "server_process_pkey" PRIMARY KEY ("holder")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "server_process" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateTable
CREATE TABLE "installation_mark" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cluster" TEXT,
    "mark" BIGINT NOT NULL,

    CONSTRAINT "installation_mark_pkey" PRIMARY KEY ("id"),
    -- There is one installation.
    CONSTRAINT "installation_mark_one" CHECK ("id")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "installation_mark" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();
