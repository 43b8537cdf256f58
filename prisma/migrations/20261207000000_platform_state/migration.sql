-- How the platforms are, as all processes see it: from the calls that are made and from probes without an account.

-- CreateEnum
CREATE TYPE "PlatformState" AS ENUM ('OPERATIONAL', 'DEGRADED', 'DOWN');

ALTER TYPE "BlockedBy" ADD VALUE 'PLATFORM_DOWN';
ALTER TYPE "EventSubject" ADD VALUE 'PLATFORM';

-- CreateTable
CREATE TABLE "platform_host" (
    "platform" "Platform" NOT NULL,
    "host" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" "PlatformState" NOT NULL DEFAULT 'OPERATIONAL',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "last_checked_at" TIMESTAMPTZ(3),
    "probe_at" TIMESTAMPTZ(3) NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "platform_host_pkey" PRIMARY KEY ("platform","host")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "platform_host" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateTable
CREATE TABLE "platform_incident" (
    "id" UUID NOT NULL,
    "platform" "Platform" NOT NULL,
    "host" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "state" "PlatformState" NOT NULL,
    "reason" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "platform_incident_pkey" PRIMARY KEY ("id")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "platform_incident" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateIndex
CREATE INDEX "platform_incident_platform_started_at_idx" ON "platform_incident"("platform", "started_at");

-- A host is in one incident at a time.
CREATE UNIQUE INDEX "platform_incident_open" ON "platform_incident"("platform", "host") WHERE "ended_at" IS NULL;

-- CreateTable
CREATE TABLE "platform_traffic" (
    "platform" "Platform" NOT NULL,
    "host" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "calls" INTEGER NOT NULL,
    "failures" INTEGER NOT NULL,
    "durations" JSONB NOT NULL,

    CONSTRAINT "platform_traffic_pkey" PRIMARY KEY ("platform","host","at")
);
CREATE TRIGGER "touch" BEFORE UPDATE ON "platform_traffic" FOR EACH ROW EXECUTE FUNCTION "touch_updated_at"();

-- CreateIndex
CREATE INDEX "platform_traffic_at_idx" ON "platform_traffic"("at");
