-- A target that was given a time apart from its post keeps that on its own clocks too.
ALTER TABLE "post_target" ADD COLUMN "own_time_zone" TEXT, ADD COLUMN "own_local_time" TEXT;

-- Editions of the time zone database that processes have worked by: one with an older edition moves nothing.
CREATE TABLE "zone_rules" (
    "version" TEXT NOT NULL COLLATE "C",
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "zone_rules_pkey" PRIMARY KEY ("version")
);
